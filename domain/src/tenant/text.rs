//! What people write about tenants, within bounds.

use std::fmt;

/// Why a text cannot be kept. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but spaces.
    #[error("it is empty")]
    Empty,
    /// More characters than the field takes.
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    /// A character that a line of text does not have, or that turns its direction.
    #[error("it has a control character")]
    ControlCharacter,
    /// Not a name in the domain name system.
    #[error("it is no domain, such as contoso.onmicrosoft.com")]
    NotADomain,
}

/// Defines a text with a rule of its own.
macro_rules! text {
    ($(#[$documentation:meta])* $name:ident, $rule:expr) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text without the spaces around it.
            ///
            /// # Errors
            /// [`TextError`] with what keeps it from being one.
            pub fn new(text: &str) -> Result<Self, TextError> {
                let rule: fn(&str) -> Result<Box<str>, TextError> = $rule;
                rule(text.trim()).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text! {
    /// What operators call a tenant: one line of 1 to 120 characters.
    DisplayName, |text| line(text, 120)
}

text! {
    /// Why somebody did something: one line of 1 to 500 characters.
    Reason, |text| line(text, 500)
}

text! {
    /// What operators want to remember: 1 to 2000 characters, on any number of lines.
    Note, |text| bounded(text, 2_000, |c| c.is_control() && c != '\n')
}

text! {
    /// A domain in lower case: two or more labels of letters, digits and inner hyphens.
    DomainName, domain
}

impl DisplayName {
    /// What an applicant calls itself, marked as nobody's word but theirs: 1 to 100 characters on one
    /// line, behind `unverified: `.
    ///
    /// # Errors
    /// [`TextError`] with what keeps it from being a name.
    pub fn unverified(claimed: &str) -> Result<Self, TextError> {
        let claimed = line(claimed.trim(), 100)?;
        // SECURITY: in front, where nothing in the name can push it out of sight.
        Self::new(&format!("unverified: {claimed}"))
    }
}

fn line(text: &str, most: usize) -> Result<Box<str>, TextError> {
    bounded(text, most, char::is_control)
}

fn bounded(
    text: &str,
    most: usize,
    is_forbidden: impl Fn(char) -> bool,
) -> Result<Box<str>, TextError> {
    if text.is_empty() {
        Err(TextError::Empty)
    } else if text.chars().count() > most {
        Err(TextError::TooLong(most))
    } else if text.chars().any(|c| is_forbidden(c) || reorders(c)) {
        Err(TextError::ControlCharacter)
    } else {
        Ok(text.into())
    }
}

/// Characters that make text look like another one by turning its direction (Unicode TR9).
const fn reorders(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn domain(text: &str) -> Result<Box<str>, TextError> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if text.len() <= 253 && text.contains('.') && text.split('.').all(is_label) {
        Ok(text.to_ascii_lowercase().into())
    } else {
        Err(TextError::NotADomain)
    }
}
