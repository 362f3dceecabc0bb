//! Which pages may ask for tokens themselves.

use super::Asked;
use crate::ClientRegistration;
use crate::directory::Platform;
use crate::server::refusal::Refusal;

/// SECURITY: what was granted to a single-page application is handed to a page of its registered
/// origins only, and nothing else is handed to any page at all.
pub(super) fn check(
    asked: &Asked<'_>,
    client: &ClientRegistration,
    platform: Option<Platform>,
) -> Result<(), Refusal> {
    let is_single_page = platform == Some(Platform::SinglePage);
    let service = asked.site.issuer.service.get().map(String::as_str);
    match &asked.origin {
        Some(origin)
            if is_single_page && client.redirects.has_single_page_origin(origin, service) =>
        {
            Ok(())
        }
        Some(origin) => Err(Refusal::bad(
            "invalid_request",
            9_002_326,
            format!(
                "Cross-origin token redemption is permitted only for the 'Single-Page Application' \
                 client-type. Request origin: '{origin}'."
            ),
        )),
        None if is_single_page => Err(Refusal::bad(
            "invalid_request",
            9_002_327,
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via \
             cross-origin requests.",
        )),
        None => Ok(()),
    }
}
