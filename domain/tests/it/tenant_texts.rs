//! What people may write about a tenant.

use std::collections::BTreeSet;

use entrance_domain::{
    Action, DisplayName, DomainName, LifeCycleRefusal, Note, Reason, TenantState, TextError,
};

#[test]
fn a_display_name_is_one_line_without_spaces_around_it() {
    assert_eq!(
        DisplayName::new("  Grün & Söhne ").unwrap().as_str(),
        "Grün & Söhne"
    );
    assert_eq!(DisplayName::new(" \t "), Err(TextError::Empty));
    assert_eq!(DisplayName::new("a\nb"), Err(TextError::ControlCharacter));
    assert_eq!(
        DisplayName::new(&"ü".repeat(120))
            .unwrap()
            .as_str()
            .chars()
            .count(),
        120
    );
    assert_eq!(
        DisplayName::new(&"ü".repeat(121)),
        Err(TextError::TooLong(120))
    );
}

#[test]
fn an_applicants_name_is_marked_whatever_it_says() {
    let name = DisplayName::unverified(" Fabrikam ").unwrap();
    assert_eq!(name.as_str(), "unverified: Fabrikam");
    let longest = DisplayName::unverified(&"ü".repeat(100)).unwrap();
    assert!(longest.as_str().starts_with("unverified: ü"));
    let too_long = DisplayName::unverified(&"ü".repeat(101));
    assert_eq!(too_long, Err(TextError::TooLong(100)));
    assert_eq!(DisplayName::unverified(" "), Err(TextError::Empty));
    let lines = DisplayName::unverified("a\nb");
    assert_eq!(lines, Err(TextError::ControlCharacter));
}

#[test]
fn no_text_turns_its_own_direction() {
    for character in ['\u{200e}', '\u{202e}', '\u{2066}', '\u{2069}'] {
        let text = format!("Fabrikam {character} detartsiger");
        assert_eq!(DisplayName::new(&text), Err(TextError::ControlCharacter));
        assert_eq!(Note::new(&text), Err(TextError::ControlCharacter));
    }
}

#[test]
fn a_note_may_have_lines_and_a_reason_may_not() {
    assert_eq!(Note::new("one\ntwo").unwrap().as_str(), "one\ntwo");
    assert_eq!(Note::new("one\u{7}"), Err(TextError::ControlCharacter));
    assert_eq!(
        Note::new(&"n".repeat(2_001)),
        Err(TextError::TooLong(2_000))
    );
    assert_eq!(Reason::new("one\ntwo"), Err(TextError::ControlCharacter));
    assert_eq!(Reason::new(&"r".repeat(501)), Err(TextError::TooLong(500)));
}

#[test]
fn a_domain_is_lowered_and_has_two_labels_or_more() {
    assert_eq!(
        DomainName::new("Contoso.OnMicrosoft.com").unwrap().as_str(),
        "contoso.onmicrosoft.com"
    );
    let long = format!("{}.example", "a".repeat(64));
    for text in [
        "contoso",
        "a..b",
        "-a.example",
        "a-.example",
        "a/b.example",
        "ü.example",
        "a.example/",
        &long,
    ] {
        assert_eq!(DomainName::new(text), Err(TextError::NotADomain), "{text}");
    }
}

#[test]
fn states_actions_and_codes_have_distinct_names_that_are_read_back() {
    for state in TenantState::ALL {
        assert_eq!(TenantState::parse(state.as_str()), Some(state));
    }
    for action in Action::ALL {
        assert_eq!(Action::parse(action.as_str()), Some(action));
    }
    assert_eq!(TenantState::parse("Active"), None);
    assert_eq!(Action::parse(""), None);
    let distinct: BTreeSet<_> = LifeCycleRefusal::CODES.into_iter().collect();
    assert_eq!(distinct.len(), LifeCycleRefusal::CODES.len());
}

#[test]
fn the_list_of_codes_holds_the_code_of_every_refusal_in_order() {
    let all = [
        LifeCycleRefusal::Unknown,
        LifeCycleRefusal::WrongState {
            state: TenantState::Active,
            action: Action::Invite,
        },
        LifeCycleRefusal::OperatorTenant,
        LifeCycleRefusal::PersonalAccounts,
        LifeCycleRefusal::TooManyPending,
        LifeCycleRefusal::NotAUser,
        LifeCycleRefusal::Guest,
        LifeCycleRefusal::OtherTenant,
    ];
    assert_eq!(all.map(|refusal| refusal.code()), LifeCycleRefusal::CODES);
}

#[test]
fn domain_has_253_characters_at_most() {
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    assert_eq!(longest.len(), 253);
    assert!(DomainName::new(&longest).is_ok());
    assert!(DomainName::new(&format!("{longest}a")).is_err());
}
