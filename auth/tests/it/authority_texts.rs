//! What may be configured as an authority, and what it means.

use entrance_auth::{
    Authority, AuthorityError, AuthorityTenant, Instance, TokenVersion, TokenVersions,
};
use entrance_domain::{DomainName, TenantId};

use crate::world::{CONTOSO, PERSONAL};

fn refusal(instance: &str) -> AuthorityError {
    Instance::parse(instance).unwrap_err()
}

fn tenant(text: &str) -> Result<AuthorityTenant, AuthorityError> {
    text.parse()
}

#[test]
fn instance_is_a_bare_https_origin() {
    for (text, origin) in [
        (
            "https://login.microsoftonline.com",
            "https://login.microsoftonline.com",
        ),
        (
            "https://login.microsoftonline.com/",
            "https://login.microsoftonline.com",
        ),
        (
            "HTTPS://Login.Microsoftonline.COM",
            "https://login.microsoftonline.com",
        ),
        ("https://login.example:443", "https://login.example"),
        ("https://login.example:8443", "https://login.example:8443"),
    ] {
        let instance = Instance::parse(text).unwrap();
        assert_eq!(instance.as_str(), origin, "{text}");
        assert!(instance.uses_tls() && !instance.is_loopback(), "{text}");
    }
    for text in [
        "",
        "login.microsoftonline.com",
        "ftp://login.example",
        "file:///etc",
        "https://",
        "https://login.example/path",
        "https://login.example/?",
        "https://login.example/?query",
        "https://login.example/#fragment",
        "https://login.example/#",
        "https://user@login.example",
        "https://:password@login.example",
        "https://user:password@login.example",
    ] {
        assert_eq!(refusal(text), AuthorityError::InstanceForm, "{text}");
    }
}

#[test]
fn http_is_for_loopback_only() {
    for text in [
        "http://localhost:8001",
        "http://LOCALHOST",
        "http://127.0.0.1:8001",
        "http://127.255.255.254",
        "http://[::1]:8001",
        "https://localhost",
    ] {
        let instance = Instance::parse(text).unwrap();
        assert!(instance.is_loopback(), "{text}");
        assert_eq!(instance.uses_tls(), text.starts_with("https"), "{text}");
    }
    for text in [
        "http://login.microsoftonline.com",
        "http://localhost.example",
        "http://128.0.0.1",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
    ] {
        assert_eq!(
            refusal(text),
            AuthorityError::InstanceNotEncrypted,
            "{text}"
        );
    }
}

#[test]
fn version_1_issuer_is_known_for_microsofts_clouds_and_on_loopback() {
    for (text, origin) in [
        (
            "https://login.microsoftonline.com",
            Some("https://sts.windows.net"),
        ),
        (
            "https://login.microsoftonline.us",
            Some("https://sts.windows.net"),
        ),
        (
            "https://login.partner.microsoftonline.cn",
            Some("https://sts.chinacloudapi.cn"),
        ),
        ("http://localhost:8001", Some("https://sts.windows.net")),
        ("https://login.microsoftonline.com:8443", None),
        ("https://contoso.ciamlogin.com", None),
    ] {
        let instance = Instance::parse(text).unwrap();
        assert_eq!(instance.v1_issuer_origin(), origin, "{text}");
    }
}

#[test]
fn tenant_is_a_word_an_id_or_a_domain() {
    let id: TenantId = CONTOSO.parse().unwrap();
    assert_eq!(tenant("organizations"), Ok(AuthorityTenant::Organizations));
    assert_eq!(tenant("Common"), Ok(AuthorityTenant::Common));
    assert_eq!(tenant("consumers"), Ok(AuthorityTenant::Consumers));
    assert_eq!(tenant(PERSONAL), Ok(AuthorityTenant::Consumers));
    assert_eq!(tenant(&CONTOSO.to_uppercase()), Ok(AuthorityTenant::Id(id)));
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    for domain in [
        "contoso.example",
        "Contoso.Example",
        "a-b.c1",
        &format!("{label}.com"),
        &longest,
    ] {
        let lowered = DomainName::new(&domain.to_lowercase()).unwrap();
        assert_eq!(
            tenant(domain),
            Ok(AuthorityTenant::Domain(lowered)),
            "{domain}"
        );
    }
    for text in [
        "",
        "contoso",
        ".",
        "contoso.",
        ".example",
        "contoso..example",
        "-contoso.example",
        "contoso-.example",
        "con_toso.example",
        "contoso.example/x",
        "..",
        "contoso.exämple",
        "organizations ",
        "{10000000-0000-4000-8000-000000000001}",
        &format!("{label}a.com"),
        &format!("{longest}a"),
    ] {
        assert_eq!(tenant(text), Err(AuthorityError::TenantForm), "{text}");
    }
}

#[test]
fn authority_with_one_organization_is_single_tenant() {
    let instance = Instance::parse("https://login.microsoftonline.com").unwrap();
    for (text, segment, single) in [
        ("organizations", "organizations", false),
        ("common", "common", false),
        ("consumers", "consumers", false),
        (CONTOSO, CONTOSO, true),
        ("Contoso.Example", "contoso.example", true),
    ] {
        let authority = Authority::new(instance.clone(), tenant(text).unwrap());
        assert_eq!(authority.is_single_tenant(), single, "{text}");
        let base = format!("https://login.microsoftonline.com/{segment}");
        assert_eq!(authority.base(), base);
        assert_eq!(authority.instance(), &instance);
        assert_eq!(authority.tenant(), &tenant(text).unwrap());
    }
}

#[test]
fn accepted_versions_are_named_and_at_least_one() {
    let accepted = |texts: &[&str]| {
        let versions = TokenVersions::parse(texts)?;
        Ok([TokenVersion::V1, TokenVersion::V2].map(|version| versions.accepts(version)))
    };
    assert_eq!(accepted(&["1.0"]), Ok([true, false]));
    assert_eq!(accepted(&["2.0"]), Ok([false, true]));
    assert_eq!(accepted(&["2.0", "1.0", "2.0"]), Ok([true, true]));
    for texts in [&[] as &[&str], &["2"], &["1.0", "3.0"], &[""]] {
        assert_eq!(
            accepted(texts),
            Err(AuthorityError::TokenVersions),
            "{texts:?}"
        );
    }
    let default = TokenVersions::default();
    assert!(default.accepts(TokenVersion::V2) && !default.accepts(TokenVersion::V1));
}
