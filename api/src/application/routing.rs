//! The application of one worker: layers and addresses.

use std::rc::Rc;
use std::sync::Arc;

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::{Data, JsonConfig};
use actix_web::{App, Error};
use actix_web_httpauth::middleware::HttpAuthentication;
use entrance_auth::Clock;
use paperclip::actix::OpenApiExt as _;
use paperclip::actix::web;
use tracing_actix_web::TracingLogger;

use crate::allowed_peer::ValidationCallers;
use crate::credentials::TokenLimit;
use crate::extension::Extension;
use crate::gate::{Gate, demand_policy, guard};
use crate::http::{Finish, RequestSpan, finish};
use crate::metrics::{Metrics, RequestMetrics};
use crate::onboarding::Onboarding;
use crate::routes::{
    Draining, FORWARD_AUTH_PATH, FORWARD_AUTH_PREFIXED, INTROSPECTION_PATH, Introspections,
    Invitations, RESOURCE_METADATA_PATH, apply, approve_tenant, consented, docs, docs_asset,
    edit_tenant, explain, forward_auth, introspect, invitation, invite_tenant, list_audit_events,
    list_tenants, livez, me, oauth2_redirect, offer_basic, onboarding_asset, openapi,
    protected_resource, reactivate_tenant, readyz, redeem, remove_tenant, resource_metadata_path,
    set_out, set_out_alone, show_tenant, sidecar_validation, signed_in, suspend_tenant, swagger,
    validate,
};
use crate::rules::RulesInForce;
use crate::settings::PublicUrl;

/// Where the documents are found: OpenAPI 3.0.3 and Swagger 2.0.
pub(super) const DOCUMENT_PATHS: [&str; 2] = ["/openapi.json", "/swagger.json"];

/// What the OpenAPI document leaves out: itself, the page for people, and the metadata's second
/// address where there is one.
pub(super) const UNDOCUMENTED_PATHS: [&str; 6] = [
    "/openapi.json",
    "/swagger.json",
    "/docs",
    "/docs/assets/{name}",
    "/oauth2-redirect",
    RESOURCE_METADATA_PATH,
];

/// The pages of onboarding, with the methods that each one answers.
pub(super) const ONBOARDING_PATHS: [(&str, &str); 7] = [
    ("/onboarding/invitations/{secret}", "GET, HEAD, POST"),
    ("/onboarding/consented", "GET, HEAD"),
    ("/onboarding/signed-in", "GET, HEAD"),
    ("/onboarding/redeem", "POST"),
    ("/onboarding/assets/{name}", "GET, HEAD"),
    ("/onboarding", "GET, HEAD, POST"),
    ("/onboarding/apply", "POST"),
];

/// The longest body with a question about a token: any token that `server.max_token_bytes` can allow.
const MAX_QUESTION_BYTES: usize = 128 * 1024;

/// What all workers share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) gate: Data<Gate>,
    /// `None` where nobody reads figures, so that none are taken.
    pub(super) metrics: Option<Arc<Metrics>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) finish: Data<Finish>,
    pub(super) limit: Data<TokenLimit>,
    pub(super) rules: Data<RulesInForce>,
    /// Whether there is a documentation page.
    pub(super) docs: bool,
    pub(super) draining: Data<Draining>,
    pub(super) callers: Data<ValidationCallers>,
    pub(super) invitations: Data<Invitations>,
    /// `None` takes the address away.
    pub(super) introspections: Option<Data<Introspections>>,
    /// `None` leaves customers without pages.
    pub(super) onboarding: Option<Data<Onboarding>>,
    pub(super) public_url: PublicUrl,
    pub(super) extension: Extension,
}

/// The addresses, in a form that both the application and its description are made from.
pub(super) fn addresses(
    public_url: &PublicUrl,
    extension: &Extension,
) -> impl FnOnce(&mut web::ServiceConfig<'_>) + use<> {
    let metadata = resource_metadata_path(public_url);
    let extension = extension.clone();
    move |config| {
        config
            .service(web::resource("/livez").route(web::get().to(livez)))
            .service(web::resource("/readyz").route(web::get().to(readyz)))
            .service(
                web::resource(&metadata)
                    .wrap(any_origin())
                    .route(web::get().to(protected_resource)),
            )
            // Outside the guard, because the token is the question: see `OUTSIDE_THE_GUARD`.
            .service(
                web::resource("/api/v1/validate")
                    .app_data(JsonConfig::default().limit(MAX_QUESTION_BYTES))
                    .route(web::post().to(validate)),
            )
            .service(web::resource("/Validate").route(web::get().to(sidecar_validation)))
            .service(
                // Closed by default: whatever is added under /api passes the guard.
                web::scope("/api")
                    .wrap(from_fn(demand_policy))
                    .wrap(HttpAuthentication::with_fn(guard))
                    .service(web::resource("/v1/me").route(web::get().to(me)))
                    .configure(directory)
                    .configure(|api| extension.configure(api)),
            );
    }
}

/// The directory of tenants, for operators.
fn directory(api: &mut web::ServiceConfig<'_>) {
    api.service(
        web::resource("/v1/tenants")
            .route(web::get().to(list_tenants))
            .route(web::post().to(invite_tenant)),
    )
    .service(
        web::resource("/v1/tenants/{tenant_id}")
            .route(web::get().to(show_tenant))
            .route(web::patch().to(edit_tenant))
            .route(web::delete().to(remove_tenant)),
    )
    .service(web::resource("/v1/tenants/{tenant_id}/approve").route(web::post().to(approve_tenant)))
    .service(web::resource("/v1/tenants/{tenant_id}/suspend").route(web::post().to(suspend_tenant)))
    .service(
        web::resource("/v1/tenants/{tenant_id}/reactivate")
            .route(web::post().to(reactivate_tenant)),
    )
    .service(web::resource("/v1/audit").route(web::get().to(list_audit_events)));
}

/// The documents: for any page, compressed where the client likes that.
fn documents(config: &mut actix_web::web::ServiceConfig) {
    let [openapi_path, swagger_path] = DOCUMENT_PATHS;
    let resource = |path| {
        actix_web::web::resource(path)
            .wrap(Compress::default())
            .wrap(any_origin())
    };
    config
        .service(resource(openapi_path).route(actix_web::web::get().to(openapi)))
        .service(resource(swagger_path).route(actix_web::web::get().to(swagger)));
}

/// The metadata as it is left of an address below a public path whose prefix a proxy stripped.
fn stripped_metadata(config: &mut actix_web::web::ServiceConfig, public_url: &PublicUrl) {
    if !public_url.path().is_empty() {
        config.service(
            actix_web::web::resource(RESOURCE_METADATA_PATH)
                .wrap(any_origin())
                .route(actix_web::web::get().to(protected_resource)),
        );
    }
}

/// The pages of onboarding, where the directory decides and people can sign in.
fn onboarding(config: &mut actix_web::web::ServiceConfig, pages: Option<&Data<Onboarding>>) {
    use actix_web::web::{get, post, resource};
    let Some(pages) = pages else {
        return;
    };
    let [
        invitation_path,
        consented_path,
        signed_in_path,
        redeem_path,
        asset_path,
        top_path,
        apply_path,
    ] = ONBOARDING_PATHS.map(|(path, _)| path);
    config
        .app_data(pages.clone())
        .service(
            resource(invitation_path)
                .route(get().to(invitation))
                .route(post().to(set_out)),
        )
        .service(resource(consented_path).route(get().to(consented)))
        .service(resource(signed_in_path).route(get().to(signed_in)))
        .service(resource(redeem_path).route(post().to(redeem)))
        .service(resource(asset_path).route(get().to(onboarding_asset)));
    if pages.self_service {
        config
            .service(
                resource(top_path)
                    .route(get().to(explain))
                    .route(post().to(set_out_alone)),
            )
            .service(resource(apply_path).route(post().to(apply)));
    }
}

/// The documentation page with its files.
fn page(config: &mut actix_web::web::ServiceConfig) {
    use actix_web::web::{get, resource};
    config
        .service(
            resource("/docs")
                .wrap(Compress::default())
                .route(get().to(docs)),
        )
        .service(
            resource("/docs/assets/{name}")
                .wrap(Compress::default())
                .route(get().to(docs_asset)),
        )
        .service(resource("/oauth2-redirect").route(get().to(oauth2_redirect)));
}

/// Where proxies ask, if they may: a reload can let them. It answers every method, which the OpenAPI
/// document cannot say.
fn proxies(config: &mut actix_web::web::ServiceConfig) {
    use actix_web::web::{resource, to};
    let paths = [FORWARD_AUTH_PATH, FORWARD_AUTH_PREFIXED];
    config.service(resource(paths).default_service(to(forward_auth)));
}

/// Where authenticated backends ask about tokens.
fn introspection(
    config: &mut actix_web::web::ServiceConfig,
    introspections: Option<&Data<Introspections>>,
) {
    use actix_web::web::{post, resource};
    if let Some(introspections) = introspections {
        config.app_data(introspections.clone()).service(
            resource(INTROSPECTION_PATH)
                .wrap(from_fn(offer_basic))
                .route(post().to(introspect)),
        );
    }
}

/// Keeps CORS out of the questions of proxies.
///
/// SECURITY: the headers of such a request are those of the client that the proxy serves. Taken for a
/// preflight to this service, it would be answered 200, and the proxy would let the client through.
async fn hide_origin_from_cors<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.path().starts_with(FORWARD_AUTH_PATH) {
        for name in [header::ORIGIN, header::ACCESS_CONTROL_REQUEST_METHOD] {
            request.headers_mut().remove(name);
        }
    }
    next.call(request).await
}

/// Builds one worker's application. The layer that is wrapped last sees a request first.
pub(super) fn routes(
    shared: &Shared,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let metrics = shared.metrics.clone().map(|metrics| {
        let clock = Arc::clone(&shared.clock);
        Rc::new(RequestMetrics::new(metrics, clock))
    });
    App::new()
        .app_data(metrics)
        .app_data(shared.gate.clone())
        .app_data(shared.finish.clone())
        .app_data(shared.limit.clone())
        .app_data(shared.rules.clone())
        .app_data(shared.draining.clone())
        .app_data(shared.callers.clone())
        .app_data(shared.invitations.clone())
        .wrap(cors(&shared.rules, &shared.public_url))
        .wrap(from_fn(hide_origin_from_cors))
        .wrap(from_fn(finish))
        .wrap(TracingLogger::<RequestSpan>::new())
        .wrap_api()
        .configure(addresses(&shared.public_url, &shared.extension))
        .build()
        // Addresses are looked for in this order: what is called most often stands above.
        .configure(proxies)
        .configure(|config| introspection(config, shared.introspections.as_ref()))
        .configure(|config| onboarding(config, shared.onboarding.as_ref()))
        .configure(|config| stripped_metadata(config, &shared.public_url))
        .configure(documents)
        .configure(|config| {
            if shared.docs {
                page(config);
            }
        })
}

/// Exact origins, no credentials; a preflight is answered before the guard.
fn cors(rules: &Data<RulesInForce>, public_url: &PublicUrl) -> Cors {
    let rules = rules.clone();
    let metadata = resource_metadata_path(public_url);
    let public = move |path: &str| {
        DOCUMENT_PATHS.contains(&path) || path == RESOURCE_METADATA_PATH || path == metadata
    };
    policy()
        .allowed_origin_fn(move |origin, _| rules.allow_origin(origin.as_bytes()))
        // A preflight gets no further than this layer, so it speaks for the public documents too.
        .allowed_origin_fn(move |_, head| head.method == Method::OPTIONS && public(head.uri.path()))
}

/// For public documents: any page may read them.
fn any_origin() -> Cors {
    policy().allow_any_origin().send_wildcard()
}

fn policy() -> Cors {
    const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
    const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            X_REQUEST_ID,
            TRACEPARENT,
        ])
        .expose_headers([
            header::WWW_AUTHENTICATE,
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            X_REQUEST_ID,
        ])
        .block_on_origin_mismatch(false)
        .max_age(3_600)
}
