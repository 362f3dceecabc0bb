//! What a caller must bring to be let through to a handler.

mod demands;
mod evaluation;
mod strictness;

pub use demands::{Demands, Guests};

use crate::{AppRole, AuthContext, ClientId, Denial, Group, Principal, Scope, TenantId};

/// A rule that lets a principal through or says why not.
///
/// Evaluation is a pure function of the policy and the principal. A policy only ever narrows what
/// [`Admission`](crate::Admission) lets in, and it can never be reached by a token that is not
/// verified, because a [`Principal`] is what verification yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    demands: Demands,
}

impl Policy {
    /// A policy that makes these demands.
    #[must_use]
    pub const fn new(demands: Demands) -> Self {
        Self { demands }
    }

    /// Judges one principal.
    ///
    /// Who may call at all (tenant, client, guest, kind) comes before what the caller holds (scopes
    /// or app roles, user roles, groups). The authentication contexts come last: a client that is
    /// told to sign in again more strongly should not learn afterwards that it was for nothing.
    ///
    /// # Errors
    /// The [`Denial`] of the first demand that the principal does not meet.
    pub fn evaluate(&self, principal: &Principal) -> Result<(), Denial> {
        evaluation::evaluate(&self.demands, principal)
    }

    /// Whether everybody whom this policy lets through passes `other` as well.
    ///
    /// `false` also where the demands do not settle it.
    #[must_use]
    pub fn is_at_least_as_strict_as(&self, other: &Self) -> bool {
        strictness::is_at_least_as_strict(&self.demands, &other.demands)
    }

    /// The scopes of which a delegated call needs all; if empty, no delegated call passes.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.demands.scopes
    }

    /// The app roles of which an application needs one; if empty, no application passes.
    #[must_use]
    pub fn app_roles(&self) -> &[AppRole] {
        &self.demands.app_roles
    }

    /// The app roles of which a user needs one; if empty, none is needed.
    #[must_use]
    pub fn user_roles(&self) -> &[AppRole] {
        &self.demands.user_roles
    }

    /// Whether users whose home is another tenant pass.
    #[must_use]
    pub const fn guests(&self) -> Guests {
        self.demands.guests
    }

    /// The client applications that pass; if empty, all do.
    #[must_use]
    pub fn clients(&self) -> &[ClientId] {
        &self.demands.clients
    }

    /// The tenants that pass; if empty, every admitted one does.
    #[must_use]
    pub fn tenants(&self) -> &[TenantId] {
        &self.demands.tenants
    }

    /// The authentication contexts of which a sign-in must satisfy all.
    #[must_use]
    pub fn auth_contexts(&self) -> &[AuthContext] {
        &self.demands.auth_contexts
    }

    /// The groups of which a caller must belong to one; if empty, to none.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.demands.groups
    }
}
