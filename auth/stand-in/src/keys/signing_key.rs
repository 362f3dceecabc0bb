//! One RSA key that can sign.

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::public_key::PublicKey;
use crate::MintError;

/// One RSA key that can sign, with the id under which it is published.
pub(crate) struct SigningKey {
    pair: KeyPair,
    public_key: PublicKey,
    id: String,
}

impl SigningKey {
    /// Makes a key of 2048 bits, which takes some 100 ms.
    pub(super) fn generate() -> Result<Self, MintError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| MintError::KeyGeneration)?;
        let public_key =
            PublicKey::from_der(pair.public_key().as_ref()).ok_or(MintError::KeyGeneration)?;
        // Entra's ids are SHA-1 thumbprints of certificates. There is no certificate here, so
        // twenty bytes of a digest of the modulus give an id of the same look.
        let thumbprint = digest::digest(&digest::SHA256, &public_key.modulus);
        let id = thumbprint
            .as_ref()
            .iter()
            .take(20)
            .copied()
            .collect::<Vec<_>>();
        Ok(Self {
            pair,
            public_key,
            id: URL_SAFE_NO_PAD.encode(id),
        })
    }

    /// The key id (`kid`, and `x5t` as well).
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The modulus, base64url.
    pub(crate) fn modulus(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public_key.modulus)
    }

    /// The public exponent, base64url.
    pub(crate) fn exponent(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public_key.exponent)
    }

    /// Whether a signature over the input is this key's.
    pub(crate) fn verifies(&self, input: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key())
            .verify(input, signature)
            .is_ok()
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256, base64url.
    pub(crate) fn sign(&self, input: &[u8]) -> Result<String, MintError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                input,
                &mut signature,
            )
            .map_err(|_| MintError::Signature)?;
        Ok(URL_SAFE_NO_PAD.encode(signature))
    }
}
