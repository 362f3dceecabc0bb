//! Redeeming codes.

use entrance_stand_in::PERSONAL_ACCOUNTS;
use serde_json::json;

use crate::support::{API, CONTOSO, FABRIKAM, NOW, get_json, segment, verifies};
use crate::world::{
    BEN, GIA, ORDER_DESK, ORDER_PAGE, ORDER_TOOL, PAT, World, form, granted, redemption, request,
    site_redemption, site_request, with,
};

#[tokio::test]
async fn page_gets_an_access_token_for_the_api() {
    let world = World::start().await;
    let tokens = world.signed_in().await;
    assert_eq!(tokens["expires_in"], 4500);
    assert_eq!(tokens["scope"], format!("api://{API}/user_impersonation"));
    let token = tokens["access_token"].as_str().unwrap();
    let claims = segment(token, 1);
    assert_eq!(claims["aud"], API);
    assert_eq!(claims["azp"], ORDER_PAGE);
    assert_eq!(claims["azpacr"], "0");
    assert_eq!(claims["oid"], BEN);
    assert_eq!(claims["tid"], CONTOSO);
    assert_eq!(claims["scp"], "user_impersonation");
    let key_set = get_json(&world.stand_in, "/common/discovery/v2.0/keys").await;
    assert!(verifies(token, &key_set["keys"][0]));
}

#[tokio::test]
async fn page_gets_an_id_token_with_its_nonce() {
    let world = World::start().await;
    let tokens = world.signed_in().await;
    let access = segment(tokens["access_token"].as_str().unwrap(), 1);
    let mut claims = segment(tokens["id_token"].as_str().unwrap(), 1);
    for opaque in ["uti", "aio", "rh"] {
        assert!(claims.as_object_mut().unwrap().remove(opaque).is_some());
    }
    assert_eq!(
        claims,
        json!({
            "aud": ORDER_PAGE,
            "exp": NOW + 4500,
            "iat": NOW,
            "iss": format!("{}/{CONTOSO}/v2.0", world.stand_in.instance()),
            "name": "Ben Member",
            "nbf": NOW,
            "nonce": "the client's nonce",
            "oid": BEN,
            "preferred_username": "ben@contoso.example",
            "sub": access["sub"],
            "tid": CONTOSO,
            "ver": "2.0",
        })
    );
}

#[tokio::test]
async fn tokens_are_what_the_scopes_ask_for() {
    let world = World::start().await;
    let api = format!("api://{API}/user_impersonation");
    for (scope, id_token, name, email, refresh_token) in [
        (api.clone(), false, false, false, false),
        (format!("openid {api}"), true, false, false, false),
        (format!("openid email {api}"), true, false, true, false),
        (format!("openid profile {api}"), true, true, false, false),
        (format!("{api} offline_access"), false, false, false, true),
    ] {
        let code = world.code(&with(&request(), "scope", &scope)).await;
        let tokens = granted(world.page_token(&redemption(&code)).await).await;
        assert_eq!(tokens.get("id_token").is_some(), id_token, "{scope}");
        assert_eq!(
            tokens.get("refresh_token").is_some(),
            refresh_token,
            "{scope}"
        );
        if id_token {
            let claims = segment(tokens["id_token"].as_str().unwrap(), 1);
            assert_eq!(claims.get("name").is_some(), name, "{scope}");
            assert_eq!(claims.get("oid").is_some(), name, "{scope}");
            assert_eq!(claims.get("email").is_some(), email, "{scope}");
        }
    }
}

#[tokio::test]
async fn without_an_api_the_token_is_for_microsoft_graph() {
    let world = World::start().await;
    let code = world
        .code(&with(&request(), "scope", "openid User.Read"))
        .await;
    let tokens = granted(world.page_token(&redemption(&code)).await).await;
    assert_eq!(
        tokens["scope"],
        "https://graph.microsoft.com/User.Read openid"
    );
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(
        segment(token, 1)["aud"],
        "00000003-0000-0000-c000-000000000000"
    );
    assert!(segment(token, 0).get("nonce").is_some());
}

#[tokio::test]
async fn site_redeems_with_its_secret() {
    let world = World::start().await;
    let code = world.code(&site_request()).await;
    let tokens = granted(world.server_token(&site_redemption(&code)).await).await;
    let claims = segment(tokens["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["azp"], ORDER_DESK);
    assert_eq!(claims["azpacr"], "1");
}

#[tokio::test]
async fn program_redeems_at_any_port_of_localhost() {
    let world = World::start().await;
    for address in [
        "http://localhost:49152",
        "http://localhost:49153/",
        "http://localhost",
    ] {
        let request = with(
            &with(&request(), "client_id", ORDER_TOOL),
            "redirect_uri",
            address,
        );
        let code = world.code(&request).await;
        let form = with(&redemption(&code), "client_id", ORDER_TOOL);
        let form = with(&form, "redirect_uri", address);
        granted(world.server_token(&form).await).await;
    }
}

#[tokio::test]
async fn ids_of_the_account_come_along_where_asked_for() {
    let world = World::start().await;
    let code = world.code_for(CONTOSO, &request(), GIA).await;
    let form = with(&redemption(&code), "client_info", "1");
    let tokens = granted(world.page_token(&form).await).await;
    let info = segment(&format!("{}..", tokens["client_info"].as_str().unwrap()), 0);
    assert_eq!(info, json!({ "uid": GIA, "utid": FABRIKAM }));
    let id_token = segment(tokens["id_token"].as_str().unwrap(), 1);
    assert_eq!(
        id_token["idp"],
        format!("https://sts.windows.net/{FABRIKAM}/")
    );
}

#[tokio::test]
async fn personal_account_signs_in_at_common() {
    let world = World::start().await;
    let code = world.code_for("common", &request(), PAT).await;
    let answer = world
        .token("common", Some("http://localhost:5173"), &redemption(&code))
        .await;
    let tokens = granted(answer).await;
    let claims = segment(tokens["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["tid"], PERSONAL_ACCOUNTS);
}

#[tokio::test]
async fn basic_header_serves_as_well() {
    let world = World::start().await;
    let code = world.code(&site_request()).await;
    let mut redemption = site_redemption(&code);
    redemption.retain(|(name, _)| !name.starts_with("client_"));
    let url = world.url("/organizations/oauth2/v2.0/token", &form(&[]));
    let answer = crate::support::client()
        .post(url)
        .basic_auth(ORDER_DESK, Some(crate::world::ORDER_DESK_SECRET))
        .form(&redemption)
        .send()
        .await
        .unwrap();
    granted(answer).await;
}
