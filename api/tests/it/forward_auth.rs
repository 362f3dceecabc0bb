//! The verdicts that proxies ask for, and what their backends are told.

mod answers;
mod identity;
mod policy;
mod preflight;
mod rules;
mod trust;

use crate::service::{Answer, BEN_OF_CONTOSO, Service};

/// The headers that are configured unless somebody configures others.
pub(crate) const HEADERS: [&str; 8] = [
    "x-auth-kind",
    "x-auth-tenant-id",
    "x-auth-object-id",
    "x-auth-subject",
    "x-auth-client-id",
    "x-auth-scopes",
    "x-auth-roles",
    "x-auth-name",
];

/// Beside `default`: `reports`, which nobody here meets, and rules for what a proxy on this machine
/// asks about.
pub(crate) const RULES: &str = r#"
[server]
trusted_proxies = ["127.0.0.0/8"]

[forward_auth]
enabled = true

[policies.reports]
scopes = ["Reports.Read"]

[[forward_auth.rules]]
path = "/public"
public = true

[[forward_auth.rules]]
path = "/reports"
policy = "reports"

[[forward_auth.rules]]
methods = ["OPTIONS"]
path = "/shared"
public = true

[[forward_auth.rules]]
hosts = ["status.contoso.com"]
public = true

[[forward_auth.rules]]
path = "/api"
policy = "default"
"#;

/// Nothing but the verdict by the policy `default`.
async fn without_rules() -> Service {
    Service::with(&[("forward_auth.enabled", "true")]).await
}

/// The header with a good token.
fn bearer(service: &Service) -> String {
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    format!("authorization: Bearer {token}")
}

/// What Traefik and Caddy say about a request.
fn forwarded(method: &str, target: &str) -> [String; 3] {
    [
        format!("x-forwarded-method: {method}"),
        format!("x-forwarded-uri: {target}"),
        "x-forwarded-host: api.contoso.com".to_owned(),
    ]
}

/// Asks with these header lines, and more.
async fn ask(service: &Service, lines: &[String], more: &[&str]) -> Answer {
    let lines: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    service.ask("GET", "/forward-auth", &lines).await
}

/// Status, and the code of a refusal.
fn verdict(answer: &Answer) -> (u16, String) {
    let code = if answer.status == 200 {
        String::new()
    } else {
        answer.member("code")
    };
    (answer.status, code)
}

/// Sees a positive answer: every header is there, and nothing that a client should not get.
fn passes(what: &str, answer: &Answer) {
    assert_eq!(answer.status, 200, "{what}: {}", answer.body);
    for name in HEADERS {
        assert!(answer.header(name).is_some(), "{what}: {name}");
    }
    assert_eq!(answer.body, "", "{what}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    assert_eq!(answer.challenge(), None, "{what}");
}

/// Sees the answer of a public rule: nobody is named.
fn passes_unnamed(what: &str, answer: &Answer) {
    passes(what, answer);
    for name in HEADERS {
        assert_eq!(answer.header(name), Some(""), "{what}: {name}");
    }
}
