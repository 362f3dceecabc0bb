//! The payload before its signature was verified.

use entrance_domain::TenantId;

use crate::authority::{TokenVersion, TokenVersions};
use crate::claims::members::Claims;
use crate::jose::{Json, Members};
use crate::rejection::Rejection;

/// Claims whose names may not be imitated in another case (token-validation 5.1).
const EXACT_NAMES: [&str; 14] = [
    "iss", "aud", "exp", "nbf", "iat", "tid", "oid", "sub", "ver", "scp", "roles", "azp", "appid",
    "idtyp",
];

/// The claims that a token alleges.
///
/// Before the signature is verified they only choose among configured documents; every decision
/// but a refusal waits for the signature (token-validation 7.1).
pub(crate) struct UnverifiedClaims<'a>(Claims<'a>);

impl<'a> UnverifiedClaims<'a> {
    /// Parses a decoded payload: strict JSON, and no known name in another case.
    pub(crate) fn parse(payload: &'a [u8]) -> Result<Self, Rejection> {
        let (claims, others) = Claims::parse(payload)?;
        if others.iter().any(imitates) {
            return Err(Rejection::ClaimNameAmbiguous);
        }
        Ok(Self(claims))
    }

    /// The token's version, if it is one of the accepted ones.
    pub(crate) fn version(&self, accepted: TokenVersions) -> Result<TokenVersion, Rejection> {
        [TokenVersion::V1, TokenVersion::V2]
            .into_iter()
            .find(|version| self.0.ver.text() == Some(version.as_str()))
            .filter(|version| accepted.accepts(*version))
            .ok_or(Rejection::VersionNotAccepted)
    }

    /// The alleged issuer.
    pub(crate) fn issuer(&self) -> Result<&str, Rejection> {
        self.0.iss.text().ok_or(Rejection::IssuerMismatch)
    }

    /// The alleged tenant.
    pub(crate) fn tenant(&self) -> Result<TenantId, Rejection> {
        self.0
            .tid
            .text()
            .and_then(|text| TenantId::parse_canonical(text).ok())
            .ok_or(Rejection::TenantInvalid)
    }

    /// Whether `aud` names one of `audiences`: a string, or an array of strings only (5.3).
    pub(crate) fn names_audience(&self, audiences: &[Box<str>]) -> bool {
        let known = |text: &str| audiences.iter().any(|audience| **audience == *text);
        match self.0.aud.value() {
            Some(Json::String(text)) => known(text),
            Some(array) => array.as_strings().is_some_and(|mut texts| texts.any(known)),
            None => false,
        }
    }

    /// The claims, for the rules that run after the signature.
    pub(crate) fn claims(&self) -> &Claims<'a> {
        &self.0
    }
}

/// Whether a name that is none of [`Claims`] differs from one of them in case only.
fn imitates(name: &str) -> bool {
    // They are in lower case, so that most names are done with at once.
    name.bytes().any(|byte| byte.is_ascii_uppercase())
        && EXACT_NAMES
            .iter()
            .any(|exact| name.eq_ignore_ascii_case(exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_may_not_be_imitated_has_a_field() {
        for name in EXACT_NAMES {
            let exact = format!("{{\"{name}\":0}}");
            assert!(UnverifiedClaims::parse(exact.as_bytes()).is_ok(), "{name}");
            let imitation = exact.to_ascii_uppercase();
            assert_eq!(
                UnverifiedClaims::parse(imitation.as_bytes()).err(),
                Some(Rejection::ClaimNameAmbiguous),
                "{name}"
            );
        }
    }
}
