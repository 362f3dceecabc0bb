//! Reasons have stable codes and messages that give nothing away.

use std::collections::BTreeSet;

use entrance_domain::Denial;

use crate::sample::context;

/// One of each. The match has no wildcard, so that a new variant cannot be left out of [`all`]
/// without the compiler asking for its place.
fn place(denial: &Denial) -> usize {
    match denial {
        Denial::TenantNotAdmitted => 0,
        Denial::TenantSuspended => 1,
        Denial::TenantNotAllowed => 2,
        Denial::ClientNotAllowed => 3,
        Denial::GuestNotAllowed => 4,
        Denial::UsersNotAllowed => 5,
        Denial::ApplicationsNotAllowed => 6,
        Denial::ScopeMissing => 7,
        Denial::AppRoleMissing => 8,
        Denial::UserRoleMissing => 9,
        Denial::GroupMissing => 10,
        Denial::GroupsOverage => 11,
        Denial::AuthContextMissing { .. } => 12,
    }
}

fn all() -> [Denial; 13] {
    [
        Denial::TenantNotAdmitted,
        Denial::TenantSuspended,
        Denial::TenantNotAllowed,
        Denial::ClientNotAllowed,
        Denial::GuestNotAllowed,
        Denial::UsersNotAllowed,
        Denial::ApplicationsNotAllowed,
        Denial::ScopeMissing,
        Denial::AppRoleMissing,
        Denial::UserRoleMissing,
        Denial::GroupMissing,
        Denial::GroupsOverage,
        Denial::AuthContextMissing {
            context: context("c77"),
            accepts_claims_challenge: true,
        },
    ]
}

#[test]
fn the_list_of_codes_holds_the_code_of_every_variant_in_order() {
    let codes: Vec<&str> = all().iter().map(Denial::code).collect();
    assert_eq!(codes, Denial::CODES);
    let places: Vec<usize> = all().iter().map(place).collect();
    assert_eq!(places, (0..Denial::CODES.len()).collect::<Vec<usize>>());
}

#[test]
fn codes_are_distinct_snake_case_names() {
    let distinct: BTreeSet<&str> = Denial::CODES.iter().copied().collect();
    assert_eq!(distinct.len(), Denial::CODES.len());
    for code in distinct {
        assert!(
            code.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{code}"
        );
    }
}

#[test]
fn messages_are_distinct_and_can_be_quoted_in_a_header() {
    let messages: BTreeSet<String> = all().iter().map(Denial::to_string).collect();
    assert_eq!(messages.len(), Denial::CODES.len());
    for message in messages {
        let printable = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        assert!(message.bytes().all(printable), "{message}");
    }
}

#[test]
fn the_message_about_an_authentication_context_does_not_name_it() {
    let denial = Denial::AuthContextMissing {
        context: context("c77"),
        accepts_claims_challenge: false,
    };
    assert!(!denial.to_string().contains("c77"));
}
