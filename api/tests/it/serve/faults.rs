//! What keeps `entrance serve` from starting, and how it says so.

use std::net::{Ipv4Addr, TcpListener};

use crate::issuer::nowhere;
use crate::process::{Ended, Launch};

/// A wrong configuration or command line.
const EX_USAGE: Option<i32> = Some(64);

/// Nothing that only a programmer would understand.
fn assert_readable(ended: &Ended) {
    let text = &ended.stderr;
    for dump in [
        "Error {",
        "Problem",
        "Error(",
        "Some(",
        "Os {",
        "RUST_BACKTRACE",
        "stack backtrace",
    ] {
        assert!(!text.contains(dump), "{dump} in:\n{text}");
    }
    assert_eq!(ended.stdout, "");
}

/// Every problem: the key, the source and the cure.
fn problems(ended: &Ended) -> Vec<(String, String, String)> {
    assert_eq!(ended.code, EX_USAGE, "{}", ended.stderr);
    assert_readable(ended);
    let lines: Vec<_> = ended.stderr.lines().collect();
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let headline = pair[0]
            .strip_prefix("  ")
            .filter(|line| !line.starts_with(' '));
        let Some((key, rest)) = headline.and_then(|line| line.split_once(" (")) else {
            continue;
        };
        let (source, message) = rest.split_once("): ").unwrap();
        let cure = pair[1].strip_prefix("    ").unwrap();
        assert!(!message.is_empty() && !cure.is_empty(), "{headline:?}");
        found.push((key.to_owned(), source.to_owned(), cure.to_owned()));
    }
    found
}

#[test]
fn without_a_client_id_it_names_the_variable_and_the_command_that_needs_none() {
    let ended = Launch::of(&["serve"]).run();
    let problems = problems(&ended);
    assert_eq!(problems.len(), 1, "{}", ended.stderr);
    assert_eq!(problems[0].0, "entra.client_id");
    assert!(ended.stderr.contains("APP_CLIENT_ID"), "{}", ended.stderr);
    assert!(ended.stderr.contains("entrance dev"), "{}", ended.stderr);
}

#[test]
fn a_single_fault_is_told_with_key_source_and_cure() {
    for (variable, value, key) in [
        ("ENTRANCE__SERVER__PORT", "eighty", "server.port"),
        (
            "ENTRANCE__ENTRA__INSTANCE",
            "http://login.example",
            "entra.instance",
        ),
        (
            "ENTRANCE__ENTRA__LEEWAY_SECONDS",
            "301",
            "entra.leeway_seconds",
        ),
        ("ENTRANCE__CORS__ORIGINS", "*", "cors.origins"),
        ("ENTRANCE__LOGGING__FORMAT", "xml", "logging.format"),
        (
            "ENTRANCE__RATE_LIMIT__REFUSALS_PER_MINUTE",
            "0",
            "rate_limit.refusals_per_minute",
        ),
    ] {
        let ended = Launch::serve(&nowhere()).variable(variable, value).run();
        let problems = problems(&ended);
        assert_eq!(problems.len(), 1, "{}", ended.stderr);
        assert_eq!(problems[0].0, key);
        assert_eq!(problems[0].1, format!("variable {variable}"));
    }
}

#[test]
fn five_faults_are_told_at_once() {
    let ended = Launch::of(&["serve", "--config", "settings.toml"])
        .file(
            "settings.toml",
            "[server]\nmax_token_bytes = 1\n[entra]\nleewey_seconds = 5\n",
        )
        .file(".env", "TENANT_ID=contoso\n")
        .variable("APP_CLIENT_ID", "not-an-id")
        .variable("ENTRANCE__CORS__ORIGINS", "app.contoso.com")
        .run();
    let problems = problems(&ended);
    for (key, source) in [
        ("server.max_token_bytes", "settings.toml"),
        ("entra.leewey_seconds", "settings.toml"),
        ("entra.tenant", ".env"),
        ("entra.client_id", "APP_CLIENT_ID"),
        ("cors.origins", "ENTRANCE__CORS__ORIGINS"),
    ] {
        let told =
            |(known, origin, _): &(String, String, String)| known == key && origin.contains(source);
        assert!(
            problems.iter().any(told),
            "{key} {source}:\n{}",
            ended.stderr
        );
    }
    assert_eq!(problems.len(), 5, "{}", ended.stderr);
    assert!(ended.stderr.contains("5 problems"), "{}", ended.stderr);
}

#[test]
fn a_secret_in_the_wrong_variable_is_not_repeated() {
    let secret = "Abc8Q~very-secret-value";
    let ended = Launch::serve(&nowhere())
        .variable("APP_CLIENT_ID", secret)
        .variable("ENTRANCE__TENANTS__OPERATOR", secret)
        .variable("ENTRANCE__SERVER__PORT", secret)
        .run();
    assert_eq!(problems(&ended).len(), 3, "{}", ended.stderr);
    assert!(!ended.stderr.contains(secret), "{}", ended.stderr);
}

#[test]
fn files_that_cannot_be_used_are_told() {
    for (name, text) in [
        ("broken.toml", "[server\nport = 1"),
        ("typed.toml", "server = 1"),
    ] {
        let ended = Launch::of(&["serve", "--config", name])
            .file(name, text)
            .variable("APP_CLIENT_ID", crate::process::CLIENT_ID)
            .run();
        assert_eq!(ended.code, EX_USAGE, "{}", ended.stderr);
        assert_readable(&ended);
        assert!(ended.stderr.contains(name), "{}", ended.stderr);
    }
    let ended = Launch::of(&["serve", "--config", "missing.toml"]).run();
    assert_eq!(ended.code, EX_USAGE);
    assert!(ended.stderr.contains("missing.toml"), "{}", ended.stderr);
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    for arguments in [&["serve", "--prot", "1"][..], &["sreve"], &[]] {
        let ended = Launch::of(arguments).run();
        assert_eq!(ended.code, EX_USAGE, "{arguments:?}");
        assert!(ended.stderr.contains("Usage"), "{}", ended.stderr);
    }
    let help = Launch::of(&["--help"]).run();
    assert_eq!(help.code, Some(0));
    assert!(help.stdout.contains("serve"), "{}", help.stdout);
}

#[test]
fn a_port_in_use_is_told_in_one_line() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let ended = Launch::serve(&nowhere())
        .variable("ENTRANCE__SERVER__PORT", &port)
        .run();
    assert_eq!(ended.code, Some(1));
    assert_readable(&ended);
    let told: Vec<_> = ended
        .stderr
        .lines()
        .filter(|line| line.starts_with("entrance: "))
        .collect();
    assert_eq!(told.len(), 1, "{}", ended.stderr);
    for text in [format!("127.0.0.1:{port}"), "server.port".to_owned()] {
        assert!(told[0].contains(&text), "{text} in: {}", told[0]);
    }
}
