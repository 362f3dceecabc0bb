//! Pages that only tell something.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::layout::Page;
use crate::server::refusal::Report;

/// A refusal that no client can be told.
pub(in super::super) fn refusal(report: &Report) -> HttpResponse {
    let content = html! {
        p { strong { "AADSTS" (report.number) } }
        p { (report.text) }
        dl.small {
            dt { "Error" } dd { code { (report.error) } }
            dt { "Trace ID" } dd { code { (report.trace_id) } }
            dt { "Correlation ID" } dd { code { (report.correlation_id) } }
            dt { "Timestamp" } dd { code { (report.timestamp) } }
        }
    };
    Page {
        status: StatusCode::BAD_REQUEST,
        title: "Signing in does not work",
        content,
        leads_to: None,
        script: None,
    }
    .respond()
}

/// After signing out.
pub(in super::super) fn signed_out() -> HttpResponse {
    notice(
        "You signed out",
        "Nothing of your sign-in is kept here. You can close this window.",
    )
}

/// After a decision about another device.
pub(in super::super) fn device_decided(client: &str, approved: bool) -> HttpResponse {
    if approved {
        let text =
            format!("You signed in to {client} on your other device. You can close this window.");
        notice("Signed in", &text)
    } else {
        notice(
            "Not signed in",
            "Nothing was granted. You can close this window.",
        )
    }
}

fn notice(title: &str, text: &str) -> HttpResponse {
    Page {
        status: StatusCode::OK,
        title,
        content: html! { p { (text) } },
        leads_to: None,
        script: None,
    }
    .respond()
}
