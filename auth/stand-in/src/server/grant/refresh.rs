//! The refresh token grant (RFC 6749, section 6): each token is good for one use and comes back as
//! another (RFC 9700, section 4.14.2).

use super::tokens::{Refreshable, UserGrant};
use super::{Asked, TokenAnswer, origin};
use crate::directory::Platform;
use crate::grants::{Redeemed, RefreshGrant};
use crate::server::account::wrong_tenant;
use crate::server::refusal::Refusal;

/// Redeems a refresh token. Whatever comes of it, the token is spent.
pub(super) fn grant(asked: &Asked<'_>) -> Result<TokenAnswer, Refusal> {
    let client = asked.client()?;
    let refresh = redeem(asked, asked.form.required("refresh_token")?)?;
    if refresh.client_id != client.client_id {
        return Err(not_valid());
    }
    origin::check(asked, client, refresh.platform)?;
    let proof = match refresh.platform {
        // On behalf of a user, a client has proved who it is; after a device code it cannot.
        None if client.secret.is_some() => asked.demand_secret(client, 7_000_218)?,
        Some(Platform::Web) => asked.demand_secret(client, 7_000_218)?,
        _ => asked.refuse_secret()?,
    };
    let account = asked.account(&refresh.object_id)?;
    if !asked.authority.admits(&account.0.id) {
        return Err(wrong_tenant(account));
    }
    let requested = match asked.form.optional("scope") {
        Some(scope) => asked.scopes(client, scope)?,
        None => refresh.requested,
    };
    asked.user_tokens(&UserGrant {
        account,
        client,
        proof,
        requested: &requested,
        nonce: None,
        refreshable: Refreshable {
            platform: refresh.platform,
            family: &refresh.family,
            fixed_end: refresh.fixed_end,
        },
    })
}

fn redeem(asked: &Asked<'_>, refresh_token: &str) -> Result<RefreshGrant, Refusal> {
    let grants = &asked.site.grants;
    match grants
        .refresh_tokens
        .redeem(refresh_token, asked.site.now())
    {
        Redeemed::Now(grant) => Ok(grant),
        Redeemed::Before(grant) => {
            grants.revoke(&grant.family);
            Err(not_valid())
        }
        Redeemed::Expired => Err(Refusal::bad(
            "invalid_grant",
            700_082,
            "The refresh token has expired: send the user to sign in again.",
        )),
        Redeemed::Unknown => Err(not_valid()),
    }
}

fn not_valid() -> Refusal {
    Refusal::bad(
        "invalid_grant",
        70_000,
        "The refresh token is not valid: it is unknown, was used before, or was revoked.",
    )
}
