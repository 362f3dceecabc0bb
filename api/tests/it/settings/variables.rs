//! Variables of the environment: names, and text that becomes values.

use entrance_auth::TokenVersion;

use super::{CLIENT_ID, Configuration};

#[test]
fn text_that_looks_like_a_number_stays_a_text() {
    let settings = Configuration::sound()
        .variable("ENTRANCE__ENTRA__TOKEN_VERSIONS", "2.0")
        .settings();
    assert!(settings.entra.token_versions.accepts(TokenVersion::V2));
}

#[test]
fn list_is_split_at_commas_and_trimmed() {
    let settings = Configuration::sound()
        .variable(
            "ENTRANCE__CORS__ORIGINS",
            " https://a.example , https://b.example,",
        )
        .settings();
    assert_eq!(
        settings.cors.origins,
        ["https://a.example", "https://b.example"]
    );
}

#[test]
fn empty_variable_is_an_empty_list() {
    let settings = Configuration::sound()
        .variable("ENTRANCE__POLICIES__DEFAULT__SCOPES", "")
        .settings();
    assert!(
        settings
            .policies
            .get("default")
            .unwrap()
            .scopes()
            .is_empty()
    );
}

#[test]
fn spaces_around_a_value_do_not_count() {
    let settings = Configuration::sound()
        .variable("APP_CLIENT_ID", &format!(" {CLIENT_ID}\n"))
        .variable("ENTRANCE__SERVER__PORT", " 9000 ")
        .variable("ENTRANCE__DOCS__ENABLED", " False ")
        .settings();
    assert_eq!(settings.entra.client_id.to_string(), CLIENT_ID);
    assert_eq!(settings.server.port, 9000);
    assert!(!settings.docs.enabled);
}

#[test]
fn empty_short_name_counts_as_not_set() {
    let settings = Configuration::sound()
        .dot_env("TENANT_ID=common")
        .variables(&[
            ("APP_CLIENT_ID", ""),
            ("OPENAPI_CLIENT_ID", ""),
            ("TENANT_ID", ""),
        ])
        .settings();
    assert_eq!(settings.entra.client_id.to_string(), CLIENT_ID);
    assert_eq!(settings.entra.openapi_client_id, None);
    assert_eq!(
        settings.entra.authority.base(),
        "https://login.microsoftonline.com/common"
    );
}

#[test]
fn unknown_variable_is_refused_with_a_suggestion() {
    let cases = [
        (
            "ENTRANCE__SERVER__PROT",
            "server.prot",
            "did you mean ENTRANCE__SERVER__PORT?",
        ),
        (
            "ENTRANCE__ENTRA__ORIGINS",
            "entra.origins",
            "did you mean ENTRANCE__CORS__ORIGINS?",
        ),
        (
            "ENTRANCE__ENTRA__CLIENTID",
            "entra.clientid",
            "did you mean ENTRANCE__ENTRA__CLIENT_ID?",
        ),
        (
            "ENTRANCE__POLICIES__DEFAULT__SCOPE",
            "policies.default.scope",
            "did you mean ENTRANCE__POLICIES__DEFAULT__SCOPES?",
        ),
        (
            "ENTRANCE__FAVORITE__COLOR",
            "favorite.color",
            "remove it; docs/configuration.md lists all keys",
        ),
        (
            "ENTRANCE__Server__Port",
            "ENTRANCE__Server__Port",
            "did you mean ENTRANCE__SERVER__PORT?",
        ),
    ];
    for (name, key, cure) in cases {
        let problem = Configuration::sound().variable(name, "1").problem();
        assert_eq!(problem.key, key);
        assert_eq!(problem.source, format!("variable {name}"));
        assert_eq!(problem.cure, cure);
    }
}

#[test]
fn variable_with_single_underscores_is_pointed_out() {
    let warning = Configuration::sound()
        .variable("ENTRANCE_SERVER_PORT", "9000")
        .warning();
    assert_eq!(warning.key, "ENTRANCE_SERVER_PORT");
    assert_eq!(warning.cure, "did you mean ENTRANCE__SERVER__PORT?");
}

#[test]
fn variables_of_other_programs_are_ignored() {
    let configuration = Configuration::sound().variables(&[
        ("PATH", "/bin"),
        ("ENTRANCE_SERVICE_HOST", "10.0.0.1"),
        ("server__port", "1"),
    ]);
    assert_eq!(configuration.warnings(), []);
    assert_eq!(configuration.settings().server.port, 8000);
}

#[test]
fn sections_are_refused_from_variables() {
    for (name, key) in [
        ("ENTRANCE__SERVER", "server"),
        ("ENTRANCE__SERVER__TLS", "server.tls"),
        ("ENTRANCE__POLICIES", "policies"),
        ("ENTRANCE__POLICIES__DEFAULT", "policies.default"),
    ] {
        let problem = Configuration::sound()
            .variable(name, "[{ port = 1 }]")
            .problem();
        assert_eq!(problem.key, key);
        assert!(problem.message.contains("a section"), "{}", problem.message);
        assert!(problem.cure.contains("in a file"), "{}", problem.cure);
    }
}

#[test]
fn variable_changes_a_declared_policy_but_declares_none() {
    let name = "ENTRANCE__POLICIES__REPORTS__SCOPES";
    let configuration = Configuration::sound().variable(name, "Reports.Read");
    let problem = configuration.problem();
    assert_eq!(problem.key, "policies.reports.scopes");
    assert_eq!(problem.message, "no file declares this policy");
    assert!(
        problem.cure.contains("[policies.reports]"),
        "{}",
        problem.cure
    );

    let settings = configuration
        .file("policies.toml", "[policies.reports]\n")
        .settings();
    assert_eq!(settings.policies.get("reports").unwrap().scopes().len(), 1);
}

#[test]
fn address_of_the_database_is_read_from_the_file_that_a_variable_names() {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("url");
    std::fs::write(&path, "postgres://db.example/entrance\n").unwrap();
    let configuration = Configuration::sound()
        .variable("ENTRANCE__DATABASE__URL_FILE", &path.display().to_string());
    assert_eq!(configuration.warnings(), []);

    // Whether the content was read shows in what it may stand beside.
    let alike = configuration.variable("ENTRANCE__DATABASE__URL", "postgres://db.example/entrance");
    assert_eq!(alike.warnings(), []);
    std::fs::write(&path, "postgres://db.example/other").unwrap();
    let problem = alike.problem();
    assert_eq!(problem.key, "database.url");
    assert!(
        problem.message.contains("set differently"),
        "{}",
        problem.message
    );
}

#[test]
fn file_of_the_database_address_that_cannot_be_read_is_told_once() {
    let problem = Configuration::sound()
        .variable("ENTRANCE__DATABASE__URL_FILE", "/nowhere/at/all")
        .variable("ENTRANCE__DATABASE__URL", "sqlite::memory:")
        .problem();
    assert_eq!(problem.key, "database.url");
    assert_eq!(problem.source, "variable ENTRANCE__DATABASE__URL_FILE");
    assert!(
        problem.message.contains("cannot be read"),
        "{}",
        problem.message
    );
}
