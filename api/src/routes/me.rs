//! `GET /api/v1/me`: the caller, as the service sees it.

use chrono::{DateTime, SecondsFormat};
use entrance_auth::VerifiedToken;
use entrance_domain::PrincipalKind;
use paperclip::actix::web::Json;
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::Serialize;

use crate::authorized::{Authorized, DefaultPolicy};
use crate::error::ApiError;

/// Who calls. Never the token.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "kind": "user",
    "tenant_id": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "object_id": "bbbbbbbb-1111-2222-3333-cccccccccccc",
    "subject": "k2Bq0vUzWm1cQeD7hLr9sTnXyPaGfJ3oIw5ZtR8CxEM",
    "client_id": "11112222-bbbb-3333-cccc-4444dddd5555",
    "scopes": ["user_impersonation"],
    "roles": [],
    "guest": false,
    "name": "Alex Wilber",
    "token_expires_at": "2027-01-15T09:00:00Z"
}"#)]
pub(crate) struct Me {
    /// `user`, or `application` for one that calls on its own behalf.
    kind: Kind,
    /// The tenant (directory) that issued the token, a GUID.
    tenant_id: String,
    /// The caller's object id within that tenant, a GUID. Only both together are an identity.
    object_id: String,
    /// The claim `sub`: stable for this caller and this API.
    subject: String,
    /// The application that got the token, a GUID.
    client_id: String,
    /// Delegated permissions, in their short form; empty for an application.
    scopes: Vec<String>,
    /// Assigned app roles.
    roles: Vec<String>,
    /// Whether the user is a guest in the tenant.
    guest: bool,
    /// A name for people to read. Never a key: it can change and repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// When the token ends, RFC 3339 in UTC.
    token_expires_at: String,
}

/// The two kinds of callers.
#[derive(Debug, Serialize, Apiv2Schema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// A user, through a client.
    User,
    /// An application that calls on its own behalf.
    Application,
}

/// Tells the caller who they are.
#[api_v2_operation(
    summary = "The caller",
    description = "Who calls, read from the verified access token.",
    operation_id = "getMe",
    tags(Caller)
)]
pub(crate) async fn me(caller: Authorized<DefaultPolicy>) -> Result<Json<Me>, ApiError> {
    Ok(Json(Me::of(caller.token())))
}

impl Me {
    pub(super) fn of(token: &VerifiedToken) -> Self {
        let principal = token.principal();
        Self {
            kind: match principal.kind() {
                PrincipalKind::User => Kind::User,
                PrincipalKind::Application => Kind::Application,
            },
            tenant_id: principal.tenant_id().to_string(),
            object_id: principal.object_id().to_string(),
            subject: principal.subject().to_owned(),
            client_id: principal.client_id().to_string(),
            scopes: principal.scopes().iter().map(ToString::to_string).collect(),
            roles: principal.roles().iter().map(ToString::to_string).collect(),
            guest: principal.is_guest(),
            name: principal.name().map(ToOwned::to_owned),
            token_expires_at: rfc3339(token.expires_at()),
        }
    }
}

pub(super) fn rfc3339(unix_seconds: u64) -> String {
    // INVARIANT: verification accepts no time beyond the year 9999, which always converts.
    i64::try_from(unix_seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}
