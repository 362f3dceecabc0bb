//! `X-Request-Id`: taken over where it can do no harm.

use std::collections::HashSet;

use super::keyless;
use crate::wire::Request;

#[test]
fn a_harmless_id_is_taken_over() {
    let service = keyless();
    let longest = "x".repeat(64);
    for id in ["a", "7", "-", "AZaz09._-", "01JD.trace_7-b", &longest] {
        for path in ["/livez", "/nothing", "/api/v1/me"] {
            let request = Request::get(path).header("X-Request-Id", id);
            let answer = request.send(service.address());
            assert_eq!(answer.header("x-request-id"), Some(id), "{path}");
        }
    }
}

#[test]
fn any_other_id_is_replaced() {
    let service = keyless();
    let too_long = "x".repeat(65);
    for id in [
        "", "a b", "a,b", "a/b", "a\"b", "{}", "ä", "a:b", "${a}", &too_long,
    ] {
        let request = Request::get("/nothing").header("X-Request-Id", id);
        let answer = request.send(service.address());
        let given = answer.header("x-request-id").unwrap();
        assert_ne!(given, id);
        assert_eq!(given.len(), 36, "{given}");
        assert_eq!(answer.problem(), "not_found");
    }
}

#[test]
fn requests_without_an_id_get_different_ones() {
    let service = keyless();
    let ids: HashSet<_> = (0..5)
        .map(|_| Request::get("/livez").send(service.address()))
        .map(|answer| answer.header("x-request-id").unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 5);
}
