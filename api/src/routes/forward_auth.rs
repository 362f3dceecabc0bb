//! Any method at `/forward-auth`: the verdict on a request that a proxy holds.
//!
//! A positive answer is 200 with the identity headers and no body. Every other one is what the proxy
//! passes on to the client, with its challenge and its problem document.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use entrance_domain::{PolicyName, Protection};

use crate::audit_log;
use crate::credentials::BearerToken;
use crate::error::ApiError;
use crate::gate::{Gate, tell_of_unknown_policy};
use crate::identity_headers;
use crate::original_request::{OriginalRequest, original_targets};
use crate::rules::RequestRules;
use crate::settings::{ForwardAuth, Networks};

/// Where proxies ask.
pub(crate) const FORWARD_AUTH_PATH: &str = "/forward-auth";
/// The same for proxies that put a prefix before the original target.
pub(crate) const FORWARD_AUTH_PREFIXED: &str = "/forward-auth/{question}*";

/// How the questions of proxies are answered.
#[derive(Debug)]
pub(crate) struct ForwardAuthRules {
    pub(crate) settings: ForwardAuth,
    pub(crate) trusted_proxies: Networks,
}

/// By what a request is judged.
enum Demand<'a> {
    Nothing,
    Policy(&'a str),
}

/// Answers a proxy.
pub(crate) async fn forward_auth(
    request: HttpRequest,
    gate: Data<Gate>,
    rules: RequestRules,
) -> Result<HttpResponse, ApiError> {
    let questions = rules.forward_auth.as_ref().ok_or(ApiError::NotFound)?;
    let mut answer = HttpResponse::Ok().finish();
    let headers = &questions.settings.headers;
    match demand(&request, questions)? {
        Demand::Nothing => identity_headers::write(answer.headers_mut(), headers, None),
        Demand::Policy(policy) => {
            let token = BearerToken::of(&request)?;
            let caller = gate.authenticate(&request, &rules, &token).await?;
            let known = rules.policies.get(policy).map(|_| policy);
            audit_log::note(&request, Some(&caller), known, None);
            // Only now: whoever has no token learns nothing about policies.
            if rules.policies.get(policy).is_none() {
                tell_of_unknown_policy(policy);
                return Err(ApiError::PolicyUnknown);
            }
            rules.authorize(&caller, policy)?;
            identity_headers::write(answer.headers_mut(), headers, Some(caller.principal()));
        }
    }
    Ok(answer)
}

/// SECURITY: which part of the address is the proxy's and which the client's is decided here. The
/// query counts only where nothing can be appended to the path; behind `/p/NAME/` and `/r/`
/// everything is the client's word.
fn demand<'a>(
    request: &'a HttpRequest,
    rules: &'a ForwardAuthRules,
) -> Result<Demand<'a>, ApiError> {
    let path = request.uri().path();
    let question = path.strip_prefix(FORWARD_AUTH_PATH);
    let question = question.ok_or(ApiError::NotFound)?;
    if question.is_empty() {
        let query = request.uri().query().unwrap_or_default();
        if let Some(policy) = policy_of(query)? {
            demand_query_of_proxy(request, query)?;
            return Ok(Demand::Policy(policy));
        }
        return by_rules(rules, |trusted| {
            OriginalRequest::of_headers(request, trusted)
        });
    }
    if let Some(rest) = question.strip_prefix("/p/") {
        let (policy, _) = rest.split_once('/').ok_or(ApiError::NotFound)?;
        return Ok(Demand::Policy(policy));
    }
    match question.strip_prefix("/r") {
        Some(target) if target.starts_with('/') => by_rules(rules, |trusted| {
            OriginalRequest::of_peer(request, target, trusted)
        }),
        _ => Err(ApiError::NotFound),
    }
}

/// Without rules, everything is protected by the policy `default`, whatever the request was.
fn by_rules<'a, 'r>(
    rules: &'a ForwardAuthRules,
    original: impl FnOnce(&Networks) -> Result<OriginalRequest<'r>, ApiError>,
) -> Result<Demand<'a>, ApiError> {
    if rules.settings.rules.is_empty() {
        return Ok(Demand::Policy(PolicyName::DEFAULT));
    }
    let original = original(&rules.trusted_proxies)?;
    match rules.settings.rules.protection(&original.to_domain()) {
        Ok(Protection::Public) => Ok(Demand::Nothing),
        Ok(Protection::Policy { name, .. }) => Ok(Demand::Policy(name.as_str())),
        Err(denial) => Err(ApiError::RouteDenied(denial)),
    }
}

/// The one parameter of the query. Another, or a second one, is a mistake in the proxy's
/// configuration, or not the proxy's at all.
fn policy_of(query: &str) -> Result<Option<&str>, ApiError> {
    let mut parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let first = parameters.next();
    let policy = first.map(|first| first.strip_prefix("policy="));
    match (policy, parameters.next()) {
        (None, _) => Ok(None),
        (Some(Some(policy)), None) => Ok(Some(policy)),
        _ => Err(ApiError::RequestMalformed(
            "the query may hold nothing but one parameter policy",
        )),
    }
}

/// SECURITY: some proxies put the client's query into the question unless they are told otherwise, and
/// so let the client name the policy. It then is the query of the original target, too.
fn demand_query_of_proxy(request: &HttpRequest, query: &str) -> Result<(), ApiError> {
    let is_clients = original_targets(request.headers()).any(|target| {
        let own = target.splitn(2, |byte| *byte == b'?').nth(1);
        own == Some(query.as_bytes())
    });
    if is_clients {
        return Err(ApiError::RequestMalformed(
            "the query is that of the original request; the proxy must leave it out",
        ));
    }
    Ok(())
}
