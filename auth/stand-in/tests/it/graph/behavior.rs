//! Throttling, delays and interruptions on request.

use entrance_stand_in::{GraphBehavior, Interruption};
use reqwest::Method;
use serde_json::{Value, json};

use super::Graph;

#[tokio::test]
async fn throttled_request_is_told_when_to_come_back() {
    let graph = Graph::start().await;
    graph.stand_in.set_graph_behavior(GraphBehavior {
        throttle_every: Some(2),
        ..GraphBehavior::default()
    });
    assert_eq!(graph.get("/applications").await.0, 200);
    let answer = graph.call(Method::GET, "/applications", None).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"]["code"], "TooManyRequests");
    assert_eq!(graph.get("/applications").await.0, 200);
    assert_eq!(graph.stand_in.graph_requests(), 3);
}

#[tokio::test]
async fn new_object_and_its_change_are_seen_late() {
    let graph = Graph::start().await;
    graph.stand_in.set_graph_behavior(GraphBehavior {
        delay: 1,
        ..GraphBehavior::default()
    });
    let application = graph.application("Orders").await;
    let path = format!("/applications/{}", application["id"].as_str().unwrap());
    assert_eq!(graph.get(&path).await.0, 404);
    assert_eq!(graph.get(&path).await.0, 200);
    assert_eq!(
        graph
            .change(&application, json!({ "displayName": "Order" }))
            .await,
        204
    );
    assert_eq!(graph.get(&path).await.1["displayName"], "Orders");
    assert_eq!(graph.get(&path).await.1["displayName"], "Order");
}

#[tokio::test]
async fn service_principal_of_an_application_that_is_not_seen_yet_is_refused() {
    let graph = Graph::start().await;
    graph.stand_in.set_graph_behavior(GraphBehavior {
        delay: 1,
        ..GraphBehavior::default()
    });
    let application = graph.application("Orders").await;
    let body = json!({ "appId": application["appId"] });
    let (status, refusal) = graph.post("/servicePrincipals", body.clone()).await;
    assert_eq!(status, 400);
    assert_eq!(refusal["error"]["code"], "NoBackingApplicationObject");
    assert_eq!(graph.post("/servicePrincipals", body).await.0, 201);
}

#[tokio::test]
async fn interrupted_request_has_an_effect_or_none() {
    let graph = Graph::start().await;
    let body = json!({ "displayName": "Orders" });
    for (interruption, kept) in [(Interruption::Before(1), 0), (Interruption::After(1), 1)] {
        graph.stand_in.set_graph_behavior(GraphBehavior {
            interruption: Some(interruption),
            ..GraphBehavior::default()
        });
        assert_eq!(graph.post("/applications", body.clone()).await.0, 500);
        let (_, list) = graph.get("/applications").await;
        assert_eq!(list["value"].as_array().unwrap().len(), kept);
    }
}
