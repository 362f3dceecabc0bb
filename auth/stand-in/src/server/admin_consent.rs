//! The consent of an administrator for a whole tenant (`/v2.0/adminconsent`).

use actix_web::{HttpRequest, HttpResponse, web};

use super::account::{self, Account};
use super::authorize::{Destination, ResponseMode, known_client, scopes};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::{Site, consent, own_page, pages};
use crate::authority::Authority;
use crate::scopes::ScopeNames;
use crate::{ApiRegistration, ClientRegistration};

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.service(
        web::resource("/{tenant}/v2.0/adminconsent")
            .route(web::get().to(ask))
            .route(web::post().to(decide)),
    );
}

/// What an administrator is asked for.
struct AdminRequest<'a> {
    authority: Authority,
    client: &'a ClientRegistration,
    destination: Destination,
    /// As it was sent.
    scope: Option<String>,
    /// Delegated permissions, by API.
    delegated: Vec<(&'a ApiRegistration, Vec<String>)>,
    /// App roles for the client itself.
    app_roles: Vec<String>,
}

async fn ask(site: Site, tenant: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let query = Parameters::parse(request.query_string().as_bytes());
    match parse(&site, &tenant, &query) {
        Ok(asked) => pages::accounts(&pages::Accounts {
            directory: &site.issuer.directory,
            authority: &asked.authority,
            administrators_only: true,
            purpose: &format!("to consent to {} for your organization", asked.client.name),
            action: &address(&tenant, &query),
            hint: query.optional("login_hint"),
            leads_to: Some(&asked.destination.redirect_uri),
        }),
        Err(refusal) => pages::refusal(&refusal.report(site.now())),
    }
}

/// Takes the form of the pages for accounts and for consent.
async fn decide(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let query = Parameters::parse(request.query_string().as_bytes());
    let form = Parameters::parse(&body);
    let asked =
        own_page::check(&request, &site.issuer).and_then(|()| parse(&site, &tenant, &query));
    let asked = match asked {
        Ok(asked) => asked,
        Err(refusal) => return pages::refusal(&refusal.report(site.now())),
    };
    let decision = form.optional("decision");
    if decision == Some("cancel") && form.optional("account").is_none() {
        return cancel(&site, &asked, None);
    }
    let account = match administrator(&site, &asked, &form) {
        Ok(account) => account,
        Err(refusal) => return pages::refusal(&refusal.report(site.now())),
    };
    match decision {
        Some("accept") => accept(&site, &asked, account),
        Some("cancel") => cancel(&site, &asked, Some(account)),
        _ => pages::consent(&pages::Consent {
            title: "Permissions requested for your organization",
            account,
            client: asked.client,
            permissions: &permissions(&asked),
            warning: "If you accept, nobody in your organization is asked again.",
            action: &address(&tenant, &query),
            leads_to: Some(&asked.destination.redirect_uri),
        }),
    }
}

fn parse<'a>(
    site: &'a Site,
    tenant: &str,
    query: &Parameters,
) -> Result<AdminRequest<'a>, Refusal> {
    let issuer = &site.issuer;
    let authority = Authority::parse(tenant, &issuer.directory)
        .ok_or_else(|| Refusal::unknown_tenant(tenant))?;
    let client = known_client(issuer, query.required("client_id")?, tenant)?;
    let redirect_uri = query.required("redirect_uri")?;
    let service = issuer.service.get().map(String::as_str);
    if client.redirects.platform(redirect_uri, service).is_none() {
        return Err(Refusal::redirect_mismatch(redirect_uri, &client.client_id));
    }
    let scope = query.optional("scope");
    let (delegated, app_roles) = asked_for(site, client, scope)?;
    Ok(AdminRequest {
        authority,
        client,
        destination: Destination {
            redirect_uri: redirect_uri.to_owned(),
            mode: ResponseMode::Query,
            state: query.optional("state").map(str::to_owned),
            client_info: false,
        },
        scope: scope.map(str::to_owned),
        delegated,
        app_roles,
    })
}

type Asked<'a> = (Vec<(&'a ApiRegistration, Vec<String>)>, Vec<String>);

/// Without a scope, everything that the client's registration lists; with `.default` what it lists
/// for that API.
fn asked_for<'a>(
    site: &'a Site,
    client: &ClientRegistration,
    scope: Option<&str>,
) -> Result<Asked<'a>, Refusal> {
    let directory = &site.issuer.directory;
    let Some(scope) = scope else {
        let delegated = directory
            .apis()
            .map(|api| (api, account::registered(client, api)))
            .collect();
        return Ok((delegated, client.app_permissions.clone()));
    };
    let requested = scopes(&site.issuer, client, scope)?;
    let api = requested.api(directory);
    Ok(match requested.names {
        ScopeNames::Listed(names) => (vec![(api, names)], Vec::new()),
        ScopeNames::Default => {
            let is_own = api.client_id == directory.api().client_id;
            let app_roles = if is_own {
                client.app_permissions.clone()
            } else {
                Vec::new()
            };
            (vec![(api, account::registered(client, api))], app_roles)
        }
    })
}

fn administrator<'a>(
    site: &'a Site,
    asked: &AdminRequest<'_>,
    form: &Parameters,
) -> Result<Account<'a>, Refusal> {
    let account = account::chosen(&site.issuer.directory, &asked.authority, form)?;
    if account.1.administrator {
        return Ok(account);
    }
    Err(Refusal::bad(
        "access_denied",
        90_094,
        format!(
            "Only an administrator of {} can grant this; {} is none.",
            account.0.name, account.1.username
        ),
    ))
}

fn permissions(asked: &AdminRequest<'_>) -> Vec<pages::Permission> {
    let mut permissions = Vec::new();
    for (api, scopes) in &asked.delegated {
        let text = format!(
            "use {} as any user of your organization who signs in",
            api.name
        );
        permissions.extend(consent::in_words(&text, scopes));
    }
    let text = "act by itself, without a user, with the app role";
    permissions.extend(consent::in_words(text, &asked.app_roles));
    permissions
}

fn accept(site: &Site, asked: &AdminRequest<'_>, (tenant, _): Account<'_>) -> HttpResponse {
    for (api, scopes) in &asked.delegated {
        let consents = &site.grants.consents;
        consents.give(&tenant.id, asked.client, api, scopes);
    }
    let principals = &site.grants.principals;
    principals.consent(&tenant.id, asked.client, &asked.app_roles);
    let mut parameters = vec![
        ("admin_consent", "True".to_owned()),
        ("tenant", tenant.id.clone()),
    ];
    if let Some(scope) = &asked.scope {
        parameters.push(("scope", scope.clone()));
    }
    asked.destination.answer(parameters)
}

fn cancel(site: &Site, asked: &AdminRequest<'_>, account: Option<Account<'_>>) -> HttpResponse {
    let report = account::declined().report(site.now());
    let mut parameters = vec![
        ("admin_consent", "True".to_owned()),
        ("error", "consent_required".to_owned()),
        ("error_subcode", "cancel".to_owned()),
        ("error_description", report.description),
    ];
    if let Some((tenant, _)) = account {
        parameters.push(("tenant", tenant.id.clone()));
    }
    asked.destination.answer(parameters)
}

fn address(tenant: &str, query: &Parameters) -> String {
    format!("/{tenant}/v2.0/adminconsent?{}", query.encoded())
}
