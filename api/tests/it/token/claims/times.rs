//! `exp`, `nbf` and `iat` (token-validation 5.2).

use std::time::Duration;

use serde_json::{Value, json};

use super::super::{both_versions, changed, refused_values, remove, set};
use crate::service::{BEN_OF_CONTOSO, NOW, Service};

const TIMES: [&str; 3] = ["exp", "nbf", "iat"];
/// The end of the year 9999.
const LATEST: u64 = 253_402_300_799;
const DEFAULT_LEEWAY: u64 = 60;

#[actix_web::test]
async fn each_time_is_required_and_a_plausible_number() {
    let service = Service::start_for_both().await;
    let odd = [
        json!(NOW.to_string()),
        json!(""),
        json!(-1),
        json!(-0.5),
        json!(-1e18),
        json!(true),
        json!(false),
        Value::Null,
        json!([NOW]),
        json!({ "seconds": NOW }),
        json!(LATEST + 1),
        json!(1e30),
        json!(u64::MAX),
    ];
    for genuine in both_versions(&service) {
        for claim in TIMES {
            let code = "token_time_invalid";
            refused_values(&service, &genuine, code, claim, &odd).await;
            let missing = changed(&genuine, |token| remove(token, claim));
            service.refuses(claim, &missing, code).await;
        }
    }
}

#[actix_web::test]
async fn fraction_is_cut_off_and_the_year_9999_is_the_last() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let with = |claim: &str, value: Value| changed(&genuine, |token| set(token, claim, value));
    let me = service
        .accepts("exp", &with("exp", json!(1_800_004_000.75)))
        .await;
    assert_eq!(me["token_expires_at"], "2027-01-15T09:06:40Z");
    let me = service.accepts("9999", &with("exp", json!(LATEST))).await;
    assert_eq!(me["token_expires_at"], "9999-12-31T23:59:59Z");
    for claim in ["nbf", "iat"] {
        service.accepts(claim, &with(claim, json!(0))).await;
        let latest = json!(1_800_000_060.75);
        service.accepts(claim, &with(claim, latest)).await;
    }
    let expired = with("exp", json!(1_799_999_940.75));
    service.refuses("exp", &expired, "token_expired").await;
}

#[actix_web::test]
async fn limits_are_exact_for_each_leeway() {
    for leeway in [DEFAULT_LEEWAY, 0, 300] {
        let seconds = leeway.to_string();
        let settings = [
            ("entra.leeway_seconds", seconds.as_str()),
            ("entra.token_versions", "1.0,2.0"),
        ];
        // The default is not configured.
        let first = usize::from(leeway == DEFAULT_LEEWAY);
        let service = Service::with(&settings[first..]).await;
        for genuine in both_versions(&service) {
            let with = |claim: &str, time: u64| {
                let mut draft = genuine.clone();
                set(&mut draft, claim, time);
                draft
            };
            for (claim, last_good, first_bad, code) in [
                ("exp", NOW - leeway + 1, NOW - leeway, "token_expired"),
                ("nbf", NOW + leeway, NOW + leeway + 1, "token_not_yet_valid"),
                (
                    "iat",
                    NOW + leeway,
                    NOW + leeway + 1,
                    "token_issued_in_future",
                ),
            ] {
                service.accepts(claim, &with(claim, last_good)).await;
                service.refuses(claim, &with(claim, first_bad), code).await;
            }
        }
    }
}

#[actix_web::test]
async fn token_ends_as_time_passes() {
    let service = Service::start().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let expires_at = draft.claims["exp"].as_u64().unwrap();
    service.accepts("at once", &draft).await;
    let last_second = expires_at - NOW + DEFAULT_LEEWAY - 1;
    service.clock.advance(Duration::from_secs(last_second));
    service.accepts("in the last second", &draft).await;
    service.clock.advance(Duration::from_secs(1));
    service.refuses("then", &draft, "token_expired").await;
}
