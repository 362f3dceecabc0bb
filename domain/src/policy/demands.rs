//! The plain input to a policy.

use crate::{AppRole, AuthContext, ClientId, Group, Scope, TenantId};

/// Whether a policy lets guests through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Guests {
    /// Users whose home is another tenant are refused.
    #[default]
    Deny,
    /// They pass like members.
    Allow,
}

/// What a policy demands.
///
/// The default demands nothing that anybody could meet: without `scopes` and `app_roles` nobody
/// passes. In every other list empty means that there is no such demand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Demands {
    /// A delegated call needs all of them; if empty, no delegated call passes.
    pub scopes: Vec<Scope>,
    /// An application needs one of them; if empty, no application passes.
    pub app_roles: Vec<AppRole>,
    /// A delegated call needs one of them, beside its scopes.
    pub user_roles: Vec<AppRole>,
    /// Whether a delegated call may come from a guest.
    pub guests: Guests,
    /// The client must be one of them.
    pub clients: Vec<ClientId>,
    /// The caller's tenant must be one of them. Narrows admission, never widens it.
    pub tenants: Vec<TenantId>,
    /// The sign-in must satisfy all of them.
    pub auth_contexts: Vec<AuthContext>,
    /// The caller must belong to one of them.
    pub groups: Vec<Group>,
}
