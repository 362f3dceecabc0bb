//! Following a rotation of the signing keys: at once, and with one fetch (token-validation 7.3).

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::{Rejection, Verifier, VerifyError};
use entrance_stand_in::{Endpoint, Fault};
use tokio::task::JoinSet;

use crate::patience::{settle, soon, until};
use crate::refresh_log::Outcome;
use crate::world::{World, refused, set, verdict};

/// How long a request waits, and how long a document may take.
const WAIT: Duration = Duration::from_secs(5);

type Verdict = Result<(), VerifyError>;

fn verify_at_once(verifier: &Arc<Verifier>, tokens: Vec<String>) -> JoinSet<Verdict> {
    let mut verdicts = JoinSet::new();
    for token in tokens {
        let verifier = Arc::clone(verifier);
        verdicts.spawn(async move { verdict(&verifier, &token).await });
    }
    verdicts
}

/// A verifier with keys whose provider now sends no more, and a token that names a key it has not.
async fn stalled() -> (World, Arc<Verifier>, String) {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    world
        .stand_in
        .set_fault(Endpoint::KeysV2, Some(Fault::Stall));
    let invented = world.token_with(|draft| set(&mut draft.header, "kid", "invented"));
    (world, verifier, invented)
}

#[tokio::test]
async fn token_of_a_new_key_is_accepted_after_one_fetch() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let before = world.token();
    world.stand_in.rotate().unwrap();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.log.drain(), [Outcome::Loaded]);
    assert_eq!(world.fetches(), 2);
    for token in [before, world.token()] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
    assert_eq!(world.fetches(), 2);
}

#[tokio::test]
async fn forty_tokens_of_a_new_key_at_once_cost_one_fetch() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    world.stand_in.rotate().unwrap();
    let tokens = (0..40).map(|_| world.token()).collect();
    let verdicts = soon(verify_at_once(&verifier, tokens).join_all()).await;
    assert_eq!(verdicts, vec![Ok(()); 40]);
    for endpoint in [
        Endpoint::DiscoveryV2,
        Endpoint::DiscoveryV1,
        Endpoint::KeysV2,
        Endpoint::KeysV1,
    ] {
        assert_eq!(world.stand_in.requests(endpoint), 2, "{endpoint:?}");
    }
}

#[tokio::test]
async fn key_that_left_with_a_rotation_is_refused_after_the_refresh() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let previous = world.token_with(world.by(&entrance_stand_in::KeyName::Organization(1)));
    assert_eq!(verdict(&verifier, &previous).await, Ok(()));
    world.stand_in.rotate().unwrap();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(
        verdict(&verifier, &previous).await,
        refused(Rejection::SigningKeyUnknown)
    );
}

#[tokio::test]
async fn known_keys_serve_while_a_refresh_is_under_way() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let known = world.token();
    let fault = Some(Fault::Stall);
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    world.stand_in.rotate().unwrap();
    let mut waiting = verify_at_once(&verifier, vec![world.token()]);
    until(|| world.fetches() == 2).await;
    assert_eq!(verdict(&verifier, &known).await, Ok(()));
    assert_eq!(world.log.drain(), []);
    assert!(waiting.try_join_next().is_none());
}

#[tokio::test]
async fn request_waits_for_a_refresh_for_5_seconds_at_most() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    world
        .stand_in
        .set_fault(Endpoint::KeysV2, Some(Fault::Stall));
    world.stand_in.rotate().unwrap();
    let mut waiting = verify_at_once(&verifier, vec![world.token()]);
    until(|| world.fetches() == 2).await;
    world.pass_nearly(WAIT).await;
    assert!(waiting.try_join_next().is_none());
    world.pass_moment();
    let verdicts = soon(waiting.join_all()).await;
    assert_eq!(verdicts, [refused(Rejection::SigningKeyUnknown)]);
}

#[tokio::test]
async fn at_most_256_requests_wait_and_the_rest_are_refused_at_once() {
    let (world, verifier, invented) = stalled().await;
    let mut verdicts = verify_at_once(&verifier, vec![invented; 300]);
    let mut at_once = Vec::new();
    until(|| {
        at_once.extend(verdicts.try_join_next());
        at_once.len() == 44 && world.fetches() == 2
    })
    .await;
    settle().await;
    assert!(verdicts.try_join_next().is_none());
    world.clock.advance(WAIT);
    at_once.extend(soon(verdicts.join_all()).await.into_iter().map(Ok));
    let unknown = refused(Rejection::SigningKeyUnknown);
    assert_eq!(at_once.len(), 300);
    assert!(at_once.into_iter().all(|joined| joined.unwrap() == unknown));
    assert_eq!(world.fetches(), 2);
}

#[tokio::test]
async fn places_of_those_who_waited_are_free_for_others() {
    let (world, verifier, invented) = stalled().await;
    let verdicts = verify_at_once(&verifier, vec![invented; 256]);
    until(|| world.fetches() == 2).await;
    settle().await;
    world.clock.advance(WAIT);
    soon(verdicts.join_all()).await;

    world.stand_in.set_fault(Endpoint::KeysV2, None);
    world.stand_in.rotate().unwrap();
    world.clock.advance(Duration::from_secs(10));
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), 3);
}

#[tokio::test]
async fn request_for_a_new_key_joins_the_background_refresh_under_way() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    world.stand_in.rotate().unwrap();
    world.clock.advance(Duration::from_hours(1));
    let verdicts = verify_at_once(&verifier, vec![world.token(); 3]);
    assert_eq!(soon(verdicts.join_all()).await, vec![Ok(()); 3]);
    assert_eq!(world.fetches(), 2);
}
