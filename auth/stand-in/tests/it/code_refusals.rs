//! Codes that are not redeemed.

use crate::support::{FABRIKAM, client, start};
use crate::world::{
    BEN, ORDER_DESK, ORDER_PAGE_ORIGIN, World, challenge, expected, form, granted, redemption,
    refused, request, site_redemption, site_request, with,
};

#[tokio::test]
async fn code_that_was_never_issued_is_refused() {
    let world = World::start().await;
    let answer = world.page_token(&redemption("made-up")).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 70_000));
    let answer = world.page_token(&redemption("")).await;
    assert_eq!(refused(answer).await, expected("invalid_request", 900_144));
}

#[tokio::test]
async fn code_used_twice_is_refused_and_ends_the_sign_in() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let tokens = granted(world.page_token(&redemption(&code)).await).await;
    let answer = world.page_token(&redemption(&code)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 54_005));
    let refresh = form(&[
        ("grant_type", "refresh_token"),
        ("client_id", crate::world::ORDER_PAGE),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ]);
    let answer = world.page_token(&refresh).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 70_000));
}

#[tokio::test]
async fn code_expires_after_ten_minutes() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    world.pass(599);
    granted(world.page_token(&redemption(&code)).await).await;
    let code = world.code(&request()).await;
    world.pass(600);
    let answer = world.page_token(&redemption(&code)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 70_008));
}

#[tokio::test]
async fn wrong_verifier_is_refused_and_spends_the_code() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let form = with(
        &redemption(&code),
        "code_verifier",
        "another-verifier-that-is-as-long-as-needed-43",
    );
    let answer = world.page_token(&form).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 501_481));
    let answer = world.page_token(&redemption(&code)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 54_005));
}

#[tokio::test]
async fn missing_verifier_is_refused() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let answer = world
        .page_token(&with(&redemption(&code), "code_verifier", ""))
        .await;
    assert_eq!(refused(answer).await, expected("invalid_request", 900_144));
}

#[tokio::test]
async fn challenge_is_no_verifier() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let challenge = challenge(crate::world::VERIFIER);
    let answer = world
        .page_token(&with(&redemption(&code), "code_verifier", &challenge))
        .await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 501_481));
}

#[tokio::test]
async fn verifier_without_a_challenge_is_refused() {
    let world = World::start().await;
    let code = world
        .code(&with(&site_request(), "code_challenge", ""))
        .await;
    let answer = world.server_token(&site_redemption(&code)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 501_481));
}

#[tokio::test]
async fn other_redirect_address_is_refused() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let form = with(&redemption(&code), "redirect_uri", "http://localhost:3000/");
    let answer = world.page_token(&form).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 500_112));
}

#[tokio::test]
async fn code_of_another_client_is_refused() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let answer = world.server_token(&site_redemption(&code)).await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 70_000));
}

#[tokio::test]
async fn unknown_client_is_refused() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let unknown = "deadbeef-0000-4000-8000-000000000000";
    let answer = world
        .page_token(&with(&redemption(&code), "client_id", unknown))
        .await;
    assert_eq!(
        refused(answer).await,
        expected("unauthorized_client", 700_016)
    );
}

#[tokio::test]
async fn site_without_its_secret_is_refused() {
    let world = World::start().await;
    for (secret, number) in [("", 7_000_218), ("wrong", 7_000_215)] {
        let code = world.code(&site_request()).await;
        let answer = world
            .server_token(&with(&site_redemption(&code), "client_secret", secret))
            .await;
        assert_eq!(refused(answer).await, expected("invalid_client", number));
    }
}

#[tokio::test]
async fn page_that_sends_a_secret_is_refused() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let answer = world
        .page_token(&with(&redemption(&code), "client_secret", "secret"))
        .await;
    assert_eq!(refused(answer).await, expected("invalid_client", 700_025));
}

#[tokio::test]
async fn tenant_that_the_user_does_not_belong_to_is_refused() {
    let world = World::start().await;
    let code = world.code_for("organizations", &request(), BEN).await;
    let answer = world
        .token(FABRIKAM, Some(ORDER_PAGE_ORIGIN), &redemption(&code))
        .await;
    assert_eq!(refused(answer).await, expected("invalid_grant", 50_020));
}

#[tokio::test]
async fn page_of_another_origin_is_refused_and_may_read_why() {
    let world = World::start().await;
    for origin in [
        "http://localhost:5174",
        "https://attacker.example",
        "null",
        "http://localhost:5173/",
    ] {
        let code = world.code(&request()).await;
        let answer = world
            .token("organizations", Some(origin), &redemption(&code))
            .await;
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert!(
            answer
                .headers()
                .get("access-control-allow-credentials")
                .is_none()
        );
        assert_eq!(
            refused(answer).await,
            expected("invalid_request", 9_002_326),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn code_of_a_page_is_redeemed_by_pages_only() {
    let world = World::start().await;
    let code = world.code(&request()).await;
    let answer = world.server_token(&redemption(&code)).await;
    assert_eq!(
        refused(answer).await,
        expected("invalid_request", 9_002_327)
    );
}

#[tokio::test]
async fn code_of_a_site_is_redeemed_by_no_page() {
    let world = World::start().await;
    let code = world.code(&site_request()).await;
    let answer = world
        .token(
            "organizations",
            Some("http://localhost:8002"),
            &site_redemption(&code),
        )
        .await;
    assert_eq!(
        refused(answer).await,
        expected("invalid_request", 9_002_326)
    );
}

#[tokio::test]
async fn secret_in_a_page_is_refused_across_origins() {
    let world = World::start().await;
    let credentials = form(&[
        ("grant_type", "client_credentials"),
        ("client_id", ORDER_DESK),
        ("client_secret", crate::world::ORDER_DESK_SECRET),
        (
            "scope",
            "api://30000000-0000-4000-8000-000000000001/.default",
        ),
    ]);
    let answer = world
        .token(
            "contoso.example",
            Some("https://attacker.example"),
            &credentials,
        )
        .await;
    assert_eq!(
        refused(answer).await,
        expected("invalid_request", 9_002_326)
    );
}

#[tokio::test]
async fn preflight_is_answered_where_pages_call() {
    let stand_in = start().await;
    for path in [
        "/organizations/oauth2/v2.0/token",
        "/organizations/v2.0/.well-known/openid-configuration",
        "/organizations/discovery/v2.0/keys",
    ] {
        let method = if path.ends_with("token") {
            "POST"
        } else {
            "GET"
        };
        let answer = client()
            .request(
                reqwest::Method::OPTIONS,
                format!("{}{path}", stand_in.instance()),
            )
            .header("origin", "http://localhost:8000")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", "x-requested-with")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert_eq!(
            answer.headers()["access-control-allow-headers"],
            "x-requested-with"
        );
    }
}
