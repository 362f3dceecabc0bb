//! Access tokens that a daemon gets for itself.

use super::Draft;
use crate::issuer::{Issuer, issuer_v1};
use crate::{
    ApiRegistration, Assignment, ClientRegistration, MintError, OptionalClaim, TokenVersion,
};

impl Draft {
    /// An app-only token of a daemon in one tenant, both named in any way the directory knows.
    pub(crate) fn for_daemon(
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
            .client(daemon)
            .ok_or_else(|| MintError::UnknownDaemon(daemon.to_owned()))?;
        let tenant = directory
            .tenant(tenant)
            .ok_or_else(|| MintError::UnknownTenant(tenant.to_owned()))?;
        let principal = client.assignment(&tenant.id).ok_or_else(not_assigned)?;

        let api = directory.api();
        Ok(Self::for_application(
            issuer, version, api, client, principal,
        ))
    }

    /// An app-only token for an API.
    pub(crate) fn for_application(
        issuer: &Issuer,
        version: TokenVersion,
        api: &ApiRegistration,
        client: &ClientRegistration,
        principal: &Assignment,
    ) -> Self {
        let tenant_id = &principal.tenant;
        let mut draft = Self::new(issuer, tenant_id, &issuer.keys.signer());
        draft.set_api(issuer, version, tenant_id, api);
        draft.set_client(version, &client.client_id, "1");
        draft.set("oid", principal.object_id.as_str());
        draft.set("sub", principal.object_id.as_str());
        let roles = issuer.directory.roles(client, principal, api);
        if !roles.is_empty() {
            draft.set("roles", roles);
        }
        if version == TokenVersion::V1 {
            draft.set("idp", issuer_v1(tenant_id));
        }
        if api.optional_claims.contains(&OptionalClaim::Idtyp) {
            draft.set("idtyp", "app");
        }
        draft
    }
}
