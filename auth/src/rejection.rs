//! Why a token is not accepted: the token's fault, or ours for want of keys.

use std::time::Duration;

use thiserror::Error;

/// The outcome of a verification that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VerifyError {
    /// The token is at fault.
    #[error("{0}")]
    Rejected(#[from] Rejection),
    /// No usable signing keys: nothing is known about the token.
    #[error("no usable signing keys")]
    Unavailable {
        /// When the next attempt to load keys is due.
        retry_after: Duration,
    },
}

macro_rules! rejections {
    ($($(#[$doc:meta])* $variant:ident, $code:literal, $text:literal;)+) => {
        /// A reason to refuse an access token.
        ///
        /// A reason names the rule and never a value from the token.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
        #[non_exhaustive]
        pub enum Rejection {
            $($(#[$doc])* #[error($text)] $variant,)+
        }

        impl Rejection {
            /// Every reason, in the order in which the rules are applied.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name of the reason, in snake case.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

rejections! {
    /// Longer than the configured limit; nothing of it was decoded (2.4).
    TooLarge, "token_too_large", "the token is longer than this service accepts";
    /// Not three base64url segments with a JSON object in the first two (2.4, 3.1, 5.1).
    Malformed, "token_malformed", "the token is not a well-formed signed JWT";
    /// Five segments: an encrypted token (3.7).
    Encrypted, "token_encrypted", "the token is encrypted (JWE); a signed JWT is expected";
    /// JSON serialization of JWS or JWE (3.7).
    JsonSerialization, "token_json_serialized", "the token uses the JSON serialization; the compact form is expected";
    /// A member occurs twice in one object of the header or the payload (3.1).
    DuplicateMember, "token_member_duplicated", "a member occurs twice in the token";
    /// `alg` is not exactly RS256 (3.2).
    AlgorithmNotAllowed, "algorithm_not_allowed", "the token's algorithm is not RS256";
    /// `crit` or `b64` is present (3.3).
    ExtensionNotSupported, "header_extension_not_supported", "the token demands a header extension that is not supported";
    /// `kid` is missing, not a string, or longer than 256 characters (3.5).
    KeyIdInvalid, "key_id_invalid", "the token names no usable key id";
    /// `typ` is neither JWT nor at+jwt (3.6).
    TypeNotAllowed, "token_type_not_allowed", "the token's type is not that of an access token";
    /// `cty` is JWT: a token within a token (3.7).
    Nested, "token_nested", "the token contains another token";
    /// `nonce` in the header: Microsoft Graph's own tokens (3.7).
    ForMicrosoftGraph, "token_for_microsoft_graph", "the token was issued for Microsoft Graph; request one for the scope of this API";
    /// A claim whose name differs from a known one only in case (5.1).
    ClaimNameAmbiguous, "claim_name_ambiguous", "a claim's name differs from a known one only in case";
    /// `ver` is missing, unknown, not accepted here, or disagrees with the issuer's form (5.6).
    VersionNotAccepted, "token_version_not_accepted", "the token's version is not accepted; check requestedAccessTokenVersion in the API's registration";
    /// No key of that id, also after a refresh where one was due (7.3).
    SigningKeyUnknown, "signing_key_unknown", "the token's signing key is not known";
    /// Two different keys have that id (4.1).
    SigningKeyAmbiguous, "signing_key_ambiguous", "the token's signing key is ambiguous";
    /// `tid` is missing or not a lower-case GUID (5.5).
    TenantInvalid, "tenant_id_invalid", "the token's tenant id is missing or malformed";
    /// The key does not sign for this issuer (4.2).
    SigningKeyIssuerMismatch, "signing_key_issuer_mismatch", "the signing key does not belong to the token's issuer";
    /// The key belongs to another cloud (4.3).
    SigningKeyCloudMismatch, "signing_key_cloud_mismatch", "the signing key belongs to another cloud";
    /// The signature does not fit (4.4).
    SignatureInvalid, "signature_invalid", "the token's signature is not valid";
    /// `exp`, `nbf` or `iat` is missing or not a plausible number (5.2).
    TimeInvalid, "token_time_invalid", "one of the token's times is missing or not a number";
    /// `exp` is over (5.2).
    Expired, "token_expired", "the token has expired";
    /// `nbf` is ahead (5.2).
    NotYetValid, "token_not_yet_valid", "the token is not valid yet";
    /// `iat` is ahead (5.2).
    IssuedInFuture, "token_issued_in_future", "the token claims to be issued in the future";
    /// `aud` is not this API (5.3).
    AudienceMismatch, "audience_mismatch", "the token was issued for another API";
    /// `iss` is not the configured authority's (5.4, 5.5).
    IssuerMismatch, "issuer_mismatch", "the token was issued by another authority";
    /// `sub` is missing or empty (5.7).
    SubjectInvalid, "subject_invalid", "the token's subject is missing or empty";
    /// `azp` or `appid` is missing or not a GUID (5.7).
    ClientIdInvalid, "client_id_invalid", "the token's client id is missing or malformed";
    /// `oid` is missing or not a GUID (5.7).
    ObjectIdInvalid, "object_id_invalid", "the token's object id is missing or malformed";
    /// Personal accounts where organizations are expected, or the reverse (5.8).
    AccountTypeNotAccepted, "account_type_not_accepted", "this kind of account is not accepted";
    /// `cnf`: the token is bound to a key that Bearer does not prove (5.9).
    ProofOfPossessionRequired, "proof_of_possession_required", "the token is bound to a key and may not be used as a bearer token";
    /// `actortoken`, `actx` or `act` (5.9).
    ActorTokenRefused, "actor_token_refused", "tokens that act on behalf of others through an actor are not accepted";
    /// An ID token (6.2).
    IdToken, "id_token_refused", "an ID token is no access token";
    /// Neither clearly a user's nor clearly an application's (6.1).
    CallerKindInvalid, "caller_kind_invalid", "the token is neither a user's nor an application's";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_distinct_and_snake_case() {
        let codes: HashSet<_> = Rejection::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Rejection::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        );
    }

    #[test]
    fn descriptions_fit_into_a_challenge() {
        for reason in Rejection::ALL {
            let text = reason.to_string();
            let fits = |b: u8| (0x20..=0x7e).contains(&b) && b != b'"' && b != b'\\';
            assert!(text.bytes().all(fits), "{text}");
        }
    }
}
