//! `GET /Validate`, for backends that were written for Microsoft's validation sidecar.

use serde_json::json;

use super::POLICIES;
use crate::service::{BEN_OF_CONTOSO, NORA_STRANGER, Service, is_problem};

const SIDECAR: &str = "/Validate";

#[actix_web::test]
async fn a_good_token_comes_back_with_its_claims() {
    let service = Service::start().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let token = service.sign(&draft);
    let bearer = format!("authorization: Bearer {token}");
    let answer = service.ask("GET", SIDECAR, &[&bearer]).await;
    assert_eq!(answer.status, 200);
    let expected = json!({ "protocol": "Bearer", "token": token, "claims": draft.claims });
    assert_eq!(answer.json(), expected);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn refusals_are_problem_documents_as_behind_the_guard() {
    let service = Service::with_file(POLICIES).await;
    let answer = service.ask("GET", SIDECAR, &[]).await;
    let bare = service.bare_challenge();
    is_problem("none", &answer, 401, "credentials_missing", Some(&bare));
    let answer = service
        .ask("GET", SIDECAR, &["authorization: Bearer a.b.c"])
        .await;
    service.is_refusal("malformed", &answer, "token_malformed");
    let stranger = service.sign(&service.user(NORA_STRANGER));
    let answer = service
        .ask(
            "GET",
            SIDECAR,
            &[&format!("authorization: Bearer {stranger}")],
        )
        .await;
    is_problem("tenant", &answer, 403, "tenant_not_admitted", None);
    let scopeless = service
        .stand_in
        .user_token(BEN_OF_CONTOSO, "other")
        .unwrap();
    let scopeless = service.sign(&scopeless);
    let answer = service
        .ask(
            "GET",
            SIDECAR,
            &[&format!("authorization: Bearer {scopeless}")],
        )
        .await;
    assert_eq!(
        (answer.status, answer.member("code")),
        (403, "scope_missing".into())
    );
}
