//! Who may ask about tokens, and about whose.

use entrance_domain::{Denial, Introspector};
use proptest::prelude::*;

use crate::sample::{any_person, application, caller_with_role, role, tenant, user};

#[test]
fn an_app_role_alone_never_reaches_beyond_the_own_tenant() {
    let principal = caller_with_role("Tokens.Introspect").principal();
    for operator in [None, Some(tenant(2))] {
        let introspector = Introspector::of(&principal, operator).unwrap();
        assert_eq!(introspector, Introspector::Tenant(tenant(1)));
        assert!(introspector.may_ask_about(tenant(1)));
        assert!(!introspector.may_ask_about(tenant(2)));
    }
}

#[test]
fn an_application_of_the_operators_tenant_asks_about_any_token() {
    let principal = caller_with_role("Tokens.Introspect").principal();
    let introspector = Introspector::of(&principal, Some(tenant(1))).unwrap();
    assert_eq!(introspector, Introspector::Operator);
    assert!(introspector.may_ask_about(tenant(1)) && introspector.may_ask_about(tenant(2)));
}

#[test]
fn without_the_role_or_as_a_user_nobody_asks() {
    let mut holder = user();
    holder.roles.push(role("Tokens.Introspect"));
    for (person, denial) in [
        (application(), Denial::AppRoleMissing),
        (
            caller_with_role("tokens.introspect"),
            Denial::AppRoleMissing,
        ),
        (caller_with_role("Api.Access"), Denial::AppRoleMissing),
        (holder, Denial::UsersNotAllowed),
    ] {
        let refusal = Introspector::of(&person.principal(), Some(tenant(1)));
        assert_eq!(refusal, Err(denial));
    }
}

proptest! {
    #[test]
    fn nobody_outside_the_operators_tenant_asks_about_another_ones_tokens(
        person in any_person(),
        operator in proptest::option::of((1..=3_u128).prop_map(tenant)),
        asked in (1..=3_u128).prop_map(tenant),
    ) {
        let mut person = person;
        person.roles.push(role(Introspector::APP_ROLE));
        if let Ok(introspector) = Introspector::of(&person.principal(), operator)
            && introspector.may_ask_about(asked)
        {
            prop_assert!(person.scopes.is_empty());
            prop_assert!(operator == Some(person.tenant) || asked == person.tenant);
        }
    }
}
