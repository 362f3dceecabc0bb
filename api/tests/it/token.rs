//! What the service answers to every deviation of a token or of the request around it: one thing
//! is changed at a time, and the whole answer is compared.

mod answers;
mod callers;
mod claims;
mod headers;
mod jose_header;
mod own_key;
mod signing_keys;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::Draft;
use serde_json::Value;

use crate::service::{BEN_OF_CONTOSO, Service};

/// One change of a genuine token.
type Change = fn(&mut Draft);

/// Genuine tokens of one user, of both versions.
fn both_versions(service: &Service) -> [Draft; 2] {
    [
        service.user(BEN_OF_CONTOSO),
        service.user_v1(BEN_OF_CONTOSO),
    ]
}

/// Sees each change of a genuine token refused for the same reason.
async fn refused_each(service: &Service, genuine: &Draft, code: &str, changes: &[(&str, Change)]) {
    service.accepts("the genuine token", genuine).await;
    for (what, change) in changes {
        service.refuses(what, &changed(genuine, change), code).await;
    }
}

/// Sees a claim refused in each of these forms for the same reason.
async fn refused_values(
    service: &Service,
    genuine: &Draft,
    code: &str,
    claim: &str,
    values: &[Value],
) {
    service.accepts("the genuine token", genuine).await;
    for value in values {
        let draft = changed(genuine, |draft| set(draft, claim, value.clone()));
        let what = format!("{claim} is {value}");
        service.refuses(&what, &draft, code).await;
    }
}

/// A token with a change that must change something.
fn changed(genuine: &Draft, change: impl FnOnce(&mut Draft)) -> Draft {
    let mut draft = genuine.clone();
    change(&mut draft);
    let same = draft.header == genuine.header && draft.claims == genuine.claims;
    assert!(!same, "the change changed nothing");
    draft
}

/// Sets a claim.
fn set(draft: &mut Draft, claim: &str, value: impl Into<Value>) {
    draft.claims.insert(claim.to_owned(), value.into());
}

/// Sets a member of the header.
fn set_header(draft: &mut Draft, member: &str, value: impl Into<Value>) {
    draft.header.insert(member.to_owned(), value.into());
}

/// Takes out a claim that must be there.
fn remove(draft: &mut Draft, claim: &str) {
    let removed = draft.claims.remove(claim);
    assert!(removed.is_some(), "there is no {claim}");
}

/// Takes out a member of the header that must be there.
fn remove_header(draft: &mut Draft, member: &str) {
    let removed = draft.header.remove(member);
    assert!(removed.is_some(), "there is no {member}");
}

/// The segments of a token.
fn segments(token: &str) -> [&str; 3] {
    let segments: Vec<_> = token.split('.').collect();
    segments.try_into().unwrap()
}

/// What is signed of a token.
fn signing_input(draft: &Draft) -> String {
    let [header, claims] = [&draft.header, &draft.claims]
        .map(|members| URL_SAFE_NO_PAD.encode(serde_json::to_string(members).unwrap()));
    format!("{header}.{claims}")
}

/// A genuine token, signed with the key of this id.
pub(crate) fn by_key(draft: &Draft, key_id: &str) -> Draft {
    changed(draft, |draft| set_header(draft, "kid", key_id))
}
