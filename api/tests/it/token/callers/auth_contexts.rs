//! Authentication contexts and the claims challenge (token-validation, section 8).

use entrance_stand_in::Draft;
use serde_json::{Value, json};

use super::super::{both_versions, changed, set};
use crate::service::{BEN_OF_CONTOSO, Service, is_problem};

const CODE: &str = "auth_context_missing";
const DETAIL: &str = "the sign-in did not satisfy an authentication context that this demands";
/// `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
const FOR_C1: &str = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19";
/// `{"access_token":{"acrs":{"essential":true,"value":"c25"}}}`
const FOR_C25: &str =
    "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzI1In19fQ==";

async fn for_two_contexts() -> Service {
    Service::with(&[
        ("policies.default.auth_contexts", "c1,c25"),
        ("entra.token_versions", "1.0,2.0"),
    ])
    .await
}

/// Sees a caller told to sign in again.
async fn challenges(service: &Service, what: &str, draft: &Draft, claims: &str) {
    let answer = service.me(&service.sign(draft)).await;
    let more = format!(", claims=\"{claims}\"");
    let challenge = service.challenge("insufficient_claims", DETAIL, &more);
    is_problem(what, &answer, 401, CODE, Some(&challenge));
}

/// A token with these contexts; null stands for none.
fn with(genuine: &Draft, contexts: &Value) -> Draft {
    let mut draft = genuine.clone();
    if !contexts.is_null() {
        set(&mut draft, "acrs", contexts.clone());
    }
    draft
}

/// Contexts that do not do, and the challenge that they get.
fn insufficient() -> Vec<(Value, &'static str)> {
    vec![
        (Value::Null, FOR_C1),
        (json!([]), FOR_C1),
        (json!(["c2"]), FOR_C1),
        (json!(["C1", "c25"]), FOR_C1),
        (json!(["c10", "c25"]), FOR_C1),
        (json!(["c1 c25"]), FOR_C1),
        (json!("c1"), FOR_C1),
        (json!(["c25"]), FOR_C1),
        (json!(["c1"]), FOR_C25),
        (json!(["c1", "c2", "c5"]), FOR_C25),
    ]
}

#[actix_web::test]
async fn all_contexts_are_demanded() {
    let service = for_two_contexts().await;
    for genuine in both_versions(&service) {
        for contexts in [json!(["c1", "c25"]), json!(["c25", "p1", "c2", "c1"])] {
            service.accepts("both", &with(&genuine, &contexts)).await;
        }
    }
}

#[actix_web::test]
async fn client_that_can_answer_is_challenged_for_the_first_missing_context() {
    let service = for_two_contexts().await;
    for genuine in both_versions(&service) {
        assert_eq!(genuine.claims["xms_cc"], json!(["cp1"]));
        for (contexts, claims) in insufficient() {
            let draft = with(&genuine, &contexts);
            challenges(&service, &contexts.to_string(), &draft, claims).await;
        }
        let among_others = changed(&genuine, |token| {
            set(token, "xms_cc", json!(["cp0", "cp1", "protapp"]));
        });
        challenges(&service, "cp1 among others", &among_others, FOR_C1).await;
    }
}

#[actix_web::test]
async fn client_that_cannot_answer_is_turned_away_without_a_challenge() {
    let service = for_two_contexts().await;
    for genuine in both_versions(&service) {
        for capabilities in [
            Value::Null,
            json!([]),
            json!(["CP1"]),
            json!(["cp10"]),
            json!(["cp1 cp2"]),
            json!("cp1"),
            json!({ "cp1": true }),
        ] {
            let mut base = genuine.clone();
            base.claims.remove("xms_cc");
            if !capabilities.is_null() {
                set(&mut base, "xms_cc", capabilities);
            }
            for (contexts, _) in insufficient() {
                let draft = with(&base, &contexts);
                service
                    .turns_away(&contexts.to_string(), &draft, CODE)
                    .await;
            }
        }
    }
}

#[actix_web::test]
async fn context_is_asked_for_only_where_nothing_else_is_missing() {
    let service = for_two_contexts().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    challenges(&service, "context", &genuine, FOR_C1).await;
    let draft = changed(&genuine, |token| set(token, "acct", 1));
    service
        .turns_away("guest", &draft, "guest_not_allowed")
        .await;
    let draft = changed(&genuine, |token| set(token, "scp", "other"));
    let answer = service.me(&service.sign(&draft)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.member("code"), "scope_missing");
}
