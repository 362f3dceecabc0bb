//! Whatever bytes a client sends: the service answers that the client is at fault, or ends the
//! connection. It never fails itself.

use std::cell::Cell;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::service::{BEN_OF_CONTOSO, ME, Service};

const PATIENCE: Duration = Duration::from_mins(1);
const TARGETS: [&str; 8] = [
    ME,
    "/api/v1/nothing",
    "/livez",
    "/docs",
    "/openapi.json",
    "/.well-known/oauth-protected-resource",
    "/",
    "*",
];
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "OPTIONS", "CONNECT", "PRI"];
/// Headers that something in the service reads.
const NAMES: [&str; 20] = [
    "authorization",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "expect",
    "upgrade",
    "te",
    "content-type",
    "content-encoding",
    "accept-encoding",
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "x-request-id",
    "traceparent",
    "if-none-match",
    "if-match",
    "range",
    "x-forwarded-for",
];

/// The status codes of the answers to some bytes, behind which the client has nothing to say.
fn statuses(address: SocketAddr, bytes: &[u8]) -> Vec<u16> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The service may have refused the beginning before it was sent the end.
    let sent = stream
        .write_all(bytes)
        .and_then(|()| stream.shutdown(Shutdown::Write));
    if let Err(error) = &sent {
        assert!(is_closing(error.kind()), "{error}");
    }
    let mut received = Vec::new();
    if let Err(error) = stream.read_to_end(&mut received) {
        assert!(is_closing(error.kind()), "{error}");
    }
    let text = String::from_utf8_lossy(&received);
    let answers = text.split("HTTP/1.1 ").skip(1);
    answers.map(|answer| answer[..3].parse().unwrap()).collect()
}

fn is_closing(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(
        kind,
        ConnectionReset | BrokenPipe | ConnectionAborted | NotConnected
    )
}

/// Sees what a strategy draws answered without a failure of the service's own; gives the number of
/// requests that were answered at all.
fn never_fails(service: &Service, cases: u32, requests: &impl Strategy<Value = Vec<u8>>) -> usize {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    let answered = Cell::new(0);
    let result = TestRunner::new(config).run(requests, |bytes| {
        let statuses = statuses(service.address(), &bytes);
        answered.set(answered.get() + usize::from(!statuses.is_empty()));
        prop_assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
        Ok(())
    });
    result.unwrap();
    answered.get()
}

fn head(method: &str, target: &str, headers: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: a\r\n").into_bytes();
    for (name, value) in headers {
        head.extend([name, b": ".as_slice(), value, b"\r\n"].concat());
    }
    head.extend(b"connection: close\r\n\r\n");
    head
}

/// Bytes, or characters that mean something somewhere.
fn any_value() -> impl Strategy<Value = Vec<u8>> {
    let meaningful = "[A-Za-z0-9 ,;=/*.:\"\\\\-]{0,60}";
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        meaningful.prop_map(String::into_bytes),
        select(vec![
            "0",
            "-1",
            "99999999999999999999",
            "chunked",
            "100-continue",
            "gzip",
            "*"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

#[actix_web::test]
async fn any_credentials_are_answered_without_a_failure() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let schemes = select(vec![
        "", "Bearer ", "bEARER ", "Bearer\t", "Basic ", "Bearer  ",
    ]);
    let genuine = prop_oneof![Just(String::new()), Just(token)];
    let requests = (schemes, genuine, any_value(), any::<bool>()).prop_map(
        |(scheme, genuine, more, before)| {
            let (genuine, more) = (genuine.as_bytes(), more.as_slice());
            let parts = if before {
                [more, genuine]
            } else {
                [genuine, more]
            };
            let value = [scheme.as_bytes(), parts[0], parts[1]].concat();
            head("GET", ME, &[(b"authorization", &value)])
        },
    );
    assert_eq!(never_fails(&service, 1_500, &requests), 1_500);
}

#[actix_web::test]
async fn any_headers_are_answered_without_a_failure() {
    let service = Service::start().await;
    let name = prop_oneof![
        4 => select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    let headers = prop::collection::vec((name, any_value()), 1..6);
    let requests = (select(METHODS.to_vec()), select(TARGETS.to_vec()), headers).prop_map(
        |(method, target, headers)| {
            let headers: Vec<_> = headers
                .iter()
                .map(|(name, value)| (name.as_slice(), value.as_slice()))
                .collect();
            head(method, target, &headers)
        },
    );
    assert_eq!(never_fails(&service, 3_000, &requests), 3_000);
}

#[actix_web::test]
async fn any_bytes_at_all_are_answered_without_a_failure() {
    let service = Service::start().await;
    let garbage = prop::collection::vec(any::<u8>(), 0..200);
    let requests = (garbage, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(garbage, place, within)| {
            let mut head = head("GET", ME, &[(b"authorization", b"Bearer a.b.c")]);
            let place = if within { place.index(head.len()) } else { 0 };
            head.splice(place..place, garbage);
            head
        },
    );
    assert!(never_fails(&service, 2_000, &requests) > 1_900);
    assert_eq!(service.get("/livez", &[]).await.status, 200);
}
