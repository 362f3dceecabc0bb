//! The JOSE header of an access token.

use std::borrow::Cow;

use crate::jose::{Members, members};
use crate::rejection::Rejection;

/// The one accepted algorithm. Constants decide, the token never does (RFC 8725, section 3.1).
const ALGORITHM: &str = "RS256";
/// The longest key id that is looked up, in characters.
const MAX_KEY_ID_CHARS: usize = 256;

members! {
    /// The members that a rule asks for. Those that could name a key or an address (`jwk`, `jku`,
    /// `x5u`, `x5c`) are not among them.
    HeaderMembers {
        alg: "alg",
        b64: "b64",
        crit: "crit",
        cty: "cty",
        kid: "kid",
        nonce: "nonce",
        typ: "typ",
    }
}

/// What is left of a header that passed every rule of token-validation, section 3.
pub(crate) struct JoseHeader<'a> {
    key_id: Cow<'a, str>,
}

impl<'a> JoseHeader<'a> {
    /// Parses a decoded header.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let (header, _) = HeaderMembers::parse(bytes)?;
        if header.alg.text() != Some(ALGORITHM) {
            return Err(Rejection::AlgorithmNotAllowed);
        }
        if header.crit.is_present() || header.b64.is_present() {
            return Err(Rejection::ExtensionNotSupported);
        }
        if header.typ.is_present() && !header.typ.text().is_some_and(is_token_type) {
            return Err(Rejection::TypeNotAllowed);
        }
        if header.cty.text().is_some_and(is_jwt) {
            return Err(Rejection::Nested);
        }
        if header.nonce.is_present() {
            return Err(Rejection::ForMicrosoftGraph);
        }
        match header.kid.into_text() {
            Some(key_id) if is_key_id(&key_id) => Ok(Self { key_id }),
            _ => Err(Rejection::KeyIdInvalid),
        }
    }

    /// The key id, to be compared byte for byte with the ids of keys in memory.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }
}

/// Whether a key id, in a token or in a key set, is one that can be looked up.
pub(crate) fn is_key_id(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_KEY_ID_CHARS
}

fn is_token_type(typ: &str) -> bool {
    let bare = without_prefix(typ);
    bare.eq_ignore_ascii_case("jwt") || bare.eq_ignore_ascii_case("at+jwt")
}

fn is_jwt(cty: &str) -> bool {
    without_prefix(cty).eq_ignore_ascii_case("jwt")
}

/// RFC 7515, section 4.1.9: `application/` may be left out of a media type.
fn without_prefix(media_type: &str) -> &str {
    const PREFIX: &str = "application/";
    match media_type.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => media_type,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> Rejection {
        JoseHeader::parse(json.as_bytes()).err().unwrap()
    }

    #[test]
    fn entras_headers_are_accepted() {
        for json in [
            r#"{"typ":"JWT","alg":"RS256","kid":"k"}"#,
            r#"{"typ":"JWT","alg":"RS256","x5t":"k","kid":"k"}"#,
            r#"{"alg":"RS256","kid":"k"}"#,
            r#"{"typ":"at+jwt","alg":"RS256","kid":"k"}"#,
            r#"{"typ":"Application/AT+JWT","alg":"RS256","kid":"k"}"#,
            r#"{"typ":"jwt","alg":"RS256","kid":"k","jku":"https://evil.example","x5c":[]}"#,
        ] {
            assert_eq!(
                JoseHeader::parse(json.as_bytes()).unwrap().key_id(),
                "k",
                "{json}"
            );
        }
    }

    #[test]
    fn every_other_algorithm_is_refused() {
        for alg in [
            r#""none""#,
            r#""HS256""#,
            r#""rs256""#,
            r#""RS384""#,
            r#""PS256""#,
            r#""ES256""#,
            r#""RS256 ""#,
            r#"["RS256"]"#,
            "null",
            "256",
        ] {
            assert_eq!(
                refusal(&format!(r#"{{"alg":{alg},"kid":"k"}}"#)),
                Rejection::AlgorithmNotAllowed,
                "{alg}"
            );
        }
        assert_eq!(refusal(r#"{"kid":"k"}"#), Rejection::AlgorithmNotAllowed);
    }

    #[test]
    fn every_other_type_is_refused() {
        for typ in [
            r#""""#,
            r#""pop""#,
            r#""JWTs""#,
            r#""xpplication/JWT""#,
            r#""application-JWT""#,
            r#""application/""#,
            r#""text/JWT""#,
            r#"["JWT"]"#,
            "null",
        ] {
            assert_eq!(
                refusal(&format!(r#"{{"alg":"RS256","kid":"k","typ":{typ}}}"#)),
                Rejection::TypeNotAllowed,
                "{typ}"
            );
        }
    }

    #[test]
    fn token_within_a_token_is_refused() {
        let header = |cty: &str| format!(r#"{{"alg":"RS256","kid":"k","cty":"{cty}"}}"#);
        for cty in ["JWT", "jwt", "application/jwt"] {
            assert_eq!(refusal(&header(cty)), Rejection::Nested, "{cty}");
        }
        for cty in ["", "json", "xpplication/jwt"] {
            assert!(JoseHeader::parse(header(cty).as_bytes()).is_ok(), "{cty}");
        }
    }

    #[test]
    fn key_ids_up_to_256_characters_are_accepted() {
        let header = |kid: String| format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
        assert!(JoseHeader::parse(header("é".repeat(256)).as_bytes()).is_ok());
        assert_eq!(refusal(&header("k".repeat(257))), Rejection::KeyIdInvalid);
        assert_eq!(refusal(&header(String::new())), Rejection::KeyIdInvalid);
    }
}
