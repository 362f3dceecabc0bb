//! Short names that a registration, a directory or the configuration gives to things.

use std::borrow::Borrow;
use std::fmt;

/// Why a text is not a name. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Not a scope's short name.
    #[error(
        "not the short name of a scope: one or more visible ASCII characters, none of them `/`, `\"` or `\\`"
    )]
    Scope,
    /// Not an app role's value.
    #[error(
        "not the value of an app role: one or more characters, without spaces or control characters"
    )]
    AppRole,
    /// Not the id of an authentication context.
    #[error("not an authentication context: `c1` to `c99`")]
    AuthContext,
    /// Not the name of a policy.
    #[error("not the name of a policy: one or more of `a` to `z`, `0` to `9` and `-`")]
    Policy,
}

/// Defines a text that only ever holds what the given rule allows.
macro_rules! name {
    ($(#[$documentation:meta])* $name:ident, $rule:path, $error:ident) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text as it stands; nothing is trimmed and no case is changed.
            ///
            /// # Errors
            #[doc = concat!("[`NameError::", stringify!($error), "`] for a text outside the format above.")]
            pub fn new(text: &str) -> Result<Self, NameError> {
                if $rule(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(NameError::$error)
                }
            }

            /// The name as it was given.
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

name! {
    /// A permission that a user gives to a client (one word of the claim `scp`).
    ///
    /// Its short name, such as `user_impersonation`, in visible ASCII without `"` and `\`, the
    /// `scope-token` of RFC 6749, section 3.3. Also without `/`: `api://…/user_impersonation` is how
    /// a client *requests* a scope and never how a token spells it, so a configured one of that form
    /// would silently admit nobody. Compared whole and case-sensitively.
    Scope, is_scope, Scope
}

name! {
    /// A permission that a tenant's administrators assign (one element of the claim `roles`).
    ///
    /// The `value` of an app role in the registration, such as `Api.Access`, without spaces and
    /// control characters. Compared whole and case-sensitively.
    AppRole, is_app_role, AppRole
}

name! {
    /// A Conditional Access authentication context (one element of the claim `acrs`).
    ///
    /// `c1` to `c99`, without leading zeros.
    AuthContext, is_auth_context, AuthContext
}

name! {
    /// The name under which the configuration keeps a policy: `[a-z0-9-]+`.
    PolicyName, is_policy_name, Policy
}

impl PolicyName {
    /// The text of the name of the policy that is always there.
    pub const DEFAULT: &'static str = "default";
}

/// Lets a map keyed by policy names be asked with a plain text.
impl Borrow<str> for PolicyName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

fn is_scope(text: &str) -> bool {
    // SECURITY: scopes are written into challenges, inside quotation marks and separated by spaces.
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'/'))
}

fn is_app_role(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|character| character.is_whitespace() || character.is_control())
}

fn is_auth_context(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'c', b'1'..=b'9'] | [b'c', b'1'..=b'9', b'0'..=b'9']
    )
}

fn is_policy_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
