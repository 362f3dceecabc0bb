//! Who may manage tenants.

use reqwest::Method;
use serde_json::json;

use super::world::{ADA_OPERATOR, TENANTS, World, request};
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, GIA_GUEST_OF_CONTOSO, Service, is_problem,
};

/// Holds the managing role in a customer's tenant.
const FAYE_OF_FABRIKAM: &str = "faye@fabrikam.example";

/// Every endpoint of operators, with a body where one is wanted.
fn endpoints() -> Vec<(Method, String, Option<serde_json::Value>)> {
    let one = format!("{TENANTS}/{FABRIKAM}");
    vec![
        (Method::GET, TENANTS.to_owned(), None),
        (
            Method::POST,
            TENANTS.to_owned(),
            Some(json!({ "tenant_id": FABRIKAM, "display_name": "F" })),
        ),
        (Method::GET, one.clone(), None),
        (Method::PATCH, one.clone(), Some(json!({ "note": "n" }))),
        (Method::DELETE, one.clone(), None),
        (Method::POST, format!("{one}/approve"), None),
        (
            Method::POST,
            format!("{one}/suspend"),
            Some(json!({ "reason": "r" })),
        ),
        (Method::POST, format!("{one}/reactivate"), None),
        (Method::GET, "/api/v1/audit".to_owned(), None),
    ]
}

#[actix_web::test]
async fn the_managing_role_in_a_customers_tenant_makes_no_operator() {
    let world = World::admitting_fabrikam().await;
    let service = &world.service;
    let faye = service.sign(&service.user(FAYE_OF_FABRIKAM));
    service.accepts_token("she comes in", &faye).await;
    let mut daemon = service
        .stand_in
        .application_token("Nightly report", FABRIKAM)
        .unwrap();
    daemon
        .claims
        .insert("roles".to_owned(), json!(["Tenants.Manage", "Api.Access"]));
    let daemon = service.sign(&daemon);
    for (method, path, body) in endpoints() {
        for token in [&faye, &daemon] {
            let answer = world
                .send(method.clone(), &path, body.clone(), token, None)
                .await;
            is_problem(&path, &answer, 403, "tenant_not_allowed", None);
        }
    }
}

#[actix_web::test]
async fn within_the_operators_tenant_the_role_and_membership_count() {
    let world = World::start().await;
    let service = &world.service;
    let with_role = |mut draft: entrance_stand_in::Draft| {
        draft
            .claims
            .insert("roles".to_owned(), json!(["Tenants.Manage"]));
        service.sign(&draft)
    };
    let mut scopeless = service.user(ADA_OPERATOR);
    scopeless.claims.insert("scp".to_owned(), json!("other"));
    let cases = [
        (
            service.sign(&service.user(BEN_OF_CONTOSO)),
            "user_role_missing",
        ),
        (
            with_role(service.user(GIA_GUEST_OF_CONTOSO)),
            "guest_not_allowed",
        ),
        (service.sign(&service.application()), "app_role_missing"),
        (service.sign(&scopeless), "scope_missing"),
    ];
    for (token, code) in cases {
        let answer = world.send(Method::GET, TENANTS, None, &token, None).await;
        assert_eq!((answer.status, &*answer.member("code")), (403, code));
    }
    for token in [
        with_role(service.user(BEN_OF_CONTOSO)),
        with_role(service.application()),
    ] {
        let answer = world.send(Method::GET, TENANTS, None, &token, None).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

#[actix_web::test]
async fn without_an_operator_nobody_manages_tenants() {
    let service = Service::with(&[("tenants.operator", "")]).await;
    let ada = service.sign(&service.user(ADA_OPERATOR));
    for (method, path, body) in endpoints() {
        let answer = request(
            service.client(),
            &service.public_url(),
            method,
            &path,
            body,
            &ada,
            None,
        )
        .await;
        is_problem(&path, &answer, 403, "operator_not_configured", None);
    }
}

#[actix_web::test]
async fn without_the_directory_operators_are_told_so() {
    let service = Service::with(&[("tenants.operator", CONTOSO)]).await;
    let ada = service.sign(&service.user(ADA_OPERATOR));
    for (method, path, body) in endpoints() {
        let answer = request(
            service.client(),
            &service.public_url(),
            method,
            &path,
            body,
            &ada,
            None,
        )
        .await;
        is_problem(&path, &answer, 404, "directory_not_enabled", None);
    }
}
