//! Whom a key signs for: its issuer and its cloud (token-validation 4.2, 4.3).

use entrance_auth::{Rejection, VerifyError};
use entrance_stand_in::{Endpoint, Fault, KeyName, TokenVersion};
use serde_json::json;

use crate::world::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, SIGNER, World, refused, remove, verdict,
};

const MISMATCH: Rejection = Rejection::SigningKeyIssuerMismatch;

/// The verdicts on tokens of a key with this issuer, for Contoso and for Fabrikam, in versions 2.0
/// and 1.0.
async fn with_issuer(world: &mut World, issuer: &str) -> [Result<(), VerifyError>; 4] {
    let key = world.stand_in.generate("bound").unwrap();
    world.stand_in.unpublish_extra();
    let entry = world.entry(&key, |entry| entry["issuer"] = json!(issuer));
    world.stand_in.publish(entry);
    let verifier = world.ready_for_both("organizations").await;
    let tokens = [
        world.token_of(BEN_OF_CONTOSO, world.by(&key)),
        world.token_of(FINN_OF_FABRIKAM, world.by(&key)),
        world.token_v1_of(BEN_OF_CONTOSO, world.by(&key)),
        world.token_v1_of(FINN_OF_FABRIKAM, world.by(&key)),
    ];
    let mut verdicts = [const { Ok(()) }; 4];
    for (found, token) in verdicts.iter_mut().zip(&tokens) {
        *found = verdict(&verifier, token).await;
    }
    verdicts
}

#[tokio::test]
async fn placeholder_in_any_case_stands_for_every_organization() {
    let mut world = World::start().await;
    for word in ["{tenantid}", "{tenantId}", "{TenantId}", "{TENANTID}"] {
        let issuer = world.issuer(word);
        let verdicts = with_issuer(&mut world, &issuer).await;
        assert_eq!(verdicts, [const { Ok(()) }; 4], "{word}");
    }
}

#[tokio::test]
async fn key_with_a_literal_issuer_signs_for_that_issuer_only() {
    let mut world = World::start().await;
    let issuer = world.issuer(CONTOSO);
    let verdicts = with_issuer(&mut world, &issuer).await;
    let expected = [Ok(()), refused(MISMATCH), Ok(()), refused(MISMATCH)];
    assert_eq!(verdicts, expected);
}

#[tokio::test]
async fn key_with_another_issuer_signs_for_nobody() {
    let mut world = World::start().await;
    let instance = world.stand_in.instance();
    for issuer in [
        "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned(),
        format!("{instance}/{{tenantid}}/v2.0/"),
        format!("{instance}/{{tenantid}}/V2.0"),
        format!("{instance}/{{tenantid}}"),
        format!("{instance}/{{tenant}}/v2.0"),
        format!("{instance}/tenantid/v2.0"),
        format!("{instance}//v2.0"),
        format!("https://sts.windows.net/{CONTOSO}/"),
        "https://sts.windows.net/{tenantid}/".to_owned(),
        "{tenantid}".to_owned(),
        String::new(),
    ] {
        let verdicts = with_issuer(&mut world, &issuer).await;
        let expected = [const { Err(VerifyError::Rejected(MISMATCH)) }; 4];
        assert_eq!(verdicts, expected, "{issuer}");
    }
}

#[tokio::test]
async fn key_without_an_issuer_makes_a_set_of_foreign_keys_usable() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("foreign").unwrap();
    let issuer = "https://login.example/{tenantid}/v2.0";
    let foreign = world.entry(&key, |entry| entry["issuer"] = json!(issuer));
    let free = world.entry(&SIGNER, |entry| remove(entry, "issuer"));
    world.serve_only(TokenVersion::V2, &[foreign, free]);
    let verifier = world.ready("organizations").await;
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn key_without_an_issuer_leaves_the_decision_to_the_issuer_claim() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("free").unwrap();
    let entry = world.entry(&key, |entry| remove(entry, "issuer"));
    world.stand_in.publish(entry);
    let verifier = world.ready("organizations").await;
    let genuine = world.token_with(world.by(&key));
    assert_eq!(verdict(&verifier, &genuine).await, Ok(()));
    let by_key = world.by(&key);
    let foreign = world.token_with(|draft| {
        by_key(draft);
        let issuer = format!("https://login.example/{CONTOSO}/v2.0");
        draft.claims.insert("iss".to_owned(), json!(issuer));
    });
    assert_eq!(
        verdict(&verifier, &foreign).await,
        refused(Rejection::IssuerMismatch)
    );
}

#[tokio::test]
async fn set_without_any_issuer_is_used() {
    let mut world = World::start().await;
    let bare = world.entry(&SIGNER, |entry| {
        for name in ["issuer", "cloud_instance_name", "x5t"] {
            remove(entry, name);
        }
    });
    world.serve_only(TokenVersion::V2, &[bare]);
    let verifier = world.ready_for_both("organizations").await;
    for user in [BEN_OF_CONTOSO, FINN_OF_FABRIKAM] {
        for token in [
            world.token_of(user, |_| {}),
            world.token_v1_of(user, |_| {}),
        ] {
            assert_eq!(verdict(&verifier, &token).await, Ok(()), "{user}");
        }
    }
}

#[tokio::test]
async fn issuers_in_the_version_1_document_bind_nothing() {
    let mut world = World::start().await;
    let fault = Some(Fault::ForeignIssuer);
    world.stand_in.set_fault(Endpoint::KeysV1, fault);
    let verifier = world.ready_for_both("organizations").await;
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, |_| {});
    for token in [v1, world.token()] {
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn key_of_another_cloud_is_refused_in_both_versions_unless_switched_off() {
    let mut world = World::start().await;
    let strict = world.ready_for_both("organizations").await;
    let mut settings = world.settings("organizations", &["1.0", "2.0"]);
    settings.check_cloud_instance = false;
    let lax = world.ready_with(settings).await;
    let by = || world.by(&KeyName::OtherCloud);
    for token in [
        world.token_with(by()),
        world.token_v1_of(BEN_OF_CONTOSO, by()),
    ] {
        assert_eq!(
            verdict(&strict, &token).await,
            refused(Rejection::SigningKeyCloudMismatch)
        );
        assert_eq!(verdict(&lax, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn cloud_is_compared_only_where_key_and_metadata_both_name_one() {
    let mut world = World::start().await;
    let key = world.stand_in.generate("cloudless").unwrap();
    let entry = world.entry(&key, |entry| remove(entry, "cloud_instance_name"));
    world.stand_in.publish(entry);
    let verifier = world.ready("organizations").await;
    let cloudless = world.token_with(world.by(&key));
    assert_eq!(verdict(&verifier, &cloudless).await, Ok(()));

    world.serve_metadata("{tenantid}", |document| {
        remove(document, "cloud_instance_name");
    });
    let verifier = world.ready("organizations").await;
    let elsewhere = world.token_with(world.by(&KeyName::OtherCloud));
    assert_eq!(verdict(&verifier, &elsewhere).await, Ok(()));
}

#[tokio::test]
async fn set_that_signs_for_another_tenant_only_is_not_used() {
    let mut world = World::start().await;
    let issuer = world.issuer(FABRIKAM);
    let bound = world.entry(&SIGNER, |entry| entry["issuer"] = json!(issuer));
    world.serve_only(TokenVersion::V2, &[bound]);
    let verifier = world.launch(world.settings(CONTOSO, &["2.0"]));
    let cause = world.log.next().await.cause();
    assert!(
        cause.contains("no key of the configured authority"),
        "{cause}"
    );
    assert!(!verifier.status().usable);
    world.ready(FABRIKAM).await;
    world.ready("organizations").await;
}
