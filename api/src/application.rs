//! The running service: built from settings, bound, then run until it is told to stop.

mod assembly;
#[cfg(test)]
mod closed_by_default;
mod connections;
mod document;
mod door;
mod life_cycle;
mod listener;
mod reload;
mod routing;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_server::{Server, ServerHandle};
use actix_web::web::Data;
use anyhow::Context as _;
use entrance_auth::{Clock, Jitter};

#[cfg(feature = "dev")]
use crate::directory::Directory;
use crate::extension::Extension;
use crate::gate::Gate;
use crate::metrics::{self, MetricsServer};
use crate::routes::Draining;
use crate::settings::Settings;
use crate::tls::{CertificateFiles, ServerTls};

pub(crate) use assembly::{gate, verifier, verifier_settings};
pub(crate) use connections::OpenConnection;
pub(crate) use reload::Reload;

use assembly::assemble;
use connections::Connections;
use door::Door;
use listener::{bind, serve};
use reload::Reloadable;

/// What the service takes from the outside world besides the network.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// What spreads the refreshes of replicas.
    pub jitter: Jitter,
}

/// How clients reach the service, beyond what the settings say.
#[derive(Debug, Default)]
pub struct Reach {
    /// Certificate and key; those of `server.tls` come first.
    pub tls: Option<ServerTls>,
    /// Whether only this machine's names are answered to: `localhost`, 127.0.0.1 and `[::1]` with the
    /// service's own port. Keeps pages out that a browser loaded from elsewhere (DNS rebinding).
    pub loopback_names_only: bool,
    /// Listening sockets that somebody handed over (socket activation); without any, those of the
    /// settings are opened.
    pub listeners: Vec<TcpListener>,
}

/// A service that is bound to its addresses and ready to run.
pub struct Application {
    server: Server,
    gate: Data<Gate>,
    draining: Data<Draining>,
    door: Door,
    connections: Connections,
    addresses: Vec<SocketAddr>,
    reloadable: Reloadable,
    /// Closed when the service has ended, not before: its end is worth watching.
    metrics: Option<MetricsServer>,
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
        Self::build_within(settings, surroundings, extension, Reach::default())
    }

    /// Like [`build`](Self::build), reached in a special way.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_within(
        mut settings: Settings,
        surroundings: &Surroundings,
        extension: Extension,
        mut reach: Reach,
    ) -> anyhow::Result<Self> {
        let handed_over = std::mem::take(&mut reach.listeners);
        let (listeners, door) = Door::open(handed_over, &settings)?;
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
        if let Some(files) = settings.server.tls.clone() {
            let files = CertificateFiles::open(files, surroundings.clock.unix_seconds())?;
            reach.tls = Some(files.tls());
            tokio::spawn(files.follow(Arc::clone(&surroundings.clock)));
        }
        let watched = settings
            .metrics
            .map(|metrics| bind(metrics.host, metrics.port, "metrics.port"))
            .transpose()?;
        let shared = assemble(&settings, surroundings, extension, &reach)?;
        let connections =
            Connections::within(&settings.server.limits, Arc::clone(&surroundings.clock));
        let server = serve(
            listeners,
            &settings,
            &shared,
            &connections,
            reach.tls.as_ref(),
        )?;
        let metrics = watched
            .zip(shared.metrics)
            .map(|(listeners, metrics)| {
                metrics::serve(listeners, metrics, Arc::clone(&surroundings.clock))
            })
            .transpose()?;
        Ok(Self {
            server,
            gate: shared.gate,
            draining: shared.draining,
            door,
            connections,
            addresses,
            reloadable: Reloadable {
                rules: shared.rules,
                onboarding: shared.onboarding,
                extension: shared.extension,
                settings,
            },
            metrics,
        })
    }

    /// The addresses that the service listens on.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The addresses at which `/metrics` is served; none where metrics are switched off.
    #[must_use]
    pub fn metrics_addresses(&self) -> &[SocketAddr] {
        self.metrics.as_ref().map_or(&[], MetricsServer::addresses)
    }

    /// The settings as they are in force, with the port that was really taken.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.reloadable.settings
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
