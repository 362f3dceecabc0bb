//! `GET /api/v1/audit`: what happened to tenants, for operators.

use actix_web::web::Data;
use chrono::DateTime;
use entrance_domain::{ObjectId, TenantId};
use paperclip::actix::web::{Json, Query};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::{Deserialize, Serialize};

use super::tenants::{
    ActorBody, OperatorPolicy, StateName, decode_cursor, encode_cursor, page_size, rfc3339,
};
use crate::authorized::Authorized;
use crate::error::ApiError;
use crate::gate::Gate;
use crate::store::{AuditFilter, StoredEvent};

/// Which events to list.
#[derive(Debug, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// Only events of this tenant, a GUID.
    tenant_id: Option<String>,
    /// Only what this user or application did: an object id, a GUID.
    actor: Option<String>,
    /// Only events at this time or later, RFC 3339.
    since: Option<String>,
    /// Only events before this time, RFC 3339.
    until: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of events on the page, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// One change of one tenant.
#[derive(Debug, Serialize, Apiv2Schema)]
pub(crate) struct AuditEventBody {
    /// The place in history: later changes have greater numbers.
    revision: i64,
    /// When, RFC 3339 in UTC.
    at: String,
    tenant_id: String,
    /// `invite`, `apply`, `redeem`, `approve`, `suspend`, `reactivate`, `remove` or `edit`.
    action: String,
    actor: ActorBody,
    /// Absent for a tenant that was not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    state_before: Option<StateName>,
    state_after: StateName,
    /// Why, where a reason was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// One page of events, the latest first.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "items": [{
        "revision": 42,
        "at": "2027-01-20T08:00:00Z",
        "tenant_id": "ccccdddd-2222-eeee-3333-ffff4444aaaa",
        "action": "suspend",
        "actor": { "kind": "shell" },
        "state_before": "active",
        "state_after": "suspended",
        "reason": "The invoice of December is open."
    }],
    "next_cursor": "AAAAAAAAACo"
}"#)]
pub(crate) struct AuditPage {
    items: Vec<AuditEventBody>,
    /// Leads to the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Lists what happened.
#[api_v2_operation(
    summary = "List audit events",
    description = "Every change of every tenant, the latest first, in pages.",
    operation_id = "listAuditEvents",
    tags(Tenants)
)]
pub(crate) async fn list_audit_events(
    _operator: Authorized<OperatorPolicy>,
    query: Query<AuditQuery>,
    gate: Data<Gate>,
) -> Result<Json<AuditPage>, ApiError> {
    let query = query.into_inner();
    let most = page_size(query.limit)?;
    let before = query.cursor.as_deref().map(decode_cursor).transpose()?;
    let filter = AuditFilter {
        before: before.map(u64::from_be_bytes),
        tenant: guid::<TenantId>("tenant_id", query.tenant_id.as_deref())?,
        actor: guid::<ObjectId>("actor", query.actor.as_deref())?,
        since: time("since", query.since.as_deref())?,
        until: time("until", query.until.as_deref())?,
    };
    let store = gate.directory()?.store();
    let mut found = store.events(&filter, most + 1).await?;
    let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let last = found.last().filter(|_| more);
    Ok(Json(AuditPage {
        next_cursor: last.map(|last| encode_cursor(&last.revision.to_be_bytes())),
        items: found.iter().map(AuditEventBody::from).collect(),
    }))
}

impl From<&StoredEvent> for AuditEventBody {
    fn from(stored: &StoredEvent) -> Self {
        let event = &stored.event;
        Self {
            revision: i64::try_from(stored.revision).unwrap_or(i64::MAX),
            at: rfc3339(event.at),
            tenant_id: event.tenant.to_string(),
            action: event.action.as_str().to_owned(),
            actor: event.actor.into(),
            state_before: event.before.map(Into::into),
            state_after: event.after.into(),
            reason: event.reason.as_ref().map(ToString::to_string),
        }
    }
}

fn guid<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, ApiError> {
    text.map(str::parse)
        .transpose()
        .map_err(|error: T::Err| ApiError::field(field, error))
}

fn time(field: &'static str, text: Option<&str>) -> Result<Option<u64>, ApiError> {
    let parsed = text.map(|text| {
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        u64::try_from(time.timestamp()).ok()
    });
    match parsed {
        None => Ok(None),
        Some(Some(seconds)) => Ok(Some(seconds)),
        Some(None) => Err(ApiError::field(
            field,
            "it is no time such as 2027-01-15T08:00:00Z",
        )),
    }
}
