//! The running service: built from settings, bound, then run until it is told to stop.

#[cfg(test)]
mod closed_by_default;
mod document;
mod listener;
mod routing;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_server::{Server, ServerHandle};
use actix_web::web::Data;
use anyhow::Context as _;
use entrance_auth::{Clock, Jitter, TenantLookup, Verifier, VerifierSettings};
use entrance_domain::AdmissionMode;

use crate::allowed_peer::ValidationCallers;
use crate::challenge::Challenges;
use crate::credentials::TokenLimit;
use crate::directory::Directory;
use crate::docs_page::DocsPage;
use crate::extension::Extension;
use crate::gate::Gate;
use crate::http::Finish;
use crate::onboarding::Onboarding;
use crate::routes::{Draining, ForwardAuthRules, Introspections, Invitations, ResourceMetadata};
use crate::settings::Settings;
use crate::store::Store;
use crate::tls::ServerTls;

use listener::{bind, serve};
use routing::Shared;

/// What the service takes from the outside world besides the network.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// What spreads the refreshes of replicas.
    pub jitter: Jitter,
}

/// How clients reach the service, beyond what the settings say.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Certificate and key, if the service itself speaks TLS.
    pub tls: Option<ServerTls>,
    /// Whether only this machine's names are answered to: `localhost`, 127.0.0.1 and `[::1]` with the
    /// service's own port. Keeps pages out that a browser loaded from elsewhere (DNS rebinding).
    pub loopback_names_only: bool,
}

/// A service that is bound to its addresses and ready to run.
pub struct Application {
    server: Server,
    gate: Data<Gate>,
    draining: Data<Draining>,
    addresses: Vec<SocketAddr>,
    settings: Settings,
}

impl Application {
    /// Checks that handlers and settings fit, binds the addresses and starts to load keys. The
    /// extension's routes are served beside Entrance's own.
    ///
    /// With port 0 any free one is taken, and the public address follows it. Must be called within
    /// a Tokio runtime.
    ///
    /// # Errors
    /// If a handler names no policy or one that is not configured, a route of the extension takes an
    /// address of Entrance, or an address to listen on is not free.
    pub fn build(
        settings: Settings,
        surroundings: &Surroundings,
        extension: Extension,
    ) -> anyhow::Result<Self> {
        Self::build_within(settings, surroundings, extension, &Reach::default())
    }

    /// Like [`build`](Self::build), reached in a special way.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_within(
        mut settings: Settings,
        surroundings: &Surroundings,
        extension: Extension,
        reach: &Reach,
    ) -> anyhow::Result<Self> {
        let listeners = bind(settings.server.host, settings.server.port)?;
        let addresses = listeners
            .iter()
            .map(TcpListener::local_addr)
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(address) = addresses.first()
            && settings.server.port == 0
        {
            settings.server.port = address.port();
            settings.server.public_url = settings.server.public_url.at_port(address.port());
        }
        let document = document::describe(&settings, &extension)?;
        let draining = Data::new(Draining::default());
        let shared = Shared {
            gate: Data::new(Gate {
                verifier: verifier(&settings, surroundings)?,
                admission: settings.tenants.admission.clone(),
                policies: settings.policies.clone(),
                directory: directory(&settings, surroundings),
            }),
            finish: Data::new(Finish {
                challenges: Challenges::new(&settings),
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
            }),
            limit: Data::new(TokenLimit(settings.server.max_token_bytes)),
            metadata: Data::new(ResourceMetadata::new(&settings)),
            documents: Data::new(document.documents),
            docs: DocsPage::new(&settings).map(Data::new),
            draining: draining.clone(),
            introspections: Introspections::new(&settings, Arc::clone(&surroundings.clock))
                .map(Data::new),
            callers: Data::new(ValidationCallers(settings.validation.callers.clone())),
            forward_auth: settings.forward_auth.clone().map(|forward_auth| {
                Data::new(ForwardAuthRules {
                    settings: forward_auth,
                    trusted_proxies: settings.server.trusted_proxies.clone(),
                })
            }),
            onboarding: onboarding(&settings).map(Data::new),
            invitations: Data::new(invitations(&settings, surroundings)?),
            origins: settings.cors.origins.clone().into(),
            public_url: settings.server.public_url.clone(),
            extension,
        };
        let server = serve(listeners, &settings, &shared, reach.tls.as_ref())?;
        Ok(Self {
            server,
            gate: shared.gate,
            draining,
            addresses,
            settings,
        })
    }

    /// The addresses that the service listens on.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The settings as they are in force, with the port that was really taken.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Completes once the service can judge requests.
    pub fn ready(&self) -> impl Future<Output = ()> + use<> {
        let gate = self.gate.clone();
        async move {
            gate.verifier.ready().await;
            if let Some(directory) = &gate.directory {
                directory.ready().await;
            }
        }
    }

    /// The directory of tenants, where it decides.
    #[cfg(feature = "dev")]
    pub(crate) fn directory(&self) -> Option<Arc<Directory>> {
        self.gate.directory.clone()
    }

    /// What stops the service from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Runs until [`handle`](Self::handle) stops it.
    ///
    /// # Errors
    /// If the server fails.
    pub async fn run(self) -> anyhow::Result<()> {
        self.server.await.context("the server failed")
    }

    /// Runs until SIGINT (stop now, gracefully) or SIGTERM (first answer "not ready" for
    /// `server.drain_seconds`, so that a load balancer looks elsewhere).
    ///
    /// # Errors
    /// If signals cannot be received or the server fails.
    pub async fn run_until_signal(self, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
        let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
        let handle = self.server.handle();
        let drain = self.settings.server.drain;
        let draining = self.draining;
        let stop = async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {
                    draining.begin();
                    tracing::info!(seconds = drain.as_secs(), "draining");
                    let end = clock.steady() + drain;
                    tokio::select! {
                        () = clock.sleep_until(end) => {}
                        _ = terminate.recv() => {}
                        _ = interrupt.recv() => {}
                    }
                }
            }
            tracing::info!("stopping: requests under way are finished");
            handle.stop(true).await;
        };
        let (result, ()) = tokio::join!(self.server, stop);
        result.context("the server failed")
    }
}

/// The OpenAPI document of a service with these settings and routes, as JSON.
///
/// # Errors
/// If a handler names no policy or one that is not configured, or a route of the extension takes an
/// address of Entrance.
pub fn openapi_document(settings: &Settings, extension: &Extension) -> anyhow::Result<String> {
    let json = document::describe(settings, extension)?.documents.v3.json;
    String::from_utf8(json.to_vec()).context("the document is not text")
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

fn verifier(settings: &Settings, surroundings: &Surroundings) -> anyhow::Result<Verifier> {
    let entra = &settings.entra;
    let app_id_uris = std::iter::once(&entra.app_id_uri)
        .chain(&entra.audiences)
        .cloned()
        .collect();
    let verifier = VerifierSettings {
        authority: entra.authority.clone(),
        client_id: entra.client_id,
        app_id_uris,
        token_versions: entra.token_versions,
        leeway: entra.leeway,
        check_cloud_instance: entra.check_cloud_instance,
        signing_key_app_id: entra.signing_key_app_id,
        max_token_bytes: settings.server.max_token_bytes,
        cache: settings.cache,
    };
    Verifier::start(
        verifier,
        Arc::clone(&surroundings.clock),
        surroundings.jitter,
    )
    .context("verification cannot start")
}
