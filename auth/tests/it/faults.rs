//! Everything that can go wrong at an endpoint, at start and at a background refresh: nothing good
//! is replaced, and the verifier recovers by itself (token-validation 7.3).

use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault};
use serde_json::json;

use crate::patience::until;
use crate::refresh_log::Outcome;
use crate::world::{World, unavailable, verdict};

const HOUR: Duration = Duration::from_hours(1);
/// How long one document may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What goes wrong at metadata and keys alike, with a part of the reason that is logged.
fn everywhere(world: &World, unreadable: &'static str) -> Vec<(Fault, &'static str)> {
    let elsewhere = format!("{}/common/discovery/keys", world.stand_in.instance());
    vec![
        (Fault::Status(503), "status is 503"),
        (Fault::Status(404), "status is 404"),
        (Fault::Status(204), "status is 204"),
        (Fault::Stall, "no complete answer within 5 seconds"),
        (Fault::SlowDrip, "no complete answer within 5 seconds"),
        (Fault::Redirect(elsewhere), "status is 302"),
        (Fault::Oversized, "larger than 1048576 bytes"),
        (Fault::Refuse, "the request failed"),
        (Fault::Html, unreadable),
        (Fault::Malformed, unreadable),
        (Fault::Json(json!({})), unreadable),
        (Fault::Json(json!([])), unreadable),
    ]
}

fn of_metadata(world: &World) -> Vec<(Fault, &'static str)> {
    let mut faults = everywhere(world, "no OpenID provider metadata");
    faults.push((Fault::ForeignIssuer, "names another issuer"));
    faults.push((Fault::ForeignKeySetOrigin, "on another origin"));
    faults
}

fn of_keys(world: &World) -> Vec<(Fault, &'static str)> {
    let mut faults = everywhere(world, "no JSON Web Key Set");
    let malformed = Fault::Json(json!({ "keys": { "kty": "RSA" } }));
    faults.push((malformed, "no JSON Web Key Set"));
    faults.push((Fault::EmptyKeySet, "no usable signing key"));
    faults.push((Fault::NoUsableKey, "no usable signing key"));
    faults
}

/// Lets the refresh that is under way fail, and gives the logged reason.
async fn failure(world: &mut World, endpoint: Endpoint, fault: &Fault, before: usize) -> String {
    until(|| world.stand_in.requests(endpoint) > before).await;
    if matches!(fault, Fault::Stall | Fault::SlowDrip) {
        world.clock.advance(TIMEOUT);
    }
    let cause = world.log.next().await.cause();
    assert_eq!(world.stand_in.requests(endpoint), before + 1, "{fault:?}");
    cause
}

async fn start_recovers_from(endpoint: Endpoint, faults: fn(&World) -> Vec<(Fault, &'static str)>) {
    let mut world = World::start().await;
    for (fault, reason) in faults(&world) {
        let before = world.stand_in.requests(endpoint);
        world.stand_in.set_fault(endpoint, Some(fault.clone()));
        let verifier = world.launch(world.settings("organizations", &["1.0", "2.0"]));
        let cause = failure(&mut world, endpoint, &fault, before).await;
        assert!(cause.contains(reason), "{fault:?}: {cause}");
        assert!(!verifier.status().usable, "{fault:?}");
        let second = Duration::from_secs(1);
        assert_eq!(
            verdict(&verifier, &world.token()).await,
            unavailable(second),
            "{fault:?}"
        );

        world.stand_in.set_fault(endpoint, None);
        world.clock.advance(second);
        assert_eq!(world.log.next().await, Outcome::Loaded, "{fault:?}");
        assert_eq!(
            verdict(&verifier, &world.token()).await,
            Ok(()),
            "{fault:?}"
        );
    }
}

async fn background_outlives(endpoint: Endpoint, faults: fn(&World) -> Vec<(Fault, &'static str)>) {
    let mut world = World::start().await;
    for (fault, reason) in faults(&world) {
        let verifier = world.ready_for_both("organizations").await;
        let before = world.stand_in.requests(endpoint);
        world.stand_in.set_fault(endpoint, Some(fault.clone()));
        world.clock.advance(HOUR);
        let cause = failure(&mut world, endpoint, &fault, before).await;
        assert!(cause.contains(reason), "{fault:?}: {cause}");
        let status = verifier.status();
        assert!(status.usable && status.age >= Some(HOUR), "{fault:?}");
        assert_eq!(status.keys, 4, "{fault:?}");
        assert_eq!(
            verdict(&verifier, &world.token()).await,
            Ok(()),
            "{fault:?}"
        );

        world.stand_in.set_fault(endpoint, None);
        world.clock.advance(Duration::from_mins(1));
        assert_eq!(world.log.next().await, Outcome::Loaded, "{fault:?}");
        assert_eq!(verifier.status().age, Some(Duration::ZERO), "{fault:?}");
        assert_eq!(
            verdict(&verifier, &world.token()).await,
            Ok(()),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn start_recovers_from_every_fault_of_the_version_2_metadata() {
    start_recovers_from(Endpoint::DiscoveryV2, of_metadata).await;
}

#[tokio::test]
async fn start_recovers_from_every_fault_of_the_version_1_metadata() {
    start_recovers_from(Endpoint::DiscoveryV1, of_metadata).await;
}

#[tokio::test]
async fn start_recovers_from_every_fault_of_the_version_2_keys() {
    start_recovers_from(Endpoint::KeysV2, of_version_2_keys).await;
}

#[tokio::test]
async fn start_recovers_from_every_fault_of_the_version_1_keys() {
    start_recovers_from(Endpoint::KeysV1, of_keys).await;
}

#[tokio::test]
async fn background_refresh_outlives_every_fault_of_the_version_2_metadata() {
    background_outlives(Endpoint::DiscoveryV2, of_metadata).await;
}

#[tokio::test]
async fn background_refresh_outlives_every_fault_of_the_version_1_metadata() {
    background_outlives(Endpoint::DiscoveryV1, of_metadata).await;
}

#[tokio::test]
async fn background_refresh_outlives_every_fault_of_the_version_2_keys() {
    background_outlives(Endpoint::KeysV2, of_version_2_keys).await;
}

#[tokio::test]
async fn background_refresh_outlives_every_fault_of_the_version_1_keys() {
    background_outlives(Endpoint::KeysV1, of_keys).await;
}

/// Only the version 2.0 document says whom a key signs for.
fn of_version_2_keys(world: &World) -> Vec<(Fault, &'static str)> {
    let mut faults = of_keys(world);
    faults.push((Fault::ForeignIssuer, "no key of the configured authority"));
    faults
}

/// Serves metadata that is so many bytes long.
fn serve_metadata_of(world: &World, bytes: usize) {
    world.serve_metadata("{tenantid}", |document| {
        document["padding"] = json!("");
        let rest = bytes - document.to_string().len();
        document["padding"] = json!("x".repeat(rest));
    });
}

#[tokio::test]
async fn document_of_1_mib_is_read_and_one_byte_more_is_too_large() {
    const MEBIBYTE: usize = 1 << 20;
    let mut world = World::start().await;
    serve_metadata_of(&world, MEBIBYTE + 1);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("larger than 1048576 bytes"), "{cause}");
    serve_metadata_of(&world, MEBIBYTE);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert!(verifier.status().usable);
}
