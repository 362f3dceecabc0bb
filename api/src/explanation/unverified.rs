//! What a token says, decoded for people. Nobody has verified it, and nothing is decided by it.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

/// The longest text that is decoded, in bytes.
const MOST: usize = 128 * 1024;
/// More forgiving than verification: a token that is refused for its padding is to be shown as well.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Header and claims as far as they can be read. Has no `Debug`: claims never belong into a log.
#[derive(Default)]
pub(super) struct Unverified {
    pub(super) header: Option<Map<String, Value>>,
    pub(super) claims: Option<Map<String, Value>>,
}

impl Unverified {
    /// Decodes the first two segments. The signature is not looked at.
    pub(super) fn decode(token: &str) -> Self {
        if token.len() > MOST {
            return Self::default();
        }
        let mut segments = token.split('.').map(object);
        Self {
            header: segments.next().flatten(),
            claims: segments.next().flatten(),
        }
    }

    /// The value of a claim.
    pub(super) fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.as_ref()?.get(name)
    }

    /// The text of a claim.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.claim(name)?.as_str()
    }

    /// A time, in Unix seconds.
    pub(super) fn time(&self, name: &str) -> Option<i64> {
        let value = self.claim(name)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a time far away is shown as the last one there is"
        )]
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    let decoded = FORGIVING.decode(segment).ok()?;
    serde_json::from_slice(&decoded).ok()
}

/// A value on one line.
///
/// SECURITY: a token may hold anything, also what makes a terminal do things. Characters that are
/// not seen, or turn the direction of writing, are spelled out.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    printable(&text)
}

/// The same for a text.
pub(super) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if character.is_control() || invisible {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    #[test]
    fn header_and_claims_are_read_and_the_signature_is_not() {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.secret",
            encode(r#"{"alg":"RS256"}"#),
            encode(r#"{"exp":1.9}"#)
        );
        let read = Unverified::decode(&token);
        assert_eq!(read.time("exp"), Some(1));
        let header = read.header.unwrap();
        assert_eq!(header.get("alg"), Some(&json!("RS256")));
    }

    #[test]
    fn what_is_no_token_says_nothing() {
        for text in ["", "a", "a.b.c", "..", "e30", &"e".repeat(MOST + 1)] {
            let read = Unverified::decode(text);
            assert!(read.claims.is_none(), "{text}");
        }
    }

    #[test]
    fn terminals_are_not_told_what_to_do() {
        let text = printable("a\u{1b}[2J\u{9b}31m\r\n\u{202e}b\u{200b}é");
        assert_eq!(
            text,
            "a\\u{1b}[2J\\u{9b}31m\\u{d}\\u{a}\\u{202e}b\\u{200b}é"
        );
        let value = json!(["\u{1b}", "\u{9b}"]);
        assert!(!shown(&value).chars().any(char::is_control));
    }
}
