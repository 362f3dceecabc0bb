//! The token endpoint.

mod client;
mod client_credentials;
mod code;
mod device_code;
mod form;
mod on_behalf_of;
mod origin;
mod refresh;
mod tokens;

use actix_cors::Cors;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::Site;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::draft::LIFETIME;
use form::Form;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.service(
        web::resource("/{tenant}/oauth2/v2.0/token")
            .wrap(any_origin())
            .route(web::post().to(token)),
    );
}

/// Any page may read the answers, so that it can be told why it is refused.
///
/// SECURITY: `origin::check` sees to it that a page gets tokens only if its origin is registered.
fn any_origin() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods(["POST"])
        .allow_any_header()
        .max_age(3_600)
}

/// One request for tokens.
struct Asked<'a> {
    site: &'a Site,
    authority: Authority,
    form: Form,
    /// Which page asks, if a browser says so.
    origin: Option<String>,
}

async fn token(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let headers = request.headers();
    let form = Form::parse(&body, headers.get(header::AUTHORIZATION));
    let origin = headers
        .get(header::ORIGIN)
        .map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
    match grant(&site, &tenant, form, origin) {
        Ok(answer) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .json(answer),
        Err(refusal) => refusal.into_response(site.now()),
    }
}

fn grant(
    site: &Site,
    tenant: &str,
    form: Form,
    origin: Option<String>,
) -> Result<TokenAnswer, Refusal> {
    let authority = Authority::parse(tenant, &site.issuer.directory)
        .ok_or_else(|| Refusal::unknown_tenant(tenant))?;
    let asked = Asked {
        site,
        authority,
        form,
        origin,
    };
    match asked.form.required("grant_type")? {
        "authorization_code" => code::grant(&asked),
        "refresh_token" => refresh::grant(&asked),
        // The short name is older than the standard, and some of Microsoft's libraries use it.
        "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
            device_code::grant(&asked)
        }
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => on_behalf_of::grant(&asked),
        "client_credentials" => client_credentials::grant(&asked),
        other => Err(Refusal::bad(
            "unsupported_grant_type",
            70_003,
            format!("This stand-in does not support the grant type '{other}'."),
        )),
    }
}

/// What a client gets (RFC 6749, section 5.1), with Entra's additions.
#[derive(Serialize)]
struct TokenAnswer {
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    expires_in: u64,
    ext_expires_in: u64,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token_expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_info: Option<String>,
}

impl TokenAnswer {
    /// An access token and nothing else.
    fn bearer(access_token: String) -> Self {
        Self {
            token_type: "Bearer",
            scope: None,
            expires_in: LIFETIME,
            ext_expires_in: LIFETIME,
            access_token,
            refresh_token: None,
            refresh_token_expires_in: None,
            id_token: None,
            client_info: None,
        }
    }
}
