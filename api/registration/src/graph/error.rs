//! What Microsoft Graph refuses, and what that means.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use thiserror::Error;

/// Why a call of Microsoft Graph did not succeed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// The HTTP client could not be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
    /// A body could not be sent twice.
    #[error("the request cannot be repeated")]
    NotRepeatable,
    /// No answer came.
    #[error("Microsoft Graph cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It is busy, or has an outage.
    #[error("Microsoft Graph has no time for {what} (status {status})")]
    Busy {
        /// Method and path.
        what: String,
        /// The status.
        status: u16,
    },
    /// The token is not accepted.
    #[error(
        "Microsoft Graph does not accept the access token: sign in again, to the tenant that has or shall have the \
         registrations (az login --tenant TENANT_ID --allow-no-subscriptions)"
    )]
    TokenRefused,
    /// Whoever is signed in may only not do this.
    #[error("{0}")]
    PermissionMissing(MissingPermission),
    /// It says no for another reason.
    #[error("Microsoft Graph refuses {what} with status {status}: {code}, {message}")]
    Refused {
        /// Method and path.
        what: String,
        /// The status.
        status: u16,
        /// Graph's own name for the reason.
        code: String,
        /// Graph's own words.
        message: String,
    },
    /// The answer is not what the reference of Microsoft Graph says.
    #[error("Microsoft Graph's answer to {what} cannot be read")]
    Unreadable {
        /// Method and path.
        what: String,
        /// Where it failed.
        #[source]
        source: reqwest::Error,
    },
}

/// Which permission is missing, and who can give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MissingPermission {
    /// To look at registrations.
    #[error(
        "reading app registrations is not permitted: whoever is signed in lacks Application.Read.All. A person gets it \
         with the role Directory Readers or any administrator's role; for a program, a Privileged Role Administrator \
         grants it as an application permission of Microsoft Graph"
    )]
    Read,
    /// To change them.
    #[error(
        "changing app registrations is not permitted: whoever is signed in lacks Application.ReadWrite.All. A person \
         may change what he or she owns, everything with the role Application Administrator or Cloud Application \
         Administrator, and make new ones with the role Application Developer; a Privileged Role Administrator assigns \
         these roles. For a program, a Privileged Role Administrator grants Application.ReadWrite.All, or \
         Application.ReadWrite.OwnedBy for what it makes itself, as an application permission of Microsoft Graph"
    )]
    Write,
}

/// The shape of refusals.
#[derive(Deserialize)]
struct Body {
    error: Inner,
}

#[derive(Deserialize)]
struct Inner {
    code: String,
    #[serde(default)]
    message: String,
}

/// The error that an unsuccessful answer tells of.
pub(super) async fn of(response: Response, what: &str) -> GraphError {
    let status = response.status();
    let what = what.to_owned();
    match status {
        StatusCode::UNAUTHORIZED => return GraphError::TokenRefused,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            let status = status.as_u16();
            return GraphError::Busy { what, status };
        }
        StatusCode::FORBIDDEN => {
            return GraphError::PermissionMissing(if what.starts_with("GET ") {
                MissingPermission::Read
            } else {
                MissingPermission::Write
            });
        }
        _ => {}
    }
    let (code, message) = match response.json::<Body>().await {
        Ok(body) => (body.error.code, body.error.message),
        Err(_) => ("no code".to_owned(), "no message".to_owned()),
    };
    GraphError::Refused {
        what,
        status: status.as_u16(),
        code,
        message,
    }
}

impl GraphError {
    pub(super) fn unreachable(source: reqwest::Error) -> Self {
        Self::Unreachable(source.without_url())
    }

    /// Whether the same call may succeed a little later. Where no connection comes about, there is rather no
    /// network, and nobody wants to wait for that.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Busy { .. } => true,
            Self::Unreachable(source) => !source.is_connect(),
            _ => false,
        }
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether there is no such object, or not yet everywhere.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Whether a body names something that is not known, or not yet everywhere.
    pub(crate) fn is_bad_request(&self) -> bool {
        self.status() == Some(400)
    }

    /// Whether the object is there already.
    pub(crate) fn is_conflict(&self) -> bool {
        self.status() == Some(409)
    }
}
