//! Access tokens that the documentation page gets for a user who signed in.

use serde_json::{Value, json};

use super::{Draft, opaque};
use crate::issuer::{Issuer, issuer_v1};
use crate::{KeyName, MintError, OptionalClaim, PERSONAL_ACCOUNTS, TokenVersion, User};

impl Draft {
    /// A delegated token. `scopes` are short names with single spaces between them, and taken as
    /// they are.
    pub(crate) fn for_user(
        issuer: &Issuer,
        version: TokenVersion,
        username: &str,
        scopes: &str,
    ) -> Result<Self, MintError> {
        let directory = &issuer.directory;
        let (tenant, user) = directory
            .user(username)
            .ok_or_else(|| MintError::UnknownUser(username.to_owned()))?;
        let key = if tenant.id == PERSONAL_ACCOUNTS {
            issuer.keys.key(&KeyName::PersonalAccounts)?
        } else {
            issuer.keys.signer()
        };
        let client_id = &directory.page().client_id;

        let mut draft = Self::new(issuer, version, &tenant.id, &key);
        draft.set_client(version, client_id, "0");
        draft.set("name", user.name.as_str());
        draft.set("oid", user.object_id.as_str());
        draft.set("scp", scopes);
        draft.set(
            "sub",
            opaque::pairwise_subject(&tenant.id, &user.object_id, client_id),
        );
        if !user.roles.is_empty() {
            draft.set("roles", user.roles.as_slice());
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
        for claim in &directory.api().optional_claims {
            if let Some((name, value)) = optional_claim(*claim, user) {
                draft.set(name, value);
            }
        }
        Ok(draft)
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
