//! Each form of tenant that can be configured (token-validation 5.4, 5.5, 5.8).

use entrance_auth::{Rejection, VerifyError};
use entrance_stand_in::KeyName;

use crate::world::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, PAT_PRIVATE, PERSONAL, World, refused,
    set, verdict,
};

const USERS: [&str; 3] = [BEN_OF_CONTOSO, FINN_OF_FABRIKAM, PAT_PRIVATE];

/// The verdicts on genuine tokens of Contoso, Fabrikam and a personal account.
async fn verdicts(world: &mut World, tenant: &str) -> [Result<(), VerifyError>; 3] {
    let verifier = world.ready(tenant).await;
    let mut verdicts = [const { Ok(()) }; 3];
    for (found, user) in verdicts.iter_mut().zip(USERS) {
        *found = verdict(&verifier, &world.token_of(user, |_| {})).await;
    }
    verdicts
}

#[tokio::test]
async fn organizations_accepts_all_but_personal_accounts() {
    let mut world = World::start().await;
    let personal = refused(Rejection::AccountTypeNotAccepted);
    assert_eq!(
        verdicts(&mut world, "organizations").await,
        [Ok(()), Ok(()), personal]
    );
}

#[tokio::test]
async fn common_accepts_everybody() {
    let mut world = World::start().await;
    assert_eq!(
        verdicts(&mut world, "common").await,
        [Ok(()), Ok(()), Ok(())]
    );
}

#[tokio::test]
async fn consumers_accepts_personal_accounts_only() {
    let mut world = World::start().await;
    let unknown = || refused(Rejection::SigningKeyUnknown);
    for tenant in ["consumers", PERSONAL] {
        assert_eq!(
            verdicts(&mut world, tenant).await,
            [unknown(), unknown(), Ok(())]
        );
        let verifier = world.ready(tenant).await;
        let by = world.by(&KeyName::PersonalAccounts);
        let token = world.token_of(BEN_OF_CONTOSO, by);
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::SigningKeyIssuerMismatch)
        );
    }
}

#[tokio::test]
async fn one_tenant_by_id_or_domain_accepts_its_own_tokens_only() {
    let mut world = World::start().await;
    let foreign = refused(Rejection::SigningKeyIssuerMismatch);
    let unknown = refused(Rejection::SigningKeyUnknown);
    for tenant in [CONTOSO, "contoso.example", "Contoso.Example"] {
        assert_eq!(
            verdicts(&mut world, tenant).await,
            [Ok(()), foreign.clone(), unknown.clone()],
            "{tenant}"
        );
    }
}

#[tokio::test]
async fn one_tenant_refuses_another_even_if_a_key_signs_for_both() {
    let mut world = World::start().await;
    let shared = world.stand_in.generate("shared").unwrap();
    // As the shared keys of Entra have it also in one tenant's document.
    world.stand_in.publish(world.entry(&shared, |_| {}));
    for tenant in [CONTOSO, "contoso.example"] {
        let verifier = world.ready_for_both(tenant).await;
        for (user, expected) in [
            (BEN_OF_CONTOSO, Ok(())),
            (FINN_OF_FABRIKAM, refused(Rejection::IssuerMismatch)),
        ] {
            for token in [
                world.token_of(user, world.by(&shared)),
                world.token_v1_of(user, world.by(&shared)),
            ] {
                assert_eq!(verdict(&verifier, &token).await, expected, "{user}");
            }
        }
    }
}

#[tokio::test]
async fn tokens_of_other_tenants_cost_one_tenant_no_fetch() {
    let mut world = World::start().await;
    for tenant in [CONTOSO, "contoso.example", "consumers"] {
        let verifier = world.ready(tenant).await;
        let fetches = world.fetches();
        let token = world.token_of(FINN_OF_FABRIKAM, |draft| {
            set(&mut draft.header, "kid", "invented");
        });
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::SigningKeyUnknown)
        );
        assert_eq!(world.fetches(), fetches, "{tenant}");
    }
}

#[tokio::test]
async fn tenant_id_must_be_the_one_in_the_issuer() {
    let mut world = World::start().await;
    for (tenant, reason) in [
        ("organizations", Rejection::SigningKeyIssuerMismatch),
        ("common", Rejection::SigningKeyIssuerMismatch),
        // A tenant's own document binds its keys to the issuer to the letter, which fits here.
        (CONTOSO, Rejection::IssuerMismatch),
    ] {
        let verifier = world.ready(tenant).await;
        let token = world.token_with(|draft| set(&mut draft.claims, "tid", FABRIKAM));
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(reason),
            "{tenant}"
        );
    }
}

#[tokio::test]
async fn configured_tenant_id_is_lowered_and_a_tokens_is_not() {
    let mut world = World::start().await;
    let (upper, lower) = (
        "DEADBEEF-0000-4000-8000-000000000000",
        "deadbeef-0000-4000-8000-000000000000",
    );
    let verifier = world.ready(upper).await;
    let token = |issuer: String, tenant: &str| {
        world.token_with(|draft| {
            set(&mut draft.claims, "iss", issuer);
            set(&mut draft.claims, "tid", tenant);
        })
    };
    for (issuer, tenant, expected) in [
        (lower, lower, Ok(())),
        (lower, upper, refused(Rejection::TenantInvalid)),
        (upper, lower, refused(Rejection::SigningKeyIssuerMismatch)),
        (upper, upper, refused(Rejection::TenantInvalid)),
    ] {
        let token = token(world.issuer(issuer), tenant);
        assert_eq!(verdict(&verifier, &token).await, expected);
    }
}
