//! The transitions of a tenant's life, each a pure function.

use crate::{Principal, TenantId};

use super::step::{answers_for, enter, step};
use super::{
    Action, Change, DisplayName, Edit, LifeCycleRefusal, NewTenant, Reason, Stamp, Tenant,
    TenantState,
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

    /// Enters the tenant of `applicant`, who becomes the actor, without an invitation: to wait for an
    /// operator, as `pending` tenants do already. `known` is what the directory has of that tenant.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::NotAUser`] or [`LifeCycleRefusal::Guest`] for somebody who cannot answer for
    /// the tenant, [`LifeCycleRefusal::OperatorTenant`], [`LifeCycleRefusal::PersonalAccounts`],
    /// [`LifeCycleRefusal::WrongState`] for a tenant that is known, whatever became of it, and
    /// [`LifeCycleRefusal::TooManyPending`].
    pub fn apply(
        &self,
        known: Option<&Tenant>,
        applicant: &Principal,
        display_name: DisplayName,
        pending: u64,
        at: u64,
    ) -> Result<Change, LifeCycleRefusal> {
        let id = applicant.tenant_id();
        let by = answers_for(id, applicant)?;
        let new = NewTenant {
            id,
            display_name,
            domain: None,
            note: None,
        };
        let change = self.enter_waiting(known, new, Stamp { by, at })?;
        if pending >= Self::MOST_PENDING {
            return Err(LifeCycleRefusal::TooManyPending);
        }
        Ok(change)
    }

    /// Enters a tenant as waiting, as an operator does who brings it along from elsewhere.
    ///
    /// # Errors
    /// [`LifeCycleRefusal::OperatorTenant`], [`LifeCycleRefusal::PersonalAccounts`], or
    /// [`LifeCycleRefusal::WrongState`] for a tenant that is known.
    pub fn enter_waiting(
        &self,
        known: Option<&Tenant>,
        new: NewTenant,
        stamp: Stamp,
    ) -> Result<Change, LifeCycleRefusal> {
        self.check_enterable(new.id)?;
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
