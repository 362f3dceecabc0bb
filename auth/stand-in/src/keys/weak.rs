//! A public key that is too short to be trusted.

use serde_json::{Value, json};

/// A modulus of 1024 bits. It is a constant, because the library for cryptography makes no key this
/// short; its private half was thrown away.
const MODULUS: &str = "soCHMIJBk_8hHcMvXp3m2Dw9C5AqzQSbhB2on3NPe2COmmUNXECljXaakYXpnUMBUzbpnC1U_EJXjY\
                       cqq8kT2p2Hxo-mDfj_MxmtjDeBkF_NDUFJiKCzA059o4TaVr-DHBsYw69IubK11S83REUOHsUq4oZG\
                       aqtFZHltxx8nI18";

/// An entry for a key set with an RSA key of 1024 bits and no marks of issuer or cloud.
///
/// Nothing can sign with it: its private half does not exist any more.
#[must_use]
pub fn weak_public_jwk(key_id: &str) -> Value {
    json!({
        "kty": "RSA",
        "use": "sig",
        "kid": key_id,
        "x5t": key_id,
        "n": MODULUS,
        "e": "AQAB",
    })
}
