//! Who did what to a tenant.

use crate::{Identity, PrincipalKind, TenantId};

use super::{Reason, TenantState};

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A verified caller: an operator, or the customer's own administrator.
    Caller {
        /// A user or an application.
        kind: PrincipalKind,
        /// Which one.
        identity: Identity,
    },
    /// Somebody with access to the database, by the command line.
    Shell,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// An operator invited the tenant, perhaps again.
    Invite,
    /// The tenant asked for admission without an invitation.
    Apply,
    /// The tenant's administrator took the invitation up.
    Redeem,
    /// An operator let the tenant in.
    Approve,
    /// An operator shut the tenant out.
    Suspend,
    /// An operator ended the suspension.
    Reactivate,
    /// An operator removed the tenant.
    Remove,
    /// An operator changed the name or the note.
    Edit,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 8] = [
        Self::Invite,
        Self::Apply,
        Self::Redeem,
        Self::Approve,
        Self::Suspend,
        Self::Reactivate,
        Self::Remove,
        Self::Edit,
    ];

    /// The action in one lower-case word, as storage and programs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Apply => "apply",
            Self::Redeem => "redeem",
            Self::Approve => "approve",
            Self::Suspend => "suspend",
            Self::Reactivate => "reactivate",
            Self::Remove => "remove",
            Self::Edit => "edit",
        }
    }

    /// The action of that name, `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// One change of one tenant, to be kept for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Which tenant was changed.
    pub tenant: TenantId,
    /// What was done.
    pub action: Action,
    /// Who did it.
    pub actor: Actor,
    /// When, in Unix seconds.
    pub at: u64,
    /// The state before; `None` for a tenant that was not known.
    pub before: Option<TenantState>,
    /// The state after.
    pub after: TenantState,
    /// Why, where a reason was given.
    pub reason: Option<Reason>,
}
