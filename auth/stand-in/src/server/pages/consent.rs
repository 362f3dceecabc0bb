//! The page on which a person agrees that a client acts for them, or for their tenant.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::layout::Page;
use crate::ClientRegistration;
use crate::server::account::Account;

/// What the page needs to know.
pub(in super::super) struct Consent<'a> {
    pub(in super::super) title: &'a str,
    pub(in super::super) account: Account<'a>,
    pub(in super::super) client: &'a ClientRegistration,
    pub(in super::super) permissions: &'a [Permission],
    /// What to think of before accepting.
    pub(in super::super) warning: &'a str,
    /// Where the decision is sent.
    pub(in super::super) action: &'a str,
    /// The redirect address that it leads to, if there is one.
    pub(in super::super) leads_to: Option<&'a str>,
}

/// One thing to agree to.
pub(in super::super) struct Permission {
    /// In words, such as "use Entrance as you".
    pub(in super::super) text: String,
    /// The name of the scope or the app role.
    pub(in super::super) name: String,
}

/// Asks the person who chose an account.
pub(in super::super) fn consent(what: &Consent<'_>) -> HttpResponse {
    let (tenant, user) = what.account;
    let content = html! {
        p.purpose { (user.username) " · " (tenant.name) }
        p { strong { (what.client.name) } " would like to:" }
        ul.permissions {
            @for permission in what.permissions {
                li { (permission.text) " " code { (permission.name) } }
            }
            li { "sign you in, and see your name and user name" }
        }
        p.small { (what.warning) " Client id: " code { (what.client.client_id) } }
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
        title: what.title,
        content,
        leads_to: what.leads_to,
        script: None,
    }
    .respond()
}
