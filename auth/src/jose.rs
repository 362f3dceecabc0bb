//! The JOSE layer: compact serialization, strict JSON and the header (token-validation, section 3).

mod base64url;
mod compact;
mod header;
mod json;
mod members;
mod names;

pub(crate) use base64url::decode_base64url;
pub(crate) use compact::CompactJws;
pub(crate) use header::{JoseHeader, is_key_id};
pub(crate) use json::Json;
pub(crate) use members::{Member, Members, members};
