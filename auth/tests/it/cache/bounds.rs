//! How much the cache holds, whatever comes.

use std::num::NonZeroU64;
use std::sync::Arc;

use entrance_auth::{CacheLimits, Verifier};
use serde_json::json;

use super::look_ups;
use crate::world::{World, set, verdict};

const MEBIBYTE: u64 = 1 << 20;

async fn bounded(world: &mut World, max_bytes: u64, max_entries: u64) -> Arc<Verifier> {
    let mut settings = world.settings("organizations", &["2.0"]);
    settings.cache = Some(CacheLimits {
        max_bytes: NonZeroU64::new(max_bytes).unwrap(),
        max_entries: NonZeroU64::new(max_entries).unwrap(),
    });
    world.ready_with(settings).await
}

fn distinct(world: &World, number: usize) -> String {
    world.token_with(|draft| set(&mut draft.claims, "uti", number.to_string()))
}

#[tokio::test]
async fn flood_of_distinct_tokens_stays_within_the_number_of_entries() {
    let mut world = World::start().await;
    let verifier = bounded(&mut world, MEBIBYTE, 64).await;
    for number in 0..200 {
        let token = distinct(&world, number);
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
        let statistics = verifier.cache_statistics();
        assert!(statistics.entries <= 64, "{statistics:?}");
        assert!(statistics.bytes <= MEBIBYTE, "{statistics:?}");
    }
    let statistics = verifier.cache_statistics();
    assert_eq!(statistics.entries + statistics.evictions, 200);
    assert!(statistics.entries >= 32, "{statistics:?}");
}

#[tokio::test]
async fn flood_of_large_tokens_stays_within_the_bytes() {
    let mut world = World::start().await;
    let verifier = bounded(&mut world, MEBIBYTE, 1_000_000).await;
    for number in 0..200 {
        let token = world.token_with(|draft| {
            // Names of one letter take far more memory than room in the token.
            let roles: Vec<_> = (0..400).map(|_| "r").collect();
            set(&mut draft.claims, "roles", json!(roles));
            set(&mut draft.claims, "uti", number.to_string());
        });
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
        let statistics = verifier.cache_statistics();
        assert!(statistics.bytes <= MEBIBYTE, "{statistics:?}");
        // Each holds 400 boxed names, of 16 bytes besides what is boxed.
        assert!(statistics.entries * 400 * 16 < MEBIBYTE);
    }
    let statistics = verifier.cache_statistics();
    assert_eq!(statistics.entries + statistics.evictions, 200);
}

#[tokio::test]
async fn token_that_is_used_survives_a_flood_of_others() {
    let mut world = World::start().await;
    let verifier = bounded(&mut world, MEBIBYTE, 64).await;
    let busy = world.token();
    assert_eq!(verdict(&verifier, &busy).await, Ok(()));
    for number in 0..200 {
        assert_eq!(verdict(&verifier, &busy).await, Ok(()));
        let token = distinct(&world, number);
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
    assert_eq!(look_ups(&verifier), (200, 201));
}

#[tokio::test]
async fn token_that_no_place_could_hold_is_verified_each_time() {
    let mut world = World::start().await;
    let verifier = bounded(&mut world, 1_024, 1).await;
    let token = world.token();
    for misses in 1..=3 {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
        assert_eq!(look_ups(&verifier), (0, misses));
    }
    assert_eq!(verifier.cache_statistics().entries, 0);
}
