//! The one bearer token of an `Authorization` header (RFC 6750 section 2.1; token-validation,
//! section 2).

use std::ops::Range;

use memchr::memchr3;
use thiserror::Error;

use crate::rejection::Rejection;

/// Why a header holds no token that could be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BearerError {
    /// Another scheme than `Bearer`, which counts as no credentials at all.
    #[error("the header's scheme is not Bearer")]
    OtherScheme,
    /// More than one credential (RFC 6750, section 3.1).
    #[error("the header holds more than one credential")]
    NotOne,
    /// There is one credential, but it cannot be an access token.
    #[error("{0}")]
    Rejected(#[from] Rejection),
}

/// Finds the token in the value of an `Authorization` header: the bytes that it takes there, all of
/// them ASCII. Nothing is copied. `max_token_bytes` bounds the token alone.
///
/// The scheme is known in any case (RFC 9110, section 11.1).
///
/// ```
/// use entrance_auth::{BearerError, bearer_token};
///
/// let header = b"Bearer eyJ0eXAi.eyJpc3Mi.c2ln";
/// assert_eq!(bearer_token(header, 16_384), Ok(7..29));
/// assert_eq!(bearer_token(b"Basic dXNlcg==", 16_384), Err(BearerError::OtherScheme));
/// ```
///
/// # Errors
/// [`BearerError`] with the first rule that the header breaks.
pub fn bearer_token(header: &[u8], max_token_bytes: usize) -> Result<Range<usize>, BearerError> {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let (scheme, credentials) = match header.iter().position(space) {
        Some(end) => header.split_at(end),
        None => (header, [].as_slice()),
    };
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return Err(BearerError::OtherScheme);
    }
    let token = credentials.trim_ascii_start();
    let start = header.len() - token.len();
    let token = token.trim_ascii_end();
    if token.is_empty() {
        return Err(Rejection::Malformed.into());
    }
    // Before anything is copied, decoded or searched (token-validation 2.4).
    if token.len() > max_token_bytes {
        return Err(Rejection::TooLarge.into());
    }
    // Commas and spaces belong to JSON; what is wrong is the form of the token (3.7).
    if token.starts_with(b"{") {
        return Err(Rejection::JsonSerialization.into());
    }
    if memchr3(b' ', b'\t', b',', token).is_some() {
        return Err(BearerError::NotOne);
    }
    if !token.is_ascii() {
        return Err(Rejection::Malformed.into());
    }
    Ok(start..start + token.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(header: &[u8]) -> Result<&[u8], BearerError> {
        bearer_token(header, 10).map(|range| &header[range])
    }

    fn rejected(reason: Rejection) -> Result<&'static [u8], BearerError> {
        Err(BearerError::Rejected(reason))
    }

    #[test]
    fn the_scheme_is_known_in_any_case() {
        for header in [
            "Bearer abc",
            "bearer abc",
            "BEARER abc",
            "bEaReR   abc",
            "Bearer\tabc \t",
        ] {
            assert_eq!(parse(header.as_bytes()), Ok(&b"abc"[..]), "{header}");
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
            let found = parse(header.as_bytes());
            assert_eq!(found, Err(BearerError::OtherScheme), "{header}");
        }
    }

    #[test]
    fn bearer_with_nothing_behind_is_a_malformed_token() {
        for header in ["Bearer", "Bearer ", "bearer \t"] {
            let found = parse(header.as_bytes());
            assert_eq!(found, rejected(Rejection::Malformed), "{header}");
        }
    }

    #[test]
    fn more_than_one_credential_is_told_apart_from_a_token() {
        for header in ["Bearer a b", "Bearer a, b", "Bearer a,b", "Bearer a\tb"] {
            let found = parse(header.as_bytes());
            assert_eq!(found, Err(BearerError::NotOne), "{header}");
        }
    }

    #[test]
    fn commas_of_the_json_serialization_make_no_second_credential() {
        let found = parse(b"Bearer {\"a\":1, }");
        assert_eq!(found, rejected(Rejection::JsonSerialization));
    }

    #[test]
    fn the_limit_counts_the_token_alone() {
        assert_eq!(parse(b"Bearer 0123456789 "), Ok(&b"0123456789"[..]));
        let found = parse(b"Bearer 01234567890");
        assert_eq!(found, rejected(Rejection::TooLarge));
    }

    #[test]
    fn bytes_outside_ascii_are_a_malformed_token() {
        for header in [&b"Bearer \xff\xfe"[..], "Bearer ä".as_bytes()] {
            assert_eq!(parse(header), rejected(Rejection::Malformed));
        }
    }
}
