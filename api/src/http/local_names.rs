//! The names of this machine.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HOST;

/// Whether a request is addressed to a name of this machine with the service's port.
///
/// SECURITY: a page that a browser loaded from elsewhere can have its own name point to this machine
/// (DNS rebinding) and would then read the answers as its own. It cannot change `Host`.
pub(super) fn is_local(request: &ServiceRequest, port: u16) -> bool {
    let mut hosts = request.headers().get_all(HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    // A request line can name a host as well (RFC 9112, section 3.2.2).
    host.to_str().is_ok_and(|host| is_local_name(host, port))
        && request
            .uri()
            .authority()
            .is_none_or(|authority| is_local_name(authority.as_str(), port))
}

fn is_local_name(host: &str, port: u16) -> bool {
    let name = match host.strip_suffix(&format!(":{port}")) {
        Some(name) => name,
        // Clients leave the default ports out.
        None if matches!(port, 80 | 443) => host,
        None => return false,
    };
    name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_told_from_others() {
        for host in [
            "localhost:8000",
            "LocalHost:8000",
            "127.0.0.1:8000",
            "[::1]:8000",
        ] {
            assert!(is_local_name(host, 8000), "{host}");
        }
        for host in [
            "",
            "localhost",
            "localhost:8001",
            "rebound.example:8000",
            "localhost.example:8000",
            "127.0.0.1.example:8000",
            "127.0.0.2:8000",
            "user@localhost:8000",
        ] {
            assert!(!is_local_name(host, 8000), "{host}");
        }
        assert!(is_local_name("localhost", 443));
    }
}
