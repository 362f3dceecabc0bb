//! A domain name leads to one tenant and stays with it (design: configuration).

use std::time::Duration;

use entrance_auth::Rejection;
use entrance_stand_in::{Endpoint, Fault};

use crate::refresh_log::Outcome;
use crate::world::{FABRIKAM, FINN_OF_FABRIKAM, PERSONAL, World, refused, unavailable, verdict};

const DOMAIN: &str = "contoso.example";

#[tokio::test]
async fn domain_that_moves_to_another_tenant_is_not_followed() {
    let mut world = World::start().await;
    let verifier = world.ready(DOMAIN).await;
    world.serve_metadata(FABRIKAM, |_| {});
    world.clock.advance(Duration::from_hours(1));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("names another issuer"), "{cause}");
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
    let token = world.token_of(FINN_OF_FABRIKAM, |_| {});
    assert_eq!(
        verdict(&verifier, &token).await,
        refused(Rejection::SigningKeyIssuerMismatch)
    );

    // The failure did not loosen the pin.
    world.clock.advance(Duration::from_mins(1));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("names another issuer"), "{cause}");
    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.clock.advance(Duration::from_mins(2));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn failed_first_attempt_pins_nothing() {
    let mut world = World::start().await;
    world.serve_metadata(FABRIKAM, |_| {});
    let fault = Some(Fault::EmptyKeySet);
    world.stand_in.set_fault(Endpoint::KeysV2, fault);
    let verifier = world.launch(world.settings(DOMAIN, &["2.0"]));
    world.log.next().await.cause();
    world.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    world.stand_in.set_fault(Endpoint::KeysV2, None);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.log.next().await, Outcome::Loaded);
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn domain_whose_documents_name_different_tenants_is_not_used() {
    let mut world = World::start().await;
    world.serve_metadata(FABRIKAM, |_| {});
    let verifier = world.launch(world.settings(DOMAIN, &["1.0", "2.0"]));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("names another issuer"), "{cause}");
    assert_eq!(
        verdict(&verifier, &world.token()).await,
        unavailable(Duration::from_secs(1))
    );
}

#[tokio::test]
async fn domain_that_leads_to_no_single_organization_is_not_used() {
    let mut world = World::start().await;
    let upper_case = "DEADBEEF-0000-4000-8000-000000000000";
    for tenant in ["{tenantid}", PERSONAL, upper_case, "contoso.example", ""] {
        world.serve_metadata(tenant, |_| {});
        let verifier = world.launch(world.settings(DOMAIN, &["2.0"]));
        let cause = world.log.next().await.cause();
        assert!(cause.contains("names another issuer"), "{tenant}: {cause}");
        assert!(!verifier.status().usable);
    }
}

#[tokio::test]
async fn domain_that_the_provider_does_not_know_leaves_the_verifier_without_keys() {
    let mut world = World::start().await;
    let verifier = world.launch(world.settings("nobody.example", &["2.0"]));
    let cause = world.log.next().await.cause();
    assert!(cause.contains("status is 400"), "{cause}");
    assert_eq!(
        verdict(&verifier, &world.token()).await,
        unavailable(Duration::from_secs(1))
    );
}
