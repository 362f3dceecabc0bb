//! The documentation page: Swagger UI from the binary, with a login that needs no secret.

mod assets;
mod html;

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use entrance_domain::{Policy, PolicyName};
use url::Url;

use crate::settings::Settings;

pub(crate) use assets::asset;

/// The page and the policy that says what it may load, made once.
#[derive(Debug, Clone)]
pub(crate) struct DocsPage {
    pub(crate) html: Bytes,
    pub(crate) redirect_html: Bytes,
    pub(crate) content_security_policy: HeaderValue,
}

impl DocsPage {
    /// Makes the page; `None` if the settings take it away.
    pub(crate) fn new(settings: &Settings) -> Option<Self> {
        if !settings.docs.enabled {
            return None;
        }
        let scopes: Vec<_> = settings
            .policies
            .get(PolicyName::DEFAULT)
            .into_iter()
            .flat_map(Policy::scopes)
            .map(|scope| settings.entra.requested_scope(scope))
            .collect();
        let client_id = settings.entra.openapi_client_id.map(|id| id.to_string());
        let public_url = settings.server.public_url.as_str();
        let html = html::page(public_url, client_id.as_deref(), &scopes);
        Some(Self {
            html: html.into(),
            redirect_html: html::REDIRECT.into(),
            content_security_policy: content_security_policy(settings),
        })
    }
}

/// Nothing from elsewhere; the one foreign address is the token endpoint, which the page itself
/// calls to redeem its code. Swagger UI sets styles by attribute and draws icons by `data:`.
fn content_security_policy(settings: &Settings) -> HeaderValue {
    let token_origin = Url::parse(&settings.entra.authority.base())
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self' {token_origin}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
