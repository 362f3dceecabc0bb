//! Which policy judges, where the proxy's configuration fixes it.

use super::{RULES, bearer, passes, verdict};
use crate::service::{NORA_STRANGER, Service};

#[actix_web::test]
async fn a_policy_in_the_query_is_fixed_and_rules_are_not_consulted() {
    // The peer is not trusted to speak of other requests, and need not be.
    let service = Service::with_file(&RULES.replace("127.0.0.0/8", "10.0.0.0/8")).await;
    let bearer = bearer(&service);
    let public = [
        "x-forwarded-method: GET",
        "x-forwarded-uri: /public",
        &bearer,
    ];
    let answer = service
        .ask("GET", "/forward-auth?policy=reports", &public)
        .await;
    assert_eq!(verdict(&answer), (403, "scope_missing".into()));
    let answer = service
        .ask("GET", "/forward-auth?policy=default", &public)
        .await;
    passes("default", &answer);
}

#[actix_web::test]
async fn a_query_with_anything_but_one_policy_is_malformed() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for query in [
        "policy=default&policy=default",
        "policy=default&policy=reports",
        "policy=default&x=1",
        "x=1&policy=default",
        "policy",
        "Policy=default",
        "x",
    ] {
        let target = format!("/forward-auth?{query}");
        let answer = service.ask("GET", &target, &[&bearer]).await;
        assert_eq!(
            verdict(&answer),
            (400, "request_malformed".into()),
            "{query}"
        );
        assert_eq!(answer.challenge(), None);
    }
}

#[actix_web::test]
async fn a_proxy_that_passes_the_clients_query_on_lets_nobody_choose() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for header in ["x-forwarded-uri", "x-original-uri"] {
        let original = format!("{header}: /reports?policy=default");
        let lines = [bearer.as_str(), "x-forwarded-method: GET", &original];
        let answer = service
            .ask("GET", "/forward-auth?policy=default", &lines)
            .await;
        assert_eq!(
            verdict(&answer),
            (400, "request_malformed".into()),
            "{header}"
        );
        let answer = service
            .ask("GET", "/forward-auth?policy=reports", &lines)
            .await;
        assert_eq!(verdict(&answer), (403, "scope_missing".into()), "{header}");
    }
}

#[actix_web::test]
async fn an_unknown_policy_is_told_only_to_whoever_has_a_token_of_an_admitted_tenant() {
    let service = Service::with_file(RULES).await;
    let stranger = service.sign(&service.user(NORA_STRANGER));
    let stranger = format!("authorization: Bearer {stranger}");
    for target in [
        "/forward-auth?policy=nothing",
        "/forward-auth?policy=",
        "/forward-auth?policy=Default",
        "/forward-auth?policy=default%20",
        "/forward-auth/p/nothing/",
        "/forward-auth/p//",
        "/forward-auth/p/../p/default/",
    ] {
        let answer = service.ask("GET", target, &[]).await;
        assert_eq!(
            verdict(&answer),
            (401, "credentials_missing".into()),
            "{target}"
        );
        let answer = service.ask("GET", target, &[&stranger]).await;
        assert_eq!(
            verdict(&answer),
            (403, "tenant_not_admitted".into()),
            "{target}"
        );
        let answer = service.ask("GET", target, &[&bearer(&service)]).await;
        assert_eq!(verdict(&answer), (403, "policy_unknown".into()), "{target}");
    }
}

#[actix_web::test]
async fn behind_a_policy_in_the_path_the_clients_word_chooses_nothing() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for rest in [
        "",
        "public",
        "admin?policy=default",
        "../default/",
        "..%2fdefault/",
        "/p/default/",
        "x?policy=default&policy=default",
    ] {
        let target = format!("/forward-auth/p/reports/{rest}");
        let answer = service.ask("GET", &target, &[&bearer]).await;
        assert_eq!(verdict(&answer), (403, "scope_missing".into()), "{target}");
        let target = format!("/forward-auth/p/default/{rest}");
        let answer = service.ask("POST", &target, &[&bearer]).await;
        passes(&target, &answer);
    }
}

#[actix_web::test]
async fn a_prefix_that_names_neither_policy_nor_rules_has_no_answer() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for target in [
        "/forward-auth/",
        "/forward-auth/admin?policy=default",
        "/forward-auth/p/default",
        "/forward-auth/p",
        "/forward-auth/r",
        "/forward-auth/rules/",
        "/forward-auth/P/default/",
        "/forward-auth/%70/default/",
        "/forward-auth//p/default/",
        "/forward-authentication",
    ] {
        let answer = service.ask("GET", target, &[&bearer]).await;
        assert_eq!(verdict(&answer), (404, "not_found".into()), "{target}");
    }
}
