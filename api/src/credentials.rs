//! The one bearer token of a request (RFC 6750 section 2.1; token-validation, section 2).

use std::future::{Ready, ready};
use std::ops::Range;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};
use entrance_auth::{BearerError, bearer_token};

use crate::error::ApiError;

/// The longest access token that is looked at, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenLimit(pub(crate) usize);

/// The access token of a request, not yet verified.
///
/// Only the `Authorization` header carries credentials; query and body are never looked at.
pub(crate) struct BearerToken {
    /// Shares the bytes of the request's head.
    header: HeaderValue,
    token: Range<usize>,
}

impl BearerToken {
    /// The token's text.
    pub(crate) fn as_str(&self) -> &str {
        // INVARIANT: the range lies within the header and holds ASCII only.
        let token = self.header.as_bytes().get(self.token.clone());
        token
            .and_then(|token| std::str::from_utf8(token).ok())
            .unwrap_or_default()
    }

    /// The one bearer token of a request.
    ///
    /// # Errors
    /// [`ApiError`] with 401 if there is none or it is refused at sight, with 400 if there are two.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let header = headers.next().ok_or(ApiError::CredentialsMissing)?;
        if headers.next().is_some() {
            return Err(ApiError::InvalidRequest);
        }
        let limit = request
            .app_data::<web::Data<TokenLimit>>()
            .map_or(0, |limit| limit.0);
        Ok(Self {
            token: bearer_token(header.as_bytes(), limit)?,
            header: header.clone(),
        })
    }
}

impl From<BearerError> for ApiError {
    fn from(error: BearerError) -> Self {
        match error {
            BearerError::OtherScheme => Self::CredentialsMissing,
            BearerError::NotOne => Self::InvalidRequest,
            BearerError::Rejected(reason) => Self::TokenRejected(reason),
        }
    }
}

impl FromRequest for BearerToken {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
