//! What users and administrators have granted so far. All of it lives in memory, is bounded, and
//! ends with the process.

mod consents;
mod devices;
mod principals;
mod tickets;

use crate::directory::Platform;
use crate::scopes::RequestedScopes;

pub(crate) use consents::Consents;
pub(crate) use devices::{DEVICE_LIFETIME, Devices, Poll};
pub(crate) use principals::Principals;
pub(crate) use tickets::{Redeemed, Tickets, random_text};

/// How long an authorization code is good for, in seconds.
const CODE_LIFETIME: u64 = 10 * 60;

/// An authorization code stands for this.
#[derive(Clone)]
pub(crate) struct CodeGrant {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) platform: Platform,
    /// The PKCE challenge, always S256.
    pub(crate) challenge: Option<String>,
    /// The user who signed in.
    pub(crate) object_id: String,
    pub(crate) requested: RequestedScopes,
    pub(crate) nonce: Option<String>,
    /// Shared by all refresh tokens that come from this code.
    pub(crate) family: String,
}

/// A refresh token stands for this.
#[derive(Clone)]
pub(crate) struct RefreshGrant {
    pub(crate) client_id: String,
    /// Where the user was sent back to; none after a device code or on behalf of somebody.
    pub(crate) platform: Option<Platform>,
    pub(crate) object_id: String,
    pub(crate) requested: RequestedScopes,
    pub(crate) family: String,
    /// When a single-page application's user has to sign in again, in seconds since 1970, however
    /// often the token was renewed.
    pub(crate) fixed_end: Option<u64>,
}

/// Everything that was granted.
pub(crate) struct Grants {
    pub(crate) codes: Tickets<CodeGrant>,
    pub(crate) refresh_tokens: Tickets<RefreshGrant>,
    pub(crate) devices: Devices,
    pub(crate) consents: Consents,
    pub(crate) principals: Principals,
}

impl Grants {
    pub(crate) fn new() -> Self {
        Self {
            codes: Tickets::new(1_000),
            refresh_tokens: Tickets::new(10_000),
            devices: Devices::default(),
            consents: Consents::default(),
            principals: Principals::default(),
        }
    }

    /// A code for a user who signed in at `now`.
    pub(crate) fn code(&self, grant: CodeGrant, now: u64) -> String {
        self.codes.issue(grant, now.saturating_add(CODE_LIFETIME))
    }

    /// Ends all refresh tokens that came from one sign-in, because one of them, or its code, was
    /// presented twice: somebody else has it (RFC 9700, sections 2.2.2 and 4.14.2).
    pub(crate) fn revoke(&self, family: &str) {
        self.refresh_tokens
            .remove_where(|grant| grant.family == family);
    }
}
