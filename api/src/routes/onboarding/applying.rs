//! The way of an administrator whose tenant nobody invited (`tenants.self_service`).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use entrance_domain::DisplayName;
use serde::Deserialize;
use serde_json::json;

use super::{COOKIE, answer, begin, bound_to_browser, refuse, send_away};
use crate::audit_log;
use crate::credentials::BearerToken;
use crate::error::ApiError;
use crate::gate::Gate;
use crate::onboarding::{CameBack, Onboarding, Page, SetOut, WrongTurn};

/// What an applicant says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    /// What the organization calls itself.
    name: String,
}

/// Says how a tenant joins.
pub(crate) async fn explain(onboarding: Data<Onboarding>) -> HttpResponse {
    let page = Page::new("Join with your organization")
        .at_the_top()
        .saying(
            "Every organization that works with Microsoft Entra ID can apply to use this service. \
             An administrator of it consents at Microsoft, comes back here and signs in. Then \
             somebody who runs this service has to approve it.",
        )
        .saying(
            "Were you invited? Then open the link of the invitation instead. Does your organization \
             wait already, or was it suspended? Then ask those who run this service.",
        )
        .posting("Continue to consent");
    answer(&onboarding, &page)
}

/// Sends the browser to the authority, bound to it for ten minutes.
pub(crate) async fn set_out_alone(
    gate: Data<Gate>,
    onboarding: Data<Onboarding>,
) -> Result<HttpResponse, ApiError> {
    let way = SetOut::at(gate.directory()?.now())?;
    send_away(&onboarding, None, &way.state(), way.cookie())
}

/// The way that a cookie tells of, where applications are taken.
pub(super) fn way(onboarding: &Onboarding, cookie: &str, now: u64) -> Option<SetOut> {
    SetOut::read(cookie, now).filter(|_| onboarding.self_service)
}

/// The page after the authority's answer.
pub(super) fn consented(
    onboarding: &Onboarding,
    way: &SetOut,
    state: &str,
    is_declined: bool,
) -> HttpResponse {
    let Some(back) = way.answered(state) else {
        return refuse(onboarding, WrongTurn::AnswerForeign);
    };
    // In the place of the cookie that the answer was good with.
    let mut next = bound_to_browser(back.cookie());
    if is_declined {
        next.make_removal();
        let turn = WrongTurn::ConsentDeclined;
        return begin(onboarding, turn.status(), Some(turn))
            .cookie(next)
            .body(turn.page().to_html());
    }
    let page = Page::new("One more step: sign in")
        .saying("Sign in with an account of your organization, so that the service knows who applied for it.")
        .asking("name", "What is your organization called?", 100)
        .with_script("sign-in", Some("Sign in"), &onboarding.facts(None));
    begin(onboarding, StatusCode::OK, None)
        .cookie(next)
        .body(page.to_html())
}

/// Enters the tenant of an access token, to wait for an operator.
pub(crate) async fn apply(
    token: BearerToken,
    request: HttpRequest,
    application: Form<Application>,
    gate: Data<Gate>,
) -> Result<HttpResponse, ApiError> {
    let directory = gate.directory()?;
    // SECURITY: verified like any other token, but not admitted, and so good for nothing else.
    let verified = gate.verifier.verify(token.as_str()).await?;
    audit_log::note(&request, Some(&verified), None, None);
    request
        .cookie(COOKIE)
        .and_then(|cookie| CameBack::read(cookie.value(), directory.now()))
        .ok_or(ApiError::ConsentMissing)?;
    let name = DisplayName::unverified(&application.name)
        .map_err(|error| ApiError::field("name", error))?;
    let stored = directory.apply(verified.principal().clone(), name).await?;
    let state = stored.tenant.state().as_str();
    Ok(HttpResponse::Ok().json(json!({ "state": state })))
}
