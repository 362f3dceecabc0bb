//! The id by which a client and an operator speak of the same request.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries the id, in both directions.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over from a client.
const MAX_LENGTH: usize = 64;

/// The id of one request, ready to be sent; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// Takes the client's id over if it cannot do harm in a log, or makes a random one.
    pub(crate) fn assign(request: &ServiceRequest) -> Self {
        let id = Self::of_client(request.headers()).unwrap_or_else(Self::random);
        request.extensions_mut().insert(id.clone());
        id
    }

    /// A random id.
    pub(crate) fn random() -> Self {
        let mut text = Uuid::encode_buffer();
        let text: &str = Uuid::new_v4().hyphenated().encode_lower(&mut text);
        // INVARIANT: a GUID's text is a header's value.
        Self(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("")))
    }

    fn of_client(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(X_REQUEST_ID)?;
        let bytes = value.as_bytes();
        let harmless = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let fits = (1..=MAX_LENGTH).contains(&bytes.len()) && bytes.iter().copied().all(harmless);
        fits.then(|| Self(value.clone()))
    }

    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: both ways to make one let ASCII in only.
        self.0.to_str().unwrap_or_default()
    }

    pub(crate) fn to_header(&self) -> HeaderValue {
        self.0.clone()
    }
}
