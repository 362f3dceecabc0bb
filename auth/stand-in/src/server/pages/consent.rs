//! The page on which a person agrees that a client acts for them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::layout::Page;
use crate::server::account::Account;
use crate::{ApiRegistration, ClientRegistration};

/// What the page needs to know.
pub(in super::super) struct Consent<'a> {
    pub(in super::super) account: Account<'a>,
    pub(in super::super) client: &'a ClientRegistration,
    pub(in super::super) api: &'a ApiRegistration,
    /// Short names of the scopes in question.
    pub(in super::super) scopes: &'a [String],
    /// Where the decision is sent.
    pub(in super::super) action: &'a str,
    pub(in super::super) leads_to: &'a str,
}

/// Asks one user.
pub(in super::super) fn consent(what: &Consent<'_>) -> HttpResponse {
    let (tenant, user) = what.account;
    let content = html! {
        p.purpose { (user.username) " · " (tenant.name) }
        p { strong { (what.client.name) } " would like to:" }
        ul.permissions {
            @for scope in what.scopes {
                li {
                    "use " strong { (what.api.name) } " as you "
                    code { (scope) }
                }
            }
            li { "sign you in, and see your name and user name" }
        }
        p.small { "Only accept if you know this application. Client id: " code { (what.client.client_id) } }
        form method="post" action=(what.action) {
            input type="hidden" name="account" value=(user.object_id);
            p.decision {
                button.primary name="decision" value="accept" { "Accept" }
                button name="decision" value="cancel" { "Cancel" }
            }
        }
    };
    Page {
        status: StatusCode::OK,
        title: "Permissions requested",
        content,
        leads_to: Some(what.leads_to),
        script: None,
    }
    .respond()
}
