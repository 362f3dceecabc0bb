//! The JOSE header, and the form of both JSON objects (token-validation, section 3).

mod algorithm;
mod encoding;
mod json;
mod typ;

use std::io::ErrorKind;
use std::net::TcpListener;

use entrance_stand_in::KeyName;
use serde_json::{Value, json};

use super::{Change, both_versions, by_key, changed, refused_each, remove_header, set_header};
use crate::service::{BEN_OF_CONTOSO, LONGEST_KEY_ID, Service};

#[actix_web::test]
async fn demanded_extensions_are_refused() {
    let service = Service::start_for_both().await;
    let changes: [(&str, Change); 8] = [
        ("crit exp", |token| {
            set_header(token, "crit", json!(["exp"]));
        }),
        ("crit b64", |token| {
            set_header(token, "crit", json!(["b64"]));
        }),
        ("crit empty", |token| set_header(token, "crit", json!([]))),
        ("crit null", |token| set_header(token, "crit", Value::Null)),
        ("crit text", |token| set_header(token, "crit", "exp")),
        ("b64 false", |token| set_header(token, "b64", false)),
        ("b64 true", |token| set_header(token, "b64", true)),
        ("b64 null", |token| set_header(token, "b64", Value::Null)),
    ];
    let code = "header_extension_not_supported";
    for genuine in both_versions(&service) {
        refused_each(&service, &genuine, code, &changes).await;
    }
}

#[actix_web::test]
async fn keys_in_the_header_are_neither_used_nor_fetched() {
    let service = Service::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let stranger = super::own_key::OwnKey::generate();
    let members = [
        ("jwk", stranger.entry("stranger")),
        ("jku", json!(url)),
        ("x5u", json!(url)),
        ("x5c", json!(["MIIB"])),
        ("x5t#S256", json!("c3RyYW5nZXI")),
    ];
    let genuine = service.user(BEN_OF_CONTOSO);
    for (name, value) in members {
        let draft = changed(&genuine, |token| set_header(token, name, value));
        service.accepts(name, &draft).await;
        let forged = stranger.sign(&draft);
        service
            .refuses_token(name, &forged, "signature_invalid")
            .await;
        let unknown = by_key(&draft, "stranger");
        let forged = stranger.sign(&unknown);
        service
            .refuses_token(name, &forged, "signing_key_unknown")
            .await;
    }
    let visit = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(visit, Err(ErrorKind::WouldBlock), "somebody was there");
}

#[actix_web::test]
async fn key_id_is_required_and_has_256_characters_at_most() {
    let service = Service::start_for_both().await;
    let changes: [(&str, Change); 8] = [
        ("missing", |token| remove_header(token, "kid")),
        ("empty", |token| set_header(token, "kid", "")),
        ("number", |token| set_header(token, "kid", 1)),
        ("null", |token| set_header(token, "kid", Value::Null)),
        ("array", |token| {
            let kid = token.header["kid"].clone();
            set_header(token, "kid", json!([kid]));
        }),
        ("object", |token| set_header(token, "kid", json!({}))),
        ("257 characters", |token| {
            set_header(token, "kid", format!("{LONGEST_KEY_ID}0"));
        }),
        ("257 long characters", |token| {
            set_header(token, "kid", "é".repeat(257));
        }),
    ];
    for genuine in both_versions(&service) {
        refused_each(&service, &genuine, "key_id_invalid", &changes).await;
        let longest = by_key(&genuine, LONGEST_KEY_ID);
        service.accepts("256 characters", &longest).await;
    }
}

#[actix_web::test]
async fn key_id_is_compared_byte_for_byte() {
    let service = Service::start_for_both().await;
    let key_id = service.stand_in.kid(&KeyName::Organization(0)).unwrap();
    for genuine in both_versions(&service) {
        service.accepts("the genuine token", &genuine).await;
        for (what, other) in [
            ("upper case", key_id.to_ascii_uppercase()),
            ("lower case", key_id.to_ascii_lowercase()),
            ("space before", format!(" {key_id}")),
            ("space behind", format!("{key_id} ")),
            ("padded", format!("{key_id}=")),
            ("shorter", key_id[1..].to_owned()),
            ("null behind", format!("{key_id}\0")),
            ("a path", format!("../{key_id}")),
            ("256 long characters", "é".repeat(256)),
        ] {
            let draft = by_key(&genuine, &other);
            service.refuses(what, &draft, "signing_key_unknown").await;
        }
    }
}

#[actix_web::test]
async fn encrypted_token_is_refused_with_its_own_reason() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for (what, token) in [
        ("genuine in front", format!("{token}.AAAA.AAAA")),
        ("five of one", "a.b.c.d.e".to_owned()),
        ("empty segments", "....".to_owned()),
    ] {
        service.refuses_token(what, &token, "token_encrypted").await;
    }
}

#[actix_web::test]
async fn json_serialization_is_refused_with_its_own_reason() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let [header, payload, signature] = super::segments(&token);
    let flattened = json!({ "protected": header, "payload": payload, "signature": signature });
    let general = json!({
        "payload": payload,
        "signatures": [{ "protected": header, "signature": signature }],
    });
    for (what, text) in [
        ("flattened", flattened.to_string()),
        ("general", general.to_string()),
        ("with spaces", flattened.to_string().replace(',', ", ")),
        ("one member", json!({ "payload": payload }).to_string()),
    ] {
        let code = "token_json_serialized";
        service.refuses_token(what, &text, code).await;
    }
}

#[actix_web::test]
async fn token_within_a_token_is_refused_with_its_own_reason() {
    let service = Service::start_for_both().await;
    let changes: [(&str, Change); 4] = [
        ("JWT", |token| set_header(token, "cty", "JWT")),
        ("jwt", |token| set_header(token, "cty", "jwt")),
        ("application/jwt", |token| {
            set_header(token, "cty", "application/jwt");
        }),
        ("Application/JWT", |token| {
            set_header(token, "cty", "Application/JWT");
        }),
    ];
    for genuine in both_versions(&service) {
        refused_each(&service, &genuine, "token_nested", &changes).await;
    }
}

#[actix_web::test]
async fn token_for_microsoft_graph_is_refused_and_the_reason_says_so() {
    let service = Service::start_for_both().await;
    let changes: [(&str, Change); 3] = [
        ("text", |token| set_header(token, "nonce", "aB3-dE6_gH9")),
        ("empty", |token| set_header(token, "nonce", "")),
        ("null", |token| set_header(token, "nonce", Value::Null)),
    ];
    let code = "token_for_microsoft_graph";
    for genuine in both_versions(&service) {
        refused_each(&service, &genuine, code, &changes).await;
        let draft = changed(&genuine, |token| set_header(token, "nonce", "n"));
        let answer = service.me(&service.sign(&draft)).await;
        assert!(answer.member("detail").contains("Microsoft Graph"));
    }
}
