//! Which pages may call from a browser.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::issuer::{Issuer, nowhere};
use crate::process::{Launch, Process};
use crate::wire::{Answer, Request};

const PAGE: &str = "https://app.contoso.com";
const OTHER_PAGES: [&str; 6] = [
    "https://evil.example",
    "http://app.contoso.com",
    "https://app.contoso.com.evil.example",
    "https://APP.contoso.com",
    "https://app.contoso.com:8443",
    "null",
];
const ALLOWED: &str = "access-control-allow-origin";
const PUBLIC: [&str; 3] = [
    "/.well-known/oauth-protected-resource",
    "/openapi.json",
    "/swagger.json",
];

fn service() -> Process {
    Launch::serve(&nowhere())
        .variable("ENTRANCE__CORS__ORIGINS", PAGE)
        .start()
}

fn preflight(path: &str, origin: &str, address: SocketAddr) -> Answer {
    Request::new("OPTIONS", path)
        .header("origin", origin)
        .header("access-control-request-method", "GET")
        .header(
            "access-control-request-headers",
            "authorization,x-request-id",
        )
        .send(address)
}

fn names(answer: &Answer, header: &str) -> BTreeSet<String> {
    let list = answer.header(header).unwrap_or_default();
    list.split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect()
}

#[test]
fn a_preflight_of_an_allowed_page_is_answered_before_the_guard() {
    let service = service();
    let answer = preflight("/api/v1/me", PAGE, service.address());
    assert!(matches!(answer.status, 200 | 204), "{}", answer.status);
    assert_eq!(answer.header(ALLOWED), Some(PAGE));
    let methods = names(&answer, "access-control-allow-methods");
    assert!(methods.contains("get"), "{methods:?}");
    let expected = [
        "authorization",
        "content-type",
        "if-match",
        "traceparent",
        "x-request-id",
    ];
    assert_eq!(
        names(&answer, "access-control-allow-headers"),
        expected.map(str::to_owned).into()
    );
    assert!(names(&answer, "vary").contains("origin"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    answer.assert_guarded();
}

#[test]
fn a_preflight_of_another_page_is_not_granted() {
    let service = service();
    for origin in OTHER_PAGES {
        let answer = preflight("/api/v1/me", origin, service.address());
        assert_eq!(answer.header(ALLOWED), None, "{origin}");
        assert_eq!(answer.header("access-control-allow-methods"), None);
        assert_eq!(answer.problem(), "request_malformed", "{origin}");
    }
}

#[test]
fn a_preflight_for_a_header_that_nobody_needs_is_not_granted() {
    let service = service();
    let answer = Request::new("OPTIONS", "/api/v1/me")
        .header("origin", PAGE)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "x-anything")
        .send(service.address());
    assert_eq!(answer.header(ALLOWED), None);
}

#[test]
fn without_origins_in_the_settings_no_page_may_call() {
    let service = Launch::serve(&nowhere()).start();
    let answer = preflight("/api/v1/me", PAGE, service.address());
    assert_eq!(answer.header(ALLOWED), None);
    let call = Request::get("/api/v1/me").header("origin", PAGE);
    assert_eq!(call.send(service.address()).header(ALLOWED), None);
}

#[test]
fn an_allowed_page_can_read_refusals() {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance())
        .variable("ENTRANCE__CORS__ORIGINS", PAGE)
        .start()
        .ready();
    let stranger = issuer.user("nora@northwindtraders.example", "user_impersonation");
    let call = || Request::get("/api/v1/me").header("origin", PAGE);
    let calls = [
        (call(), 401),
        (call().bearer("a.b"), 401),
        (call().bearer("a b"), 400),
        (call().bearer(&issuer.sign(&stranger)), 403),
        (call().bearer(&issuer.sign(&issuer.member())), 200),
        (Request::get("/nothing").header("origin", PAGE), 404),
        (Request::new("POST", "/livez").header("origin", PAGE), 405),
    ];
    let expected = [
        "etag",
        "location",
        "retry-after",
        "www-authenticate",
        "x-request-id",
    ];
    for (request, status) in calls {
        let answer = request.send(service.address());
        assert_eq!(answer.status, status);
        assert_eq!(answer.header(ALLOWED), Some(PAGE), "{status}");
        assert_eq!(
            names(&answer, "access-control-expose-headers"),
            expected.map(str::to_owned).into(),
            "{status}"
        );
        assert!(names(&answer, "vary").contains("origin"), "{status}");
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn an_allowed_page_can_read_that_there_are_no_keys() {
    let service = service();
    let answer = Request::get("/readyz")
        .header("origin", PAGE)
        .send(service.address());
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header(ALLOWED), Some(PAGE));
}

#[test]
fn another_page_is_refused_like_anybody_but_cannot_read_it() {
    let service = service();
    for origin in OTHER_PAGES {
        let call = Request::get("/api/v1/me").header("origin", origin);
        let answer = call.send(service.address());
        assert_eq!(answer.status, 401, "{origin}");
        assert_eq!(answer.header(ALLOWED), None, "{origin}");
    }
}

#[test]
fn any_page_can_read_the_public_documents() {
    let service = service();
    for path in PUBLIC {
        for origin in OTHER_PAGES.into_iter().chain([PAGE]) {
            let call = Request::get(path).header("origin", origin);
            let answer = call.send(service.address());
            assert_eq!(answer.status, 200, "{path} {origin}");
            let allowed = answer.header(ALLOWED).unwrap_or("nobody");
            assert!(
                allowed == "*" || allowed == origin,
                "{path} {origin} {allowed}"
            );
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
    }
}

#[test]
fn any_page_may_send_its_own_headers_for_the_public_documents() {
    let service = service();
    for path in PUBLIC {
        let answer = preflight(path, "https://elsewhere.example", service.address());
        assert!(
            matches!(answer.status, 200 | 204),
            "{path} {}",
            answer.status
        );
        assert!(answer.header(ALLOWED).is_some(), "{path}");
    }
}
