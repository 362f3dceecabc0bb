//! Which entries of a key set can be used (token-validation 4.1). Another never fails the set.

use entrance_auth::{Rejection, VerifyError};
use entrance_stand_in::{KeyName, weak_public_jwk};
use serde_json::{Value, json};

use crate::world::{World, refused, remove, verdict};

type Change = fn(&mut Value);

const USABLE: [(&str, Change); 11] = [
    ("as Entra publishes it, without alg", |entry| {
        assert!(entry.get("alg").is_none());
    }),
    ("alg RS256", |entry| entry["alg"] = json!("RS256")),
    ("no use", |entry| remove(entry, "use")),
    ("key_ops verify", |entry| {
        entry["key_ops"] = json!(["verify"]);
    }),
    ("key_ops verify and more", |entry| {
        entry["key_ops"] = json!(["sign", "verify"]);
    }),
    ("no x5t", |entry| remove(entry, "x5t")),
    ("odd certificates", |entry| entry["x5c"] = json!(5)),
    ("unknown members", |entry| {
        entry["nbf"] = json!(1_493_763_266);
        entry["ext"] = json!({ "kid": 1 });
    }),
    ("no cloud", |entry| remove(entry, "cloud_instance_name")),
    ("no issuer", |entry| remove(entry, "issuer")),
    ("null for what may be absent", |entry| {
        for name in ["use", "key_ops", "alg"] {
            entry[name] = Value::Null;
        }
    }),
];

const UNUSABLE: [(&str, Change); 31] = [
    ("kty EC", |entry| entry["kty"] = json!("EC")),
    ("kty oct", |entry| entry["kty"] = json!("oct")),
    ("kty OKP", |entry| entry["kty"] = json!("OKP")),
    ("kty in lower case", |entry| entry["kty"] = json!("rsa")),
    ("kty unheard of", |entry| entry["kty"] = json!("LATTICE")),
    ("kty a number", |entry| entry["kty"] = json!(1)),
    ("no kty", |entry| remove(entry, "kty")),
    ("use enc", |entry| entry["use"] = json!("enc")),
    ("use in upper case", |entry| entry["use"] = json!("SIG")),
    ("use an array", |entry| entry["use"] = json!(["sig"])),
    ("key_ops encrypt", |entry| {
        entry["key_ops"] = json!(["encrypt"]);
    }),
    ("key_ops empty", |entry| entry["key_ops"] = json!([])),
    ("key_ops text", |entry| entry["key_ops"] = json!("verify")),
    ("alg RS512", |entry| entry["alg"] = json!("RS512")),
    ("alg PS256", |entry| entry["alg"] = json!("PS256")),
    ("alg HS256", |entry| entry["alg"] = json!("HS256")),
    ("alg in lower case", |entry| entry["alg"] = json!("rs256")),
    ("no kid", |entry| remove(entry, "kid")),
    ("kid a number", |entry| entry["kid"] = json!(1)),
    ("no n", |entry| remove(entry, "n")),
    ("n null", |entry| entry["n"] = Value::Null),
    ("n empty", |entry| entry["n"] = json!("")),
    ("n padded", |entry| {
        entry["n"] = json!(format!("{}==", entry["n"].as_str().unwrap()));
    }),
    ("n not base64url", |entry| {
        entry["n"] = json!(format!("{}+/", entry["n"].as_str().unwrap()));
    }),
    ("no e", |entry| remove(entry, "e")),
    ("e empty", |entry| entry["e"] = json!("")),
    ("e of 3", |entry| entry["e"] = json!("Aw")),
    ("e of 65538", |entry| entry["e"] = json!("AQAC")),
    ("e of 65535", |entry| entry["e"] = json!("AP__")),
    ("e beyond 32 bits", |entry| entry["e"] = json!("AQAAAAE")),
    ("issuer a number", |entry| entry["issuer"] = json!(1)),
];

/// The verdict on a token of a key that is published in this form beside Entra's own.
async fn with_entry(world: &mut World, key: &KeyName, entry: Value) -> Result<(), VerifyError> {
    world.stand_in.unpublish_extra();
    world.stand_in.publish(entry);
    let verifier = world.ready("organizations").await;
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    let token = world.token_with(world.by(key));
    let verdict = verdict(&verifier, &token).await;
    world.log.drain();
    verdict
}

#[tokio::test]
async fn every_form_that_the_rules_allow_is_used() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("extra").unwrap();
    for (what, change) in USABLE {
        let entry = world.entry(&key, change);
        assert_eq!(with_entry(&mut world, &key, entry).await, Ok(()), "{what}");
    }
}

#[tokio::test]
async fn every_other_form_is_skipped_and_never_fails_the_set() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("extra").unwrap();
    let unknown = refused(Rejection::SigningKeyUnknown);
    for (what, change) in UNUSABLE {
        let entry = world.entry(&key, change);
        assert_eq!(with_entry(&mut world, &key, entry).await, unknown, "{what}");
    }
}

#[tokio::test]
async fn key_of_1024_bits_is_skipped() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("extra").unwrap();
    let weak = weak_public_jwk(&world.stand_in.kid(&key).unwrap());
    assert_eq!(
        with_entry(&mut world, &key, weak).await,
        refused(Rejection::SigningKeyUnknown)
    );
}

#[tokio::test]
async fn elliptic_key_of_the_same_id_is_skipped() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("extra").unwrap();
    let elliptic = json!({
        "kty": "EC",
        "use": "sig",
        "alg": "ES256",
        "crv": "P-256",
        "kid": world.stand_in.kid(&key).unwrap(),
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    assert_eq!(
        with_entry(&mut world, &key, elliptic).await,
        refused(Rejection::SigningKeyUnknown)
    );
}

#[tokio::test]
async fn entries_that_are_no_objects_are_skipped() {
    let mut world = World::start().await;
    let before = world.ready("organizations").await.status().keys;
    for entry in [
        json!(null),
        json!(7),
        json!("RSA"),
        json!([]),
        json!({}),
        json!([{ "kty": "RSA" }]),
    ] {
        world.stand_in.publish(entry);
    }
    let verifier = world.ready("organizations").await;
    assert_eq!(verifier.status().keys, before);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn key_ids_are_compared_byte_for_byte() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let key_id = world.stand_in.kid(&KeyName::Organization(0)).unwrap();
    for other in [
        key_id.to_ascii_lowercase(),
        key_id.to_ascii_uppercase(),
        format!("{key_id} "),
        format!("{key_id}="),
        key_id[1..].to_owned(),
    ] {
        assert_ne!(other, key_id);
        let token = world.token_with(|draft| {
            draft.header.insert("kid".to_owned(), json!(other));
        });
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::SigningKeyUnknown),
            "{other}"
        );
    }
}
