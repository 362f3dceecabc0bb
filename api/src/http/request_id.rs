//! The id by which a client and an operator speak of the same request.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries the id, in both directions.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over from a client.
const MAX_LENGTH: usize = 64;

/// The id of one request.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(Box<str>);

impl RequestId {
    /// Takes the client's id over if it cannot do harm in a log, or makes a random one.
    pub(crate) fn assign(request: &ServiceRequest) -> Self {
        let id = Self::of_client(request.headers()).unwrap_or_else(Self::random);
        request.extensions_mut().insert(id.clone());
        id
    }

    /// A random id.
    pub(crate) fn random() -> Self {
        Self(Uuid::new_v4().to_string().into())
    }

    fn of_client(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(X_REQUEST_ID)?.to_str().ok()?;
        let harmless = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let fits = (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(harmless);
        fits.then(|| Self(text.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}
