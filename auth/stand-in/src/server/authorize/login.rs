//! What a person chose: an account, and whether the client may act for it.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{AuthorizationRequest, refuse};
use crate::grants::{CodeGrant, random_text};
use crate::server::account::{self, Account};
use crate::server::parameters::Parameters;
use crate::server::{Site, consent, own_page, pages};

/// Takes the form of the pages for accounts and for consent. The client's request stands in the
/// query and is read again: the pages are no place to keep anything in.
pub(super) async fn login(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    if let Err(refusal) = own_page::check(&request, &site.issuer) {
        return pages::refusal(&refusal.report(site.now()));
    }
    let query = Parameters::parse(request.query_string().as_bytes());
    let asked = match AuthorizationRequest::parse(&site.issuer, &tenant, &query) {
        Ok(asked) => asked,
        Err(refused) => return refuse(&site, refused),
    };
    let choice = Parameters::parse(&body);
    if choice.optional("decision") == Some("cancel") {
        return asked.destination.refuse(account::declined(), site.now());
    }
    let account = match account::chosen(&site.issuer.directory, &asked.authority, &choice) {
        Ok(account) => account,
        Err(refusal) => return pages::refusal(&refusal.report(site.now())),
    };
    let ask_again = asked.prompt.as_deref() == Some("consent");
    let agreed = choice.optional("decision") == Some("accept");
    let missing = consent::missing(&site, account, asked.client, &asked.requested, ask_again);
    match missing {
        Ok(missing) if missing.is_empty() || agreed => {
            consent::give(&site, account, asked.client, &asked.requested, &missing);
            grant(&site, asked, account)
        }
        Ok(missing) => pages::consent(&pages::Consent {
            title: "Permissions requested",
            account,
            client: asked.client,
            permissions: &consent::as_user(asked.requested.api(&site.issuer.directory), &missing),
            warning: "Only accept if you know this application.",
            action: &format!("/{tenant}/login?{}", query.encoded()),
            leads_to: Some(&asked.destination.redirect_uri),
        }),
        Err(refusal) => asked.destination.refuse(refusal, site.now()),
    }
}

fn grant(site: &Site, asked: AuthorizationRequest<'_>, account: Account<'_>) -> HttpResponse {
    let destination = asked.destination;
    let code = site.grants.code(
        CodeGrant {
            client_id: asked.client.client_id.clone(),
            redirect_uri: destination.redirect_uri.clone(),
            platform: asked.platform,
            challenge: asked.challenge,
            object_id: account.1.object_id.clone(),
            requested: asked.requested,
            nonce: asked.nonce,
            family: random_text(),
        },
        site.now(),
    );
    let mut parameters = vec![("code", code), ("session_state", random_text())];
    if destination.client_info {
        parameters.push(("client_info", account::client_info(account)));
    }
    destination.answer(parameters)
}
