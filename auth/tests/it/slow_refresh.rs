//! Requests that wait for a refresh which takes its time (token-validation 7.3).

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::{Rejection, Verifier, VerifyError};
use entrance_stand_in::{Endpoint, Fault, KeyName};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::patience::{settle, soon, until};
use crate::raw_provider::RawProvider;
use crate::refresh_log::Outcome;
use crate::world::{SIGNER, World, refused, remove, verdict};

const HOUR: Duration = Duration::from_hours(1);
const NEW: KeyName = KeyName::Organization(1);

/// The entry of a key, as a provider without marks has it.
fn bare(world: &World, key: &KeyName) -> Value {
    world.entry(key, |entry| remove(entry, "issuer"))
}

/// A verifier that has loaded the signer only.
async fn ready(world: &mut World, provider: &RawProvider) -> Arc<Verifier> {
    let verifier = world.launch(provider.settings(world));
    let request = provider.request_for_keys_behind_metadata().await;
    request.answer_keys(&[bare(world, &SIGNER)]).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);
    verifier
}

/// A token of a key that is published later.
fn token_of_new_key(world: &World, provider: &RawProvider) -> String {
    let (issues, by) = (provider.issues(), world.by(&NEW));
    world.token_with(|draft| {
        issues(draft);
        by(draft);
    })
}

fn in_background(verifier: &Arc<Verifier>, token: String) -> JoinHandle<Result<(), VerifyError>> {
    let verifier = Arc::clone(verifier);
    tokio::spawn(async move { verdict(&verifier, &token).await })
}

#[tokio::test]
async fn request_stops_waiting_after_5_seconds_while_its_refresh_goes_on() {
    let mut world = World::start().await;
    let provider = RawProvider::start().await;
    let verifier = ready(&mut world, &provider).await;
    let token = token_of_new_key(&world, &provider);
    let waiting = in_background(&verifier, token.clone());
    // 3 s for metadata and 3 s for keys are allowed, but more than a request waits.
    let request = provider.request_for_metadata().await;
    world.clock.advance(Duration::from_secs(3));
    request.answer(&provider.metadata()).await;
    let request = provider.request_for_keys().await;
    world.pass_nearly(Duration::from_secs(2)).await;
    assert!(!waiting.is_finished());
    world.pass_moment();
    assert_eq!(
        soon(waiting).await.unwrap(),
        refused(Rejection::SigningKeyUnknown)
    );
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.log.drain(), []);
    let entries = [bare(&world, &SIGNER), bare(&world, &NEW)];
    request.answer_keys(&entries).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
}

#[tokio::test]
async fn rotation_that_overtakes_the_refresh_under_way_is_followed_by_another() {
    let mut world = World::start().await;
    let provider = RawProvider::start().await;
    let verifier = ready(&mut world, &provider).await;
    world.clock.advance(HOUR);
    let request = provider.request_for_keys_behind_metadata().await;
    let waiting = in_background(&verifier, token_of_new_key(&world, &provider));
    settle().await;
    request.answer_keys(&[bare(&world, &SIGNER)]).await;
    assert_eq!(world.log.next().await, Outcome::Loaded);

    let request = provider.request_for_keys_behind_metadata().await;
    assert!(!waiting.is_finished());
    let entries = [bare(&world, &SIGNER), bare(&world, &NEW)];
    request.answer_keys(&entries).await;
    assert_eq!(soon(waiting).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn request_whose_time_is_up_starts_no_further_refresh() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    world.stand_in.rotate().unwrap();
    let fault = Some(Fault::Stall);
    world.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    world.clock.advance(HOUR);
    until(|| world.stand_in.requests(Endpoint::DiscoveryV2) == 2).await;
    let waiting = in_background(&verifier, world.token());
    settle().await;
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(
        soon(waiting).await.unwrap(),
        refused(Rejection::SigningKeyUnknown)
    );
    world.log.next().await.cause();
    settle().await;
    assert_eq!(world.stand_in.requests(Endpoint::DiscoveryV2), 2);
}
