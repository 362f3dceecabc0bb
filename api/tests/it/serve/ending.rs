//! How `entrance serve` ends.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};

use entrance_stand_in::{Endpoint, Fault};

use crate::issuer::{Issuer, nowhere};
use crate::process::Launch;
use crate::wire::{Request, answer_to};

#[test]
fn either_signal_ends_it_with_success() {
    for signal in ["TERM", "INT"] {
        let service = Launch::serve(&nowhere()).start();
        let address = service.address();
        assert_eq!(Request::get("/livez").send(address).status, 200);
        service.signal(signal);
        let ended = service.end();
        assert_eq!(ended.code, Some(0), "{signal}: {}", ended.stderr);
        assert!(TcpStream::connect(address).is_err(), "{signal}");
    }
}

#[test]
fn connections_without_a_request_do_not_hold_it_up() {
    let service = Launch::serve(&nowhere()).start();
    let address = service.address();
    let _silent = TcpStream::connect(address).unwrap();
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(b"GET /livez HTTP/1.1\r\nhost: test\r\n\r\n")
        .unwrap();
    let mut first = [0; 15];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn a_request_under_way_is_answered_before_it_ends() {
    for signal in ["TERM", "INT"] {
        let issuer = Issuer::start();
        let service = Launch::serve(&issuer.instance()).start().ready();
        let address = service.address();
        // A key that nobody knows has the request wait for an issuer that does not answer.
        issuer.set_fault(Endpoint::DiscoveryV2, Some(Fault::Stall));
        let mut draft = issuer.member();
        draft.header.insert("kid".into(), "not-published".into());
        let token = issuer.sign(&draft);
        let asked = issuer.requests(Endpoint::DiscoveryV2);
        let waiting =
            thread::spawn(move || Request::get("/api/v1/me").bearer(&token).send(address));
        while issuer.requests(Endpoint::DiscoveryV2) == asked {
            assert!(!waiting.is_finished(), "the request did not wait");
            thread::yield_now();
        }
        service.signal(signal);
        service.logged(&["stopping"]);
        issuer.stop();
        let answer = waiting.join().unwrap();
        assert_eq!(answer.status, 401, "{signal}");
        assert_eq!(answer.problem(), "signing_key_unknown");
        let ended = service.end();
        assert_eq!(ended.code, Some(0), "{signal}: {}", ended.stderr);
    }
}

#[test]
fn while_it_drains_it_answers_but_is_not_ready() {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance())
        .variable("ENTRANCE__SERVER__DRAIN_SECONDS", "3600")
        .start()
        .ready();
    let address = service.address();
    let token = issuer.sign(&issuer.member());
    let me = || Request::get("/api/v1/me").bearer(&token).send(address);
    assert_eq!(Request::get("/readyz").send(address).status, 200);
    assert_eq!(me().status, 200);

    service.signal("TERM");
    service.logged(&["draining"]);
    let probe = Request::get("/readyz").send(address);
    assert_eq!(probe.status, 503);
    probe.problem();
    assert_eq!(Request::get("/livez").send(address).status, 200);
    assert_eq!(me().status, 200);

    // A connection that could be used again is closed, so that its client looks elsewhere.
    let kept = answer_to(address, b"GET /livez HTTP/1.1\r\nhost: test\r\n\r\n");
    assert_eq!(
        (kept.status, kept.header("connection")),
        (200, Some("close"))
    );
    let refused = answer_to(address, b"GET /api/v1/me HTTP/1.1\r\nhost: test\r\n\r\n");
    assert_eq!(
        (refused.status, refused.header("connection")),
        (401, Some("close"))
    );

    // Whoever asks again does not want to wait.
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once_whatever_is_under_way() {
    for (first, second) in [("TERM", "TERM"), ("INT", "TERM"), ("TERM", "INT")] {
        let issuer = Issuer::start();
        let service = Launch::serve(&issuer.instance()).start().ready();
        let address = service.address();
        let waiting = stalled_request(&issuer, address);
        service.signal(first);
        service.logged(&["stopping: requests under way"]);
        service.signal(second);
        let ended = service.end();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(
            ended.stderr.contains("stopping at once"),
            "{}",
            ended.stderr
        );
        assert_eq!(waiting.join().unwrap(), b"", "{first} {second}");
    }
}

/// Sends a request that waits for the issuer, and gives what is received until its connection ends.
fn stalled_request(issuer: &Issuer, address: SocketAddr) -> JoinHandle<Vec<u8>> {
    issuer.set_fault(Endpoint::DiscoveryV2, Some(Fault::Stall));
    let mut draft = issuer.member();
    draft.header.insert("kid".into(), "not-published".into());
    let token = issuer.sign(&draft);
    let asked = issuer.requests(Endpoint::DiscoveryV2);
    let waiting = thread::spawn(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /api/v1/me HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut received = Vec::new();
        // The end may come as a reset.
        let _ = stream.read_to_end(&mut received);
        received
    });
    while issuer.requests(Endpoint::DiscoveryV2) == asked {
        assert!(!waiting.is_finished(), "the request did not wait");
        thread::yield_now();
    }
    waiting
}
