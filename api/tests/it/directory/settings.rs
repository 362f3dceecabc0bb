//! What the configuration says about the directory.

use crate::settings::{CLIENT_ID, Configuration};

#[test]
fn directory_needs_a_database_that_can_be_named() {
    for url in [
        "",
        "mysql://localhost/entrance",
        "entrance.db",
        "sqlite://",
        "sqlite://a.db?mode=ro",
    ] {
        let text = format!("[database]\nurl = \"{url}\"\n");
        let problem = Configuration::sound().file("service.toml", &text).problem();
        assert_eq!(problem.key, "database.url", "{url}");
        assert_eq!(problem.source, "service.toml, line 2");
        assert!(problem.cure.contains("postgres://"), "{}", problem.cure);
    }
}

#[test]
fn directory_in_memory_is_a_warning_where_it_decides() {
    let memory = Configuration::sound().variable("ENTRANCE__DATABASE__URL", "sqlite::memory:");
    assert_eq!(memory.warnings(), []);
    let used = memory
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable("OPENAPI_CLIENT_ID", CLIENT_ID);
    assert_eq!(used.warning().key, "database.url");
}

#[test]
fn list_beside_the_directory_is_a_warning() {
    let warning = Configuration::sound()
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable("OPENAPI_CLIENT_ID", CLIENT_ID)
        .warning();
    assert_eq!(warning.key, "tenants.listed");
    assert!(
        warning.message.contains("\"directory\""),
        "{}",
        warning.message
    );
}

#[test]
fn invitations_that_nobody_can_take_up_are_a_warning() {
    let directory = Configuration::sound()
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory");
    let warning = directory.warning();
    assert_eq!(warning.key, "entra.openapi_client_id");
    assert!(
        warning.message.contains("invitations"),
        "{}",
        warning.message
    );
    assert!(
        warning.cure.contains("OPENAPI_CLIENT_ID"),
        "{}",
        warning.cure
    );
    let signing_in = directory.variable("OPENAPI_CLIENT_ID", CLIENT_ID);
    assert_eq!(signing_in.warnings(), []);
}

#[test]
fn applications_need_a_directory_and_a_sign_in() {
    let asking = Configuration::sound().variable("ENTRANCE__TENANTS__SELF_SERVICE", "true");
    let problem = asking.problem();
    assert_eq!(problem.key, "tenants.self_service");
    assert!(problem.cure.contains("\"directory\""), "{}", problem.cure);
    let with_directory = asking
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory");
    let problem = with_directory.problem();
    assert_eq!(problem.key, "tenants.self_service");
    assert_eq!(problem.source, "variable ENTRANCE__TENANTS__SELF_SERVICE");
    assert!(
        problem.cure.contains("OPENAPI_CLIENT_ID"),
        "{}",
        problem.cure
    );
    let sound = with_directory.variable("OPENAPI_CLIENT_ID", CLIENT_ID);
    assert_eq!(sound.warnings(), []);
    assert!(sound.settings().tenants.self_service);
}

#[test]
fn snapshot_serves_for_a_minute_to_a_week() {
    for seconds in ["59", "604801", "-1"] {
        let problem = Configuration::sound()
            .variable("ENTRANCE__DIRECTORY__MAX_STALE_SECONDS", seconds)
            .problem();
        assert_eq!(problem.key, "directory.max_stale_seconds");
    }
}

#[test]
fn policy_of_operators_cannot_be_configured() {
    let text = "[policies.operators]\nscopes = [\"user_impersonation\"]\n";
    let problem = Configuration::sound().file("service.toml", text).problem();
    assert_eq!(problem.key, "policies.operators");
    assert!(problem.message.contains("fixed"), "{}", problem.message);
}
