//! Splitting a token into its three segments.

use crate::jose::decode_base64url;
use crate::rejection::Rejection;

/// The segments of a JWS in compact serialization (RFC 7515, section 3.1), still encoded.
///
/// Has no `Debug`: a segment never belongs into a log.
pub(crate) struct CompactJws<'a> {
    header: &'a str,
    payload: &'a str,
    signing_input: &'a str,
    signature: &'a str,
}

impl<'a> CompactJws<'a> {
    /// Splits a token, looking at each byte once and allocating nothing (CVE-2025-30204).
    pub(crate) fn split(token: &'a str) -> Result<Self, Rejection> {
        // Neither brace nor quote is in the alphabet below; the JSON form gets a reason of its own.
        if token.starts_with('{') {
            return Err(Rejection::JsonSerialization);
        }
        let mut dots = [0_usize; 4];
        let mut count = 0;
        for (position, byte) in token.bytes().enumerate() {
            match byte {
                b'.' => {
                    // A fifth dot belongs to no serialization.
                    *dots.get_mut(count).ok_or(Rejection::Malformed)? = position;
                    count += 1;
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => {}
                _ => return Err(Rejection::Malformed),
            }
        }
        match count {
            2 => {}
            4 => return Err(Rejection::Encrypted),
            _ => return Err(Rejection::Malformed),
        }
        let [first, second, ..] = dots;
        let (signing_input, signature) =
            token.split_at_checked(second).ok_or(Rejection::Malformed)?;
        let (header, payload) = token.split_at_checked(first).ok_or(Rejection::Malformed)?;
        Ok(Self {
            header,
            payload: payload.get(1..second - first).ok_or(Rejection::Malformed)?,
            signing_input,
            signature: signature.get(1..).ok_or(Rejection::Malformed)?,
        })
    }

    /// The decoded header.
    pub(crate) fn header(&self) -> Result<Vec<u8>, Rejection> {
        decode_base64url(self.header).ok_or(Rejection::Malformed)
    }

    /// The decoded payload, not yet verified.
    pub(crate) fn unverified_payload(&self) -> Result<Vec<u8>, Rejection> {
        decode_base64url(self.payload).ok_or(Rejection::Malformed)
    }

    /// What was signed: the first two segments as they stand.
    pub(crate) fn signing_input(&self) -> &'a [u8] {
        self.signing_input.as_bytes()
    }

    /// The decoded signature.
    pub(crate) fn signature(&self) -> Result<Vec<u8>, Rejection> {
        decode_base64url(self.signature).ok_or(Rejection::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(token: &str) -> Rejection {
        CompactJws::split(token).err().unwrap()
    }

    #[test]
    fn three_segments_are_found_where_the_dots_are() {
        let jws = CompactJws::split("aaa.bbbb.cc").unwrap();
        assert_eq!(
            (jws.header, jws.payload, jws.signature),
            ("aaa", "bbbb", "cc")
        );
        assert_eq!(jws.signing_input(), b"aaa.bbbb");
    }

    #[test]
    fn empty_segments_are_split_and_left_to_the_later_steps() {
        let jws = CompactJws::split("..").unwrap();
        assert_eq!((jws.header, jws.payload, jws.signature), ("", "", ""));
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
            "a=.b.c", "a.b+.c", "a.b.c/", "a.b.c\n", " a.b.c", "ä.b.c", "a.b.c,",
        ] {
            assert_eq!(refusal(token), Rejection::Malformed);
        }
    }
}
