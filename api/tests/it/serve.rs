//! `entrance serve` as a process: how it starts, waits for keys, refuses to start, and ends.

mod callers;
mod ending;
mod faults;
mod reload;
mod replacement;
mod service_manager;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::issuer::{Issuer, closed_port, nowhere};
use crate::process::{CLIENT_ID, Launch};
use crate::wire::Request;

/// A token that is well-formed and nothing more: only a key can tell.
fn well_formed() -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"a","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(r#"{"ver":"2.0"}"#);
    format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode([7; 256]))
}

#[test]
fn a_client_id_is_all_that_it_needs() {
    let service = Launch::of(&["serve"])
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("ENTRANCE__SERVER__PORT", "0")
        .start();
    let live = Request::get("/livez").send(service.address());
    assert_eq!(live.status, 200);
    let answer = Request::get("/api/v1/me").send(service.address());
    assert_eq!(answer.status, 401);
    service.logged(&["WARN", "tenants.listed"]);
}

#[test]
fn the_client_id_may_stand_in_a_file_of_the_working_directory() {
    let service = Launch::of(&["serve"])
        .file(".env", &format!("APP_CLIENT_ID={CLIENT_ID}\n"))
        .variable("ENTRANCE__ENTRA__INSTANCE", &nowhere())
        .variable("ENTRANCE__SERVER__PORT", "0")
        .start();
    let live = Request::get("/livez").send(service.address());
    assert_eq!(live.status, 200);
}

#[test]
fn without_keys_only_a_well_formed_token_has_to_wait() {
    let service = Launch::serve(&nowhere()).start();
    let address = service.address();
    service.logged(&["WARN", "signing keys could not be loaded"]);
    let call = || Request::get("/api/v1/me");

    assert_eq!(Request::get("/livez").send(address).status, 200);
    let probe = Request::get("/readyz").send(address);
    assert_eq!(
        (probe.status, probe.problem()),
        (503, "keys_unavailable".into())
    );

    let waiting = call().bearer(&well_formed()).send(address);
    assert_eq!(waiting.status, 503);
    assert_eq!(waiting.problem(), "keys_unavailable");
    assert_eq!(waiting.header("www-authenticate"), None);
    let seconds: u64 = waiting.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&seconds), "{seconds}");

    for (request, status, code) in [
        (call(), 401, "credentials_missing"),
        (
            call().header("authorization", "Basic eDp5"),
            401,
            "credentials_missing",
        ),
        (
            call().header("authorization", "Bearer"),
            401,
            "token_malformed",
        ),
        (call().bearer("a.b"), 401, "token_malformed"),
        (call().bearer("a.b.c.d.e"), 401, "token_encrypted"),
        (call().bearer("a b"), 400, "invalid_request"),
        (call().bearer("a").bearer("b"), 400, "invalid_request"),
    ] {
        let answer = request.send(address);
        assert_eq!((answer.status, answer.problem()), (status, code.to_owned()));
    }
}

#[test]
fn the_service_becomes_ready_when_the_issuer_appears() {
    let port = closed_port();
    let service = Launch::serve(&format!("http://localhost:{port}")).start();
    let address = service.address();
    service.logged(&["WARN", "signing keys could not be loaded"]);
    assert_eq!(Request::get("/readyz").send(address).status, 503);

    let issuer = Issuer::start_on(port);
    let token = issuer.sign(&issuer.member());
    let service = service.ready();
    assert_eq!(Request::get("/readyz").send(address).status, 200);
    let answer = Request::get("/api/v1/me").bearer(&token).send(address);
    assert_eq!(answer.status, 200);
    drop(service);
}
