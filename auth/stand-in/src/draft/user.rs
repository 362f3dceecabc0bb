//! Access tokens that a client gets for a user who signed in.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Draft, opaque};
use crate::issuer::{Issuer, issuer_v1};
use crate::keys::SigningKey;
use crate::{
    ApiRegistration, KeyName, MintError, OptionalClaim, PERSONAL_ACCOUNTS, Tenant, TokenVersion,
    User,
};

/// Who calls which API for whom.
pub(crate) struct Delegation<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) user: &'a User,
    pub(crate) client_id: &'a str,
    /// How the client proved who it is: "0" not at all, "1" with a secret.
    pub(crate) proof: &'static str,
    pub(crate) api: &'a ApiRegistration,
    /// Short names with single spaces between them, taken as they are.
    pub(crate) scopes: &'a str,
}

impl Draft {
    /// A delegated token.
    pub(crate) fn for_user(
        issuer: &Issuer,
        version: TokenVersion,
        delegation: &Delegation<'_>,
    ) -> Result<Self, MintError> {
        let Delegation {
            tenant,
            user,
            client_id,
            proof,
            api,
            scopes,
        } = delegation;
        let mut draft = Self::new(issuer, &tenant.id, &*signer(issuer, tenant)?);
        draft.set_api(issuer, version, &tenant.id, api);
        draft.set_client(version, client_id, proof);
        draft.set("name", user.name.as_str());
        draft.set("oid", user.object_id.as_str());
        draft.set("scp", *scopes);
        draft.set(
            "sub",
            opaque::pairwise_subject(&tenant.id, &user.object_id, client_id),
        );
        let roles: Vec<_> = user
            .roles
            .iter()
            .filter(|role| api.app_roles.contains(role))
            .map(String::as_str)
            .collect();
        if !roles.is_empty() {
            draft.set("roles", roles);
        }
        if let Some(home) = &user.guest {
            draft.set("idp", issuer_v1(home));
        }
        match version {
            TokenVersion::V1 => {
                draft.set("acr", "1");
                draft.set("amr", json!(["pwd"]));
                draft.set("ipaddr", "127.0.0.1");
                draft.set("unique_name", user.username.as_str());
                draft.set("upn", user.username.as_str());
            }
            TokenVersion::V2 => draft.set("preferred_username", user.username.as_str()),
        }
        for claim in &api.optional_claims {
            if let Some((name, value)) = optional_claim(*claim, user) {
                draft.set(name, value);
            }
        }
        Ok(draft)
    }
}

/// The key that signs for the accounts of a tenant.
pub(super) fn signer(issuer: &Issuer, tenant: &Tenant) -> Result<Arc<SigningKey>, MintError> {
    if tenant.id == PERSONAL_ACCOUNTS {
        issuer.keys.key(&KeyName::PersonalAccounts)
    } else {
        Ok(issuer.keys.signer())
    }
}

/// `idtyp` is only in the tokens of applications, as long as nobody asks for more.
fn optional_claim(claim: OptionalClaim, user: &User) -> Option<(&'static str, Value)> {
    match claim {
        OptionalClaim::Acct => Some(("acct", u8::from(user.guest.is_some()).into())),
        OptionalClaim::XmsCc => Some(("xms_cc", json!(["cp1"]))),
        OptionalClaim::Idtyp => None,
    }
}
