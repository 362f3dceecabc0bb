//! The cache of verified tokens: it saves work and never changes a verdict.

mod bounds;
mod keys;

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::{CacheStatistics, Rejection, Verifier};

use crate::world::{World, refused, set, verdict};

/// How long a token lives that the tests change nothing about, its leeway included.
const LIFE: Duration = Duration::from_mins(61);

/// Sees how many look-ups have succeeded, and how many have not.
fn look_ups(verifier: &Verifier) -> (u64, u64) {
    let statistics = verifier.cache_statistics();
    (statistics.hits, statistics.misses)
}

#[tokio::test]
async fn token_that_was_verified_is_recognized_and_shared() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token();
    let first = verifier.verify(&token).await.unwrap();
    assert_eq!(look_ups(&verifier), (0, 1));
    for hits in 1..=3 {
        let again = verifier.verify(&token).await.unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(look_ups(&verifier), (hits, 1));
    }
    assert_eq!(verifier.cache_statistics().entries, 1);
}

#[tokio::test]
async fn tokens_of_one_caller_are_told_apart() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let draft = |scope: &str| {
        let scope = scope.to_owned();
        world.token_with(|draft| set(&mut draft.claims, "scp", scope))
    };
    for (scope, misses) in [("one", 1), ("two", 2)] {
        let token = draft(scope);
        for _ in 0..2 {
            let caller = verifier.verify(&token).await.unwrap();
            let held = caller.principal().scopes();
            let held: Vec<_> = held.iter().map(ToString::to_string).collect();
            assert_eq!(held, [scope]);
        }
        assert_eq!(look_ups(&verifier), (misses, misses));
    }
}

#[tokio::test]
async fn no_other_text_passes_for_a_token_that_is_known() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token();
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    for position in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(verdict(&verifier, &changed).await.is_err(), "{position}");
    }
    for changed in [
        token[1..].to_owned(),
        token[..token.len() - 1].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!(" {token}"),
    ] {
        assert!(verdict(&verifier, &changed).await.is_err());
    }
    assert_eq!(look_ups(&verifier).0, 0);
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    assert_eq!(look_ups(&verifier).0, 1);
}

#[tokio::test]
async fn refusals_are_judged_anew_each_time() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let now = world.now();
    let early = world.token_with(|draft| set(&mut draft.claims, "nbf", now + 61));
    let elsewhere = world.token_with(|draft| set(&mut draft.claims, "aud", "elsewhere"));
    for misses in [2, 4] {
        let verdicts = (
            verdict(&verifier, &early).await,
            verdict(&verifier, &elsewhere).await,
        );
        let expected = (
            refused(Rejection::NotYetValid),
            refused(Rejection::AudienceMismatch),
        );
        assert_eq!(verdicts, expected);
        assert_eq!(look_ups(&verifier), (0, misses));
    }
    assert_eq!(verifier.cache_statistics().entries, 0);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(verdict(&verifier, &early).await, Ok(()));
}

#[tokio::test]
async fn recognized_token_ends_with_its_leeway_to_the_second() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let expires_at = world.now() + 3_600;
    let token = world.token_with(|draft| set(&mut draft.claims, "exp", expires_at));
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    world.pass_nearly(LIFE).await;
    assert_eq!(verdict(&verifier, &token).await, Ok(()));
    assert_eq!(look_ups(&verifier), (1, 1));
    world.pass_moment();
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::Expired)
    );
    assert_eq!(look_ups(&verifier), (1, 2));
    assert_eq!(verifier.cache_statistics().entries, 0);
}

#[tokio::test]
async fn without_a_cache_every_token_is_verified() {
    let mut world = World::start().await;
    let mut settings = world.settings("organizations", &["2.0"]);
    settings.cache = None;
    let verifier = world.ready_with(settings).await;
    let token = world.token();
    let first = verifier.verify(&token).await.unwrap();
    let second = verifier.verify(&token).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &second));
    assert_eq!(verifier.cache_statistics(), CacheStatistics::default());
}
