//! Who somebody is, for as long as the account exists.

use std::fmt;

use super::{ObjectId, TenantId};

/// Who a caller is: an object id together with the tenant in which it means something.
///
/// The two are never taken apart. An object id is only unique inside its tenant, and whoever
/// administers a tenant chooses what its users' `email`, `preferred_username`, `upn` and `name` say.
/// A service that recognizes people by one of those lets a stranger's tenant name its own user after
/// somebody else's (the attack known as nOAuth), so no such claim can be put in here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    tenant: TenantId,
    object: ObjectId,
}

impl Identity {
    /// Joins an object id with its tenant.
    #[must_use]
    pub const fn new(tenant: TenantId, object: ObjectId) -> Self {
        Self { tenant, object }
    }

    /// The tenant that issued the caller's token.
    #[must_use]
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant
    }

    /// The user or service principal inside that tenant.
    #[must_use]
    pub const fn object_id(&self) -> ObjectId {
        self.object
    }
}

/// Names the type only: an identity comes out of a token, and tokens stay out of logs.
impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Identity").finish_non_exhaustive()
    }
}
