//! Refreshes that nobody asks for, and how long keys last without one (token-validation 7.3, 7.4).

use std::time::Duration;

use entrance_auth::Rejection;
use entrance_stand_in::{Endpoint, Fault};

use crate::patience::settle;
use crate::refresh_log::Outcome;
use crate::world::{MOMENT, World, refused, unavailable, verdict};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn keys_are_fetched_again_every_hour() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    for earlier in 1..=3 {
        world.pass_nearly(HOUR).await;
        assert_eq!(world.fetches(), earlier);
        assert_eq!(verifier.status().age, Some(HOUR.saturating_sub(MOMENT)));
        world.pass_moment();
        assert_eq!(world.log.next().await, Outcome::Loaded);
        assert_eq!(world.fetches(), earlier + 1);
        assert_eq!(verifier.status().age, Some(Duration::ZERO));
    }
}

#[tokio::test]
async fn background_refresh_brings_new_keys_and_drops_old_ones() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let previous = world.by(&entrance_stand_in::KeyName::Organization(1));
    world.stand_in.rotate().unwrap();
    world.clock.advance(HOUR);
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), 2);
    assert_eq!(
        verdict(&verifier, &world.token_with(previous)).await,
        refused(Rejection::SigningKeyUnknown)
    );
}

#[tokio::test]
async fn failed_background_refreshes_are_tried_again_after_1_2_and_every_5_minutes() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let fault = Some(Fault::Status(500));
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    world.clock.advance(HOUR);
    for (earlier, minutes) in [1, 2, 5, 5, 5].into_iter().enumerate() {
        world.log.next().await.cause();
        world.pass_nearly(Duration::from_mins(minutes)).await;
        assert_eq!(world.fetches(), 2 + earlier);
        world.pass_moment();
    }
    world.log.next().await.cause();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));

    world.stand_in.set_fault(Endpoint::KeysV2, None);
    world.clock.advance(Duration::from_mins(5));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    world.pass_nearly(HOUR).await;
    assert_eq!(world.log.drain(), []);

    // A success wipes the slate: the next failure is followed after one minute again.
    let fault = Some(Fault::Status(500));
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    world.pass_moment();
    world.log.next().await.cause();
    world.stand_in.set_fault(Endpoint::KeysV2, None);
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(world.log.next().await, Outcome::Loaded);
}

#[tokio::test]
async fn keys_serve_for_24_hours_to_the_millisecond_after_the_last_success() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    world.pass_nearly(DAY).await;
    world.log.next().await.cause();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert!(verifier.status().usable);

    world.pass_moment();
    let wait = Duration::from_mins(1).saturating_sub(MOMENT);
    assert_eq!(verdict(&verifier, &world.token()).await, unavailable(wait));
    let status = verifier.status();
    assert_eq!((status.usable, status.age), (false, Some(DAY)));
    let malformed = world.token().replacen('.', "", 1);
    assert_eq!(
        verdict(&verifier, &malformed).await,
        refused(Rejection::Malformed)
    );

    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.clock.advance(wait);
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn while_keys_are_too_old_unknown_ids_cause_no_fetch() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    world.clock.advance(DAY);
    world.log.next().await.cause();
    world.stand_in.rotate().unwrap();
    let minute = Duration::from_mins(1);
    assert_eq!(
        verdict(&verifier, &world.token()).await,
        unavailable(minute)
    );
    settle().await;
    assert_eq!(world.log.drain(), []);
}

#[tokio::test]
async fn dropped_verifier_fetches_no_more() {
    let mut world = World::start().await;
    drop(world.ready("organizations").await);
    world.clock.advance(HOUR);
    settle().await;
    assert_eq!(world.fetches(), 1);
    assert_eq!(world.log.drain(), []);
}
