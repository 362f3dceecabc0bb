//! What a decision about a verified caller costs.

#![allow(
    clippy::unwrap_used,
    reason = "what cannot be set up cannot be measured"
)]
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::collections::BTreeSet;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use entrance_domain::{
    Admission, AdmissionMode, Caller, ClientId, Demands, Group, Groups, Identity, ObjectId, Policy,
    Principal, Scope, Subject, TenantId, UserScopes,
};
use uuid::Uuid;

const TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(500));

fn group(number: u128) -> Group {
    Group::from_uuid(Uuid::from_u128(number))
}

/// A user with a handful of scopes and as many groups as a token names at most.
fn user() -> Principal {
    let scopes = ["Notes.Read", "Notes.Write", "user_impersonation"];
    let scopes = scopes.map(|name| Scope::new(name).unwrap()).to_vec();
    let caller = Caller {
        identity: Identity::new(TENANT, ObjectId::from_uuid(Uuid::from_u128(1))),
        subject: Subject::new("subject").unwrap(),
        client_id: ClientId::from_uuid(Uuid::from_u128(2)),
        roles: Vec::new(),
        groups: Groups::Known((0..200).map(group).collect()),
        auth_contexts: Vec::new(),
        accepts_claims_challenge: false,
        name: None,
    };
    Principal::user(caller, UserScopes::new(scopes).unwrap(), false)
}

fn decisions(criterion: &mut Criterion) {
    let user = user();
    let scopes = vec![Scope::new("user_impersonation").unwrap()];
    let by_scope = Demands {
        scopes,
        ..Demands::default()
    };
    let by_group = Demands {
        groups: vec![group(199)],
        ..by_scope.clone()
    };
    for (name, demands) in [("policy", by_scope), ("policy_with_groups", by_group)] {
        let policy = Policy::new(demands);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| policy.evaluate(black_box(&user)).unwrap());
        });
    }
    let listed: BTreeSet<_> = (0..1_000)
        .map(|number| TenantId::from_uuid(Uuid::from_u128(number)))
        .collect();
    let admission = Admission::new(AdmissionMode::Listed(listed), None).unwrap();
    criterion.bench_function("admission", |bencher| {
        let no_directory = |_| Ok::<_, ()>(None);
        bencher.iter(|| {
            admission
                .admit(black_box(TENANT), no_directory)
                .unwrap()
                .unwrap();
        });
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
