//! Puts the layers of a configuration together and parses the result.

use std::collections::BTreeMap;

use config::{ConfigError, Map, Value};
use entrance_auth::Instance;
use serde::Deserialize;

use super::address::BindHost;
use super::file::{self, Label};
use super::merged::{Layer, Merged, Reader, find};
use super::problem::{Report, SettingsError};
use super::schema::Schema;
use super::sources::EmbeddedFile;
use super::values::Values;
use super::variables::{self, Variable};
use super::{
    Docs, Loaded, Settings, cache, check, cors, database, dot_env, entra, forward_auth,
    introspection, logging, metrics, policies,
};
use super::{rate_limit, server, tenants, validation};

const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// The configuration as far as it was read, and what was found on the way.
#[derive(Debug)]
pub(super) struct Assembly {
    schema: Schema,
    layers: Vec<Layer>,
    pub(super) report: Report,
}

#[derive(Debug, Deserialize)]
struct Raw {
    server: server::RawServer,
    entra: entra::RawEntra,
    tenants: tenants::RawTenants,
    database: database::RawDatabase,
    directory: database::RawDirectory,
    policies: BTreeMap<String, policies::RawPolicy>,
    cors: cors::RawCors,
    cache: cache::RawCache,
    forward_auth: forward_auth::RawForwardAuth,
    introspection: introspection::RawIntrospection,
    validation: validation::RawValidation,
    rate_limit: rate_limit::RawRateLimit,
    docs: RawDocs,
    metrics: metrics::RawMetrics,
    logging: logging::RawLogging,
}

#[derive(Debug, Deserialize)]
struct RawDocs {
    enabled: bool,
}

impl Assembly {
    /// The embedded defaults.
    pub(super) fn of_defaults() -> Self {
        let mut report = Report::default();
        let defaults = file::parse(DEFAULTS, Label::Default, &mut report);
        let schema = Schema::of(&defaults);
        Self {
            schema,
            layers: vec![Layer(defaults)],
            report,
        }
    }

    /// Adds a file's text; `ignored` is a section that belongs to somebody else.
    pub(super) fn add_file(&mut self, text: &str, name: &str, ignored: Option<&str>) {
        let mut table = file::parse(text, Label::File(name), &mut self.report);
        if let Some(ignored) = ignored {
            table.remove(ignored);
        }
        self.layers.push(Layer(check::keep_valid(
            table,
            &self.schema,
            &mut self.report,
        )));
    }

    /// Adds the defaults of a service of one's own.
    pub(super) fn add_embedded(&mut self, files: &[EmbeddedFile]) {
        for file in files {
            self.add_file(file.text, file.name, None);
        }
    }

    /// Adds `.env` and, above it, the environment.
    pub(super) fn add_variables(
        &mut self,
        dot_env: Option<&str>,
        environment: &[(String, String)],
    ) {
        let below = dot_env.map_or_else(Vec::new, |text| dot_env::parse(text, &mut self.report));
        let above: Vec<Variable> = environment.iter().map(Variable::of_environment).collect();
        let declared: Vec<&Layer> = self.layers.iter().collect();
        let declares_policy = |policy: &str| {
            declared
                .iter()
                .any(|layer| find(&layer.0, &format!("policies.{policy}")).is_some())
        };
        let report = &mut self.report;
        let lower = variables::read(&below, &self.schema, declares_policy, report);
        let upper = variables::read(&above, &self.schema, declares_policy, report);
        let mut effective = above;
        for variable in below {
            if effective.iter().all(|known| known.name != variable.name) {
                effective.push(variable);
            }
        }
        variables::refuse_contradictions(&effective, report);
        self.layers.extend([Layer(lower), Layer(upper)]);
    }

    /// Adds a single value on top.
    pub(super) fn set(&mut self, key: &str, value: Value) {
        let mut table = Map::new();
        variables::insert(&mut table, key, value);
        self.layers.push(Layer(table));
    }

    /// Parses what the layers amount to.
    pub(super) fn finish(mut self) -> Result<Loaded, SettingsError> {
        let settings = Merged::of(std::mem::take(&mut self.layers)).and_then(|merged| {
            let raw: Raw = merged.read()?;
            let mut reader = Reader {
                merged: &merged,
                report: &mut self.report,
            };
            let settings = parse(&raw, &mut reader);
            Ok(settings.map(|settings| (settings, Values::of(&merged))))
        });
        match settings {
            Ok(Some((settings, values))) if self.report.problems.is_empty() => {
                return Ok(Loaded {
                    settings,
                    warnings: self.report.warnings,
                    values,
                });
            }
            Ok(_) => {}
            Err(error) => refuse_unreadable(&error, &mut self.report),
        }
        Err(SettingsError::new(self.report.problems))
    }
}

fn parse(raw: &Raw, reader: &mut Reader<'_>) -> Option<Settings> {
    let host = server::host(&raw.server, reader);
    let instance = entra::instance(&raw.entra, reader);
    let tenant = entra::tenant(&raw.entra, reader);
    if let (Some(host), Some(instance)) = (host, &instance) {
        check_unprotected_instance(host, instance, reader);
    }
    let server = server::read(&raw.server, host, reader);
    let tenants = tenants::read(&raw.tenants, tenant.as_ref(), reader);
    let uses_directory = raw.tenants.uses_directory();
    let database = database::read(&raw.database, uses_directory, reader);
    let directory = database::directory(&raw.directory, reader);
    let entra = entra::read(&raw.entra, instance, tenant, reader);
    if let Some(entra) = &entra {
        let can_sign_in = entra.openapi_client_id.is_some();
        tenants::check_onboarding(&raw.tenants, can_sign_in, reader);
    }
    let policies = policies::read(&raw.policies, tenants.as_ref(), reader);
    let trusted_proxies = server.as_ref().map(|server| &server.trusted_proxies);
    let forward_auth = forward_auth::read(&raw.forward_auth, &policies, trusted_proxies, reader);
    let cors = cors::read(&raw.cors, reader);
    let cache = cache::read(&raw.cache, reader);
    let introspection = introspection::read(&raw.introspection, reader);
    let validation = validation::read(&raw.validation, reader);
    let metrics = metrics::read(&raw.metrics, reader);
    let refusals_per_minute = rate_limit::read(&raw.rate_limit, reader);
    let logging = logging::read(&raw.logging, reader);
    Some(Settings {
        server: server?,
        entra: entra?,
        tenants: tenants?,
        database: database?,
        directory: directory?,
        policies,
        cors,
        cache,
        forward_auth,
        introspection,
        validation,
        refusals_per_minute,
        docs: Docs {
            enabled: raw.docs.enabled,
        },
        metrics,
        logging: logging?,
    })
}

/// Without TLS the signing keys could be anybody's: such a service is for this machine only.
fn check_unprotected_instance(host: BindHost, instance: &Instance, reader: &mut Reader<'_>) {
    if instance.uses_tls() {
        return;
    }
    reader.warn(
        "entra.instance",
        "signing keys are fetched through http: only good for trying things out",
        "use https://login.microsoftonline.com, or the address of another Entra cloud",
    );
    if !host.is_loopback() {
        reader.refuse(
            "server.host",
            "with an http address in entra.instance, the service may listen on loopback only",
            "write localhost, or an https address in entra.instance",
        );
    }
}

/// The types were checked layer by layer, so that only a fault of the defaults leads here.
fn refuse_unreadable(error: &ConfigError, report: &mut Report) {
    report.refuse(
        "configuration",
        "all sources",
        format!("the values cannot be put together: {error}"),
        "report this as a defect of Entrance",
    );
}
