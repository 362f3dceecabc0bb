//! Tells a client to wait whose requests are refused too often.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use entrance_auth::Clock;

use crate::client_address::client_address;
use crate::error::ApiError;
use crate::refusals::Refusals;
use crate::routes::FORWARD_AUTH_PATH;
use crate::settings::Networks;

/// Counts the refusals of each address.
///
/// A request that is in order is answered however often others from its address were refused: many
/// people share one address, and none of them shall be able to lock the others out.
#[derive(Debug)]
pub(crate) struct RateLimit {
    refusals: Refusals,
    trusted_proxies: Networks,
}

impl RateLimit {
    pub(crate) fn new(
        refusals_per_minute: NonZeroU32,
        trusted_proxies: Networks,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            refusals: Refusals::new(refusals_per_minute, clock),
            trusted_proxies,
        }
    }

    /// What a refused request is told instead, if there were too many.
    pub(super) fn count(&self, request: &HttpRequest, status: StatusCode) -> Option<ApiError> {
        let counts = matches!(
            status,
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        // A proxy asks for many clients, and may know no other answers than 401 and 403.
        if !counts || request.path().starts_with(FORWARD_AUTH_PATH) {
            return None;
        }
        let address = client_address(request, &self.trusted_proxies)?;
        let counted = self.refusals.count(address);
        counted
            .err()
            .map(|retry_after| ApiError::TooManyRefusals { retry_after })
    }
}
