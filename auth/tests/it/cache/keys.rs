//! A recognized token counts only while the keys that it was verified with are in force.

use std::time::Duration;

use entrance_auth::{Rejection, VerifyError};
use entrance_stand_in::{Endpoint, Fault, KeyName, TokenVersion};
use serde_json::json;

use super::look_ups;
use crate::refresh_log::Outcome;
use crate::world::{BEN_OF_CONTOSO, FABRIKAM, SIGNER, World, refused, set, verdict};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

impl World {
    /// A token that outlives every day of these tests.
    fn lasting_token(&self) -> String {
        let expires_at = self.now() + 7 * 24 * 60 * 60;
        self.token_with(|draft| set(&mut draft.claims, "exp", expires_at))
    }

    async fn pass_an_hour(&mut self) {
        self.clock.advance(HOUR);
        assert_eq!(self.log.next().await, Outcome::Loaded);
    }
}

#[tokio::test]
async fn refresh_that_brings_the_same_keys_changes_nothing() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    let expires_at = world.now() + 24 * 60 * 60;
    let token = world.lasting_token();
    let older = world.token_v1_of(BEN_OF_CONTOSO, |draft| {
        set(&mut draft.claims, "exp", expires_at);
    });
    for hits in [0, 2, 4] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
        assert_eq!(verdict(&verifier, &older).await, Ok(()));
        assert_eq!(look_ups(&verifier), (hits, 2));
        world.pass_an_hour().await;
    }
}

#[tokio::test]
async fn token_of_a_key_that_stays_is_verified_again_after_a_rotation() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.lasting_token();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    world.stand_in.rotate().unwrap();
    world.pass_an_hour().await;
    for hits in [0, 1] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
        assert_eq!(look_ups(&verifier), (hits, 2));
    }
}

#[tokio::test]
async fn token_of_a_key_that_left_is_refused_after_a_look_for_the_key() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token_with(world.by(&KeyName::Organization(1)));
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    world.stand_in.rotate().unwrap();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    assert_eq!(look_ups(&verifier), (1, 1));

    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), 2);
    // The first look after a load is free of the wait between two.
    world.clock.advance(Duration::from_secs(10));
    for misses in [3, 4] {
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::SigningKeyUnknown)
        );
        assert_eq!(look_ups(&verifier), (1, misses));
    }
    assert_eq!(world.fetches(), 3);
}

#[tokio::test]
async fn token_is_refused_when_its_key_becomes_another() {
    let mut world = World::start().await;
    // The only key, so that nothing else about the set changes.
    let genuine = [world.entry(&SIGNER, |_| {})];
    world.serve_only(TokenVersion::V2, &genuine);
    let verifier = world.ready("organizations").await;
    let token = world.lasting_token();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    let other = world.stand_in.generate("other").unwrap();
    let id = world.stand_in.kid(&SIGNER).unwrap();
    let entry = world.entry(&other, |entry| entry["kid"] = json!(id));
    world.serve_only(TokenVersion::V2, &[entry]);
    world.pass_an_hour().await;
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::SignatureInvalid)
    );
}

#[tokio::test]
async fn token_is_refused_when_its_key_signs_for_others() {
    let mut world = World::start().await;
    // The only key, so that nothing else about the set changes.
    let genuine = [world.entry(&SIGNER, |_| {})];
    world.serve_only(TokenVersion::V2, &genuine);
    let verifier = world.ready("organizations").await;
    let token = world.lasting_token();
    for (member, value, reason) in [
        (
            "issuer",
            world.issuer(FABRIKAM),
            Rejection::SigningKeyIssuerMismatch,
        ),
        (
            "cloud_instance_name",
            "microsoftonline.us".to_owned(),
            Rejection::SigningKeyCloudMismatch,
        ),
    ] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()), "{member}");
        let entry = world.entry(&SIGNER, |entry| entry[member] = json!(value));
        world.serve_only(TokenVersion::V2, &[entry]);
        world.pass_an_hour().await;
        assert_eq!(verdict(&verifier, &token).await, refused(reason));
        world.serve_only(TokenVersion::V2, &genuine);
        world.pass_an_hour().await;
    }
}

#[tokio::test]
async fn keys_that_grew_a_day_old_end_recognition_until_they_are_loaded_again() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.lasting_token();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    world.pass_nearly(DAY).await;
    world.log.next().await.cause();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    assert_eq!(look_ups(&verifier), (1, 1));
    world.pass_moment();
    let answer = verdict(&verifier, &token).await;
    assert!(matches!(answer, Err(VerifyError::Unavailable { .. })));
    assert_eq!(look_ups(&verifier), (1, 2));

    world.stand_in.set_fault(Endpoint::KeysV2, None);
    world.pass_an_hour().await;
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
}
