//! Outcomes of verifications, the cache and the signing keys.

use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault};
use serde_json::json;

use super::scrape::Scrape;
use super::watched;
use crate::service::{BEN_OF_CONTOSO, NOW, NOWHERE, Service};

const HOUR: Duration = Duration::from_hours(1);

fn verifications(scrape: &Scrape, outcome: &str) -> f64 {
    scrape.sum(
        "entrance_token_verifications_total",
        &[("outcome", outcome)],
    )
}

#[actix_web::test]
async fn each_outcome_of_a_verification_is_counted() {
    let service = watched().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let mut expired = service.user(BEN_OF_CONTOSO);
    expired.claims.insert("exp".into(), json!(NOW - 3600));
    assert_eq!(service.me(&token).await.status, 200);
    assert_eq!(service.me(&service.sign(&expired)).await.status, 401);
    assert_eq!(service.me("no-token").await.status, 401);
    assert_eq!(service.me("no-token").await.status, 401);
    let scrape = Scrape::of(&service).await;
    assert_eq!(verifications(&scrape, "accepted"), 1.0);
    assert_eq!(verifications(&scrape, "token_expired"), 1.0);
    assert_eq!(verifications(&scrape, "token_malformed"), 2.0);
    // Those that never happened are there as well, so that their first time can be seen.
    assert_eq!(verifications(&scrape, "signature_invalid"), 0.0);
}

#[actix_web::test]
async fn a_recognized_token_is_a_hit_and_no_verification() {
    let service = watched().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for _ in 0..3 {
        assert_eq!(service.me(&token).await.status, 200);
    }
    let scrape = Scrape::of(&service).await;
    assert_eq!(verifications(&scrape, "accepted"), 1.0);
    let cache = |what: &str| scrape.sum(&format!("entrance_token_cache_{what}"), &[]);
    assert_eq!((cache("hits_total"), cache("misses_total")), (2.0, 1.0));
    assert_eq!((cache("entries"), cache("evictions_total")), (1.0, 0.0));
    assert!(cache("bytes") > 1000.0);
}

#[actix_web::test]
async fn the_age_of_the_keys_and_their_loads_are_told() {
    let service = watched().await;
    let of = |scrape: &Scrape, what: &str| scrape.sum(&format!("entrance_signing_keys{what}"), &[]);
    let loads = |scrape: &Scrape, trigger, outcome| {
        let labels = [("trigger", trigger), ("outcome", outcome)];
        scrape.sum("entrance_signing_key_refreshes_total", &labels)
    };
    let scrape = Scrape::of(&service).await;
    assert!(of(&scrape, "") > 0.0);
    assert_eq!(
        (of(&scrape, "_usable"), of(&scrape, "_age_seconds")),
        (1.0, 0.0)
    );
    assert_eq!(loads(&scrape, "background", "success"), 1.0);
    assert_eq!(loads(&scrape, "background", "failure"), 0.0);
    assert_eq!(loads(&scrape, "unknown_key", "success"), 0.0);

    let mut rotated = service.user(BEN_OF_CONTOSO);
    rotated.header.insert("kid".into(), "not-published".into());
    assert_eq!(service.me(&service.sign(&rotated)).await.status, 401);
    let scrape = Scrape::of(&service).await;
    assert_eq!(loads(&scrape, "unknown_key", "success"), 1.0);

    service
        .stand_in
        .set_fault(Endpoint::DiscoveryV2, Some(Fault::Status(500)));
    service.clock.advance(25 * HOUR);
    while loads(&Scrape::of(&service).await, "background", "failure") < 1.0 {}
    let scrape = Scrape::of(&service).await;
    assert_eq!(of(&scrape, "_usable"), 0.0);
    assert_eq!(of(&scrape, "_age_seconds"), 25.0 * 3600.0);
}

#[actix_web::test]
async fn before_the_first_load_the_keys_are_infinitely_old() {
    let settings = [("metrics.enabled", "true"), ("entra.instance", NOWHERE)];
    let service = Service::launch(&settings, |_| {}).await;
    let scrape = Scrape::of(&service).await;
    assert_eq!(scrape.sum("entrance_signing_keys_usable", &[]), 0.0);
    assert_eq!(
        scrape.sum("entrance_signing_keys_age_seconds", &[]),
        f64::INFINITY
    );
}
