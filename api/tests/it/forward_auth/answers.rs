//! The answers that a proxy passes on are those of the guard.

use entrance_stand_in::{Endpoint, Fault};

use super::{HEADERS, bearer, passes, without_rules};
use crate::service::{BEN_OF_CONTOSO, NORA_STRANGER, Service, is_problem};

#[actix_web::test]
async fn a_good_token_passes_with_any_method() {
    let service = without_rules().await;
    let bearer = bearer(&service);
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
        let answer = service.ask(method, "/forward-auth", &[&bearer]).await;
        passes(method, &answer);
    }
    let head = service.ask("HEAD", "/forward-auth", &[&bearer]).await;
    assert_eq!(head.status, 200);
    assert_eq!(head.header("x-auth-kind"), Some("user"));
}

#[actix_web::test]
async fn refusals_are_those_of_the_guard() {
    let service = without_rules().await;
    let at = |lines: Vec<String>| {
        let service = &service;
        async move {
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            let answer = service.ask("GET", "/forward-auth", &lines).await;
            for name in HEADERS {
                assert_eq!(answer.header(name), None, "{name}");
            }
            answer
        }
    };
    let bare = service.bare_challenge();
    let answer = at(vec![]).await;
    is_problem("none", &answer, 401, "credentials_missing", Some(&bare));

    let good = bearer(&service);
    let answer = at(vec![good.clone(), good]).await;
    let challenge = service.challenge("invalid_request", &answer.member("detail"), "");
    is_problem("two", &answer, 400, "invalid_request", Some(&challenge));

    let answer = at(vec!["authorization: Bearer a.b.c".to_owned()]).await;
    service.is_refusal("malformed", &answer, "token_malformed");

    let scopeless = service.stand_in.user_token(BEN_OF_CONTOSO, "other");
    let scopeless = service.sign(&scopeless.unwrap());
    let answer = at(vec![format!("authorization: Bearer {scopeless}")]).await;
    let me = service.me(&scopeless).await;
    let challenge = me.challenge().unwrap();
    assert!(challenge.contains("scope=\""), "{challenge}");
    is_problem("scope", &answer, 403, "scope_missing", Some(challenge));

    let stranger = service.sign(&service.user(NORA_STRANGER));
    let answer = at(vec![format!("authorization: Bearer {stranger}")]).await;
    is_problem("tenant", &answer, 403, "tenant_not_admitted", None);
}

#[actix_web::test]
async fn without_keys_the_answer_is_503_with_the_time_to_come_back() {
    let settings = [("forward_auth.enabled", "true")];
    let service = Service::launch(&settings, |stand_in| {
        stand_in.set_fault(Endpoint::KeysV2, Some(Fault::Status(500)));
    });
    let service = service.await;
    let answer = service
        .ask("GET", "/forward-auth", &[&bearer(&service)])
        .await;
    is_problem("no keys", &answer, 503, "keys_unavailable", None);
    assert!(answer.header("retry-after").is_some());
}

#[actix_web::test]
async fn proxies_have_no_answer_unless_that_is_configured() {
    let service = Service::start().await;
    for path in [
        "/forward-auth",
        "/forward-auth/p/default/",
        "/forward-auth/r/",
    ] {
        let answer = service.ask("GET", path, &[&bearer(&service)]).await;
        is_problem(path, &answer, 404, "not_found", None);
    }
}
