//! The key documents of both versions as one set (token-validation 4.1, 4.2).

use entrance_auth::Rejection;
use entrance_stand_in::{Endpoint, Fault, TokenVersion};

use crate::world::{BEN_OF_CONTOSO, SIGNER, World, refused, remove, verdict};

const UNKNOWN: Rejection = Rejection::SigningKeyUnknown;

#[tokio::test]
async fn keys_of_both_documents_serve_both_versions() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("extra").unwrap();
    world.stand_in.publish(world.entry(&key, |_| {}));
    let verifier = world.ready_for_both("organizations").await;
    assert_eq!(verifier.status().keys, 5);
    for token in [
        world.token(),
        world.token_v1_of(BEN_OF_CONTOSO, |_| {}),
        world.token_with(world.by(&key)),
        world.token_v1_of(BEN_OF_CONTOSO, world.by(&key)),
    ] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn key_that_only_the_version_1_document_has_signs_for_nobody() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("unbound").unwrap();
    for marked in [false, true] {
        world.stand_in.unpublish_extra();
        let entry = world.entry(&key, |entry| {
            if !marked {
                remove(entry, "issuer");
            }
        });
        world.stand_in.publish_in(TokenVersion::V1, entry);
        for versions in [&["1.0"][..], &["1.0", "2.0"]] {
            let verifier = world
                .ready_with(world.settings("organizations", versions))
                .await;
            let v1 = world.token_v1_of(BEN_OF_CONTOSO, world.by(&key));
            assert_eq!(
                verdict(&verifier, &v1).await,
                refused(Rejection::SigningKeyIssuerMismatch)
            );
        }
        let verifier = world.ready_for_both("organizations").await;
        let v2 = world.token_with(world.by(&key));
        assert_eq!(verdict(&verifier, &v2).await, refused(UNKNOWN));
        world.log.drain();
    }
}

#[tokio::test]
async fn key_that_only_the_version_1_document_has_serves_where_no_key_names_an_issuer() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("unbound").unwrap();
    let bare = world.entry(&SIGNER, |entry| remove(entry, "issuer"));
    world.serve_only(TokenVersion::V2, &[bare]);
    let entry = world.entry(&key, |entry| remove(entry, "issuer"));
    world.stand_in.publish_in(TokenVersion::V1, entry);
    let verifier = world.ready_for_both("organizations").await;
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, world.by(&key));
    assert_eq!(verdict(&verifier, &v1).await, Ok(()));
    let v2 = world.token_with(world.by(&key));
    assert_eq!(verdict(&verifier, &v2).await, refused(UNKNOWN));
}

#[tokio::test]
async fn key_that_only_the_version_2_document_has_does_not_sign_version_1() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("newer").unwrap();
    let entry = world.entry(&key, |_| {});
    world.stand_in.publish_in(TokenVersion::V2, entry);
    let verifier = world.ready_for_both("organizations").await;
    let v2 = world.token_with(world.by(&key));
    assert_eq!(verdict(&verifier, &v2).await, Ok(()));
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, world.by(&key));
    assert_eq!(verdict(&verifier, &v1).await, refused(UNKNOWN));
}

#[tokio::test]
async fn binding_of_a_version_1_token_comes_from_the_version_2_document() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("bound").unwrap();
    let issuer = world.issuer(crate::world::FABRIKAM);
    let bound = world.entry(&key, |entry| entry["issuer"] = issuer.into());
    world.stand_in.publish(bound);
    let verifier = world.ready_for_both("organizations").await;
    let own = world.token_v1_of(crate::world::FINN_OF_FABRIKAM, world.by(&key));
    assert_eq!(verdict(&verifier, &own).await, Ok(()));
    let other = world.token_v1_of(BEN_OF_CONTOSO, world.by(&key));
    assert_eq!(
        verdict(&verifier, &other).await,
        refused(Rejection::SigningKeyIssuerMismatch)
    );
}

#[tokio::test]
async fn unbound_key_of_version_1_does_not_save_a_set_of_foreign_keys() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("unbound").unwrap();
    let entry = world.entry(&key, |entry| remove(entry, "issuer"));
    world.stand_in.publish_in(TokenVersion::V1, entry);
    let fault = Some(Fault::ForeignIssuer);
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    let verifier = world.launch(world.settings("organizations", &["1.0", "2.0"]));
    let cause = world.log.next().await.cause();
    assert!(
        cause.contains("no key of the configured authority"),
        "{cause}"
    );
    assert!(!verifier.status().usable);
}
