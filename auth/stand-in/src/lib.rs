//! A local stand-in for Microsoft Entra ID: the issuer behind `entrance dev`, and the issuer of the
//! integration tests, which can make it misbehave.
//!
//! It serves provider metadata and key sets of versions 1.0 and 2.0 for every form of tenant, signs
//! users in (authorization code with PKCE, device code, refresh tokens), grants access tokens to
//! daemons and to services that act for a user, and mints drafts of tokens that tests change in one place before they have
//! them signed. It has the part of Microsoft Graph that app registrations need, and knows what is registered there.
//!
//! It never listens on anything but loopback, answers only to its own names (against DNS
//! rebinding), and makes its signing keys anew in each process. It knows neither the domain nor the
//! verification of tokens, so that it cannot share their mistakes.
//!
//! Specifications: OIDC Core 1.0, OIDC Discovery 1.0, RFC 6749, RFC 7515, RFC 7517, RFC 7523, RFC 7636,
//! RFC 8628, RFC 9700,
//! and the shapes that Microsoft documents for its identity platform.
//!
//! ```no_run
//! use std::sync::Arc;
//! use entrance_stand_in::{Directory, Options, StandIn};
//!
//! # async fn example() -> anyhow::Result<()> {
//! let directory = Directory::from_toml(&std::fs::read_to_string("config/development.toml")?)?;
//! let stand_in = StandIn::start(Options::new(directory, Arc::new(|| 1_800_000_000))).await?;
//! let draft = stand_in.application_token("Nightly report", "contoso.example")?;
//! let access_token = stand_in.sign(&draft)?;
//! # drop(access_token);
//! stand_in.stop().await;
//! # Ok(())
//! # }
//! ```

mod assertion;
mod authority;
mod certificates;
mod directory;
mod documents;
mod draft;
mod error;
mod fault;
mod grants;
mod graph;
mod issuer;
mod keys;
mod options;
mod scopes;
mod server;
mod stand_in;

pub use certificates::{CertificateError, LocalCertificates};
pub use directory::{
    ApiRegistration, Assignment, ClientRegistration, Directory, DirectoryError, OptionalClaim,
    RedirectAddresses, Tenant, TokenVersion, User,
};
pub use draft::Draft;
pub use error::MintError;
pub use fault::{Endpoint, Fault};
pub use graph::{GraphBehavior, Interruption};
pub use keys::{KeyName, weak_public_jwk};
pub use options::{Now, Options};
pub use stand_in::StandIn;

/// The tenant id that all personal Microsoft accounts share.
pub const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
