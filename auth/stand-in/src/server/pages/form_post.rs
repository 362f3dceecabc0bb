//! The page that posts an answer to a client (OAuth 2.0 Form Post Response Mode).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{PreEscaped, html};

use super::layout::Page;

/// Sends the form by itself; without scripts, the person presses its button.
const SCRIPT: &str = "document.forms[0].submit()";

/// Posts parameters to a registered address.
pub(in super::super) fn form_post(
    redirect_uri: &str,
    parameters: &[(&str, String)],
) -> HttpResponse {
    let digest = digest::digest(&digest::SHA256, SCRIPT.as_bytes());
    let content = html! {
        form method="post" action=(redirect_uri) {
            @for (name, value) in parameters {
                input type="hidden" name=(name) value=(value);
            }
            p.decision { button.primary { "Continue" } }
        }
        script { (PreEscaped(SCRIPT)) }
    };
    Page {
        status: StatusCode::OK,
        title: "Signed in",
        content,
        leads_to: Some(redirect_uri),
        script: Some(&format!("sha256-{}", STANDARD.encode(digest))),
    }
    .respond()
}
