//! What Microsoft Graph refuses.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Graph, permissions, token};
use crate::support::{API, DAEMON, DAEMON_SECRET};

/// Status and code of a refusal, whose shape is Graph's.
async fn refused(graph: &Graph, method: Method, path: &str, body: Option<Value>) -> (u16, String) {
    let answer = graph.call(method, path, body).await;
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    let error = &body["error"];
    assert!(!error["message"].as_str().unwrap().is_empty());
    assert_eq!(error["innerError"]["date"], "2027-01-15T08:00:00");
    assert!(error["innerError"]["request-id"].is_string());
    (status, error["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn only_a_token_for_graph_with_its_permission_passes() {
    let mut graph = Graph::start().await;
    let scope = format!("api://{API}/.default");
    let other = token(&graph.stand_in, DAEMON, DAEMON_SECRET, &scope).await;
    let scope = "https://graph.microsoft.com/.default";
    let powerless = token(&graph.stand_in, DAEMON, DAEMON_SECRET, scope).await;
    for (token, expected) in [
        (String::new(), (401, "InvalidAuthenticationToken")),
        ("no token".to_owned(), (401, "InvalidAuthenticationToken")),
        (other, (401, "InvalidAuthenticationToken")),
        (powerless, (403, "Authorization_RequestDenied")),
    ] {
        graph.token = token;
        let body = Some(json!({ "displayName": "Orders" }));
        for (method, body) in [(Method::GET, None), (Method::POST, body)] {
            let (status, code) = refused(&graph, method, "/applications", body).await;
            assert_eq!((status, code.as_str()), expected);
        }
    }
}

#[tokio::test]
async fn unknown_objects_and_resources_are_not_found() {
    let graph = Graph::start().await;
    for path in [
        "/applications/00000000-0000-4000-8000-000000000001",
        "/applications(uniqueName='nobody')",
        "/servicePrincipals(appId='00000000-0000-4000-8000-000000000001')",
        "/users",
    ] {
        let (status, code) = refused(&graph, Method::GET, path, None).await;
        assert_eq!(
            (status, code.as_str()),
            (404, "Request_ResourceNotFound"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn settings_that_do_not_fit_together_are_refused() {
    let graph = Graph::start().await;
    let application = graph.application("Orders").await;
    let other = graph.application("Other").await;
    let taken = json!({ "identifierUris": ["api://taken"] });
    assert_eq!(graph.change(&other, taken.clone()).await, 204);
    assert_eq!(graph.change(&application, permissions()).await, 204);
    let scopes = |change: &dyn Fn(&mut Value)| {
        let mut body = permissions();
        change(&mut body);
        body
    };
    let elsewhere = "00000000-0000-4000-8000-000000000009";
    let bodies = [
        json!({ "name": "Orders" }),
        json!({ "api": [] }),
        taken,
        scopes(&|body| body["appRoles"][0]["origin"] = "Application".into()),
        scopes(&|body| body["appRoles"][0]["id"] = "one".into()),
        scopes(&|body| body["appRoles"][0]["value"] = "read".into()),
        json!({ "appRoles": [] }),
        json!({ "spa": { "redirectUris": ["https://a"] }, "web": { "redirectUris": ["https://a"] } }),
        json!({ "api": { "knownClientApplications": [elsewhere] } }),
        json!({ "api": { "preAuthorizedApplications": [
            { "appId": other["appId"], "delegatedPermissionIds": [elsewhere] },
        ] } }),
    ];
    let path = format!("/applications/{}", application["id"].as_str().unwrap());
    let (_, before) = graph.get(&path).await;
    for body in bodies {
        let (status, code) = refused(&graph, Method::PATCH, &path, Some(body.clone())).await;
        assert_eq!(status, 400, "{code}: {body}");
    }
    assert_eq!(graph.get(&path).await.1, before);
}

#[tokio::test]
async fn second_service_principal_is_a_conflict() {
    let graph = Graph::start().await;
    let application = graph.application("Orders").await;
    let body = json!({ "appId": application["appId"] });
    assert_eq!(graph.post("/servicePrincipals", body.clone()).await.0, 201);
    let (status, code) = refused(&graph, Method::POST, "/servicePrincipals", Some(body)).await;
    assert_eq!(status, 409);
    assert_eq!(code, "Request_MultipleObjectsWithSameKeyValue");
}

#[tokio::test]
async fn role_that_the_api_does_not_have_cannot_be_assigned() {
    let graph = Graph::start().await;
    let application = graph.application("Orders").await;
    let (_, resource) = graph
        .post(
            "/servicePrincipals",
            json!({ "appId": application["appId"] }),
        )
        .await;
    let body = json!({
        "principalId": resource["id"],
        "resourceId": resource["id"],
        "appRoleId": "00000000-0000-4000-8000-000000000002",
    });
    let path = format!(
        "/servicePrincipals/{}/appRoleAssignedTo",
        resource["id"].as_str().unwrap()
    );
    assert_eq!(
        refused(&graph, Method::POST, &path, Some(body)).await.0,
        400
    );
}

#[tokio::test]
async fn filter_that_is_not_known_is_refused() {
    let graph = Graph::start().await;
    let path = "/applications?$filter=startswith(displayName,'A')";
    assert_eq!(refused(&graph, Method::GET, path, None).await.0, 400);
}
