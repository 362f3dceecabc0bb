//! GUIDs in the form in which Entra writes them: lower case, with hyphens.

use serde::de::{Deserialize, Deserializer, Error};
use uuid::Uuid;

/// Reads a GUID in canonical form.
pub(super) fn guid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if Uuid::try_parse(&text).is_ok_and(|guid| guid.to_string() == text) {
        Ok(text)
    } else {
        Err(D::Error::custom(format!(
            "`{text}` is not a GUID in lower case with hyphens"
        )))
    }
}

/// Reads a GUID in canonical form where there may be none.
pub(super) fn optional_guid<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    guid(deserializer).map(Some)
}

/// Reads a list of GUIDs in canonical form.
pub(super) fn guids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(serde::Deserialize)]
    struct Guid(#[serde(deserialize_with = "guid")] String);
    let list = Vec::<Guid>::deserialize(deserializer)?;
    Ok(list.into_iter().map(|Guid(guid)| guid).collect())
}
