//! Keys of personal accounts and keys of organizations stay apart (token-validation 4.2, 5.8).

use entrance_auth::Rejection;
use entrance_stand_in::{KeyName, TokenVersion};

use crate::world::{BEN_OF_CONTOSO, PAT_PRIVATE, SIGNER, World, refused, verdict};

const MISMATCH: Rejection = Rejection::SigningKeyIssuerMismatch;

#[tokio::test]
async fn common_accepts_each_kind_of_account_by_its_own_key() {
    let mut world = World::start().await;
    let verifier = world.ready("common").await;
    for user in [BEN_OF_CONTOSO, PAT_PRIVATE] {
        let token = world.token_of(user, |_| {});
        assert_eq!(verdict(&verifier, &token).await, Ok(()), "{user}");
    }
}

#[tokio::test]
async fn personal_key_never_signs_for_an_organization() {
    let mut world = World::start().await;
    for tenant in ["common", "organizations"] {
        let verifier = world.ready_for_both(tenant).await;
        let by = || world.by(&KeyName::PersonalAccounts);
        for token in [
            world.token_of(BEN_OF_CONTOSO, by()),
            world.token_v1_of(BEN_OF_CONTOSO, by()),
        ] {
            assert_eq!(
                verdict(&verifier, &token).await,
                refused(MISMATCH),
                "{tenant}"
            );
        }
    }
}

#[tokio::test]
async fn organizations_key_does_not_sign_for_personal_accounts_that_have_their_own() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("common").await;
    for token in [
        world.token_of(PAT_PRIVATE, world.by(&SIGNER)),
        world.token_v1_of(PAT_PRIVATE, world.by(&SIGNER)),
    ] {
        assert_eq!(verdict(&verifier, &token).await, refused(MISMATCH));
    }
}

#[tokio::test]
async fn shared_key_signs_for_personal_accounts_that_have_none() {
    let mut world = World::start().await;
    let shared = world.entry(&SIGNER, |_| {});
    world.serve_only(TokenVersion::V2, &[shared]);
    let verifier = world.ready("common").await;
    for user in [BEN_OF_CONTOSO, PAT_PRIVATE] {
        let token = world.token_of(user, world.by(&SIGNER));
        assert_eq!(verdict(&verifier, &token).await, Ok(()), "{user}");
    }
}

#[tokio::test]
async fn personal_accounts_have_no_tokens_of_version_one() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("common").await;
    let token = world.token_v1_of(PAT_PRIVATE, |_| {});
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::AccountTypeNotAccepted)
    );
}
