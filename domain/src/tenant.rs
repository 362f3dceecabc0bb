//! A customer's tenant as the directory knows it, from invitation to removal.

mod audit;
mod command;
mod life_cycle;
mod refusal;
mod step;
mod text;

pub use audit::{Action, Actor, AuditEvent};
pub use command::{Change, Edit, NewTenant, Stamp};
pub use life_cycle::LifeCycle;
pub use refusal::LifeCycleRefusal;
pub use text::{DisplayName, DomainName, Note, Reason, TextError};

use crate::TenantId;

/// Where a tenant stands. Only an active one comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TenantState {
    /// An operator invited it; its administrator has not answered yet.
    Invited,
    /// It has agreed, and waits for an operator.
    Consented,
    /// It may call.
    Active,
    /// An operator has shut it out for the time being.
    Suspended,
    /// It has left. The row stays, so that its history does.
    Removed,
}

impl TenantState {
    /// Every state, in the order of a tenant's life.
    pub const ALL: [Self; 5] = [
        Self::Invited,
        Self::Consented,
        Self::Active,
        Self::Suspended,
        Self::Removed,
    ];

    /// The state in one lower-case word, as storage and programs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Consented => "consented",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
        }
    }

    /// The state of that name, `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What is known about a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRecord {
    /// Which tenant.
    pub id: TenantId,
    /// What operators call it.
    pub display_name: DisplayName,
    /// The domain by which it was found, if it was.
    pub domain: Option<DomainName>,
    /// Where it stands.
    pub state: TenantState,
    /// What operators want to remember.
    pub note: Option<Note>,
    /// Why it is suspended; only a suspended tenant has a reason.
    pub suspension: Option<Reason>,
    /// Who entered it first.
    pub created_by: Actor,
    /// When that was, in Unix seconds.
    pub created_at: u64,
    /// Who changed it last.
    pub changed_by: Actor,
    /// When that was, in Unix seconds.
    pub changed_at: u64,
}

/// A tenant of the directory. Its state is changed by [`LifeCycle`] and by nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    record: TenantRecord,
}

impl Tenant {
    /// A tenant as a store kept it.
    #[must_use]
    pub const fn restore(record: TenantRecord) -> Self {
        Self { record }
    }

    /// Everything that is known about it.
    #[must_use]
    pub const fn record(&self) -> &TenantRecord {
        &self.record
    }

    /// Which tenant it is.
    #[must_use]
    pub const fn id(&self) -> TenantId {
        self.record.id
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> TenantState {
        self.record.state
    }
}
