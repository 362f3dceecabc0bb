//! Who may ask about other people's tokens, and about whose.

use crate::{Denial, Principal, PrincipalKind, TenantId};

/// Somebody who may ask about tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspector {
    /// Of the organization that runs the service: asks about any token.
    Operator,
    /// Of another tenant: asks about that tenant's own tokens.
    Tenant(TenantId),
}

impl Introspector {
    /// The app role that an application needs to ask about tokens.
    pub const APP_ROLE: &'static str = "Tokens.Introspect";

    /// What an admitted caller may ask; `operator` is the tenant that runs the service.
    ///
    /// Only an application may ask at all. The role alone does not reach beyond the caller's own
    /// tenant, because it is that tenant's administrators who assign it.
    ///
    /// # Errors
    /// [`Denial::UsersNotAllowed`] for a user, [`Denial::AppRoleMissing`] without the app role.
    pub fn of(principal: &Principal, operator: Option<TenantId>) -> Result<Self, Denial> {
        if principal.kind() == PrincipalKind::User {
            return Err(Denial::UsersNotAllowed);
        }
        let holds_role = principal
            .roles()
            .iter()
            .any(|role| role.as_str() == Self::APP_ROLE);
        if !holds_role {
            return Err(Denial::AppRoleMissing);
        }
        let tenant = principal.tenant_id();
        Ok(if operator == Some(tenant) {
            Self::Operator
        } else {
            Self::Tenant(tenant)
        })
    }

    /// Whether the tokens of a tenant are told to this caller.
    #[must_use]
    pub fn may_ask_about(self, tenant: TenantId) -> bool {
        match self {
            Self::Operator => true,
            Self::Tenant(own) => own == tenant,
        }
    }
}
