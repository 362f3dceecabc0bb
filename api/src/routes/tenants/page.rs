//! Pages: their size, and the cursor that leads from one to the next.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::ApiError;

const USUAL: u32 = 50;
const MOST: u32 = 200;

/// The number of items on a page.
pub(crate) fn page_size(limit: Option<u32>) -> Result<u32, ApiError> {
    match limit.unwrap_or(USUAL) {
        size @ 1..=MOST => Ok(size),
        _ => Err(ApiError::field(
            "limit",
            format!("it must be from 1 to {MOST}"),
        )),
    }
}

/// A place in a list, in a form that says nothing to clients.
pub(crate) fn encode_cursor(place: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(place)
}

/// The place that a cursor stands for.
pub(crate) fn decode_cursor<const LENGTH: usize>(cursor: &str) -> Result<[u8; LENGTH], ApiError> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|place| place.try_into().ok())
        .ok_or_else(|| ApiError::field("cursor", "it is not the next_cursor of a page"))
}
