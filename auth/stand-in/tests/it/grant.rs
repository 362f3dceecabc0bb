//! What the token endpoint grants.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entrance_stand_in::StandIn;
use serde_json::{Value, json};

use crate::support::{
    API, CONTOSO, DAEMON, DAEMON_SECRET, client, get_json, segment, start, verifies,
};

/// A request that is granted, for tests to change in one place.
pub(crate) fn good() -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", DAEMON.to_owned()),
        ("client_secret", DAEMON_SECRET.to_owned()),
        ("scope", format!("api://{API}/.default")),
    ]
}

pub(crate) fn with(name: &str, value: &str) -> Vec<(&'static str, String)> {
    let mut form = good();
    let parameter = form.iter_mut().find(|(found, _)| *found == name).unwrap();
    value.clone_into(&mut parameter.1);
    form
}

pub(crate) fn address(stand_in: &StandIn, tenant: &str) -> String {
    format!("{}/{tenant}/oauth2/v2.0/token", stand_in.instance())
}

pub(crate) async fn post(
    stand_in: &StandIn,
    tenant: &str,
    form: &[(&'static str, String)],
) -> reqwest::Response {
    let request = client().post(address(stand_in, tenant)).form(form);
    request.send().await.unwrap()
}

/// Asserts a grant, and gives its body.
async fn granted(response: reqwest::Response) -> Value {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["pragma"], "no-cache");
    response.json().await.unwrap()
}

#[tokio::test]
async fn daemon_with_a_secret_in_the_form_gets_a_token() {
    let stand_in = start().await;
    let key_set = get_json(&stand_in, "/common/discovery/v2.0/keys").await;
    for tenant in [CONTOSO, "contoso.example"] {
        let body = granted(post(&stand_in, tenant, &good()).await).await;
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 4500);
        assert_eq!(body["ext_expires_in"], 4500);
        assert_eq!(body.as_object().unwrap().len(), 4);
        let token = body["access_token"].as_str().unwrap();
        let claims = segment(token, 1);
        assert_eq!(claims["tid"], CONTOSO);
        assert_eq!(claims["azp"], DAEMON);
        assert_eq!(claims["aud"], API);
        assert_eq!(claims["roles"], json!(["Api.Access"]));
        assert!(verifies(token, &key_set["keys"][0]));
    }
}

#[tokio::test]
async fn daemon_with_a_secret_in_the_header_gets_a_token() {
    let stand_in = start().await;
    let form: Vec<_> = good()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("client_"))
        .collect();
    // Each half is form-encoded before base64: here the first hyphen of both.
    let encoded = STANDARD.encode(format!("{DAEMON}:{DAEMON_SECRET}").replace('-', "%2D"));
    for scheme in ["Basic", "basic"] {
        let response = client()
            .post(address(&stand_in, CONTOSO))
            .header("authorization", format!("{scheme} {encoded}"))
            .form(&form)
            .send()
            .await
            .unwrap();
        assert!(granted(response).await["access_token"].is_string());
    }
}

#[tokio::test]
async fn scope_may_name_the_api_by_its_client_id() {
    let stand_in = start().await;
    let form = with("scope", &format!("{API}/.default"));
    let body = granted(post(&stand_in, CONTOSO, &form).await).await;
    assert_eq!(
        segment(body["access_token"].as_str().unwrap(), 1)["aud"],
        API
    );
}

#[tokio::test]
async fn daemon_without_roles_gets_a_token_without_roles() {
    let stand_in = start().await;
    let mut form = with("client_id", "30000000-0000-4000-8000-000000000004");
    form[2].1 = "curious-script-on-this-machine-only".to_owned();
    let body = granted(post(&stand_in, CONTOSO, &form).await).await;
    assert!(
        segment(body["access_token"].as_str().unwrap(), 1)
            .get("roles")
            .is_none()
    );
}
