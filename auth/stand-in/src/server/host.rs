//! Which names the stand-in answers to.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::site::Shared;

/// Lets a request pass only if its one `Host` is a name of this machine with the right port.
///
/// SECURITY: a page that a browser loaded from elsewhere could have its own name point to this
/// machine (DNS rebinding) and read tokens as if they were its own. It cannot change `Host`.
pub(super) async fn check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if is_own(&request) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let answer = HttpResponse::MisdirectedRequest()
        .content_type("text/plain; charset=utf-8")
        .body("This stand-in answers to localhost, 127.0.0.1 and [::1] with its own port only.\n");
    Ok(request.into_response(answer))
}

fn is_own(request: &ServiceRequest) -> bool {
    let Some(shared) = request.app_data::<web::Data<Shared>>() else {
        return false;
    };
    let port = shared.address.port();
    let mut hosts = request.headers().get_all(header::HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    // A request line can name a host as well (RFC 9112, section 3.2.2).
    host.to_str().is_ok_and(|host| is_own_name(host, port))
        && request
            .uri()
            .authority()
            .is_none_or(|authority| is_own_name(authority.as_str(), port))
}

fn is_own_name(host: &str, port: u16) -> bool {
    let name = match host.strip_suffix(&format!(":{port}")) {
        Some(name) => name,
        // Clients leave the default ports out.
        None if matches!(port, 80 | 443) => host,
        None => return false,
    };
    name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "[::1]")
}
