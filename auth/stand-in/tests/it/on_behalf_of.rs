//! A service that acts for the user who called it.

use serde_json::Value;

use crate::support::{API, CONTOSO, FABRIKAM, segment};
use crate::world::{
    BEN, Form, ORDER_DESK, ORDER_DESK_SECRET, World, expected, form, granted, redemption, refused,
    request, site_request, with,
};

/// What the service asks with, for a token that it was called with.
fn exchange(assertion: &str) -> Form {
    form(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("client_id", ORDER_DESK),
        ("client_secret", ORDER_DESK_SECRET),
        ("assertion", assertion),
        (
            "scope",
            &format!("openid offline_access api://{API}/user_impersonation"),
        ),
        ("requested_token_use", "on_behalf_of"),
    ])
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

/// Tokens of the page for the service, which Ben agreed to.
async fn tokens_for_the_service(world: &World) -> Value {
    let scope = format!("openid api://{ORDER_DESK}/access_as_user");
    let code = world.code(&with(&request(), "scope", &scope)).await;
    granted(world.page_token(&redemption(&code)).await).await
}

/// Ben agrees that the service calls Entrance for him.
async fn consent(world: &World) {
    world.code(&site_request()).await;
}

#[tokio::test]
async fn service_gets_a_token_for_the_api_behind_it() {
    let world = World::start().await;
    let called_with = tokens_for_the_service(&world).await;
    assert_eq!(
        segment(text(&called_with, "access_token"), 1)["aud"],
        ORDER_DESK
    );
    consent(&world).await;
    let tokens = granted(
        world
            .server_token(&exchange(text(&called_with, "access_token")))
            .await,
    )
    .await;
    let claims = segment(text(&tokens, "access_token"), 1);
    assert_eq!(claims["aud"], API);
    assert_eq!(claims["azp"], ORDER_DESK);
    assert_eq!(claims["azpacr"], "1");
    assert_eq!(claims["oid"], BEN);
    assert_eq!(claims["scp"], "user_impersonation");
    let renewal = form(&[
        ("grant_type", "refresh_token"),
        ("client_id", ORDER_DESK),
        ("client_secret", ORDER_DESK_SECRET),
        ("refresh_token", text(&tokens, "refresh_token")),
    ]);
    let tokens = granted(world.server_token(&renewal).await).await;
    let renewal = with(&renewal, "refresh_token", text(&tokens, "refresh_token"));
    let renewal = with(&renewal, "client_secret", "");
    assert_eq!(
        refused(world.server_token(&renewal).await).await,
        expected("invalid_client", 7_000_218)
    );
}

#[tokio::test]
async fn without_consent_it_is_refused() {
    let world = World::start().await;
    let called_with = tokens_for_the_service(&world).await;
    let answer = world
        .server_token(&exchange(text(&called_with, "access_token")))
        .await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "invalid_grant");
    assert_eq!(body["error_codes"][0], 65_001);
    assert_eq!(body["suberror"], "consent_required");
}

#[tokio::test]
async fn other_assertions_are_refused() {
    let world = World::start().await;
    consent(&world).await;
    let tokens = tokens_for_the_service(&world).await;
    let good = text(&tokens, "access_token");
    let other_audience = world.signed_in().await;
    let forged = {
        let key = world.stand_in.generate("nobody knows this key").unwrap();
        let (head, _) = good.rsplit_once('.').unwrap();
        format!("{head}.{}", world.stand_in.sign_raw(head, &key).unwrap())
    };
    let application = {
        let mut draft = world
            .stand_in
            .application_token("Nightly report", "Contoso")
            .unwrap();
        draft.claims.insert("aud".to_owned(), ORDER_DESK.into());
        world.stand_in.sign(&draft).unwrap()
    };
    for (assertion, number) in [
        ("made-up", 50_013),
        ("a.b.c", 50_013),
        (forged.as_str(), 50_013),
        (text(&other_audience, "access_token"), 500_131),
        (text(&tokens, "id_token"), 50_013),
        (application.as_str(), 7_000_114),
    ] {
        let answer = world.server_token(&exchange(assertion)).await;
        assert_eq!(refused(answer).await, expected("invalid_grant", number));
    }
    world.pass(4_500);
    let answer = world.server_token(&exchange(good)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 500_133));
}

#[tokio::test]
async fn other_requests_are_refused() {
    let world = World::start().await;
    consent(&world).await;
    let tokens = tokens_for_the_service(&world).await;
    let good = exchange(text(&tokens, "access_token"));
    for (name, value, error, number) in [
        ("client_secret", "", "invalid_client", 7_000_218),
        ("client_secret", "wrong", "invalid_client", 7_000_215),
        ("requested_token_use", "", "invalid_request", 900_144),
        ("requested_token_use", "else", "invalid_request", 900_144),
        ("assertion", "", "invalid_request", 900_144),
        ("scope", "", "invalid_request", 900_144),
        (
            "scope",
            "api://nobody/.default",
            "invalid_resource",
            500_011,
        ),
    ] {
        let answer = world.server_token(&with(&good, name, value)).await;
        assert_eq!(
            refused(answer).await,
            expected(error, number),
            "{name} {value}"
        );
    }
    let answer = world.token(FABRIKAM, None, &good).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 50_020));
    granted(world.token(CONTOSO, None, &good).await).await;
}
