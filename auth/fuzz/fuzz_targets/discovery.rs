//! Provider metadata that anybody may have written: the keys are fetched from the configured
//! instance or not at all, and the issuer is the authority's (token-validation 7.3).
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

use entrance_auth::fuzzing::Discovery;
use entrance_auth::{Authority, Instance, TokenVersion};

const INSTANCE: &str = "https://login.microsoftonline.com";
const TENANT: &str = "10000000-0000-4000-8000-000000000001";

static AUTHORITIES: LazyLock<Vec<Authority>> = LazyLock::new(|| {
    let tenants = [
        "common",
        "organizations",
        "consumers",
        TENANT,
        "contoso.example",
    ];
    let authority = |tenant: &&str| {
        let instance = Instance::parse(INSTANCE).expect("an instance");
        Authority::new(instance, tenant.parse().expect("a tenant"))
    };
    tenants.iter().map(authority).collect()
});

fuzz_target!(|document: &[u8]| {
    let Some(discovery) = Discovery::parse(document) else {
        return;
    };
    for authority in AUTHORITIES.iter() {
        for (version, origin, end) in [
            (TokenVersion::V1, "https://sts.windows.net/", "/"),
            (
                TokenVersion::V2,
                "https://login.microsoftonline.com/",
                "/v2.0",
            ),
        ] {
            let Some(url) = discovery.key_set_url(authority, version) else {
                continue;
            };
            assert_eq!(url.origin().ascii_serialization(), INSTANCE);
            let metadata: Value = serde_json::from_slice(document).expect("it was parsed");
            let issuer = metadata["issuer"].as_str().expect("it was accepted");
            let between = issuer
                .strip_prefix(origin)
                .and_then(|rest| rest.strip_suffix(end));
            let tenant = between.expect("the authority's form");
            assert!(
                tenant == "{tenantid}" || tenant.len() == TENANT.len(),
                "{tenant}"
            );
            if authority.is_single_tenant() {
                assert_ne!(tenant, "{tenantid}");
            }
        }
    }
});
