//! Signing in on another device.

use serde_json::Value;

use crate::support::{API, CONTOSO, client, segment};
use crate::world::{
    BEN, FINN, ORDER_DESK, ORDER_PAGE, ORDER_TOOL, World, expected, form, granted, refused,
    refused_on_page, scope, with,
};

/// The program asks for codes.
async fn start(world: &World, client_id: &str, scope: &str) -> reqwest::Response {
    let parameters = form(&[("client_id", client_id), ("scope", scope)]);
    let url = world.url("/organizations/oauth2/v2.0/devicecode", &form(&[]));
    client().post(url).form(&parameters).send().await.unwrap()
}

async fn started(world: &World) -> Value {
    let answer = start(world, ORDER_TOOL, &scope()).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.unwrap()
}

/// The program asks whether the user has signed in.
async fn poll(world: &World, codes: &Value) -> reqwest::Response {
    let parameters = form(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", ORDER_TOOL),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ]);
    world.server_token(&parameters).await
}

async fn is_pending(world: &World, codes: &Value) -> bool {
    refused(poll(world, codes).await).await == expected("authorization_pending", 70_016)
}

/// The user types a code.
async fn type_code(world: &World, user_code: &str) -> reqwest::Response {
    let body = form(&[("user_code", user_code)]);
    world
        .submit("/organizations/oauth2/deviceauth", &form(&[]), &body)
        .await
}

/// The user chooses an account, or decides.
async fn decide(world: &World, codes: &Value, account: &str, decision: &str) -> reqwest::Response {
    let query = form(&[("user_code", codes["user_code"].as_str().unwrap())]);
    let body = with(&form(&[("account", account)]), "decision", decision);
    world.submit("/organizations/device", &query, &body).await
}

async fn says(answer: reqwest::Response, text: &str) -> bool {
    answer.text().await.unwrap().contains(text)
}

#[tokio::test]
async fn user_signs_in_to_a_program_on_another_device() {
    let world = World::start().await;
    let codes = started(&world).await;
    let user_code = codes["user_code"].as_str().unwrap();
    let address = codes["verification_uri"].as_str().unwrap();
    assert_eq!(user_code.len(), 9);
    assert_eq!(codes["expires_in"], 900);
    assert_eq!(codes["interval"], 5);
    let message = codes["message"].as_str().unwrap();
    assert!(message.contains(user_code) && message.contains(address));
    let page = client().get(address).send().await.unwrap();
    assert!(says(page, "name=\"user_code\"").await);

    assert!(is_pending(&world, &codes).await);
    let typed = format!(" {} ", user_code.to_ascii_lowercase());
    assert!(
        says(
            type_code(&world, &typed).await,
            "to sign in to Order tool on another device"
        )
        .await
    );
    let question = decide(&world, &codes, BEN, "").await;
    assert!(says(question, "Are you trying to sign in to Order tool?").await);
    assert!(is_pending(&world, &codes).await);
    assert!(
        says(
            decide(&world, &codes, BEN, "accept").await,
            "You signed in to Order tool"
        )
        .await
    );

    let tokens = granted(poll(&world, &codes).await).await;
    let claims = segment(tokens["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["aud"], API);
    assert_eq!(claims["azp"], ORDER_TOOL);
    assert_eq!(claims["azpacr"], "0");
    assert_eq!(
        (&claims["oid"], &claims["tid"]),
        (&BEN.into(), &CONTOSO.into())
    );
    assert!(tokens["id_token"].is_string());
    let renewal = form(&[
        ("grant_type", "refresh_token"),
        ("client_id", ORDER_TOOL),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ]);
    granted(world.server_token(&renewal).await).await;
}

#[tokio::test]
async fn user_is_asked_even_if_consent_is_there() {
    let world = World::start().await;
    for _ in 0..2 {
        let codes = started(&world).await;
        let question = decide(&world, &codes, BEN, "").await;
        assert!(says(question, "Only accept if you started this yourself").await);
        assert!(is_pending(&world, &codes).await);
        decide(&world, &codes, BEN, "accept").await;
        granted(poll(&world, &codes).await).await;
    }
}

#[tokio::test]
async fn grant_has_a_short_name_as_well() {
    let world = World::start().await;
    let codes = started(&world).await;
    decide(&world, &codes, BEN, "accept").await;
    let parameters = form(&[
        ("grant_type", "device_code"),
        ("client_id", ORDER_TOOL),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ]);
    granted(world.server_token(&parameters).await).await;
}

#[tokio::test]
async fn tokens_are_given_once() {
    let world = World::start().await;
    let codes = started(&world).await;
    decide(&world, &codes, BEN, "accept").await;
    granted(poll(&world, &codes).await).await;
    let again = refused(poll(&world, &codes).await).await;
    assert_eq!(again, expected("bad_verification_code", 70_018));
}

#[tokio::test]
async fn user_who_declines_ends_the_waiting() {
    let world = World::start().await;
    let codes = started(&world).await;
    assert!(
        says(
            decide(&world, &codes, BEN, "cancel").await,
            "Nothing was granted"
        )
        .await
    );
    for _ in 0..2 {
        let answer = refused(poll(&world, &codes).await).await;
        assert_eq!(answer, expected("authorization_declined", 65_004));
    }
    assert!(says(decide(&world, &codes, BEN, "accept").await, "AADSTS70018").await);
}

#[tokio::test]
async fn codes_expire_after_a_quarter_of_an_hour() {
    let world = World::start().await;
    let codes = started(&world).await;
    world.pass(899);
    assert!(is_pending(&world, &codes).await);
    world.pass(1);
    let answer = refused(poll(&world, &codes).await).await;
    assert_eq!(answer, expected("expired_token", 70_020));
    assert!(says(decide(&world, &codes, BEN, "accept").await, "AADSTS70018").await);
}

#[tokio::test]
async fn code_that_was_never_issued_is_refused() {
    let world = World::start().await;
    for user_code in ["", "ABCDEFGH2", "<script>"] {
        let answer = type_code(&world, user_code).await;
        assert_eq!(answer.status(), 400);
        assert!(says(answer, "AADSTS70018").await);
    }
    let made_up = serde_json::json!({ "device_code": "made-up" });
    let answer = refused(poll(&world, &made_up).await).await;
    assert_eq!(answer, expected("bad_verification_code", 70_018));
}

#[tokio::test]
async fn client_without_public_flows_is_refused() {
    let world = World::start().await;
    for client_id in [ORDER_PAGE, ORDER_DESK] {
        let answer = start(&world, client_id, &scope()).await;
        assert_eq!(refused(answer).await, expected("invalid_client", 7_000_218));
    }
    let answer = start(&world, "nobody", &scope()).await;
    assert_eq!(
        refused(answer).await,
        expected("unauthorized_client", 700_016)
    );
}

#[tokio::test]
async fn scope_that_does_not_exist_is_refused_at_once() {
    let world = World::start().await;
    let answer = start(&world, ORDER_TOOL, &format!("api://{API}/made_up")).await;
    assert_eq!(refused(answer).await, expected("invalid_client", 650_053));
    let answer = start(&world, ORDER_TOOL, "").await;
    assert_eq!(refused(answer).await, expected("invalid_request", 900_144));
}

#[tokio::test]
async fn pages_of_other_origins_neither_decide_nor_ask_for_tokens() {
    let world = World::start().await;
    let codes = started(&world).await;
    let query = form(&[("user_code", codes["user_code"].as_str().unwrap())]);
    let answer = client()
        .post(world.url("/organizations/device", &query))
        .header("origin", "https://attacker.example")
        .form(&form(&[("account", BEN), ("decision", "accept")]))
        .send()
        .await
        .unwrap();
    assert_eq!(refused_on_page(answer).await, 90_014);
    assert!(is_pending(&world, &codes).await);
    decide(&world, &codes, BEN, "accept").await;
    let parameters = form(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", ORDER_TOOL),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ]);
    let origin = Some("http://localhost:5173");
    let answer = world.token("organizations", origin, &parameters).await;
    assert_eq!(
        refused(answer).await,
        expected("invalid_request", 9_002_326)
    );
}

#[tokio::test]
async fn account_of_another_tenant_is_refused() {
    let world = World::start().await;
    let codes = started(&world).await;
    let query = form(&[("user_code", codes["user_code"].as_str().unwrap())]);
    let body = form(&[("account", FINN), ("decision", "accept")]);
    let answer = world
        .submit(&format!("/{CONTOSO}/device"), &query, &body)
        .await;
    assert_eq!(refused_on_page(answer).await, 50_020);
}
