//! Which client asks, and whether it proved that.

use actix_web::http::StatusCode;
use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::Asked;
use crate::ClientRegistration;
use crate::server::authorize::known_client;
use crate::server::refusal::Refusal;

/// How a client proved who it is, as tokens say it: not at all, or with a secret.
pub(super) const PUBLIC: &str = "0";
pub(super) const WITH_SECRET: &str = "1";

impl<'a> Asked<'a> {
    /// The client that says it asks.
    pub(super) fn client(&self) -> Result<&'a ClientRegistration, Refusal> {
        let tenant = self.authority.segment();
        known_client(&self.site.issuer, self.form.client_id()?, tenant)
    }

    /// Demands the client's secret; `number` is what Entra calls its absence in this grant.
    pub(super) fn demand_secret(
        &self,
        client: &ClientRegistration,
        number: u32,
    ) -> Result<&'static str, Refusal> {
        let Some(secret) = self.form.client_secret() else {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                number,
                "The client must prove who it is with 'client_secret' in the body or with HTTP \
                 Basic.",
            ));
        };
        // A client without a secret compares with nothing, and is refused like a wrong one.
        let known = client.secret.as_deref().unwrap_or_default();
        let fits = !known.is_empty()
            && verify_slices_are_equal(secret.as_bytes(), known.as_bytes()).is_ok();
        if fits {
            return Ok(WITH_SECRET);
        }
        Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_215,
            format!(
                "The secret is not the one of client '{}'.",
                client.client_id
            ),
        ))
    }

    /// A public client has no secret to send.
    pub(super) fn refuse_secret(&self) -> Result<&'static str, Refusal> {
        match self.form.client_secret() {
            None => Ok(PUBLIC),
            Some(_) => Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                700_025,
                "The client is public, so it must not send 'client_secret'.",
            )),
        }
    }
}
