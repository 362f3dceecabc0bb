//! Traces, as a collector gets them.

mod collector;

use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::Value;

use crate::issuer::{Issuer, closed_port};
use crate::process::Launch;
use crate::wire::Request;
use collector::{Collector, text};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

fn launch(issuer: &Issuer, endpoint: &str) -> Launch {
    Launch::serve(&issuer.instance()).variable("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
}

fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    let found = spans.iter().find(|span| span.name == name);
    found.unwrap_or_else(|| panic!("no {name} among {names:?}"))
}

#[test]
fn a_request_continues_the_trace_of_its_client() {
    let (issuer, collector) = (Issuer::start(), Collector::start());
    let service = launch(&issuer, &collector.endpoint()).start().ready();
    let traced = format!("00-{TRACE}-{PARENT}-01");
    let answer = Request::get("/api/v1/me")
        .bearer(&issuer.sign(&issuer.member()))
        .header("traceparent", &traced)
        .send(service.address());
    assert_eq!(answer.status, 200);
    service.signal("TERM");
    // The last spans are sent before the process ends.
    assert_eq!(service.end().code, Some(0));

    let spans = collector.spans();
    let request = named(&spans, "GET /api/v1/me");
    assert_eq!(hex(&request.trace_id), TRACE);
    assert_eq!(hex(&request.parent_span_id), PARENT);
    assert_eq!(
        request.kind(),
        opentelemetry_proto::tonic::trace::v1::span::SpanKind::Server
    );
    for (key, value) in [
        ("http.request.method", "GET"),
        ("http.route", "/api/v1/me"),
        ("http.response.status_code", "200"),
    ] {
        assert_eq!(text(&request.attributes, key).as_deref(), Some(value));
    }
    let verification = named(&spans, "verify token");
    assert_eq!(verification.parent_span_id, request.span_id);
    assert_eq!(verification.trace_id, request.trace_id);
    assert_eq!(
        collector.resource("service.name").as_deref(),
        Some("entrance")
    );
}

#[test]
fn the_load_of_keys_is_a_trace_of_its_own() {
    let (issuer, collector) = (Issuer::start(), Collector::start());
    let service = launch(&issuer, &collector.endpoint())
        .variable("OTEL_SERVICE_NAME", "front-door")
        .start()
        .ready();
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
    let spans = collector.spans();
    let load = named(&spans, "load signing keys");
    assert!(load.parent_span_id.is_empty());
    let fetches = spans.iter().filter(|span| span.name == "GET");
    let fetches: Vec<_> = fetches.collect();
    assert_eq!(fetches.len(), 2, "metadata and keys");
    for fetch in fetches {
        assert_eq!(fetch.parent_span_id, load.span_id);
    }
    assert_eq!(
        collector.resource("service.name").as_deref(),
        Some("front-door")
    );
}

#[test]
fn questions_to_the_database_are_part_of_the_request() {
    let (issuer, collector) = (Issuer::start(), Collector::start());
    let service = launch(&issuer, &collector.endpoint())
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable(
            "ENTRANCE__TENANTS__OPERATOR",
            "10000000-0000-4000-8000-000000000001",
        )
        .variable("ENTRANCE__DATABASE__URL", "sqlite::memory:")
        .start()
        .ready();
    service.logged(&["directory of tenants loaded"]);
    let operator = issuer.user("ada@contoso.example", "user_impersonation");
    let answer = Request::get("/api/v1/tenants")
        .bearer(&issuer.sign(&operator))
        .send(service.address());
    assert_eq!(answer.status, 200, "{}", answer.body);
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
    let spans = collector.spans();
    let question = named(&spans, "read tenants");
    let request = named(&spans, "GET /api/v1/tenants");
    assert_eq!(question.parent_span_id, request.span_id);
    assert_eq!(
        text(&question.attributes, "db.system.name").as_deref(),
        Some("sqlite")
    );
}

#[test]
fn nothing_of_a_token_reaches_the_collector() {
    let (issuer, collector) = (Issuer::start(), Collector::start());
    let service = launch(&issuer, &collector.endpoint())
        .variable("ENTRANCE__LOGGING__FILTER", "trace")
        .variable("ENTRANCE__LOGGING__AUDIT", "true")
        .start()
        .ready();
    let member = issuer.member();
    let token = issuer.sign(&member);
    let mut forged = member.clone();
    forged.header.insert("kid".into(), "not-published".into());
    for (token, status) in [(&token, 200), (&issuer.sign(&forged), 401)] {
        let target = format!("/api/v1/me?access_token={token}&secret=in-the-query");
        let asked = Request::get(&target).bearer(token);
        assert_eq!(asked.send(service.address()).status, status);
    }
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
    assert!(collector.spans().len() > 3);
    let bytes = collector.bytes();
    let sent = String::from_utf8_lossy(&bytes);
    let claims = ["oid", "sub", "name", "preferred_username", "tid"];
    let claims = claims.map(|claim| member.claims.get(claim).and_then(Value::as_str));
    let secrets = claims.into_iter().flatten().chain(token.split('.'));
    for secret in secrets.chain(["in-the-query", "not-published"]) {
        assert!(!sent.contains(secret), "{secret}");
    }
}

#[test]
fn a_collector_that_is_away_does_no_harm() {
    let issuer = Issuer::start();
    let away = format!("http://127.0.0.1:{}", closed_port());
    let service = launch(&issuer, &away).start().ready();
    let token = issuer.sign(&issuer.member());
    for _ in 0..20 {
        let asked = Request::get("/api/v1/me").bearer(&token);
        assert_eq!(asked.send(service.address()).status, 200);
    }
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn switched_off_nothing_is_sent() {
    let (issuer, collector) = (Issuer::start(), Collector::start());
    let service = launch(&issuer, &collector.endpoint())
        .variable("OTEL_SDK_DISABLED", "true")
        .start()
        .ready();
    let token = issuer.sign(&issuer.member());
    let asked = Request::get("/api/v1/me").bearer(&token);
    assert_eq!(asked.send(service.address()).status, 200);
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
    assert!(collector.bytes().is_empty());
}

#[test]
fn a_protocol_that_is_not_spoken_ends_the_start() {
    let issuer = Issuer::start();
    let ended = launch(&issuer, "http://127.0.0.1:4317")
        .variable("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
        .run();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let told = "OTEL_EXPORTER_OTLP_PROTOCOL: traces are sent by http/protobuf only";
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
}
