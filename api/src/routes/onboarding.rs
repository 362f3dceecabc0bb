//! `/onboarding/…`: a customer's administrator answers an invitation.
//!
//! Nothing that the browser brings activates a tenant but a verified access token of that tenant,
//! together with the invitation that this browser set out with.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use crate::credentials::BearerToken;
use crate::directory::{hash, random_secret};
use crate::error::ApiError;
use crate::gate::Gate;
use crate::http::PageForPeople;
use crate::onboarding::{ASSETS, Onboarding, Page};
use crate::store::Way;

/// Binds the way through consent to one browser. The prefix keeps other hosts from setting it.
const COOKIE: &str = "__Host-entrance-onboarding";
/// How long the way may take.
const WAY_SECONDS: u64 = 600;

/// What the authority's answer carries. Its `tenant` is the visitor's word and not even read.
#[derive(Debug, Deserialize)]
pub(crate) struct ConsentAnswer {
    state: Option<String>,
    error: Option<String>,
}

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
        return Ok(answer(
            &onboarding,
            StatusCode::NOT_FOUND,
            &no_invitation().deeper(),
        ));
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
    Ok(answer(&onboarding, StatusCode::OK, &page))
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
        return Ok(answer(
            &onboarding,
            StatusCode::NOT_FOUND,
            &no_invitation().deeper(),
        ));
    };
    let secrets = random_secret().and_then(|state| Ok((state, random_secret()?)));
    let (state, browser) = secrets.map_err(|_| ApiError::directory_unavailable())?;
    let way = Way {
        state: hash(&state),
        browser: hash(&browser),
    };
    let until = now + WAY_SECONDS;
    directory.store().set_out(way, &token, now, until).await?;
    let address = onboarding
        .admin_consent(invitee.tenant, &state)
        .ok_or(ApiError::NotFound)?;
    let cookie = Cookie::build(COOKIE, browser)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(600))
        .finish();
    Ok(HttpResponse::SeeOther()
        .cookie(cookie)
        .insert_header((LOCATION, address))
        .finish())
}

/// Takes the authority's answer, which is good once and in this browser only.
pub(crate) async fn consented(
    request: HttpRequest,
    parameters: Query<ConsentAnswer>,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    let way = parameters
        .state
        .as_deref()
        .zip(request.cookie(COOKIE))
        .map(|(state, browser)| Way {
            state: hash(state),
            browser: hash(browser.value()),
        });
    let now = directory.now();
    let mut tenant = None;
    if let Some(way) = way
        && directory.store().take_answer(way, now).await?
        && let Some(token) = directory.store().answered(&way.browser, now).await?
    {
        let invitee = directory.store().invitee(&token, now).await?;
        tenant = invitee.map(|invitee| invitee.tenant);
    }
    let Some(tenant) = tenant else {
        let page = Page::new("This answer does not belong to this browser")
            .saying("It was used already, took longer than ten minutes, or was begun elsewhere. Nothing was changed.")
            .saying("Open the link of the invitation again, in this browser.");
        return Ok(answer(&onboarding, StatusCode::FORBIDDEN, &page));
    };
    if parameters.error.is_some() {
        let page = Page::new("Your organization has not consented")
            .saying("Consent was declined, or could not be given by this account. Nothing was changed.")
            .saying("Open the link of the invitation again to try once more, with an account that may consent for the whole organization.");
        return Ok(answer(&onboarding, StatusCode::OK, &page));
    }
    let page = Page::new("One more step: sign in")
        .saying("Sign in with an account of the invited organization, so that the service knows who accepted.")
        .with_script("sign-in", Some("Sign in"), &onboarding.facts(Some(tenant)));
    Ok(answer(&onboarding, StatusCode::OK, &page))
}

/// Where the sign-in comes back to; the rest is the script's.
pub(crate) async fn signed_in(onboarding: Data<Onboarding>) -> HttpResponse {
    let page = Page::new("Joining").with_script("finish", None, &onboarding.facts(None));
    answer(&onboarding, StatusCode::OK, &page)
}

/// Takes the invitation up with an access token of the invited tenant.
pub(crate) async fn redeem(
    request: HttpRequest,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let token = BearerToken::of(&request)?;
    let directory = gate.directory()?;
    // SECURITY: verified like any other token, but not admitted yet, and so good for nothing else.
    let verified = gate.verifier.verify(token.as_str()).await?;
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

/// A file of the pages.
pub(crate) async fn onboarding_asset(name: Path<String>) -> Result<HttpResponse, ApiError> {
    let asset = ASSETS.iter().find(|(known, _, _)| *known == name.as_str());
    let (_, media_type, text) = asset.ok_or(ApiError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, *media_type))
        .insert_header((CACHE_CONTROL, "max-age=3600"))
        .body(*text))
}

fn no_invitation() -> Page {
    Page::new("This invitation is not valid")
        .saying("It was used, replaced by a newer one, or is over; or the link is not complete.")
        .saying("Ask whoever sent it for a new link.")
}

fn answer(onboarding: &Onboarding, status: StatusCode, page: &Page) -> HttpResponse {
    let mut response = HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            onboarding.content_security_policy.clone(),
        ))
        .body(page.to_html());
    response.extensions_mut().insert(PageForPeople);
    response
}
