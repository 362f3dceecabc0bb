//! The JOSE layer: compact serialization, strict JSON and the header (token-validation, section 3).

mod compact;
mod header;
mod json;

pub(crate) use compact::CompactJws;
pub(crate) use header::{JoseHeader, is_key_id};
pub(crate) use json::{Json, Object};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Decodes base64url without padding, white space or stray last bits (RFC 7515, section 2).
pub(crate) fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
