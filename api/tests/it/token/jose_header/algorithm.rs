//! `alg` is RS256, by our own list (token-validation 3.2).

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use entrance_stand_in::KeyName;
use serde_json::{Value, json};

use super::super::{both_versions, changed, remove_header, segments, set_header, signing_input};
use crate::service::{BEN_OF_CONTOSO, Service};

const CODE: &str = "algorithm_not_allowed";

#[actix_web::test]
async fn every_other_algorithm_is_refused_whatever_the_signature() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        service.accepts("the genuine token", &genuine).await;
        for algorithm in [
            json!("none"),
            json!("None"),
            json!("HS256"),
            json!("HS512"),
            json!("rs256"),
            json!("Rs256"),
            json!("RS256 "),
            json!(" RS256"),
            json!("RS256\0"),
            json!("RS384"),
            json!("RS512"),
            json!("PS256"),
            json!("ES256"),
            json!("EdDSA"),
            json!("RSA-OAEP"),
            json!("dir"),
            json!(""),
            json!(["RS256"]),
            json!({ "alg": "RS256" }),
            json!(256),
            json!(true),
            Value::Null,
        ] {
            let what = algorithm.to_string();
            let draft = changed(&genuine, |token| set_header(token, "alg", algorithm));
            service.refuses(&what, &draft, CODE).await;
        }
        let missing = changed(&genuine, |token| remove_header(token, "alg"));
        service.refuses("missing", &missing, CODE).await;
    }
}

#[actix_web::test]
async fn unsigned_token_is_refused() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    for algorithm in ["none", "NONE", "nOnE"] {
        let draft = changed(&genuine, |token| set_header(token, "alg", algorithm));
        let token = format!("{}.", signing_input(&draft));
        service.refuses_token(algorithm, &token, CODE).await;
    }
}

#[actix_web::test]
async fn public_key_is_never_taken_for_a_shared_secret() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let entry = service.stand_in.public_jwk(&KeyName::Organization(0));
    let entry = entry.unwrap();
    let text = entry["n"].as_str().unwrap();
    let modulus = URL_SAFE_NO_PAD.decode(text).unwrap();
    let der = super::super::own_key::public_key_der(&modulus);
    let pem = format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        STANDARD.encode(&der)
    );
    for (what, secret) in [
        ("modulus", modulus.as_slice()),
        ("modulus as text", text.as_bytes()),
        ("DER", &der),
        ("PEM", pem.as_bytes()),
        ("entry", entry.to_string().as_bytes()),
        ("key id", entry["kid"].as_str().unwrap().as_bytes()),
        ("nothing", b""),
    ] {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let mac = |input: &str| URL_SAFE_NO_PAD.encode(hmac::sign(&secret, input.as_bytes()));
        let draft = changed(&genuine, |token| set_header(token, "alg", "HS256"));
        let input = signing_input(&draft);
        let token = format!("{input}.{}", mac(&input));
        service.refuses_token(what, &token, CODE).await;
        // Nor where the header says RS256.
        let input = signing_input(&genuine);
        let token = format!("{input}.{}", mac(&input));
        service
            .refuses_token(what, &token, "signature_invalid")
            .await;
    }
}

#[actix_web::test]
async fn algorithm_of_the_signature_counts_and_not_that_of_the_header_alone() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let other = changed(&genuine, |token| set_header(token, "alg", "RS512"));
    let other = service.sign(&other);
    let [_, _, signature] = segments(&other);
    let token = format!("{}.{signature}", signing_input(&genuine));
    service
        .refuses_token("RS512", &token, "signature_invalid")
        .await;
}
