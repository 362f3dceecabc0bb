//! What another JOSE implementation makes of a token. It is asked about the header, the key and the
//! signature; it has no notion of Entra's claims.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use super::reading::Reading;
use super::rules::Setting;

/// jsonwebtoken's opinion of a token.
pub(super) struct Opinion {
    /// It takes the token for a valid JWT.
    pub(super) accepts: bool,
    /// It would, but for header members that nothing here reads and whose form it dislikes.
    pub(super) accepts_without_unused_members: bool,
    /// The signature fits the published key that the token names.
    pub(super) signature_fits: bool,
}

impl Opinion {
    pub(super) fn of(token: &str, setting: &Setting) -> Self {
        let header = jsonwebtoken::decode_header(token);
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key_id = header.as_ref().ok().and_then(|header| header.kid.clone());
        // Without a key id that it understands, any published key may be the one.
        let accepts = setting.keys(key_id.as_deref()).any(|key| {
            let key = decoding_key(key);
            jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation).is_ok()
        });
        Self {
            accepts,
            accepts_without_unused_members: accepts || decodes_when_reduced(token),
            signature_fits: accepts || signature_fits(token, setting),
        }
    }
}

fn decoding_key(entry: &Value) -> DecodingKey {
    let text = |name: &str| entry[name].as_str().unwrap();
    DecodingKey::from_rsa_components(text("n"), text("e")).unwrap()
}

fn signature_fits(token: &str, setting: &Setting) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else {
        return false;
    };
    let reading = Reading::of(token);
    let key_id = reading
        .as_ref()
        .and_then(|token| token.header.get("kid")?.as_str());
    key_id.is_some_and(|id| {
        setting.keys(Some(id)).any(|key| {
            let (message, key) = (message.as_bytes(), decoding_key(key));
            jsonwebtoken::crypto::verify(signature, message, &key, Algorithm::RS256)
                .unwrap_or(false)
        })
    })
}

/// Whether the header decodes once it holds nothing but what is read here.
fn decodes_when_reduced(token: &str) -> bool {
    let Some(reading) = Reading::of(token) else {
        return false;
    };
    let mut header = reading.header;
    header.retain(|name, _| matches!(name.as_str(), "alg" | "kid" | "typ"));
    let header = URL_SAFE_NO_PAD.encode(Value::Object(header).to_string());
    jsonwebtoken::decode_header(format!("{header}.e30.AA")).is_ok()
}
