//! Claims whose content means nothing to a resource server.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The token's own id (`uti`): 22 characters, different in every token.
pub(super) fn uti() -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v4())
}

/// Entra's own book-keeping (`aio`).
pub(super) fn aio() -> String {
    format!(
        "AXQA{}",
        URL_SAFE_NO_PAD.encode([Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat())
    )
}

/// Entra's own book-keeping on refreshing (`rh`).
pub(super) fn rh() -> String {
    format!("1.{}.", URL_SAFE_NO_PAD.encode(Uuid::new_v4()))
}

/// The subject of a user at one client: the same in every token, and another at every other client.
pub(super) fn pairwise_subject(tenant_id: &str, object_id: &str, client_id: &str) -> String {
    let input = format!("{tenant_id}/{object_id}/{client_id}");
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, input.as_bytes()))
}
