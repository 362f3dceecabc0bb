//! Stopped anywhere, and continued.

use entrance_stand_in::{GraphBehavior, Interruption};
use serde_json::Value;

use crate::world::{World, desired, with_names_for_ids};

/// Applies with one interruption, then again, and gives what is there; `None` if the interruption never came.
async fn continued(interruption: Interruption, delay: usize) -> Option<String> {
    let world = World::start().await;
    world.behave(GraphBehavior {
        interruption: Some(interruption),
        delay,
        ..GraphBehavior::default()
    });
    if world.try_apply(&desired()).await.is_ok() {
        return None;
    }
    world.behave(GraphBehavior {
        delay,
        ..GraphBehavior::default()
    });
    let outcome = world.apply(&desired()).await;
    assert!(outcome.confirmed, "{interruption:?}");
    world.behave(GraphBehavior::default());
    assert!(
        world.plan(&desired()).await.is_fulfilled(),
        "{interruption:?}"
    );
    Some(with_names_for_ids(&settled(&world).await))
}

async fn settled(world: &World) -> Vec<Value> {
    // A read of what is not shown yet lets it be shown.
    for _ in 0..5 {
        world.applications().await;
    }
    world.applications().await
}

async fn uninterrupted() -> String {
    let world = World::start().await;
    world.apply(&desired()).await;
    with_names_for_ids(&world.applications().await)
}

#[tokio::test]
async fn run_that_stopped_at_any_call_is_continued_by_the_next() {
    let expected = uninterrupted().await;
    for interruption in [Interruption::Before as fn(usize) -> _, Interruption::After] {
        let mut number = 1;
        while let Some(found) = continued(interruption(number), 0).await {
            assert_eq!(found, expected, "call {number}");
            number += 1;
        }
        assert!(number > 20, "only {number} calls were interrupted");
    }
}

#[tokio::test]
async fn run_that_stopped_at_any_call_is_continued_although_graph_shows_things_late() {
    let expected = uninterrupted().await;
    for interruption in [Interruption::Before as fn(usize) -> _, Interruption::After] {
        let mut number = 1;
        while let Some(found) = continued(interruption(number), 2).await {
            assert_eq!(found, expected, "call {number}");
            number += 1;
        }
        assert!(number > 20, "only {number} calls were interrupted");
    }
}
