//! Traces for a collector, by OTLP over HTTP.
//!
//! The variables that OpenTelemetry defines say where the collector is and what is sampled. Unless one of
//! them names a collector, nothing is recorded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName};
use anyhow::{Context as _, bail};
use opentelemetry::KeyValue;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::level_filters::LevelFilter;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

use crate::audit_log;
use crate::version::VERSION;

/// Where a collector is named.
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];
const PROTOCOLS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
];
/// How long the end of the process waits for the collector to take the last spans.
const PATIENCE: Duration = Duration::from_secs(3);

static ARE_EXPORTED: AtomicBool = AtomicBool::new(false);

/// Whether spans go to a collector, so that it is worth saying more about them.
pub(crate) fn are_exported() -> bool {
    ARE_EXPORTED.load(Ordering::Relaxed)
}

/// What sends spans to the collector, if these variables name one.
///
/// # Errors
/// If they cannot be understood.
pub(super) fn provider(
    environment: &[(String, String)],
) -> anyhow::Result<Option<SdkTracerProvider>> {
    let value = |name: &str| {
        let found = environment.iter().rev().find(|(known, _)| known == name);
        let value = found.map_or("", |(_, value)| value.trim());
        (!value.is_empty()).then_some(value)
    };
    let disabled = value("OTEL_SDK_DISABLED").is_some_and(|text| text.eq_ignore_ascii_case("true"))
        || value("OTEL_TRACES_EXPORTER") == Some("none");
    if disabled || !ENDPOINTS.into_iter().any(|name| value(name).is_some()) {
        return Ok(None);
    }
    for name in PROTOCOLS {
        if value(name).is_some_and(|protocol| protocol != "http/protobuf") {
            bail!("{name}: traces are sent by http/protobuf only; leave the variable out");
        }
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .build()
        .context("traces cannot be exported: look at OTEL_EXPORTER_OTLP_ENDPOINT")?;
    let named = value("OTEL_SERVICE_NAME").is_some()
        || value("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|text| text.contains("service.name="));
    let mut resource = Resource::builder();
    if !named {
        resource = resource.with_service_name("entrance");
    }
    let version = KeyValue::new("service.version", VERSION);
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource.with_attribute(version).build())
        .build();
    ARE_EXPORTED.store(true, Ordering::Relaxed);
    Ok(Some(provider))
}

/// Turns spans of the program into spans for the collector. The audit stream stays out of them.
pub(super) fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let spans = Targets::new()
        .with_default(LevelFilter::INFO)
        .with_target("entrance_api", LevelFilter::DEBUG)
        .with_target("entrance_auth", LevelFilter::DEBUG)
        .with_target("opentelemetry", LevelFilter::OFF)
        .with_target(audit_log::TARGET, LevelFilter::OFF);
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("entrance"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_filter(spans)
}

/// Sends what is left. Whoever waits for the process to end does not wait for long.
pub(super) fn flush(provider: &SdkTracerProvider) {
    if let Err(error) = provider.shutdown_with_timeout(PATIENCE) {
        tracing::warn!(cause = %error, "the last spans did not reach the collector");
    }
}

/// Makes a span part of the trace that the request's headers name (W3C Trace Context). Must be called
/// before the span is entered.
pub(crate) fn continue_trace(span: &Span, headers: &HeaderMap) {
    let parent = TraceContextPropagator::new().extract(&Headers(headers));
    // It fails only for a span that nobody listens to.
    let _ = span.set_parent(parent);
}

/// Calls the current span by a name that became known after its start.
pub(crate) fn rename_span(name: String) {
    Span::current().context().span().update_name(name);
}

/// The current trace, if there is one.
pub(crate) fn trace_id() -> Option<String> {
    if !are_exported() {
        return None;
    }
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| span.trace_id().to_string())
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}
