//! The addresses in the settings: where the service listens and under which name it is known.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// The text is neither `localhost` nor an IP address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("neither localhost nor an IP address")]
pub struct BindHostError;

/// Where the service listens.
///
/// Other names are not accepted: which of their addresses were bound would be anyone's guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindHost {
    /// `localhost`: 127.0.0.1 and `::1`, whatever the hosts file says.
    Localhost,
    /// A single address; `0.0.0.0` and `::` stand for all addresses of their family.
    Address(IpAddr),
}

impl BindHost {
    /// The socket addresses to bind.
    #[must_use]
    pub fn addresses(self, port: u16) -> Vec<SocketAddr> {
        match self {
            Self::Localhost => vec![
                SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port),
                SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port),
            ],
            Self::Address(address) => vec![SocketAddr::new(address, port)],
        }
    }

    /// Whether only this machine can connect: 127.0.0.0/8, `::1` or `localhost`.
    #[must_use]
    pub fn is_loopback(self) -> bool {
        match self {
            Self::Localhost => true,
            Self::Address(address) => address.to_canonical().is_loopback(),
        }
    }
}

impl FromStr for BindHost {
    type Err = BindHostError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("localhost") {
            return Ok(Self::Localhost);
        }
        text.parse().map(Self::Address).map_err(|_| BindHostError)
    }
}

impl fmt::Display for BindHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Localhost => formatter.write_str("localhost"),
            Self::Address(address) => address.fmt(formatter),
        }
    }
}

/// The text is not a usable public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an http or https address without user name, query and fragment")]
pub struct PublicUrlError;

/// The address under which clients reach the service, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    url: Url,
    text: Box<str>,
    follows_port: bool,
}

impl PublicUrl {
    /// Parses an absolute `http` or `https` address; `:{port}` in it stands for `port`.
    ///
    /// # Errors
    /// [`PublicUrlError`] for anything else, and for user name, password, query or fragment.
    pub fn parse(text: &str, port: u16) -> Result<Self, PublicUrlError> {
        let filled = text.replacen(":{port}", &format!(":{port}"), 1);
        let url = Url::parse(&filled).map_err(|_| PublicUrlError)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let follows_port = filled != text;
        let port_in_place = !follows_port || url.port_or_known_default() == Some(port);
        if !plain || !port_in_place || filled.contains(['{', '}']) {
            return Err(PublicUrlError);
        }
        Ok(Self::of(url, follows_port))
    }

    fn of(url: Url, follows_port: bool) -> Self {
        Self {
            text: url.as_str().trim_end_matches('/').into(),
            url,
            follows_port,
        }
    }

    /// This address for a service that was given another port; the same one if the configured
    /// text did not refer to the port.
    #[must_use]
    pub fn at_port(&self, port: u16) -> Self {
        let mut url = self.url.clone();
        if self.follows_port && url.set_port(Some(port)).is_ok() {
            Self::of(url, true)
        } else {
            self.clone()
        }
    }

    /// The whole address, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path without a trailing slash: empty for the root.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Scheme, host and, where it is not the scheme's own, port.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether the scheme is `https`.
    #[must_use]
    pub fn uses_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the host is 127.0.0.0/8, `::1` or `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
            None => false,
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
