//! A plan carried out, at a Graph in good and in bad shape.

use entrance_registration::Plan;
use entrance_stand_in::GraphBehavior;

use crate::world::{CONTOSO, World, desired, with_names_for_ids};

#[tokio::test]
async fn what_was_planned_is_what_is_there() {
    let world = World::start().await;
    let planned = world.plan(&desired()).await;
    let outcome = world.apply(&desired()).await;
    assert!(outcome.confirmed);
    assert_eq!(outcome.changes, planned.changes.len());
    assert_eq!(outcome.observed.home_tenant(), Some(CONTOSO));
    let applications = world.applications().await;
    insta::assert_snapshot!({
        let text = with_names_for_ids(&applications);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    });
}

#[tokio::test]
async fn second_run_changes_nothing() {
    let world = World::start().await;
    world.apply(&desired()).await;
    let before = world.applications().await;
    world.behave(GraphBehavior::default());
    let outcome = world.apply(&desired()).await;
    assert_eq!(outcome.changes, 0);
    assert!(outcome.confirmed);
    // Four reads: two applications and their service principals.
    assert_eq!(world.stand_in.graph_requests(), 4);
    assert_eq!(world.applications().await, before);
}

#[tokio::test]
async fn throttling_is_waited_out_as_long_as_graph_asks() {
    let world = World::start().await;
    world.behave(GraphBehavior {
        throttle_every: Some(3),
        ..GraphBehavior::default()
    });
    let outcome = world.apply(&desired()).await;
    assert!(outcome.confirmed);
    let throttled = world.stand_in.graph_requests() / 3;
    assert!(throttled > 5);
    assert_eq!(waited(&world), 7 * throttled as u64);
    world.behave(GraphBehavior::default());
    assert!(world.plan(&desired()).await.is_fulfilled());
}

#[tokio::test]
async fn graph_that_has_no_time_at_all_is_given_up() {
    let world = World::start().await;
    world.behave(GraphBehavior {
        throttle_every: Some(1),
        ..GraphBehavior::default()
    });
    let error = world.try_apply(&desired()).await.unwrap_err().to_string();
    assert!(
        error.contains("has no time") && error.contains("429"),
        "{error}"
    );
    assert_eq!(world.stand_in.graph_requests(), 8);
}

#[tokio::test]
async fn delays_are_waited_out() {
    for delay in [1, 3, 5] {
        let world = World::start().await;
        world.behave(GraphBehavior {
            delay,
            ..GraphBehavior::default()
        });
        let outcome = world.apply(&desired()).await;
        assert!(outcome.confirmed, "delay {delay}");
        assert!(waited(&world) > 0);
        world.behave(GraphBehavior::default());
        assert!(world.plan(&desired()).await.is_fulfilled(), "delay {delay}");
        assert_eq!(world.applications().await.len(), 2);
    }
}

#[tokio::test]
async fn what_never_appears_is_told_and_not_awaited_for_ever() {
    let world = World::start().await;
    world.behave(GraphBehavior {
        delay: 1_000,
        ..GraphBehavior::default()
    });
    let error = world.try_apply(&desired()).await.unwrap_err();
    assert!(waited(&world) < 300);
    assert!(error.to_string().contains("API"), "{error}");
}

#[tokio::test]
async fn pages_of_namesakes_are_all_read() {
    let world = World::start().await;
    for _ in 0..5 {
        world
            .foreign(serde_json::json!({ "displayName": "Orders" }))
            .await;
    }
    world.behave(GraphBehavior {
        page_size: 2,
        ..GraphBehavior::default()
    });
    let plan: Plan = world.plan(&desired()).await;
    assert_eq!(plan.notices.len(), 5);
}

/// Seconds that were waited in all.
fn waited(world: &World) -> u64 {
    use entrance_auth::Clock as _;
    world.clock.steady().as_secs()
}
