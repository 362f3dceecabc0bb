//! The authorization code grant (RFC 6749, section 4.1.3) with PKCE (RFC 7636, section 4.6).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::tokens::{Refreshable, UserGrant, fixed_end};
use super::{Asked, TokenAnswer, origin};
use crate::directory::Platform;
use crate::grants::{CodeGrant, Redeemed};
use crate::server::account::wrong_tenant;
use crate::server::refusal::Refusal;

/// Redeems a code. Whatever comes of it, the code is spent.
pub(super) fn grant(asked: &Asked<'_>) -> Result<TokenAnswer, Refusal> {
    let client = asked.client()?;
    let code = redeem(asked, asked.form.required("code")?)?;
    if code.client_id != client.client_id {
        return Err(Refusal::bad(
            "invalid_grant",
            70_000,
            "The code was issued to another client.",
        ));
    }
    origin::check(asked, client, Some(code.platform))?;
    let proof = match code.platform {
        Platform::Web => asked.demand_secret(client, 7_000_218)?,
        Platform::SinglePage | Platform::Native => asked.refuse_secret()?,
    };
    if asked.form.required("redirect_uri")? != code.redirect_uri {
        return Err(Refusal::bad(
            "invalid_grant",
            500_112,
            "The redirect URI is not the one that the code was sent to.",
        ));
    }
    check_verifier(
        code.challenge.as_deref(),
        asked.form.optional("code_verifier"),
    )?;
    let account = asked.account(&code.object_id)?;
    if !asked.authority.admits(&account.0.id) {
        return Err(wrong_tenant(account));
    }
    let requested = match asked.form.optional("scope") {
        Some(scope) => asked.scopes(client, scope)?,
        None => code.requested,
    };
    asked.user_tokens(&UserGrant {
        account,
        client,
        proof,
        requested: &requested,
        nonce: code.nonce.as_deref(),
        refreshable: Refreshable {
            platform: Some(code.platform),
            family: &code.family,
            fixed_end: fixed_end(code.platform, asked.site.now()),
        },
    })
}

fn redeem(asked: &Asked<'_>, code: &str) -> Result<CodeGrant, Refusal> {
    let grants = &asked.site.grants;
    match grants.codes.redeem(code, asked.site.now()) {
        Redeemed::Now(grant) => Ok(grant),
        Redeemed::Before(grant) => {
            grants.revoke(&grant.family);
            Err(Refusal::bad(
                "invalid_grant",
                54_005,
                "OAuth2 Authorization code was already redeemed, please retry with a new valid \
                 code or use an existing refresh token.",
            ))
        }
        Redeemed::Expired => Err(Refusal::bad(
            "invalid_grant",
            70_008,
            "The provided authorization code has expired: send the user to sign in again.",
        )),
        Redeemed::Unknown => Err(Refusal::bad(
            "invalid_grant",
            70_000,
            "The provided value for the parameter 'code' is not valid.",
        )),
    }
}

/// SECURITY: a verifier without a challenge is refused as well, because then somebody took the
/// challenge out of the client's request (RFC 9700, section 4.8.2).
fn check_verifier(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), Refusal> {
    let fits = match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let digest = digest::digest(&digest::SHA256, verifier.as_bytes());
            let expected = URL_SAFE_NO_PAD.encode(digest);
            verify_slices_are_equal(expected.as_bytes(), challenge.as_bytes()).is_ok()
        }
        (Some(_), None) => return Err(Refusal::missing("code_verifier")),
        (None, Some(_)) => false,
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::bad(
        "invalid_grant",
        501_481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization \
         request.",
    ))
}
