//! The listening sockets from their beginning to their end.

use std::net::{SocketAddr, TcpListener};

use actix_server::ServerHandle;
use anyhow::{Context as _, bail};
use socket2::SockRef;

use super::listener::bind;
use crate::settings::Settings;

/// What is left to do with the listening sockets when the service ends.
pub(super) enum Door {
    /// Sockets of our own: they end with the service.
    Own(Vec<TcpListener>),
    /// Sockets that were handed over: whoever comes next goes on with them.
    HandedOver,
}

impl Door {
    /// The sockets to listen on: those that were handed over, or those of the settings.
    ///
    /// # Errors
    /// If an address is taken, or a socket that was handed over is reached from other machines while
    /// signing keys come through http.
    pub(super) fn open(
        handed_over: Vec<TcpListener>,
        settings: &Settings,
    ) -> anyhow::Result<(Vec<TcpListener>, Self)> {
        if handed_over.is_empty() {
            let listeners = bind(settings.server.host, settings.server.port, "server.port")?;
            let copies = listeners.iter().map(TcpListener::try_clone);
            let copies = copies.collect::<Result<_, _>>()?;
            return Ok((listeners, Self::Own(copies)));
        }
        let unprotected = !settings.entra.authority.instance().uses_tls();
        for listener in &handed_over {
            let address = listener
                .local_addr()
                .context("a socket that was handed over has no address")?;
            listener.set_nonblocking(true)?;
            // SECURITY: whoever can change the keys on their way signs tokens for everybody.
            if unprotected && !is_loopback(address) {
                bail!(
                    "the socket that was handed over listens on {address}; with an http address in \
                     entra.instance, the service may listen on loopback only"
                );
            }
        }
        Ok((handed_over, Self::HandedOver))
    }

    /// Whether others may be waiting at the sockets already.
    pub(super) fn is_handed_over(&self) -> bool {
        matches!(self, Self::HandedOver)
    }

    /// Lets nobody new in. Whoever connected before is still accepted.
    pub(super) async fn close(&self, server: &ServerHandle) {
        match self {
            // Left waiting, and accepted by whoever comes next.
            Self::HandedOver => server.pause().await,
            Self::Own(listeners) => {
                for listener in listeners {
                    refuse_connections(listener);
                }
            }
        }
    }
}

fn is_loopback(address: SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

/// Has the kernel overlook whoever asks for a connection from now on.
///
/// A listener that is closed takes those with it whom the kernel connected and nobody has accepted
/// yet: they are reset, perhaps in the middle of a request. So there must be none when it is closed.
#[cfg(target_os = "linux")]
fn refuse_connections(listener: &TcpListener) {
    use socket2::SockFilter;
    // Classic BPF over the TCP header: load the byte with the flags; if SYN is set, keep 0 bytes of
    // the packet, and otherwise all of it.
    let filter = [
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x45, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    if let Err(error) = SockRef::from(listener).attach_filter(&filter) {
        tracing::debug!(%error, "new connections cannot be kept out before the end");
    }
}

/// Elsewhere the last to connect may be reset.
#[cfg(not(target_os = "linux"))]
fn refuse_connections(_: &TcpListener) {}
