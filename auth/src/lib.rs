//! Verification of Microsoft Entra ID access tokens, as Microsoft asks a resource server to do it.
//!
//! A [`Verifier`] discovers the signing keys of an [`Authority`], keeps them fresh in the
//! background and turns the text of a bearer token into a [`VerifiedToken`] or a typed
//! [`Rejection`]. It accepts RS256 only, binds every key to the issuers it signs for, and follows
//! key rotations within a budget that no flood of forged tokens can exhaust.
//!
//! What it never does: fetch an address that a token names, decide anything but a refusal from
//! unverified data, hold a lock across the network, or print a token or a claim.
//!
//! Specifications: RFC 7515 (JWS), RFC 7517 (JWK), RFC 7519 (JWT), RFC 8725 (JWT best practices),
//! OpenID Connect Discovery 1.0, and the access token reference of the
//! Microsoft identity platform.
//!
//! ```
//! use entrance_auth::{Authority, Instance, TokenVersions};
//!
//! let instance = Instance::parse("https://login.microsoftonline.com")?;
//! let authority = Authority::new(instance, "organizations".parse()?);
//! assert_eq!(authority.base(), "https://login.microsoftonline.com/organizations");
//! assert!(!authority.is_single_tenant());
//! assert_eq!(TokenVersions::parse(&["2.0"])?, TokenVersions::default());
//! # Ok::<(), entrance_auth::AuthorityError>(())
//! ```

mod authority;
mod bearer;
mod cache;
mod claims;
mod clock;
mod fetch;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod inspection;
mod issuer;
mod jose;
mod key_ring;
mod key_set;
mod metadata;
mod rejection;
#[cfg(all(test, feature = "signature-vectors"))]
mod signature_vectors;
mod signing_key;
mod statistics;
mod tenant_lookup;
mod verified_claims;
mod verified_token;
mod verifier;

pub use authority::{
    Authority, AuthorityError, AuthorityTenant, Instance, TokenVersion, TokenVersions,
};
pub use bearer::{BearerError, bearer_token};
pub use cache::{CacheLimits, CacheStatistics};
pub use clock::{Clock, ManualClock, SystemClock};
pub use fetch::ClientError;
pub use inspection::{AuthorityInspection, InspectionError, InspectionFault, inspect_authority};
pub use key_ring::{Jitter, KeyRingStatus, random_jitter};
pub use rejection::{Rejection, VerifyError};
pub use statistics::{RefreshStatistics, VerificationStatistics};
pub use tenant_lookup::{LookupError, TenantLookup};
pub use verified_claims::VerifiedClaims;
pub use verified_token::VerifiedToken;
pub use verifier::{Verifier, VerifierSettings};
