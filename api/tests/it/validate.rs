//! Verdicts on tokens for backends that ask themselves.

mod peers;
mod sidecar;

use serde_json::{Value, json};

use crate::service::{Answer, BEN_OF_CONTOSO, NORA_STRANGER, Service, is_problem};

const VALIDATE: &str = "/api/v1/validate";
const POLICIES: &str = "[policies.reports]\nscopes = [\"Reports.Read\"]\n";

async fn ask(service: &Service, lines: &[&str], body: &Value) -> Answer {
    service
        .post(VALIDATE, "application/json", lines, &body.to_string())
        .await
}

/// The verdict on the token in the body.
async fn verdict(service: &Service, token: &str) -> Value {
    let answer = ask(service, &[], &json!({ "token": token })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

fn inactive(code: &str) -> Value {
    json!({ "active": false, "policy": "default", "allowed": false, "code": code })
}

#[actix_web::test]
async fn a_good_token_is_active_and_allowed_and_its_claims_are_told() {
    let service = Service::start().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let token = service.sign(&draft);
    let verdict = verdict(&service, &token).await;
    let me = service.me(&token).await.json();
    let expected = json!({
        "active": true,
        "policy": "default",
        "allowed": true,
        "principal": me,
        "claims": draft.claims,
        "expires_at": me["token_expires_at"],
    });
    assert_eq!(verdict, expected);
}

#[actix_web::test]
async fn the_token_may_stand_in_the_header_and_the_body_be_left_out() {
    let service = Service::with_file(POLICIES).await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let bearer = format!("authorization: Bearer {token}");
    let by_body = verdict(&service, &token).await;
    for lines in [
        vec![bearer.as_str()],
        vec![bearer.as_str(), "content-length: 0"],
    ] {
        let answer = service.ask("POST", VALIDATE, &lines).await;
        assert_eq!((answer.status, answer.json()), (200, by_body.clone()));
    }
    let answer = ask(&service, &[&bearer], &json!({ "policy": "reports" })).await;
    assert_eq!(answer.json()["policy"], "reports");
}

#[actix_web::test]
async fn both_ways_at_once_are_malformed_and_neither_is_unauthenticated() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for header in [token.as_str(), "a.b.c"] {
        let bearer = format!("authorization: Bearer {header}");
        let answer = ask(&service, &[&bearer], &json!({ "token": token })).await;
        is_problem("both", &answer, 400, "request_malformed", None);
    }
    let bare = service.bare_challenge();
    for answer in [
        service.ask("POST", VALIDATE, &[]).await,
        service
            .ask("POST", VALIDATE, &["authorization: Basic abc"])
            .await,
        ask(&service, &[], &json!({})).await,
        ask(&service, &[], &json!({ "policy": "default" })).await,
    ] {
        is_problem("neither", &answer, 401, "credentials_missing", Some(&bare));
    }
    let bearer = format!("authorization: Bearer {token}");
    let answer = service.ask("POST", VALIDATE, &[&bearer, &bearer]).await;
    assert_eq!(
        (answer.status, answer.member("code")),
        (400, "invalid_request".into())
    );
}

#[actix_web::test]
async fn a_refused_token_is_inactive_with_its_code_and_no_claims() {
    let service = Service::start().await;
    let mut expired = service.user(BEN_OF_CONTOSO);
    expired.claims.insert("exp".to_owned(), json!(1_000));
    let long = "x".repeat(20_000);
    for (token, code) in [
        (service.sign(&expired), "token_expired"),
        (
            service.sign(&service.user(NORA_STRANGER)),
            "tenant_not_admitted",
        ),
        ("a.b.c".to_owned(), "token_malformed"),
        (String::new(), "token_malformed"),
        (long, "token_too_large"),
    ] {
        assert_eq!(verdict(&service, &token).await, inactive(code));
    }
    let answer = service
        .ask("POST", VALIDATE, &["authorization: Bearer a.b.c"])
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, inactive("token_malformed"))
    );
}

#[actix_web::test]
async fn an_authentic_token_that_the_policy_refuses_is_active_and_not_allowed() {
    let service = Service::with_file(POLICIES).await;
    let draft = service.user(BEN_OF_CONTOSO);
    let token = service.sign(&draft);
    for (policy, code) in [
        ("reports", "scope_missing"),
        ("nothing", "policy_unknown"),
        ("", "policy_unknown"),
    ] {
        let answer = ask(&service, &[], &json!({ "token": token, "policy": policy })).await;
        let verdict = answer.json();
        assert_eq!(answer.status, 200);
        assert_eq!(verdict["active"], true, "{policy}");
        assert_eq!(verdict["allowed"], false, "{policy}");
        assert_eq!(verdict["code"], code, "{policy}");
        assert_eq!(verdict["claims"], json!(draft.claims), "{policy}");
    }
}

#[actix_web::test]
async fn a_body_that_is_no_question_is_refused() {
    let service = Service::start().await;
    for (media_type, body, status, code) in [
        ("application/json", "{", 400, "request_malformed"),
        ("application/json", "[]", 400, "request_malformed"),
        ("application/json", r#"["a"]"#, 400, "request_malformed"),
        ("application/json", "\"a\"", 400, "request_malformed"),
        (
            "application/json",
            r#"{"token":"a","policy":null}"#,
            400,
            "request_malformed",
        ),
        (
            "application/json",
            r#"{"token":1}"#,
            400,
            "request_malformed",
        ),
        (
            "application/json",
            r#"{"token":"a","token":"b"}"#,
            400,
            "request_malformed",
        ),
        (
            "application/json",
            r#"{"token":"a","polcy":"b"}"#,
            400,
            "request_malformed",
        ),
        (
            "text/plain",
            r#"{"token":"a"}"#,
            415,
            "media_type_not_supported",
        ),
        (
            "application/x-www-form-urlencoded",
            "token=a",
            415,
            "media_type_not_supported",
        ),
    ] {
        let answer = service.post(VALIDATE, media_type, &[], body).await;
        is_problem(body, &answer, status, code, None);
    }
    let huge = format!("{{\"token\":\"{}\"}}", "x".repeat(130 * 1024));
    let answer = service.post(VALIDATE, "application/json", &[], &huge).await;
    is_problem("huge", &answer, 413, "body_too_large", None);
}

#[actix_web::test]
async fn other_methods_are_refused_and_everything_beside_it_stays_closed() {
    let service = Service::start().await;
    let answer = service.ask("GET", VALIDATE, &[]).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    for path in [
        "/api/v1/validate/",
        "/api/v1/validate/x",
        "/api/v1/Validate",
    ] {
        let answer = service.ask("POST", path, &[]).await;
        assert_eq!(answer.status, 401, "{path}");
    }
}
