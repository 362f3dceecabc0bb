//! The HTTP server, on a thread of its own.

mod account;
mod admin_consent;
mod authorize;
mod consent;
mod device;
mod documents;
mod grant;
mod graph;
mod host;
mod logout;
mod misbehavior;
mod own_page;
mod pages;
mod parameters;
mod refusal;
mod rotation;
mod site;
mod tls;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock, RwLock};
use std::thread;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, rt, web};
use anyhow::Context as _;
use tokio::sync::oneshot;

use crate::Options;
use crate::fault::Faults;
use crate::grants::Grants;
use crate::graph::Registry;
use crate::issuer::Issuer;
use crate::keys::KeyRing;
use site::{Shared, Site};

/// A server that runs.
pub(crate) struct Started {
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) handle: ServerHandle,
    /// Tells when the thread has ended.
    pub(crate) ended: oneshot::Receiver<()>,
}

/// Runs a server on a thread and a runtime of its own, so that it works below any runtime, and so
/// that a busy test cannot hold it up. The receiver tells how it started.
pub(crate) fn spawn(
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
) -> io::Result<oneshot::Receiver<anyhow::Result<Started>>> {
    let (starting, started) = oneshot::channel();
    let (ending, ended) = oneshot::channel();
    thread::Builder::new()
        .name("stand-in".into())
        .spawn(move || {
            rt::System::new().block_on(async move {
                match start(listener, address, options, ended) {
                    Ok((server, news)) => {
                        let issuer = Arc::clone(&news.issuer);
                        let _ = starting.send(Ok(news));
                        // A key that cannot be made is reported to the first caller who needs it.
                        thread::spawn(move || issuer.keys.complete());
                        let _ = server.await;
                    }
                    Err(error) => {
                        let _ = starting.send(Err(error));
                    }
                }
            });
            drop(ending);
        })?;
    Ok(started)
}

fn start(
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
    ended: oneshot::Receiver<()>,
) -> anyhow::Result<(Server, Started)> {
    let tls = options.tls.as_ref().map(tls::config).transpose()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let issuer = Arc::new(Issuer {
        instance: format!("{scheme}://localhost:{}", address.port()),
        directory: options.directory,
        keys: Arc::new(KeyRing::new()?),
        now: options.now,
        service: Arc::new(OnceLock::new()),
    });
    let faults = Arc::new(Faults::default());
    let registry = Arc::new(Registry::default());
    let shared = web::Data::new(Shared {
        start: Arc::clone(&issuer),
        current: RwLock::new(Arc::clone(&issuer)),
        registry: Arc::clone(&registry),
        faults: Arc::clone(&faults),
        grants: Grants::new(),
        address,
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::clone(&shared))
            .wrap(from_fn(host::check))
            .configure(documents::routes)
            .configure(grant::routes)
            .configure(graph::routes)
            .configure(authorize::routes)
            .configure(device::routes)
            .configure(admin_consent::routes)
            .configure(logout::routes)
            .configure(pages::routes)
            .configure(rotation::routes)
    })
    .workers(1)
    .disable_signals()
    // A stalled request ends as soon as its client is gone.
    .h1_allow_half_closed(false);
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls),
        None => server.listen(listener),
    }
    .context("the stand-in cannot use its socket")?
    .run();
    let handle = server.handle();
    let started = Started {
        issuer,
        faults,
        registry,
        handle,
        ended,
    };
    Ok((server, started))
}
