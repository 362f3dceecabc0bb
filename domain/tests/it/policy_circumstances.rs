//! Everything but scopes and app roles: from a pair that passes, exactly one thing is changed.

use entrance_domain::{Demands, Denial, Guests};

use crate::sample::{
    Person, caller_with_role, client, context, default_demands, group, judge, tenant, user,
};

#[test]
fn a_guest_passes_only_where_guests_are_allowed() {
    let guest = Person {
        guest: true,
        ..user()
    };
    assert_eq!(
        judge(default_demands(), &guest),
        Err(Denial::GuestNotAllowed)
    );
    let demands = Demands {
        guests: Guests::Allow,
        ..default_demands()
    };
    assert_eq!(judge(demands, &guest), Ok(()));
}

#[test]
fn a_listed_client_passes_and_another_does_not_whoever_calls() {
    let demands = || Demands {
        clients: vec![client(3), client(1)],
        ..default_demands()
    };
    for caller in [user(), caller_with_role("Api.Access")] {
        assert_eq!(judge(demands(), &caller), Ok(()));
        let caller = Person {
            client: client(2),
            ..caller
        };
        assert_eq!(judge(demands(), &caller), Err(Denial::ClientNotAllowed));
    }
}

#[test]
fn a_listed_tenant_passes_and_another_does_not_whoever_calls() {
    let demands = || Demands {
        tenants: vec![tenant(3), tenant(1)],
        ..default_demands()
    };
    for caller in [user(), caller_with_role("Api.Access")] {
        assert_eq!(judge(demands(), &caller), Ok(()));
        let caller = Person {
            tenant: tenant(2),
            ..caller
        };
        assert_eq!(judge(demands(), &caller), Err(Denial::TenantNotAllowed));
    }
}

#[test]
fn a_member_of_one_of_the_groups_passes_whoever_calls() {
    let demands = || Demands {
        groups: vec![group(1), group(2)],
        ..default_demands()
    };
    for caller in [user(), caller_with_role("Api.Access")] {
        let member = Person {
            groups: Some(vec![group(5), group(2)]),
            ..caller.clone()
        };
        assert_eq!(judge(demands(), &member), Ok(()));
        let stranger = Person {
            groups: Some(vec![group(5)]),
            ..caller
        };
        assert_eq!(judge(demands(), &stranger), Err(Denial::GroupMissing));
    }
}

#[test]
fn overage_is_a_refusal_of_its_own_and_only_where_a_group_is_demanded() {
    let demands = Demands {
        groups: vec![group(1)],
        ..default_demands()
    };
    let overage = Person {
        groups: None,
        ..user()
    };
    assert_eq!(judge(demands, &overage), Err(Denial::GroupsOverage));
    assert_eq!(judge(default_demands(), &overage), Ok(()));
}

#[test]
fn all_authentication_contexts_are_needed_and_the_first_missing_one_is_named() {
    let demands = || Demands {
        auth_contexts: vec![context("c3"), context("c1"), context("c2")],
        ..default_demands()
    };
    let satisfying = |names: &[&str]| Person {
        auth_contexts: names.iter().copied().map(context).collect(),
        ..user()
    };
    assert_eq!(judge(demands(), &satisfying(&["c1", "c2", "c3"])), Ok(()));
    for (held, missing) in [
        (&["c3", "c2"][..], "c1"),
        (&["c3", "c1"], "c2"),
        (&[], "c3"),
    ] {
        for accepts_claims_challenge in [true, false] {
            let caller = Person {
                accepts_claims_challenge,
                ..satisfying(held)
            };
            let context = context(missing);
            let expected = Denial::AuthContextMissing {
                context,
                accepts_claims_challenge,
            };
            assert_eq!(judge(demands(), &caller), Err(expected));
        }
    }
}
