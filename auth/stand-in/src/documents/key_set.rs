//! Key sets (RFC 7517, section 5) with Entra's marks of issuer and cloud.

use serde_json::{Value, json};

use super::{CLOUD, OTHER_CLOUD};
use crate::authority::Authority;
use crate::issuer::Issuer;
use crate::keys::SigningKey;
use crate::{KeyName, MintError, PERSONAL_ACCOUNTS, TokenVersion};

/// The key set of one authority. `common` and `organizations` list all keys, with the placeholder
/// in the issuer; a tenant lists its own with its literal issuer, and `consumers` those of personal
/// accounts. Version 1.0 has the same keys without the marks.
pub(crate) fn key_set(issuer: &Issuer, authority: &Authority, version: TokenVersion) -> Value {
    let published = issuer.keys.published();
    let personal_only = authority.tenant_id() == Some(PERSONAL_ACCOUNTS);
    let issuer_of_set = issuer.issuer_v2(authority.issuer_tenant());
    let mut keys = Vec::new();
    if !personal_only {
        for key in &published.organizations {
            keys.push(jwk(key, &issuer_of_set, CLOUD));
        }
        if let Some(key) = &published.other_cloud {
            keys.push(jwk(key, &issuer_of_set, OTHER_CLOUD));
        }
    }
    if (personal_only || authority.tenant_id().is_none())
        && let Some(key) = &published.personal_accounts
    {
        keys.push(jwk(key, &issuer.issuer_v2(PERSONAL_ACCOUNTS), CLOUD));
    }
    match version {
        TokenVersion::V1 => {
            keys.iter_mut().for_each(remove_marks);
            keys.extend(published.extra_v1);
        }
        TokenVersion::V2 => keys.extend(published.extra_v2),
    }
    json!({ "keys": keys })
}

/// A key as `common` publishes it in version 2.0.
pub(crate) fn public_jwk(issuer: &Issuer, name: &KeyName) -> Result<Value, MintError> {
    let key = issuer.keys.key(name)?;
    let (tenant, cloud) = match name {
        KeyName::PersonalAccounts => (PERSONAL_ACCOUNTS, CLOUD),
        KeyName::OtherCloud => ("{tenantid}", OTHER_CLOUD),
        KeyName::Organization(_) | KeyName::Named(_) => ("{tenantid}", CLOUD),
    };
    Ok(jwk(&key, &issuer.issuer_v2(tenant), cloud))
}

/// Takes out what only version 2.0 has.
pub(crate) fn remove_marks(entry: &mut Value) {
    if let Some(members) = entry.as_object_mut() {
        members.remove("issuer");
        members.remove("cloud_instance_name");
    }
}

/// Like Entra's entries it has no `alg`. It has no `x5c` either, as there is no certificate.
fn jwk(key: &SigningKey, issuer: &str, cloud: &str) -> Value {
    json!({
        "kty": "RSA",
        "use": "sig",
        "kid": key.id(),
        "x5t": key.id(),
        "n": key.modulus(),
        "e": key.exponent(),
        "issuer": issuer,
        "cloud_instance_name": cloud,
    })
}
