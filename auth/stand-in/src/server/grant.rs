//! The token endpoint.

mod client_credentials;
mod form;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::Site;
use super::refusal::Refusal;
use crate::authority::Authority;
use form::Form;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.route("/{tenant}/oauth2/v2.0/token", web::post().to(token));
}

/// An access token, and for how many seconds it is good.
struct Grant {
    access_token: String,
    expires_in: u64,
}

async fn token(
    site: web::Data<Site>,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let authorization = request.headers().get(header::AUTHORIZATION);
    let form = Form::parse(&body, authorization);
    match grant(&site, &tenant, &form) {
        Ok(grant) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .json(json!({
                "token_type": "Bearer",
                "expires_in": grant.expires_in,
                "ext_expires_in": grant.expires_in,
                "access_token": grant.access_token,
            })),
        Err(refusal) => refusal.into_response((site.issuer.now)()),
    }
}

fn grant(site: &Site, tenant: &str, form: &Form) -> Result<Grant, Refusal> {
    let authority = Authority::parse(tenant, &site.issuer.directory)
        .ok_or_else(|| Refusal::unknown_tenant(tenant))?;
    match form.required("grant_type")? {
        "client_credentials" => client_credentials::grant(&site.issuer, &authority, form),
        other => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            70_003,
            format!("This stand-in does not support the grant type '{other}'."),
        )),
    }
}
