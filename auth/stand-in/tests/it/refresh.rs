//! Refresh tokens.

use serde_json::Value;

use crate::support::{API, NOW, segment};
use crate::world::{
    Form, ORDER_DESK, ORDER_DESK_SECRET, ORDER_PAGE, World, expected, form, granted, redemption,
    refused, request, site_redemption, site_request, with,
};

fn renewal(tokens: &Value) -> Form {
    form(&[
        ("grant_type", "refresh_token"),
        ("client_id", ORDER_PAGE),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ])
}

fn site_renewal(tokens: &Value) -> Form {
    let form = with(&renewal(tokens), "client_id", ORDER_DESK);
    with(&form, "client_secret", ORDER_DESK_SECRET)
}

async fn site_signed_in(world: &World) -> Value {
    let code = world.code(&site_request()).await;
    granted(world.server_token(&site_redemption(&code)).await).await
}

#[tokio::test]
async fn each_one_is_exchanged_for_another() {
    let world = World::start().await;
    let first = world.signed_in().await;
    world.pass(60);
    let second = granted(world.page_token(&renewal(&first)).await).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let claims = segment(second["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["iat"], NOW + 60);
    assert!(
        segment(second["id_token"].as_str().unwrap(), 1)
            .get("nonce")
            .is_none()
    );
    granted(world.page_token(&renewal(&second)).await).await;
}

#[tokio::test]
async fn reuse_is_refused_and_ends_the_sign_in() {
    let world = World::start().await;
    let first = world.signed_in().await;
    let second = granted(world.page_token(&renewal(&first)).await).await;
    for tokens in [&first, &second] {
        let answer = world.page_token(&renewal(tokens)).await;
        assert_eq!(refused(answer).await, expected("invalid_grant", 70_000));
    }
    // Another sign-in of the same user goes on.
    let other = world.signed_in().await;
    let _ = world.page_token(&renewal(&first)).await;
    granted(world.page_token(&renewal(&other)).await).await;
}

#[tokio::test]
async fn page_has_to_sign_in_again_after_a_day_however_often_it_renewed() {
    let world = World::start().await;
    let first = world.signed_in().await;
    assert_eq!(first["refresh_token_expires_in"], 86_400);
    world.pass(86_399);
    let second = granted(world.page_token(&renewal(&first)).await).await;
    assert_eq!(second["refresh_token_expires_in"], 1);
    world.pass(1);
    let answer = world.page_token(&renewal(&second)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 700_082));
}

#[tokio::test]
async fn site_goes_on_as_long_as_it_renews_within_ninety_days() {
    let world = World::start().await;
    let mut tokens = site_signed_in(&world).await;
    let ninety_days = 90 * 86_400;
    for _ in 0..2 {
        world.pass(ninety_days - 1);
        tokens = granted(world.server_token(&site_renewal(&tokens)).await).await;
    }
    world.pass(ninety_days);
    let answer = world.server_token(&site_renewal(&tokens)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 700_082));
}

#[tokio::test]
async fn other_client_is_refused() {
    let world = World::start().await;
    let tokens = world.signed_in().await;
    let answer = world.server_token(&site_renewal(&tokens)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 70_000));
}

#[tokio::test]
async fn site_needs_its_secret_again() {
    let world = World::start().await;
    for (secret, number) in [("", 7_000_218), ("wrong", 7_000_215)] {
        let tokens = site_signed_in(&world).await;
        let form = with(&site_renewal(&tokens), "client_secret", secret);
        let answer = world.server_token(&form).await;
        assert_eq!(refused(answer).await, expected("invalid_client", number));
    }
}

#[tokio::test]
async fn page_renews_from_its_own_origin_only() {
    let world = World::start().await;
    for (origin, number) in [
        (None, 9_002_327),
        (Some("https://attacker.example"), 9_002_326),
    ] {
        let tokens = world.signed_in().await;
        let answer = world
            .token("organizations", origin, &renewal(&tokens))
            .await;
        assert_eq!(refused(answer).await, expected("invalid_request", number));
    }
}

#[tokio::test]
async fn made_up_one_is_refused() {
    let world = World::start().await;
    let form = with(
        &renewal(&world.signed_in().await),
        "refresh_token",
        "made-up",
    );
    assert_eq!(
        refused(world.page_token(&form).await).await,
        expected("invalid_grant", 70_000)
    );
}

#[tokio::test]
async fn one_sign_in_serves_for_another_api_that_was_agreed_to() {
    let world = World::start().await;
    let tokens = world.signed_in().await;
    let desk = format!("offline_access api://{ORDER_DESK}/access_as_user");
    let form = with(&renewal(&tokens), "scope", &desk);
    let answer = world.page_token(&form).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 65_001));

    let code = world.code(&with(&request(), "scope", &desk)).await;
    let tokens = granted(world.page_token(&redemption(&code)).await).await;
    assert_eq!(
        segment(tokens["access_token"].as_str().unwrap(), 1)["aud"],
        ORDER_DESK
    );
    let back = format!("api://{API}/user_impersonation");
    let tokens = granted(
        world
            .page_token(&with(&renewal(&tokens), "scope", &back))
            .await,
    )
    .await;
    assert_eq!(
        segment(tokens["access_token"].as_str().unwrap(), 1)["aud"],
        API
    );
}
