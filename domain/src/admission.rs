//! Which tenants may come in at all.

use std::collections::BTreeSet;

use crate::{Denial, TenantId};

/// How the service decides about a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdmissionMode {
    /// Every tenant that can get a token for the API.
    Any,
    /// These tenants; with an empty set none but the operator's.
    Listed(BTreeSet<TenantId>),
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
    /// # Errors
    /// [`Denial::TenantNotAdmitted`] for a tenant that is neither admitted nor the operator's.
    pub fn admit(&self, tenant: TenantId) -> Result<(), Denial> {
        let admitted = self.operator == Some(tenant)
            || match &self.mode {
                AdmissionMode::Any => true,
                AdmissionMode::Listed(tenants) => tenants.contains(&tenant),
            };
        if admitted {
            Ok(())
        } else {
            Err(Denial::TenantNotAdmitted)
        }
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
