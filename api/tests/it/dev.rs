//! `entrance dev` as a process, and the calls that it prints.

mod reach;

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use crate::process::{Launch, Process};

const ANY_PORTS: [&str; 5] = ["dev", "--port", "0", "--stand-in-port", "0"];

/// The status that is announced above each call, and the call as it is printed.
fn calls(service: &Process) -> Vec<(u16, String)> {
    let lines = service.greeted("Ctrl-C");
    let is_call = |line: &str| line.starts_with("curl ");
    assert_eq!(lines.iter().filter(|line| is_call(line)).count(), 4);
    lines
        .windows(2)
        .filter(|pair| is_call(&pair[1]))
        .map(|pair| {
            let announced = pair[0].strip_prefix("# ").unwrap();
            let (status, shows) = announced.split_once(' ').unwrap();
            assert!(!shows.is_empty());
            (status.parse().unwrap(), pair[1].clone())
        })
        .collect()
}

/// Runs a call as a person would paste it, and gives the status of the answer.
fn paste(call: &str) -> u16 {
    let answer = answer(call);
    let status = answer.strip_prefix("HTTP/1.1 ").unwrap();
    status[..3].parse().unwrap()
}

/// Runs a call as a person would paste it, and gives what it prints.
fn answer(call: &str) -> String {
    let output = Command::new("/bin/bash")
        .args(["-c", call])
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "curl failed: {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

fn assert_calls_hold(service: &Process) {
    let calls = calls(service);
    let announced: Vec<_> = calls.iter().map(|(status, _)| *status).collect();
    assert_eq!(announced, [200, 200, 403, 401]);
    for (status, call) in &calls {
        assert_eq!(paste(call), *status);
    }
}

#[test]
fn the_printed_calls_get_the_announced_statuses() {
    let service = Launch::of(&ANY_PORTS).start();
    assert_calls_hold(&service);
    service.signal("INT");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn what_is_meant_for_a_real_service_is_not_looked_at() {
    let service = Launch::of(&ANY_PORTS)
        .file(
            ".env",
            "APP_CLIENT_ID=not-an-id\nthis line is no variable\n",
        )
        .variables(&[
            ("APP_CLIENT_ID", "00001111-aaaa-2222-bbbb-3333cccc4444"),
            ("OPENAPI_CLIENT_ID", "not-an-id"),
            ("TENANT_ID", "consumers"),
            ("ENTRANCE__ENTRA__TENANT", "consumers"),
            ("ENTRANCE__TENANTS__LISTED", ""),
            ("ENTRANCE__POLICIES__DEFAULT__SCOPES", ""),
            ("ENTRANCE__NO_SUCH__KEY", "1"),
        ])
        .start();
    assert_calls_hold(&service);
    service.signal("TERM");
    assert_eq!(service.end().code, Some(0));
}

#[test]
fn a_port_in_use_is_told_with_the_option_to_change_it() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    for (arguments, cure) in [
        (
            ["dev", "--port", &port, "--stand-in-port", "0"],
            "server.port",
        ),
        (
            ["dev", "--port", "0", "--stand-in-port", &port],
            "--stand-in-port",
        ),
    ] {
        let ended = Launch::of(&arguments).run();
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        let line = ended.stderr.lines().last().unwrap();
        assert!(line.starts_with("entrance: "), "{}", ended.stderr);
        assert!(
            line.contains(&port) && line.contains(cure),
            "{}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn no_token_is_logged() {
    let service = Launch::of(&ANY_PORTS)
        .variable("ENTRANCE__LOGGING__FILTER", "trace")
        .start();
    let calls = calls(&service);
    for (status, call) in &calls {
        assert_eq!(paste(call), *status);
    }
    service.signal("TERM");
    let ended = service.end();
    for (_, call) in &calls {
        let (_, rest) = call.split_once("Bearer ").unwrap();
        let (token, _) = rest.split_once('\'').unwrap();
        assert!(
            token
                .split('.')
                .skip(1)
                .all(|part| !ended.stderr.contains(part))
        );
    }
}
