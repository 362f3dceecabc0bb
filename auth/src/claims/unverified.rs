//! The payload before its signature was verified.

use entrance_domain::TenantId;

use crate::authority::{TokenVersion, TokenVersions};
use crate::jose::{Json, Object};
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
pub(crate) struct UnverifiedClaims<'a>(Object<'a>);

impl<'a> UnverifiedClaims<'a> {
    /// Parses a decoded payload: strict JSON, and no known name in another case.
    pub(crate) fn parse(payload: &'a [u8]) -> Result<Self, Rejection> {
        let claims = Object::parse(payload)?;
        if claims.names().any(imitates) {
            return Err(Rejection::ClaimNameAmbiguous);
        }
        Ok(Self(claims))
    }

    /// The token's version, if it is one of the accepted ones.
    pub(crate) fn version(&self, accepted: TokenVersions) -> Result<TokenVersion, Rejection> {
        [TokenVersion::V1, TokenVersion::V2]
            .into_iter()
            .find(|version| self.0.text("ver") == Some(version.as_str()))
            .filter(|version| accepted.accepts(*version))
            .ok_or(Rejection::VersionNotAccepted)
    }

    /// The alleged issuer.
    pub(crate) fn issuer(&self) -> Result<&str, Rejection> {
        self.0.text("iss").ok_or(Rejection::IssuerMismatch)
    }

    /// The alleged tenant.
    pub(crate) fn tenant(&self) -> Result<TenantId, Rejection> {
        self.0
            .text("tid")
            .and_then(|text| TenantId::parse_canonical(text).ok())
            .ok_or(Rejection::TenantInvalid)
    }

    /// Whether `aud` names one of `audiences`: a string, or an array of strings only (5.3).
    pub(crate) fn names_audience(&self, audiences: &[Box<str>]) -> bool {
        let known = |text: &str| audiences.iter().any(|audience| **audience == *text);
        match self.0.member("aud") {
            Some(Json::String(text)) => known(text),
            Some(array) => array.as_strings().is_some_and(|mut texts| texts.any(known)),
            None => false,
        }
    }

    /// The members, for the rules that run after the signature.
    pub(crate) fn members(&self) -> &Object<'a> {
        &self.0
    }
}

fn imitates(name: &str) -> bool {
    EXACT_NAMES
        .iter()
        .any(|exact| name.eq_ignore_ascii_case(exact) && name != *exact)
}
