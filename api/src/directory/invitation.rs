//! The link by which a tenant's administrator answers: a secret that is kept as its hash only.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

use crate::settings::PublicUrl;
use crate::store::Hash;

/// How long an invitation is good for.
const LIFETIME_SECONDS: u64 = 14 * 24 * 3_600;
/// The secret of a link, in random bytes.
const SECRET_BYTES: usize = 32;

/// The operating system has no random numbers to give.
#[derive(Debug, Error)]
#[error("the operating system gives no random numbers")]
pub(crate) struct NoRandomness;

/// What the database keeps of an invitation.
#[derive(Debug, Clone)]
pub(crate) struct NewInvitation {
    /// SHA-256 of the link's secret.
    pub(crate) token_hash: Hash,
    /// When it ends, in Unix seconds.
    pub(crate) expires_at: u64,
}

/// A fresh link. Its secret is shown once.
pub(crate) struct InvitationLink {
    secret: String,
    pub(crate) invitation: NewInvitation,
}

impl InvitationLink {
    /// A link that nobody can guess, made at `now` (Unix seconds).
    pub(crate) fn random(now: u64) -> Result<Self, NoRandomness> {
        let secret = random_secret()?;
        Ok(Self {
            invitation: NewInvitation {
                token_hash: hash(&secret),
                expires_at: now + LIFETIME_SECONDS,
            },
            secret,
        })
    }

    /// The address to send to the tenant's administrator.
    pub(crate) fn address(&self, public_url: &PublicUrl) -> String {
        format!("{public_url}/onboarding/invitations/{}", self.secret)
    }
}

/// A text that nobody can guess, of 43 characters that need no encoding in an address.
pub(crate) fn random_secret() -> Result<String, NoRandomness> {
    let mut secret = [0; SECRET_BYTES];
    rand::fill(&mut secret).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    hash
}
