//! The way of an invited tenant's administrator.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::{COOKIE, answer, refuse, send_away};
use crate::audit_log;
use crate::credentials::BearerToken;
use crate::directory::{Directory, hash, random_secret};
use crate::error::ApiError;
use crate::gate::Gate;
use crate::onboarding::{Onboarding, Page, WAY_SECONDS, WrongTurn};
use crate::store::Way;

/// Explains an invitation, and consumes nothing: programs that scan mail open links as well.
pub(crate) async fn invitation(
    secret: Path<String>,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    let invitee = directory
        .store()
        .invitee(&hash(&secret), directory.now())
        .await?;
    let Some(invitee) = invitee else {
        return Ok(refuse(&onboarding, WrongTurn::InvitationInvalid));
    };
    let page = Page::new("Invitation for your organization")
        .deeper()
        .saying(&format!(
            "The organization \u{201c}{}\u{201d} (tenant {}) is invited to use this service.",
            invitee.display_name, invitee.tenant
        ))
        .saying(
            "To accept, an administrator of the organization consents at Microsoft Entra ID, comes \
             back here and signs in. The service then knows the organization and who accepted for it.",
        )
        .posting("Continue to consent");
    Ok(answer(&onboarding, &page))
}

/// Sends the browser to the authority, bound to it for ten minutes.
pub(crate) async fn set_out(
    secret: Path<String>,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    let (token, now) = (hash(&secret), directory.now());
    let Some(invitee) = directory.store().invitee(&token, now).await? else {
        return Ok(refuse(&onboarding, WrongTurn::InvitationInvalid));
    };
    let (state, browser) = (random_secret()?, random_secret()?);
    let way = Way {
        state: hash(&state),
        browser: hash(&browser),
    };
    let until = now + WAY_SECONDS;
    directory.store().set_out(way, &token, now, until).await?;
    send_away(&onboarding, Some(invitee.tenant), &state, browser)
}

/// The page after the authority's answer.
pub(super) async fn consented(
    onboarding: &Onboarding,
    cookie: &str,
    state: &str,
    is_declined: bool,
    directory: &Directory,
) -> Result<HttpResponse, ApiError> {
    let now = directory.now();
    let way = Way {
        state: hash(state),
        browser: hash(cookie),
    };
    let mut invitee = None;
    if directory.store().take_answer(way, now).await?
        && let Some(token) = directory.store().answered(&way.browser, now).await?
    {
        invitee = directory.store().invitee(&token, now).await?;
    }
    let Some(invitee) = invitee else {
        return Ok(refuse(onboarding, WrongTurn::AnswerForeign));
    };
    if is_declined {
        return Ok(refuse(onboarding, WrongTurn::ConsentDeclined));
    }
    let facts = onboarding.facts(Some(invitee.tenant));
    let page = Page::new("One more step: sign in")
        .saying("Sign in with an account of the invited organization, so that the service knows who accepted.")
        .with_script("sign-in", Some("Sign in"), &facts);
    Ok(answer(onboarding, &page))
}

/// Takes the invitation up with an access token of the invited tenant.
pub(crate) async fn redeem(
    token: BearerToken,
    request: HttpRequest,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    // SECURITY: verified like any other token, but not admitted yet, and so good for nothing else.
    let verified = gate.verifier.verify(token.as_str()).await?;
    audit_log::note(&request, Some(&verified), None, None);
    let browser = request.cookie(COOKIE).ok_or(ApiError::InvitationInvalid)?;
    let browser = hash(browser.value());
    let invitation = directory
        .store()
        .answered(&browser, directory.now())
        .await?
        .ok_or(ApiError::InvitationInvalid)?;
    let principal = verified.principal().clone();
    let stored = directory
        .redeem(invitation, browser, principal, onboarding.approval)
        .await?;
    let state = stored.tenant.state().as_str();
    Ok(HttpResponse::Ok().json(json!({ "state": state })))
}
