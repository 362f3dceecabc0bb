//! Scopes and app roles (token-validation 6.4, 6.5), and the other lists of a policy.

use serde_json::json;

use super::super::{both_versions, changed, set};
use super::applications;
use crate::service::{API, BEN_OF_CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, PAGE, Service};

/// What follows in the challenge where this scope is missing.
fn scope_to_request() -> String {
    format!(", scope=\"api://{API}/user_impersonation\"")
}

#[actix_web::test]
async fn scope_is_found_among_others_that_single_spaces_part() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        for scopes in [
            "user_impersonation",
            "user_impersonation other",
            "other user_impersonation",
            "a user_impersonation b",
        ] {
            let mut draft = genuine.clone();
            set(&mut draft, "scp", scopes);
            let me = service.accepts(scopes, &draft).await;
            let names: Vec<_> = scopes.split(' ').collect();
            assert_eq!(me["scopes"], json!(names));
        }
    }
}

#[actix_web::test]
async fn scope_is_compared_whole_and_in_its_case() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        for scopes in [
            "other",
            "User_Impersonation",
            "USER_IMPERSONATION",
            "user_impersonation2",
            "xuser_impersonation",
            "user_impersonatio",
            "user_impersonation.read",
            "user",
            "*",
            ".default",
            "other,user_impersonation",
            "other;user_impersonation",
            "other+user_impersonation",
            "other \tuser_impersonation",
            "other \u{a0}user_impersonation",
            "other api://3000000a-bcde-4000-8000-00000000000f/user_impersonation",
        ] {
            let draft = changed(&genuine, |token| set(token, "scp", scopes));
            let code = "scope_missing";
            let more = scope_to_request();
            service.demands(scopes, &draft, code, &more).await;
        }
    }
}

#[actix_web::test]
async fn full_name_of_a_scope_is_the_name_of_none() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let full = format!("api://{API}/user_impersonation");
    let draft = changed(&genuine, |token| set(token, "scp", full));
    service
        .refuses("in full", &draft, "caller_kind_invalid")
        .await;
}

#[actix_web::test]
async fn delegated_call_needs_all_scopes_and_hears_of_all_as_they_are_requested() {
    let service = Service::with(&[
        ("policies.default.scopes", "user_impersonation,reports.read"),
        ("entra.app_id_uri", "https://api.contoso.example"),
    ])
    .await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let with = |scopes: &str| {
        let mut draft = genuine.clone();
        set(&mut draft, "scp", scopes);
        draft
    };
    let both = with("reports.read user_impersonation");
    service.accepts("both", &both).await;
    let uri = "https://api.contoso.example";
    let more = format!(", scope=\"{uri}/user_impersonation {uri}/reports.read\"");
    for scopes in ["user_impersonation", "reports.read", "other"] {
        let draft = with(scopes);
        service
            .demands(scopes, &draft, "scope_missing", &more)
            .await;
    }
}

#[actix_web::test]
async fn app_role_is_compared_whole_and_in_its_case() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service) {
        for roles in [
            json!(["Other"]),
            json!(["api.access"]),
            json!(["API.ACCESS"]),
            json!(["Api.Access2"]),
            json!(["Api"]),
            json!(["Api.Access Other"]),
            json!(["Api.Access,Other"]),
            json!(["user_impersonation"]),
            json!([]),
            json!("Api.Access"),
            json!({ "Api.Access": true }),
            json!([["Api.Access"]]),
        ] {
            let what = roles.to_string();
            let draft = changed(&genuine, |token| set(token, "roles", roles));
            service.demands(&what, &draft, "app_role_missing", "").await;
        }
        let draft = changed(&genuine, |token| {
            set(token, "roles", json!(["Other", "Api.Access"]));
        });
        service.accepts("among others", &draft).await;
    }
}

#[actix_web::test]
async fn application_needs_one_of_the_app_roles() {
    let service = Service::with(&[("policies.default.app_roles", "Other,Api.Access")]).await;
    let genuine = service.application();
    service.accepts("one of two", &genuine).await;
    let draft = changed(&genuine, |token| set(token, "roles", json!(["Third"])));
    service
        .demands("none", &draft, "app_role_missing", "")
        .await;
}

#[actix_web::test]
async fn user_with_the_app_role_does_not_pass_for_an_application() {
    let service = Service::start_for_both().await;
    let for_applications = Service::with(&[
        ("policies.default.scopes", ""),
        ("entra.token_versions", "1.0,2.0"),
    ])
    .await;
    let with_role = |token: &mut entrance_stand_in::Draft| {
        set(token, "roles", json!(["Api.Access"]));
    };
    for genuine in both_versions(&service) {
        let mut draft = changed(&genuine, with_role);
        set(&mut draft, "scp", "other");
        let more = scope_to_request();
        service
            .demands("role", &draft, "scope_missing", &more)
            .await;
    }
    for genuine in both_versions(&for_applications) {
        let draft = changed(&genuine, with_role);
        let code = "user_not_allowed";
        for_applications.demands("role", &draft, code, "").await;
    }
    for genuine in applications(&for_applications) {
        for_applications.accepts("application", &genuine).await;
    }
}

#[actix_web::test]
async fn policy_without_app_roles_is_for_users_only() {
    let service = Service::with(&[("policies.default.app_roles", "")]).await;
    service.accepts("user", &service.user(BEN_OF_CONTOSO)).await;
    let genuine = service.application();
    let code = "application_not_allowed";
    service.demands("application", &genuine, code, "").await;
}

#[actix_web::test]
async fn user_needs_one_of_the_user_roles_and_an_application_none() {
    let service = Service::with(&[("policies.default.user_roles", "Reader,Writer")]).await;
    let genuine = service.user(BEN_OF_CONTOSO);
    for roles in [json!([]), json!(["Other"]), json!(["reader"])] {
        let mut draft = genuine.clone();
        set(&mut draft, "roles", roles);
        service
            .demands("none", &draft, "user_role_missing", "")
            .await;
    }
    let draft = changed(&genuine, |token| set(token, "roles", json!(["Writer"])));
    service.accepts("one", &draft).await;
    service.accepts("application", &service.application()).await;
}

#[actix_web::test]
async fn other_clients_and_tenants_are_turned_away_without_a_challenge() {
    let service = Service::with(&[("policies.default.clients", PAGE)]).await;
    service
        .accepts("client", &service.user(BEN_OF_CONTOSO))
        .await;
    let other = service.application();
    service
        .turns_away("client", &other, "client_not_allowed")
        .await;
    let service = Service::with(&[("policies.default.tenants", FABRIKAM)]).await;
    let genuine = service.user(FINN_OF_FABRIKAM);
    service.accepts("tenant", &genuine).await;
    let other = service.user(BEN_OF_CONTOSO);
    service
        .turns_away("tenant", &other, "tenant_not_allowed")
        .await;
}
