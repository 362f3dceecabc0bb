//! What the authorization endpoint refuses, and who is told.

use crate::support::{API, CONTOSO, client};
use crate::world::{
    BEN, FINN, PAT, World, expected, form, refused_at_client, refused_on_page, request,
    site_request, with,
};

#[tokio::test]
async fn unknown_application_is_told_on_the_page() {
    let world = World::start().await;
    for id in ["Order page", API, "deadbeef-0000-4000-8000-000000000000"] {
        let request = with(&request(), "client_id", id);
        let answer = world.authorize("organizations", &request).await;
        assert_eq!(refused_on_page(answer).await, 700_016);
    }
}

#[tokio::test]
async fn address_that_is_not_registered_is_told_on_the_page() {
    let world = World::start().await;
    for address in [
        "http://localhost:5173",
        "http://localhost:5173/other",
        "http://localhost:5174/",
        "http://127.0.0.1:5173/",
        "https://attacker.example/",
        "javascript:alert(1)",
        "{service}/oauth2-redirect",
    ] {
        let request = with(&request(), "redirect_uri", address);
        let answer = world.authorize("organizations", &request).await;
        assert_eq!(refused_on_page(answer).await, 50_011, "{address}");
        let answer = world.choose("organizations", &request, BEN).await;
        assert_eq!(refused_on_page(answer).await, 50_011, "{address}");
    }
}

#[tokio::test]
async fn what_was_sent_is_escaped_on_the_page() {
    let world = World::start().await;
    let request = with(&request(), "client_id", "<script>alert(1)</script>");
    let answer = world.authorize("organizations", &request).await;
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    let page = answer.text().await.unwrap();
    assert!(page.contains("&lt;script&gt;"));
    assert!(!page.contains("<script>"));
}

#[tokio::test]
async fn missing_client_or_address_is_told_on_the_page() {
    let world = World::start().await;
    for name in ["client_id", "redirect_uri"] {
        let answer = world.authorize("common", &with(&request(), name, "")).await;
        assert_eq!(refused_on_page(answer).await, 900_144);
    }
    let odd = with(&request(), "response_mode", "web_message");
    assert_eq!(
        refused_on_page(world.authorize("common", &odd).await).await,
        900_144
    );
}

#[tokio::test]
async fn unknown_tenant_is_told_on_the_page() {
    let world = World::start().await;
    let answer = world.authorize("nobody.example", &request()).await;
    assert_eq!(refused_on_page(answer).await, 90_002);
}

#[tokio::test]
async fn other_faults_are_told_the_client() {
    let world = World::start().await;
    for (name, value, error, number) in [
        ("response_type", "", "invalid_request", 900_144),
        (
            "response_type",
            "token",
            "unsupported_response_type",
            700_054,
        ),
        (
            "response_type",
            "code id_token",
            "unsupported_response_type",
            700_054,
        ),
        ("scope", "", "invalid_request", 900_144),
        (
            "scope",
            "api://nobody/user_impersonation",
            "invalid_resource",
            500_011,
        ),
        (
            "scope",
            &format!("api://{API}/made_up"),
            "invalid_client",
            650_053,
        ),
        ("scope", "openid Mail.Read", "invalid_client", 650_053),
        (
            "scope",
            &format!("User.Read api://{API}/user_impersonation"),
            "invalid_request",
            28_000,
        ),
        (
            "scope",
            &format!("api://{API}/.default api://{API}/user_impersonation"),
            "invalid_scope",
            70_011,
        ),
        ("prompt", "none", "login_required", 50_058),
    ] {
        let request = with(&request(), name, value);
        let answer = world.authorize("organizations", &request).await;
        assert_eq!(
            refused_at_client(&answer),
            expected(error, number),
            "{name} {value}"
        );
    }
}

#[tokio::test]
async fn page_without_a_proof_key_is_refused() {
    let world = World::start().await;
    for (name, value, number) in [
        ("code_challenge", "", 9_002_325),
        ("code_challenge_method", "", 9_002_325),
        ("code_challenge_method", "plain", 9_002_325),
        ("code_challenge", "too-short", 501_491),
        (
            "code_challenge",
            "no+base64url+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            501_491,
        ),
    ] {
        let request = with(&request(), name, value);
        let answer = world.authorize("organizations", &request).await;
        assert_eq!(
            refused_at_client(&answer),
            expected("invalid_request", number),
            "{name} {value}"
        );
    }
}

#[tokio::test]
async fn site_with_a_secret_may_do_without_a_proof_key() {
    let world = World::start().await;
    let request = with(&site_request(), "code_challenge", "");
    assert_eq!(
        world.authorize("organizations", &request).await.status(),
        200
    );
}

#[tokio::test]
async fn person_who_cancels_is_sent_back() {
    let world = World::start().await;
    for body in [
        form(&[("decision", "cancel")]),
        form(&[("decision", "cancel"), ("account", BEN)]),
    ] {
        let answer = world
            .submit("/organizations/login", &request(), &body)
            .await;
        assert_eq!(
            refused_at_client(&answer),
            expected("access_denied", 65_004)
        );
    }
}

#[tokio::test]
async fn account_of_another_tenant_is_refused() {
    let world = World::start().await;
    for (tenant, account) in [(CONTOSO, FINN), ("organizations", PAT), ("consumers", BEN)] {
        let answer = world.choose(tenant, &request(), account).await;
        assert_eq!(refused_on_page(answer).await, 50_020);
    }
    let answer = world.choose(CONTOSO, &request(), "nobody").await;
    assert_eq!(refused_on_page(answer).await, 50_034);
}

#[tokio::test]
async fn form_of_another_origin_is_refused() {
    let world = World::start().await;
    for origin in ["http://localhost:5173", "https://attacker.example", "null"] {
        let answer = client()
            .post(world.url("/organizations/login", &request()))
            .header("origin", origin)
            .form(&form(&[("account", BEN), ("decision", "accept")]))
            .send()
            .await
            .unwrap();
        assert_eq!(refused_on_page(answer).await, 90_014, "{origin}");
    }
}
