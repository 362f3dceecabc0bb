//! `GET /docs` and `GET /oauth2-redirect`: the documentation page and the end of its login.

use actix_web::HttpResponse;
use actix_web::error::ErrorNotFound;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::web::{Bytes, Path};

use crate::docs_page::{DocsPage, asset};
use crate::error::ApiError;
use crate::rules::RequestRules;

const HTML: &str = "text/html; charset=utf-8";

/// The documentation page.
pub(crate) async fn docs(rules: RequestRules) -> Result<HttpResponse, ApiError> {
    let page = rules.docs()?;
    Ok(html(page, page.html.clone()))
}

/// Where a sign-in comes back to.
pub(crate) async fn oauth2_redirect(rules: RequestRules) -> Result<HttpResponse, ApiError> {
    let page = rules.docs()?;
    Ok(html(page, page.redirect_html.clone()))
}

/// A file of the page.
pub(crate) async fn docs_asset(name: Path<String>) -> actix_web::Result<HttpResponse> {
    let asset = asset(&name).ok_or_else(|| ErrorNotFound("no such file"))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.media_type))
        // A new release may bring new files under the same names.
        .insert_header((CACHE_CONTROL, "max-age=3600"))
        .body(asset.bytes))
}

fn html(page: &DocsPage, body: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            page.content_security_policy.clone(),
        ))
        .body(body)
}
