//! Tokens before they are signed.

mod application;
mod id_token;
mod opaque;
mod user;

use std::fmt;

use serde_json::{Map, Value, json};

use crate::issuer::{Issuer, issuer_v1};
use crate::keys::SigningKey;
use crate::{ApiRegistration, TokenVersion};

pub(crate) use id_token::IdTokenRequest;
pub(crate) use user::Delegation;

/// How long a token is good for, in seconds. Entra picks something between 60 and 90 minutes.
pub(crate) const LIFETIME: u64 = 75 * 60;

/// A valid token before it is signed. Tests change one thing and have it signed then.
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
    /// Header and claims that all tokens have in common.
    fn new(issuer: &Issuer, tenant_id: &str, key: &SigningKey) -> Self {
        let now = (issuer.now)();
        let header = object(json!({ "typ": "JWT", "alg": "RS256", "kid": key.id() }));
        let claims = object(json!({
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(LIFETIME),
            "aio": opaque::aio(),
            "rh": opaque::rh(),
            "tid": tenant_id,
            "uti": opaque::uti(),
        }));
        Self { header, claims }
    }

    /// Turns it into an access token for an API.
    fn set_api(
        &mut self,
        issuer: &Issuer,
        version: TokenVersion,
        tenant_id: &str,
        api: &ApiRegistration,
    ) {
        match version {
            TokenVersion::V1 => {
                let thumbprint = self.header.get("kid").cloned().unwrap_or_default();
                self.header.insert("x5t".into(), thumbprint);
                self.set("ver", "1.0");
                self.set("aud", api.app_id_uri.as_str());
                self.set("iss", issuer_v1(tenant_id));
            }
            TokenVersion::V2 => {
                self.set("ver", "2.0");
                self.set("aud", api.client_id.as_str());
                self.set("iss", issuer.issuer_v2(tenant_id));
            }
        }
        if api.is_graph() {
            // Only Microsoft Graph itself can verify such a token; this is how it is told apart.
            self.header.insert("nonce".into(), opaque::rh().into());
            self.set("aud", api.client_id.as_str());
        }
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
