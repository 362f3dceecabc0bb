//! Which of several reasons a caller is told.

use entrance_domain::{Demands, Guests, Policy};

use crate::sample::{Person, client, context, group, role, scope, tenant};

/// Demands something of every kind.
fn strict() -> Demands {
    Demands {
        scopes: vec![scope("wanted")],
        app_roles: vec![role("Wanted")],
        user_roles: vec![role("Wanted")],
        guests: Guests::Deny,
        clients: vec![client(1)],
        tenants: vec![tenant(1)],
        auth_contexts: vec![context("c1")],
        groups: vec![group(1)],
    }
}

/// Meets not one of the strict demands; without scopes, an application.
fn unfit(scopes: &[&str]) -> Person {
    Person {
        tenant: tenant(2),
        client: client(2),
        scopes: scopes.iter().copied().map(scope).collect(),
        guest: true,
        roles: Vec::new(),
        groups: Some(Vec::new()),
        auth_contexts: Vec::new(),
        accepts_claims_challenge: false,
    }
}

/// The codes a caller gets if it mends what it is told, one thing after the other.
fn codes_while_mending(demands: Demands, mut person: Person) -> Vec<&'static str> {
    let policy = Policy::new(demands);
    let mut codes = Vec::new();
    while let Err(denial) = policy.evaluate(&person.principal()) {
        codes.push(denial.code());
        match denial.code() {
            "tenant_not_allowed" => person.tenant = tenant(1),
            "client_not_allowed" => person.client = client(1),
            "guest_not_allowed" => person.guest = false,
            "scope_missing" => person.scopes.push(scope("wanted")),
            "app_role_missing" | "user_role_missing" => person.roles.push(role("Wanted")),
            "group_missing" => person.groups = Some(vec![group(1)]),
            "groups_overage" => person.groups = Some(Vec::new()),
            "auth_context_missing" => person.auth_contexts.push(context("c1")),
            _ => break,
        }
    }
    codes
}

#[test]
fn a_user_is_told_who_may_call_before_what_is_lacking_and_the_sign_in_last() {
    assert_eq!(
        codes_while_mending(strict(), unfit(&["other"])),
        [
            "tenant_not_allowed",
            "client_not_allowed",
            "guest_not_allowed",
            "scope_missing",
            "user_role_missing",
            "group_missing",
            "auth_context_missing",
        ]
    );
}

#[test]
fn an_application_is_told_who_may_call_before_what_is_lacking_and_the_sign_in_last() {
    assert_eq!(
        codes_while_mending(strict(), unfit(&[])),
        [
            "tenant_not_allowed",
            "client_not_allowed",
            "app_role_missing",
            "group_missing",
            "auth_context_missing",
        ]
    );
}

#[test]
fn overage_stands_where_a_missing_group_stands() {
    let person = Person {
        groups: None,
        ..unfit(&["wanted"])
    };
    let codes = codes_while_mending(strict(), person);
    assert_eq!(
        codes[3..],
        [
            "user_role_missing",
            "groups_overage",
            "group_missing",
            "auth_context_missing"
        ]
    );
}

#[test]
fn a_policy_closed_to_users_says_so_after_tenant_client_and_guest() {
    let demands = Demands {
        scopes: Vec::new(),
        ..strict()
    };
    assert_eq!(
        codes_while_mending(demands, unfit(&["other"])),
        [
            "tenant_not_allowed",
            "client_not_allowed",
            "guest_not_allowed",
            "user_not_allowed"
        ]
    );
}

#[test]
fn a_policy_closed_to_applications_says_so_after_tenant_and_client() {
    let demands = Demands {
        app_roles: Vec::new(),
        ..strict()
    };
    assert_eq!(
        codes_while_mending(demands, unfit(&[])),
        [
            "tenant_not_allowed",
            "client_not_allowed",
            "application_not_allowed"
        ]
    );
}
