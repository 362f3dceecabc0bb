//! What is told about which token.

use serde_json::json;

use super::{CUSTOMER, ID, SECRET, basic, inactive, introspector, meaning, service};
use crate::service::{BEN_OF_CONTOSO, CONTOSO, FINN_OF_FABRIKAM, NORA_STRANGER};

#[actix_web::test]
async fn a_token_of_a_user_is_told_with_scopes() {
    let service = service().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let claims = &draft.claims;
    let expected = json!({
        "active": true,
        "token_type": "Bearer",
        "scope": "user_impersonation",
        "client_id": claims["azp"],
        "sub": claims["sub"],
        "aud": claims["aud"],
        "iss": claims["iss"],
        "exp": claims["exp"],
        "iat": claims["iat"],
        "nbf": claims["nbf"],
        "tid": CONTOSO,
        "oid": claims["oid"],
        "roles": [],
    });
    let told = meaning(&service, &basic(ID, SECRET), &service.sign(&draft)).await;
    assert_eq!(told, expected);
}

#[actix_web::test]
async fn a_token_of_an_application_is_told_with_roles() {
    let service = service().await;
    let token = service.sign(&service.application());
    let told = meaning(&service, &introspector(&service, CONTOSO), &token).await;
    assert_eq!(told["active"], true);
    assert_eq!(
        (&told["scope"], &told["roles"]),
        (&json!(""), &json!(["Api.Access"]))
    );
}

#[actix_web::test]
async fn anything_that_is_not_active_is_exactly_that() {
    let service = service().await;
    let mut expired = service.user(BEN_OF_CONTOSO);
    expired.claims.insert("exp".to_owned(), json!(1_000));
    let mut forged = service.sign(&service.user(BEN_OF_CONTOSO));
    forged.truncate(forged.len() - 4);
    for token in [
        service.sign(&expired),
        service.sign(&service.user(NORA_STRANGER)),
        forged,
        "x".repeat(20_000),
        "a.b.c".to_owned(),
        String::new(),
    ] {
        for caller in [basic(ID, SECRET), introspector(&service, CONTOSO)] {
            assert_eq!(meaning(&service, &caller, &token).await, inactive());
        }
    }
}

#[actix_web::test]
async fn an_app_role_alone_makes_nobody_an_introspector_of_other_tenants_tokens() {
    let service = service().await;
    let of_contoso = service.sign(&service.user(BEN_OF_CONTOSO));
    let of_customer = service.sign(&service.user(FINN_OF_FABRIKAM));
    let customer = introspector(&service, CUSTOMER);
    assert_eq!(meaning(&service, &customer, &of_contoso).await, inactive());
    assert_eq!(
        meaning(&service, &customer, &of_customer).await["active"],
        true
    );
    for operator in [introspector(&service, CONTOSO), basic(ID, SECRET)] {
        for token in [&of_contoso, &of_customer] {
            assert_eq!(meaning(&service, &operator, token).await["active"], true);
        }
    }
}

#[actix_web::test]
async fn without_an_operator_every_application_sees_its_own_tenant_only() {
    let file = super::configuration().replace("operator = ", "# operator = ");
    let service = crate::service::Service::with_file(&file).await;
    let of_customer = service.sign(&service.user(FINN_OF_FABRIKAM));
    let caller = introspector(&service, CONTOSO);
    assert_eq!(meaning(&service, &caller, &of_customer).await, inactive());
    let own = service.sign(&service.user(BEN_OF_CONTOSO));
    assert_eq!(meaning(&service, &caller, &own).await["active"], true);
}
