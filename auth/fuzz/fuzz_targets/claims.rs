//! The claims of a token whose signature fits: the caller is who the claims say, by a second
//! reading with a general JSON parser (token-validation, sections 5 and 6).
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

use entrance_auth::fuzzing;
use entrance_auth::{Authority, Instance, TokenVersion};
use entrance_domain::{Principal, PrincipalKind};

static AUTHORITIES: LazyLock<Vec<Authority>> = LazyLock::new(|| {
    let tenants = ["common", "organizations", "consumers", "contoso.example"];
    let authority = |tenant: &&str| {
        let instance = Instance::parse("https://login.microsoftonline.com").expect("an instance");
        Authority::new(instance, tenant.parse().expect("a tenant"))
    };
    tenants.iter().map(authority).collect()
});

fuzz_target!(|payload: &[u8]| {
    for authority in AUTHORITIES.iter() {
        for version in [TokenVersion::V1, TokenVersion::V2] {
            if let Ok((principal, expires_at)) = fuzzing::claims(payload, version, authority) {
                let claims =
                    serde_json::from_slice(payload).expect("stricter than a general parser");
                judge(&claims, version, &principal, expires_at);
            }
        }
    }
});

fn judge(claims: &Value, version: TokenVersion, principal: &Principal, expires_at: u64) {
    let client = match version {
        TokenVersion::V1 => "appid",
        TokenVersion::V2 => "azp",
    };
    assert_eq!(claims["ver"], version.as_str());
    assert_eq!(claims["tid"], principal.tenant_id().to_string());
    assert_eq!(claims["oid"], principal.object_id().to_string());
    assert_eq!(claims[client], principal.client_id().to_string());
    assert!(expires_at <= 253_402_300_799);
    for name in ["cnf", "act", "actx", "actortoken"] {
        assert!(claims.get(name).is_none(), "{name}");
    }
    let scp = claims["scp"].as_str().unwrap_or_default();
    let granted = |name: &str| scp.split(' ').any(|scope| scope == name);
    match principal.kind() {
        PrincipalKind::User => {
            assert!(!principal.scopes().is_empty());
            assert!(
                principal
                    .scopes()
                    .iter()
                    .all(|scope| granted(scope.as_str()))
            );
            assert!(
                claims
                    .get("idtyp")
                    .is_none_or(|idtyp| !idtyp.is_string() || idtyp == "user")
            );
        }
        PrincipalKind::Application => {
            assert!(principal.scopes().is_empty() && !principal.is_guest());
            assert!(scp.split(' ').all(|scope| scope.is_empty() || scope == "/"));
            for name in ["nonce", "c_hash", "at_hash"] {
                assert!(claims.get(name).is_none(), "{name}");
            }
        }
    }
    let listed = claims["roles"].as_array().cloned().unwrap_or_default();
    assert!(
        principal
            .roles()
            .iter()
            .all(|role| listed.iter().any(|held| held == role.as_str()))
    );
}
