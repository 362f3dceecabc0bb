//! The configuration: layered sources in, typed values out.
//!
//! Later sources win: the embedded defaults, the files named by `--config`, `.env` in the working
//! directory, the environment. All faults are told at once, each with its key, its source and
//! what would be right. Nothing is bound, fetched or opened before the settings are sound.

mod address;
mod assembly;
mod cache;
mod check;
mod cors;
mod database;
mod dot_env;
mod entra;
mod file;
mod forward_auth;
mod introspection;
mod limits;
mod logging;
mod merged;
mod metrics;
mod networks;
mod policies;
mod problem;
mod rate_limit;
mod schema;
mod server;
mod sources;
mod suggestion;
mod tenants;
mod tls;
mod validation;
mod values;
mod variables;

use std::fs;
use std::num::NonZeroU32;

use config::Value;
use entrance_auth::CacheLimits;

use self::assembly::Assembly;

pub use self::address::{BindHost, BindHostError, PublicUrl, PublicUrlError};
pub use self::cors::Cors;
pub use self::database::{Database, DirectorySettings};
pub use self::entra::Entra;
pub use self::forward_auth::{ForwardAuth, IdentityField, IdentityHeaders};
pub use self::introspection::{Introspection, IntrospectionClient};
pub use self::limits::Limits;
pub use self::logging::{LogFormat, Logging};
pub use self::metrics::Metrics;
pub use self::networks::Networks;
pub use self::policies::Policies;
pub use self::problem::{Problem, SettingsError, Warning};
pub use self::server::Server;
pub(crate) use self::sources::{DOT_ENV, opentelemetry_of_process};
pub use self::sources::{EmbeddedFile, Sources, environment_of_process};
pub use self::tenants::Tenants;
pub use self::tls::TlsFiles;
pub use self::validation::Validation;
pub use self::values::Values;
pub(crate) use self::values::is_reloadable;

/// The settings of `entrance dev`, with the stand-in's own table.
pub(crate) const DEVELOPMENT: &str = include_str!("../../config/development.toml");

/// Everything that can be configured, in values that need no further checking.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the service listens and what it is willing to take.
    pub server: Server,
    /// Whose access tokens are accepted, and for which API.
    pub entra: Entra,
    /// Which tenants may call.
    pub tenants: Tenants,
    /// Where the directory of tenants is kept.
    pub database: Database,
    /// How it behaves.
    pub directory: DirectorySettings,
    /// What a caller must bring along.
    pub policies: Policies,
    /// Which pages may call from a browser.
    pub cors: Cors,
    /// How many verified tokens are remembered; `None` to verify every token each time.
    pub cache: Option<CacheLimits>,
    /// What proxies are told, `None` where they may not ask.
    pub forward_auth: Option<ForwardAuth>,
    /// Which backends may ask about a token over the network, `None` where none may.
    pub introspection: Option<Introspection>,
    /// Which backends may ask about tokens.
    pub validation: Validation,
    /// Refusals of one address in a minute before it is told to wait; `None` for no limit.
    pub refusals_per_minute: Option<NonZeroU32>,
    /// The documentation page.
    pub docs: Docs,
    /// Where monitoring reads how the service fares, `None` where it may not.
    pub metrics: Option<Metrics>,
    /// What is told about the running service.
    pub logging: Logging,
}

/// The documentation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Docs {
    /// Whether the page and its login are served.
    pub enabled: bool,
}

/// Settings, and what deserves attention in them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// To be told to whoever starts the service.
    pub warnings: Vec<Warning>,
    /// What was configured, to be compared with what is configured later.
    pub values: Values,
}

/// What may differ from the embedded configuration of `entrance dev`.
#[derive(Clone, Default)]
pub struct DevelopmentOverrides {
    /// Defaults of a service of one's own, below the configuration of `entrance dev`.
    pub defaults: Vec<EmbeddedFile>,
    /// Names and values of environment variables; only ports and `logging` are looked at.
    pub environment: Vec<(String, String)>,
    /// TCP port of the service, above the environment's.
    pub port: Option<u16>,
    /// Address of the local stand-in for Entra, such as `http://localhost:8001`.
    pub instance: Option<String>,
    /// The certificate, in PEM, of the authority that both the service and the stand-in are
    /// recognized by. With it both speak TLS, and the service believes no other authority.
    pub authority_pem: Option<String>,
}

impl Settings {
    /// Reads the configuration of a service.
    ///
    /// # Errors
    /// [`SettingsError`] with every fault that was found.
    pub fn load(sources: &Sources) -> Result<Loaded, SettingsError> {
        let mut assembly = Assembly::of_defaults();
        assembly.add_embedded(&sources.defaults);
        for path in &sources.files {
            let name = path.display().to_string();
            match fs::read_to_string(path) {
                Ok(text) => assembly.add_file(&text, &name, None),
                Err(error) => assembly.report.refuse(
                    name,
                    "--config",
                    format!("the file cannot be read: {error}"),
                    "name a readable TOML file in UTF-8",
                ),
            }
        }
        assembly.add_variables(sources.dot_env.as_deref(), &sources.environment);
        assembly.finish()
    }

    /// Reads the embedded configuration of `entrance dev`.
    ///
    /// Files, `.env`, the short names and all variables but those of ports and `logging` are left
    /// out: what is meant for a real service must not leak into the local one, or the reverse.
    ///
    /// # Errors
    /// [`SettingsError`] with every fault that was found.
    pub fn development(overrides: &DevelopmentOverrides) -> Result<Loaded, SettingsError> {
        let mut assembly = Assembly::of_defaults();
        assembly.add_embedded(&overrides.defaults);
        assembly.add_file(DEVELOPMENT, "development.toml", Some("stand_in"));
        let environment: Vec<_> = overrides
            .environment
            .iter()
            .filter(|(name, _)| applies_to_development(name))
            .cloned()
            .collect();
        assembly.add_variables(None, &environment);
        let origin = "command line".to_owned();
        if let Some(port) = overrides.port {
            assembly.set("server.port", Value::new(Some(&origin), i64::from(port)));
        }
        if let Some(instance) = &overrides.instance {
            assembly.set(
                "entra.instance",
                Value::new(Some(&origin), instance.clone()),
            );
        }
        if overrides.authority_pem.is_some() {
            let address = "https://localhost:{port}";
            assembly.set("server.public_url", Value::new(Some(&origin), address));
        }
        let mut loaded = assembly.finish()?;
        if let Some(authority_pem) = &overrides.authority_pem {
            loaded.settings.entra.trust_only(authority_pem);
        }
        Ok(loaded)
    }
}

impl Settings {
    /// These settings with what a reload may change taken from `other`.
    pub(crate) fn reloaded(&self, other: Self) -> Self {
        let mut reloaded = self.clone();
        reloaded.tenants.admission = other.tenants.admission;
        reloaded.policies = other.policies;
        reloaded.cors = other.cors;
        reloaded.forward_auth = other.forward_auth;
        reloaded.logging.filter = other.logging.filter;
        reloaded
    }
}

fn applies_to_development(name: &str) -> bool {
    matches!(name, "ENTRANCE__SERVER__PORT" | "ENTRANCE__METRICS__PORT")
        || name.starts_with("ENTRANCE__LOGGING__")
}
