//! Which methods an address answers.

use super::{OPEN, keyless};
use crate::wire::Request;

const ANSWERED: [&str; 4] = [
    "/livez",
    "/readyz",
    "/openapi.json",
    "/.well-known/oauth-protected-resource",
];

#[test]
fn head_is_answered_like_get_but_without_a_body() {
    let service = keyless();
    for (path, status) in OPEN {
        let get = Request::get(path).send(service.address());
        // A body would be taken for a second answer, and refused.
        let head = Request::new("HEAD", path).send(service.address());
        assert_eq!(head.status, status, "{path}");
        for name in ["content-type", "cache-control", "www-authenticate"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        head.assert_guarded();
    }
}

#[test]
fn other_methods_are_refused_with_those_that_are_answered() {
    let service = keyless();
    for path in ANSWERED {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let answer = Request::new(method, path).send(service.address());
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method} {path}");
            assert_eq!(answer.problem(), "method_not_allowed");
        }
    }
}

#[test]
fn a_missing_address_is_missing_for_every_method() {
    let service = keyless();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
        let answer = Request::new(method, "/nothing").send(service.address());
        assert_eq!(answer.status, 404, "{method}");
        assert_eq!(answer.problem(), "not_found");
        assert_eq!(answer.header("allow"), None);
    }
}
