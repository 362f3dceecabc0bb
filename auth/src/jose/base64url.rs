//! base64url without padding, white space or stray last bits (RFC 7515, section 2): each text that
//! is accepted is the only one for its bytes.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::NO_PAD;

/// The decoder for this machine: with vector instructions where the processor has them.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
static DECODER: LazyLock<base64::engine::Simd> =
    LazyLock::new(|| base64::engine::Simd::url_safe(NO_PAD));
/// The decoder for machines without such instructions.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
static DECODER: LazyLock<base64::engine::GeneralPurpose> =
    LazyLock::new(|| base64::engine::GeneralPurpose::new(&base64::alphabet::URL_SAFE, NO_PAD));

/// Decodes a text.
pub(crate) fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    DECODER.decode(text).ok()
}

/// Decodes a text to the end of `bytes`, and gives where that is now.
pub(super) fn append_base64url(text: &str, bytes: &mut Vec<u8>) -> Option<usize> {
    DECODER.decode_vec(text, bytes).ok()?;
    Some(bytes.len())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    /// What the decoder without vector instructions says.
    fn plain(text: &[u8]) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(text).ok()
    }

    #[test]
    fn every_byte_at_every_place_is_judged_as_by_the_plain_decoder() {
        for length in [
            1, 2, 3, 4, 63, 64, 65, 66, 67, 68, 95, 96, 98, 127, 128, 131,
        ] {
            let good: Vec<u8> = b"AQz09-_".iter().copied().cycle().take(length).collect();
            for place in 0..length {
                for byte in 0..=127 {
                    let mut text = good.clone();
                    text[place] = byte;
                    let decoded = decode_base64url(std::str::from_utf8(&text).unwrap());
                    assert_eq!(decoded, plain(&text), "{byte:#x} at {place} of {length}");
                }
            }
        }
    }

    #[test]
    fn letters_beyond_ascii_are_refused_at_every_place() {
        for place in 0..100 {
            let text = format!("{}é{}", "A".repeat(place), "A".repeat(100 - place));
            assert_eq!(decode_base64url(&text), None, "{place}");
        }
    }

    #[test]
    fn text_is_appended_to_what_is_there() {
        let mut bytes = b"abc".to_vec();
        assert_eq!(append_base64url("ZGVm", &mut bytes), Some(6));
        assert_eq!(append_base64url("", &mut bytes), Some(6));
        assert_eq!(bytes, b"abcdef");
        assert_eq!(append_base64url("Z", &mut bytes), None);
    }
}
