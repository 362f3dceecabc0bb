//! `[cache]`: how many verified tokens are remembered.

use std::num::NonZeroU64;

use entrance_auth::CacheLimits;
use serde::Deserialize;

use super::merged::Reader;

/// The smallest memory that is worth having, in bytes.
const LEAST_BYTES: u64 = 1 << 20;
/// The largest, which only catches slips of the pen.
const MOST_BYTES: u64 = 1 << 40;
const MOST_ENTRIES: u64 = 1_000_000_000;

#[derive(Debug, Deserialize)]
pub(super) struct RawCache {
    max_bytes: i64,
    max_entries: i64,
}

/// The limits, `None` where the cache is turned off, or where a fault was reported.
pub(super) fn read(raw: &RawCache, reader: &mut Reader<'_>) -> Option<CacheLimits> {
    let max_bytes = max_bytes(raw.max_bytes, reader);
    let max_entries = reader.number("cache.max_entries", raw.max_entries, 1, MOST_ENTRIES);
    Some(CacheLimits {
        max_bytes: NonZeroU64::new(max_bytes?)?,
        max_entries: NonZeroU64::new(max_entries?)?,
    })
}

fn max_bytes(given: i64, reader: &mut Reader<'_>) -> Option<u64> {
    let bytes = u64::try_from(given)
        .ok()
        .filter(|bytes| *bytes == 0 || (LEAST_BYTES..=MOST_BYTES).contains(bytes));
    if bytes.is_none() {
        reader.refuse(
            "cache.max_bytes",
            "the number is out of range",
            format!(
                "write a whole number from {LEAST_BYTES} to {MOST_BYTES}, or 0 for no cache at all"
            ),
        );
    }
    bytes
}
