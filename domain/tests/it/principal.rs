//! A principal tells what it was built from, and nothing of it in a log.

use entrance_domain::{Groups, Principal, PrincipalKind, UserScopes};

use crate::sample::{Person, application, client, context, group, role, scope, tenant, user};

fn person_with_everything() -> Person {
    Person {
        tenant: tenant(7),
        client: client(8),
        roles: vec![role("Api.Access")],
        groups: Some(vec![group(9)]),
        auth_contexts: vec![context("c4")],
        accepts_claims_challenge: true,
        ..user()
    }
}

#[test]
fn a_user_tells_what_it_was_built_from() {
    let person = person_with_everything();
    let principal = person.principal();
    assert_eq!(principal.kind(), PrincipalKind::User);
    assert_eq!(principal.kind().to_string(), "user");
    assert_eq!(principal.identity(), person.caller().identity);
    assert_eq!(principal.tenant_id(), tenant(7));
    assert_eq!(principal.object_id(), person.caller().identity.object_id());
    assert_eq!(principal.subject(), "pairwise-subject");
    assert_eq!(principal.client_id(), client(8));
    assert_eq!(principal.scopes(), [scope("user_impersonation")]);
    assert_eq!(principal.roles(), [role("Api.Access")]);
    assert_eq!(principal.groups(), &Groups::Known(vec![group(9)]));
    assert_eq!(principal.auth_contexts(), [context("c4")]);
    assert_eq!(principal.name(), Some("Displayed Name"));
    assert!(principal.accepts_claims_challenge());
    assert!(!principal.is_guest());
}

#[test]
fn only_a_user_that_is_said_to_be_a_guest_is_one() {
    assert!(
        Person {
            guest: true,
            ..user()
        }
        .principal()
        .is_guest()
    );
    assert!(
        !Person {
            guest: true,
            ..application()
        }
        .principal()
        .is_guest()
    );
}

#[test]
fn an_application_has_no_scopes() {
    let principal = Principal::application(person_with_everything().caller());
    assert_eq!(principal.kind(), PrincipalKind::Application);
    assert_eq!(principal.kind().to_string(), "application");
    assert_eq!(principal.scopes(), []);
    assert_eq!(principal.roles(), [role("Api.Access")]);
}

#[test]
fn a_user_without_scopes_cannot_be_built() {
    assert_eq!(UserScopes::new(Vec::new()), None);
    let scopes = vec![scope("b"), scope("a")];
    assert_eq!(UserScopes::new(scopes.clone()).unwrap().as_slice(), scopes);
}

#[test]
fn nothing_out_of_a_token_is_debugged() {
    let person = person_with_everything();
    let caller = person.caller();
    let shown = [
        format!("{:?}", person.principal()),
        format!("{caller:?}"),
        format!("{:?}", caller.identity),
        format!("{:?}", caller.subject),
        format!("{:?}", caller.groups),
        format!("{:?}", UserScopes::new(person.scopes)),
    ];
    assert_eq!(
        shown,
        [
            "Principal { kind: User, .. }",
            "Caller { .. }",
            "Identity { .. }",
            "Subject { .. }",
            "Known(..)",
            "Some(UserScopes { .. })",
        ]
    );
}
