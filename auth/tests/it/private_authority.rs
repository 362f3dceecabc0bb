//! An instance that only a private certification authority vouches for.

use std::time::SystemTime;

use entrance_auth::{Authority, Instance, VerifierSettings};
use entrance_stand_in::LocalCertificates;

use crate::world::{World, verdict};

/// Certificates by the machine's clock, as it is by that clock that TLS judges them.
#[expect(
    clippy::disallowed_methods,
    reason = "the library for TLS reads the machine's clock"
)]
fn certificates() -> LocalCertificates {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    LocalCertificates::generate(now.unwrap().as_secs()).unwrap()
}

/// The usual settings, for an instance that this authority vouches for.
fn trusting(world: &World, authority_pem: &str) -> VerifierSettings {
    let instance = Instance::parse(&world.stand_in.instance()).unwrap();
    let instance = instance.trusting_only(authority_pem);
    VerifierSettings {
        authority: Authority::new(instance, "organizations".parse().unwrap()),
        ..world.settings("organizations", &["2.0"])
    }
}

#[tokio::test]
async fn keys_are_loaded_from_an_instance_that_the_authority_vouches_for() {
    let certificates = certificates();
    let mut world = World::start_with_tls(&certificates).await;
    let settings = trusting(&world, &certificates.authority_pem);
    let verifier = world.ready_with(settings).await;
    assert_eq!(verdict(&verifier, &world.token()).await, Ok(()));
}

#[tokio::test]
async fn other_authorities_are_not_believed() {
    let used = certificates();
    let mut world = World::start_with_tls(&used).await;
    for settings in [
        trusting(&world, &certificates().authority_pem),
        world.settings("organizations", &["2.0"]),
    ] {
        let verifier = world.launch(settings);
        let cause = world.log.next().await.cause();
        assert!(cause.contains("certificate"), "{cause}");
        assert!(!verifier.status().usable);
    }
}

#[tokio::test]
async fn authority_that_is_no_certificate_is_refused_at_once() {
    let world = World::start().await;
    let settings = trusting(
        &world,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let clock = std::sync::Arc::new(world.clock.clone());
    assert!(entrance_auth::Verifier::start(settings, clock, || 0.5).is_err());
}
