//! Access tokens before they are signed.

mod application;
mod opaque;
mod user;

use std::fmt;

use serde_json::{Map, Value, json};

use crate::TokenVersion;
use crate::issuer::{Issuer, issuer_v1};
use crate::keys::SigningKey;

/// How long a token is good for, in seconds. Entra picks something between 60 and 90 minutes.
pub(crate) const LIFETIME: u64 = 75 * 60;

/// A valid access token before it is signed. Tests change one thing and have it signed then.
#[derive(Clone)]
pub struct Draft {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
}

// Claims stay out of logs and of the messages of failed tests.
impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Draft").finish_non_exhaustive()
    }
}

impl Draft {
    /// Header and claims that tokens of users and of applications have in common.
    fn new(issuer: &Issuer, version: TokenVersion, tenant_id: &str, key: &SigningKey) -> Self {
        let api = issuer.directory.api();
        let now = (issuer.now)();
        let mut header = object(json!({ "typ": "JWT", "alg": "RS256", "kid": key.id() }));
        let mut claims = object(json!({
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(LIFETIME),
            "aio": opaque::aio(),
            "rh": opaque::rh(),
            "tid": tenant_id,
            "uti": opaque::uti(),
        }));
        match version {
            TokenVersion::V1 => {
                header.insert("x5t".into(), key.id().into());
                claims.insert("ver".into(), "1.0".into());
                claims.insert("aud".into(), api.app_id_uri.as_str().into());
                claims.insert("iss".into(), issuer_v1(tenant_id).into());
            }
            TokenVersion::V2 => {
                claims.insert("ver".into(), "2.0".into());
                claims.insert("aud".into(), api.client_id.as_str().into());
                claims.insert("iss".into(), issuer.issuer_v2(tenant_id).into());
            }
        }
        Self { header, claims }
    }

    /// Names the client, and how it proved who it is: "0" not at all, "1" with a secret.
    fn set_client(&mut self, version: TokenVersion, client_id: &str, proof: &str) {
        let (id, method) = match version {
            TokenVersion::V1 => ("appid", "appidacr"),
            TokenVersion::V2 => ("azp", "azpacr"),
        };
        self.set(id, client_id);
        self.set(method, proof);
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.claims.insert(name.to_owned(), value.into());
    }
}

/// `json!` gives a value of any kind; the literals here are objects.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
