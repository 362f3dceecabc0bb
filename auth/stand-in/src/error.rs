//! Why a token could not be minted or signed.

use crate::KeyName;

/// Why a token could not be minted or signed.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The directory has no user of that name or object id.
    #[error("the directory has no user `{0}`")]
    UnknownUser(String),
    /// The directory has no daemon of that name or client id.
    #[error("the directory has no daemon `{0}`")]
    UnknownDaemon(String),
    /// The directory has no tenant of that id, domain or name.
    #[error("the directory has no tenant `{0}`")]
    UnknownTenant(String),
    /// The daemon has no service principal in that tenant.
    #[error("daemon `{daemon}` is not assigned to tenant `{tenant}`")]
    NotAssigned {
        /// The daemon that was asked for.
        daemon: String,
        /// The tenant that was asked for.
        tenant: String,
    },
    /// There is no key of that name, or it left with a rotation.
    #[error("there is no signing key {0:?}")]
    UnknownKey(KeyName),
    /// The library for cryptography gave no key.
    #[error("a signing key could not be generated")]
    KeyGeneration,
    /// The library for cryptography gave no signature.
    #[error("the signature could not be made")]
    Signature,
    /// A draft could not be written as JSON.
    #[error("the token could not be written as JSON")]
    Json(#[source] serde_json::Error),
}
