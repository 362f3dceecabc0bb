//! What operators do to a tenant that is known.

use actix_web::web::Data;
use entrance_domain::{
    Change, DisplayName, Edit, LifeCycle, LifeCycleRefusal, Note, Reason, Stamp, Tenant,
};
use paperclip::actix::web::{Json, Path};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::Deserialize;

use super::{IfMatch, OperatorPolicy, TenantBody, TenantPath, Versioned, stamp};
use crate::authorized::Authorized;
use crate::error::ApiError;
use crate::gate::Gate;

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditBody {
    /// Another name: 1 to 120 characters on one line.
    display_name: Option<String>,
    /// Another note of up to 2000 characters; an empty one takes it away.
    note: Option<String>,
}

/// Why a tenant is shut out.
#[derive(Debug, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuspendBody {
    /// 1 to 500 characters on one line, for operators to read.
    reason: String,
}

/// Changes name or note.
#[api_v2_operation(
    summary = "Edit a tenant",
    description = "Changes what operators wrote about a tenant. It stays where it stands.",
    operation_id = "editTenant",
    tags(Tenants)
)]
pub(crate) async fn edit_tenant(
    operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    if_match: IfMatch,
    body: Json<EditBody>,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    let body = body.into_inner();
    let display_name = body.display_name.map(|name| DisplayName::new(&name));
    let edit = Edit {
        display_name: display_name
            .transpose()
            .map_err(|error| ApiError::field("display_name", error))?,
        note: match body.note {
            Some(note) if note.trim().is_empty() => Some(None),
            Some(note) => {
                let note = Note::new(&note).map_err(|error| ApiError::field("note", error))?;
                Some(Some(note))
            }
            None => None,
        },
    };
    act(&operator, &path, if_match, &gate, |rules, tenant, stamp| {
        rules.edit(tenant, edit, stamp)
    })
    .await
}

/// Lets a tenant in.
#[api_v2_operation(
    summary = "Approve a tenant",
    description = "Lets a tenant in that is invited, or has consented and waits.",
    operation_id = "approveTenant",
    tags(Tenants)
)]
pub(crate) async fn approve_tenant(
    operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    if_match: IfMatch,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    act(&operator, &path, if_match, &gate, |rules, tenant, stamp| {
        rules.approve(tenant, stamp)
    })
    .await
}

/// Shuts a tenant out.
#[api_v2_operation(
    summary = "Suspend a tenant",
    description = "Shuts an active tenant out: its next request is refused, whatever token it has.",
    operation_id = "suspendTenant",
    tags(Tenants)
)]
pub(crate) async fn suspend_tenant(
    operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    if_match: IfMatch,
    body: Json<SuspendBody>,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    let reason = Reason::new(&body.reason).map_err(|error| ApiError::field("reason", error))?;
    act(&operator, &path, if_match, &gate, |rules, tenant, stamp| {
        rules.suspend(tenant, reason, stamp)
    })
    .await
}

/// Ends a suspension.
#[api_v2_operation(
    summary = "Reactivate a tenant",
    description = "Ends a suspension.",
    operation_id = "reactivateTenant",
    tags(Tenants)
)]
pub(crate) async fn reactivate_tenant(
    operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    if_match: IfMatch,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    act(&operator, &path, if_match, &gate, |rules, tenant, stamp| {
        rules.reactivate(tenant, stamp)
    })
    .await
}

/// Removes a tenant.
#[api_v2_operation(
    summary = "Remove a tenant",
    description = "Ends the admission of a tenant. Its entry and its history stay; it can be invited \
                   again.",
    operation_id = "removeTenant",
    tags(Tenants)
)]
pub(crate) async fn remove_tenant(
    operator: Authorized<OperatorPolicy>,
    path: Path<TenantPath>,
    if_match: IfMatch,
    gate: Data<Gate>,
) -> Result<Versioned<TenantBody>, ApiError> {
    act(&operator, &path, if_match, &gate, |rules, tenant, stamp| {
        rules.remove(tenant, stamp)
    })
    .await
}

async fn act(
    operator: &Authorized<OperatorPolicy>,
    path: &TenantPath,
    if_match: IfMatch,
    gate: &Gate,
    step: impl FnOnce(LifeCycle, &Tenant, Stamp) -> Result<Change, LifeCycleRefusal> + Send + 'static,
) -> Result<Versioned<TenantBody>, ApiError> {
    let directory = gate.directory()?;
    let stamp = stamp(operator, directory);
    let life_cycle = directory.life_cycle();
    let stored = directory
        .change(path.id()?, None, move |known| {
            let known = known.ok_or(LifeCycleRefusal::Unknown)?;
            if_match.check(Some(known))?;
            Ok::<_, ApiError>(step(life_cycle, &known.tenant, stamp)?)
        })
        .await?;
    Ok(Versioned::of(&stored))
}
