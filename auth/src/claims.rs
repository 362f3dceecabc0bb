//! The claims of an access token: unverified first, then judged (token-validation, section 5).

mod caller;
mod guest;
mod members;
mod times;
mod unverified;

pub(crate) use caller::principal;
pub(crate) use times::Times;
pub(crate) use unverified::UnverifiedClaims;
