//! Everything under `/api` is closed to whoever has no token.

use super::{keyless, ready};
use crate::wire::Request;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

#[test]
fn without_a_token_nothing_under_api_can_be_told_from_anything_else() {
    let service = keyless();
    for path in [
        "/api",
        "/api/",
        "/api/v1/me",
        "/api/v1/me/",
        "/api/v2/nothing",
        "/api/../livez",
    ] {
        for method in METHODS {
            let answer = Request::new(method, path).send(service.address());
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(answer.problem(), "credentials_missing", "{method} {path}");
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer realm=\""), "{challenge}");
            assert!(!challenge.contains("error="), "{challenge}");
            assert_eq!(answer.header("allow"), None);
        }
    }
}

#[test]
fn with_a_token_a_missing_address_under_api_is_missing() {
    let (service, issuer) = ready();
    let token = issuer.sign(&issuer.member());
    for path in ["/api", "/api/v1/me/", "/api/v2/nothing"] {
        let answer = Request::get(path).bearer(&token).send(service.address());
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.problem(), "not_found");
    }
}

#[test]
fn with_a_token_another_method_is_refused_with_those_that_are_answered() {
    let (service, issuer) = ready();
    let token = issuer.sign(&issuer.member());
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let request = Request::new(method, "/api/v1/me").bearer(&token);
        let answer = request.send(service.address());
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method}");
        assert_eq!(answer.problem(), "method_not_allowed");
    }
}

#[test]
fn head_tells_whether_a_token_is_good() {
    let (service, issuer) = ready();
    let token = issuer.sign(&issuer.member());
    let answer = Request::new("HEAD", "/api/v1/me").bearer(&token);
    assert_eq!(answer.send(service.address()).status, 200);
}
