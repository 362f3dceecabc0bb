//! Signing in on another device (RFC 8628).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::account::{self, Account};
use super::authorize::{known_client, scopes};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::{Site, consent, own_page, pages};
use crate::ClientRegistration;
use crate::authority::Authority;
use crate::grants::DEVICE_LIFETIME;
use crate::scopes::RequestedScopes;

/// How many seconds a program waits before it asks again.
const INTERVAL: u64 = 5;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service
        .route("/{tenant}/oauth2/v2.0/devicecode", web::post().to(start))
        .service(
            web::resource("/{tenant}/oauth2/deviceauth")
                .route(web::get().to(ask_for_code))
                .route(web::post().to(take_code)),
        )
        .route("/{tenant}/device", web::post().to(decide));
}

/// The program asks for codes.
async fn start(site: Site, tenant: web::Path<String>, body: web::Bytes) -> HttpResponse {
    match codes(&site, &tenant, &Parameters::parse(&body)) {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(site.now()),
    }
}

fn codes(site: &Site, tenant: &str, form: &Parameters) -> Result<HttpResponse, Refusal> {
    let issuer = &site.issuer;
    let authority = Authority::parse(tenant, &issuer.directory)
        .ok_or_else(|| Refusal::unknown_tenant(tenant))?;
    let client = known_client(issuer, form.required("client_id")?, tenant)?;
    if !client.device_code {
        return Err(Refusal::no_public_flows());
    }
    let requested = scopes(issuer, client, form.required("scope")?)?;
    let devices = &site.grants.devices;
    let (device_code, user_code) = devices.start(&client.client_id, requested, site.now());
    let address = format!(
        "{}/{}/oauth2/deviceauth",
        issuer.instance,
        authority.segment()
    );
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(json!({
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": address,
            "expires_in": DEVICE_LIFETIME,
            "interval": INTERVAL,
            "message": format!(
                "To sign in, use a web browser to open the page {address} and enter the code \
                 {user_code} to authenticate."
            ),
        })))
}

async fn ask_for_code(tenant: web::Path<String>) -> HttpResponse {
    pages::device_code(&code_address(&tenant), false)
}

/// The person typed the code.
async fn take_code(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let form = Parameters::parse(&body);
    let user_code = form.optional("user_code").unwrap_or_default().trim();
    match waiting(&site, &tenant, &request, user_code) {
        Ok((authority, client, _)) => pages::accounts(&pages::Accounts {
            directory: &site.issuer.directory,
            authority: &authority,
            administrators_only: false,
            purpose: &format!("to sign in to {} on another device", client.name),
            action: &decision_address(&tenant, user_code),
            hint: None,
            leads_to: None,
        }),
        Err(fault) => fault.explain(&site, &tenant),
    }
}

/// The person chose an account, and then agreed or not.
async fn decide(
    site: Site,
    tenant: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let query = Parameters::parse(request.query_string().as_bytes());
    let user_code = query.optional("user_code").unwrap_or_default();
    let (authority, client, requested) = match waiting(&site, &tenant, &request, user_code) {
        Ok(waiting) => waiting,
        Err(fault) => return fault.explain(&site, &tenant),
    };
    let form = Parameters::parse(&body);
    let decision = form.optional("decision");
    if decision == Some("cancel") {
        site.grants.devices.decide(user_code, site.now(), None);
        return pages::device_decided(&client.name, false);
    }
    let asked = account::chosen(&site.issuer.directory, &authority, &form).and_then(|account| {
        let missing = consent::missing(&site, account, client, &requested, false)?;
        Ok((account, missing))
    });
    let (account, missing) = match asked {
        Ok(asked) => asked,
        Err(refusal) => return pages::refusal(&refusal.report(site.now())),
    };
    if decision != Some("accept") {
        let permissions = consent::as_user(requested.api(&site.issuer.directory), &missing);
        let title = format!("Are you trying to sign in to {}?", client.name);
        return pages::consent(&pages::Consent {
            title: &title,
            account,
            client,
            permissions: &permissions,
            warning: "Only accept if you started this yourself on another device.",
            action: &decision_address(&tenant, user_code),
            leads_to: None,
        });
    }
    consent::give(&site, account, client, &requested, &missing);
    approve(&site, &tenant, user_code, client, account)
}

fn approve(
    site: &Site,
    tenant: &str,
    user_code: &str,
    client: &ClientRegistration,
    (_, user): Account<'_>,
) -> HttpResponse {
    let devices = &site.grants.devices;
    if devices.decide(user_code, site.now(), Some(&user.object_id)) {
        pages::device_decided(&client.name, true)
    } else {
        pages::device_code(&code_address(tenant), true)
    }
}

/// Why a user code leads to no sign-in.
enum Fault {
    Refused(Refusal),
    Code,
}

impl Fault {
    fn explain(self, site: &Site, tenant: &str) -> HttpResponse {
        match self {
            Self::Refused(refusal) => pages::refusal(&refusal.report(site.now())),
            Self::Code => pages::device_code(&code_address(tenant), true),
        }
    }
}

/// The sign-in behind a user code.
fn waiting<'a>(
    site: &'a Site,
    tenant: &str,
    request: &HttpRequest,
    user_code: &str,
) -> Result<(Authority, &'a ClientRegistration, RequestedScopes), Fault> {
    let issuer = &site.issuer;
    own_page::check(request, issuer).map_err(Fault::Refused)?;
    let authority = Authority::parse(tenant, &issuer.directory)
        .ok_or_else(|| Fault::Refused(Refusal::unknown_tenant(tenant)))?;
    let undecided = site.grants.devices.undecided(user_code, site.now());
    let (client_id, requested) = undecided.ok_or(Fault::Code)?;
    let client = known_client(issuer, &client_id, tenant).map_err(Fault::Refused)?;
    Ok((authority, client, requested))
}

fn code_address(tenant: &str) -> String {
    format!("/{tenant}/oauth2/deviceauth")
}

fn decision_address(tenant: &str, user_code: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("user_code", user_code)
        .finish();
    format!("/{tenant}/device?{query}")
}
