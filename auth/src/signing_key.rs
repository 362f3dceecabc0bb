//! One public key of a key set: judged, parsed and ready to verify with.

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use serde::Deserialize;
use serde_json::Value;

use crate::issuer::KeyIssuer;
use crate::jose::{decode_base64url, is_key_id};

/// Smallest accepted modulus, in bits (token-validation 4.1).
const MIN_MODULUS_BITS: usize = 2048;
/// Largest accepted modulus, in bits: what the verification routine supports.
const MAX_MODULUS_BITS: usize = 8192;
/// Smallest accepted public exponent.
const MIN_EXPONENT: u64 = 65_537;
/// Longest accepted public exponent, in bytes: larger ones only make verification slow.
const MAX_EXPONENT_BYTES: usize = 4;

/// An RSA key for RS256, parsed once.
///
/// The type has no notion of a shared secret: a MAC cannot be verified with it (3.2).
pub(crate) struct SigningKey {
    pub(crate) key_id: Box<str>,
    pub(crate) issuer: Option<KeyIssuer>,
    pub(crate) cloud_instance: Option<Box<str>>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    public_key: ParsedPublicKey,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: String,
    n: String,
    e: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    issuer: Option<String>,
    cloud_instance_name: Option<String>,
}

impl SigningKey {
    /// Parses an entry of a key set; `None` if it is not a usable key (token-validation 4.1).
    pub(crate) fn parse(entry: &Value) -> Option<Self> {
        let jwk = Jwk::deserialize(entry).ok()?;
        let for_signatures = jwk.kty == "RSA"
            && jwk.usage.as_deref().is_none_or(|usage| usage == "sig")
            && jwk
                .key_ops
                .as_ref()
                .is_none_or(|ops| ops.iter().any(|op| op == "verify"))
            && jwk.alg.as_deref().is_none_or(|alg| alg == "RS256");
        if !for_signatures || !is_key_id(&jwk.kid) {
            return None;
        }
        let modulus = unsigned(&jwk.n)?;
        let exponent = unsigned(&jwk.e)?;
        if !(MIN_MODULUS_BITS..=MAX_MODULUS_BITS).contains(&bits(&modulus)?) || !strong(&exponent) {
            return None;
        }
        let public_key = PublicKeyComponents {
            n: &modulus,
            e: &exponent,
        }
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .ok()?;
        Some(Self {
            key_id: jwk.kid.into(),
            issuer: jwk.issuer.as_deref().map(KeyIssuer::parse),
            cloud_instance: jwk.cloud_instance_name.map(Into::into),
            modulus,
            exponent,
            public_key,
        })
    }

    /// Whether both are the same public key, whatever else the sets say about them.
    pub(crate) fn same_key(&self, other: &Self) -> bool {
        self.modulus == other.modulus && self.exponent == other.exponent
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 over `message` (RFC 7518, section 3.3).
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // SECURITY: an empty signature is refused before any arithmetic (token-validation 4.4).
        !signature.is_empty() && self.public_key.verify_sig(message, signature).is_ok()
    }
}

/// The same key, published under the same id for the same issuer and cloud.
impl PartialEq for SigningKey {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            key_id,
            issuer,
            cloud_instance,
            modulus,
            exponent,
            // Made from the two numbers.
            public_key: _,
        } = self;
        *key_id == other.key_id
            && *issuer == other.issuer
            && *cloud_instance == other.cloud_instance
            && *modulus == other.modulus
            && *exponent == other.exponent
    }
}

/// Decodes a big-endian unsigned integer, without leading zeros.
fn unsigned(text: &str) -> Option<Vec<u8>> {
    let mut bytes = decode_base64url(text)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Some(bytes)
}

fn bits(number: &[u8]) -> Option<usize> {
    let first = number.first()?;
    Some(number.len() * 8 - usize::try_from(first.leading_zeros()).ok()?)
}

fn strong(exponent: &[u8]) -> bool {
    exponent.len() <= MAX_EXPONENT_BYTES && {
        let value = exponent
            .iter()
            .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
        value >= MIN_EXPONENT && value % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_of_a_number_counts_from_its_first_bit_that_is_set() {
        for (number, length) in [
            (&[1][..], 1),
            (&[0x80], 8),
            (&[0x7f, 0xff], 15),
            (&[0xff, 0], 16),
        ] {
            assert_eq!(bits(number), Some(length), "{number:?}");
        }
        assert_eq!(bits(&[]), None);
    }
}
