//! The requests that the verifier makes, and those that a token cannot make it send
//! (token-validation 3.4, 4.5, 7.2, 7.3).

use entrance_auth::Rejection;
use serde_json::json;

use crate::patience::settle;
use crate::raw_provider::RawProvider;
use crate::refresh_log::Outcome;
use crate::world::{CONTOSO, SIGNER, World, refused, remove, set, verdict};

#[tokio::test]
async fn keys_come_from_where_the_metadata_says() {
    let mut world = World::start().await;
    let provider = RawProvider::start().await;
    let verifier = world.launch(provider.settings(&world));
    let request = provider.request_for_keys_behind_metadata().await;
    let head = request.head.to_ascii_lowercase();
    assert!(head.contains("\r\nuser-agent: entrance/"), "{head}");
    assert!(!head.contains("authorization"), "{head}");
    let bare = world.entry(&SIGNER, |entry| remove(entry, "issuer"));
    request.answer_keys(&[bare]).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);
    let token = world.token_with(provider.issues());
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
}

#[tokio::test]
async fn application_with_keys_of_its_own_asks_for_them_by_its_id() {
    let world = World::start().await;
    let provider = RawProvider::start().await;
    let mut settings = provider.settings(&world);
    settings.signing_key_app_id = true;
    let application = settings.client_id;
    let _verifier = world.launch(settings);
    assert_eq!(
        provider.request().await.target(),
        format!("/organizations/v2.0/.well-known/openid-configuration?appid={application}")
    );
}

#[tokio::test]
async fn addresses_in_a_token_are_never_fetched() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let elsewhere = RawProvider::start().await;
    let address = elsewhere.instance();
    for key_id in [None, Some("invented")] {
        for foreign_issuer in [false, true] {
            let token = world.token_with(|draft| {
                set(&mut draft.header, "jku", format!("{address}/keys"));
                set(&mut draft.header, "x5u", format!("{address}/chain"));
                if let Some(key_id) = key_id {
                    set(&mut draft.header, "kid", key_id);
                }
                if foreign_issuer {
                    let issuer = format!("{address}/{CONTOSO}/v2.0");
                    set(&mut draft.claims, "iss", issuer);
                }
            });
            let expected = match (key_id, foreign_issuer) {
                (None, false) => Ok(()),
                (None, true) => refused(Rejection::SigningKeyIssuerMismatch),
                (Some(_), _) => refused(Rejection::SigningKeyUnknown),
            };
            assert_eq!(verdict(&verifier, &token).await, expected);
        }
    }
    settle().await;
    assert!(elsewhere.nobody_came());
}

#[tokio::test]
async fn key_in_a_token_does_not_verify_it() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let own = world.stand_in.generate("attacker").unwrap();
    let own_id = world.stand_in.kid(&own).unwrap();
    let signer_id = world.stand_in.kid(&SIGNER).unwrap();
    for (key_id, reason) in [
        (&signer_id, Rejection::SignatureInvalid),
        (&own_id, Rejection::SigningKeyUnknown),
    ] {
        let jwk = world.entry(&own, |entry| entry["kid"] = json!(key_id));
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key_id, "jwk": jwk });
        let payload = world.payload();
        let token = world
            .stand_in
            .sign_parts(&header.to_string(), &payload, &own)
            .unwrap();
        assert_eq!(verdict(&verifier, &token).await, refused(reason));
    }
}
