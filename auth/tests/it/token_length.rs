//! The longest token that is looked at (token-validation 2.4).

use entrance_auth::{Rejection, VerifierSettings};

use crate::world::{World, refused, verdict};

#[tokio::test]
async fn token_of_the_longest_length_is_accepted_and_one_byte_more_is_not() {
    let mut world = World::start().await;
    let token = world.token();
    for (max_token_bytes, expected) in [
        (token.len() + 1, Ok(())),
        (token.len(), Ok(())),
        (token.len() - 1, refused(Rejection::TooLarge)),
        (1, refused(Rejection::TooLarge)),
    ] {
        let settings = VerifierSettings {
            max_token_bytes,
            ..world.settings("organizations", &["2.0"])
        };
        let verifier = world.ready_with(settings).await;
        assert_eq!(
            verdict(&verifier, &token).await,
            expected,
            "{max_token_bytes}"
        );
    }
}
