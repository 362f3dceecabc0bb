//! What goes into a command to the directory, and what comes out.

use crate::TenantId;

use super::{Actor, AuditEvent, DisplayName, DomainName, Note, Tenant};

/// Who does something, and when (Unix seconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: u64,
}

/// What must be known about a tenant to enter it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTenant {
    /// Which tenant.
    pub id: TenantId,
    /// What to call it.
    pub display_name: DisplayName,
    /// The domain by which it was found.
    pub domain: Option<DomainName>,
    /// What to remember.
    pub note: Option<Note>,
}

/// What an operator may change without changing where a tenant stands; `None` leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// Another name.
    pub display_name: Option<DisplayName>,
    /// Another note, or none any more.
    pub note: Option<Option<Note>>,
}

/// A change that is decided but not yet kept: the tenant afterwards, and what to tell about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The tenant as it is afterwards.
    pub tenant: Tenant,
    /// What happened to it.
    pub event: AuditEvent,
}
