//! Signing out (OIDC RP-Initiated Logout 1.0).

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::parameters::Parameters;
use super::{Site, pages};
use crate::issuer::Issuer;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.service(
        web::resource("/{tenant}/oauth2/v2.0/logout")
            .route(web::get().to(logout_by_query))
            .route(web::post().to(logout_by_form)),
    );
}

async fn logout_by_query(site: Site, request: HttpRequest) -> HttpResponse {
    logout(&site, &Parameters::parse(request.query_string().as_bytes()))
}

async fn logout_by_form(site: Site, body: web::Bytes) -> HttpResponse {
    logout(&site, &Parameters::parse(&body))
}

/// There is no session to end, so all that is left to do is to send the browser back.
///
/// SECURITY: only to addresses that some client registered; otherwise a page says that it is done.
fn logout(site: &Site, parameters: &Parameters) -> HttpResponse {
    let address = parameters
        .optional("post_logout_redirect_uri")
        .filter(|address| is_registered(&site.issuer, address));
    let Some(address) = address else {
        return pages::signed_out();
    };
    let location = match parameters.optional("state") {
        Some(state) => with_state(address, state),
        None => address.to_owned(),
    };
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

fn is_registered(issuer: &Issuer, address: &str) -> bool {
    let service = issuer.service.get().map(String::as_str);
    issuer
        .directory
        .clients()
        .iter()
        .any(|client| client.redirects.platform(address, service).is_some())
}

fn with_state(address: &str, state: &str) -> String {
    match url::Url::parse(address) {
        Ok(mut address) => {
            address.query_pairs_mut().append_pair("state", state);
            address.into()
        }
        Err(_) => address.to_owned(),
    }
}
