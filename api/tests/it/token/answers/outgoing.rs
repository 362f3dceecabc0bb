//! What tokens can make the service fetch (token-validation 7.2, 7.3).

use std::io::ErrorKind;
use std::net::TcpListener;

use entrance_stand_in::{Draft, Endpoint};
use serde_json::json;

use super::super::{by_key, changed, remove, set, set_header, signing_input};
use crate::service::{BEN_OF_CONTOSO, CONTOSO, FABRIKAM, ME, NOW, Service};

const ENDPOINTS: [Endpoint; 4] = [
    Endpoint::DiscoveryV2,
    Endpoint::KeysV2,
    Endpoint::DiscoveryV1,
    Endpoint::KeysV1,
];

/// How often the issuer was asked for each document.
fn fetches(service: &Service) -> [usize; 4] {
    ENDPOINTS.map(|endpoint| service.stand_in.requests(endpoint))
}

/// Tokens of an unknown key that could not be genuine anyway.
fn implausible(service: &Service) -> Vec<(&'static str, Draft)> {
    let genuine = service.user(BEN_OF_CONTOSO);
    let unknown = by_key(&genuine, "unknown");
    let of =
        |claim: &str, value: serde_json::Value| changed(&unknown, |token| set(token, claim, value));
    let instance = service.stand_in.instance();
    vec![
        ("issuer", of("iss", json!("https://login.example/x/v2.0"))),
        (
            "slash",
            of("iss", json!(format!("{instance}/{CONTOSO}/v2.0/"))),
        ),
        ("no issuer", changed(&unknown, |token| remove(token, "iss"))),
        ("tenant", of("tid", json!(FABRIKAM))),
        ("no tenant", changed(&unknown, |token| remove(token, "tid"))),
        ("audience", of("aud", json!("https://graph.microsoft.com"))),
        (
            "no audience",
            changed(&unknown, |token| remove(token, "aud")),
        ),
        ("expired", of("exp", json!(NOW - 60))),
        ("exp as text", of("exp", json!("1900000000"))),
        ("no exp", changed(&unknown, |token| remove(token, "exp"))),
        ("version", of("ver", json!("3.0"))),
        ("name in another case", of("Iss", json!("x"))),
        (
            "algorithm",
            changed(&unknown, |token| set_header(token, "alg", "HS256")),
        ),
        (
            "type",
            changed(&unknown, |token| set_header(token, "typ", "pop")),
        ),
        (
            "extension",
            changed(&unknown, |token| set_header(token, "crit", json!([]))),
        ),
        (
            "nonce",
            changed(&unknown, |token| set_header(token, "nonce", "n")),
        ),
        ("long key id", by_key(&genuine, &"k".repeat(257))),
    ]
}

#[actix_web::test]
async fn only_a_plausible_token_of_an_unknown_key_causes_a_refresh() {
    let service = Service::start().await.without_explanations();
    let before = fetches(&service);
    assert_eq!(before, [1, 1, 0, 0]);
    assert_eq!(service.get(ME, &[]).await.status, 401);
    for text in ["", "a.b.c", "Bearer", "{}"] {
        assert_ne!(service.me(text).await.status, 200);
    }
    for (what, draft) in implausible(&service) {
        assert_eq!(service.me(&service.sign(&draft)).await.status, 401);
        assert_eq!(fetches(&service), before, "{what}");
    }
    let genuine = service.user(BEN_OF_CONTOSO);
    let unsigned = format!("{}.AAAA", signing_input(&genuine));
    service
        .refuses_token("known key", &unsigned, "signature_invalid")
        .await;
    service.accepts("genuine", &genuine).await;
    assert_eq!(fetches(&service), before);

    let unknown = by_key(&genuine, "unknown");
    service
        .refuses("unknown", &unknown, "signing_key_unknown")
        .await;
    assert_eq!(fetches(&service), [2, 2, 0, 0]);
}

#[actix_web::test]
async fn flood_of_unknown_keys_causes_one_refresh_within_ten_seconds() {
    let service = Service::start().await.without_explanations();
    let genuine = service.user(BEN_OF_CONTOSO);
    for number in 0..50 {
        let draft = by_key(&genuine, &format!("unknown-{number}"));
        service
            .refuses("unknown", &draft, "signing_key_unknown")
            .await;
    }
    assert_eq!(fetches(&service), [2, 2, 0, 0]);
    service.accepts("genuine", &genuine).await;
}

#[actix_web::test]
async fn rotation_is_followed_at_once() {
    let service = Service::start().await;
    let old = service.user(BEN_OF_CONTOSO);
    service.stand_in.rotate().unwrap();
    let new = service.user(BEN_OF_CONTOSO);
    assert_ne!(old.header["kid"], new.header["kid"]);
    service.accepts("the new key", &new).await;
    service.accepts("the key before", &old).await;
}

#[actix_web::test]
async fn addresses_in_a_token_are_never_called() {
    let service = Service::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let genuine = service.user(BEN_OF_CONTOSO);
    let unknown = by_key(&genuine, "unknown");
    let issuer = format!("{url}/{CONTOSO}/v2.0");
    let sources = json!({ "src1": { "endpoint": url } });
    for base in [&genuine, &unknown] {
        for draft in [
            changed(base, |token| set(token, "iss", issuer.as_str())),
            changed(base, |token| set(token, "aud", url.as_str())),
            changed(base, |token| set(token, "idp", url.as_str())),
            changed(base, |token| set(token, "tid", format!("{url}/{CONTOSO}"))),
            changed(base, |token| set(token, "tid", format!("../..//{url}"))),
            changed(base, |token| set(token, "_claim_sources", sources.clone())),
            changed(base, |token| set_header(token, "jku", url.as_str())),
            changed(base, |token| set_header(token, "x5u", url.as_str())),
            changed(base, |token| set_header(token, "kid", url.as_str())),
        ] {
            // Whatever the answer: it was given without a visit there.
            service.me(&service.sign(&draft)).await;
        }
    }
    let visit = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(visit, Err(ErrorKind::WouldBlock), "somebody was there");
}
