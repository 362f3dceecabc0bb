//! The authorization endpoint: a client sends a user here, and gets a code back.

mod answer;
mod login;
mod request;

use actix_web::{HttpRequest, HttpResponse, web};

use super::parameters::Parameters;
use super::refusal::Refusal;
use super::{Site, pages};

pub(super) use answer::{Destination, ResponseMode};
pub(super) use request::{AuthorizationRequest, Refused, known_client, scopes};

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service
        .service(
            web::resource("/{tenant}/oauth2/v2.0/authorize")
                .route(web::get().to(authorize_by_query))
                .route(web::post().to(authorize_by_form)),
        )
        .route("/{tenant}/login", web::post().to(login::login));
}

async fn authorize_by_query(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let parameters = Parameters::parse(request.query_string().as_bytes());
    authorize(&site, &tenant, &parameters)
}

async fn authorize_by_form(
    site: Site,
    tenant: web::Path<String>,
    body: web::Bytes,
) -> HttpResponse {
    authorize(&site, &tenant, &Parameters::parse(&body))
}

/// Shows the accounts to choose from.
fn authorize(site: &Site, tenant: &str, parameters: &Parameters) -> HttpResponse {
    let issuer = &site.issuer;
    let request = match AuthorizationRequest::parse(issuer, tenant, parameters) {
        Ok(request) => request,
        Err(refused) => return refuse(site, refused),
    };
    if request.prompt.as_deref() == Some("none") {
        let refusal = Refusal::bad(
            "login_required",
            50_058,
            "Nobody is signed in: this stand-in keeps no sessions, it asks each time.",
        );
        return request.destination.refuse(refusal, site.now());
    }
    pages::accounts(&pages::Accounts {
        directory: &issuer.directory,
        authority: &request.authority,
        administrators_only: false,
        purpose: &format!("to continue to {}", request.client.name),
        action: &format!("/{tenant}/login?{}", parameters.encoded()),
        hint: request.login_hint.as_deref(),
        leads_to: Some(&request.destination.redirect_uri),
    })
}

fn refuse(site: &Site, refused: Refused) -> HttpResponse {
    match refused {
        Refused::Visitor(refusal) => pages::refusal(&refusal.report(site.now())),
        Refused::Client(destination, refusal) => destination.refuse(refusal, site.now()),
    }
}
