//! Several processes on one database.

use futures_util::StreamExt as _;
use reqwest::Method;
use serde_json::json;

use super::world::{Replica, TENANTS, World, request};
use crate::service::{FABRIKAM, FINN_OF_FABRIKAM, ME};

/// A world in which Fabrikam is active and a second replica knows it.
async fn two_replicas() -> (World, Replica, String) {
    let world = World::admitting_fabrikam().await;
    let replica = world.replica().await;
    let token = world.service.sign(&world.service.user(FINN_OF_FABRIKAM));
    replica.answers(&world, ME, &token, 200).await;
    (world, replica, token)
}

#[actix_web::test]
async fn a_suspension_reaches_the_other_replica() {
    let (world, replica, token) = two_replicas().await;
    for _ in 0..3 {
        assert_eq!(world.suspend(FABRIKAM).await.status, 200);
        replica.answers(&world, ME, &token, 403).await;
        assert_eq!(world.act(FABRIKAM, "reactivate").await.status, 200);
        replica.answers(&world, ME, &token, 200).await;
    }
}

#[cfg(feature = "test-postgres")]
#[actix_web::test]
async fn a_server_tells_the_other_replica_of_a_suspension_before_any_time_passes() {
    let (world, replica, token) = two_replicas().await;
    for _ in 0..3 {
        assert_eq!(world.suspend(FABRIKAM).await.status, 200);
        replica.answers_at_once(ME, &token, 403).await;
        assert_eq!(world.act(FABRIKAM, "reactivate").await.status, 200);
        replica.answers_at_once(ME, &token, 200).await;
    }
}

#[cfg(feature = "test-postgres")]
#[actix_web::test]
async fn a_suspension_reaches_the_other_replica_though_notifications_are_cut_off() {
    let (world, replica, token) = two_replicas().await;
    for _ in 0..3 {
        while world.database.cut("LISTEN").await == 0 {}
        assert_eq!(world.suspend(FABRIKAM).await.status, 200);
        replica.answers(&world, ME, &token, 403).await;
        assert_eq!(world.act(FABRIKAM, "reactivate").await.status, 200);
        replica.answers(&world, ME, &token, 200).await;
    }
}

#[actix_web::test]
async fn a_thousand_concurrent_changes_on_two_replicas_lose_nothing() {
    const TENANTS_CHANGED: usize = 100;
    let world = World::start().await;
    let replica = world.replica().await;
    let bases = [world.service.public_url(), replica.url()];
    let id = |number: usize| format!("60000000-0000-4000-8000-{number:012}");
    for number in 0..TENANTS_CHANGED {
        world.admit(&id(number)).await;
    }
    let change = |number: usize| {
        let base = &bases[number % 2];
        let tenant = id(number % TENANTS_CHANGED);
        let operator = &world.operator;
        let client = world.client();
        async move {
            // Some are suspended, some edited, some reactivated; a conflict is an answer, too.
            let (method, path, body) = match number % 3 {
                0 => (Method::POST, "/suspend", Some(json!({ "reason": "r" }))),
                1 => (
                    Method::PATCH,
                    "",
                    Some(json!({ "note": number.to_string() })),
                ),
                _ => (Method::POST, "/reactivate", None),
            };
            let path = format!("{TENANTS}/{tenant}{path}");
            let answer = request(client, base, method, &path, body, operator, None).await;
            assert!([200, 409].contains(&answer.status), "{}", answer.body);
            usize::from(answer.status == 200)
        }
    };
    let acknowledged: usize = futures_util::stream::iter((0..1_000).map(change))
        .buffer_unordered(16)
        .fold(0, |sum, one| async move { sum + one })
        .await;
    let mut events = 0;
    let mut query = "?limit=200".to_owned();
    loop {
        let path = format!("/api/v1/audit{query}");
        let page = world.operate(Method::GET, &path, None).await.json();
        events += page["items"].as_array().unwrap().len();
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=200&cursor={cursor}");
    }
    assert_eq!(events, 2 * TENANTS_CHANGED + acknowledged);
    for number in 0..TENANTS_CHANGED {
        let tenant = id(number);
        let active = world.show(&tenant).await.member("state") == "active";
        let mut draft = world.service.user(FINN_OF_FABRIKAM);
        let issuer = draft.claims["iss"]
            .as_str()
            .unwrap()
            .replace(FABRIKAM, &tenant);
        draft.claims.insert("tid".to_owned(), json!(tenant));
        draft.claims.insert("iss".to_owned(), json!(issuer));
        let token = world.service.sign(&draft);
        let status = if active { 200 } else { 403 };
        for base in &bases {
            world.answers(base, ME, &token, status).await;
        }
    }
}
