//! Verification of Microsoft Entra ID access tokens.

mod authority;

pub use authority::{
    Authority, AuthorityError, AuthorityTenant, Instance, TokenVersion, TokenVersions,
};
