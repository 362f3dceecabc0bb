//! What all pages have in common: the banner, the looks, and what a browser may do on them.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use maud::{DOCTYPE, Markup, html};
use url::Url;

/// The looks of all pages.
const STYLE: &str = include_str!("page.css");

pub(in super::super) fn routes(service: &mut web::ServiceConfig) {
    service.route("/page.css", web::get().to(style));
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(STYLE)
}

/// A page that is about to be sent.
pub(super) struct Page<'a> {
    pub(super) status: StatusCode,
    pub(super) title: &'a str,
    pub(super) content: Markup,
    /// The redirect address that the page's form leads to in the end; browsers hold redirects
    /// against the policy for forms, too.
    pub(super) leads_to: Option<&'a str>,
    /// The digest of the page's one script, if it has one.
    pub(super) script: Option<&'a str>,
}

impl Page<'_> {
    pub(super) fn respond(self) -> HttpResponse {
        let policy = self.content_security_policy();
        let title = self.title;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · stand-in for Entra" }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href="/page.css";
                }
                body {
                    header {
                        p {
                            strong { "Stand-in for Microsoft Entra ID" }
                            " – for development on this machine. Not a Microsoft page: enter no real \
                             password anywhere here."
                        }
                    }
                    main {
                        h1 { (title) }
                        (self.content)
                    }
                }
            }
        };
        HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, policy))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::X_FRAME_OPTIONS, "DENY"))
            // Addresses hold codes and states and stay here. Not "no-referrer", nor "same-origin":
            // forms would then say that they come from nowhere.
            .insert_header((header::REFERRER_POLICY, "strict-origin"))
            .body(page.into_string())
    }

    /// Nothing but the style sheet, the page's own script and forms to where they lead.
    fn content_security_policy(&self) -> String {
        let target = self.leads_to.and_then(form_target).unwrap_or_default();
        let script = self
            .script
            .map(|digest| format!("script-src '{digest}'; "))
            .unwrap_or_default();
        format!(
            "default-src 'none'; {script}style-src 'self'; img-src data:; base-uri 'none'; \
             form-action 'self'{target}; frame-ancestors 'none'"
        )
    }
}

/// The origin of an address, or the scheme of one that has no origin, as policies name it.
fn form_target(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() {
        format!(" {}", origin.ascii_serialization())
    } else {
        format!(" {}:", url.scheme())
    })
}
