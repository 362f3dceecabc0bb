//! Why a tenant is not changed.

use super::{Action, TenantState};

/// Why a command to the directory is refused. The tenant stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifeCycleRefusal {
    /// The directory does not have the tenant.
    #[error("the directory has no such tenant")]
    Unknown,
    /// The action does not lead on from where the tenant stands.
    #[error("a tenant that is {} cannot take the action {}", state.as_str(), action.as_str())]
    WrongState {
        /// Where the tenant stands.
        state: TenantState,
        /// What was asked for.
        action: Action,
    },
    /// The tenant that runs this service needs no admission, and nobody can take it away.
    #[error("the operator's own tenant is always admitted and not managed in the directory")]
    OperatorTenant,
    /// Personal accounts have no administrator who could answer for all of them.
    #[error("the tenant of personal accounts is no organization and cannot be admitted")]
    PersonalAccounts,
    /// So many tenants wait for an operator that no more may ask.
    #[error("too many tenants are waiting for approval already")]
    TooManyPending,
    /// A person answers for a tenant, not a program.
    #[error("only a user can answer for a tenant, not an application")]
    NotAUser,
    /// A guest belongs elsewhere and cannot answer for the tenant.
    #[error("a guest cannot answer for a tenant")]
    Guest,
    /// The person belongs to another tenant than the invited one.
    #[error("the signed-in user belongs to another tenant than the invited one")]
    OtherTenant,
}

impl LifeCycleRefusal {
    /// Every code that [`LifeCycleRefusal::code`] can give, in the order of the variants.
    pub const CODES: [&str; 8] = [
        "tenant_unknown",
        "tenant_state_conflict",
        "operator_tenant_protected",
        "tenant_not_an_organization",
        "applications_exhausted",
        "redeemer_not_a_user",
        "redeemer_is_guest",
        "redeemer_of_other_tenant",
    ];

    /// The stable snake-case name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "tenant_unknown",
            Self::WrongState { .. } => "tenant_state_conflict",
            Self::OperatorTenant => "operator_tenant_protected",
            Self::PersonalAccounts => "tenant_not_an_organization",
            Self::TooManyPending => "applications_exhausted",
            Self::NotAUser => "redeemer_not_a_user",
            Self::Guest => "redeemer_is_guest",
            Self::OtherTenant => "redeemer_of_other_tenant",
        }
    }
}
