//! Entries of the issuer's key set beside the ordinary ones: its own keys have no `alg`, and one
//! belongs to another cloud, one to personal accounts.
//!
//! Those that are keys at all are the organizations' signing key under another id, so that a draft
//! which names one is signed fittingly.

use entrance_stand_in::{KeyName, StandIn, TokenVersion, weak_public_jwk};
use serde_json::{Value, json};

use super::FABRIKAM;

/// Ids of entries that no service can use.
pub(crate) const UNKNOWN_TYPE: &str = "of-an-unknown-type";
pub(crate) const MALFORMED: &str = "malformed";
pub(crate) const SHORT: &str = "of-1024-bits";
pub(crate) const ELLIPTIC: &str = "on-a-curve";
/// The id of two different keys.
pub(crate) const TWICE: &str = "used-twice";
/// A key without an issuer and a cloud.
pub(crate) const FREE: &str = "without-issuer";
/// A key whose issuer is that of one tenant.
pub(crate) const FABRIKAM_ONLY: &str = "of-fabrikam";
/// A key of another issuer and another cloud.
pub(crate) const FOREIGN: &str = "of-another-issuer";
/// Keys that only one of the two documents has.
pub(crate) const V1_ONLY: &str = "in-version-1-only";
pub(crate) const V2_ONLY: &str = "in-version-2-only";
/// A key whose id has 256 characters, the most that are looked up.
pub(crate) const LONGEST_KEY_ID: &str = concat!(
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
);

pub(super) fn publish_oddities(stand_in: &StandIn) {
    let entry = |key: &KeyName, id: &str| {
        let mut entry = stand_in.public_jwk(key).unwrap();
        entry["kid"] = json!(id);
        entry
    };
    let signer = |id: &str| entry(&KeyName::Organization(0), id);
    let marked = |id: &str, issuer: &str, cloud: &str| {
        let mut entry = signer(id);
        entry["issuer"] = json!(issuer);
        entry["cloud_instance_name"] = json!(cloud);
        entry
    };
    let fabrikam = format!("{}/{FABRIKAM}/v2.0", stand_in.instance());
    for entry in [
        json!("no entry"),
        unusable("LATTICE", UNKNOWN_TYPE),
        unusable("RSA", MALFORMED),
        weak_public_jwk(SHORT),
        elliptic(),
        signer(TWICE),
        entry(&KeyName::Organization(1), TWICE),
        without_marks(signer(FREE)),
        marked(FABRIKAM_ONLY, &fabrikam, "microsoftonline.com"),
        marked(FOREIGN, "https://login.example/{tenantid}/v2.0", "example"),
        signer(LONGEST_KEY_ID),
    ] {
        stand_in.publish(entry);
    }
    stand_in.publish_in(TokenVersion::V1, without_marks(signer(V1_ONLY)));
    stand_in.publish_in(TokenVersion::V2, signer(V2_ONLY));
}

fn without_marks(mut entry: Value) -> Value {
    let members = entry.as_object_mut().unwrap();
    members.remove("issuer");
    members.remove("cloud_instance_name");
    entry
}

fn unusable(kind: &str, id: &str) -> Value {
    json!({ "kty": kind, "use": "sig", "kid": id, "n": "=/=", "e": "AQAB" })
}

fn elliptic() -> Value {
    json!({
        "kty": "EC",
        "use": "sig",
        "alg": "ES256",
        "crv": "P-256",
        "kid": ELLIPTIC,
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}
