//! `/onboarding/…`: a customer's administrator answers an invitation, or applies without one.
//!
//! Nothing that the browser brings enters or activates a tenant but a verified access token of that
//! tenant.

mod applying;
mod invited;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use entrance_domain::TenantId;
use serde::Deserialize;

use crate::error::ApiError;
use crate::gate::Gate;
use crate::http::PageForPeople;
use crate::onboarding::{ASSETS, Onboarding, Page, WAY_SECONDS, WrongTurn};

pub(crate) use applying::{apply, explain, set_out_alone};
pub(crate) use invited::{invitation, redeem, set_out};

/// Binds the way through consent to one browser. The prefix keeps other hosts from setting it.
const COOKIE: &str = "__Host-entrance-onboarding";

/// What the authority's answer carries. Its `tenant` is the visitor's word and not even read.
#[derive(Debug, Deserialize)]
pub(crate) struct ConsentAnswer {
    state: Option<String>,
    error: Option<String>,
}

/// Takes the authority's answer, which is good once and in this browser only.
pub(crate) async fn consented(
    request: HttpRequest,
    parameters: Query<ConsentAnswer>,
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    let back = parameters.state.as_deref().zip(request.cookie(COOKIE));
    let Some((state, cookie)) = back else {
        return Ok(refuse(&onboarding, WrongTurn::AnswerForeign));
    };
    let is_declined = parameters.error.is_some();
    if let Some(way) = applying::way(&onboarding, cookie.value(), directory.now()) {
        return Ok(applying::consented(&onboarding, &way, state, is_declined));
    }
    invited::consented(&onboarding, cookie.value(), state, is_declined, directory).await
}

/// Where the sign-in comes back to; the rest is the script's.
pub(crate) async fn signed_in(onboarding: Data<Onboarding>) -> HttpResponse {
    let page = Page::new("Joining").with_script("finish", None, &onboarding.facts(None));
    answer(&onboarding, &page)
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

/// Sends the browser to the authority, bound to it by this cookie.
fn send_away(
    onboarding: &Onboarding,
    tenant: Option<TenantId>,
    state: &str,
    cookie: String,
) -> Result<HttpResponse, ApiError> {
    let address = onboarding
        .admin_consent(tenant, state)
        .ok_or(ApiError::NotFound)?;
    Ok(HttpResponse::SeeOther()
        .cookie(bound_to_browser(cookie))
        .insert_header((LOCATION, address))
        .finish())
}

fn bound_to_browser(value: String) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(
            i64::try_from(WAY_SECONDS).unwrap_or_default(),
        ))
        .finish()
}

/// A page on which the visitor's way ends.
fn refuse(onboarding: &Onboarding, turn: WrongTurn) -> HttpResponse {
    begin(onboarding, turn.status(), Some(turn)).body(turn.page().to_html())
}

fn answer(onboarding: &Onboarding, page: &Page) -> HttpResponse {
    begin(onboarding, StatusCode::OK, None).body(page.to_html())
}

/// The head of a page.
fn begin(
    onboarding: &Onboarding,
    status: StatusCode,
    turn: Option<WrongTurn>,
) -> HttpResponseBuilder {
    let mut builder = HttpResponse::build(status);
    builder
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            onboarding.content_security_policy.clone(),
        ));
    builder.extensions_mut().insert(PageForPeople {
        refusal: turn.map(WrongTurn::code),
    });
    builder
}
