//! The signature itself (token-validation 4.4).

use aws_lc_rs::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::KeyName;
use serde_json::json;

use super::super::own_key::OwnKey;
use super::super::{both_versions, by_key, changed, segments, set, set_header, signing_input};
use crate::service::{BEN_OF_CONTOSO, FINN_OF_FABRIKAM, Service};

const CODE: &str = "signature_invalid";

/// A change of a signature's bytes.
type Change = fn(&mut Vec<u8>);

#[actix_web::test]
async fn every_change_of_the_signature_is_refused() {
    let service = Service::start_for_both().await;
    let changes: [(&str, Change); 13] = [
        ("empty", Vec::clear),
        ("one byte", |bytes| bytes.truncate(1)),
        ("first bit", |bytes| bytes[0] ^= 0x80),
        ("a bit in the middle", |bytes| bytes[128] ^= 0x10),
        ("last bit", |bytes| bytes[255] ^= 0x01),
        ("last byte missing", |bytes| bytes.truncate(255)),
        ("first byte missing", |bytes| {
            bytes.remove(0);
        }),
        ("zero in front", |bytes| bytes.insert(0, 0)),
        ("zero behind", |bytes| bytes.push(0)),
        ("twice", |bytes| bytes.extend_from_within(..)),
        ("reversed", |bytes| bytes.reverse()),
        ("zeros", |bytes| bytes.fill(0)),
        ("ones", |bytes| bytes.fill(0xff)),
    ];
    for genuine in both_versions(&service) {
        let token = service.sign(&genuine);
        service.accepts_token("the genuine token", &token).await;
        let [_, _, signature] = segments(&token);
        for (what, change) in changes {
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
            change(&mut bytes);
            let signature = URL_SAFE_NO_PAD.encode(bytes);
            let token = format!("{}.{signature}", signing_input(&genuine));
            service.refuses_token(what, &token, CODE).await;
        }
    }
}

#[actix_web::test]
async fn numbers_that_verify_trivially_are_refused() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let entry = service.stand_in.public_jwk(&KeyName::Organization(0));
    let entry = entry.unwrap();
    let modulus = URL_SAFE_NO_PAD
        .decode(entry["n"].as_str().unwrap())
        .unwrap();
    let mut one = vec![0; modulus.len()];
    one[modulus.len() - 1] = 1;
    // Odd, as every modulus is.
    let mut modulus_less_one = modulus.clone();
    modulus_less_one[modulus.len() - 1] -= 1;
    for (what, signature) in [
        ("one", one),
        ("modulus", modulus),
        ("modulus less one", modulus_less_one),
    ] {
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let token = format!("{}.{signature}", signing_input(&genuine));
        service.refuses_token(what, &token, CODE).await;
    }
}

#[actix_web::test]
async fn signature_holds_for_nothing_but_what_was_signed() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let token = service.sign(&genuine);
        service.accepts_token("the genuine token", &token).await;
        let [_, _, signature] = segments(&token);
        for (what, draft) in [
            (
                "a claim more",
                changed(&genuine, |token| set(token, "x", 1)),
            ),
            (
                "later expiry",
                changed(&genuine, |token| set(token, "exp", 1_900_000_000)),
            ),
            (
                "more scopes",
                changed(&genuine, |token| {
                    set(token, "scp", "user_impersonation more");
                }),
            ),
            (
                "another user",
                changed(&genuine, |token| {
                    set(token, "oid", "20000000-0000-4000-8000-000000000011");
                }),
            ),
            (
                "a header more",
                changed(&genuine, |token| set_header(token, "x", 1)),
            ),
            (
                "another type",
                changed(&genuine, |token| set_header(token, "typ", "at+jwt")),
            ),
        ] {
            let token = format!("{}.{signature}", signing_input(&draft));
            service.refuses_token(what, &token, CODE).await;
        }
    }
}

#[actix_web::test]
async fn signature_of_another_token_or_key_is_refused() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let input = signing_input(&genuine);
    let other = service.sign(&service.user(FINN_OF_FABRIKAM));
    let [_, _, others] = segments(&other);
    let token = format!("{input}.{others}");
    service.refuses_token("another token", &token, CODE).await;
    for key in [
        KeyName::Organization(1),
        KeyName::OtherCloud,
        KeyName::PersonalAccounts,
    ] {
        let signature = service.stand_in.sign_raw(&input, &key).unwrap();
        let token = format!("{input}.{signature}");
        service
            .refuses_token(&format!("{key:?}"), &token, CODE)
            .await;
    }
}

#[actix_web::test]
async fn scheme_is_pkcs1_v1_5_with_sha_256() {
    let key = OwnKey::generate();
    let service = Service::launch(&[], |stand_in| stand_in.publish(key.entry("own"))).await;
    service.until_ready().await;
    let draft = by_key(&service.user(BEN_OF_CONTOSO), "own");
    let token = key.sign_with(&draft, &RSA_PKCS1_SHA256);
    service.accepts_token("PKCS #1 with SHA-256", &token).await;
    let schemes: [(&str, &'static dyn RsaEncoding); 3] = [
        ("PSS with SHA-256", &RSA_PSS_SHA256),
        ("PKCS #1 with SHA-384", &RSA_PKCS1_SHA384),
        ("PKCS #1 with SHA-512", &RSA_PKCS1_SHA512),
    ];
    for (what, scheme) in schemes {
        let token = key.sign_with(&draft, scheme);
        service.refuses_token(what, &token, CODE).await;
    }
}

#[actix_web::test]
async fn weak_exponent_makes_a_key_unknown() {
    let key = OwnKey::generate();
    for exponent in ["Aw", "AQAA", "AQ", "AA"] {
        let mut entry = key.entry("own");
        entry["e"] = json!(exponent);
        let service = Service::launch(&[], |stand_in| stand_in.publish(entry)).await;
        service.until_ready().await;
        let token = key.sign(&by_key(&service.user(BEN_OF_CONTOSO), "own"));
        let code = "signing_key_unknown";
        service.refuses_token(exponent, &token, code).await;
    }
}
