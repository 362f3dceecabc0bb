//! Which rule judges, where rules are configured.

use super::{RULES, ask, bearer, forwarded, passes, passes_unnamed, verdict};
use crate::service::Service;

#[actix_web::test]
async fn the_first_rule_that_fits_decides() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for target in ["/public", "/public/", "/public/a?b=/../c"] {
        let answer = ask(&service, &forwarded("GET", target), &[]).await;
        passes_unnamed(target, &answer);
        // Not even then is a token looked at.
        let answer = ask(
            &service,
            &forwarded("GET", target),
            &["authorization: Bearer x"],
        )
        .await;
        passes_unnamed(target, &answer);
    }
    let answer = ask(&service, &forwarded("GET", "/api/x"), &[&bearer]).await;
    passes("/api/x", &answer);
    assert_eq!(answer.header("x-auth-kind"), Some("user"));
    let answer = ask(&service, &forwarded("GET", "/api/x"), &[]).await;
    assert_eq!(verdict(&answer), (401, "credentials_missing".into()));
    let answer = ask(&service, &forwarded("GET", "/reports"), &[&bearer]).await;
    assert_eq!(verdict(&answer), (403, "scope_missing".into()));
    assert!(answer.challenge().unwrap().contains("/Reports.Read\""));
}

#[actix_web::test]
async fn without_a_rule_that_fits_nobody_passes() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for target in [
        "/",
        "/admin",
        "/publication",
        "/PUBLIC",
        "/apis",
        "/%70ublic",
        "*",
        "public",
    ] {
        for lines in [vec![], vec![bearer.as_str()]] {
            let answer = ask(&service, &forwarded("GET", target), &lines).await;
            assert_eq!(verdict(&answer), (403, "no_rule".into()), "{target}");
            assert_eq!(answer.challenge(), None);
        }
    }
}

#[actix_web::test]
async fn an_ambiguous_path_never_passes_as_public() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for target in [
        "/public/../api",
        "/public//",
        "/public/./x",
        "/public/..;/api",
        "/public;x",
        "/public/;x",
        "/public/%2e%2e/api",
        "/public/%2E%2E/api",
        "/public%2f..%2fapi",
        "/public/%2F",
        "/public/%5capi",
        "/public/..\\api",
        "/public/%252e%252e/api",
        "/public/%00",
        "/public/%c0%ae",
        "/public#/../api",
        "/public/#",
        "/public/%ff",
        "/public/%",
    ] {
        for lines in [vec![], vec![bearer.as_str()]] {
            let answer = ask(&service, &forwarded("GET", target), &lines).await;
            let code = answer.member("code");
            assert_eq!(answer.status, 403, "{target}");
            assert!(
                matches!(&*code, "path_ambiguous" | "no_rule"),
                "{target}: {code}"
            );
            let by_path = format!("/forward-auth/r{target}");
            let answer = service.ask("GET", &by_path, &lines).await;
            // The fragment of a request target never arrives.
            let arrives = !target.contains('#');
            assert!(
                !arrives || answer.status == 403,
                "{target}: {}",
                answer.status
            );
        }
    }
}

#[actix_web::test]
async fn an_ambiguous_path_passes_by_no_rule_that_is_weaker_than_another() {
    let service = Service::with_file(RULES).await;
    let answer = ask(&service, &forwarded("GET", "/api//x"), &[&bearer(&service)]).await;
    assert_eq!(verdict(&answer), (403, "path_ambiguous".into()));
    let rules = RULES.replace("policy = \"reports\"", "policy = \"default\"");
    let service = Service::with_file(&rules).await;
    let answer = ask(&service, &forwarded("GET", "/api//x"), &[&bearer(&service)]).await;
    passes("/api//x", &answer);
}

#[actix_web::test]
async fn behind_the_prefix_for_rules_the_request_itself_is_the_original() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    let spoofed = [
        "x-forwarded-uri: /public",
        "x-forwarded-method: GET",
        "x-original-uri: /public",
    ];
    let with = |more: &[&'static str]| [&spoofed, more].concat();
    let answer = service
        .ask("GET", "/forward-auth/r/public/a?policy=reports", &with(&[]))
        .await;
    passes_unnamed("public", &answer);
    let answer = service
        .ask("POST", "/forward-auth/r/api?policy=none", &[&bearer])
        .await;
    passes("api", &answer);
    for (target, status) in [
        ("/api", 401),
        ("/admin", 403),
        ("//public", 403),
        ("/reports", 401),
    ] {
        let target = format!("/forward-auth/r{target}");
        let answer = service.ask("GET", &target, &with(&[])).await;
        assert_eq!(answer.status, status, "{target}");
    }
    let lines = with(&["host: Status.contoso.com:443"]);
    let answer = service.ask("GET", "/forward-auth/r/other", &lines).await;
    passes_unnamed("host", &answer);
}

#[actix_web::test]
async fn a_rule_for_a_host_is_for_that_host_alone() {
    let service = Service::with_file(RULES).await;
    let asked = |host: &str| {
        let mut lines = forwarded("GET", "/other");
        lines[2] = format!("x-forwarded-host: {host}");
        lines
    };
    for host in [
        "status.contoso.com",
        "STATUS.contoso.com:8443",
        "status.contoso.com.",
    ] {
        passes_unnamed(host, &ask(&service, &asked(host), &[]).await);
    }
    for host in [
        "api.contoso.com",
        "xstatus.contoso.com",
        "status.contoso.com.evil.example",
    ] {
        let answer = ask(&service, &asked(host), &[]).await;
        assert_eq!(verdict(&answer), (403, "no_rule".into()), "{host}");
    }
    for host in [
        "status.contoso.com, evil.example",
        "a:b:c",
        "user@status.contoso.com",
        " ",
    ] {
        let answer = ask(&service, &asked(host), &[]).await;
        assert_eq!(
            verdict(&answer),
            (400, "request_malformed".into()),
            "{host}"
        );
    }
    let answer = ask(&service, &forwarded("GET", "/other")[..2], &[]).await;
    assert_eq!(verdict(&answer), (403, "host_missing".into()));
}
