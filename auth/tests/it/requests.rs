//! The requests that the verifier makes, and those that a token cannot make it send
//! (token-validation 3.4, 4.5, 7.2, 7.3).

use std::sync::Arc;

use entrance_auth::{Authority, Instance, Rejection, VerifierSettings};
use serde_json::{Value, json};

use crate::raw_provider::RawProvider;
use crate::refresh_log::Outcome;
use crate::world::{CONTOSO, SIGNER, World, refused, remove, set, settle, verdict};

const METADATA: &str = "/organizations/v2.0/.well-known/openid-configuration";

/// Settings that point to a provider whose answers are given by hand.
fn settings_of(world: &World, provider: &RawProvider) -> VerifierSettings {
    let mut settings = world.settings("organizations", &["2.0"]);
    let instance = Instance::parse(&provider.instance()).unwrap();
    settings.authority = Authority::new(instance, "organizations".parse().unwrap());
    settings
}

fn metadata(provider: &RawProvider) -> Value {
    let instance = provider.instance();
    json!({
        "issuer": format!("{instance}/{{tenantid}}/v2.0"),
        "jwks_uri": format!("{instance}/keys?appid=as-told"),
        "authorization_endpoint": format!("{instance}/authorize"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    })
}

fn key_set(world: &World) -> Value {
    json!({ "keys": [world.entry(&SIGNER, |entry| remove(entry, "issuer"))] })
}

/// A genuine token, as if the provider had issued it, with another key id.
fn token_of_new_key(world: &World, provider: &RawProvider) -> String {
    world.token_with(|draft| {
        let issuer = format!("{}/{CONTOSO}/v2.0", provider.instance());
        set(&mut draft.claims, "iss", issuer);
        set(&mut draft.header, "kid", "new");
    })
}

#[tokio::test]
async fn keys_come_from_where_the_metadata_says() {
    let mut world = World::start().await;
    let provider = RawProvider::start().await;
    let _verifier = world.launch(settings_of(&world, &provider));
    let request = provider.request().await;
    assert_eq!(request.target(), METADATA);
    let head = request.head.to_ascii_lowercase();
    assert!(head.contains("\r\nuser-agent: entrance/"), "{head}");
    assert!(!head.contains("authorization"), "{head}");
    request.answer(&metadata(&provider)).await;
    let request = provider.request().await;
    assert_eq!(request.target(), "/keys?appid=as-told");
    request.answer(&key_set(&world)).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);
}

#[tokio::test]
async fn application_with_keys_of_its_own_asks_for_them_by_its_id() {
    let world = World::start().await;
    let provider = RawProvider::start().await;
    let mut settings = settings_of(&world, &provider);
    settings.signing_key_app_id = true;
    let application = settings.client_id;
    let _verifier = world.launch(settings);
    let request = provider.request().await;
    assert_eq!(request.target(), format!("{METADATA}?appid={application}"));
}

#[tokio::test]
async fn request_stops_waiting_after_5_seconds_while_its_refresh_goes_on() {
    let mut world = World::start().await;
    let provider = RawProvider::start().await;
    let verifier = world.launch(settings_of(&world, &provider));
    provider.request().await.answer(&metadata(&provider)).await;
    provider.request().await.answer(&key_set(&world)).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);

    let token = token_of_new_key(&world, &provider);
    let waiting = tokio::spawn({
        let verifier = Arc::clone(&verifier);
        async move { verdict(&verifier, &token).await }
    });
    let request = provider.request().await;
    world.clock.advance(std::time::Duration::from_secs(3));
    request.answer(&metadata(&provider)).await;
    let request = provider.request().await;
    world.pass_nearly(std::time::Duration::from_secs(2)).await;
    assert!(!waiting.is_finished());
    world.pass_moment();
    let verdict = waiting.await.unwrap();
    assert_eq!(verdict, refused(Rejection::SigningKeyUnknown));
    assert_eq!(world.log.drain(), []);
    request.answer(&key_set(&world)).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);
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
