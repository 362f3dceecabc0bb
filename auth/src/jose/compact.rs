//! Taking a token apart into its three segments.

use memchr::memchr_iter;

use super::base64url::append_base64url;
use crate::rejection::Rejection;

/// The segments of a JWS in compact serialization (RFC 7515, section 3.1), decoded.
///
/// Has no `Debug`: a segment never belongs into a log.
pub(crate) struct CompactJws<'a> {
    signing_input: &'a str,
    /// One behind the other, in one piece of memory.
    segments: Vec<u8>,
    header_end: usize,
    payload_end: usize,
}

impl<'a> CompactJws<'a> {
    /// Splits a token and decodes its segments, none of which is looked into.
    ///
    /// What it takes grows with the length alone, whatever the token is made of (CVE-2025-30204).
    pub(crate) fn decode(token: &'a str) -> Result<Self, Rejection> {
        // Neither brace nor quote is in base64url; the JSON form gets a reason of its own.
        if token.starts_with('{') {
            return Err(Rejection::JsonSerialization);
        }
        let mut dots = memchr_iter(b'.', token.as_bytes());
        let (Some(first), Some(second)) = (dots.next(), dots.next()) else {
            return Err(Rejection::Malformed);
        };
        match dots.count() {
            0 => {}
            2 if token.bytes().all(is_base64url_or_dot) => return Err(Rejection::Encrypted),
            _ => return Err(Rejection::Malformed),
        }
        let mut segments = Vec::with_capacity(token.len());
        let mut append = |segment: Option<&str>| {
            segment
                .and_then(|segment| append_base64url(segment, &mut segments))
                .ok_or(Rejection::Malformed)
        };
        let header_end = append(token.get(..first))?;
        let payload_end = append(token.get(first + 1..second))?;
        append(token.get(second + 1..))?;
        Ok(Self {
            signing_input: token.get(..second).ok_or(Rejection::Malformed)?,
            segments,
            header_end,
            payload_end,
        })
    }

    /// The header.
    pub(crate) fn header(&self) -> &[u8] {
        self.segments.get(..self.header_end).unwrap_or_default()
    }

    /// The payload, not yet verified.
    pub(crate) fn unverified_payload(&self) -> &[u8] {
        self.segments
            .get(self.header_end..self.payload_end)
            .unwrap_or_default()
    }

    /// The signature.
    pub(crate) fn signature(&self) -> &[u8] {
        self.segments.get(self.payload_end..).unwrap_or_default()
    }

    /// What was signed: the first two segments as they stand in the token.
    pub(crate) fn signing_input(&self) -> &'a [u8] {
        self.signing_input.as_bytes()
    }
}

fn is_base64url_or_dot(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(token: &str) -> Rejection {
        CompactJws::decode(token).err().unwrap()
    }

    /// Header, payload, signature and signing input of a token.
    fn parts(token: &str) -> [Vec<u8>; 4] {
        let jws = CompactJws::decode(token).unwrap();
        let parts = [jws.header(), jws.unverified_payload(), jws.signature()];
        let [header, payload, signature] = parts.map(<[u8]>::to_vec);
        [header, payload, signature, jws.signing_input().to_vec()]
    }

    #[test]
    fn segments_are_decoded_from_between_the_dots() {
        let parts = parts("YWJj.ZGVmZw.aA");
        let expected = [&b"abc"[..], b"defg", b"h", b"YWJj.ZGVmZw"];
        assert_eq!(parts, expected.map(<[u8]>::to_vec));
    }

    #[test]
    fn empty_segments_are_left_to_the_later_steps() {
        assert_eq!(parts(".."), [&b""[..], b"", b"", b"."].map(<[u8]>::to_vec));
        assert_eq!(
            parts(".YQ."),
            [&b""[..], b"a", b"", b".YQ"].map(<[u8]>::to_vec)
        );
    }

    #[test]
    fn segments_that_are_no_canonical_base64url_are_refused() {
        // A stray last bit, a length that none has, padding.
        for segment in ["YR", "YWJjZ", "YQ==", "YWJk=", "Y"] {
            for token in [
                format!("{segment}.YQ.YQ"),
                format!("YQ.{segment}.YQ"),
                format!("YQ.YQ.{segment}"),
            ] {
                assert_eq!(refusal(&token), Rejection::Malformed, "{token}");
            }
        }
    }

    #[test]
    fn other_numbers_of_segments_are_refused() {
        for token in [
            "",
            "a",
            "a.b",
            "a.b.c.d",
            "a.b.c.d.e.f",
            &".".repeat(10_000),
        ] {
            assert_eq!(refusal(token), Rejection::Malformed);
        }
    }

    #[test]
    fn five_segments_are_recognized_as_encrypted() {
        assert_eq!(refusal("a.b.c.d.e"), Rejection::Encrypted);
    }

    #[test]
    fn the_json_serialization_is_recognized() {
        assert_eq!(refusal("{\"payload\":\"a\"}"), Rejection::JsonSerialization);
    }

    #[test]
    fn bytes_outside_the_alphabet_are_refused() {
        for token in [
            "YQ=.YQ.YQ",
            "YQ.Y+Q=.YQ",
            "YQ.YQ.Y/Q=",
            "YQ.YQ.YQ\n",
            " YQ.YQ.YQ",
            "äQ.YQ.YQ",
            "YQ.YQ.YQ,",
            "a.b.c+.d.e",
        ] {
            assert_eq!(refusal(token), Rejection::Malformed);
        }
    }
}
