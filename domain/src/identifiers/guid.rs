//! Reading GUIDs strictly.

use uuid::Uuid;

use super::IdentifierError;

/// Characters of the hyphenated form.
const HYPHENATED_LENGTH: usize = 36;

/// Reads the hyphenated form with digits in any case.
pub(super) fn parse_hyphenated(text: &str) -> Result<Uuid, IdentifierError> {
    // `Uuid` also reads bare digits, braces and URNs; each of those has another length.
    if text.len() != HYPHENATED_LENGTH {
        return Err(IdentifierError::NotHyphenated);
    }
    // SECURITY: the source is dropped on purpose, its message quotes characters of the text.
    Uuid::try_parse(text).map_err(|_| IdentifierError::NotHyphenated)
}

/// Reads the hyphenated form with lower-case digits, the only way that Entra writes a GUID.
///
/// A second spelling of one id would let two texts that differ compare as equal here while they
/// differ wherever they are compared as text.
pub(super) fn parse_canonical(text: &str) -> Result<Uuid, IdentifierError> {
    let uuid = parse_hyphenated(text)?;
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(IdentifierError::NotLowerCase);
    }
    Ok(uuid)
}
