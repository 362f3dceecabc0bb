//! `/api/v1/tenants`: the directory of tenants, for operators.

mod actions;
mod body;
mod invite;
mod page;
mod version;

use std::sync::Arc;

use actix_web::web::Data;
use entrance_domain::{Actor, LifeCycleRefusal, Principal, Stamp, TenantId};
use paperclip::actix::web::{Json, Path, Query};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::{Deserialize, Serialize};

use crate::authorized::{Authorized, NamedPolicy};
use crate::directory::Directory;
use crate::error::ApiError;
use crate::gate::Gate;
use crate::settings::Policies;
use crate::store::TenantFilter;

pub(crate) use actions::{
    approve_tenant, edit_tenant, reactivate_tenant, remove_tenant, suspend_tenant,
};
pub(crate) use body::{ActorBody, StateName, TenantBody, rfc3339};
pub(crate) use invite::{Invitations, invite_tenant};
pub(crate) use page::{decode_cursor, encode_cursor, page_size};
use version::{IfMatch, Versioned};

/// The fixed policy of those who manage tenants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OperatorPolicy;

impl NamedPolicy for OperatorPolicy {
    const NAME: &'static str = Policies::OPERATORS;
}

/// Which tenant.
#[derive(Debug, Deserialize, Apiv2Schema)]
pub(crate) struct TenantPath {
    /// The tenant id, a GUID.
    tenant_id: String,
}

impl TenantPath {
    fn id(&self) -> Result<TenantId, ApiError> {
        // Whatever is no GUID is no tenant either.
        self.tenant_id
            .parse()
            .map_err(|_| LifeCycleRefusal::Unknown.into())
    }
}

/// Which tenants to list.
#[derive(Debug, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantsQuery {
    /// Only tenants in this state.
    state: Option<StateName>,
    /// Only tenants with this text in their id, name or domain; upper and lower case do not count.
    search: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of tenants on the page, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// One page of tenants, in the order of their ids.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "items": [{
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
    }],
    "next_cursor": "zMzd3SIi7u4zM___REShqg"
}"#)]
pub(crate) struct TenantsPage {
    items: Vec<TenantBody>,
    /// Leads to the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Lists tenants.
#[api_v2_operation(
    summary = "List tenants",
    description = "The tenants of the directory, in the order of their ids, in pages. Removed ones \
                   are among them.",
    operation_id = "listTenants",
    tags(Tenants)
)]
pub(crate) async fn list_tenants(
    _operator: Authorized<OperatorPolicy>,
    query: Query<TenantsQuery>,
    gate: Data<Gate>,
) -> Result<Json<TenantsPage>, ApiError> {
    let query = query.into_inner();
    let most = page_size(query.limit)?;
    let after = query.cursor.as_deref().map(decode_cursor).transpose()?;
    let filter = TenantFilter {
        after: after.map(|bytes| TenantId::from_uuid(uuid::Uuid::from_bytes(bytes))),
        state: query.state.map(Into::into),
        search: query.search.filter(|text| !text.is_empty()),
    };
    let store = gate.directory()?.store();
    let mut found = store.tenants(&filter, most + 1).await?;
    let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let last = found.last().filter(|_| more);
    Ok(Json(TenantsPage {
        next_cursor: last.map(|last| encode_cursor(last.tenant.id().as_uuid().as_bytes())),
        items: found.iter().map(TenantBody::from).collect(),
    }))
}

/// Shows one tenant.
#[api_v2_operation(
    summary = "Show a tenant",
    description = "One tenant of the directory. The header ETag names its version.",
    operation_id = "getTenant",
    tags(Tenants)
)]
pub(crate) async fn show_tenant(
    _operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    let id = path.id()?;
    let found = gate.directory()?.store().tenant(id).await?;
    let found = found.ok_or(LifeCycleRefusal::Unknown)?;
    Ok(Versioned::of(&found))
}

/// Who acts, and when.
fn stamp(operator: &Authorized<OperatorPolicy>, directory: &Arc<Directory>) -> Stamp {
    Stamp {
        by: actor(operator.principal()),
        at: directory.now(),
    }
}

fn actor(principal: &Principal) -> Actor {
    Actor::Caller {
        kind: principal.kind(),
        identity: principal.identity(),
    }
}
