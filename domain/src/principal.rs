//! The caller behind a verified access token.

use std::fmt;

mod caller;

pub use caller::{Caller, Groups, UserScopes};

use crate::{AppRole, AuthContext, ClientId, Identity, ObjectId, Scope, TenantId};

/// What kind of caller a token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// A user, on whose behalf a client calls with delegated scopes.
    User,
    /// An application that calls on its own behalf with app roles.
    Application,
}

impl PrincipalKind {
    /// `user` or `application`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Application => "application",
        }
    }
}

impl fmt::Display for PrincipalKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A caller whose token has been verified, in the terms that a [`Policy`](crate::Policy) judges.
///
/// Only a user has scopes and only a user can be a guest: an application with either cannot be
/// built.
#[derive(Clone, PartialEq, Eq)]
pub struct Principal {
    caller: Caller,
    call: Call,
}

/// What the two kinds of caller do not share.
#[derive(Clone, PartialEq, Eq)]
enum Call {
    Delegated { scopes: UserScopes, guest: bool },
    AppOnly,
}

impl Principal {
    /// A user, called for by a client that holds at least one delegated scope.
    #[must_use]
    pub const fn user(caller: Caller, scopes: UserScopes, guest: bool) -> Self {
        Self {
            caller,
            call: Call::Delegated { scopes, guest },
        }
    }

    /// An application on its own behalf.
    #[must_use]
    pub const fn application(caller: Caller) -> Self {
        Self {
            caller,
            call: Call::AppOnly,
        }
    }

    /// Whether a user or an application calls.
    #[must_use]
    pub const fn kind(&self) -> PrincipalKind {
        match self.call {
            Call::Delegated { .. } => PrincipalKind::User,
            Call::AppOnly => PrincipalKind::Application,
        }
    }

    /// Who it is, over all services and for as long as the account exists.
    #[must_use]
    pub const fn identity(&self) -> Identity {
        self.caller.identity
    }

    /// The tenant that issued the token.
    #[must_use]
    pub const fn tenant_id(&self) -> TenantId {
        self.caller.identity.tenant_id()
    }

    /// The user or service principal inside that tenant.
    #[must_use]
    pub const fn object_id(&self) -> ObjectId {
        self.caller.identity.object_id()
    }

    /// The pairwise subject, meaningful to this API only.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.caller.subject.as_str()
    }

    /// The application that asked for the token.
    #[must_use]
    pub const fn client_id(&self) -> ClientId {
        self.caller.client_id
    }

    /// The delegated scopes; empty for an application.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        match &self.call {
            Call::Delegated { scopes, .. } => scopes.as_slice(),
            Call::AppOnly => &[],
        }
    }

    /// The app roles assigned to the user or the application in its own tenant.
    #[must_use]
    pub fn roles(&self) -> &[AppRole] {
        &self.caller.roles
    }

    /// What the token says about groups.
    #[must_use]
    pub const fn groups(&self) -> &Groups {
        &self.caller.groups
    }

    /// The authentication contexts that the sign-in satisfied.
    #[must_use]
    pub fn auth_contexts(&self) -> &[AuthContext] {
        &self.caller.auth_contexts
    }

    /// Whether the user's home is another tenant; never true for an application.
    #[must_use]
    pub const fn is_guest(&self) -> bool {
        matches!(self.call, Call::Delegated { guest: true, .. })
    }

    /// A name to show to people. Never a means to recognize anybody.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.caller.name.as_deref()
    }

    /// Whether the client can answer a claims challenge (`cp1` in the claim `xms_cc`).
    #[must_use]
    pub const fn accepts_claims_challenge(&self) -> bool {
        self.caller.accepts_claims_challenge
    }
}

/// Shows the kind only: everything else comes out of a token, and tokens stay out of logs.
impl fmt::Debug for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Principal")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}
