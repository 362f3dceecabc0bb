//! What a stand-in is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::{Directory, LocalCertificates};

/// Tells the time, in whole seconds since 1970-01-01 00:00 UTC.
pub type Now = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What a stand-in is started with.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; loopback only. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// The tenants, users and registrations.
    pub directory: Directory,
    /// The clock that tokens are issued by.
    pub now: Now,
    /// Certificates for HTTPS; without them it is plain HTTP.
    pub tls: Option<LocalCertificates>,
}

impl Options {
    /// Options that listen on any free port of 127.0.0.1, with plain HTTP.
    #[must_use]
    pub fn new(directory: Directory, now: Now) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            directory,
            now,
            tls: None,
        }
    }
}
