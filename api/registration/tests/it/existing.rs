//! Directories where something is there already.

use entrance_domain::ClientId;
use entrance_registration::{Desired, Notice};
use serde_json::{Value, json};

use crate::world::{World, desired};

fn client_id(application: &Value) -> Option<ClientId> {
    application["appId"].as_str().unwrap().parse().ok()
}

/// The same, with the registrations named by their client ids.
fn named(api: &Value, page: &Value) -> Desired {
    let mut desired = desired();
    desired.api_client_id = client_id(api);
    desired.page.as_mut().unwrap().client_id = client_id(page);
    desired
}

async fn read(world: &World, application: &Value) -> Value {
    let path = format!("/applications/{}", application["id"].as_str().unwrap());
    world.call("GET", &path, None).await
}

/// Every entry of the lists in `before` is in `after`, and every other value is the same or was null.
fn is_kept(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Array(before), Value::Array(after)) => before
            .iter()
            .all(|one| after.iter().any(|two| is_kept(one, two))),
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .all(|(name, value)| after.get(name).is_some_and(|after| is_kept(value, after))),
        (Value::Null, _) => true,
        (before, after) => before == after,
    }
}

#[tokio::test]
async fn what_others_added_stays() {
    let world = World::start().await;
    let other = world
        .foreign(json!({ "displayName": "Other client" }))
        .await;
    let api = world
        .foreign(json!({
            "displayName": "Their own name",
            "signInAudience": "AzureADMultipleOrgs",
            "identifierUris": ["api://their.example"],
            "api": {
                "requestedAccessTokenVersion": 2,
                "knownClientApplications": [other["appId"]],
                "oauth2PermissionScopes": [{
                    "id": "00000000-0000-4000-8000-00000000000a",
                    "value": "orders.read",
                    "type": "Admin",
                    "isEnabled": true,
                    "adminConsentDisplayName": "Read orders",
                    "userConsentDisplayName": null,
                }],
                "preAuthorizedApplications": [{
                    "appId": other["appId"],
                    "delegatedPermissionIds": ["00000000-0000-4000-8000-00000000000a"],
                }],
            },
            "appRoles": [{
                "id": "00000000-0000-4000-8000-00000000000b",
                "value": "Orders.Read",
                "displayName": "Orders",
                "isEnabled": true,
                "allowedMemberTypes": ["User"],
            }],
            "optionalClaims": {
                "idToken": [{ "name": "email", "essential": false }],
                "accessToken": [{ "name": "email", "essential": true, "additionalProperties": ["x"] }],
            },
        }))
        .await;
    let page = world
        .foreign(json!({
            "displayName": "Their page",
            "signInAudience": "AzureADMultipleOrgs",
            "api": { "requestedAccessTokenVersion": 2 },
            "spa": { "redirectUris": ["https://their.example/page"] },
            "requiredResourceAccess": [{
                "resourceAppId": "00000003-0000-0000-c000-000000000000",
                "resourceAccess": [{ "id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope" }],
            }],
        }))
        .await;
    let desired = named(&api, &page);
    world.apply(&desired).await;
    assert!(world.plan(&desired).await.is_fulfilled());
    for before in [&api, &page, &other] {
        let after = read(&world, before).await;
        assert!(is_kept(before, &after), "{before:#}\n{after:#}");
    }
    let added = read(&world, &api).await;
    assert_eq!(
        added["api"]["oauth2PermissionScopes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(added["appRoles"].as_array().unwrap().len(), 4);
    assert_eq!(world.applications().await.len(), 3);
}

#[tokio::test]
async fn half_of_it_is_completed() {
    let world = World::start().await;
    let api = world.foreign(json!({ "displayName": "Half" })).await;
    let mut desired = desired();
    desired.api_client_id = client_id(&api);
    let text = world.plan(&desired).await.to_string();
    assert!(
        text.contains("~ access tokens        not set → 2"),
        "{text}"
    );
    assert!(
        text.contains("AzureADMyOrg → AzureADMultipleOrgs"),
        "{text}"
    );
    assert!(
        text.contains("+ registration         Orders - OpenAPI"),
        "{text}"
    );
    world.apply(&desired).await;
    assert!(world.plan(&desired).await.is_fulfilled());
    let after = read(&world, &api).await;
    assert_eq!(after["displayName"], "Half");
}

#[tokio::test]
async fn scope_and_roles_of_ours_are_recognized_by_their_values() {
    let world = World::start().await;
    let ours = json!({
        "displayName": "By hand",
        "api": { "oauth2PermissionScopes": [{
            "id": "00000000-0000-4000-8000-00000000000c",
            "value": "user_impersonation",
            "type": "Admin",
            "isEnabled": false,
            "adminConsentDisplayName": "Words of their own",
        }] },
        "appRoles": [{
            "id": "00000000-0000-4000-8000-00000000000d",
            "value": "Tenants.Manage",
            "displayName": "Manage",
            "isEnabled": false,
            "allowedMemberTypes": ["User"],
        }],
    });
    let api = world.foreign(ours).await;
    let mut desired = desired();
    desired.api_client_id = client_id(&api);
    let plan = world.plan(&desired).await;
    let text = plan.to_string();
    assert!(
        text.contains("user_impersonation disabled → enabled"),
        "{text}"
    );
    assert!(
        text.contains("Tenants.Manage enabled and for applications"),
        "{text}"
    );
    assert!(plan.notices.contains(&Notice::AdministratorsOnly));
    world.apply(&desired).await;
    let after = read(&world, &api).await;
    let scope = &after["api"]["oauth2PermissionScopes"][0];
    assert_eq!(scope["type"], "Admin");
    assert_eq!(scope["adminConsentDisplayName"], "Words of their own");
    assert_eq!(scope["isEnabled"], true);
    assert_eq!(
        after["appRoles"][0]["allowedMemberTypes"],
        json!(["User", "Application"])
    );
    let authorized = &after["api"]["preAuthorizedApplications"][0];
    assert_eq!(authorized["delegatedPermissionIds"], json!([scope["id"]]));
}

#[tokio::test]
async fn foreign_application_of_the_same_name_is_reported_and_never_touched() {
    let world = World::start().await;
    let foreign = world.foreign(json!({ "displayName": "Orders" })).await;
    let plan = world.plan(&desired()).await;
    assert_eq!(
        plan.notices,
        [Notice::Namesake {
            name: "Orders".to_owned(),
            client_id: foreign["appId"].as_str().unwrap().to_owned(),
        }]
    );
    let outcome = world.apply(&desired()).await;
    assert!(outcome.confirmed);
    assert_eq!(read(&world, &foreign).await, foreign);
    assert_eq!(world.applications().await.len(), 3);
    // It is of no interest any more once there are registrations.
    assert!(world.plan(&desired()).await.notices.is_empty());
}

#[tokio::test]
async fn address_on_another_platform_is_reported_and_left_there() {
    let world = World::start().await;
    let address = "http://localhost:8000/oauth2-redirect";
    let page = world
        .foreign(json!({ "displayName": "Page", "web": { "redirectUris": [address] } }))
        .await;
    let mut desired = desired();
    desired.page.as_mut().unwrap().client_id = client_id(&page);
    world.apply(&desired).await;
    let plan = world.plan(&desired).await;
    assert!(plan.changes.is_empty());
    assert!(!plan.is_fulfilled());
    assert!(plan.to_string().contains("AADSTS9002326"), "{plan}");
    let after = read(&world, &page).await;
    assert_eq!(after["web"]["redirectUris"], json!([address]));
    assert_eq!(
        after["spa"]["redirectUris"],
        json!(["http://localhost:8000/onboarding/consented"])
    );
}
