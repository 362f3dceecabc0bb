//! HTTP/1.1 by hand: requests as a test words them, answers as they stand on the wire.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request that is sent on a connection of its own.
pub(crate) struct Request {
    method: String,
    text: String,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            text: format!("{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n"),
        }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.text, "{name}: {value}\r\n");
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sends it and reads the one answer.
    pub(crate) fn send(self, address: SocketAddr) -> Answer {
        let bytes = format!("{}\r\n", self.text).into_bytes();
        let received = exchange(address, &bytes);
        let mut answers = if self.method == "HEAD" {
            Answer::read_all(&received, |_| 0)
        } else {
            Answer::read_all(&received, Answer::announced_length)
        };
        assert_eq!(answers.len(), 1, "{} answers", answers.len());
        answers.remove(0)
    }
}

/// Sends bytes as they are and reads answers until the service closes the connection.
pub(crate) fn answers_to(address: SocketAddr, bytes: &[u8]) -> Vec<Answer> {
    Answer::read_all(&exchange(address, bytes), Answer::announced_length)
}

/// Sends bytes that get one answer, after which the service closes the connection.
pub(crate) fn answer_to(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut answers = answers_to(address, bytes);
    assert_eq!(answers.len(), 1, "{} answers", answers.len());
    answers.remove(0)
}

fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(bytes).unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    received
}

/// One answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    fn read_all(mut received: &[u8], length: fn(&Self) -> usize) -> Vec<Self> {
        let mut answers = Vec::new();
        while !received.is_empty() {
            let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            let (head, rest) = received.split_at(end.expect("a complete head") + 4);
            let mut answer = Self::of_head(std::str::from_utf8(head).unwrap());
            let (body, rest) = rest.split_at(length(&answer));
            answer.body = String::from_utf8(body.to_vec()).unwrap();
            answers.push(answer);
            received = rest;
        }
        answers
    }

    fn of_head(head: &str) -> Self {
        let mut lines = head.lines();
        let status_line = lines.next().unwrap();
        let status = status_line.strip_prefix("HTTP/1.1 ").unwrap()[..3].parse();
        let headers = lines
            .take_while(|line| !line.is_empty())
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status: status.unwrap(),
            body: String::new(),
            headers,
        }
    }

    fn announced_length(&self) -> usize {
        let length = self.header("content-length");
        length.map_or(0, |length| length.parse().unwrap())
    }

    /// The value of a header, which must not occur twice.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} occurs twice");
        value
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The code of the problem document that this answer must be.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        let problem = self.json();
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        let mut members: Vec<_> = problem.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(
            members,
            ["code", "detail", "request_id", "status", "title", "type"]
        );
        assert_eq!(problem["status"], self.status);
        assert_eq!(text("type"), format!("urn:entrance:error:{}", text("code")));
        assert_eq!(
            Some(text("request_id").as_str()),
            self.header("x-request-id")
        );
        assert!(!text("title").is_empty() && !text("detail").is_empty());
        self.assert_guarded();
        text("code")
    }

    /// Checks the headers that every answer has.
    pub(crate) fn assert_guarded(&self) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
        ] {
            assert_eq!(self.header(name), Some(value), "{name} of {}", self.status);
        }
        assert!(self.header("x-request-id").is_some());
        assert!(self.header("cache-control").is_some());
    }
}
