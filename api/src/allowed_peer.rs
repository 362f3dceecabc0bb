//! Who may ask for the claims of a token: backends of a configured network, and nobody behind a proxy.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use paperclip::actix::OperationModifier;
use paperclip::v2::schema::Apiv2Schema;

use crate::error::ApiError;
use crate::settings::Networks;

/// The networks of `validation.callers`.
#[derive(Debug)]
pub(crate) struct ValidationCallers(pub(crate) Networks);

/// What proxies add to the requests that they pass on.
const MARKS: [&str; 2] = ["forwarded", "x-real-ip"];
const MARKS_PREFIX: &str = "x-forwarded-";

/// Proof that the other end of the connection is such a backend, speaking for itself.
///
/// SECURITY: a request that went through a proxy comes from the proxy's address, which is often this
/// machine's. So no header about forwarding may be there, and `server.trusted_proxies` plays no part.
pub(crate) struct AllowedPeer(());

impl AllowedPeer {
    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let callers = request.app_data::<Data<ValidationCallers>>();
        let peer = request.peer_addr();
        let known = peer
            .zip(callers)
            .is_some_and(|(peer, callers)| callers.0.contains(peer.ip()));
        let forwarded = request
            .headers()
            .keys()
            .any(|name| MARKS.contains(&name.as_str()) || name.as_str().starts_with(MARKS_PREFIX));
        if known && !forwarded {
            Ok(Self(()))
        } else {
            Err(ApiError::PeerNotAllowed)
        }
    }
}

impl FromRequest for AllowedPeer {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Apiv2Schema for AllowedPeer {}
impl OperationModifier for AllowedPeer {}
