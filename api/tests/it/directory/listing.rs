//! Lists of tenants, filtered and in pages.

use reqwest::Method;
use serde_json::{Value, json};

use super::world::{TENANTS, World};
use crate::service::is_problem;

fn tenant(number: usize) -> String {
    format!("50000000-0000-4000-8000-{number:012}")
}

async fn world_with(count: usize) -> World {
    let world = World::start().await;
    for number in 1..=count {
        let body =
            json!({ "tenant_id": tenant(number), "display_name": format!("100%_{number} Grün") });
        let answer = world.operate(Method::POST, TENANTS, Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    world
}

async fn list(world: &World, query: &str) -> Value {
    let answer = world
        .operate(Method::GET, &format!("{TENANTS}{query}"), None)
        .await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.json()
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["tenant_id"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = world_with(5).await;
    let mut seen = Vec::new();
    let mut query = "?limit=2".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = list(&world, &query).await;
        sizes.push(ids(&page).len());
        seen.extend(ids(&page));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(seen, (1..=5).map(tenant).collect::<Vec<_>>());
    let exactly = list(&world, "?limit=5").await;
    assert!(exactly.get("next_cursor").is_none());
}

#[actix_web::test]
async fn lists_are_narrowed_by_state_and_by_a_part_of_name_or_id() {
    let world = world_with(3).await;
    world.act(&tenant(2), "approve").await;
    assert_eq!(ids(&list(&world, "?state=active").await), [tenant(2)]);
    assert_eq!(
        ids(&list(&world, "?state=invited").await),
        [tenant(1), tenant(3)]
    );
    assert_eq!(ids(&list(&world, "?search=GR%C3%9CN").await).len(), 3);
    assert_eq!(ids(&list(&world, "?search=000003").await), [tenant(3)]);
    assert_eq!(ids(&list(&world, "?search=100%25_2").await), [tenant(2)]);
    // What means something to the database means nothing here.
    assert!(ids(&list(&world, "?search=1%25G").await).is_empty());
    assert!(ids(&list(&world, "?search=%27%20OR%201=1").await).is_empty());
}

#[actix_web::test]
async fn parameters_that_cannot_be_used_are_refused() {
    let world = World::start().await;
    for (query, status) in [
        ("?limit=0", 422),
        ("?limit=201", 422),
        ("?cursor=here", 422),
        ("?cursor=%21", 422),
        ("?limit=many", 400),
        ("?state=gone", 400),
        ("?unknown=1", 400),
    ] {
        let answer = world
            .operate(Method::GET, &format!("{TENANTS}{query}"), None)
            .await;
        let code = if status == 422 {
            "field_invalid"
        } else {
            "request_malformed"
        };
        is_problem(query, &answer, status, code, None);
    }
}
