//! A provider whose clock is wrong: the documents of a stand-in, under another date.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use chrono::{DateTime, Utc};
use entrance_auth::{Clock as _, SystemClock};
use serde_json::json;

use crate::issuer::Issuer;

/// Listens until the test's process ends.
pub(super) struct Provider {
    instance: String,
}

impl Provider {
    /// Beside a stand-in whose keys it shows, `offset` seconds away from the machine's clock.
    pub(super) fn start(issuer: &Issuer, offset: i64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let instance = format!("http://{}", listener.local_addr().unwrap());
        let keys = json!({ "keys": [issuer.public_key()] }).to_string();
        let own = instance.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(&stream, &own, &keys, offset);
            }
        });
        Self { instance }
    }

    pub(super) fn instance(&self) -> String {
        self.instance.clone()
    }
}

/// Reads the head of one request, and closes the connection behind the answer.
fn answer(mut stream: &TcpStream, instance: &str, keys: &str, offset: i64) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    for line in lines {
        if line.is_empty() {
            break;
        }
    }
    let target = first.split(' ').nth(1).unwrap_or_default();
    let tenant = target.split('/').nth(1).unwrap_or_default();
    let body = if target.contains("/keys") {
        keys.to_owned()
    } else {
        metadata(instance, tenant)
    };
    let date = date(offset);
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn metadata(instance: &str, tenant: &str) -> String {
    let base = format!("{instance}/{tenant}");
    json!({
        "issuer": format!("{base}/v2.0"),
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    })
    .to_string()
}

fn date(offset: i64) -> String {
    let now = i64::try_from(SystemClock::new().unix_seconds()).unwrap();
    let moment = DateTime::<Utc>::from_timestamp(now + offset, 0).unwrap();
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
