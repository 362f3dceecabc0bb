//! The pairwise subject of a token.

use std::fmt;

use super::IdentifierError;

/// The claim `sub`: the caller as this one API sees it, opaque and never empty.
///
/// Entra derives it anew for every application, so it cannot be compared with another service's
/// subject; [`Identity`](super::Identity) can.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject(Box<str>);

impl Subject {
    /// Takes the claim as it stands.
    ///
    /// # Errors
    /// [`IdentifierError::EmptySubject`] for an empty text.
    pub fn new(text: &str) -> Result<Self, IdentifierError> {
        if text.is_empty() {
            return Err(IdentifierError::EmptySubject);
        }
        Ok(Self(text.into()))
    }

    /// The subject as the token spelled it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names the type only: a subject comes out of a token, and tokens stay out of logs.
impl fmt::Debug for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subject").finish_non_exhaustive()
    }
}
