//! The span around a request.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::RootSpanBuilder;

use super::RequestId;

/// Builds spans that hold the request's id and, once its end is logged, method and route.
///
/// The route is a pattern; path, query and headers may carry secrets.
pub(crate) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = RequestId::assign(request);
        tracing::info_span!(
            "request",
            request_id = id.as_str(),
            http.request.method = Empty,
            http.route = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, actix_web::Error>) {}
}

/// Says in the current span what was asked for. That takes longer than most requests, so it is only
/// done for those that the log tells of.
pub(super) fn describe(method: &Method, request: &HttpRequest) {
    let span = Span::current();
    span.record("http.request.method", method.as_str());
    if let Some(route) = request.match_pattern() {
        span.record("http.route", route);
    }
}
