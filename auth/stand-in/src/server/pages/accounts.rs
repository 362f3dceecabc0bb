//! The page on which a person chooses an account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::layout::Page;
use crate::authority::Authority;
use crate::{Directory, User};

/// What the page needs to know.
pub(in super::super) struct Accounts<'a> {
    pub(in super::super) directory: &'a Directory,
    pub(in super::super) authority: &'a Authority,
    /// Whether only those are offered who may consent for their tenant.
    pub(in super::super) administrators_only: bool,
    /// What signing in is good for.
    pub(in super::super) purpose: &'a str,
    /// Where the choice is sent.
    pub(in super::super) action: &'a str,
    /// The user name that the client expects.
    pub(in super::super) hint: Option<&'a str>,
    pub(in super::super) leads_to: Option<&'a str>,
}

/// All accounts that may sign in at an authority, tenant by tenant.
pub(in super::super) fn accounts(what: &Accounts<'_>) -> HttpResponse {
    let offered = |user: &&User| user.administrator || !what.administrators_only;
    let tenants = what
        .directory
        .tenants()
        .iter()
        .filter(|tenant| what.authority.admits(&tenant.id))
        .filter(|tenant| tenant.users.iter().any(|user| offered(&user)));
    let is_hinted = |user: &User| {
        what.hint
            .is_some_and(|hint| hint.eq_ignore_ascii_case(&user.username))
    };
    let home = |user: &User| {
        let id = user.guest.as_ref()?;
        what.directory.tenant(id).map(|tenant| tenant.name.as_str())
    };
    let content = html! {
        p.purpose { (what.purpose) }
        form method="post" action=(what.action) {
            @for tenant in tenants {
                fieldset {
                    legend { (tenant.name) " " span { (tenant.domain) } }
                    @for user in tenant.users.iter().filter(offered) {
                        button.account name="account" value=(user.object_id) autofocus[is_hinted(user)] {
                            strong { (user.name) }
                            span { (user.username) }
                            @if let Some(home) = home(user) {
                                em { "guest from " (home) }
                            }
                            @for role in &user.roles {
                                em { (role) }
                            }
                            @if user.administrator {
                                em { "administrator" }
                            }
                        }
                    }
                }
            }
            p.decision {
                button name="decision" value="cancel" { "Cancel" }
            }
        }
    };
    Page {
        status: StatusCode::OK,
        title: "Choose an account",
        content,
        leads_to: what.leads_to,
        script: None,
    }
    .respond()
}
