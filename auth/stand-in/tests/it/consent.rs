//! Whether a user agreed.

use serde_json::Value;

use crate::support::API;
use crate::world::{
    ADA, BEN, World, expected, form, granted, location, query_of, redemption, refused, request,
    with,
};

async fn asks(world: &World, request: &crate::world::Form, account: &str) -> bool {
    let body = form(&[("account", account)]);
    let answer = world.submit("/organizations/login", request, &body).await;
    match answer.status().as_u16() {
        303 => {
            assert!(query_of(&location(&answer), "code").is_some());
            false
        }
        200 => {
            let page = answer.text().await.unwrap();
            assert!(page.contains("Permissions requested") && page.contains("user_impersonation"));
            assert!(page.contains(&format!("name=\"account\" value=\"{account}\"")));
            true
        }
        status => panic!("{status}"),
    }
}

#[tokio::test]
async fn user_is_asked_once_and_for_oneself() {
    let world = World::start().await;
    assert!(asks(&world, &request(), BEN).await);
    assert!(asks(&world, &request(), BEN).await, "looking is no consent");
    world.code(&request()).await;
    assert!(!asks(&world, &request(), BEN).await);
    assert!(asks(&world, &request(), ADA).await);
}

#[tokio::test]
async fn client_can_have_the_user_asked_again() {
    let world = World::start().await;
    world.code(&request()).await;
    assert!(asks(&world, &with(&request(), "prompt", "consent"), BEN).await);
}

#[tokio::test]
async fn everything_that_is_registered_can_be_asked_for_in_one_word() {
    let world = World::start().await;
    let scope = format!("openid api://{API}/.default");
    let request = with(&request(), "scope", &scope);
    assert!(asks(&world, &request, BEN).await);
    let code = world.code(&request).await;
    let tokens: Value = granted(world.page_token(&redemption(&code)).await).await;
    assert_eq!(tokens["scope"], format!("api://{API}/user_impersonation"));
}

#[tokio::test]
async fn scope_that_nobody_agreed_to_is_refused_at_redemption() {
    let world = World::start().await;
    let request = with(&request(), "scope", "openid offline_access");
    let code = world.code(&request).await;
    let scope = format!("api://{API}/user_impersonation");
    let redemption = with(&redemption(&code), "scope", &scope);
    let answer = world.page_token(&redemption).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 65_001));
}
