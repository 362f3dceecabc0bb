//! The tokens that a client gets for a user.

use super::{Asked, TokenAnswer};
use crate::directory::Platform;
use crate::draft::{Delegation, IdTokenRequest};
use crate::grants::RefreshGrant;
use crate::scopes::{OpenIdScope, RequestedScopes};
use crate::server::account::{self, Account};
use crate::server::authorize;
use crate::server::refusal::Refusal;
use crate::{ApiRegistration, ClientRegistration, Draft, MintError};

/// How long a refresh token is good for if nobody uses it, in seconds.
const REFRESH_LIFETIME: u64 = 90 * 24 * 60 * 60;
/// How long a page goes on without its user signing in again, in seconds.
const SINGLE_PAGE_LIFETIME: u64 = 24 * 60 * 60;

/// What a client gets tokens for.
pub(super) struct UserGrant<'a> {
    pub(super) account: Account<'a>,
    pub(super) client: &'a ClientRegistration,
    /// How the client proved who it is.
    pub(super) proof: &'static str,
    pub(super) requested: &'a RequestedScopes,
    pub(super) nonce: Option<&'a str>,
    pub(super) refreshable: Refreshable<'a>,
}

/// What a refresh token remembers of the sign-in.
pub(super) struct Refreshable<'a> {
    pub(super) platform: Option<Platform>,
    pub(super) family: &'a str,
    pub(super) fixed_end: Option<u64>,
}

/// When the sign-in at a page ends, in seconds since 1970.
pub(super) fn fixed_end(platform: Platform, now: u64) -> Option<u64> {
    (platform == Platform::SinglePage).then(|| now.saturating_add(SINGLE_PAGE_LIFETIME))
}

impl<'a> Asked<'a> {
    /// The user with this object id.
    pub(super) fn account(&self, object_id: &str) -> Result<Account<'a>, Refusal> {
        self.site.issuer.directory.user(object_id).ok_or_else(|| {
            Refusal::bad(
                "invalid_grant",
                50_034,
                "The user account does not exist in this directory.",
            )
        })
    }

    /// What the parameter `scope` asks for.
    pub(super) fn scopes(
        &self,
        client: &ClientRegistration,
        text: &str,
    ) -> Result<RequestedScopes, Refusal> {
        authorize::scopes(&self.site.issuer, client, text)
    }

    /// Makes the tokens, if the user agreed to what is asked for.
    pub(super) fn user_tokens(&self, grant: &UserGrant<'_>) -> Result<TokenAnswer, Refusal> {
        let consents = &self.site.grants.consents;
        let (account, client) = (grant.account, grant.client);
        let api = grant.requested.api(&self.site.issuer.directory);
        let names = account::scopes(consents, account, client, api, &grant.requested.names)?;
        if !consents.missing(account, client, api, &names).is_empty() {
            return Err(consent_missing(client, api));
        }
        let (access_token, id_token) = self
            .mint(grant, api, &names)
            .map_err(|error| Refusal::failed(&error))?;
        let now = self.site.now();
        let end = grant.requested.has(OpenIdScope::OfflineAccess).then(|| {
            let sliding = now.saturating_add(REFRESH_LIFETIME);
            grant.refreshable.fixed_end.unwrap_or(sliding)
        });
        let wants_ids = self.form.optional("client_info") == Some("1");
        Ok(TokenAnswer {
            scope: Some(granted(api, grant.requested, &names)),
            id_token,
            refresh_token: end.map(|end| self.refresh_token(grant, end)),
            refresh_token_expires_in: end.map(|end| end.saturating_sub(now)),
            client_info: wants_ids.then(|| account::client_info(account)),
            ..TokenAnswer::bearer(access_token)
        })
    }

    fn mint(
        &self,
        grant: &UserGrant<'_>,
        api: &ApiRegistration,
        names: &[String],
    ) -> Result<(String, Option<String>), MintError> {
        let issuer = &self.site.issuer;
        let (tenant, user) = grant.account;
        let client_id = &grant.client.client_id;
        let requested = grant.requested;
        let scopes = in_token(api, requested, names);
        let delegation = Delegation {
            tenant,
            user,
            client_id,
            proof: grant.proof,
            api,
            scopes: &scopes,
        };
        let access_token =
            issuer.sign(&Draft::for_user(issuer, api.token_version, &delegation)?)?;
        if !requested.has(OpenIdScope::OpenId) {
            return Ok((access_token, None));
        }
        let request = IdTokenRequest {
            tenant,
            user,
            client_id,
            nonce: grant.nonce,
            profile: requested.has(OpenIdScope::Profile),
            email: requested.has(OpenIdScope::Email),
        };
        let id_token = issuer.sign(&Draft::id_token(issuer, &request)?)?;
        Ok((access_token, Some(id_token)))
    }

    fn refresh_token(&self, grant: &UserGrant<'_>, end: u64) -> String {
        let refreshable = &grant.refreshable;
        let refresh = RefreshGrant {
            client_id: grant.client.client_id.clone(),
            platform: refreshable.platform,
            object_id: grant.account.1.object_id.clone(),
            requested: grant.requested.clone(),
            family: refreshable.family.to_owned(),
            fixed_end: refreshable.fixed_end,
        };
        self.site.grants.refresh_tokens.issue(refresh, end)
    }
}

/// The scopes as the token has them: short names. Those of OpenID Connect belong to Microsoft Graph.
fn in_token(api: &ApiRegistration, requested: &RequestedScopes, names: &[String]) -> String {
    with_openid(names.to_vec(), api, requested)
}

/// The scopes as the client is told them: in full.
fn granted(api: &ApiRegistration, requested: &RequestedScopes, names: &[String]) -> String {
    let full = names.iter().map(|name| api.full_scope(name)).collect();
    with_openid(full, api, requested)
}

fn with_openid(
    mut scopes: Vec<String>,
    api: &ApiRegistration,
    requested: &RequestedScopes,
) -> String {
    if api.is_graph() {
        let wanted = OpenIdScope::ALL
            .iter()
            .filter(|(scope, _)| requested.has(*scope) && *scope != OpenIdScope::OfflineAccess);
        scopes.extend(wanted.map(|(_, name)| (*name).to_owned()));
    }
    scopes.join(" ")
}

/// Nobody agreed yet; the client has to send the user to sign in interactively.
fn consent_missing(client: &ClientRegistration, api: &ApiRegistration) -> Refusal {
    Refusal::bad(
        "invalid_grant",
        65_001,
        format!(
            "The user or administrator has not consented to use the application with ID '{}' named \
             '{}' for the API '{}'. Send an interactive authorization request for this user and \
             resource.",
            client.client_id, client.name, api.name
        ),
    )
    .with_suberror("consent_required")
}
