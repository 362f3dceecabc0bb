//! Access tokens that a daemon gets for itself.

use super::Draft;
use crate::issuer::{Issuer, issuer_v1};
use crate::{MintError, OptionalClaim, TokenVersion};

impl Draft {
    /// An app-only token of a daemon in one tenant, both named in any way the directory knows.
    pub(crate) fn for_application(
        issuer: &Issuer,
        version: TokenVersion,
        daemon: &str,
        tenant: &str,
    ) -> Result<Self, MintError> {
        let directory = &issuer.directory;
        let not_assigned = || MintError::NotAssigned {
            daemon: daemon.to_owned(),
            tenant: tenant.to_owned(),
        };
        let client = directory
            .daemon(daemon)
            .ok_or_else(|| MintError::UnknownDaemon(daemon.to_owned()))?;
        let tenant = directory
            .tenant(tenant)
            .ok_or_else(|| MintError::UnknownTenant(tenant.to_owned()))?;
        let principal = client.assignment(&tenant.id).ok_or_else(not_assigned)?;

        let mut draft = Self::new(issuer, version, &tenant.id, &issuer.keys.signer());
        draft.set_client(version, &client.client_id, "1");
        draft.set("oid", principal.object_id.as_str());
        draft.set("sub", principal.object_id.as_str());
        if !principal.roles.is_empty() {
            draft.set("roles", principal.roles.as_slice());
        }
        if version == TokenVersion::V1 {
            draft.set("idp", issuer_v1(&tenant.id));
        }
        if directory
            .api()
            .optional_claims
            .contains(&OptionalClaim::Idtyp)
        {
            draft.set("idtyp", "app");
        }
        Ok(draft)
    }
}
