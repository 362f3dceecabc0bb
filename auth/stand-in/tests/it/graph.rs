//! The part of Microsoft Graph that app registrations need, over HTTP.

mod behavior;
mod refusals;

use entrance_stand_in::StandIn;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{CONTOSO, DAEMON, DAEMON_SECRET, client, start};

const TOOL: &str = "30000000-0000-4000-8000-000000000008";
const TOOL_SECRET: &str = "registration-tool-on-this-machine-only";

/// A caller of the stand-in's Microsoft Graph.
pub(crate) struct Graph {
    pub(crate) stand_in: StandIn,
    pub(crate) token: String,
}

impl Graph {
    pub(crate) async fn start() -> Self {
        let stand_in = start().await;
        let graph = "https://graph.microsoft.com/.default";
        let token = token(&stand_in, TOOL, TOOL_SECRET, graph).await;
        Self { stand_in, token }
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}/graph/v1.0{path}", self.stand_in.instance());
        let mut request = client().request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.call(Method::GET, path, None).await;
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.call(Method::POST, path, Some(body)).await;
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Creates or changes by a key of the client's own.
    pub(crate) async fn upsert(&self, name: &str, body: &Value) -> Response {
        let instance = self.stand_in.instance();
        client()
            .patch(format!(
                "{instance}/graph/v1.0/applications(uniqueName='{name}')"
            ))
            .bearer_auth(&self.token)
            .header("prefer", "create-if-missing")
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// A new application, as Graph shows it.
    pub(crate) async fn application(&self, name: &str) -> Value {
        let (status, application) = self
            .post("/applications", json!({ "displayName": name }))
            .await;
        assert_eq!(status, 201);
        application
    }

    pub(crate) async fn change(&self, application: &Value, body: Value) -> u16 {
        let path = format!("/applications/{}", application["id"].as_str().unwrap());
        let answer = self.call(Method::PATCH, &path, Some(body)).await;
        answer.status().as_u16()
    }
}

/// An access token for a program of Contoso.
pub(crate) async fn token(stand_in: &StandIn, id: &str, secret: &str, scope: &str) -> String {
    let url = format!("{}/{CONTOSO}/oauth2/v2.0/token", stand_in.instance());
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("scope", scope),
    ];
    let answer = client().post(url).form(&form).send().await.unwrap();
    let body: Value = answer.json().await.unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

/// A scope and a role for programs.
fn permissions() -> Value {
    json!({
        "api": {
            "requestedAccessTokenVersion": 2,
            "oauth2PermissionScopes": [{
                "id": "00000000-0000-4000-8000-000000000001",
                "value": "read",
                "type": "User",
                "isEnabled": true,
            }],
        },
        "appRoles": [{
            "id": "00000000-0000-4000-8000-000000000002",
            "value": "Read.All",
            "isEnabled": true,
            "allowedMemberTypes": ["Application"],
        }],
    })
}

#[tokio::test]
async fn upsert_creates_once_and_changes_then() {
    let graph = Graph::start().await;
    let created = graph
        .upsert("orders", &json!({ "displayName": "Orders" }))
        .await;
    assert_eq!(created.status(), 201);
    let created: Value = created.json().await.unwrap();
    let again = graph
        .upsert("orders", &json!({ "displayName": "Order" }))
        .await;
    assert_eq!(again.status(), 204);
    let (status, found) = graph.get("/applications(uniqueName='orders')").await;
    assert_eq!(status, 200);
    assert_eq!(found["appId"], created["appId"]);
    assert_eq!(found["displayName"], "Order");
}

#[tokio::test]
async fn members_of_an_object_are_set_apart_and_lists_as_a_whole() {
    let graph = Graph::start().await;
    let application = graph.application("Orders").await;
    let key = format!(
        "/applications(appId='{}')",
        application["appId"].as_str().unwrap()
    );
    assert_eq!(graph.change(&application, permissions()).await, 204);
    let clients = json!({ "api": { "knownClientApplications": [application["appId"]] } });
    assert_eq!(graph.change(&application, clients).await, 204);
    let uris = json!({ "identifierUris": ["api://one", "api://two"] });
    assert_eq!(graph.change(&application, uris).await, 204);
    let uris = json!({ "identifierUris": ["api://three"] });
    assert_eq!(graph.change(&application, uris).await, 204);
    let (_, found) = graph.get(&key).await;
    assert_eq!(found["api"]["requestedAccessTokenVersion"], 2);
    assert_eq!(found["api"]["oauth2PermissionScopes"][0]["value"], "read");
    assert_eq!(found["identifierUris"], json!(["api://three"]));
    assert_eq!(found["appRoles"][0]["origin"], "Application");
}

#[tokio::test]
async fn lists_are_filtered_selected_and_paged() {
    let graph = Graph::start().await;
    for name in ["Ada's", "Ben", "Ada's"] {
        graph.application(name).await;
    }
    let filter = "$filter=displayName%20eq%20'Ada''s'&$select=appId,displayName&$top=1";
    let (status, first) = graph.get(&format!("/applications?{filter}")).await;
    assert_eq!(status, 200);
    let entry = first["value"][0].as_object().unwrap();
    assert_eq!(
        entry.keys().collect::<Vec<_>>(),
        ["appId", "displayName", "id"]
    );
    let next = first["@odata.nextLink"].as_str().unwrap();
    let path = next.split_once("/graph/v1.0").unwrap().1;
    let (_, second) = graph.get(path).await;
    assert_eq!(second["value"].as_array().unwrap().len(), 1);
    assert_ne!(second["value"][0]["id"], first["value"][0]["id"]);
    assert!(second.get("@odata.nextLink").is_none());
}

#[tokio::test]
async fn program_gets_the_role_that_it_was_assigned_at_a_registered_api() {
    let graph = Graph::start().await;
    let api = graph.application("Orders").await;
    assert_eq!(graph.change(&api, permissions()).await, 204);
    let (status, resource) = graph
        .post("/servicePrincipals", json!({ "appId": api["appId"] }))
        .await;
    assert_eq!(status, 201);
    assert_eq!(resource["appOwnerOrganizationId"], CONTOSO);
    let (_, daemon) = graph
        .get(&format!("/servicePrincipals(appId='{DAEMON}')"))
        .await;
    let scope = format!("{}/.default", api["appId"].as_str().unwrap());
    let before = token(&graph.stand_in, DAEMON, DAEMON_SECRET, &scope).await;
    assert!(crate::support::segment(&before, 1).get("roles").is_none());
    let (status, _) = graph
        .post(
            &format!(
                "/servicePrincipals/{}/appRoleAssignments",
                daemon["id"].as_str().unwrap()
            ),
            json!({
                "principalId": daemon["id"],
                "resourceId": resource["id"],
                "appRoleId": resource["appRoles"][0]["id"],
            }),
        )
        .await;
    assert_eq!(status, 201);
    let token = token(&graph.stand_in, DAEMON, DAEMON_SECRET, &scope).await;
    let claims = crate::support::segment(&token, 1);
    assert_eq!(claims["aud"], api["appId"]);
    assert_eq!(claims["roles"], json!(["Read.All"]));
    assert_eq!(claims["ver"], "2.0");
}
