//! A key of the tests' own, which can do what the issuer never does.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::Draft;
use serde_json::{Value, json};

use super::signing_input;

/// What stands before the modulus of a key of 2048 bits (RFC 8017, appendix A.1.1), and behind it.
const DER_HEAD: [u8; 9] = [0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
const DER_TAIL: [u8; 5] = [0x02, 0x03, 0x01, 0x00, 0x01];

/// A key of 2048 bits.
pub(super) struct OwnKey(KeyPair);

impl OwnKey {
    pub(super) fn generate() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// An entry for a key set, without marks of issuer and cloud.
    pub(super) fn entry(&self, key_id: &str) -> Value {
        let der = self.0.public_key().as_ref();
        let rest = der.strip_prefix(&DER_HEAD).unwrap();
        let modulus = rest.strip_suffix(&DER_TAIL).unwrap();
        json!({
            "kty": "RSA",
            "use": "sig",
            "kid": key_id,
            "n": URL_SAFE_NO_PAD.encode(modulus),
            "e": "AQAB",
        })
    }

    /// Signs as the header of an access token promises.
    pub(super) fn sign(&self, draft: &Draft) -> String {
        self.sign_with(draft, &RSA_PKCS1_SHA256)
    }

    /// Signs in another way than the header promises.
    pub(super) fn sign_with(&self, draft: &Draft, scheme: &'static dyn RsaEncoding) -> String {
        let input = signing_input(draft);
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                scheme,
                &SystemRandom::new(),
                input.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The encoding of a public key of 2048 bits.
pub(super) fn public_key_der(modulus: &[u8]) -> Vec<u8> {
    [DER_HEAD.as_slice(), modulus, &DER_TAIL].concat()
}
