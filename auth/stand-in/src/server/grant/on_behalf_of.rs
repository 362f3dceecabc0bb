//! The on-behalf-of grant (RFC 7523, section 2.1, as Entra uses it): a service that was called with
//! a user's token gets one for the API that it calls in turn.

use super::tokens::{Refreshable, UserGrant};
use super::{Asked, TokenAnswer, origin};
use crate::ClientRegistration;
use crate::assertion::{Assertion, AssertionFault};
use crate::grants::random_text;
use crate::server::account::{Account, wrong_tenant};
use crate::server::refusal::Refusal;

/// Exchanges the user's token.
pub(super) fn grant(asked: &Asked<'_>) -> Result<TokenAnswer, Refusal> {
    let client = asked.client()?;
    origin::check(asked, client, None)?;
    let proof = asked.demand_secret(client, 7_000_218)?;
    if asked.form.required("requested_token_use")? != "on_behalf_of" {
        return Err(Refusal::bad(
            "invalid_request",
            900_144,
            "The parameter 'requested_token_use' must be 'on_behalf_of'.",
        ));
    }
    let account = user(asked, client, asked.form.required("assertion")?)?;
    if !asked.authority.admits(&account.0.id) {
        return Err(wrong_tenant(account));
    }
    let requested = asked.scopes(client, asked.form.required("scope")?)?;
    asked.user_tokens(&UserGrant {
        account,
        client,
        proof,
        requested: &requested,
        nonce: None,
        refreshable: Refreshable {
            platform: None,
            family: &random_text(),
            fixed_end: None,
        },
    })
}

/// The user whom an access token for this client is about.
fn user<'a>(
    asked: &Asked<'a>,
    client: &ClientRegistration,
    assertion: &str,
) -> Result<Account<'a>, Refusal> {
    let issuer = &asked.site.issuer;
    let assertion = Assertion::verify(assertion, issuer).map_err(|fault| match fault {
        AssertionFault::Signature => Refusal::bad(
            "invalid_grant",
            50_013,
            "Assertion failed signature validation.",
        ),
        AssertionFault::Time => Refusal::bad(
            "invalid_grant",
            500_133,
            "Assertion is not within its valid time range.",
        ),
    })?;
    let is_audience = issuer.directory.apis().any(|api| {
        api.client_id == client.client_id
            && (api.client_id == assertion.aud || api.app_id_uri == assertion.aud)
    });
    if !is_audience {
        return Err(Refusal::bad(
            "invalid_grant",
            500_131,
            "Assertion audience does not match the client app presenting the assertion.",
        ));
    }
    if assertion.scp.is_empty() {
        return Err(Refusal::bad(
            "invalid_grant",
            7_000_114,
            "The assertion is about no user, so nothing can be done on behalf of one.",
        ));
    }
    let account = asked.account(&assertion.oid)?;
    if account.0.id == assertion.tid {
        Ok(account)
    } else {
        Err(wrong_tenant(account))
    }
}
