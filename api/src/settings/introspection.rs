//! `[introspection]`: which backends may ask about a token over the network.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use serde::Deserialize;

use super::merged::Reader;

/// Which backends may ask about a token, beside applications with the app role.
#[derive(Debug, Clone, Default)]
pub struct Introspection {
    /// Those that authenticate by id and secret.
    pub clients: Vec<IntrospectionClient>,
}

/// A backend that authenticates by id and secret.
#[derive(Clone)]
pub struct IntrospectionClient {
    id: Box<str>,
    secret_sha256: [u8; 32],
}

impl IntrospectionClient {
    /// Whether id and secret are this client's.
    #[must_use]
    pub fn is(&self, id: &str, secret: &str) -> bool {
        let given = digest(&SHA256, secret.as_bytes());
        // SECURITY: in constant time, and also for an id that is not this client's.
        let same_secret = verify_slices_are_equal(given.as_ref(), &self.secret_sha256).is_ok();
        same_secret && *self.id == *id
    }
}

/// Without the secret's hash.
impl fmt::Debug for IntrospectionClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IntrospectionClient")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RawIntrospection {
    enabled: bool,
    #[serde(default)]
    clients: Vec<RawClient>,
}

#[derive(Debug, Deserialize)]
struct RawClient {
    #[serde(default)]
    id: String,
    #[serde(default)]
    secret_sha256: String,
}

const CLIENTS: &str = "introspection.clients";

/// `None` where nobody may ask.
pub(super) fn read(raw: &RawIntrospection, reader: &mut Reader<'_>) -> Option<Introspection> {
    let mut clients: Vec<IntrospectionClient> = Vec::with_capacity(raw.clients.len());
    for (index, raw) in raw.clients.iter().enumerate() {
        let name = format!("{CLIENTS}[{}]", index + 1);
        if clients.iter().any(|known| *known.id == *raw.id) {
            reader.refuse(
                &name,
                "another client has this id",
                "give each client its own id",
            );
        }
        clients.extend(client(&name, raw, reader));
    }
    if !raw.enabled && !clients.is_empty() {
        reader.warn(
            CLIENTS,
            "the clients have no effect, because introspection.enabled is false",
            "set introspection.enabled to true, or remove the clients",
        );
    }
    raw.enabled.then_some(Introspection { clients })
}

fn client(name: &str, raw: &RawClient, reader: &mut Reader<'_>) -> Option<IntrospectionClient> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let id_fits = (1..=64).contains(&raw.id.len()) && raw.id.bytes().all(plain);
    let secret_sha256 = hash(&raw.secret_sha256);
    for (key, fits) in [("id", id_fits), ("secret_sha256", secret_sha256.is_some())] {
        if !fits {
            // A key that is left out has no place of its own.
            let key = format!("{name}.{key}");
            let key = if reader.merged.find(&key).is_some() {
                &key
            } else {
                name
            };
            reader.refuse(
                key,
                "this is no client with an id and the SHA-256 of its secret",
                "let `entrance secret new` make both: an id of 1 to 64 letters, digits and ._-, and \
                 a hash of 64 hexadecimal digits",
            );
        }
    }
    let id = raw.id.as_str().into();
    id_fits.then_some(IntrospectionClient {
        id,
        secret_sha256: secret_sha256?,
    })
}

fn hash(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}
