//! Names accept their own format and nothing beside it.

use std::collections::{BTreeMap, HashMap};

use entrance_domain::{AppRole, AuthContext, NameError, PolicyName, Scope};
use proptest::prelude::*;

#[test]
fn a_scope_is_a_short_name_in_visible_ascii() {
    for text in [
        "user_impersonation",
        "Files.Read",
        "a:b",
        "!",
        "~",
        "ReadWrite-All",
    ] {
        assert_eq!(Scope::new(text).unwrap().as_str(), text);
    }
    for text in [
        "",
        "a b",
        " a",
        "a\t",
        "a\"",
        "a\\b",
        "/",
        "api://a/user_impersonation",
        "grüße",
        "a\u{7f}",
    ] {
        assert_eq!(Scope::new(text), Err(NameError::Scope), "{text:?}");
    }
}

#[test]
fn an_app_role_has_no_spaces_and_no_control_characters() {
    for text in ["Api.Access", "Überblick", "a/b", "\"quoted\""] {
        assert_eq!(AppRole::new(text).unwrap().as_str(), text);
    }
    for text in [
        "",
        " ",
        "Api Access",
        "a\u{a0}b",
        "a\u{2028}",
        "a\n",
        "a\0",
        "a\u{85}",
        "a\u{7f}",
    ] {
        assert_eq!(AppRole::new(text), Err(NameError::AppRole), "{text:?}");
    }
}

#[test]
fn authentication_contexts_are_c1_to_c99() {
    for number in 0..=300 {
        let text = format!("c{number}");
        assert_eq!(
            AuthContext::new(&text).is_ok(),
            (1..=99).contains(&number),
            "{text}"
        );
    }
    for text in [
        "", "c", "c01", "C1", "1", "c1 ", " c1", "c-1", "c1a", "cc1", "c１",
    ] {
        assert_eq!(
            AuthContext::new(text),
            Err(NameError::AuthContext),
            "{text:?}"
        );
    }
}

#[test]
fn a_policy_name_has_lower_case_letters_digits_and_hyphens() {
    for text in ["default", "reports-2", "-", "7"] {
        assert_eq!(PolicyName::new(text).unwrap().as_str(), text);
    }
    for text in ["", "Default", "a_b", "a.b", "a b", "ä"] {
        assert_eq!(PolicyName::new(text), Err(NameError::Policy), "{text:?}");
    }
    assert!(PolicyName::new(PolicyName::DEFAULT).is_ok());
}

#[test]
fn maps_keyed_by_policy_names_are_asked_with_plain_text() {
    let names = ["default", "reports"].map(|text| (PolicyName::new(text).unwrap(), text));
    let sorted: BTreeMap<PolicyName, &str> = names.clone().into();
    let hashed: HashMap<PolicyName, &str> = names.into();
    assert_eq!(sorted.get("reports"), Some(&"reports"));
    assert_eq!(hashed.get("default"), Some(&"default"));
    assert_eq!(sorted.get("other"), None);
}

#[test]
fn scopes_that_differ_in_case_are_different() {
    assert_ne!(
        Scope::new("files.read").unwrap(),
        Scope::new("Files.Read").unwrap()
    );
}

proptest! {
    #[test]
    fn an_accepted_scope_can_stand_in_a_quoted_list_separated_by_spaces(
        text in prop_oneof!["[ -~]{0,8}", any::<String>()],
    ) {
        let safe = !text.is_empty()
            && text.chars().all(|c| matches!(c, '!' | '#'..='.' | '0'..='[' | ']'..='~'));
        prop_assert_eq!(Scope::new(&text).is_ok(), safe);
    }

    #[test]
    fn an_accepted_name_is_written_as_it_was_given(text in "[ -~]{0,6}|c[0-9]{1,2}|[a-z0-9-]{1,8}") {
        let written = [
            Scope::new(&text).map(|name| name.to_string()),
            AppRole::new(&text).map(|name| name.to_string()),
            AuthContext::new(&text).map(|name| name.to_string()),
            PolicyName::new(&text).map(|name| name.to_string()),
        ];
        for written in written.into_iter().flatten() {
            prop_assert_eq!(&written, &text);
        }
    }
}
