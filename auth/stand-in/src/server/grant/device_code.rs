//! The device code grant (RFC 8628, section 3.4): the program asks until the user has decided.

use super::tokens::{Refreshable, UserGrant};
use super::{Asked, TokenAnswer, origin};
use crate::grants::{Poll, random_text};
use crate::server::account::wrong_tenant;
use crate::server::refusal::Refusal;

/// Answers with tokens once the user has approved.
pub(super) fn grant(asked: &Asked<'_>) -> Result<TokenAnswer, Refusal> {
    let client = asked.client()?;
    origin::check(asked, client, None)?;
    if !client.device_code {
        return Err(Refusal::no_public_flows());
    }
    let proof = asked.refuse_secret()?;
    let device_code = asked.form.required("device_code")?;
    let devices = &asked.site.grants.devices;
    let poll = devices.poll(device_code, &client.client_id, asked.site.now());
    let (object_id, requested) = match poll {
        Poll::Approved {
            object_id,
            requested,
        } => (object_id, requested),
        other => return Err(not_yet(&other)),
    };
    let account = asked.account(&object_id)?;
    if !asked.authority.admits(&account.0.id) {
        return Err(wrong_tenant(account));
    }
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

fn not_yet(poll: &Poll) -> Refusal {
    match poll {
        Poll::Undecided => Refusal::bad(
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        ),
        Poll::Declined => Refusal::bad(
            "authorization_declined",
            65_004,
            "User declined to consent to access the app.",
        ),
        Poll::Expired => Refusal::bad("expired_token", 70_020, "The device code has expired."),
        Poll::Unknown | Poll::Approved { .. } => Refusal::bad(
            "bad_verification_code",
            70_018,
            "The device code is not valid: it is unknown, was used before, or is another client's.",
        ),
    }
}
