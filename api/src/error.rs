//! Every error that a client can be told, and what it is told: status, challenge and problem.

use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use entrance_auth::{Rejection, VerifyError};
use entrance_domain::{Denial, RouteDenial};
use paperclip::v2::schema::Apiv2Errors;
use thiserror::Error;

/// A request that is not answered as asked.
///
/// Its status is known here; challenge, problem document and request id are added by the outermost
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
    /// The request does not fit the address; the text says how.
    #[error("{0}")]
    RequestMalformed(&'static str),
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    NotFound,
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
            Self::RequestMalformed(_) => "request_malformed",
            Self::NotFound => "not_found",
            Self::PolicyMissing => "policy_missing",
        }
    }
}

impl From<VerifyError> for ApiError {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Rejected(reason) => Self::TokenRejected(reason),
            VerifyError::Unavailable { retry_after } => Self::KeysUnavailable { retry_after },
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InvalidRequest | Self::RequestMalformed(_) => StatusCode::BAD_REQUEST,
            Self::CredentialsMissing
            | Self::TokenRejected(_)
            // A client that understands claims challenges can go and meet the demand (section 8).
            | Self::Forbidden {
                denial:
                    Denial::AuthContextMissing {
                        accepts_claims_challenge: true,
                        ..
                    },
                ..
            } => StatusCode::UNAUTHORIZED,
            Self::KeysUnavailable { .. } | Self::Draining => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotAdmitted(_)
            | Self::Forbidden { .. }
            | Self::RouteDenied(_)
            | Self::UntrustedProxy
            | Self::PolicyUnknown
            | Self::PeerNotAllowed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::PolicyMissing => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

impl Apiv2Errors for ApiError {}
