//! What the log holds at its most talkative: every refusal, and nothing out of a token.

mod onboarding;
mod tokens;

use std::net::SocketAddr;

use serde_json::Value;

use crate::issuer::Issuer;
use crate::process::{Ended, Launch, Process};
use crate::wire::{Request, answer_to};
use tokens::{Case, Secrets};

/// In a query or a header that nobody looks at.
const UNRELATED: &str = "unrelated-value-of-a-client";

/// Sends everything that a client could send, and gives the refusals' codes by request id.
fn talk(service: &Process, issuer: &Issuer, secrets: &mut Secrets) -> Vec<(String, String)> {
    let address = service.address();
    let mut refusals = Vec::new();
    let mut send = |id: &str, request: Request, status: u16, code: Option<&str>| {
        let answer = request.header("x-request-id", id).send(address);
        assert_eq!(answer.status, status, "{id}");
        if let Some(code) = code {
            assert_eq!(answer.problem(), code, "{id}");
            refusals.push((id.to_owned(), code.to_owned()));
        }
    };
    let me = || Request::get("/api/v1/me");

    let member = secrets.keep(issuer, &issuer.member());
    let daemon = secrets.keep(issuer, &issuer.daemon("Nightly report"));
    send("accepted-user", me().bearer(&member), 200, None);
    send("accepted-application", me().bearer(&daemon), 200, None);
    for Case {
        code,
        status,
        token,
    } in tokens::refused(issuer, secrets)
    {
        send(
            &format!("refused-{code}"),
            me().bearer(&token),
            status,
            Some(code),
        );
    }

    let asked = Request::get(&format!(
        "/api/v1/me?secret={UNRELATED}&access_token={member}"
    ));
    send("query", asked, 401, Some("credentials_missing"));
    let basic = me().header("authorization", &format!("Basic {member}"));
    send("basic", basic, 401, Some("credentials_missing"));
    let two = me().bearer(&member).bearer(&daemon);
    send("two-headers", two, 400, Some("invalid_request"));
    let pair = me().bearer(&format!("{member} {daemon}"));
    send("two-tokens", pair, 400, Some("invalid_request"));
    let long = me().bearer(&member.repeat(20));
    send("too-long", long, 401, Some("token_too_large"));
    let cut = me().bearer(&format!("{member}!"));
    send("malformed", cut, 401, Some("token_malformed"));
    let path = Request::get(&format!("/api/v1/{member}")).bearer(&member);
    send("path", path, 404, Some("not_found"));
    let elsewhere = Request::get(&format!("/{member}")).header("cookie", &member);
    send("elsewhere", elsewhere, 404, Some("not_found"));
    let post = Request::new("POST", "/api/v1/me").bearer(&member);
    send("method", post, 405, Some("method_not_allowed"));
    let page = Request::new("OPTIONS", "/api/v1/me")
        .header("origin", &format!("https://{UNRELATED}.example"))
        .header("access-control-request-method", "GET");
    send("preflight", page, 400, Some("request_malformed"));

    for (id, path) in [
        ("unknown-policy", "/forward-auth?policy=nothing".to_owned()),
        (
            "token-as-policy",
            format!("/forward-auth/p/{member}/{UNRELATED}"),
        ),
    ] {
        let asked = Request::get(&path).bearer(&member);
        send(id, asked, 403, Some("policy_unknown"));
    }
    let asked = Request::get(&format!("/forward-auth/p/default/{UNRELATED}"));
    send("forward-auth", asked.bearer(&member), 200, None);
    ask_about(&member, address);

    // Where there is no request, the service makes up the id.
    let head = "GET /api/v1/me HTTP/1.1\r\nhost: a\r\n";
    for (text, code) in [
        (
            format!("{head}authorization Bearer {member}\r\n\r\n"),
            "request_malformed",
        ),
        (format!("{member}\r\n\r\n"), "request_malformed"),
        (
            format!("GET /{member} {member}\r\n\r\n"),
            "request_malformed",
        ),
        (
            format!("{head}cookie: {member}\r\n{}\r\n", "a: b\r\n".repeat(200)),
            "headers_too_large",
        ),
    ] {
        let answer = answer_to(address, text.as_bytes());
        assert_eq!(answer.problem(), code);
        let id = answer.header("x-request-id").unwrap().to_owned();
        refusals.push((id, code.to_owned()));
    }
    refusals
}

/// Sends a token as the question of a backend, with credentials that are none.
fn ask_about(token: &str, address: SocketAddr) {
    for (path, media_type, body) in [
        (
            "/api/v1/validate",
            "application/json",
            format!("{{\"token\":\"{token}\"}}"),
        ),
        (
            "/oauth2/introspect",
            "application/x-www-form-urlencoded",
            format!("token={token}"),
        ),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {media_type}\r\n\
             authorization: Basic {UNRELATED}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = answer_to(address, format!("{head}{body}").as_bytes());
        let expected = if path == "/api/v1/validate" { 200 } else { 401 };
        assert_eq!(answer.status, expected, "{path}");
    }
}

fn logged(format: &str) -> (Ended, Vec<(String, String)>, Secrets) {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance())
        .variable("ENTRANCE__LOGGING__FILTER", "trace")
        .variable("ENTRANCE__LOGGING__FORMAT", format)
        .variable("ENTRANCE__LOGGING__REQUESTS", "true")
        .variable("ENTRANCE__FORWARD_AUTH__ENABLED", "true")
        .variable("ENTRANCE__INTROSPECTION__ENABLED", "true")
        .start()
        .ready();
    let mut secrets = Secrets::default();
    let refusals = talk(&service, &issuer, &mut secrets);
    service.signal("TERM");
    let ended = service.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    (ended, refusals, secrets)
}

fn assert_discreet(ended: &Ended, secrets: &Secrets) {
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.contains("TRACE"), "the log is not talkative");
    for line in ended.stderr.lines() {
        assert!(!line.contains(UNRELATED), "{line}");
        if let Some(kind) = secrets.first_in(line) {
            panic!("{kind} in a line of the log:\n{line}");
        }
    }
}

#[test]
fn lines_for_people_hold_every_refusal_and_nothing_of_a_token() {
    let (ended, refusals, secrets) = logged("text");
    assert_discreet(&ended, &secrets);
    for (id, code) in &refusals {
        let told = ended
            .stderr
            .lines()
            .any(|line| line.contains(&format!("request_id=\"{id}\"")) && line.contains(code));
        assert!(told, "{code} of {id} is not in the log");
    }
    let span = "request_id=\"query\" http.request.method=\"GET\" http.route=\"/api/v1/me\"";
    assert!(ended.stderr.contains(span));
    for policy in ["nothing", "not a name"] {
        let told = format!("policy=\"{policy}\"");
        let error = |line: &str| line.contains("ERROR") && line.contains(&told);
        assert!(ended.stderr.lines().any(error), "{policy}");
    }
}

#[test]
fn lines_for_machines_hold_every_refusal_and_nothing_of_a_token() {
    let (ended, refusals, secrets) = logged("json");
    assert_discreet(&ended, &secrets);
    let lines: Vec<Value> = ended
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let id_of = |line: &Value| {
        let id = line["span"]["request_id"]
            .as_str()
            .or(line["request_id"].as_str());
        id.map(str::to_owned)
    };
    for (id, code) in &refusals {
        let told = lines
            .iter()
            .any(|line| line["code"] == code.as_str() && id_of(line).as_ref() == Some(id));
        assert!(told, "{code} of {id} is not in the log");
    }
    for (id, route) in [("query", "/api/v1/me"), ("accepted-user", "/api/v1/me")] {
        let line = lines
            .iter()
            .find(|line| line["status"].is_u64() && id_of(line).as_deref() == Some(id))
            .unwrap();
        assert_eq!(line["span"]["http.route"], route);
    }
}
