//! Identifiers accept what they should, and show what they may.

use entrance_domain::{ClientId, Group, IdentifierError, Identity, ObjectId, Subject, TenantId};
use proptest::prelude::*;
use uuid::Uuid;

const CANONICAL: &str = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

/// The canonical form in words of its own: hexadecimal digits in lower case, grouped 8-4-4-4-12.
fn is_canonical(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .concat()
            .chars()
            .all(|digit| matches!(digit, '0'..='9' | 'a'..='f'))
}

/// Texts on and just beside the canonical form.
fn near_guid() -> impl Strategy<Value = String> {
    let canonical = any::<u128>().prop_map(|number| Uuid::from_u128(number).to_string());
    let replaced = (
        canonical.clone(),
        0..36_usize,
        prop_oneof!["[0-9a-fA-F-]", any::<char>().prop_map(String::from)],
    )
        .prop_map(|(text, at, with)| format!("{}{with}{}", &text[..at], &text[at + 1..]));
    let inserted = (canonical.clone(), 0..=36_usize, "[0-9a-fA-F {}-]")
        .prop_map(|(text, at, with)| format!("{}{with}{}", &text[..at], &text[at..]));
    let shuffled = "[0-9a-fA-F-]{36}";
    let upper = canonical.clone().prop_map(|text| text.to_uppercase());
    prop_oneof![
        canonical,
        replaced,
        inserted,
        upper,
        shuffled,
        any::<String>()
    ]
}

proptest! {
    #[test]
    fn a_token_value_is_accepted_exactly_in_canonical_form(text in near_guid()) {
        let parsed = TenantId::parse_canonical(&text);
        prop_assert_eq!(parsed.is_ok(), is_canonical(&text));
        if let Ok(id) = parsed {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn a_configured_value_is_accepted_exactly_if_its_lowered_form_is_canonical(text in near_guid()) {
        let parsed = text.parse::<ClientId>();
        prop_assert_eq!(parsed.is_ok(), is_canonical(&text.to_ascii_lowercase()));
        if let Ok(id) = parsed {
            prop_assert_eq!(id.to_string(), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn every_guid_survives_being_written_and_parsed(number in any::<u128>()) {
        let uuid = Uuid::from_u128(number);
        let written = ObjectId::from_uuid(uuid).to_string();
        prop_assert_eq!(ObjectId::parse_canonical(&written).map(|id| id.as_uuid()), Ok(uuid));
    }

    #[test]
    fn identifiers_sort_as_their_texts_do(left in any::<u128>(), right in any::<u128>()) {
        let [left, right] = [left, right].map(|number| Group::from_uuid(Uuid::from_u128(number)));
        prop_assert_eq!(left.cmp(&right), left.to_string().cmp(&right.to_string()));
    }
}

#[test]
fn other_forms_of_a_guid_are_refused_in_tokens_and_in_configuration() {
    for text in [
        "",
        "0a1b2c3d4e5f4a6b8c7d9e0f1a2b3c4d",
        "{0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d}",
        "urn:uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        " 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d\n",
        "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4",
        "0a1b2c3d4-e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4g",
        "{0a1b2c3d4e5f4a6b8c7d9e0f1a2b3c4d}00",
        "０a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c",
    ] {
        let expected = Err(IdentifierError::NotHyphenated);
        assert_eq!(TenantId::parse_canonical(text), expected, "{text:?}");
        assert_eq!(text.parse::<TenantId>(), expected, "{text:?}");
    }
}

#[test]
fn one_upper_case_digit_is_refused_in_a_token_and_lowered_in_configuration() {
    let text = CANONICAL.replacen('a', "A", 1);
    assert_eq!(
        ClientId::parse_canonical(&text),
        Err(IdentifierError::NotLowerCase)
    );
    assert_eq!(
        text.parse::<ClientId>(),
        ClientId::parse_canonical(CANONICAL)
    );
}

#[test]
fn an_error_does_not_repeat_the_text() {
    let text = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3czz";
    let error = TenantId::parse_canonical(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a GUID in its hyphenated form of 36 characters"
    );
    assert!(std::error::Error::source(&error).is_none());
}

#[test]
fn an_identifier_is_written_and_debugged_in_canonical_form() {
    let id: ObjectId = CANONICAL.to_uppercase().parse().unwrap();
    assert_eq!(id.to_string(), CANONICAL);
    assert_eq!(format!("{id:?}"), CANONICAL);
}

#[test]
fn only_the_well_known_tenant_is_the_one_of_personal_accounts() {
    let text = "9188040d-6c67-4c5b-b112-36a304b66dad";
    assert_eq!(
        TenantId::parse_canonical(text),
        Ok(TenantId::PERSONAL_ACCOUNTS)
    );
    assert!(TenantId::PERSONAL_ACCOUNTS.is_personal_accounts());
    assert!(
        !TenantId::parse_canonical(CANONICAL)
            .unwrap()
            .is_personal_accounts()
    );
}

#[test]
fn a_subject_keeps_its_text_and_is_never_empty() {
    assert_eq!(Subject::new("  Aa/+ ").unwrap().as_str(), "  Aa/+ ");
    assert_eq!(Subject::new(""), Err(IdentifierError::EmptySubject));
}

#[test]
fn one_object_id_in_two_tenants_is_two_identities() {
    let object = ObjectId::parse_canonical(CANONICAL).unwrap();
    let here = Identity::new(TenantId::parse_canonical(CANONICAL).unwrap(), object);
    let there = Identity::new(TenantId::PERSONAL_ACCOUNTS, object);
    assert_ne!(here, there);
    assert_eq!(there.tenant_id(), TenantId::PERSONAL_ACCOUNTS);
    assert_eq!(there.object_id(), object);
}
