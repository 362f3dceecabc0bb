//! One process follows another while clients keep calling.

use std::net::{Ipv4Addr, TcpListener};

use super::callers::Callers;
use crate::issuer::Issuer;
use crate::process::Launch;

/// A service that gives its clients time to look elsewhere.
fn service(issuer: &Issuer) -> Launch {
    Launch::serve(&issuer.instance()).variable("ENTRANCE__SERVER__DRAIN_SECONDS", "1")
}

#[test]
fn under_socket_activation_no_call_fails_while_the_process_is_replaced() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let first = service(&issuer).take_over(&listener).start().ready();
    assert_eq!(first.address(), address);

    let callers = Callers::start(address, &token);
    callers.go_on();
    first.signal("TERM");
    let ended = first.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    // Nobody answers now, and whoever connects waits.
    let second = service(&issuer).take_over(&listener).start().ready();
    callers.go_on();
    second.signal("TERM");
    assert_eq!(second.end().code, Some(0));
    let third = service(&issuer).take_over(&listener).start().ready();
    callers.go_on();

    let outcome = callers.finish();
    assert_eq!(outcome.refused, 0);
    assert_eq!(outcome.failures, Vec::<String>::new());
    drop(third);
}

#[test]
fn without_it_calls_are_refused_between_stop_and_start_and_none_breaks() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let first = service(&issuer).start().ready();
    let address = first.address();

    let callers = Callers::start(address, &token);
    callers.go_on();
    first.signal("TERM");
    assert_eq!(first.end().code, Some(0));
    let port = address.port().to_string();
    let second = service(&issuer).variable("ENTRANCE__SERVER__PORT", &port);
    let second = second.start().ready();
    callers.service_started();
    callers.go_on();

    let outcome = callers.finish();
    assert_eq!(outcome.failures, Vec::<String>::new());
    drop(second);
}
