//! What unknown key ids may cost (token-validation 7.3): a bucket of three, one back in 5 minutes.

use std::time::Duration;

use entrance_auth::{Rejection, Verifier};
use entrance_stand_in::{Draft, Endpoint, Fault};
use serde_json::json;

use crate::patience::settle;
use crate::refresh_log::Outcome;
use crate::world::{CONTOSO, FABRIKAM, World, refused, set, verdict};

const GAP: Duration = Duration::from_secs(10);

/// A token that is genuine but for a key id that nobody published.
fn invented(world: &World, number: usize) -> String {
    let key_id = format!("invented-{number}");
    world.token_with(|draft| set(&mut draft.header, "kid", key_id))
}

/// Spends the whole budget on invented ids; takes 20 s of the clock.
async fn exhaust(world: &mut World, verifier: &Verifier) {
    for number in 0..3 {
        if number > 0 {
            world.clock.advance(GAP);
        }
        assert_eq!(
            verdict(verifier, &invented(world, number)).await,
            refused(Rejection::SigningKeyUnknown)
        );
        assert_eq!(world.log.drain(), [Outcome::Loaded]);
    }
}

#[tokio::test]
async fn any_number_of_invented_key_ids_costs_at_most_three_fetches() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    for number in 0..60 {
        assert_eq!(
            verdict(&verifier, &invented(&world, number)).await,
            refused(Rejection::SigningKeyUnknown)
        );
        assert!(world.fetches() <= 1 + 1 + number / 3);
        world.clock.advance(Duration::from_secs(4));
    }
    assert_eq!(world.fetches(), 1 + 3);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn second_try_waits_ten_seconds() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let unknown = refused(Rejection::SigningKeyUnknown);
    assert_eq!(verdict(&verifier, &invented(&world, 0)).await, unknown);
    world.stand_in.rotate().unwrap();
    world.pass_nearly(GAP).await;
    assert_eq!(verdict(&verifier, &world.token()).await, unknown);
    assert_eq!(world.fetches(), 2);
    world.pass_moment();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), 3);
}

#[tokio::test]
async fn failed_tries_spend_the_budget_as_well() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    world.stand_in.rotate().unwrap();
    let fault = Some(Fault::Status(503));
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    let unknown = refused(Rejection::SigningKeyUnknown);
    for _ in 0..10 {
        assert_eq!(verdict(&verifier, &world.token()).await, unknown);
        world.clock.advance(GAP);
    }
    assert_eq!(world.fetches(), 1 + 3);
    let status = verifier.status();
    assert!(status.usable);
    assert_eq!(status.keys, 4);
}

/// What makes a token not worth a fetch.
type Change = (&'static str, fn(&mut Draft));

const IMPLAUSIBLE: [Change; 12] = [
    ("another audience", |draft| {
        set(&mut draft.claims, "aud", "https://graph.microsoft.com");
    }),
    ("an audience of version 1.0", |draft| {
        let own = format!("api://{}", draft.claims["aud"].as_str().unwrap());
        set(&mut draft.claims, "aud", own);
    }),
    ("no audience", |draft| {
        draft.claims.remove("aud").unwrap();
    }),
    ("an array that is not all text", |draft| {
        let own = draft.claims["aud"].clone();
        set(&mut draft.claims, "aud", json!([own, 1]));
    }),
    ("a foreign issuer", |draft| {
        let issuer = format!("https://login.example/{CONTOSO}/v2.0");
        set(&mut draft.claims, "iss", issuer);
    }),
    ("an issuer with a slash too many", |draft| {
        let issuer = format!("{}/", draft.claims["iss"].as_str().unwrap());
        set(&mut draft.claims, "iss", issuer);
    }),
    ("an issuer of version 1.0", |draft| {
        let issuer = format!("https://sts.windows.net/{CONTOSO}/");
        set(&mut draft.claims, "iss", issuer);
    }),
    ("a tenant that is not the issuer's", |draft| {
        set(&mut draft.claims, "tid", FABRIKAM);
    }),
    ("an end that is over", |draft| {
        let issued = draft.claims["iat"].as_u64().unwrap();
        set(&mut draft.claims, "exp", issued - 60);
    }),
    ("an end that is text", |draft| {
        let end = draft.claims["exp"].to_string();
        set(&mut draft.claims, "exp", end);
    }),
    ("a beginning that is missing", |draft| {
        draft.claims.remove("nbf").unwrap();
    }),
    ("a critical extension", |draft| {
        set(&mut draft.header, "crit", json!(["exp"]));
    }),
];

#[tokio::test]
async fn implausible_tokens_with_unknown_key_ids_cost_nothing() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    for (what, change) in IMPLAUSIBLE {
        let token = world.token_with(|draft| {
            set(&mut draft.header, "kid", "invented");
            change(draft);
        });
        let reason = if what == "a critical extension" {
            Rejection::ExtensionNotSupported
        } else {
            Rejection::SigningKeyUnknown
        };
        assert_eq!(verdict(&verifier, &token).await, refused(reason), "{what}");
        world.clock.advance(GAP);
    }
    settle().await;
    assert_eq!(world.fetches(), 1);
    // Nor do they hasten the background, which the ids of plausible tokens do.
    world.clock.advance(Duration::from_mins(30));
    settle().await;
    assert_eq!(world.fetches(), 1);
    exhaust(&mut world, &verifier).await;
    assert_eq!(world.fetches(), 1 + 3);
}

#[tokio::test]
async fn token_that_no_fetch_helps_costs_none_although_its_key_is_listed() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let (head, signature) = {
        let token = world.token();
        let (head, signature) = token.rsplit_once('.').unwrap();
        (head.to_owned(), signature.to_owned())
    };
    let swapped: String = signature.chars().rev().collect();
    let forged = format!("{head}.{}A", &swapped[1..]);
    assert_eq!(
        verdict(&verifier, &forged).await,
        refused(Rejection::SignatureInvalid)
    );
    assert_eq!(world.fetches(), 1);
}

#[tokio::test]
async fn rotation_after_an_exhausted_budget_is_followed_with_the_next_unit() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    exhaust(&mut world, &verifier).await;
    world.stand_in.rotate().unwrap();
    let unknown = refused(Rejection::SigningKeyUnknown);
    world.pass_nearly(Duration::from_secs(280)).await;
    assert_eq!(verdict(&verifier, &world.token()).await, unknown);
    assert_eq!(world.fetches(), 1 + 3);
    world.pass_moment();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), 1 + 4);
}

#[tokio::test]
async fn rotation_after_an_exhausted_budget_is_followed_by_itself_within_5_minutes() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    exhaust(&mut world, &verifier).await;
    world.stand_in.rotate().unwrap();
    world.pass_nearly(Duration::from_mins(5)).await;
    assert_eq!(world.log.drain(), []);
    world.pass_moment();
    assert_eq!(world.log.next().await, Outcome::Loaded);
    let fetches = world.fetches();
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    assert_eq!(world.fetches(), fetches);
    // Nothing was refused since: the next refresh is an hour away again.
    world.clock.advance(Duration::from_mins(59));
    settle().await;
    assert_eq!(world.log.drain(), []);
}
