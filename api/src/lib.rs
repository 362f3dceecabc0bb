//! Entrance: the front door of an API protected by Microsoft Entra ID.
//!
//! An Actix service that verifies access tokens with [`entrance_auth`], admits tenants and judges
//! callers with the rules of [`entrance_domain`], and hands them to its handlers as
//! [`Authorized`]. Everything under `/api` is closed by default.
//!
//! What it never does: answer a protected request without a policy's verdict, log a token or a
//! claim, or ask a database on the way of a request.

// `pub(crate)`, because benches/compare/constant_principal.rs compiles this file with another guard.
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
