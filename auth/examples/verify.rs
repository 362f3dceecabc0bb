//! The verifier inside an Actix application of its own, without `entrance-api`.
//!
//! The arguments are the port to listen on, the Entra instance, the API's client id and the tenants
//! whose callers may come in. With `entrance dev` running on this machine:
//!
//! ```sh
//! cargo run --package entrance-auth --example verify -- 8002 http://localhost:8001 \
//!     30000000-0000-4000-8000-000000000001 10000000-0000-4000-8000-000000000001
//! ```
//!
//! Then call <http://localhost:8002/whoami> with one of the tokens that `entrance dev` prints.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::error::{ErrorForbidden, InternalError};
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::{Context as _, ensure};
use entrance_auth::{
    Authority, CacheLimits, Instance, SystemClock, TokenVersions, Verifier, VerifierSettings,
    VerifyError, bearer_token, random_jitter,
};
use entrance_domain::{AppRole, Demands, Policy, Principal, Scope, TenantId};

/// The longest token that is looked at.
const MAX_TOKEN_BYTES: usize = 16_384;

/// What every request needs, once for all workers.
struct Door {
    verifier: Verifier,
    policy: Policy,
}

impl Door {
    /// The caller of a request, if there is one who may come in.
    async fn caller(&self, request: &HttpRequest) -> actix_web::Result<Principal> {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let (Some(header), None) = (headers.next(), headers.next()) else {
            return Err(unauthorized("there must be one Authorization header"));
        };
        let token = bearer_token(header.as_bytes(), MAX_TOKEN_BYTES)
            .ok()
            .and_then(|place| header.to_str().ok()?.get(place));
        let token = token.ok_or_else(|| unauthorized("there is no bearer token"))?;
        let verified = self
            .verifier
            .verify(token)
            .await
            .map_err(|error| refusal(&error))?;
        let principal = verified.principal();
        // A verified token is genuine, which says nothing about what its caller may do.
        self.policy.evaluate(principal).map_err(ErrorForbidden)?;
        Ok(principal.clone())
    }
}

/// Whose fault it is decides: the token's, or ours.
fn refusal(error: &VerifyError) -> actix_web::Error {
    match error {
        VerifyError::Rejected(reason) => unauthorized(&format!("{reason} ({})", reason.code())),
        VerifyError::Unavailable { retry_after } => {
            let seconds = retry_after.as_secs().max(1);
            let answer = HttpResponse::ServiceUnavailable()
                .insert_header((RETRY_AFTER, seconds))
                .body("the signing keys are not available at the moment\n");
            InternalError::from_response("no keys", answer).into()
        }
    }
}

fn unauthorized(why: &str) -> actix_web::Error {
    let answer = HttpResponse::Unauthorized()
        .insert_header((WWW_AUTHENTICATE, "Bearer"))
        .body(format!("{why}\n"));
    InternalError::from_response("unauthorized", answer).into()
}

async fn whoami(door: Data<Door>, request: HttpRequest) -> actix_web::Result<String> {
    let caller = door.caller(&request).await?;
    let (kind, tenant, object) = (caller.kind(), caller.tenant_id(), caller.object_id());
    Ok(format!("{kind} {object} of tenant {tenant}\n"))
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| {
        arguments
            .next()
            .with_context(|| format!("{what} is missing"))
    };
    let port = next("the port")?.parse().context("the port")?;
    let instance = Instance::parse(&next("the instance")?)?;
    let client_id = next("the client id")?.parse().context("the client id")?;
    let tenants: Vec<TenantId> = arguments
        .map(|tenant| tenant.parse().context("a tenant id"))
        .collect::<anyhow::Result<_>>()?;
    // Without a tenant the policy would not ask for one, and let everybody's users in.
    ensure!(!tenants.is_empty(), "there is no tenant that may come in");

    let settings = VerifierSettings {
        authority: Authority::new(instance, "organizations".parse()?),
        client_id,
        app_id_uris: vec![format!("api://{client_id}")],
        token_versions: TokenVersions::default(),
        leeway: Duration::from_mins(1),
        check_cloud_instance: true,
        signing_key_app_id: false,
        max_token_bytes: MAX_TOKEN_BYTES,
        cache: Some(CacheLimits::default()),
    };
    let verifier = Verifier::start(settings, Arc::new(SystemClock::new()), random_jitter)?;
    let door = Data::new(Door {
        verifier,
        policy: Policy::new(Demands {
            scopes: vec![Scope::new("user_impersonation")?],
            app_roles: vec![AppRole::new("Api.Access")?],
            tenants,
            ..Demands::default()
        }),
    });
    let waiting = door.clone();
    let app = move || {
        App::new()
            .app_data(door.clone())
            .route("/whoami", web::get().to(whoami))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .bind((Ipv4Addr::LOCALHOST, port))?
        .run();
    waiting.verifier.ready().await;
    server.await.context("the server failed")
}
