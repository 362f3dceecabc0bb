//! Whether one policy lets through nobody whom another would not.

use entrance_domain::{Demands, Guests, Policy};

use crate::sample::{client, context, group, role, scope, tenant};

/// Demands of every kind, two in each list.
fn full() -> Demands {
    Demands {
        scopes: vec![scope("user_impersonation"), scope("Reports.Read")],
        app_roles: vec![role("Api.Access"), role("Reports.Read")],
        user_roles: vec![role("Api.Access"), role("Reports.Read")],
        guests: Guests::Deny,
        clients: vec![client(1), client(2)],
        tenants: vec![tenant(1), tenant(2)],
        auth_contexts: vec![context("c1"), context("c2")],
        groups: vec![group(1), group(2)],
    }
}

fn is_at_least_as_strict(one: Demands, other: Demands) -> bool {
    Policy::new(one).is_at_least_as_strict_as(&Policy::new(other))
}

/// Opens a policy for more callers.
type Opening = (&'static str, fn(&mut Demands));

#[test]
fn whatever_opens_a_policy_for_more_callers_makes_it_less_strict() {
    let openings: [Opening; 13] = [
        ("a scope less", |demands| drop(demands.scopes.pop())),
        ("an app role more", |demands| {
            demands.app_roles.push(role("More"));
        }),
        ("a user role more", |demands| {
            demands.user_roles.push(role("More"));
        }),
        ("any user role", |demands| demands.user_roles.clear()),
        ("guests", |demands| demands.guests = Guests::Allow),
        ("a client more", |demands| demands.clients.push(client(3))),
        ("any client", |demands| demands.clients.clear()),
        ("a tenant more", |demands| demands.tenants.push(tenant(3))),
        ("any tenant", |demands| demands.tenants.clear()),
        ("a context less", |demands| {
            drop(demands.auth_contexts.pop());
        }),
        ("a group more", |demands| demands.groups.push(group(3))),
        ("any group", |demands| demands.groups.clear()),
        ("another app role", |demands| {
            demands.app_roles = vec![role("More")];
        }),
    ];
    assert!(is_at_least_as_strict(full(), full()));
    for (what, open) in openings {
        let mut opened = full();
        open(&mut opened);
        assert!(!is_at_least_as_strict(opened, full()), "{what}");
    }
}

#[test]
fn policy_that_is_closed_to_users_is_as_strict_as_any_for_them() {
    let closed = Demands {
        scopes: Vec::new(),
        guests: Guests::Allow,
        ..full()
    };
    assert!(is_at_least_as_strict(closed.clone(), full()));
    assert!(!is_at_least_as_strict(full(), closed));
}
