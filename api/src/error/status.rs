//! The status of each error.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use entrance_domain::{Denial, LifeCycleRefusal};

use super::ApiError;

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InvalidRequest | Self::RequestMalformed(_) | Self::IfMatchMalformed => {
                StatusCode::BAD_REQUEST
            }
            Self::CredentialsMissing
            | Self::ClientCredentialsInvalid
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
            Self::KeysUnavailable { .. }
            | Self::Draining
            | Self::DirectoryUnavailable { .. }
            | Self::AuthorityUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotAdmitted(_)
            | Self::Forbidden { .. }
            | Self::OperatorNotConfigured
            | Self::InvitationInvalid
            | Self::ConsentMissing
            | Self::RouteDenied(_)
            | Self::UntrustedProxy
            | Self::PolicyUnknown
            | Self::PeerNotAllowed => StatusCode::FORBIDDEN,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::NotFound | Self::DirectoryNotEnabled => StatusCode::NOT_FOUND,
            Self::LifeCycle(refusal) => match refusal {
                LifeCycleRefusal::Unknown => StatusCode::NOT_FOUND,
                LifeCycleRefusal::WrongState { .. }
                | LifeCycleRefusal::OperatorTenant
                | LifeCycleRefusal::TooManyPending => StatusCode::CONFLICT,
                LifeCycleRefusal::PersonalAccounts => StatusCode::UNPROCESSABLE_ENTITY,
                LifeCycleRefusal::NotAUser
                | LifeCycleRefusal::Guest
                | LifeCycleRefusal::OtherTenant => StatusCode::FORBIDDEN,
            },
            Self::VersionMismatch => StatusCode::PRECONDITION_FAILED,
            Self::FieldInvalid { .. } | Self::DomainUnknown => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRefusals { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::PolicyMissing => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}
