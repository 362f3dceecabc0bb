//! Versions 1.0 and 2.0 of access tokens (token-validation 1, 5.3, 5.6).

use entrance_auth::Rejection;
use entrance_stand_in::Endpoint;

use crate::world::{BEN_OF_CONTOSO, CONTOSO, World, refused, set, verdict};

const ENDPOINTS: [Endpoint; 4] = [
    Endpoint::DiscoveryV2,
    Endpoint::KeysV2,
    Endpoint::DiscoveryV1,
    Endpoint::KeysV1,
];

fn requests(world: &World) -> [usize; 4] {
    ENDPOINTS.map(|endpoint| world.stand_in.requests(endpoint))
}

#[tokio::test]
async fn version_2_alone_needs_no_document_of_version_1() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    assert_eq!(requests(&world), [1, 1, 0, 0]);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, |_| {});
    assert_eq!(
        verdict(&verifier, &v1).await,
        refused(Rejection::VersionNotAccepted)
    );
}

#[tokio::test]
async fn version_1_alone_loads_the_version_2_documents_for_their_bindings() {
    let mut world = World::start().await;
    let verifier = world
        .ready_with(world.settings("organizations", &["1.0"]))
        .await;
    assert_eq!(requests(&world), [1, 1, 1, 1]);
    let v1 = world.token_v1_of(BEN_OF_CONTOSO, |_| {});
    let caller = verifier.verify(&v1).await.unwrap();
    assert_eq!(caller.principal().tenant_id().to_string(), CONTOSO);
    assert_eq!(
        verdict(&verifier, &world.token()).await,
        refused(Rejection::VersionNotAccepted)
    );
}

#[tokio::test]
async fn application_tokens_of_both_versions_are_accepted() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    for draft in [
        world.stand_in.application_token("Nightly report", CONTOSO),
        world
            .stand_in
            .application_token_v1("Nightly report", CONTOSO),
    ] {
        let token = world.stand_in.sign(&draft.unwrap()).unwrap();
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn app_id_uris_are_audiences_of_version_1_only() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    let id = world.stand_in.directory().api().client_id.clone();
    let refusal = || refused(Rejection::AudienceMismatch);
    for (audience, v1, v2) in [
        (id.clone(), Ok(()), Ok(())),
        (format!("{id}/"), Ok(()), refusal()),
        (format!("api://{id}"), Ok(()), refusal()),
        (format!("api://{id}/"), Ok(()), refusal()),
        ("https://api.contoso.example".into(), Ok(()), refusal()),
        ("https://api.contoso.example/".into(), Ok(()), refusal()),
        ("https://slash.contoso.example".into(), Ok(()), refusal()),
        ("https://slash.contoso.example/".into(), Ok(()), refusal()),
        (format!("api://{id}//"), refusal(), refusal()),
        (format!("API://{id}"), refusal(), refusal()),
        ("https://api.contoso.example/x".into(), refusal(), refusal()),
    ] {
        let token = world.token_v1_of(BEN_OF_CONTOSO, |draft| {
            set(&mut draft.claims, "aud", audience.clone());
        });
        assert_eq!(verdict(&verifier, &token).await, v1, "1.0 {audience}");
        let token = world.token_with(|draft| set(&mut draft.claims, "aud", audience.clone()));
        assert_eq!(verdict(&verifier, &token).await, v2, "2.0 {audience}");
    }
}

#[tokio::test]
async fn version_must_agree_with_the_form_of_the_issuer() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    let v1_issuer = format!("https://sts.windows.net/{CONTOSO}/");
    let v2_issuer = world.issuer(CONTOSO);
    let token = world.token_with(|draft| set(&mut draft.claims, "iss", v1_issuer));
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::SigningKeyIssuerMismatch)
    );
    let token = world.token_v1_of(BEN_OF_CONTOSO, |draft| {
        set(&mut draft.claims, "iss", v2_issuer);
    });
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::IssuerMismatch)
    );
}

#[tokio::test]
async fn version_1_issuer_is_matched_to_the_letter() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    for issuer in [
        format!("https://sts.windows.net/{CONTOSO}"),
        format!("https://sts.windows.net/{CONTOSO}//"),
        format!("http://sts.windows.net/{CONTOSO}/"),
        format!("https://sts.chinacloudapi.cn/{CONTOSO}/"),
        format!("{}/{CONTOSO}/", world.stand_in.instance()),
    ] {
        let token = world.token_v1_of(BEN_OF_CONTOSO, |draft| {
            set(&mut draft.claims, "iss", issuer.clone());
        });
        assert_eq!(
            verdict(&verifier, &token).await,
            refused(Rejection::IssuerMismatch),
            "{issuer}"
        );
    }
}
