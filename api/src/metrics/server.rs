//! The port on which the figures are read.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_server::ServerHandle;
use actix_web::web::{Data, get, head, resource};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::Context as _;
use entrance_auth::Clock;

use super::Metrics;

/// Where the figures are read.
const PATH: &str = "/metrics";
/// Version 0.0.4 of the text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Whoever watches needs one connection; more than a few are somebody else.
const MAX_CONNECTIONS: usize = 32;

/// The running port. Dropping it closes it.
pub(crate) struct MetricsServer {
    addresses: Vec<SocketAddr>,
    handle: ServerHandle,
}

impl MetricsServer {
    pub(crate) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }
}

impl Drop for MetricsServer {
    fn drop(&mut self) {
        // The command is on its way when the call returns.
        drop(self.handle.stop(false));
    }
}

/// Serves the figures, on a thread of its own: reading them holds up no request. Must be called within
/// a Tokio runtime.
pub(crate) fn serve(
    listeners: Vec<TcpListener>,
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<MetricsServer> {
    let addresses = listeners
        .iter()
        .map(TcpListener::local_addr)
        .collect::<Result<Vec<_>, _>>()?;
    tokio::spawn(Metrics::upkeep(Arc::downgrade(&metrics), clock));
    let metrics = Data::from(metrics);
    let mut server = HttpServer::new(move || {
        App::new().app_data(metrics.clone()).service(
            resource(PATH)
                .route(get().to(scrape))
                .route(head().to(scrape)),
        )
    })
    .workers(1)
    .max_connections(MAX_CONNECTIONS)
    .disable_signals();
    for listener in listeners {
        server = server.listen(listener)?;
    }
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(async {
        if let Err(error) = server.await.context("the metrics' server failed") {
            tracing::error!("{error:#}");
        }
    });
    Ok(MetricsServer { addresses, handle })
}

async fn scrape(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(TEXT_FORMAT)
        .body(metrics.render())
}
