//! The transitions of a tenant's life, each a pure function.

use crate::{Principal, PrincipalKind, TenantId};

use super::{
    Action, Actor, AuditEvent, Change, Edit, LifeCycleRefusal, NewTenant, Reason, Stamp, Tenant,
    TenantRecord, TenantState,
};

/// The rules by which tenants come and go.
///
/// ```text
/// none ─► invited ─► consented ─► active ⇄ suspended      any ─► removed ─► invited
/// none ─► consented               invited ─► active
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LifeCycle {
    operator: Option<TenantId>,
}

impl LifeCycle {
    /// How many tenants may wait for approval at the same time.
    pub const MOST_PENDING: u64 = 1_000;

    /// The rules under which `operator` is the tenant that runs this service.
    #[must_use]
    pub const fn new(operator: Option<TenantId>) -> Self {
        Self { operator }
    }

    /// Invites a tenant that is not known, was removed, or was invited before.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::OperatorTenant`], [`LifeCycleRefusal::PersonalAccounts`], or
    /// [`LifeCycleRefusal::WrongState`] for a tenant that came further already.
    pub fn invite(
        &self,
        known: Option<&Tenant>,
        new: NewTenant,
        stamp: Stamp,
    ) -> Result<Change, LifeCycleRefusal> {
        self.check_enterable(new.id)?;
        enter(known, new, Action::Invite, TenantState::Invited, stamp)
    }

    /// Enters a tenant that asks for admission without an invitation; `pending` tenants wait.
    ///
    /// # Errors
    /// Those of [`LifeCycle::invite`], those of the applicant, and
    /// [`LifeCycleRefusal::TooManyPending`].
    pub fn apply(
        &self,
        known: Option<&Tenant>,
        new: NewTenant,
        pending: u64,
        stamp: Stamp,
    ) -> Result<Change, LifeCycleRefusal> {
        self.check_enterable(new.id)?;
        if known.is_none() && pending >= Self::MOST_PENDING {
            return Err(LifeCycleRefusal::TooManyPending);
        }
        enter(known, new, Action::Apply, TenantState::Consented, stamp)
    }

    /// Takes an invitation up for the tenant of `redeemer`, who becomes the actor. With `approval`
    /// the tenant then waits for an operator.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::NotAUser`], [`LifeCycleRefusal::Guest`] or
    /// [`LifeCycleRefusal::OtherTenant`] for somebody who cannot answer for the tenant,
    /// [`LifeCycleRefusal::WrongState`] unless it is invited.
    pub fn redeem(
        &self,
        tenant: &Tenant,
        redeemer: &Principal,
        approval: bool,
        at: u64,
    ) -> Result<Change, LifeCycleRefusal> {
        let by = answers_for(tenant.id(), redeemer)?;
        let after = if approval {
            TenantState::Consented
        } else {
            TenantState::Active
        };
        step(tenant, Action::Redeem, after, None, Stamp { by, at })
    }

    /// Lets a tenant in that is invited or waits.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::WrongState`] in any other state.
    pub fn approve(&self, tenant: &Tenant, stamp: Stamp) -> Result<Change, LifeCycleRefusal> {
        step(tenant, Action::Approve, TenantState::Active, None, stamp)
    }

    /// Shuts an active tenant out.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::OperatorTenant`], or [`LifeCycleRefusal::WrongState`] unless it is active.
    pub fn suspend(
        &self,
        tenant: &Tenant,
        reason: Reason,
        stamp: Stamp,
    ) -> Result<Change, LifeCycleRefusal> {
        self.check_not_operator(tenant.id())?;
        let after = TenantState::Suspended;
        step(tenant, Action::Suspend, after, Some(reason), stamp)
    }

    /// Ends a suspension.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::WrongState`] unless the tenant is suspended.
    pub fn reactivate(&self, tenant: &Tenant, stamp: Stamp) -> Result<Change, LifeCycleRefusal> {
        step(tenant, Action::Reactivate, TenantState::Active, None, stamp)
    }

    /// Removes a tenant in any state.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::OperatorTenant`], or [`LifeCycleRefusal::WrongState`] if it is removed
    /// already.
    pub fn remove(&self, tenant: &Tenant, stamp: Stamp) -> Result<Change, LifeCycleRefusal> {
        self.check_not_operator(tenant.id())?;
        step(tenant, Action::Remove, TenantState::Removed, None, stamp)
    }

    /// Changes what operators wrote about a tenant.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::WrongState`] for a removed tenant.
    pub fn edit(
        &self,
        tenant: &Tenant,
        edit: Edit,
        stamp: Stamp,
    ) -> Result<Change, LifeCycleRefusal> {
        let mut change = step(tenant, Action::Edit, tenant.state(), None, stamp)?;
        let record = &mut change.tenant.record;
        record.suspension.clone_from(&tenant.record.suspension);
        if let Some(display_name) = edit.display_name {
            record.display_name = display_name;
        }
        if let Some(note) = edit.note {
            record.note = note;
        }
        Ok(change)
    }

    fn check_enterable(&self, id: TenantId) -> Result<(), LifeCycleRefusal> {
        if id.is_personal_accounts() {
            return Err(LifeCycleRefusal::PersonalAccounts);
        }
        self.check_not_operator(id)
    }

    fn check_not_operator(&self, id: TenantId) -> Result<(), LifeCycleRefusal> {
        if self.operator == Some(id) {
            Err(LifeCycleRefusal::OperatorTenant)
        } else {
            Ok(())
        }
    }
}

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
fn answers_for(id: TenantId, redeemer: &Principal) -> Result<Actor, LifeCycleRefusal> {
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
fn enter(
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

fn step(
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
