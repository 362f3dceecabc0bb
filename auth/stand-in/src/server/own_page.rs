//! Whether a form comes from a page of the stand-in itself.

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};
use url::Url;

use super::refusal::Refusal;
use crate::issuer::Issuer;

/// SECURITY: a page from elsewhere could have a browser send a form that signs somebody in or
/// agrees to something. Browsers say in `Origin` where a form comes from, and pages cannot change
/// that; programs that are no browsers may leave it out.
pub(super) fn check(request: &HttpRequest, issuer: &Issuer) -> Result<(), Refusal> {
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return Ok(());
    };
    let is_own = origin.to_str().is_ok_and(|origin| is_own(origin, issuer));
    if is_own {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "access_denied",
        90_014,
        "This form was sent by a page of another origin.",
    ))
}

/// Whether it has the scheme and the port of the stand-in, and a name of this machine.
fn is_own(origin: &str, issuer: &Issuer) -> bool {
    let (Ok(origin), Ok(instance)) = (Url::parse(origin), Url::parse(&issuer.instance)) else {
        return false;
    };
    let names = ["localhost", "127.0.0.1", "[::1]"];
    origin.scheme() == instance.scheme()
        && origin.port_or_known_default() == instance.port_or_known_default()
        && origin.host_str().is_some_and(|host| names.contains(&host))
}
