//! The `WWW-Authenticate` header (RFC 6750 section 3, RFC 9110 section 11.3, RFC 9728 section 5.1).

use std::collections::HashMap;

use actix_web::http::header::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entrance_domain::{AuthContext, Denial};

use crate::error::ApiError;
use crate::settings::Settings;

/// Builds the challenges of one configuration.
#[derive(Debug)]
pub(crate) struct Challenges {
    /// Scheme, realm and where the protected resource describes itself.
    base: String,
    /// By policy: the scopes that a client must request, in full, separated by spaces.
    requested_scopes: HashMap<Box<str>, String>,
}

impl Challenges {
    pub(crate) fn new(settings: &Settings) -> Self {
        let url = &settings.server.public_url;
        let metadata = crate::routes::resource_metadata_url(url);
        let requested_scopes = settings
            .policies
            .names()
            .filter_map(|name| {
                let policy = settings.policies.get(name.as_str())?;
                let scopes: Vec<_> = policy
                    .scopes()
                    .iter()
                    .map(|scope| settings.entra.requested_scope(scope))
                    .collect();
                Some((name.as_str().into(), scopes.join(" ")))
            })
            .collect();
        let base = format!("Bearer realm=\"{url}\", resource_metadata=\"{metadata}\"");
        Self {
            base,
            requested_scopes,
        }
    }

    /// The challenge for an error; `None` where no other credential would help.
    pub(crate) fn for_error(&self, error: &ApiError) -> Option<HeaderValue> {
        let text = match error {
            // RFC 6750, section 3.1: no error for a request without credentials.
            ApiError::CredentialsMissing | ApiError::ClientCredentialsInvalid => self.base.clone(),
            ApiError::InvalidRequest => self.with_error("invalid_request", error),
            ApiError::TokenRejected(_) => self.with_error("invalid_token", error),
            ApiError::Forbidden { denial, policy } => self.for_denial(denial, policy, error)?,
            ApiError::KeysUnavailable { .. }
            | ApiError::Draining
            | ApiError::NotAdmitted(_)
            | ApiError::RouteDenied(_)
            | ApiError::UntrustedProxy
            | ApiError::PolicyUnknown
            | ApiError::PeerNotAllowed
            | ApiError::TooManyRefusals { .. }
            | ApiError::RequestMalformed(_)
            | ApiError::Misdirected
            | ApiError::NotFound
            | ApiError::OperatorNotConfigured
            | ApiError::DirectoryNotEnabled
            | ApiError::DirectoryUnavailable { .. }
            | ApiError::LifeCycle(_)
            | ApiError::InvitationInvalid
            | ApiError::ConsentMissing
            | ApiError::VersionMismatch
            | ApiError::IfMatchMalformed
            | ApiError::FieldInvalid { .. }
            | ApiError::DomainUnknown
            | ApiError::AuthorityUnavailable
            | ApiError::PolicyMissing => return None,
        };
        HeaderValue::from_str(&text).ok()
    }

    fn for_denial(&self, denial: &Denial, policy: &str, error: &ApiError) -> Option<String> {
        match denial {
            Denial::ScopeMissing => {
                let scopes = self.requested_scopes.get(policy)?;
                let insufficient = self.with_error("insufficient_scope", error);
                Some(format!("{insufficient}, scope=\"{scopes}\""))
            }
            // App roles are assigned, not requested: there is no scope to name.
            Denial::AppRoleMissing
            | Denial::UserRoleMissing
            | Denial::UsersNotAllowed
            | Denial::ApplicationsNotAllowed => Some(self.with_error("insufficient_scope", error)),
            Denial::AuthContextMissing {
                context,
                accepts_claims_challenge: true,
            } => {
                let insufficient = self.with_error("insufficient_claims", error);
                Some(format!(
                    "{insufficient}, claims=\"{}\"",
                    claims_challenge(context)
                ))
            }
            _ => None,
        }
    }

    fn with_error(&self, code: &str, error: &ApiError) -> String {
        format!(
            "{}, error=\"{code}\", error_description=\"{}\"",
            self.base,
            printable(error)
        )
    }
}

/// The demand for an authentication context, as Microsoft's client libraries expect it.
fn claims_challenge(context: &AuthContext) -> String {
    let demand = serde_json::json!({
        "access_token": { "acrs": { "essential": true, "value": context.as_str() } }
    });
    STANDARD.encode(demand.to_string())
}

/// RFC 6750, section 3: printable ASCII without `"` and `\`.
fn printable(error: &ApiError) -> String {
    error
        .to_string()
        .chars()
        .filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\'))
        .collect()
}
