//! Stopped anywhere, and continued.

use entrance_registration::Desired;
use entrance_stand_in::{GraphBehavior, Interruption};

use crate::world::{World, desired, with_names_for_ids};

/// Applies with one interruption, then again, and gives what is there; `None` if the interruption never came.
async fn continued(
    world: &World,
    desired: &Desired,
    interruption: Interruption,
    delay: usize,
) -> Option<String> {
    world.behave(GraphBehavior {
        interruption: Some(interruption),
        delay,
        ..GraphBehavior::default()
    });
    if world.try_apply(desired).await.is_ok() {
        return None;
    }
    world.behave(GraphBehavior {
        delay,
        ..GraphBehavior::default()
    });
    let outcome = world.apply(desired).await;
    assert!(outcome.confirmed, "{interruption:?}");
    world.behave(GraphBehavior::default());
    let plan = world.plan(desired).await;
    assert!(plan.is_fulfilled(), "{interruption:?}: {plan}");
    Some(settings(world, &desired.name).await)
}

/// The two applications of a name, as if they were called like those of [`desired`].
async fn settings(world: &World, name: &str) -> String {
    // What is shown late is shown after some reads.
    for _ in 0..5 {
        world.applications().await;
    }
    let page = format!("{name} - OpenAPI");
    let mut applications = world.applications().await;
    applications.retain(|one| one["displayName"] == name || one["displayName"] == *page);
    assert_eq!(applications.len(), 2);
    with_names_for_ids(&applications)
        .replace(name, "Orders")
        .replace(&name.to_lowercase(), "orders")
}

/// One stand-in, and one name for each number of a call that is interrupted.
async fn interrupt_every_call(kind: fn(usize) -> Interruption, delay: usize) {
    let world = World::start().await;
    world.apply(&desired()).await;
    let expected = settings(&world, &desired().name).await;
    let mut number = 1;
    loop {
        let desired = Desired {
            name: format!("Orders{number}x"),
            ..desired()
        };
        match continued(&world, &desired, kind(number), delay).await {
            Some(found) => assert_eq!(found, expected, "call {number}"),
            None => break,
        }
        number += 1;
    }
    assert!(number > 20, "only {number} calls were interrupted");
}

#[tokio::test]
async fn run_that_stopped_before_any_call_is_continued_by_the_next() {
    interrupt_every_call(Interruption::Before, 0).await;
}

#[tokio::test]
async fn run_that_lost_the_answer_of_any_call_is_continued_by_the_next() {
    interrupt_every_call(Interruption::After, 0).await;
}

#[tokio::test]
async fn stopped_run_is_continued_although_graph_shows_things_late() {
    interrupt_every_call(Interruption::Before, 2).await;
}

#[tokio::test]
async fn lost_answers_do_no_harm_although_graph_shows_things_late() {
    interrupt_every_call(Interruption::After, 2).await;
}
