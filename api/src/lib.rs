//! Entrance: the front door of an API protected by Microsoft Entra ID.
//!
//! An Actix service that verifies access tokens with [`entrance_auth`], admits tenants and judges
//! callers with the rules of [`entrance_domain`], and hands them to its handlers as
//! [`Authorized`]. Everything under `/api` is closed by default.
//!
//! What it never does: answer a protected request without a policy's verdict, log a token or a
//! claim, or ask a database on the way of a request.

mod allowed_peer;
mod application;
mod audit_log;
mod authorized;
mod challenge;
mod client_address;
mod commands;
mod credentials;
mod directory;
mod docs_page;
mod error;
mod explanation;
mod extension;
mod gate;
mod http;
mod identity_headers;
mod metrics;
mod onboarding;
mod openapi;
mod optional_body;
mod original_request;
mod problem;
mod refusals;
mod routes;
mod rules;
mod service_manager;
mod settings;
mod store;
mod telemetry;
mod tls;
mod version;

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
