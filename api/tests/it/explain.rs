//! What is told about the mistakes that people make: each cure, provoked by its mistake. That an
//! explanation ends where the service ends is judged beside every judgement of the service.

use entrance_stand_in::Draft;
use serde_json::{Value, json};

use crate::service::{
    API, BEN_OF_CONTOSO, CONTOSO, FINN_OF_FABRIKAM, GIA_GUEST_OF_CONTOSO, NORA_STRANGER, NOW, PAGE,
    Service,
};

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// A token of Ben with these claims instead.
fn with(service: &Service, claims: &[(&str, Value)]) -> Draft {
    let mut draft = service.user(BEN_OF_CONTOSO);
    for (name, value) in claims {
        draft.claims.insert((*name).to_owned(), value.clone());
    }
    draft
}

/// Sees a token refused with this code, and all of these words in the cure.
async fn cured(service: &Service, token: &str, code: &str, words: &[&str]) {
    let told = service.explanation(token).await;
    assert_eq!(told["code"], code);
    let cure = told["cures"][0].as_str().unwrap_or_default();
    for word in words {
        assert!(cure.contains(word), "{word} is not in: {cure}");
    }
}

#[actix_web::test]
async fn token_for_another_service_of_microsoft_is_told_which_scope_to_ask_for() {
    let service = Service::start().await;
    let scope = format!("api://{API}/user_impersonation");
    let mut graph = with(&service, &[("aud", json!(GRAPH))]);
    let token = service.sign(&graph);
    let code = "audience_mismatch";
    cured(&service, &token, code, &["Microsoft Graph", &scope]).await;
    graph.header.insert("nonce".to_owned(), json!("n"));
    let token = service.sign(&graph);
    let code = "token_for_microsoft_graph";
    cured(&service, &token, code, &["Microsoft Graph", &scope]).await;
    let azure = with(&service, &[("aud", json!("https://management.azure.com"))]);
    let token = service.sign(&azure);
    let words = ["az account get-access-token", "--scope", &scope];
    cured(&service, &token, "audience_mismatch", &words).await;
}

#[actix_web::test]
async fn version_1_token_is_told_which_manifest_to_change() {
    let service = Service::start().await;
    let token = service.sign(&service.user_v1(BEN_OF_CONTOSO));
    let words = ["requestedAccessTokenVersion to 2", "the API's"];
    cured(&service, &token, "token_version_not_accepted", &words).await;
}

#[actix_web::test]
async fn id_token_is_recognized_although_its_audience_is_refused_first() {
    let service = Service::start().await;
    let mut draft = with(&service, &[("aud", json!(PAGE)), ("nonce", json!("n"))]);
    for claim in ["scp", "azp"] {
        draft.claims.remove(claim);
    }
    let token = service.sign(&draft);
    let words = ["ID token", "access token"];
    cured(&service, &token, "audience_mismatch", &words).await;
    let mut own = service.user(BEN_OF_CONTOSO);
    own.claims.remove("scp");
    own.claims.insert("nonce".to_owned(), json!("n"));
    let token = service.sign(&own);
    cured(&service, &token, "id_token_refused", &words).await;
}

#[actix_web::test]
async fn wrong_audience_is_shown_beside_the_right_one() {
    let service = Service::start_for_both().await;
    let other = "api://30000000-0000-4000-8000-00000000000e";
    let code = "audience_mismatch";
    let token = service.sign(&with(&service, &[("aud", json!(other))]));
    let words = [other, API, "APP_CLIENT_ID"];
    cured(&service, &token, code, &words).await;
    let mut first = service.user_v1(BEN_OF_CONTOSO);
    first.claims.insert("aud".to_owned(), json!(other));
    let token = service.sign(&first);
    cured(&service, &token, code, &[other, "entra.audiences"]).await;
}

#[actix_web::test]
async fn token_of_another_tenant_or_cloud_is_told_where_to_sign_in() {
    let single = Service::with(&[("entra.tenant", CONTOSO), ("tenants.listed", CONTOSO)]).await;
    let token = single.sign(&single.user(FINN_OF_FABRIKAM));
    let words = [CONTOSO, "TENANT_ID", "organizations"];
    cured(&single, &token, "signing_key_issuer_mismatch", &words).await;
    let service = Service::start().await;
    let other = "https://login.microsoftonline.us";
    let mut draft = with(
        &service,
        &[("iss", json!(format!("{other}/{CONTOSO}/v2.0")))],
    );
    draft.header.insert("kid".to_owned(), json!("unknown"));
    let token = service.sign(&draft);
    let words = [other, "entra.instance"];
    cured(&service, &token, "signing_key_unknown", &words).await;
}

#[actix_web::test]
async fn tenant_that_is_not_admitted_is_told_how_it_gets_in() {
    let service = Service::start().await;
    let token = service.sign(&service.user(NORA_STRANGER));
    let tenant = "10000000-0000-4000-8000-000000000003";
    let words = ["tenants.listed", tenant];
    cured(&service, &token, "tenant_not_admitted", &words).await;
    let settings = [
        ("tenants.admission", "directory"),
        ("tenants.listed", ""),
        ("database.url", "sqlite::memory:"),
    ];
    let service = Service::with(&settings).await;
    let token = service.sign(&service.user(NORA_STRANGER));
    let words = ["entrance tenant invite", tenant];
    cured(&service, &token, "tenant_not_admitted", &words).await;
}

#[actix_web::test]
async fn missing_permissions_are_named_as_they_are_requested() {
    let service = Service::with(&[("policies.default.scopes", "Orders.Read,Orders.Write")]).await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let words = [
        &format!("api://{API}/Orders.Read api://{API}/Orders.Write"),
        "consent",
    ];
    cured(&service, &token, "scope_missing", &words).await;
    let mut daemon = service.application();
    daemon.claims.remove("roles");
    let token = service.sign(&daemon);
    let default = format!("api://{API}/.default");
    let words = ["Api.Access", "admin consent", &default];
    cured(&service, &token, "app_role_missing", &words).await;
    let mut user = service.user(BEN_OF_CONTOSO);
    user.claims.remove("scp");
    let token = service.sign(&user);
    let words = ["neither scopes nor roles", &default];
    cured(&service, &token, "caller_kind_invalid", &words).await;
}

#[actix_web::test]
async fn guest_is_told_of_home_and_of_the_policy() {
    let service = Service::start().await;
    let token = service.sign(&service.user(GIA_GUEST_OF_CONTOSO));
    let words = ["guest", "home tenant", "guests"];
    cured(&service, &token, "guest_not_allowed", &words).await;
}

#[actix_web::test]
async fn expired_token_is_told_since_when() {
    let service = Service::start().await;
    let claims = [("iat", json!(NOW - 4_000)), ("exp", json!(NOW - 180))];
    let token = service.sign(&with(&service, &claims));
    let words = ["3 minutes ago", "fresh token"];
    cured(&service, &token, "token_expired", &words).await;
}

#[actix_web::test]
async fn what_is_no_access_token_at_all_is_recognized() {
    let service = Service::start().await;
    let code = "token_malformed";
    let refresh = "1.AXkA0123456789abcdefghijklmnopqrstuvwxyz.AgABAwEAAAD";
    cured(&service, refresh, code, &["refresh token", "eyJ"]).await;
    cured(&service, "EwBwA8l6BAAU", code, &["personal account"]).await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let quoted = format!("\"{token}\"");
    cured(&service, &quoted, code, &["without quotes"]).await;
    let cut = token.get(..token.len() - 30).unwrap();
    cured(&service, cut, "signature_invalid", &["cut short"]).await;
}

#[actix_web::test]
async fn page_for_people_says_what_a_token_means() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let page = service.explanation_page(&token).await;
    for words in [
        "The caller passes the policy default.",
        "a user, through a client",
        "(this API)",
        "in 75 minutes",
        "held",
    ] {
        assert!(page.contains(words), "{words} is not in:\n{page}");
    }
    let (_, signature) = token.rsplit_once('.').unwrap();
    assert!(!page.contains(signature));
    let expired = with(
        &service,
        &[("exp", json!(NOW - 7_200)), ("\u{1b}[2J", json!("\u{9b}"))],
    );
    let page = service.explanation_page(&service.sign(&expired)).await;
    for words in [
        "Refused with 401 token_expired",
        "2 hours ago",
        "FAILED",
        "not reached",
    ] {
        assert!(page.contains(words), "{words} is not in:\n{page}");
    }
    assert!(page.contains("which nobody has verified"));
    assert!(!page.chars().any(|one| one.is_control() && one != '\n'));
}

#[actix_web::test]
async fn application_is_told_from_a_user() {
    let service = Service::start().await;
    let token = service.sign(&service.application());
    let told = service.explanation(&token).await;
    assert_eq!(told["kind"], "application");
    assert_eq!(told["version"], "2.0");
    assert_eq!(told["tenant_id"], CONTOSO);
    assert_eq!(told["verified"], true);
    let codes: Vec<_> = told["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["codes"][0].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"app_role_missing") && !codes.contains(&"scope_missing"));
}
