//! From the first attempt to the first success (token-validation 7.3, 7.4).

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::{KeyRingStatus, Rejection};
use entrance_stand_in::{Endpoint, Fault};
use serde_json::json;

use crate::patience::{settle, soon};
use crate::refresh_log::Outcome;
use crate::world::{CONTOSO, MOMENT, World, refused, set, unavailable, verdict};

#[tokio::test]
async fn before_the_first_load_a_genuine_token_cannot_be_judged() {
    let mut world = World::start().await;
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    assert_eq!(
        verdict(&verifier, &world.token()).await,
        unavailable(Duration::ZERO)
    );
    let empty = KeyRingStatus {
        usable: false,
        age: None,
        keys: 0,
    };
    assert_eq!(verifier.status(), empty);
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    let loaded = KeyRingStatus {
        usable: true,
        age: Some(Duration::ZERO),
        keys: 4,
    };
    assert_eq!(verifier.status(), loaded);
}

#[tokio::test]
async fn without_keys_only_tokens_that_need_one_wait_for_them() {
    let mut world = World::start().await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    world.log.next().await.cause();

    let malformed = world.token().replacen('.', "", 1);
    let too_large = world.token() + &"A".repeat(16_384);
    let unsigned = world.token_with(|draft| set(&mut draft.header, "alg", "none"));
    let version = world.token_with(|draft| set(&mut draft.claims, "ver", "1.0"));
    for (token, reason) in [
        (malformed, Rejection::Malformed),
        (too_large, Rejection::TooLarge),
        (unsigned, Rejection::AlgorithmNotAllowed),
        (version, Rejection::VersionNotAccepted),
    ] {
        assert_eq!(verdict(&verifier, &token).await, refused(reason));
    }

    let wait = unavailable(Duration::from_secs(1));
    let unknown = world.token_with(|draft| set(&mut draft.header, "kid", "unheard-of"));
    let elsewhere = world.token_with(|draft| set(&mut draft.claims, "aud", "another"));
    let expired = world.token_with(|draft| set(&mut draft.claims, "exp", 1));
    for token in [world.token(), unknown, elsewhere, expired] {
        assert_eq!(verdict(&verifier, &token).await, wait);
    }
    assert_eq!(world.stand_in.requests(Endpoint::DiscoveryV2), 1);
}

#[tokio::test]
async fn attempts_follow_after_1_2_4_8_and_every_15_seconds_until_one_succeeds() {
    let mut world = World::start().await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    let token = world.token();
    for (earlier, seconds) in [1, 2, 4, 8, 15, 15, 15].into_iter().enumerate() {
        world.log.next().await.cause();
        let wait = Duration::from_secs(seconds);
        assert_eq!(verdict(&verifier, &token).await, unavailable(wait));
        world.pass_nearly(wait).await;
        assert_eq!(verdict(&verifier, &token).await, unavailable(MOMENT));
        assert_eq!(world.stand_in.requests(Endpoint::DiscoveryV2), earlier + 1);
        world.pass_moment();
    }
    world.log.next().await.cause();
    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.clock.advance(Duration::from_secs(15));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
}

#[tokio::test]
async fn waiting_to_be_ready_ends_with_the_first_success() {
    let mut world = World::start().await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    let waiting = tokio::spawn({
        let verifier = Arc::clone(&verifier);
        async move { verifier.ready().await }
    });
    world.log.next().await.cause();
    settle().await;
    assert!(!waiting.is_finished());
    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.clock.advance(Duration::from_secs(1));
    soon(waiting).await.unwrap();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    verifier.ready().await;
}

#[tokio::test]
async fn failed_attempts_at_start_leave_the_budget_for_rotations_untouched() {
    let mut world = World::start().await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    for seconds in [1, 2, 4, 8] {
        world.log.next().await.cause();
        world.clock.advance(Duration::from_secs(seconds));
    }
    world.log.next().await.cause();
    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.clock.advance(Duration::from_secs(15));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    for _ in 0..3 {
        world.stand_in.rotate().unwrap();
        assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
        world.clock.advance(Duration::from_secs(10));
    }
}

#[tokio::test]
async fn metadata_of_another_authority_is_not_used() {
    let mut world = World::start().await;
    let instance = world.stand_in.instance();
    for issuer in [
        "https://login.example/{tenantid}/v2.0".to_owned(),
        world.issuer(CONTOSO),
        world.issuer("{tenantId}"),
        format!("{instance}/{{tenantid}}/v2.0/"),
        format!("{instance}/{{tenantid}}"),
        format!(
            "{}/{{tenantid}}/v2.0",
            instance.replace("localhost", "127.0.0.1")
        ),
    ] {
        world.serve_metadata("{tenantid}", |document| document["issuer"] = json!(issuer));
        let verifier = world.launch(world.settings("organizations", &["2.0"]));
        let cause = world.log.next().await.cause();
        assert!(cause.contains("names another issuer"), "{cause}");
        assert!(!verifier.status().usable);
    }
    world.serve_metadata("{tenantid}", |_| {});
    world.ready("organizations").await;
}
