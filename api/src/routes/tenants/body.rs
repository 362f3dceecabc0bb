//! Tenants as JSON.

use chrono::{DateTime, SecondsFormat};
use entrance_domain::{Actor, TenantState};
use paperclip::actix::Apiv2Schema;
use serde::{Deserialize, Serialize};

use crate::store::StoredTenant;

/// Where a tenant stands; only an active one comes in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Apiv2Schema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateName {
    Invited,
    Consented,
    Active,
    Suspended,
    Removed,
}

impl From<TenantState> for StateName {
    fn from(state: TenantState) -> Self {
        match state {
            TenantState::Invited => Self::Invited,
            TenantState::Consented => Self::Consented,
            TenantState::Active => Self::Active,
            TenantState::Suspended => Self::Suspended,
            TenantState::Removed => Self::Removed,
        }
    }
}

impl From<StateName> for TenantState {
    fn from(state: StateName) -> Self {
        match state {
            StateName::Invited => Self::Invited,
            StateName::Consented => Self::Consented,
            StateName::Active => Self::Active,
            StateName::Suspended => Self::Suspended,
            StateName::Removed => Self::Removed,
        }
    }
}

/// Who did something.
#[derive(Debug, Serialize, Apiv2Schema)]
pub(crate) struct ActorBody {
    /// `user`, `application`, or `shell` for somebody with the command line.
    kind: String,
    /// The tenant of the user or application, a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    /// The object id within that tenant, a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    object_id: Option<String>,
}

impl From<Actor> for ActorBody {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Shell => Self {
                kind: "shell".to_owned(),
                tenant_id: None,
                object_id: None,
            },
            Actor::Caller { kind, identity } => Self {
                kind: kind.to_string(),
                tenant_id: Some(identity.tenant_id().to_string()),
                object_id: Some(identity.object_id().to_string()),
            },
        }
    }
}

/// A tenant of the directory.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "tenant_id": "ccccdddd-2222-eeee-3333-ffff4444aaaa",
    "display_name": "Fabrikam",
    "domain": "fabrikam.onmicrosoft.com",
    "state": "suspended",
    "note": "Pays yearly.",
    "suspension_reason": "The invoice of December is open.",
    "created_at": "2027-01-15T08:00:00Z",
    "created_by": {
        "kind": "user",
        "tenant_id": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "object_id": "bbbbbbbb-1111-2222-3333-cccccccccccc"
    },
    "changed_at": "2027-01-20T08:00:00Z",
    "changed_by": { "kind": "shell" },
    "version": "42"
}"#)]
pub(crate) struct TenantBody {
    /// The tenant id, a GUID.
    tenant_id: String,
    /// What operators call it.
    display_name: String,
    /// The domain by which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    /// Where it stands; only an active one comes in.
    state: StateName,
    /// What operators want to remember.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Why it is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspension_reason: Option<String>,
    /// When it was entered first, RFC 3339 in UTC.
    created_at: String,
    created_by: ActorBody,
    /// When it was changed last, RFC 3339 in UTC.
    changed_at: String,
    changed_by: ActorBody,
    /// The version, as in the header `ETag`, without quotation marks.
    version: String,
}

impl From<&StoredTenant> for TenantBody {
    fn from(stored: &StoredTenant) -> Self {
        let record = stored.tenant.record();
        Self {
            tenant_id: record.id.to_string(),
            display_name: record.display_name.to_string(),
            domain: record.domain.as_ref().map(ToString::to_string),
            state: record.state.into(),
            note: record.note.as_ref().map(ToString::to_string),
            suspension_reason: record.suspension.as_ref().map(ToString::to_string),
            created_at: rfc3339(record.created_at),
            created_by: record.created_by.into(),
            changed_at: rfc3339(record.changed_at),
            changed_by: record.changed_by.into(),
            version: stored.revision.to_string(),
        }
    }
}

/// A time in UTC.
pub(crate) fn rfc3339(unix_seconds: u64) -> String {
    // INVARIANT: times are read from the clock, and that converts beyond the year 9999.
    i64::try_from(unix_seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}
