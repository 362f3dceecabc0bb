//! What one client may take of the service: time, bytes and connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::service::{Answer, Service};

const HEAD: &[u8] = b"GET /livez HTTP/1.1\r\nhost: test\r\n";
const IN_ORDER: &[u8] = b"GET /livez HTTP/1.1\r\nhost: test\r\n\r\n";
/// A question whose body is announced to have 100 bytes.
const WITH_BODY: &[u8] = b"POST /api/v1/validate HTTP/1.1\r\nhost: test\r\n\
    content-type: application/json\r\ncontent-length: 100\r\n\r\n{";

/// A connection to a service.
struct Connection(TcpStream);

impl Connection {
    async fn to(service: &Service) -> Self {
        Self(TcpStream::connect(service.address()).await.unwrap())
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    /// What is received up to the end of the connection.
    async fn rest(&mut self) -> Vec<u8> {
        let mut received = Vec::new();
        self.0.read_to_end(&mut received).await.unwrap();
        received
    }

    /// Reads one answer to `/livez`, and leaves the connection open.
    async fn answer(&mut self) {
        let mut received = Vec::new();
        while !received.ends_with(b"}") {
            let read = self.0.read_buf(&mut received).await.unwrap();
            assert!(read > 0, "closed");
        }
        assert!(received.starts_with(b"HTTP/1.1 200 "));
    }
}

/// Sees that an answer is this problem document.
fn refused(answer: &Answer, status: u16, code: &str) {
    let media_type = answer.header("content-type");
    assert_eq!(media_type, Some("application/problem+json"));
    assert_eq!(
        (answer.status, answer.member("code")),
        (status, code.to_owned())
    );
}

/// Waits until the service has seen what was sent before: connections are accepted in their order, and
/// one thread answers in turn.
async fn seen(service: &Service) {
    for _ in 0..3 {
        assert_eq!(service.ask("GET", "/livez", &[]).await.status, 200);
    }
}

#[actix_web::test]
async fn a_head_that_takes_too_long_is_answered_408() {
    let service = Service::start().await;
    let mut slow = Connection::to(&service).await;
    slow.send(HEAD).await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(9));
    slow.send(b"x-more: a\r\n").await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(1));
    let answer = Answer::parse(&slow.rest().await);
    refused(&answer, 408, "request_timeout");
}

#[actix_web::test]
async fn the_second_head_of_a_connection_has_no_more_time_than_the_first() {
    let service = Service::start().await;
    let mut slow = Connection::to(&service).await;
    slow.send(IN_ORDER).await;
    slow.answer().await;
    // Within what a connection may rest.
    service.clock.advance(Duration::from_secs(70));
    slow.send(HEAD).await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(10));
    let answer = Answer::parse(&slow.rest().await);
    refused(&answer, 408, "request_timeout");
}

#[actix_web::test]
async fn a_connection_that_says_nothing_is_closed_without_a_word() {
    let service = Service::start().await;
    let mut silent = Connection::to(&service).await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(10));
    assert_eq!(silent.rest().await, b"");

    let mut rests = Connection::to(&service).await;
    rests.send(IN_ORDER).await;
    rests.answer().await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(74));
    rests.send(IN_ORDER).await;
    rests.answer().await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(75));
    assert_eq!(rests.rest().await, b"");
}

#[actix_web::test]
async fn a_body_that_takes_too_long_is_answered_408() {
    let service = Service::start().await;
    let mut slow = Connection::to(&service).await;
    slow.send(WITH_BODY).await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(29));
    slow.send(b" ").await;
    seen(&service).await;
    service.clock.advance(Duration::from_secs(1));
    let answer = Answer::parse(&slow.rest().await);
    refused(&answer, 408, "request_timeout");
}

#[actix_web::test]
async fn a_body_that_is_too_long_is_answered_413() {
    let service = Service::with(&[("server.limits.max_body_bytes", "1024")]).await;
    let lines = "content-type: application/json\r\nconnection: close\r\nhost: test\r\n";
    let announced =
        format!("POST /api/v1/validate HTTP/1.1\r\n{lines}content-length: 1025\r\n\r\n");
    let answer = service.raw(announced.as_bytes()).await;
    refused(&answer, 413, "body_too_large");
    // Where nobody would look at it either.
    let unused = announced.replace("POST /api/v1/validate", "GET /livez");
    refused(&service.raw(unused.as_bytes()).await, 413, "body_too_large");

    let chunks = format!("400\r\n{}\r\n1\r\n \r\n0\r\n\r\n", " ".repeat(1024));
    let chunked = format!(
        "POST /api/v1/validate HTTP/1.1\r\n{lines}transfer-encoding: chunked\r\n\r\n{chunks}"
    );
    refused(
        &service.raw(chunked.as_bytes()).await,
        413,
        "body_too_large",
    );
    let shorter = chunked.replace("1\r\n \r\n0\r\n", "0\r\n");
    let answer = service.raw(shorter.as_bytes()).await;
    refused(&answer, 400, "request_malformed");
}

#[actix_web::test]
async fn a_head_of_a_megabyte_is_answered_431_as_soon_as_it_is_too_long() {
    let service = Service::start().await;
    let mut connection = Connection::to(&service).await;
    connection.send(HEAD).await;
    connection.send(b"x-padding: ").await;
    // The service stops to read, and may close before all is sent.
    let padding = vec![b'x'; 1 << 20];
    let _ = connection.0.write_all(&padding).await;
    let mut received = Vec::new();
    let _ = connection.0.read_to_end(&mut received).await;
    refused(&Answer::parse(&received), 431, "headers_too_large");
}

#[actix_web::test]
async fn further_connections_wait_until_one_ends() {
    let service = Service::with(&[("server.limits.max_connections", "4")]).await;
    let mut first = Vec::new();
    for _ in 0..4 {
        let mut connection = Connection::to(&service).await;
        connection.send(IN_ORDER).await;
        connection.answer().await;
        first.push(connection);
    }
    let mut waiting = Connection::to(&service).await;
    waiting.send(IN_ORDER).await;
    for _ in 0..3 {
        first[0].send(IN_ORDER).await;
        first[0].answer().await;
    }
    let mut byte = [0];
    let early = waiting.0.try_read(&mut byte).map_err(|error| error.kind());
    assert_eq!(early, Err(std::io::ErrorKind::WouldBlock));
    drop(first.pop());
    waiting.answer().await;
}
