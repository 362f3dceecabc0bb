//! Access tokens that come back as proof of who the user is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::issuer::Issuer;

/// What an access token says about its user and its audience, after its signature was verified.
#[derive(Deserialize)]
pub(crate) struct Assertion {
    pub(crate) aud: String,
    pub(crate) tid: String,
    pub(crate) oid: String,
    /// Only in tokens for a user, and never in ID tokens.
    #[serde(default)]
    pub(crate) scp: String,
    /// Only in tokens of programs, and of users with roles.
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    exp: u64,
    nbf: u64,
}

/// Why an assertion was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AssertionFault {
    /// It is no token, or no published key signed it.
    Signature,
    /// It is too early or too late.
    Time,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

impl Assertion {
    /// Verifies a token of the stand-in's own (RFC 7523, section 3).
    pub(crate) fn verify(token: &str, issuer: &Issuer) -> Result<Self, AssertionFault> {
        let assertion: Self = signed(token, issuer).ok_or(AssertionFault::Signature)?;
        let now = (issuer.now)();
        if assertion.nbf <= now && now < assertion.exp {
            Ok(assertion)
        } else {
            Err(AssertionFault::Time)
        }
    }
}

/// The claims of a token, if a published key signed it.
fn signed(token: &str, issuer: &Issuer) -> Option<Assertion> {
    let (signing_input, signature) = token.rsplit_once('.')?;
    let (header, payload) = signing_input.split_once('.')?;
    let Header { alg, kid } = decoded(header)?;
    let key = issuer.keys.published_with_id(&kid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    if alg == "RS256" && key.verifies(signing_input.as_bytes(), &signature) {
        decoded(payload)
    } else {
        None
    }
}

fn decoded<T: DeserializeOwned>(segment: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}
