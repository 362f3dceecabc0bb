//! The identifiers that Microsoft Entra ID hands out: GUIDs, each with a type of its own.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

mod identity;
mod subject;

pub use identity::Identity;
pub use subject::Subject;

/// Why a text is not an identifier. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not 32 hexadecimal digits in five groups joined by hyphens.
    #[error("not a GUID in its hyphenated form of 36 characters")]
    NotHyphenated,
    /// A GUID with upper-case digits where only the canonical form will do.
    #[error("a GUID with upper-case digits where only lower-case ones are allowed")]
    NotLowerCase,
    /// A subject without a single character.
    #[error("an empty subject")]
    EmptySubject,
}

/// Defines one GUID under a name of its own, so that a client id cannot stand where a tenant id
/// belongs.
macro_rules! guid_identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Parses a token's value: exactly the canonical form of 36 characters, digits in lower
            /// case, five groups joined by hyphens.
            ///
            /// # Errors
            /// [`IdentifierError::NotHyphenated`] for any other form,
            /// [`IdentifierError::NotLowerCase`] for upper-case digits.
            pub fn parse_canonical(text: &str) -> Result<Self, IdentifierError> {
                parse_canonical(text).map(Self)
            }

            /// Takes a GUID that is already parsed.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The GUID without its meaning, for storage.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        /// Parses a configured value: the hyphenated form in any case, which is lowered.
        impl FromStr for $name {
            type Err = IdentifierError;

            fn from_str(text: &str) -> Result<Self, IdentifierError> {
                parse_hyphenated(text).map(Self)
            }
        }

        /// Writes the canonical form, without allocating.
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self.0.as_hyphenated(), formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }
    };
}

guid_identifier! {
    /// The id of a tenant, which is a customer's directory (claim `tid`).
    TenantId
}

guid_identifier! {
    /// The id of a user or a service principal inside one tenant (claim `oid`).
    ///
    /// Alone it names nobody: see [`Identity`].
    ObjectId
}

guid_identifier! {
    /// The id of an application, the client that asked for a token (claim `azp` or `appid`) or the
    /// API itself (claim `aud`).
    ClientId
}

guid_identifier! {
    /// A group of a tenant's directory by its object id (one element of the claim `groups`).
    Group
}

impl TenantId {
    /// The tenant that Microsoft uses for all personal accounts.
    pub const PERSONAL_ACCOUNTS: Self =
        Self(Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad));

    /// Whether this is the tenant of all personal accounts, which no organization administers.
    #[must_use]
    pub fn is_personal_accounts(&self) -> bool {
        *self == Self::PERSONAL_ACCOUNTS
    }
}

/// Characters of the hyphenated form.
const HYPHENATED_LENGTH: usize = 36;

/// Reads the hyphenated form with digits in any case.
fn parse_hyphenated(text: &str) -> Result<Uuid, IdentifierError> {
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
fn parse_canonical(text: &str) -> Result<Uuid, IdentifierError> {
    let uuid = parse_hyphenated(text)?;
    // Looking at all bytes takes vector instructions, stopping at the first would not.
    if text
        .bytes()
        .fold(false, |found, byte| found | byte.is_ascii_uppercase())
    {
        return Err(IdentifierError::NotLowerCase);
    }
    Ok(uuid)
}
