//! One step of a tenant's life: which may be taken, by whom, and what comes of it.

use crate::{Principal, PrincipalKind, TenantId};

use super::{
    Action, Actor, AuditEvent, Change, LifeCycleRefusal, NewTenant, Reason, Stamp, Tenant,
    TenantRecord, TenantState,
};

/// Whether an action may begin in a state.
const fn leads_on(state: TenantState, action: Action) -> bool {
    use TenantState::{Active, Consented, Invited, Removed, Suspended};
    match action {
        Action::Invite => matches!(state, Invited | Removed),
        Action::Apply => false,
        Action::Redeem => matches!(state, Invited),
        Action::Approve => matches!(state, Invited | Consented),
        Action::Suspend => matches!(state, Active),
        Action::Reactivate => matches!(state, Suspended),
        Action::Remove | Action::Edit => !matches!(state, Removed),
    }
}

/// A user who can answer for the tenant `id`, as the actor.
pub(super) fn answers_for(id: TenantId, redeemer: &Principal) -> Result<Actor, LifeCycleRefusal> {
    if redeemer.kind() != PrincipalKind::User {
        return Err(LifeCycleRefusal::NotAUser);
    }
    if redeemer.is_guest() {
        return Err(LifeCycleRefusal::Guest);
    }
    if redeemer.tenant_id() != id {
        return Err(LifeCycleRefusal::OtherTenant);
    }
    Ok(Actor::Caller {
        kind: redeemer.kind(),
        identity: redeemer.identity(),
    })
}

/// Enters a tenant, or lets one in again that is known.
pub(super) fn enter(
    known: Option<&Tenant>,
    new: NewTenant,
    action: Action,
    after: TenantState,
    stamp: Stamp,
) -> Result<Change, LifeCycleRefusal> {
    if let Some(known) = known {
        let mut change = step(known, action, after, None, stamp)?;
        let record = &mut change.tenant.record;
        record.display_name = new.display_name;
        record.domain = new.domain.or_else(|| record.domain.take());
        record.note = new.note.or_else(|| record.note.take());
        return Ok(change);
    }
    let event = AuditEvent {
        tenant: new.id,
        action,
        actor: stamp.by,
        at: stamp.at,
        before: None,
        after,
        reason: None,
    };
    let tenant = Tenant::restore(TenantRecord {
        id: new.id,
        display_name: new.display_name,
        domain: new.domain,
        state: after,
        note: new.note,
        suspension: None,
        created_by: stamp.by,
        created_at: stamp.at,
        changed_by: stamp.by,
        changed_at: stamp.at,
    });
    Ok(Change { tenant, event })
}

/// Takes a tenant from where it stands to `after`, if the action leads on from there.
pub(super) fn step(
    tenant: &Tenant,
    action: Action,
    after: TenantState,
    reason: Option<Reason>,
    stamp: Stamp,
) -> Result<Change, LifeCycleRefusal> {
    let state = tenant.state();
    if !leads_on(state, action) {
        return Err(LifeCycleRefusal::WrongState { state, action });
    }
    let event = AuditEvent {
        tenant: tenant.id(),
        action,
        actor: stamp.by,
        at: stamp.at,
        before: Some(state),
        after,
        reason: reason.clone(),
    };
    let tenant = Tenant::restore(TenantRecord {
        state: after,
        suspension: reason,
        changed_by: stamp.by,
        changed_at: stamp.at,
        ..tenant.record.clone()
    });
    Ok(Change { tenant, event })
}
