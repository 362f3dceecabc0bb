//! What the workers share, made from the settings.

use std::sync::Arc;

use actix_web::web::Data;
use anyhow::Context as _;
use entrance_auth::{TenantLookup, Verifier, VerifierSettings};
use entrance_domain::AdmissionMode;

use super::routing::Shared;
use super::{Reach, Surroundings, document};
use crate::allowed_peer::ValidationCallers;
use crate::credentials::TokenLimit;
use crate::directory::Directory;
use crate::extension::Extension;
use crate::gate::Gate;
use crate::http::{BodyBounds, Finish, RateLimit};
use crate::metrics::Metrics;
use crate::onboarding::Onboarding;
use crate::routes::{Draining, Introspections, Invitations};
use crate::rules::{Rules, RulesInForce};
use crate::settings::Settings;
use crate::store::Store;

/// Checks that handlers and settings fit, and starts to load keys and tenants.
///
/// # Errors
/// Those of [`document::describe`], and if verification or the look-up of domains cannot start.
pub(super) fn assemble(
    settings: &Settings,
    surroundings: &Surroundings,
    extension: Extension,
    reach: &Reach,
) -> anyhow::Result<Shared> {
    let document = document::describe(settings, &extension)?;
    let rules = Rules::new(settings, document.documents);
    let draining = Data::new(Draining::default());
    let gate = Data::new(gate(settings, surroundings)?);
    let scheme = if reach.tls.is_some() { "https" } else { "http" };
    let metrics = settings
        .metrics
        .map(|_| Metrics::new(gate.clone(), scheme))
        .transpose()?;
    Ok(Shared {
        gate,
        metrics,
        clock: Arc::clone(&surroundings.clock),
        finish: Data::new(Finish {
            methods: document.methods,
            // On this machine other services share the name, and need not speak TLS.
            strict_transport: settings.server.public_url.uses_tls()
                && !settings.server.public_url.is_loopback(),
            loopback_port: reach.loopback_names_only.then_some(settings.server.port),
            onboarding: settings
                .tenants
                .self_service
                .then(|| format!("{}/onboarding", settings.server.public_url)),
            log_requests: settings.logging.requests,
            draining: draining.clone(),
            bodies: BodyBounds {
                clock: Arc::clone(&surroundings.clock),
                max_bytes: settings.server.limits.max_body_bytes,
                time: settings.server.limits.body,
            },
            rate_limit: settings.refusals_per_minute.map(|refusals| {
                let trusted_proxies = settings.server.trusted_proxies.clone();
                RateLimit::new(refusals, trusted_proxies, Arc::clone(&surroundings.clock))
            }),
        }),
        limit: Data::new(TokenLimit(settings.server.max_token_bytes)),
        docs: rules.docs().is_ok(),
        onboarding: onboarding(settings).map(Data::new),
        rules: Data::new(RulesInForce::new(rules)),
        draining,
        introspections: Introspections::new(settings, Arc::clone(&surroundings.clock))
            .map(Data::new),
        callers: Data::new(ValidationCallers(settings.validation.callers.clone())),
        invitations: Data::new(invitations(settings, surroundings)?),
        public_url: settings.server.public_url.clone(),
        extension,
    })
}

/// What judges tokens by these settings. Loads keys and, where it decides, the directory in the
/// background.
///
/// # Errors
/// If the machine lacks what an HTTP client needs.
pub(crate) fn gate(settings: &Settings, surroundings: &Surroundings) -> anyhow::Result<Gate> {
    Ok(Gate {
        verifier: verifier(settings, surroundings)?,
        directory: directory(settings, surroundings),
    })
}

/// Opens the database where the directory decides, and nowhere else.
fn directory(settings: &Settings, surroundings: &Surroundings) -> Option<Arc<Directory>> {
    (*settings.tenants.admission.mode() == AdmissionMode::Directory).then(|| {
        Directory::start(
            Store::new(&settings.database.location),
            settings.tenants.operator,
            settings.directory.max_stale,
            Arc::clone(&surroundings.clock),
        )
    })
}

fn onboarding(settings: &Settings) -> Option<Onboarding> {
    let decides = *settings.tenants.admission.mode() == AdmissionMode::Directory;
    decides.then(|| Onboarding::new(settings)).flatten()
}

fn invitations(settings: &Settings, surroundings: &Surroundings) -> anyhow::Result<Invitations> {
    let instance = settings.entra.authority.instance().clone();
    Ok(Invitations {
        lookup: TenantLookup::new(instance, Arc::clone(&surroundings.clock))
            .context("domains cannot be looked up")?,
        public_url: settings.server.public_url.clone(),
    })
}

/// A verifier that loads keys in the background.
///
/// # Errors
/// If the machine lacks what an HTTP client needs.
pub(crate) fn verifier(
    settings: &Settings,
    surroundings: &Surroundings,
) -> anyhow::Result<Verifier> {
    Verifier::start(
        verifier_settings(settings),
        Arc::clone(&surroundings.clock),
        surroundings.jitter,
    )
    .context("verification cannot start")
}

/// What tokens are verified against.
pub(crate) fn verifier_settings(settings: &Settings) -> VerifierSettings {
    let entra = &settings.entra;
    let app_id_uris = std::iter::once(&entra.app_id_uri)
        .chain(&entra.audiences)
        .cloned()
        .collect();
    VerifierSettings {
        authority: entra.authority.clone(),
        client_id: entra.client_id,
        app_id_uris,
        token_versions: entra.token_versions,
        leeway: entra.leeway,
        check_cloud_instance: entra.check_cloud_instance,
        signing_key_app_id: entra.signing_key_app_id,
        max_token_bytes: settings.server.max_token_bytes,
        cache: settings.cache,
    }
}
