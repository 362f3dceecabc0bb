//! The documents for clients: what is served, to whom, and how it may be kept.

use crate::issuer::nowhere;
use crate::process::{Launch, Process};
use crate::wire::Request;

const PAGE: [&str; 3] = ["/docs", "/docs/assets/page.js", "/oauth2-redirect"];

fn with_page() -> Process {
    Launch::serve(&nowhere())
        .variable("OPENAPI_CLIENT_ID", "30000000-0000-4000-8000-000000000002")
        .start()
}

#[test]
fn the_document_can_be_kept_and_is_asked_about_by_its_validator() {
    let service = with_page();
    for path in ["/openapi.json", "/swagger.json"] {
        let first = Request::get(path).send(service.address());
        assert_eq!(first.status, 200);
        assert_eq!(first.header("cache-control"), Some("no-cache"));
        let etag = first.header("etag").unwrap();
        let again = Request::get(path)
            .header("If-None-Match", etag)
            .send(service.address());
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let other = Request::get(path)
            .header("If-None-Match", "W/\"0\"")
            .send(service.address());
        assert_eq!(other.status, 200, "{path}");
    }
}

#[test]
fn the_documents_are_compressed_for_who_likes_that() {
    let service = with_page();
    let answer = Request::new("HEAD", "/openapi.json")
        .header("Accept-Encoding", "gzip")
        .send(service.address());
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
}

#[test]
fn the_document_says_its_version_and_address() {
    let service = with_page();
    let address = service.address();
    let openapi = Request::get("/openapi.json").send(address).json();
    assert_eq!(openapi["openapi"], "3.0.3");
    assert_eq!(
        openapi["servers"][0]["url"],
        format!("http://localhost:{}", address.port())
    );
    let swagger = Request::get("/swagger.json").send(address).json();
    assert_eq!(swagger["swagger"], "2.0");
}

#[test]
fn the_page_loads_nothing_from_elsewhere_and_calls_the_token_endpoint_only() {
    let instance = nowhere();
    let service = Launch::serve(&instance).start();
    let page = Request::get("/docs").send(service.address());
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(
        page.header("content-security-policy"),
        Some(
            format!(
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                 img-src 'self' data:; connect-src 'self' {instance}; base-uri 'none'; \
                 form-action 'none'; frame-ancestors 'none'"
            )
            .as_str()
        )
    );
    // The popup of the sign-in needs `window.opener`.
    assert_eq!(page.header("cross-origin-opener-policy"), None);
}

#[test]
fn the_page_says_whether_it_can_sign_in() {
    let text = |service: &Process| Request::get("/docs").send(service.address()).body;
    let with = text(&with_page());
    assert!(with.contains("data-client-id=\"30000000-0000-4000-8000-000000000002\""));
    assert!(!with.contains("OPENAPI_CLIENT_ID"));
    let without = text(&Launch::serve(&nowhere()).start());
    assert!(without.contains("data-client-id=\"\""));
    assert!(without.contains("OPENAPI_CLIENT_ID"));
}

#[test]
fn files_of_the_page_are_served_by_exact_name_only() {
    let service = with_page();
    for path in PAGE {
        assert_eq!(
            Request::get(path).send(service.address()).status,
            200,
            "{path}"
        );
    }
    for path in [
        "/docs/assets/index.html",
        "/docs/assets/..%2f..%2fCargo.toml",
        "/docs/assets/",
    ] {
        let answer = Request::get(path).send(service.address());
        assert_eq!(answer.problem(), "not_found", "{path}");
    }
}

#[test]
fn the_settings_take_the_page_away_and_leave_the_documents() {
    let service = Launch::serve(&nowhere())
        .variable("ENTRANCE__DOCS__ENABLED", "false")
        .start();
    for path in PAGE {
        assert_eq!(
            Request::get(path).send(service.address()).problem(),
            "not_found",
            "{path}"
        );
    }
    assert_eq!(
        Request::get("/openapi.json").send(service.address()).status,
        200
    );
    let metadata = Request::get("/.well-known/oauth-protected-resource").send(service.address());
    assert!(metadata.json().get("resource_documentation").is_none());
}

#[test]
fn the_command_prints_the_served_document() {
    let printed = Launch::of(&["openapi"])
        .variable("APP_CLIENT_ID", "30000000-0000-4000-8000-000000000001")
        .run();
    assert_eq!(printed.code, Some(0));
    let document: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(
        document["components"]["securitySchemes"]["entraOAuth2"]["flows"]["authorizationCode"]["tokenUrl"],
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
    );
}
