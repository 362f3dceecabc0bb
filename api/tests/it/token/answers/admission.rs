//! Which tenants come in, and how challenges name the service (token-validation, section 8).

use super::super::{both_versions, set};
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, ME, NORA_STRANGER, Service,
};

const CODE: &str = "tenant_not_admitted";

#[actix_web::test]
async fn tenant_that_is_not_listed_is_turned_away_without_a_challenge() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        service.accepts("Contoso", &genuine).await;
    }
    for genuine in [service.user(NORA_STRANGER), service.user_v1(NORA_STRANGER)] {
        service.turns_away("Northwind", &genuine, CODE).await;
    }
}

#[actix_web::test]
async fn operators_tenant_is_admitted_whatever_the_list() {
    let service = Service::with(&[("tenants.listed", ""), ("tenants.operator", CONTOSO)]).await;
    service
        .accepts("operator", &service.user(BEN_OF_CONTOSO))
        .await;
    let other = service.user(FINN_OF_FABRIKAM);
    service.turns_away("customer", &other, CODE).await;
}

#[actix_web::test]
async fn every_tenant_is_admitted_where_any_is() {
    let service = Service::with(&[("tenants.admission", "any"), ("tenants.listed", "")]).await;
    for user in [BEN_OF_CONTOSO, FINN_OF_FABRIKAM, NORA_STRANGER] {
        service.accepts(user, &service.user(user)).await;
    }
}

#[actix_web::test]
async fn policy_never_widens_admission() {
    let nora = "10000000-0000-4000-8000-000000000003";
    let tenants = format!("{nora},{FABRIKAM}");
    let service = Service::with(&[("policies.default.tenants", &tenants)]).await;
    service
        .turns_away("Nora", &service.user(NORA_STRANGER), CODE)
        .await;
    service
        .accepts("Finn", &service.user(FINN_OF_FABRIKAM))
        .await;
}

#[actix_web::test]
async fn challenge_names_the_public_address_and_never_that_of_the_request() {
    let service = Service::with(&[
        ("server.public_url", "https://api.contoso.example/entrance"),
        ("entra.app_id_uri", "https://api.contoso.example"),
    ])
    .await;
    let bare = "Bearer realm=\"https://api.contoso.example/entrance\", resource_metadata=\
                \"https://api.contoso.example/.well-known/oauth-protected-resource/entrance\"";
    let headers: [(&str, &[u8]); 3] = [
        ("host", b"evil.example"),
        ("x-forwarded-host", b"evil.example"),
        ("forwarded", b"host=evil.example"),
    ];
    let answer = service.get(ME, &headers).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.challenge(), Some(bare));
    let mut draft = service.user(BEN_OF_CONTOSO);
    set(&mut draft, "scp", "other");
    let answer = service.me(&service.sign(&draft)).await;
    let challenge = format!(
        "{bare}, error=\"insufficient_scope\", \
         error_description=\"the access token lacks a scope that this demands\", \
         scope=\"https://api.contoso.example/user_impersonation\""
    );
    assert_eq!(answer.status, 403);
    assert_eq!(answer.challenge(), Some(&*challenge));
}
