//! Signing keys: making them, naming them, and publishing them.

mod pool;
mod public_key;
mod ring;
mod signing_key;
mod weak;

pub(crate) use ring::KeyRing;
pub(crate) use signing_key::SigningKey;
pub use weak::weak_public_jwk;

/// Names a signing key of the stand-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// The organizations' keys: 0 signs, 1 signed before it. Others do not exist.
    Organization(usize),
    /// A published key that belongs to another cloud (`microsoftonline.us`).
    OtherCloud,
    /// The key that signs for personal accounts, and for them only.
    PersonalAccounts,
    /// A key that a test made; not published on its own.
    Named(String),
}
