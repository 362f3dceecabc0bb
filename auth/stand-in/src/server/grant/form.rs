//! What a client sent to the token endpoint.

use std::ops::Deref;

use actix_web::http::header::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::server::parameters::Parameters;
use crate::server::refusal::Refusal;

/// The parameters of a request, with the client's credentials wherever it put them.
pub(super) struct Form {
    parameters: Parameters,
    basic: Option<(String, String)>,
}

impl Form {
    /// Reads a body (`application/x-www-form-urlencoded`) and an `Authorization: Basic` header.
    pub(super) fn parse(body: &[u8], authorization: Option<&HeaderValue>) -> Self {
        Self {
            parameters: Parameters::parse(body),
            basic: authorization.and_then(basic),
        }
    }

    /// The client id, from the header if there is one.
    pub(super) fn client_id(&self) -> Result<&str, Refusal> {
        match &self.basic {
            Some((client_id, _)) => Ok(client_id),
            None => self.required("client_id"),
        }
    }

    /// The client secret, from where the client id came.
    pub(super) fn client_secret(&self) -> Option<&str> {
        match &self.basic {
            Some((_, secret)) => Some(secret),
            None => self.optional("client_secret"),
        }
    }
}

impl Deref for Form {
    type Target = Parameters;

    fn deref(&self) -> &Parameters {
        &self.parameters
    }
}

/// Client id and secret out of a header (RFC 6749, section 2.3.1: each is form-encoded first).
fn basic(header: &HeaderValue) -> Option<(String, String)> {
    let (scheme, credentials) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some((form_decoded(client_id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
}
