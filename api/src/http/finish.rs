//! The outermost layer of our own: finishes every answer.

use std::collections::HashMap;
use std::rc::Rc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

use super::RequestId;
use super::body::{BodyBounds, BrokenBound};
use super::local_names::is_local;
use super::pace::Progress;
use super::rate_limit::RateLimit;
use super::request_id::X_REQUEST_ID;
use super::root_span::describe;
use crate::audit_log;
use crate::error::ApiError;
use crate::metrics::RequestMetrics;
use crate::problem::{PROBLEM_JSON, ProblemDocument, generic};
use crate::routes::Draining;
use crate::rules::RequestRules;
use crate::telemetry;

/// What the layer needs to know about the configuration.
#[derive(Debug)]
pub(crate) struct Finish {
    /// By route pattern: the methods that it answers, for `Allow`.
    pub(crate) methods: HashMap<String, String>,
    /// Whether browsers are told to use https only.
    pub(crate) strict_transport: bool,
    /// Where customers apply, if they may.
    pub(crate) onboarding: Option<String>,
    /// Whether successful requests are logged; refusals always are.
    pub(crate) log_requests: bool,
    /// The port, if nothing but a name of this machine with it is answered to.
    pub(crate) loopback_port: Option<u16>,
    /// Whether connections end behind their answer, so that clients look elsewhere.
    pub(crate) draining: web::Data<Draining>,
    pub(crate) bodies: BodyBounds,
    /// `None` for no limit.
    pub(crate) rate_limit: Option<RateLimit>,
}

/// Security headers of every answer, unless the handler set its own.
pub(super) const DEFAULT_HEADERS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    // Most answers come from a token or say why not; what may be kept says so itself.
    (CACHE_CONTROL, "no-store"),
];

/// Marks an answer whose body is a page: people read it even if it is an error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageForPeople {
    /// The code of the reason, if the page refuses something.
    pub(crate) refusal: Option<&'static str>,
}

/// Answers `HEAD` like `GET`, turns every error into a problem document, adds challenge, request id
/// and security headers, and logs the outcome.
pub(crate) async fn finish<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let metrics = metrics_of(request.request()).cloned();
    let began = metrics.as_ref().map(|metrics| metrics.now());
    let method = request.method().clone();
    if method == Method::HEAD {
        // The connection remembers that it owes no body.
        request.head_mut().method = Method::GET;
    }
    let facts = request.app_data::<web::Data<Finish>>().cloned();
    let facts = facts.as_ref().map(web::Data::get_ref);
    let port = facts.and_then(|facts| facts.loopback_port);
    if port.is_some_and(|port| !is_local(&request, port)) {
        let id = request_id(request.request());
        let refused = request.error_response(ApiError::Misdirected);
        describe(&method, refused.request(), refused.status());
        let mut refused = explain(refused, facts, &id).map_into_right_body();
        complete(refused.headers_mut(), facts, &id);
        return Ok(refused);
    }
    let progress = request.conn_data::<Rc<Progress>>().cloned();
    if let Some(progress) = &progress {
        progress.begin_request();
    }
    let body = facts.and_then(|facts| facts.bodies.apply(&mut request));
    let broken = || body.as_ref().and_then(BrokenBound::status);
    let response = match broken() {
        Some(status) => request
            .into_response(HttpResponse::new(status))
            .map_into_right_body(),
        None => next.call(request).await?.map_into_left_body(),
    };
    if let Some(progress) = progress {
        progress.end_request();
    }
    let id = request_id(response.request());
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let page = response
        .response()
        .extensions()
        .get::<PageForPeople>()
        .copied();
    let mut response = if is_error && page.is_none() {
        let response = bounded(response, &broken, facts);
        tell(&method, &response, &id);
        describe(&method, response.request(), response.status());
        explain(response, facts, &id).map_into_right_body()
    } else {
        tell(&method, &response, &id);
        if let Some(code) = page.and_then(|page| page.refusal) {
            if let Some(metrics) = metrics_of(response.request()) {
                metrics.count_refusal(code);
            }
            describe(&method, response.request(), response.status());
            tracing::info!(status = response.status().as_u16(), code, "request refused");
        } else if facts.is_some_and(|facts| facts.log_requests) {
            describe(&method, response.request(), response.status());
            tracing::info!(status = response.status().as_u16(), "request answered");
        } else if telemetry::are_exported() {
            describe(&method, response.request(), response.status());
        }
        response
    };
    if let Some((metrics, began)) = metrics.zip(began) {
        metrics.record(began, &method, response.request(), response.status());
    }
    complete(response.headers_mut(), facts, &id);
    if facts.is_some_and(|facts| facts.draining.has_begun()) {
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

fn metrics_of(request: &HttpRequest) -> Option<&Rc<RequestMetrics>> {
    let metrics = request.app_data::<Option<Rc<RequestMetrics>>>()?;
    metrics.as_ref()
}

/// What a refusal becomes where a bound of its body, or of its client's refusals, is broken.
fn bounded<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    broken: &impl Fn() -> Option<StatusCode>,
    facts: Option<&Finish>,
) -> ServiceResponse<BoxBody> {
    if let Some(status) = broken() {
        let (request, _) = response.into_parts();
        return ServiceResponse::new(request, HttpResponse::new(status));
    }
    let rate_limit = facts.and_then(|facts| facts.rate_limit.as_ref());
    let too_many = rate_limit.and_then(|limit| limit.count(response.request(), response.status()));
    match too_many {
        Some(error) => response.error_response(error),
        None => response.map_into_boxed_body(),
    }
}

fn request_id(request: &HttpRequest) -> RequestId {
    request
        .extensions()
        .get::<RequestId>()
        .cloned()
        .unwrap_or_else(RequestId::random)
}

fn complete(headers: &mut HeaderMap, facts: Option<&Finish>, id: &RequestId) {
    for (name, value) in &DEFAULT_HEADERS {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
    if facts.is_some_and(|facts| facts.strict_transport) {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    headers.insert(X_REQUEST_ID, id.to_header());
}

/// Tells the audit stream of an answer whose error is still known.
fn tell<B>(method: &Method, response: &ServiceResponse<B>, id: &RequestId) {
    let code = || code_of(response);
    audit_log::tell(method, response.request(), response.status(), code, id);
}

/// Why a request was not answered as asked; nothing if it was.
fn code_of<B>(response: &ServiceResponse<B>) -> Option<&'static str> {
    let status = response.status();
    let error = response.response().error();
    let error = error.and_then(|error| error.as_error::<ApiError>());
    let refused = status.is_client_error() || status.is_server_error();
    refused.then(|| error.map_or_else(|| generic(status).0, ApiError::code))
}

/// Replaces an error's body by a problem document; headers that were already set stay.
fn explain<B: MessageBody>(
    response: ServiceResponse<B>,
    facts: Option<&Finish>,
    id: &RequestId,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let error = response
        .response()
        .error()
        .and_then(|error| error.as_error::<ApiError>())
        .cloned();
    let (code, detail) = if let Some(error) = &error {
        (error.code(), error.to_string())
    } else {
        let (code, detail) = generic(status);
        (code, detail.to_owned())
    };
    if let Some(metrics) = metrics_of(response.request()) {
        metrics.count_refusal(code);
    }
    if status.is_server_error() {
        tracing::error!(status = status.as_u16(), code, "request failed");
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        // A line costs more than the answer; its forerunners were logged.
        tracing::debug!(status = status.as_u16(), code, "request refused");
    } else {
        tracing::info!(status = status.as_u16(), code, "request refused");
    }
    let (request, answer) = response.into_parts();
    let mut headers = answer.headers().clone();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(error) = &error {
        add_cure(&mut headers, error, &request);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Some(methods) = request
            .match_pattern()
            .and_then(|route| facts?.methods.get(&route))
        && let Ok(methods) = HeaderValue::from_str(methods)
    {
        headers.insert(ALLOW, methods);
    }
    let mut problem = ProblemDocument::new(status, code, &detail, id.as_str());
    if matches!(error, Some(ApiError::NotAdmitted(_))) {
        problem.help = facts.and_then(|facts| facts.onboarding.as_deref());
    }
    let body = problem.to_json();
    let mut explained = HttpResponse::with_body(status, BoxBody::new(body));
    *explained.headers_mut() = headers;
    ServiceResponse::new(request, explained)
}

/// What a client can do about it: another credential, or another time.
fn add_cure(headers: &mut HeaderMap, error: &ApiError, request: &HttpRequest) {
    let rules = RequestRules::of(request).ok();
    if let Some(challenge) = rules.and_then(|rules| rules.challenges.for_error(error)) {
        headers.append(WWW_AUTHENTICATE, challenge);
    }
    if let ApiError::KeysUnavailable { retry_after }
    | ApiError::DirectoryUnavailable { retry_after }
    | ApiError::TooManyRefusals { retry_after } = error
    {
        headers.insert(RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    }
}
