//! Why an authentic caller is not let through.

use crate::AuthContext;

/// Why a caller with a verified token is refused.
///
/// A message says which rule refused and nothing out of the token, so it can be shown to the caller
/// and written to a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The service does not know the tenant or has not let it in.
    #[error("the caller's tenant is not admitted to this service")]
    TenantNotAdmitted,
    /// The directory has the tenant, but an operator has suspended it.
    #[error("the caller's tenant is suspended")]
    TenantSuspended,
    /// The tenant is admitted, but this policy is for others.
    #[error("the caller's tenant is not among those that may call this")]
    TenantNotAllowed,
    /// The policy is for other client applications.
    #[error("the client application is not among those that may call this")]
    ClientNotAllowed,
    /// The policy is for members only.
    #[error("guests may not call this")]
    GuestNotAllowed,
    /// The policy has no scopes, so it is for applications only.
    #[error("this cannot be called on behalf of a user")]
    UsersNotAllowed,
    /// The policy has no app roles, so it is for users only.
    #[error("this cannot be called by an application on its own behalf")]
    ApplicationsNotAllowed,
    /// A delegated call without all of the policy's scopes.
    #[error("the access token lacks a scope that this demands")]
    ScopeMissing,
    /// An application without any of the policy's app roles.
    #[error("the application has none of the app roles of which this demands one")]
    AppRoleMissing,
    /// A user without any of the policy's user roles.
    #[error("the user has none of the app roles of which this demands one")]
    UserRoleMissing,
    /// A caller outside all of the policy's groups.
    #[error("the caller belongs to none of the groups of which this demands one")]
    GroupMissing,
    /// A caller with so many groups that the token names none of them.
    #[error("the caller belongs to too many groups for the access token to name them")]
    GroupsOverage,
    /// A sign-in that did not satisfy one of the policy's authentication contexts.
    #[error("the sign-in did not satisfy an authentication context that this demands")]
    AuthContextMissing {
        /// The first of the policy's contexts that is missing.
        context: AuthContext,
        /// Whether the client can sign in again when told so.
        accepts_claims_challenge: bool,
    },
}

impl Denial {
    /// Every code that [`Denial::code`] can give, in the order of the variants.
    pub const CODES: &[&str] = &[
        "tenant_not_admitted",
        "tenant_suspended",
        "tenant_not_allowed",
        "client_not_allowed",
        "guest_not_allowed",
        "user_not_allowed",
        "application_not_allowed",
        "scope_missing",
        "app_role_missing",
        "user_role_missing",
        "group_missing",
        "groups_overage",
        "auth_context_missing",
    ];

    /// The stable snake-case name of the reason, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TenantNotAdmitted => "tenant_not_admitted",
            Self::TenantSuspended => "tenant_suspended",
            Self::TenantNotAllowed => "tenant_not_allowed",
            Self::ClientNotAllowed => "client_not_allowed",
            Self::GuestNotAllowed => "guest_not_allowed",
            Self::UsersNotAllowed => "user_not_allowed",
            Self::ApplicationsNotAllowed => "application_not_allowed",
            Self::ScopeMissing => "scope_missing",
            Self::AppRoleMissing => "app_role_missing",
            Self::UserRoleMissing => "user_role_missing",
            Self::GroupMissing => "group_missing",
            Self::GroupsOverage => "groups_overage",
            Self::AuthContextMissing { .. } => "auth_context_missing",
        }
    }
}
