//! The addresses that the service listens on, and how a connection becomes requests.

use std::future::{Ready, ready};
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive, Protocol};
use actix_rt::net::ActixStream;
use actix_server::{GracefulShutdownSignal, Server};
use actix_service::{ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_tls::accept::max_concurrent_tls_connect;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::dev::AppConfig;
use anyhow::Context as _;
use tokio::net::TcpStream;

use super::connections::Connections;
use super::routing::{Shared, routes};
use crate::http::ExplainedStream;
use crate::settings::{BindHost, Settings};
use crate::tls::ServerTls;

/// What the server can have at most.
const MAX_WORKERS: usize = 512;
/// How long the rest of a request that was refused is waited for.
const LINGER: Duration = Duration::from_secs(2);

/// Binds every address of the host; `key` is the setting with the port. `localhost` is content with
/// one family, but with port 0 both families share the port that the first one got.
pub(super) fn bind(host: BindHost, port: u16, key: &str) -> anyhow::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    for mut address in host.addresses(port) {
        if let Some(first) = listeners.first() {
            address.set_port(first.local_addr()?.port());
        }
        match TcpListener::bind(address) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                listeners.push(listener);
            }
            // A machine without IPv6 still has a localhost; a port that is taken is a fault there, too.
            Err(error)
                if host == BindHost::Localhost
                    && address.is_ipv6()
                    && error.kind() != std::io::ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("cannot listen on {address}; set {key} to a free port")
                });
            }
        }
    }
    Ok(listeners)
}

/// Starts the workers.
pub(super) fn serve(
    listeners: Vec<TcpListener>,
    settings: &Settings,
    shared: &Shared,
    connections: &Connections,
    tls: Option<&ServerTls>,
) -> anyhow::Result<Server> {
    let limits = &settings.server.limits;
    let workers = settings.server.workers;
    let workers = workers.or_else(|| available_parallelism().ok());
    let workers = workers.map_or(1, NonZeroUsize::get).min(MAX_WORKERS);
    let for_each = connections.capacity().div_ceil(workers);
    let mut builder = Server::build()
        .disable_signals()
        .shutdown_timeout(30)
        .workers(workers)
        .max_concurrent_connections(for_each);
    // As many handshakes as connections: those that are never finished must not hold others up.
    max_concurrent_tls_connect(for_each);
    let stopping = builder.graceful_shutdown_signal();
    for (number, listener) in listeners.into_iter().enumerate() {
        let address = listener.local_addr()?;
        let (shared, stopping) = (shared.clone(), stopping.clone());
        let connections = connections.clone();
        let name = format!("http-{number}");
        builder = match tls {
            None => builder.listen(name, listener, move || {
                fn_service(plain(&connections)).and_then(requests(&shared, &stopping, address))
            }),
            Some(tls) => {
                let mut acceptor = Acceptor::new(tls.config());
                acceptor.set_handshake_timeout(limits.head);
                builder.listen(name, listener, move || {
                    fn_service(undelayed)
                        // A handshake that fails is the client's loss.
                        .and_then(acceptor.clone().map_err(drop))
                        .and_then(fn_service(encrypted(&connections)))
                        .and_then(requests(&shared, &stopping, address))
                })
            }
        }?;
    }
    Ok(builder.run())
}

/// A connection as the HTTP service takes it.
type Connection<S> = (ExplainedStream<S>, Protocol, Option<SocketAddr>);

type Encrypted = TlsStream<TcpStream>;

async fn undelayed(stream: TcpStream) -> Result<TcpStream, ()> {
    // Answers are written whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

fn plain(
    connections: &Connections,
) -> impl Fn(TcpStream) -> Ready<Result<Connection<TcpStream>, ()>> + Clone + use<> {
    let connections = connections.clone();
    move |stream| {
        let _ = stream.set_nodelay(true);
        let peer = stream.peer_addr().ok();
        let stream = ExplainedStream::new(stream, connections.pace(), connections.open());
        ready(Ok((stream, Protocol::Http1, peer)))
    }
}

fn encrypted(
    connections: &Connections,
) -> impl Fn(Encrypted) -> Ready<Result<Connection<Encrypted>, ()>> + Clone + use<> {
    let connections = connections.clone();
    move |stream| {
        let peer = stream.get_ref().0.peer_addr().ok();
        let stream = ExplainedStream::new(stream, connections.pace(), connections.open());
        ready(Ok((stream, Protocol::Http1, peer)))
    }
}

/// Answers the requests of a connection.
fn requests<S: ActixStream + 'static>(
    shared: &Shared,
    stopping: &GracefulShutdownSignal,
    address: SocketAddr,
) -> impl ServiceFactory<Connection<S>, Config = (), Response = (), Error = (), InitError = ()> + use<S>
{
    let stopping = stopping.clone();
    HttpService::build()
        .graceful_shutdown_signal(move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        })
        // Its own timers are off: `Pace` measures every request of a connection.
        .client_request_timeout(Duration::ZERO)
        .keep_alive(KeepAlive::Os)
        // So that an answer which was given before the whole request arrived is not lost.
        .client_disconnect_timeout(LINGER)
        .on_connect_ext(|stream: &ExplainedStream<S>, extensions| {
            extensions.insert(stream.progress());
        })
        .local_addr(address)
        .finish(map_config(routes(shared), |()| AppConfig::default()))
        // The connection is gone; its requests were logged one by one.
        .map_err(drop)
}
