//! What is told about what happened.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::world::{NORTHWIND, World};
use crate::service::{CONTOSO, FABRIKAM, is_problem};

const ADA: &str = "20000000-0000-4000-8000-000000000011";

async fn events(world: &World, query: &str) -> Vec<Value> {
    let answer = world
        .operate(Method::GET, &format!("/api/v1/audit{query}"), None)
        .await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

fn actions(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn every_change_leaves_an_event_and_a_refused_one_leaves_none() {
    let world = World::admitting_fabrikam().await;
    assert_eq!(world.act(FABRIKAM, "approve").await.status, 409);
    world.service.clock.advance(Duration::from_mins(1));
    assert_eq!(world.suspend(FABRIKAM).await.status, 200);
    let events = events(&world, "").await;
    assert_eq!(actions(&events), ["suspend", "approve", "invite"]);
    let last = &events[0];
    assert_eq!(last["at"], "2027-01-15T08:01:00Z");
    assert_eq!(last["tenant_id"], FABRIKAM);
    assert_eq!(last["actor"]["kind"], "user");
    assert_eq!(last["actor"]["tenant_id"], CONTOSO);
    assert_eq!(last["actor"]["object_id"], ADA);
    assert_eq!(
        (&last["state_before"], &last["state_after"]),
        (&"active".into(), &"suspended".into())
    );
    assert_eq!(last["reason"], "unpaid");
    assert!(events[2].get("state_before").is_none());
}

#[actix_web::test]
async fn events_are_found_by_tenant_actor_and_time_and_come_in_pages() {
    let world = World::admitting_fabrikam().await;
    world.service.clock.advance(Duration::from_mins(1));
    world.invite(NORTHWIND).await;
    let of = |query: String| {
        let world = &world;
        async move { events(world, &query).await.len() }
    };
    assert_eq!(of(format!("?tenant_id={FABRIKAM}")).await, 2);
    assert_eq!(of(format!("?tenant_id={NORTHWIND}")).await, 1);
    assert_eq!(of(format!("?actor={ADA}")).await, 3);
    assert_eq!(of(format!("?actor={FABRIKAM}")).await, 0);
    assert_eq!(of("?since=2027-01-15T08:01:00Z".to_owned()).await, 1);
    assert_eq!(of("?until=2027-01-15T08:01:00Z".to_owned()).await, 2);
    assert_eq!(of("?since=2027-01-15T09:01:00%2B01:00".to_owned()).await, 1);
    let first = world
        .operate(Method::GET, "/api/v1/audit?limit=2", None)
        .await;
    let cursor = first.member("next_cursor");
    let rest = events(&world, &format!("?limit=2&cursor={cursor}")).await;
    assert_eq!(actions(&rest), ["invite"]);
    for query in [
        "?since=yesterday",
        "?actor=ada",
        "?tenant_id=fabrikam",
        "?cursor=x",
    ] {
        let answer = world
            .operate(Method::GET, &format!("/api/v1/audit{query}"), None)
            .await;
        is_problem(query, &answer, 422, "field_invalid", None);
    }
}
