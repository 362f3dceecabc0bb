//! Which tenants may come in at all.

use std::collections::BTreeSet;

use crate::{Denial, TenantId, TenantState};

/// How the service decides about a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdmissionMode {
    /// Every tenant that can get a token for the API.
    Any,
    /// These tenants; with an empty set none but the operator's.
    Listed(BTreeSet<TenantId>),
    /// Those that the directory has as active.
    Directory,
}

/// Why a rule of admission cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdmissionError {
    /// The tenant of all personal accounts named as the operator's: everybody would operate.
    #[error("the tenant of personal accounts cannot be the operator's")]
    PersonalAccountsAsOperator,
}

/// Decides which tenants may come in, before any policy is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    mode: AdmissionMode,
    operator: Option<TenantId>,
}

impl Admission {
    /// A rule of admission; `operator` is the tenant that runs this service.
    ///
    /// # Errors
    /// [`AdmissionError::PersonalAccountsAsOperator`] if the operator is
    /// [`TenantId::PERSONAL_ACCOUNTS`].
    pub fn new(mode: AdmissionMode, operator: Option<TenantId>) -> Result<Self, AdmissionError> {
        if operator.is_some_and(|tenant| tenant.is_personal_accounts()) {
            return Err(AdmissionError::PersonalAccountsAsOperator);
        }
        Ok(Self { mode, operator })
    }

    /// Decides about the tenant of a verified token.
    ///
    /// `state_of` tells where a tenant stands in the directory, `None` for one that it does not have.
    /// It is asked only where the directory decides, and never about the operator's tenant.
    ///
    /// # Errors
    /// Whatever keeps `state_of` from an answer: nothing is known about the tenant then. Otherwise
    /// the verdict, which is [`Denial::TenantNotAdmitted`] or [`Denial::TenantSuspended`] for a tenant
    /// that does not come in.
    pub fn admit<E>(
        &self,
        tenant: TenantId,
        state_of: impl FnOnce(TenantId) -> Result<Option<TenantState>, E>,
    ) -> Result<Result<(), Denial>, E> {
        if self.operator == Some(tenant) {
            return Ok(Ok(()));
        }
        let admitted = match &self.mode {
            AdmissionMode::Any => true,
            AdmissionMode::Listed(tenants) => tenants.contains(&tenant),
            AdmissionMode::Directory => match state_of(tenant)? {
                Some(TenantState::Active) => true,
                Some(TenantState::Suspended) => return Ok(Err(Denial::TenantSuspended)),
                Some(TenantState::Invited | TenantState::Consented | TenantState::Removed)
                | None => false,
            },
        };
        Ok(if admitted {
            Ok(())
        } else {
            Err(Denial::TenantNotAdmitted)
        })
    }

    /// How the service decides about tenants other than the operator's.
    #[must_use]
    pub const fn mode(&self) -> &AdmissionMode {
        &self.mode
    }

    /// The tenant that runs this service, if one is named.
    #[must_use]
    pub const fn operator(&self) -> Option<TenantId> {
        self.operator
    }
}
