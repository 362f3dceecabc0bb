//! One key id with two entries (token-validation 4.1).

use entrance_auth::{Rejection, VerifyError};
use entrance_stand_in::{KeyName, TokenVersion, weak_public_jwk};
use serde_json::{Value, json};

use crate::world::{BEN_OF_CONTOSO, CONTOSO, SIGNER, World, refused, remove, verdict};

const PREVIOUS: KeyName = KeyName::Organization(1);

/// What makes an entry differ from the genuine one.
type Change = fn(&World, &mut Value);

/// The entry of another key under the signer's id.
fn impostor(world: &World) -> Value {
    let other = world.stand_in.generate("impostor").unwrap();
    let key_id = world.stand_in.kid(&SIGNER).unwrap();
    world.entry(&other, |entry| entry["kid"] = json!(key_id))
}

/// The verdicts on tokens of the signer in versions 1.0 and 2.0.
async fn verdicts(world: &mut World) -> [Result<(), VerifyError>; 2] {
    let verifier = world.ready_for_both("organizations").await;
    // The rest of the set is as good as before.
    let other = world.token_with(world.by(&PREVIOUS));
    assert_eq!(verdict(&verifier, &other).await, Ok(()));
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, |_| {});
    [
        verdict(&verifier, &v1).await,
        verdict(&verifier, &world.token()).await,
    ]
}

fn both(reason: Rejection) -> [Result<(), VerifyError>; 2] {
    [refused(reason), refused(reason)]
}

#[tokio::test]
async fn two_keys_of_one_id_are_both_refused() {
    let mut world = World::start().await;
    let entry = impostor(&world);
    let key_id = entry["kid"].as_str().unwrap().to_owned();
    world.stand_in.publish(entry);
    let verifier = world.ready("organizations").await;
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key_id }).to_string();
    let payload = world.payload();
    for key in [SIGNER, KeyName::Named("impostor".to_owned())] {
        let token = world.stand_in.sign_parts(&header, &payload, &key).unwrap();
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::SigningKeyAmbiguous)
        );
    }
    // The id is known: there is nothing to fetch.
    assert_eq!(world.fetches(), 1);
}

#[tokio::test]
async fn order_of_the_two_keys_does_not_matter() {
    let mut world = World::start().await;
    let genuine = world.entry(&SIGNER, |_| {});
    let previous = world.entry(&PREVIOUS, |_| {});
    let impostor = impostor(&world);
    for entries in [
        [&genuine, &impostor, &previous],
        [&impostor, &genuine, &previous],
        [&previous, &impostor, &genuine],
    ] {
        world.serve_only(TokenVersion::V2, &entries.map(Clone::clone));
        let verifier = world.ready("organizations").await;
        assert_eq!(verifier.status().keys, 1);
        assert_eq!(
            verdict(&verifier, &world.token()).await,
            refused(Rejection::SigningKeyAmbiguous)
        );
    }
}

#[tokio::test]
async fn third_entry_does_not_settle_a_conflict() {
    let mut world = World::start().await;
    world.stand_in.publish(impostor(&world));
    world.stand_in.publish(world.entry(&SIGNER, |_| {}));
    assert_eq!(
        verdicts(&mut world).await,
        both(Rejection::SigningKeyAmbiguous)
    );
}

#[tokio::test]
async fn another_key_of_that_id_in_either_document_spoils_it_for_both_versions() {
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let mut world = World::start().await;
        world.stand_in.publish_in(version, impostor(&world));
        assert_eq!(
            verdicts(&mut world).await,
            both(Rejection::SigningKeyAmbiguous),
            "{version:?}"
        );
    }
}

#[tokio::test]
async fn unusable_entries_of_that_id_do_not_count() {
    let mut world = World::start().await;
    let key_id = world.stand_in.kid(&SIGNER).unwrap();
    let mut for_encryption = impostor(&world);
    for_encryption["use"] = json!("enc");
    let mut modulus_only = impostor(&world);
    remove(&mut modulus_only, "e");
    for entry in [
        weak_public_jwk(&key_id),
        for_encryption,
        modulus_only,
        json!({ "kty": "EC", "kid": key_id }),
    ] {
        world.stand_in.publish(entry);
    }
    assert_eq!(verdicts(&mut world).await, [Ok(()), Ok(())]);
}

#[tokio::test]
async fn same_key_listed_twice_is_one_key() {
    let mut world = World::start().await;
    let keys = world.ready("organizations").await.status().keys;
    world.stand_in.publish(world.entry(&SIGNER, |_| {}));
    assert_eq!(verdicts(&mut world).await, [Ok(()), Ok(())]);
    assert_eq!(world.ready("organizations").await.status().keys, keys);
}

#[tokio::test]
async fn same_key_listed_twice_with_different_marks_is_refused() {
    let changes: [(&str, Change); 4] = [
        ("issuer", |world, entry| {
            entry["issuer"] = json!(world.issuer(CONTOSO));
        }),
        ("no issuer", |_, entry| remove(entry, "issuer")),
        ("cloud", |_, entry| {
            entry["cloud_instance_name"] = json!("microsoftonline.us");
        }),
        ("no cloud", |_, entry| remove(entry, "cloud_instance_name")),
    ];
    for (what, change) in changes {
        let mut world = World::start().await;
        let entry = world.entry(&SIGNER, |entry| change(&world, entry));
        world.stand_in.publish(entry);
        assert_eq!(
            verdicts(&mut world).await,
            both(Rejection::SigningKeyAmbiguous),
            "{what}"
        );
    }
}

#[tokio::test]
async fn set_of_conflicts_alone_is_not_used() {
    let mut world = World::start().await;
    let entries = [world.entry(&SIGNER, |_| {}), impostor(&world)];
    world.serve_only(TokenVersion::V2, &entries);
    let verifier = world.launch(world.settings("organizations", &["2.0"]));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("no usable signing key"), "{cause}");
    assert!(!verifier.status().usable);
}
