//! `[validation]`: which backends may ask about tokens.

use serde::Deserialize;

use super::merged::Reader;
use super::networks::{self, Networks};

/// Which backends may ask about tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// The networks of these backends; without any, nobody may ask.
    pub callers: Networks,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawValidation {
    callers: Vec<String>,
}

pub(super) fn read(raw: &RawValidation, reader: &mut Reader<'_>) -> Validation {
    let callers = networks::read(
        "validation.callers",
        &raw.callers,
        "whoever reaches the service is told the claims of any token",
        reader,
    );
    Validation { callers }
}
