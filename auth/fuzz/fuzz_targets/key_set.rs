//! Key documents of both versions, with a record separator between them: what is found under an
//! id is listed under it, is a strong RSA key, and signs for nobody but the authority's tenants
//! (token-validation, section 4).
#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

use entrance_auth::fuzzing::Keys;
use entrance_auth::{Authority, Instance, TokenVersion};
use entrance_domain::TenantId;

const SEPARATOR: u8 = 0x1e;
const TENANT: &str = "10000000-0000-4000-8000-000000000001";
const INSTANCE: &str = "https://login.microsoftonline.com";

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let instance = Instance::parse(INSTANCE).expect("an instance");
    Authority::new(instance, "common".parse().expect("a tenant"))
});

fuzz_target!(|bytes: &[u8]| {
    let mut documents = bytes.splitn(2, |byte| *byte == SEPARATOR);
    let v2 = documents.next().unwrap_or_default();
    let v1 = documents.next();
    let issuer = format!("{INSTANCE}/{{tenantid}}/v2.0");
    let Some(keys) = Keys::merge(v2, v1, &AUTHORITY, &issuer) else {
        return;
    };
    assert!(keys.count() > 0);
    let v2 = entries(v2);
    let v1 = v1.map(entries).unwrap_or_default();
    assert!(keys.count() <= v2.len() + v1.len());
    let contoso: TenantId = TENANT.parse().expect("a tenant");
    let own = issuer.replace("{tenantid}", TENANT);
    let foreign = format!("https://login.example/{TENANT}/v2.0");
    for id in v2
        .iter()
        .chain(&v1)
        .filter_map(|entry| entry["kid"].as_str())
    {
        for (version, listed) in [(TokenVersion::V2, &v2), (TokenVersion::V1, &v1)] {
            let mut named = listed.iter().filter(|entry| entry["kid"] == id);
            match keys.signs(id, version, &own, contoso) {
                Some(Ok(())) => assert!(named.any(strong), "not a key of version {version:?}"),
                Some(Err(_)) => assert!(
                    named.any(strong) || version == TokenVersion::V1 || ambiguous(id, &v2, &v1)
                ),
                None => {}
            }
            // A key that names an issuer of this authority serves no other issuer.
            let bound = v2
                .iter()
                .filter(|entry| entry["kid"] == id && strong(entry))
                .all(|entry| {
                    entry["issuer"]
                        .as_str()
                        .is_some_and(|text| text.starts_with(INSTANCE))
                });
            if bound && version == TokenVersion::V2 {
                assert!(!matches!(
                    keys.signs(id, version, &foreign, contoso),
                    Some(Ok(()))
                ));
            }
        }
    }
});

fn entries(document: &[u8]) -> Vec<Value> {
    let document: Value = serde_json::from_slice(document).expect("it was merged");
    document["keys"].as_array().expect("it was merged").clone()
}

/// Whether an entry is a key for signatures of at least 2048 bits.
fn strong(entry: &Value) -> bool {
    let modulus = entry["n"]
        .as_str()
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    entry["kty"] == "RSA" && modulus.is_some_and(|bytes| bytes.len() >= 256)
}

/// Whether several strong entries claim an id.
fn ambiguous(id: &str, v2: &[Value], v1: &[Value]) -> bool {
    let claims = |entry: &&Value| entry["kid"] == id && strong(entry);
    v2.iter().chain(v1).filter(claims).count() > 1
}
