//! The host that a request asks for.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::RouteError;

/// A host name or address in lower case, without port and without the dot of the DNS root, so that
/// equal hosts are equal texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostName(Box<str>);

impl HostName {
    /// Takes the host of a rule: a name in ASCII, an IPv4 address or an IPv6 address in brackets.
    ///
    /// # Errors
    /// [`RouteError::Host`] for anything else, and for a host with a port.
    pub fn new(text: &str) -> Result<Self, RouteError> {
        let lowered = text.to_ascii_lowercase();
        let name = lowered.strip_suffix('.').unwrap_or(&lowered);
        let address = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(address) = address {
            let address: Ipv6Addr = address.parse().map_err(|_| RouteError::Host)?;
            return Ok(Self(format!("[{address}]").into()));
        }
        let label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let looks_numeric = name
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        let valid = name.split('.').all(label)
            && name.len() <= 253
            && (!looks_numeric || name.parse::<Ipv4Addr>().is_ok());
        valid.then(|| Self(name.into())).ok_or(RouteError::Host)
    }

    /// Takes the host of a request, in the form of the header `Host` (RFC 9110, section 7.2).
    ///
    /// # Errors
    /// [`RouteError::Host`] for anything but a host and, optionally, a port.
    pub fn of_request(text: &str) -> Result<Self, RouteError> {
        let port = |text: &str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let host = match text.rsplit_once(':') {
            Some((host, digits)) if port(digits) => host,
            _ => text,
        };
        Self::new(host)
    }
}
