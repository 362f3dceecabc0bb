//! Scopes and app roles: from a pair that passes, exactly one thing is changed.

use entrance_domain::{Demands, Denial, Guests, Policy};

use crate::sample::{
    Person, application, caller_with_role, client, context, default_demands, group, judge, role,
    scope, tenant, user,
};

#[test]
fn the_default_policy_lets_a_user_with_the_scope_and_an_application_with_the_role_through() {
    assert_eq!(judge(default_demands(), &user()), Ok(()));
    assert_eq!(
        judge(default_demands(), &caller_with_role("Api.Access")),
        Ok(())
    );
}

#[test]
fn demands_that_name_nothing_let_nobody_through() {
    assert_eq!(
        judge(Demands::default(), &user()),
        Err(Denial::UsersNotAllowed)
    );
    let application = caller_with_role("Api.Access");
    assert_eq!(
        judge(Demands::default(), &application),
        Err(Denial::ApplicationsNotAllowed)
    );
}

#[test]
fn a_policy_without_scopes_is_closed_to_users_whatever_they_hold() {
    let demands = || Demands {
        scopes: Vec::new(),
        ..default_demands()
    };
    let user = Person {
        roles: vec![role("Api.Access")],
        ..user()
    };
    assert_eq!(judge(demands(), &user), Err(Denial::UsersNotAllowed));
    assert_eq!(judge(demands(), &caller_with_role("Api.Access")), Ok(()));
}

#[test]
fn a_policy_without_app_roles_is_closed_to_applications_whatever_they_hold() {
    let demands = || Demands {
        app_roles: Vec::new(),
        ..default_demands()
    };
    let application = caller_with_role("Api.Access");
    assert_eq!(
        judge(demands(), &application),
        Err(Denial::ApplicationsNotAllowed)
    );
    assert_eq!(judge(demands(), &user()), Ok(()));
}

#[test]
fn a_user_needs_all_scopes() {
    let demands = || Demands {
        scopes: vec![scope("read"), scope("write")],
        ..default_demands()
    };
    let holding = |names: &[&str]| Person {
        scopes: names.iter().copied().map(scope).collect(),
        ..user()
    };
    assert_eq!(
        judge(demands(), &holding(&["write", "other", "read"])),
        Ok(())
    );
    for names in [
        ["read", "other"],
        ["write", "other"],
        ["Read", "write"],
        ["rea", "write"],
    ] {
        assert_eq!(
            judge(demands(), &holding(&names)),
            Err(Denial::ScopeMissing),
            "{names:?}"
        );
    }
}

#[test]
fn an_application_needs_one_of_the_app_roles() {
    let demands = || Demands {
        app_roles: vec![role("A"), role("B")],
        ..default_demands()
    };
    assert_eq!(judge(demands(), &caller_with_role("A")), Ok(()));
    assert_eq!(judge(demands(), &caller_with_role("B")), Ok(()));
    assert_eq!(
        judge(demands(), &caller_with_role("b")),
        Err(Denial::AppRoleMissing)
    );
    assert_eq!(
        judge(demands(), &application()),
        Err(Denial::AppRoleMissing)
    );
}

#[test]
fn a_user_with_an_app_role_does_not_pass_for_an_application() {
    let user = Person {
        scopes: vec![scope("other")],
        roles: vec![role("Api.Access")],
        ..user()
    };
    assert_eq!(judge(default_demands(), &user), Err(Denial::ScopeMissing));
}

#[test]
fn an_app_role_named_like_a_scope_is_no_scope() {
    let demands = || Demands {
        scopes: vec![scope("Same.Name")],
        ..Demands::default()
    };
    let user = Person {
        roles: vec![role("Same.Name")],
        ..user()
    };
    assert_eq!(judge(demands(), &user), Err(Denial::ScopeMissing));
    let application = caller_with_role("Same.Name");
    assert_eq!(
        judge(demands(), &application),
        Err(Denial::ApplicationsNotAllowed)
    );
}

#[test]
fn a_scope_named_like_an_app_role_is_no_app_role() {
    let demands = Demands {
        user_roles: vec![role("Same.Name")],
        ..default_demands()
    };
    let scopes = vec![scope("user_impersonation"), scope("Same.Name")];
    assert_eq!(
        judge(demands, &Person { scopes, ..user() }),
        Err(Denial::UserRoleMissing)
    );
}

#[test]
fn a_user_needs_one_of_the_user_roles_and_an_application_none() {
    let demands = || Demands {
        user_roles: vec![role("X"), role("Y")],
        ..default_demands()
    };
    let holding = |name| Person {
        roles: vec![role(name)],
        ..user()
    };
    assert_eq!(judge(demands(), &holding("Y")), Ok(()));
    assert_eq!(
        judge(demands(), &holding("Api.Access")),
        Err(Denial::UserRoleMissing)
    );
    assert_eq!(judge(demands(), &user()), Err(Denial::UserRoleMissing));
    assert_eq!(judge(demands(), &caller_with_role("Api.Access")), Ok(()));
}

#[test]
fn a_policy_tells_its_demands() {
    let demands = Demands {
        scopes: vec![scope("s")],
        app_roles: vec![role("A")],
        user_roles: vec![role("U")],
        guests: Guests::Allow,
        clients: vec![client(1)],
        tenants: vec![tenant(2)],
        auth_contexts: vec![context("c3")],
        groups: vec![group(4)],
    };
    let policy = Policy::new(demands.clone());
    let told = Demands {
        scopes: policy.scopes().to_vec(),
        app_roles: policy.app_roles().to_vec(),
        user_roles: policy.user_roles().to_vec(),
        guests: policy.guests(),
        clients: policy.clients().to_vec(),
        tenants: policy.tenants().to_vec(),
        auth_contexts: policy.auth_contexts().to_vec(),
        groups: policy.groups().to_vec(),
    };
    assert_eq!(told, demands);
}
