//! Provider metadata and key sets over HTTP.

use actix_cors::Cors;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::refusal::Refusal;
use super::{Site, misbehavior};
use crate::Endpoint;
use crate::authority::Authority;
use crate::documents::{key_set, provider_metadata};

/// Entra ignores parameters that it does not know.
#[derive(Deserialize)]
struct Query {
    appid: Option<String>,
}

pub(super) fn routes(service: &mut web::ServiceConfig) {
    for (path, endpoint) in [
        (
            "/{tenant}/v2.0/.well-known/openid-configuration",
            Endpoint::DiscoveryV2,
        ),
        (
            "/{tenant}/.well-known/openid-configuration",
            Endpoint::DiscoveryV1,
        ),
        ("/{tenant}/discovery/v2.0/keys", Endpoint::KeysV2),
        ("/{tenant}/discovery/keys", Endpoint::KeysV1),
    ] {
        let handler = move |site, tenant, query| serve(endpoint, site, tenant, query);
        let resource = web::resource(path).wrap(public());
        service.service(resource.route(web::get().to(handler)));
    }
}

/// Pages of any origin read these documents.
fn public() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods(["GET"])
        .allow_any_header()
        .max_age(3_600)
}

async fn serve(
    endpoint: Endpoint,
    site: Site,
    tenant: web::Path<String>,
    query: web::Query<Query>,
) -> HttpResponse {
    let fault = site.faults.next(endpoint);
    let issuer = &site.issuer;
    let Some(authority) = Authority::parse(&tenant, &issuer.directory) else {
        return Refusal::unknown_tenant(&tenant).into_response((issuer.now)());
    };
    let document = if endpoint.serves_keys() {
        key_set(issuer, &authority, endpoint.version())
    } else {
        provider_metadata(
            issuer,
            &authority,
            endpoint.version(),
            query.appid.as_deref(),
        )
    };
    match fault {
        None => HttpResponse::Ok().json(document),
        Some(fault) => misbehavior::answer(fault, endpoint, document, site.address).await,
    }
}
