//! No token that differs from a genuine one is accepted, wherever and however it differs.

use std::sync::Arc;

use entrance_auth::{Verifier, VerifyError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::{Builder, Runtime};

use crate::world::{World, verdict};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

/// A verifier with its keys, and a genuine token.
struct Genuine {
    runtime: Runtime,
    verifier: Arc<Verifier>,
    token: String,
    _world: World,
}

impl Genuine {
    fn start() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (world, verifier) = runtime.block_on(async {
            let mut world = World::start().await;
            let verifier = world.ready("organizations").await;
            (world, verifier)
        });
        let genuine = Self {
            token: world.token(),
            runtime,
            verifier,
            _world: world,
        };
        assert_eq!(genuine.verdict(&genuine.token), Ok(()));
        genuine
    }

    fn verdict(&self, token: &str) -> Result<(), VerifyError> {
        self.runtime.block_on(verdict(&self.verifier, token))
    }

    fn refuses(&self, token: &str) -> bool {
        matches!(self.verdict(token), Err(VerifyError::Rejected(_)))
    }
}

#[test]
fn each_character_is_needed_as_it_is() {
    let genuine = Genuine::start();
    for place in 0..genuine.token.len() {
        let (before, after) = genuine.token.split_at(place);
        let (here, after) = after.split_at(1);
        // One bit of the six that the character stands for, and any other character.
        for step in [1, 2, 4, 8, 16, 32, 63, 64] {
            let at = ALPHABET.iter().position(|byte| *byte == here.as_bytes()[0]);
            let other = char::from(ALPHABET[(at.unwrap() + step) % ALPHABET.len()]);
            let changed = format!("{before}{other}{after}");
            assert!(
                genuine.refuses(&changed),
                "{here} at {place} became {other}"
            );
        }
        assert!(
            genuine.refuses(&format!("{before}{after}")),
            "without {place}"
        );
    }
}

/// Some pieces of a token replaced by others.
fn any_changes() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    let replacement = prop_oneof!["[A-Za-z0-9_.-]{0,3}", "\\PC{0,3}", any::<String>()];
    prop::collection::vec(
        (any::<prop::sample::Index>(), 0..4_usize, replacement),
        1..4,
    )
}

#[test]
fn any_number_of_changes_anywhere_is_noticed() {
    let genuine = Genuine::start();
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(4_000)
    };
    let result = TestRunner::new(config).run(&any_changes(), |changes| {
        let mut characters: Vec<char> = genuine.token.chars().collect();
        for (place, length, replacement) in changes {
            let begin = place.index(characters.len() + 1);
            let end = (begin + length).min(characters.len());
            characters.splice(begin..end, replacement.chars());
        }
        let changed: String = characters.into_iter().collect();
        prop_assume!(changed != genuine.token);
        prop_assert!(genuine.refuses(&changed));
        Ok(())
    });
    result.unwrap();
}
