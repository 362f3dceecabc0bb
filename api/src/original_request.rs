//! The request that a proxy asks about, as far as the proxy may be believed.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderMap, HeaderValue};
use entrance_domain::HostName;

use crate::error::ApiError;
use crate::settings::Networks;

/// The words for method and target: those of Traefik and Caddy, and those of nginx.
const FAMILIES: [(&str, &str); 2] = [
    ("x-forwarded-method", "x-forwarded-uri"),
    ("x-original-method", "x-original-uri"),
];
const FORWARDED_HOST: &str = "x-forwarded-host";

/// The request that a proxy asks about.
pub(crate) struct OriginalRequest<'a> {
    host: Option<HostName>,
    method: &'a str,
    target: &'a [u8],
}

impl<'a> OriginalRequest<'a> {
    /// What the headers of a trusted peer say.
    ///
    /// # Errors
    /// [`ApiError::UntrustedProxy`] if the peer is not trusted or says nothing,
    /// [`ApiError::RequestMalformed`] if it says two things.
    pub(crate) fn of_headers(
        request: &'a HttpRequest,
        trusted: &Networks,
    ) -> Result<Self, ApiError> {
        demand_trusted_peer(request, trusted)?;
        let headers = request.headers();
        let [forwarded, original] =
            FAMILIES.map(|(method, target)| method_and_target(headers, method, target));
        let (method, target) = match (forwarded?, original?) {
            (Some(one), Some(other)) if one != other => return Err(CONTRADICTION),
            (Some(told), _) | (None, Some(told)) => told,
            (None, None) => return Err(ApiError::UntrustedProxy),
        };
        Ok(Self {
            host: host(single(headers, FORWARDED_HOST)?)?,
            method: std::str::from_utf8(method).map_err(|_| CONTRADICTION)?,
            target,
        })
    }

    /// The request of a trusted peer itself, of whose path the beginning is the peer's and the rest,
    /// `target`, the client's.
    ///
    /// # Errors
    /// [`ApiError::UntrustedProxy`] if the peer is not trusted, [`ApiError::RequestMalformed`] if the
    /// host cannot be read.
    pub(crate) fn of_peer(
        request: &'a HttpRequest,
        target: &'a str,
        trusted: &Networks,
    ) -> Result<Self, ApiError> {
        demand_trusted_peer(request, trusted)?;
        Ok(Self {
            host: host(single(request.headers(), HOST.as_str())?)?,
            method: request.method().as_str(),
            target: target.as_bytes(),
        })
    }

    /// The same in the words of the rules.
    pub(crate) fn to_domain(&self) -> entrance_domain::OriginalRequest<'_> {
        entrance_domain::OriginalRequest {
            host: self.host.as_ref(),
            method: self.method,
            path: entrance_domain::RawPath::of_target(self.target),
        }
    }
}

/// What the headers say about the original target, whoever says it.
pub(crate) fn original_targets(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    FAMILIES
        .iter()
        .flat_map(|(_, target)| headers.get_all(*target))
        .map(HeaderValue::as_bytes)
}

const CONTRADICTION: ApiError =
    ApiError::RequestMalformed("the headers about the original request contradict each other");

/// SECURITY: the peer of the connection counts, never what a header says about it.
fn demand_trusted_peer(request: &HttpRequest, trusted: &Networks) -> Result<(), ApiError> {
    let peer = request.peer_addr();
    if peer.is_some_and(|peer| trusted.contains(peer.ip())) {
        Ok(())
    } else {
        Err(ApiError::UntrustedProxy)
    }
}

type MethodAndTarget<'a> = (&'a [u8], &'a [u8]);

/// Both or neither: a proxy that sets only one of them lets the client set the other.
fn method_and_target<'a>(
    headers: &'a HeaderMap,
    method: &str,
    target: &str,
) -> Result<Option<MethodAndTarget<'a>>, ApiError> {
    match (single(headers, method)?, single(headers, target)?) {
        (Some(method), Some(target)) => Ok(Some((method, target))),
        (None, None) => Ok(None),
        _ => Err(ApiError::UntrustedProxy),
    }
}

/// A header that must not be repeated.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a [u8]>, ApiError> {
    let mut values = headers.get_all(name);
    let value = values.next().map(HeaderValue::as_bytes);
    if values.next().is_some() {
        return Err(CONTRADICTION);
    }
    Ok(value)
}

fn host(value: Option<&[u8]>) -> Result<Option<HostName>, ApiError> {
    let malformed = ApiError::RequestMalformed("the original request's host is not a host");
    let Some(value) = value else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value).map_err(|_| malformed.clone())?;
    HostName::of_request(text).map(Some).map_err(|_| malformed)
}
