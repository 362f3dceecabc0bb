//! Who may ask.

use std::time::Duration;

use super::{
    CUSTOMER, FORM, ID, INTROSPECT, ROLE, SECRET, ask, basic, bearer, introspector, service,
};
use crate::service::{Answer, BEN_OF_CONTOSO, CONTOSO, Service};

/// Both challenges of a 401, each in a header of its own.
fn challenges(answer: &Answer) -> Vec<&str> {
    let values = answer.headers.get_all("www-authenticate").iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

#[actix_web::test]
async fn whoever_is_unknown_gets_both_challenges() {
    let service = service().await;
    let realm = service.public_url();
    let basic_challenge = format!("Basic realm=\"{realm}\", charset=\"UTF-8\"");
    for (caller, code) in [
        ("x-nothing: here".to_owned(), "credentials_missing"),
        (
            "authorization: Digest abc".to_owned(),
            "credentials_missing",
        ),
        ("authorization: Bearer a.b.c".to_owned(), "token_malformed"),
        (basic(ID, "wrong"), "client_credentials_invalid"),
        (basic("backend-2", SECRET), "client_credentials_invalid"),
        (basic("", ""), "client_credentials_invalid"),
        (
            "authorization: Basic !!!".to_owned(),
            "client_credentials_invalid",
        ),
        (
            "authorization: Basic YWJj".to_owned(),
            "client_credentials_invalid",
        ),
    ] {
        let answer = ask(&service, &caller, "a.b.c").await;
        assert_eq!(
            (answer.status, answer.member("code")),
            (401, code.to_owned())
        );
        let challenges = challenges(&answer);
        assert_eq!(challenges.len(), 2, "{code}");
        assert!(
            challenges.contains(&basic_challenge.as_str()),
            "{challenges:?}"
        );
        assert!(
            challenges
                .iter()
                .any(|text| text.starts_with("Bearer realm=")),
            "{code}"
        );
        assert!(!answer.body.contains("wrong"));
    }
}

#[actix_web::test]
async fn an_application_needs_the_app_role_and_a_user_is_none() {
    let service = service().await;
    let user = service
        .stand_in
        .user_token(BEN_OF_CONTOSO, "user_impersonation");
    let mut user = user.unwrap();
    user.claims
        .insert("roles".to_owned(), serde_json::json!([ROLE]));
    let user = format!("authorization: Bearer {}", service.sign(&user));
    for (caller, code) in [
        (
            bearer(&service, CONTOSO, &["Api.Access"]),
            "app_role_missing",
        ),
        (
            bearer(&service, CONTOSO, &["tokens.introspect"]),
            "app_role_missing",
        ),
        (user, "user_not_allowed"),
    ] {
        let answer = ask(&service, &caller, "a.b.c").await;
        assert_eq!(
            (answer.status, answer.member("code")),
            (403, code.to_owned())
        );
        let challenge = answer.challenge().unwrap();
        assert!(
            challenge.contains("error=\"insufficient_scope\""),
            "{challenge}"
        );
    }
}

#[actix_web::test]
async fn the_caller_is_admitted_but_not_judged_by_the_policy_default() {
    let service = service().await;
    // Without the app role of the policy.
    let answer = ask(&service, &introspector(&service, CUSTOMER), "a.b.c").await;
    assert_eq!(answer.status, 200);
    let strict = Service::extended(
        &[
            ("tenants.listed", CONTOSO),
            ("introspection.enabled", "true"),
        ],
        entrance_api::Extension::new(),
    )
    .await;
    let answer = ask(&strict, &introspector(&strict, CUSTOMER), "a.b.c").await;
    assert_eq!(
        (answer.status, answer.member("code")),
        (403, "tenant_not_admitted".into())
    );
}

#[actix_web::test]
async fn two_credentials_are_malformed() {
    let service = service().await;
    let (one, two) = (basic(ID, SECRET), introspector(&service, CONTOSO));
    for lines in [[one.as_str(), one.as_str()], [&one, &two], [&two, &one]] {
        let answer = service.post(INTROSPECT, FORM, &lines, "token=a").await;
        assert_eq!(
            (answer.status, answer.member("code")),
            (400, "invalid_request".into())
        );
    }
}

#[actix_web::test]
async fn whoever_is_refused_too_often_has_to_wait_and_others_do_not() {
    let service = service().await;
    let wrong = basic(ID, "wrong");
    for _ in 0..10 {
        assert_eq!(ask(&service, &wrong, "a").await.status, 401);
    }
    let answer = ask(&service, &wrong, "a").await;
    assert_eq!(
        (answer.status, answer.member("code")),
        (429, "too_many_refusals".into())
    );
    assert_eq!(answer.header("retry-after"), Some("6"));
    assert!(challenges(&answer).is_empty());
    assert_eq!(ask(&service, &basic(ID, SECRET), "a").await.status, 200);
    service.clock.advance(Duration::from_secs(6));
    assert_eq!(ask(&service, &wrong, "a").await.status, 401);
    assert_eq!(ask(&service, &wrong, "a").await.status, 429);
}

#[actix_web::test]
async fn behind_a_trusted_proxy_the_clients_address_is_counted() {
    let file = format!(
        "[server]\ntrusted_proxies = [\"127.0.0.0/8\"]\n{}",
        super::configuration()
    );
    let service = Service::with_file(&file).await;
    let wrong = basic(ID, "wrong");
    let from = |address: &'static str| {
        let (service, wrong) = (&service, &wrong);
        async move {
            let line = format!("x-forwarded-for: 203.0.113.77, {address}");
            service
                .post(INTROSPECT, FORM, &[wrong, &line], "token=a")
                .await
                .status
        }
    };
    for _ in 0..10 {
        assert_eq!(from("198.51.100.1").await, 401);
    }
    assert_eq!(from("198.51.100.1").await, 429);
    assert_eq!(from("198.51.100.2").await, 401);
}
