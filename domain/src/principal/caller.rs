//! What a principal is made of.

use std::fmt;

use crate::{AppRole, AuthContext, ClientId, Group, Identity, Scope, Subject};

/// What both kinds of principal have: the plain input to [`Principal`](crate::Principal)'s
/// constructors, each field out of a verified token.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// Claims `tid` and `oid`.
    pub identity: Identity,
    /// Claim `sub`.
    pub subject: Subject,
    /// Claim `azp` (version 2.0) or `appid` (version 1.0).
    pub client_id: ClientId,
    /// Claim `roles`; empty where the token has none.
    pub roles: Vec<AppRole>,
    /// Claim `groups`, or that the token could not hold them.
    pub groups: Groups,
    /// Claim `acrs`; empty where the token has none.
    pub auth_contexts: Vec<AuthContext>,
    /// Whether the claim `xms_cc` holds `cp1`.
    pub accepts_claims_challenge: bool,
    /// Claim `name`, for showing only.
    pub name: Option<Box<str>>,
}

/// Names the type only: a caller comes out of a token, and tokens stay out of logs.
impl fmt::Debug for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Caller").finish_non_exhaustive()
    }
}

/// What a token says about the groups that its caller belongs to.
#[derive(Clone, PartialEq, Eq)]
pub enum Groups {
    /// All of them; empty where the token has no such claim.
    Known(Vec<Group>),
    /// Too many for a token (`_claim_names.groups` or `hasgroups`). The endpoint that the token
    /// names for them is never called, so nothing is known.
    Overage,
}

/// Tells the variants apart and shows no group.
impl fmt::Debug for Groups {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Known(_) => "Known(..)",
            Self::Overage => "Overage",
        })
    }
}

/// The scopes of a delegated call. There is at least one: a call without any is not delegated.
#[derive(Clone, PartialEq, Eq)]
pub struct UserScopes(Vec<Scope>);

impl UserScopes {
    /// Takes the scopes of the claim `scp`, or `None` if there are none.
    #[must_use]
    pub fn new(scopes: Vec<Scope>) -> Option<Self> {
        (!scopes.is_empty()).then_some(Self(scopes))
    }

    /// The scopes in the token's order.
    #[must_use]
    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }
}

/// Names the type only: scopes come out of a token, and tokens stay out of logs.
impl fmt::Debug for UserScopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UserScopes").finish_non_exhaustive()
    }
}
