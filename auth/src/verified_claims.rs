//! The claims of a verified token, for those who are told all of them.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::jose::CompactJws;
use crate::rejection::{Rejection, VerifyError};
use crate::verified_token::VerifiedToken;
use crate::verifier::Verifier;

/// Every claim of a token that was verified: JSON, as the token has it.
///
/// Has no `Debug`: claims never belong into a log.
#[derive(Serialize)]
pub struct VerifiedClaims(Map<String, Value>);

impl VerifiedClaims {
    /// The text of a claim, `None` if it is missing or something else.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The whole number of a claim, such as a time in Unix seconds; a fraction is cut off.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        let value = self.0.get(name)?;
        // As in the rules about times: a float is cast, and a negative one becomes 0.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "verification bounds the times"
        )]
        value
            .as_u64()
            .or_else(|| value.as_f64().map(|number| number as u64))
    }
}

impl Verifier {
    /// Verifies a token like [`Verifier::verify`], and gives its claims besides.
    ///
    /// # Errors
    /// Those of [`Verifier::verify`].
    pub async fn verify_with_claims(
        &self,
        token: &str,
    ) -> Result<(Arc<VerifiedToken>, VerifiedClaims), VerifyError> {
        let verified = self.verify(token).await?;
        // SECURITY: only here, so that no claims of another token can be handed out.
        let jws = CompactJws::decode(token)?;
        let claims =
            serde_json::from_slice(jws.unverified_payload()).map_err(|_| Rejection::Malformed)?;
        Ok((verified, VerifiedClaims(claims)))
    }
}
