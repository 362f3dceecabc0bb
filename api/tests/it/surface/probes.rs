//! `/livez` and `/readyz`.

use serde_json::json;

use super::{keyless, ready};
use crate::wire::Request;

#[test]
fn the_process_is_live_without_keys() {
    let service = keyless();
    let answer = Request::get("/livez").send(service.address());
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.json(), json!({ "status": "ok" }));
}

#[test]
fn the_service_is_not_ready_without_keys_and_says_when_to_ask_again() {
    let service = keyless();
    let answer = Request::get("/readyz").send(service.address());
    assert_eq!(answer.status, 503);
    assert_eq!(answer.problem(), "keys_unavailable");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[test]
fn the_service_is_ready_with_keys() {
    let (service, _issuer) = ready();
    let answer = Request::get("/readyz").send(service.address());
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["status"], "ok");
}

#[test]
fn probes_look_at_no_credentials() {
    let service = keyless();
    for value in ["Bearer x", "Basic eDp5", "Bearer a b", ""] {
        let probe = Request::get("/livez").header("authorization", value);
        assert_eq!(probe.send(service.address()).status, 200, "{value}");
    }
}
