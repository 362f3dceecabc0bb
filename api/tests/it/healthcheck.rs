//! `entrance healthcheck`: one sentence and an exit status.

use entrance_auth::{Clock as _, SystemClock};
use entrance_stand_in::LocalCertificates;

use crate::issuer::{Issuer, closed_port, nowhere};
use crate::process::{Ended, Launch, Process};

/// Asks the service that listens there.
fn healthcheck(service: &Process, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let port = service.address().port().to_string();
    let command = [&["healthcheck"][..], arguments].concat();
    Launch::probe(&command)
        .variable("ENTRANCE__SERVER__PORT", &port)
        .variables(variables)
        .run()
}

#[test]
fn a_service_that_is_ready_passes() {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance()).start().ready();
    for host in ["127.0.0.1", "localhost"] {
        let ended = healthcheck(&service, &[], &[("ENTRANCE__SERVER__HOST", host)]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(
            ended.stdout.contains("/readyz answers 200"),
            "{}",
            ended.stdout
        );
    }
}

#[test]
fn a_service_that_is_up_but_not_ready_passes_only_as_live() {
    let service = Launch::serve(&nowhere()).start();
    let ended = healthcheck(&service, &[], &[]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .contains("/readyz answers 503 keys_unavailable"),
        "{}",
        ended.stderr
    );
    let ended = healthcheck(&service, &["--live"], &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("/livez answers 200"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_service_that_speaks_tls_is_asked_by_tls() {
    let certificates = LocalCertificates::generate(SystemClock::new().unix_seconds()).unwrap();
    let files = [
        ("ENTRANCE__SERVER__TLS__CERTIFICATE", "chain.pem"),
        ("ENTRANCE__SERVER__TLS__KEY", "key.pem"),
    ];
    let service = Launch::serve(&nowhere())
        .variables(&files)
        .file("chain.pem", &certificates.certificate_pem)
        .file("key.pem", &certificates.key_pem)
        .start();
    let ended = healthcheck(&service, &["--live"], &files);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("https://"), "{}", ended.stdout);
}

#[test]
fn where_nothing_listens_it_fails() {
    let port = closed_port().to_string();
    let ended = Launch::probe(&["healthcheck"])
        .variable("ENTRANCE__SERVER__PORT", &port)
        .run();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("does not answer"), "{}", ended.stderr);
}
