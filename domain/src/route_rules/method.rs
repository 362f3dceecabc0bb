//! The method that a rule is for.

use super::RouteError;

/// An HTTP method, compared case-sensitively (RFC 9110, section 9.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Method(Box<str>);

impl Method {
    /// Takes a method in upper case, as all of them are in practice; another spelling in a rule
    /// would never fit.
    ///
    /// # Errors
    /// [`RouteError::Method`] for anything but upper-case letters and hyphens.
    pub fn new(text: &str) -> Result<Self, RouteError> {
        let valid = |byte: u8| byte.is_ascii_uppercase() || byte == b'-';
        if !text.is_empty() && text.bytes().all(valid) {
            Ok(Self(text.into()))
        } else {
            Err(RouteError::Method)
        }
    }

    /// Whether a rule for this method is for a request with that one: a `HEAD` request reads what
    /// `GET` reads.
    #[must_use]
    pub fn answers(&self, method: &str) -> bool {
        &*self.0 == method || (&*self.0 == "GET" && method == "HEAD")
    }
}
