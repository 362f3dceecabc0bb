//! The span around a request.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::RootSpanBuilder;

use super::RequestId;
use crate::metrics::known_method;
use crate::telemetry;

/// Builds spans that hold the request's id and, once its end is logged, method and route.
///
/// The route is a pattern; path, query and headers may carry secrets.
pub(crate) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = RequestId::assign(request);
        let span = tracing::info_span!(
            "request",
            request_id = id.as_str(),
            http.request.method = Empty,
            http.route = Empty,
            http.response.status_code = Empty,
            otel.kind = Empty,
        );
        if telemetry::are_exported() {
            span.record("otel.kind", "server");
            telemetry::continue_trace(&span, request.headers());
        }
        span
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, actix_web::Error>) {}
}

/// Says in the current span what was asked for. That takes longer than most requests, so it is only
/// done for those that the log or a collector is told of.
pub(super) fn describe(method: &Method, request: &HttpRequest, status: StatusCode) {
    let span = Span::current();
    span.record("http.request.method", method.as_str());
    let route = request.match_pattern();
    if let Some(route) = &route {
        span.record("http.route", route);
    }
    if telemetry::are_exported() {
        let method = known_method(method);
        let name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
        telemetry::rename_span(name);
        span.record("http.response.status_code", status.as_u16());
    }
}
