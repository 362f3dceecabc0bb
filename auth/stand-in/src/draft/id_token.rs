//! ID tokens: what a client learns about the user who signed in (OIDC Core 1.0, section 2).

use super::user::signer;
use super::{Draft, opaque};
use crate::issuer::{Issuer, issuer_v1};
use crate::{MintError, Tenant, User};

/// What an ID token is made from.
pub(crate) struct IdTokenRequest<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) user: &'a User,
    pub(crate) client_id: &'a str,
    /// Comes back as it was sent.
    pub(crate) nonce: Option<&'a str>,
    /// Whether the client asked for name and user name.
    pub(crate) profile: bool,
    /// Whether the client asked for the mail address.
    pub(crate) email: bool,
}

impl Draft {
    /// An ID token, always of version 2.0.
    pub(crate) fn id_token(
        issuer: &Issuer,
        request: &IdTokenRequest<'_>,
    ) -> Result<Self, MintError> {
        let IdTokenRequest {
            tenant,
            user,
            client_id,
            ..
        } = request;
        let mut draft = Self::new(issuer, &tenant.id, &*signer(issuer, tenant)?);
        draft.set("ver", "2.0");
        draft.set("aud", *client_id);
        draft.set("iss", issuer.issuer_v2(&tenant.id));
        draft.set(
            "sub",
            opaque::pairwise_subject(&tenant.id, &user.object_id, client_id),
        );
        if let Some(nonce) = request.nonce {
            draft.set("nonce", nonce);
        }
        if request.profile {
            draft.set("name", user.name.as_str());
            draft.set("oid", user.object_id.as_str());
            draft.set("preferred_username", user.username.as_str());
        }
        if request.email {
            draft.set("email", user.username.as_str());
        }
        if let Some(home) = &user.guest {
            draft.set("idp", issuer_v1(home));
        }
        Ok(draft)
    }
}
