//! Floods of tokens with invented key ids, and rotations in their midst.

use std::time::Duration;

use entrance_stand_in::Endpoint;
use futures_util::future::join_all;

use super::{token, until};
use crate::service::{BEN_OF_CONTOSO, Service};
use crate::token::by_key;

/// So many requests make a flood of 200 s: less than the bucket takes to regain a unit.
const FLOOD: u32 = 600;
const STEP: Duration = Duration::from_millis(333);

/// Key documents fetched since the start.
fn fetches(service: &Service) -> usize {
    service.stand_in.requests(Endpoint::KeysV2) - 1
}

/// Sends part of a flood, each token with an id of its own, and sees all of them refused.
async fn flood(service: &Service, numbers: std::ops::Range<u32>) {
    let genuine = service.user(BEN_OF_CONTOSO);
    for number in numbers {
        let draft = by_key(&genuine, &format!("invented-{number}"));
        let answer = service.me(&service.sign(&draft)).await;
        service.is_refusal("invented", &answer, "signing_key_unknown");
        service.clock.advance(STEP);
    }
}

#[actix_web::test]
async fn six_hundred_invented_keys_cost_three_fetches_and_disturb_nobody() {
    let service = Service::start().await;
    flood(&service, 0..FLOOD / 2).await;
    assert_eq!(service.me(&token(&service)).await.status, 200);
    flood(&service, FLOOD / 2..FLOOD).await;
    assert_eq!(service.me(&token(&service)).await.status, 200);
    assert_eq!(fetches(&service), 3);
}

#[actix_web::test]
async fn rotation_in_a_flood_is_followed_at_once_while_the_bucket_holds() {
    let service = Service::start().await;
    // The first invented id costs a fetch, and the next may not come before 10 s are over.
    flood(&service, 0..30).await;
    assert_eq!(fetches(&service), 1);
    service.stand_in.rotate().unwrap();
    service.clock.advance(STEP);
    assert_eq!(service.me(&token(&service)).await.status, 200);
    assert_eq!(fetches(&service), 2);
    flood(&service, 30..FLOOD).await;
    assert_eq!(service.me(&token(&service)).await.status, 200);
    assert_eq!(fetches(&service), 3);
}

#[actix_web::test]
async fn rotation_in_a_flood_is_followed_within_5_minutes_when_the_bucket_is_empty() {
    let service = Service::start().await;
    flood(&service, 0..FLOOD / 2).await;
    assert_eq!(fetches(&service), 3);
    service.stand_in.rotate().unwrap();
    let by_new_key = token(&service);
    let answer = service.me(&by_new_key).await;
    service.is_refusal("too early", &answer, "signing_key_unknown");
    // The background follows by itself: nobody asks meanwhile.
    service.clock.advance(Duration::from_mins(5));
    until(|| fetches(&service) == 4).await;
    service.until_ready().await;
    assert_eq!(service.me(&by_new_key).await.status, 200);
    assert_eq!(fetches(&service), 4);
}

#[actix_web::test]
async fn forty_callers_with_a_new_key_at_once_cost_one_fetch() {
    let service = Service::start().await;
    service.stand_in.rotate().unwrap();
    let by_new_key = token(&service);
    let answers = join_all((0..40).map(|_| service.me(&by_new_key))).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200; 40]);
    assert_eq!(fetches(&service), 1);
}
