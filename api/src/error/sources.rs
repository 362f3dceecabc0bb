//! What other parts fail with, as what the client is told. The log has what the client need not know.

use entrance_auth::{LookupError, VerifyError};

use super::ApiError;
use crate::directory::NoRandomness;
use crate::store::{StoreError, causes};

/// Whatever the database says, the client cannot mend it; the log has the reason.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let causes = causes(&error);
        tracing::warn!(causes, "the directory's database could not be used");
        Self::directory_unavailable()
    }
}

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "no secret could be made");
        Self::directory_unavailable()
    }
}

impl From<LookupError> for ApiError {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Unknown => Self::DomainUnknown,
            error => {
                let causes = causes(&error);
                tracing::warn!(causes, "a domain could not be looked up");
                Self::AuthorityUnavailable
            }
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
