//! Problem documents (RFC 9457).

use actix_web::http::StatusCode;
use serde::Serialize;

/// The media type of every error body.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// An error as the client reads it. No value of a claim is echoed in it.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemDocument<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    request_id: &'a str,
    /// The address of a page that says how to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<&'a str>,
}

impl<'a> ProblemDocument<'a> {
    pub(crate) fn new(
        status: StatusCode,
        code: &'a str,
        detail: &'a str,
        request_id: &'a str,
    ) -> Self {
        Self {
            r#type: format!("urn:entrance:error:{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail,
            code,
            request_id,
            help: None,
        }
    }

    /// The document as JSON text.
    pub(crate) fn to_json(&self) -> String {
        // A struct of strings and a number always serializes.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Code and detail for an error that came from the framework and has none of its own.
pub(crate) fn generic(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("not_found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "this address does not answer that method; see Allow",
        ),
        StatusCode::REQUEST_TIMEOUT => ("request_timeout", "the request took too long to arrive"),
        StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "the request's body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "media_type_not_supported",
            "the body's media type is not supported",
        ),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            ("headers_too_large", "the request's head is too large")
        }
        status if status.is_client_error() => {
            ("request_malformed", "the request is not well-formed")
        }
        _ => (
            "internal_error",
            "the service failed to answer; the log has the request id",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use entrance_auth::Rejection;
    use entrance_domain::{Denial, LifeCycleRefusal, RouteDenial};

    use super::*;
    use crate::error::ApiError;
    use crate::onboarding::WrongTurn;

    #[test]
    fn every_code_is_documented() {
        let documentation = include_str!("../../docs/errors.md");
        let own = [
            ApiError::CredentialsMissing.code(),
            ApiError::InvalidRequest.code(),
            ApiError::PolicyMissing.code(),
            ApiError::Draining.code(),
            ApiError::Misdirected.code(),
            ApiError::UntrustedProxy.code(),
            ApiError::PolicyUnknown.code(),
            ApiError::PeerNotAllowed.code(),
            ApiError::OperatorNotConfigured.code(),
            ApiError::DirectoryNotEnabled.code(),
            ApiError::directory_unavailable().code(),
            ApiError::InvitationInvalid.code(),
            ApiError::ConsentMissing.code(),
            ApiError::VersionMismatch.code(),
            ApiError::IfMatchMalformed.code(),
            ApiError::field("name", "reason").code(),
            ApiError::DomainUnknown.code(),
            ApiError::AuthorityUnavailable.code(),
            ApiError::ClientCredentialsInvalid.code(),
            ApiError::TooManyRefusals {
                retry_after: Duration::ZERO,
            }
            .code(),
            ApiError::KeysUnavailable {
                retry_after: Duration::ZERO,
            }
            .code(),
        ];
        let framework = (400..=599).filter_map(|status| StatusCode::from_u16(status).ok());
        let codes = own
            .into_iter()
            .chain(framework.map(|status| generic(status).0))
            .chain(Rejection::ALL.iter().map(|reason| reason.code()))
            .chain(Denial::CODES.iter().copied())
            .chain(RouteDenial::CODES.iter().copied())
            .chain(LifeCycleRefusal::CODES)
            .chain(WrongTurn::ALL.map(WrongTurn::code));
        for code in codes {
            assert!(
                documentation.contains(&format!("`{code}`")),
                "{code} is not in docs/errors.md"
            );
        }
    }
}
