//! `[server]`: where the service listens and what it is willing to take.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde::Deserialize;

use super::address::{BindHost, PublicUrl};
use super::limits::{self, Limits, RawLimits};
use super::merged::Reader;
use super::networks::{self, Networks};
use super::tls::{self, RawTls, TlsFiles};

/// Where the service listens and what it is willing to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where it listens.
    pub host: BindHost,
    /// TCP port; 0 lets the operating system choose (see [`PublicUrl::at_port`]).
    pub port: u16,
    /// The address under which clients reach it.
    pub public_url: PublicUrl,
    /// Number of worker threads, `None` for one per processor core.
    pub workers: Option<NonZeroUsize>,
    /// Longest access token that is looked at, in bytes.
    pub max_token_bytes: usize,
    /// How long it goes on answering after it was asked to stop.
    pub drain: Duration,
    /// The proxies whose word about a request is believed.
    pub trusted_proxies: Networks,
    /// How much one client may take of it.
    pub limits: Limits,
    /// Where certificate and key are, `None` for plain HTTP.
    pub tls: Option<TlsFiles>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawServer {
    host: String,
    port: i64,
    public_url: String,
    workers: i64,
    max_token_bytes: i64,
    drain_seconds: i64,
    trusted_proxies: Vec<String>,
    limits: RawLimits,
    tls: RawTls,
}

/// Where the service listens.
pub(super) fn host(raw: &RawServer, reader: &mut Reader<'_>) -> Option<BindHost> {
    let host = raw.host.parse().ok();
    if host.is_none() {
        reader.refuse(
            "server.host",
            "this is neither localhost nor an IP address",
            "write localhost, or an address such as 127.0.0.1, 0.0.0.0 or ::",
        );
    }
    host
}

pub(super) fn read(
    raw: &RawServer,
    host: Option<BindHost>,
    reader: &mut Reader<'_>,
) -> Option<Server> {
    let port = reader.number("server.port", raw.port, 0, u16::MAX);
    // A wrong port has been reported; any port shows what else is wrong with the address.
    let public_url = public_url(&raw.public_url, port.unwrap_or_default(), reader);
    let workers = reader.number("server.workers", raw.workers, 0, 512_usize);
    let max_token_bytes = reader.number(
        "server.max_token_bytes",
        raw.max_token_bytes,
        1024,
        65_536_usize,
    );
    let drain_seconds = reader.number("server.drain_seconds", raw.drain_seconds, 0, 3600_u64);
    let trusted_proxies = networks::read(
        "server.trusted_proxies",
        &raw.trusted_proxies,
        "whoever reaches the service is believed to be a proxy, and can make up requests and \
         addresses",
        reader,
    );
    let limits = limits::read(&raw.limits, reader);
    let tls = tls::read(&raw.tls, reader);
    if tls.is_some() && public_url.as_ref().is_some_and(|url| !url.uses_tls()) {
        reader.warn(
            "server.public_url",
            "clients are told an http address, but the service speaks TLS",
            "write the https address under which clients reach the service",
        );
    }
    Some(Server {
        host: host?,
        port: port?,
        public_url: public_url?,
        workers: NonZeroUsize::new(workers?),
        max_token_bytes: max_token_bytes?,
        drain: Duration::from_secs(drain_seconds?),
        trusted_proxies,
        limits: limits?,
        tls,
    })
}

fn public_url(text: &str, port: u16, reader: &mut Reader<'_>) -> Option<PublicUrl> {
    const KEY: &str = "server.public_url";
    let Ok(public_url) = PublicUrl::parse(text, port) else {
        reader.refuse(
            KEY,
            "this is not an http or https address without user name, query and fragment",
            "write an address such as https://api.contoso.com or http://localhost:{port}",
        );
        return None;
    };
    if !public_url.uses_tls() && !public_url.is_loopback() {
        reader.warn(
            KEY,
            "clients would send their access tokens unprotected through the network",
            "use an https address",
        );
    }
    Some(public_url)
}
