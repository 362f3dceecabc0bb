//! `entrance` without authentication, to measure what authentication costs: the same code and the
//! same layers, but the guard lets everybody pass as the caller of the first token that it saw.
//!
//! No switch of the real program leads here. This program is compiled from the same files, with
//! another guard.

// Much of what is compiled here is the library's, and used by others.
#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]

#[path = "../../src"]
mod entrance {
    pub(crate) mod allowed_peer;
    pub(crate) mod application;
    pub(crate) mod audit_log;
    pub(crate) mod authorized;
    pub(crate) mod challenge;
    pub(crate) mod client_address;
    pub(crate) mod commands;
    pub(crate) mod credentials;
    pub(crate) mod directory;
    pub(crate) mod docs_page;
    pub(crate) mod error;
    pub(crate) mod explanation;
    pub(crate) mod extension;
    pub(crate) mod gate;
    pub(crate) mod http;
    pub(crate) mod identity_headers;
    pub(crate) mod metrics;
    pub(crate) mod onboarding;
    pub(crate) mod openapi;
    pub(crate) mod optional_body;
    pub(crate) mod original_request;
    pub(crate) mod problem;
    pub(crate) mod refusals;
    pub(crate) mod routes;
    pub(crate) mod rules;
    pub(crate) mod service_manager;
    pub(crate) mod settings;
    pub(crate) mod store;
    pub(crate) mod telemetry;
    pub(crate) mod tls;
    pub(crate) mod version;
}

use entrance::{
    allowed_peer, application, audit_log, authorized, challenge, client_address, commands,
    credentials, directory, docs_page, error, explanation, extension, http, identity_headers,
    metrics, onboarding, openapi, optional_body, original_request, problem, refusals, routes,
    rules, service_manager, settings, store, telemetry, tls, version,
};

pub use application::{Application, Reach, Surroundings, openapi_document};
pub use authorized::{Authorized, DefaultPolicy, NamedPolicy};
pub use commands::run;
pub use error::ApiError;
pub use explanation::{Explainer, Explanation};
pub use extension::Extension;
pub use settings::{
    BindHost, BindHostError, Cors, Database, DevelopmentOverrides, DirectorySettings, Docs,
    EmbeddedFile, Entra, ForwardAuth, IdentityField, IdentityHeaders, Introspection,
    IntrospectionClient, Limits, Loaded, LogFormat, Logging, Metrics, Networks, Policies, Problem,
    PublicUrl, PublicUrlError, Server, Settings, SettingsError, Sources, Tenants, TlsFiles,
    Validation, Values, Warning, environment_of_process,
};
pub use tls::{ServerTls, ServerTlsError};

/// The gate of the library, with another guard.
mod gate {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::sync::{Arc, OnceLock};

    use actix_web::dev::ServiceRequest;
    use actix_web::{Error, HttpMessage as _};
    use entrance_auth::VerifiedToken;

    use crate::credentials::BearerToken;
    use crate::entrance::gate;
    use crate::rules::RequestRules;

    pub(crate) use crate::entrance::gate::*;

    static CALLER: OnceLock<Arc<VerifiedToken>> = OnceLock::new();

    /// Looks at nothing, except for the first time.
    pub(crate) async fn guard(
        request: ServiceRequest,
        (): (),
    ) -> Result<ServiceRequest, (Error, ServiceRequest)> {
        let Some(caller) = CALLER.get() else {
            return look(request).await;
        };
        let rules = match RequestRules::of(request.request()) {
            Ok(rules) => rules,
            Err(error) => return Err((error.into(), request)),
        };
        let admitted = Rc::new(Admitted {
            token: Arc::clone(caller),
            rules,
            judged: Cell::new(false),
            policy: Cell::new(None),
        });
        request.extensions_mut().insert(admitted);
        Ok(request)
    }

    async fn look(mut request: ServiceRequest) -> Result<ServiceRequest, (Error, ServiceRequest)> {
        let token = match request.extract::<BearerToken>().await {
            Ok(token) => token,
            Err(error) => return Err((error.into(), request)),
        };
        let request = gate::guard(request, token).await?;
        if let Some(admitted) = request.extensions().get::<Rc<Admitted>>() {
            CALLER.get_or_init(|| Arc::clone(&admitted.token));
        }
        Ok(request)
    }
}

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    commands::run(Extension::new()).await
}
