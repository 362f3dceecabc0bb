//! The public documents in Entra's shapes: provider metadata and key sets.

mod key_set;
mod provider_metadata;

pub(crate) use key_set::{key_set, public_jwk, remove_marks};
pub(crate) use provider_metadata::provider_metadata;

/// The cloud that the stand-in belongs to, as metadata and keys name it.
const CLOUD: &str = "microsoftonline.com";

/// A cloud that it does not belong to.
const OTHER_CLOUD: &str = "microsoftonline.us";
