//! The audit stream: a line for each protected request, who called what with which outcome, and one
//! for each change of the directory.
//!
//! Identifiers of people and applications belong here, and nothing else of a token: no name, no
//! address, no other claim. Unless `logging.audit` switches the stream on, nothing is prepared for it.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest};
use entrance_auth::VerifiedToken;
use entrance_domain::{Actor, AuditEvent, TenantState};

use crate::gate::Admitted;
use crate::http::RequestId;
use crate::telemetry;

/// What the lines are known by.
pub(crate) const TARGET: &str = "entrance::audit";
/// What the guard protects.
const PROTECTED: &str = "/api/";

/// A judgement that the request itself does not show.
struct Judged {
    caller: Option<Arc<VerifiedToken>>,
    policy: Option<Box<str>>,
    /// The code of a verdict that is told in the body.
    verdict: Option<&'static str>,
}

fn is_on() -> bool {
    tracing::enabled!(target: TARGET, tracing::Level::INFO)
}

/// Notes who was judged, and by which policy, for the line of the request. A verdict is one that the
/// status does not tell.
pub(crate) fn note(
    request: &HttpRequest,
    caller: Option<&Arc<VerifiedToken>>,
    policy: Option<&str>,
    verdict: Option<&'static str>,
) {
    if is_on() {
        request.extensions_mut().insert(Judged {
            caller: caller.cloned(),
            policy: policy.map(Into::into),
            verdict,
        });
    }
}

/// Tells of a request, if it was one that only certain callers may make. `code` says why it was not
/// answered as asked.
pub(crate) fn tell(
    method: &Method,
    request: &HttpRequest,
    status: StatusCode,
    code: impl FnOnce() -> Option<&'static str>,
    id: &RequestId,
) {
    if !is_on() {
        return;
    }
    let extensions = request.extensions();
    let judged = extensions.get::<Judged>();
    let admitted = extensions.get::<Rc<Admitted>>();
    if judged.is_none() && admitted.is_none() && !request.path().starts_with(PROTECTED) {
        return;
    }
    let caller = admitted
        .map(|admitted| &admitted.token)
        .or_else(|| judged.and_then(|judged| judged.caller.as_ref()))
        .map(|token| token.principal());
    let policy = admitted
        .and_then(|admitted| admitted.policy.get())
        .or_else(|| judged.and_then(|judged| judged.policy.as_deref()));
    let code = code().or_else(|| judged.and_then(|judged| judged.verdict));
    tracing::info!(
        target: TARGET,
        request_id = id.as_str(),
        trace_id = telemetry::trace_id(),
        kind = caller.map(|caller| caller.kind().as_str()),
        tenant_id = caller.map(|caller| caller.tenant_id().to_string()),
        object_id = caller.map(|caller| caller.object_id().to_string()),
        client_id = caller.map(|caller| caller.client_id().to_string()),
        method = method.as_str(),
        route = request.match_pattern(),
        policy,
        status = status.as_u16(),
        code,
        "protected request"
    );
}

/// Tells of a change of the directory that will last.
pub(crate) fn tell_change(event: &AuditEvent) {
    if !is_on() {
        return;
    }
    let (kind, identity) = match event.actor {
        Actor::Caller { kind, identity } => (kind.as_str(), Some(identity)),
        Actor::Shell => ("shell", None),
    };
    tracing::info!(
        target: TARGET,
        trace_id = telemetry::trace_id(),
        kind,
        tenant_id = identity.map(|identity| identity.tenant_id().to_string()),
        object_id = identity.map(|identity| identity.object_id().to_string()),
        action = event.action.as_str(),
        changed_tenant_id = event.tenant.to_string(),
        before = event.before.map(TenantState::as_str),
        after = event.after.as_str(),
        "directory changed"
    );
}
