//! The claims (token-validation, section 5).

mod accounts;
mod audience;
mod identity;
mod issuer;
mod names;
mod proof;
mod tenant;
mod times;
mod version;
