//! What every answer has, whatever was asked.

mod api;
mod malformed;
mod metadata;
mod methods;
mod probes;
mod request_ids;

use crate::issuer::{Issuer, nowhere};
use crate::process::{Launch, Process};
use crate::wire::Request;

/// A service without keys: enough for everything that needs no verdict about a token.
fn keyless() -> Process {
    Launch::serve(&nowhere()).start()
}

/// A service that is ready, and its issuer.
fn ready() -> (Process, Issuer) {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance()).start().ready();
    (service, issuer)
}

/// Addresses with everything that `GET` can get without a token, and the statuses.
const OPEN: [(&str, u16); 7] = [
    ("/livez", 200),
    ("/readyz", 503),
    ("/openapi.json", 200),
    ("/.well-known/oauth-protected-resource", 200),
    ("/api/v1/me", 401),
    ("/api", 401),
    ("/nothing/here", 404),
];

#[test]
fn every_answer_has_security_headers_a_request_id_and_a_cache_rule() {
    let service = keyless();
    for (path, status) in OPEN {
        let answer = Request::get(path).send(service.address());
        assert_eq!(answer.status, status, "{path}");
        answer.assert_guarded();
    }
}

#[test]
fn only_a_service_behind_https_asks_browsers_to_insist_on_it() {
    const HEADER: &str = "strict-transport-security";
    let service = keyless();
    let answer = Request::get("/livez").send(service.address());
    assert_eq!(answer.header(HEADER), None);

    let service = Launch::serve(&nowhere())
        .variable("ENTRANCE__SERVER__PUBLIC_URL", "https://api.contoso.com")
        .start();
    for (path, _) in OPEN {
        let answer = Request::get(path).send(service.address());
        assert_eq!(answer.header(HEADER), Some("max-age=31536000"), "{path}");
    }
}

#[test]
fn what_was_made_from_a_token_is_never_stored() {
    let (service, issuer) = ready();
    let token = issuer.sign(&issuer.member());
    for path in ["/api/v1/me", "/api/v1/nothing"] {
        let answer = Request::get(path).bearer(&token).send(service.address());
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        answer.assert_guarded();
    }
}

#[test]
fn paths_without_a_resource_are_explained() {
    let service = keyless();
    for path in [
        "/",
        "/nothing",
        "/livez/",
        "/livez/x",
        "//livez",
        "/LIVEZ",
        "/%6civez%00",
        "/%ff",
        "/apis",
        "/api2/v1/me",
        "/?access_token=a",
        "/*",
    ] {
        let answer = Request::get(path).send(service.address());
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.problem(), "not_found", "{path}");
        assert_eq!(answer.header("www-authenticate"), None);
    }
}
