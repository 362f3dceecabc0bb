//! `[rate_limit]`: how often one address may be refused.

use std::num::NonZeroU32;

use serde::Deserialize;

use super::merged::Reader;

#[derive(Debug, Deserialize)]
pub(super) struct RawRateLimit {
    enabled: bool,
    refusals_per_minute: i64,
}

/// Refusals of one address in a minute before it is told to wait; `None` for no limit.
pub(super) fn read(raw: &RawRateLimit, reader: &mut Reader<'_>) -> Option<NonZeroU32> {
    let refusals = reader.number(
        "rate_limit.refusals_per_minute",
        raw.refusals_per_minute,
        1,
        100_000_u32,
    );
    refusals.filter(|_| raw.enabled).and_then(NonZeroU32::new)
}
