//! Every error that a client can be told, and what it is told: status, challenge and problem.

mod sources;
mod status;

use std::fmt::Display;
use std::time::Duration;

use entrance_auth::Rejection;
use entrance_domain::{Denial, LifeCycleRefusal, RouteDenial};
use paperclip::v2::schema::Apiv2Errors;
use thiserror::Error;

/// A request that is not answered as asked.
///
/// Its status stands beside it; challenge, problem document and request id are added by the outermost
/// layer, which also logs it. The text never holds a value from a token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApiError {
    /// The `Authorization` header has no bearer token, or there is none.
    #[error("this address needs an access token in the Authorization header")]
    CredentialsMissing,
    /// The `Authorization` header is not one bearer credential (RFC 6750, section 3.1).
    #[error("the Authorization header must hold exactly one bearer token")]
    InvalidRequest,
    /// The token is refused.
    #[error("{0}")]
    TokenRejected(#[from] Rejection),
    /// No usable signing keys.
    #[error("the signing keys of the identity provider are not available at the moment")]
    KeysUnavailable {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// The service was asked to stop and takes leave of its load balancer.
    #[error("the service is about to stop")]
    Draining,
    /// The token is genuine, but its tenant is not admitted.
    #[error("{0}")]
    NotAdmitted(Denial),
    /// The token is genuine, but the policy of the address demands more.
    #[error("{denial}")]
    Forbidden {
        /// The first demand that is not met.
        denial: Denial,
        /// The policy's name.
        policy: Box<str>,
    },
    /// No rule of the proxies lets the original request through, whoever sends it.
    #[error("{0}")]
    RouteDenied(RouteDenial),
    /// Rules are to decide, and nobody who is trusted says about which request.
    #[error("no trusted proxy says which request this is about")]
    UntrustedProxy,
    /// A proxy or a backend asks for a policy that is not configured.
    #[error("the policy that is asked for is not configured")]
    PolicyUnknown,
    /// Only certain backends are answered, and the peer is none of them, or speaks for another.
    #[error("only backends of the configured networks are answered here, and none behind a proxy")]
    PeerNotAllowed,
    /// Id and secret are no known backend's.
    #[error("the id and the secret are not those of a known client")]
    ClientCredentialsInvalid,
    /// Refused too often.
    #[error("too many refused requests came from this address")]
    TooManyRefusals {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// The request does not fit the address; the text says how.
    #[error("{0}")]
    RequestMalformed(&'static str),
    /// The request is addressed to a name that is not this machine's.
    #[error("this service answers to localhost, 127.0.0.1 and [::1] with its own port only")]
    Misdirected,
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The endpoint is for operators, and the settings name no tenant of theirs.
    #[error("this service has no operator: tenants.operator is not set")]
    OperatorNotConfigured,
    /// The directory of tenants is not in use.
    #[error("this service keeps no directory: tenants.admission is not \"directory\"")]
    DirectoryNotEnabled,
    /// The directory of tenants cannot be asked, or not be changed.
    #[error("the directory of tenants is not available at the moment")]
    DirectoryUnavailable {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// The rules of a tenant's life do not allow it.
    #[error("{0}")]
    LifeCycle(#[from] LifeCycleRefusal),
    /// The invitation is used, replaced or over, or this browser has none.
    #[error(
        "there is no invitation to take up: it is used, replaced or over, or not this browser's"
    )]
    InvitationInvalid,
    /// Whoever applies must come from consent, in the same browser.
    #[error("this browser did not come back from consent within the last ten minutes")]
    ConsentMissing,
    /// The tenant was changed since the client saw it.
    #[error("the tenant is not in the version that If-Match names")]
    VersionMismatch,
    /// The header `If-Match` is no list of entity tags.
    #[error("the header If-Match must hold an entity tag in quotation marks, or *")]
    IfMatchMalformed,
    /// A field of the body or a parameter of the query cannot be used.
    #[error("the field {field}: {reason}")]
    FieldInvalid {
        /// Its name.
        field: &'static str,
        /// What is wrong with it; never its value.
        reason: String,
    },
    /// No tenant has the domain.
    #[error("no tenant of this cloud has the domain")]
    DomainUnknown,
    /// The identity provider could not be asked about a domain.
    #[error("the identity provider did not say whose domain this is")]
    AuthorityUnavailable,
    /// A protected handler answered without asking for a policy: a fault of ours, so no answer.
    #[error("this address names no policy and is closed")]
    PolicyMissing,
}

impl ApiError {
    /// The stable code of the problem document.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CredentialsMissing => "credentials_missing",
            Self::InvalidRequest => "invalid_request",
            Self::TokenRejected(reason) => reason.code(),
            Self::KeysUnavailable { .. } => "keys_unavailable",
            Self::Draining => "draining",
            Self::NotAdmitted(denial) | Self::Forbidden { denial, .. } => denial.code(),
            Self::RouteDenied(denial) => denial.code(),
            Self::UntrustedProxy => "untrusted_proxy",
            Self::PolicyUnknown => "policy_unknown",
            Self::PeerNotAllowed => "peer_not_allowed",
            Self::ClientCredentialsInvalid => "client_credentials_invalid",
            Self::TooManyRefusals { .. } => "too_many_refusals",
            Self::RequestMalformed(_) => "request_malformed",
            Self::Misdirected => "misdirected",
            Self::NotFound => "not_found",
            Self::OperatorNotConfigured => "operator_not_configured",
            Self::DirectoryNotEnabled => "directory_not_enabled",
            Self::DirectoryUnavailable { .. } => "directory_unavailable",
            Self::LifeCycle(refusal) => refusal.code(),
            Self::InvitationInvalid => "invitation_invalid",
            Self::ConsentMissing => "consent_missing",
            Self::VersionMismatch => "version_mismatch",
            Self::IfMatchMalformed => "if_match_malformed",
            Self::FieldInvalid { .. } => "field_invalid",
            Self::DomainUnknown => "domain_unknown",
            Self::AuthorityUnavailable => "authority_unavailable",
            Self::PolicyMissing => "policy_missing",
        }
    }

    /// The directory cannot be asked now; a moment later it may.
    pub(crate) const fn directory_unavailable() -> Self {
        Self::DirectoryUnavailable {
            retry_after: Duration::from_secs(5),
        }
    }

    pub(crate) fn field(field: &'static str, reason: impl Display) -> Self {
        Self::FieldInvalid {
            field,
            reason: reason.to_string(),
        }
    }
}

impl Apiv2Errors for ApiError {}
