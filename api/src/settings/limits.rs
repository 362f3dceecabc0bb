//! `[server.limits]`: how much one client may take of the service.

use std::time::Duration;

use serde::Deserialize;

use super::merged::Reader;

/// How much one client may take of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time, over all workers.
    pub max_connections: usize,
    /// Longest request body, in bytes.
    pub max_body_bytes: usize,
    /// How long the head of a request may take, and with TLS the handshake.
    pub head: Duration,
    /// How long the body of a request may take.
    pub body: Duration,
    /// How long a connection may do nothing between two requests.
    pub keep_alive: Duration,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawLimits {
    max_connections: i64,
    max_body_bytes: i64,
    head_seconds: i64,
    body_seconds: i64,
    keep_alive_seconds: i64,
}

pub(super) fn read(raw: &RawLimits, reader: &mut Reader<'_>) -> Option<Limits> {
    let key = |name: &str| format!("server.limits.{name}");
    let max_connections = reader.number(
        &key("max_connections"),
        raw.max_connections,
        1,
        1_000_000_usize,
    );
    let max_body_bytes = reader.number(
        &key("max_body_bytes"),
        raw.max_body_bytes,
        1024,
        1_073_741_824_usize,
    );
    let head = reader.number(&key("head_seconds"), raw.head_seconds, 1, 300_u64);
    let body = reader.number(&key("body_seconds"), raw.body_seconds, 1, 3600_u64);
    let keep_alive = reader.number(
        &key("keep_alive_seconds"),
        raw.keep_alive_seconds,
        1,
        3600_u64,
    );
    Some(Limits {
        max_connections: max_connections?,
        max_body_bytes: max_body_bytes?,
        head: Duration::from_secs(head?),
        body: Duration::from_secs(body?),
        keep_alive: Duration::from_secs(keep_alive?),
    })
}
