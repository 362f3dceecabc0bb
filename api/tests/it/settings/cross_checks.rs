//! Settings that are fine by themselves, but not together.

use super::{CLIENT_ID, Configuration};

#[test]
fn unprotected_instance_is_accepted_on_loopback_with_a_warning() {
    for instance in [
        "http://localhost:8001",
        "http://127.0.0.2:8001",
        "http://[::1]:8001",
    ] {
        let warning = Configuration::sound()
            .variable("ENTRANCE__ENTRA__INSTANCE", instance)
            .warning();
        assert_eq!(warning.key, "entra.instance");
        assert_eq!(warning.source, "variable ENTRANCE__ENTRA__INSTANCE");
        assert!(warning.message.contains("http"), "{}", warning.message);
    }
}

#[test]
fn service_with_an_unprotected_instance_listens_on_loopback_only() {
    let bound_to = |host: &str| {
        Configuration::sound()
            .variable("ENTRANCE__ENTRA__INSTANCE", "http://localhost:8001")
            .variable("ENTRANCE__SERVER__HOST", host)
    };
    for host in ["localhost", "127.0.0.1", "127.1.2.3", "::1"] {
        assert_eq!(bound_to(host).settings().server.host.to_string(), host);
    }
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let problem = bound_to(host).problem();
        assert_eq!(problem.key, "server.host");
        assert_eq!(problem.source, "variable ENTRANCE__SERVER__HOST");
        assert!(
            problem.message.contains("loopback only"),
            "{}",
            problem.message
        );
        assert!(problem.cure.contains("localhost"), "{}", problem.cure);
    }
}

#[test]
fn public_address_without_tls_beyond_loopback_is_a_warning() {
    let with = |url: &str| Configuration::sound().variable("ENTRANCE__SERVER__PUBLIC_URL", url);
    let warning = with("http://api.contoso.com").warning();
    assert_eq!(warning.key, "server.public_url");
    assert!(warning.cure.contains("https"), "{}", warning.cure);
    for url in [
        "https://api.contoso.com",
        "http://127.0.0.1:8000",
        "http://[::1]:{port}",
    ] {
        assert_eq!(with(url).warnings(), []);
    }
}

#[test]
fn certificate_and_key_come_together() {
    let with = |key: &str| Configuration::sound().variable(key, "file.pem");
    let problem = with("ENTRANCE__SERVER__TLS__CERTIFICATE").problem();
    assert_eq!(problem.key, "server.tls.key");
    assert!(
        problem.cure.contains("server.tls.certificate"),
        "{}",
        problem.cure
    );
    let problem = with("ENTRANCE__SERVER__TLS__KEY").problem();
    assert_eq!(problem.key, "server.tls.certificate");
    assert!(problem.cure.contains("server.tls.key"), "{}", problem.cure);
}

#[test]
fn public_address_with_http_of_a_service_that_speaks_tls_is_a_warning() {
    let encrypted = || {
        Configuration::sound()
            .variable("ENTRANCE__SERVER__TLS__CERTIFICATE", "chain.pem")
            .variable("ENTRANCE__SERVER__TLS__KEY", "key.pem")
    };
    assert_eq!(encrypted().warning().key, "server.public_url");
    let https = encrypted().variable("ENTRANCE__SERVER__PUBLIC_URL", "https://localhost:{port}");
    assert_eq!(https.warnings(), []);
}

#[test]
fn audiences_without_version_1_are_refused_as_ineffective() {
    let configuration =
        Configuration::sound().variable("ENTRANCE__ENTRA__AUDIENCES", "https://api.contoso.com");
    let problem = configuration.problem();
    assert_eq!(problem.key, "entra.audiences");
    assert!(problem.message.contains("no effect"), "{}", problem.message);
    assert!(
        problem.cure.contains("entra.token_versions"),
        "{}",
        problem.cure
    );

    let settings = configuration
        .variable("ENTRANCE__ENTRA__TOKEN_VERSIONS", "1.0, 2.0")
        .settings();
    assert_eq!(settings.entra.audiences, ["https://api.contoso.com"]);
}

#[test]
fn version_1_is_refused_where_its_issuer_is_not_known() {
    let problem = Configuration::sound()
        .variable("ENTRANCE__ENTRA__INSTANCE", "https://contoso.ciamlogin.com")
        .variable("ENTRANCE__ENTRA__TOKEN_VERSIONS", "1.0")
        .problem();
    assert_eq!(problem.key, "entra.token_versions");
    assert!(
        problem.message.contains("entra.instance"),
        "{}",
        problem.message
    );
    assert!(problem.cure.contains("\"2.0\""), "{}", problem.cure);
}

#[test]
fn long_and_short_name_set_differently_are_refused() {
    let other = "11112222-bbbb-3333-cccc-4444dddd5555";
    let cases = [
        (
            "APP_CLIENT_ID",
            "ENTRANCE__ENTRA__CLIENT_ID",
            "entra.client_id",
            other,
        ),
        (
            "OPENAPI_CLIENT_ID",
            "ENTRANCE__ENTRA__OPENAPI_CLIENT_ID",
            "entra.openapi_client_id",
            other,
        ),
        (
            "TENANT_ID",
            "ENTRANCE__ENTRA__TENANT",
            "entra.tenant",
            "common",
        ),
    ];
    for (short, long, key, value) in cases {
        let problem = Configuration::sound()
            .variable(short, CLIENT_ID)
            .variable(long, value)
            .problems()
            .remove(0);
        assert_eq!(problem.key, key);
        assert_eq!(
            problem.source,
            format!("variable {short} and variable {long}")
        );
        assert_eq!(problem.cure, format!("set only one of {short} and {long}"));
    }
}

#[test]
fn long_and_short_name_contradict_each_other_across_dot_env_and_environment() {
    let problem = Configuration::sound()
        .dot_env("# ours\nAPP_CLIENT_ID=11112222-bbbb-3333-cccc-4444dddd5555")
        .variable("ENTRANCE__ENTRA__CLIENT_ID", CLIENT_ID)
        .problem();
    assert_eq!(
        problem.source,
        ".env, line 2 (APP_CLIENT_ID) and variable ENTRANCE__ENTRA__CLIENT_ID"
    );
}

#[test]
fn long_and_short_name_set_alike_are_accepted() {
    let settings = Configuration::sound()
        .variable("APP_CLIENT_ID", &CLIENT_ID.to_uppercase())
        .variable("ENTRANCE__ENTRA__CLIENT_ID", CLIENT_ID)
        .settings();
    assert_eq!(settings.entra.client_id.to_string(), CLIENT_ID);
}
