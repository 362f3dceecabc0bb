//! The one bearer token of a request (RFC 6750 section 2.1; token-validation, section 2).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};
use actix_web_httpauth::headers::authorization::{Bearer, Scheme as _};

use crate::error::ApiError;
use entrance_auth::Rejection;

/// The longest `Authorization` header that is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenLimit(pub(crate) usize);

/// The access token of a request, not yet verified.
///
/// Only the `Authorization` header carries credentials; query and body are never looked at.
pub(crate) struct BearerToken(Bearer);

impl BearerToken {
    /// The token's text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.token()
    }

    /// The one bearer token of a request.
    ///
    /// # Errors
    /// [`ApiError`] with 401 if there is none or it is refused at sight, with 400 if there are two.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let header = headers.next().ok_or(ApiError::CredentialsMissing)?;
        if headers.next().is_some() {
            return Err(ApiError::InvalidRequest);
        }
        let limit = request
            .app_data::<web::Data<TokenLimit>>()
            .map_or(0, |limit| limit.0);
        Self::parse(header, limit)
    }

    fn parse(header: &HeaderValue, limit: usize) -> Result<Self, ApiError> {
        let bytes = header.as_bytes();
        let space = |byte: &u8| matches!(byte, b' ' | b'\t');
        let (scheme, credentials) = match bytes.iter().position(space) {
            Some(end) => bytes.split_at(end),
            None => (bytes, [].as_slice()),
        };
        if !scheme.eq_ignore_ascii_case(b"Bearer") {
            return Err(ApiError::CredentialsMissing);
        }
        let credentials = credentials.trim_ascii();
        if credentials.is_empty() {
            return Err(Rejection::Malformed.into());
        }
        // Before anything is copied, decoded or searched (token-validation 2.4).
        if credentials.len() > limit {
            return Err(Rejection::TooLarge.into());
        }
        // Commas and spaces belong to JSON; what is wrong is the form of the token (3.7).
        if credentials.starts_with(b"{") {
            return Err(Rejection::JsonSerialization.into());
        }
        if credentials.iter().any(|byte| space(byte) || *byte == b',') {
            return Err(ApiError::InvalidRequest);
        }
        let token = std::str::from_utf8(credentials).map_err(|_| Rejection::Malformed)?;
        // The library knows the scheme in one spelling only.
        let canonical = HeaderValue::from_str(&format!("Bearer {token}"));
        canonical
            .ok()
            .and_then(|header| Bearer::parse(&header).ok())
            .map(Self)
            .ok_or(ApiError::TokenRejected(Rejection::Malformed))
    }
}

impl FromRequest for BearerToken {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(header: &[u8]) -> Result<String, ApiError> {
        BearerToken::parse(&HeaderValue::from_bytes(header).unwrap(), 10)
            .map(|token| token.as_str().to_owned())
    }

    #[test]
    fn the_scheme_is_known_in_any_case() {
        for header in ["Bearer abc", "bearer abc", "BEARER abc", "bEaReR   abc"] {
            assert_eq!(parse(header.as_bytes()), Ok("abc".to_owned()), "{header}");
        }
    }

    #[test]
    fn other_schemes_are_no_credentials() {
        for header in [
            "Basic abc",
            "DPoP abc",
            "Bearerabc",
            "",
            "Basic a, Bearer b",
        ] {
            assert_eq!(
                parse(header.as_bytes()),
                Err(ApiError::CredentialsMissing),
                "{header}"
            );
        }
    }

    #[test]
    fn bearer_with_nothing_behind_is_a_malformed_token() {
        for header in ["Bearer", "Bearer ", "bearer \t"] {
            assert_eq!(
                parse(header.as_bytes()),
                Err(Rejection::Malformed.into()),
                "{header}"
            );
        }
    }

    #[test]
    fn more_than_one_credential_is_a_malformed_request() {
        for header in [
            "Bearer a b",
            "Bearer a, Bearer b",
            "Bearer a,b",
            "Bearer a\tb",
        ] {
            let refusal = parse(header.as_bytes());
            let too_long = Err(Rejection::TooLarge.into());
            assert!(
                refusal == Err(ApiError::InvalidRequest) || refusal == too_long,
                "{header}"
            );
        }
        assert_eq!(parse(b"Bearer a b"), Err(ApiError::InvalidRequest));
    }

    #[test]
    fn commas_of_the_json_serialization_make_no_second_credential() {
        assert_eq!(
            parse(b"Bearer {\"a\":1, }"),
            Err(Rejection::JsonSerialization.into())
        );
    }

    #[test]
    fn the_limit_counts_the_token_alone() {
        assert!(parse(b"Bearer 0123456789").is_ok());
        assert_eq!(
            parse(b"Bearer 01234567890"),
            Err(Rejection::TooLarge.into())
        );
    }

    #[test]
    fn bytes_outside_ascii_are_a_malformed_token() {
        assert_eq!(parse(b"Bearer \xff\xfe"), Err(Rejection::Malformed.into()));
        assert_eq!(
            parse("Bearer ä".as_bytes()),
            Err(Rejection::Malformed.into())
        );
    }
}
