//! Who reaches `entrance dev`, and how: names of this machine only, over HTTPS if wished.

use std::net::SocketAddr;

use crate::dev::{ANY_PORTS, answer, assert_calls_hold, calls};
use crate::process::{Launch, Process};
use crate::wire::answer_to;

/// A port that `dev` printed, of the service or of the stand-in.
fn printed_address(service: &Process, of: &str) -> SocketAddr {
    let lines = service.greeted("Ctrl-C");
    let line = lines.iter().find(|line| line.starts_with(of)).unwrap();
    let (_, port) = line.rsplit_once(':').unwrap();
    format!("127.0.0.1:{port}").parse().unwrap()
}

fn with_tls() -> Launch {
    Launch::of(&[ANY_PORTS.as_slice(), &["--tls"]].concat())
}

#[test]
fn both_answer_to_names_of_this_machine_only() {
    let service = Launch::of(&ANY_PORTS).start();
    for (of, path) in [
        ("service", "/livez"),
        ("service", "/api/v1/me"),
        ("stand-in", "/common/discovery/v2.0/keys"),
    ] {
        let address = printed_address(&service, of);
        let port = address.port();
        let status = |hosts: &[String]| {
            let hosts: Vec<_> = hosts
                .iter()
                .map(|host| format!("host: {host}\r\n"))
                .collect();
            let hosts = hosts.concat();
            let request = format!("GET {path} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
            answer_to(address, request.as_bytes()).status
        };
        for name in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
            assert_ne!(status(&[format!("{name}:{port}")]), 421, "{of} {name}");
        }
        for host in [
            format!("rebound.example:{port}"),
            format!("localhost.example:{port}"),
            format!("localhost:{}", port ^ 1),
            "localhost".to_owned(),
        ] {
            assert_eq!(status(std::slice::from_ref(&host)), 421, "{of} {host}");
        }
        let own = format!("localhost:{port}");
        assert_ne!(
            status(&[own.clone(), "rebound.example".to_owned()]),
            200,
            "{of}"
        );
    }
    let address = printed_address(&service, "service");
    let request = b"GET /livez HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n";
    assert_eq!(answer_to(address, request).problem(), "misdirected");
}

#[test]
fn with_tls_the_printed_calls_hold_as_well() {
    let service = with_tls().start();
    assert_calls_hold(&service);
    let lines = service.greeted("Ctrl-C");
    for of in ["service", "sign in", "stand-in"] {
        let line = lines.iter().find(|line| line.starts_with(of)).unwrap();
        assert!(line.contains(" https://localhost:"), "{line}");
    }
    let (_, call) = &calls(&service)[0];
    assert!(call.contains(" --cacert /"));
    // Browsers would hold every other service at this name to it, too.
    assert!(
        !answer(call)
            .to_ascii_lowercase()
            .contains("strict-transport-security")
    );
    // Without the authority's certificate nobody believes the service.
    let (before, after) = call.split_once(" --cacert ").unwrap();
    let (_, after) = after.split_once(' ').unwrap();
    let untrusting = format!("{before} {after}");
    assert_eq!(
        answer(&format!("{untrusting} || echo refused: $?")),
        "refused: 60\n"
    );
    service.signal("INT");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn file_for_programs_that_trust_holds_a_certificate_and_no_key() {
    let service = with_tls().start();
    let lines = service.greeted("Ctrl-C");
    let line = lines
        .iter()
        .find_map(|line| line.strip_prefix("authority  "));
    let file = std::fs::read_to_string(line.unwrap()).unwrap();
    assert_eq!(file.matches("-----BEGIN ").count(), 1);
    assert!(file.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn file_that_cannot_be_written_is_told_with_the_option_to_change_it() {
    let arguments = [
        ANY_PORTS.as_slice(),
        &["--tls", "--ca-file", "nowhere/ca.pem"],
    ]
    .concat();
    let ended = Launch::of(&arguments).run();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("nowhere/ca.pem") && ended.stderr.contains("--ca-file"),
        "{}",
        ended.stderr
    );
}

#[test]
fn keys_are_rotated_as_often_as_wished() {
    let arguments = [ANY_PORTS.as_slice(), &["--rotate-keys-every", "1"]].concat();
    let service = Launch::of(&arguments).start();
    service.logged(&["signing keys were rotated"]);
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
}
