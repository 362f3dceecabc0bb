//! The file `.env`.

use super::{CLIENT_ID, Configuration};

#[test]
fn dot_env_is_read_with_comments_quotes_and_other_programs_variables() {
    let text = format!(
        "\u{feff}# the API\r\nexport APP_CLIENT_ID={CLIENT_ID}\r\n\r\nCOMPOSE_PROJECT_NAME=demo\r\n\
         ENTRANCE__CORS__ORIGINS=\"https://a.example, https://b.example\" # pages\r\n\
         ENTRANCE__TENANTS__ADMISSION = 'any'\r\n"
    );
    let configuration = Configuration::empty().dot_env(&text);
    assert_eq!(configuration.warnings(), []);
    let settings = configuration.settings();
    assert_eq!(settings.entra.client_id.to_string(), CLIENT_ID);
    assert_eq!(
        settings.cors.origins,
        ["https://a.example", "https://b.example"]
    );
}

#[test]
fn fault_in_dot_env_names_line_and_variable() {
    let problem = Configuration::sound()
        .dot_env("# ports\nOTHER=\"two\nlines\"\nENTRANCE__SERVER__PORT=high\n")
        .problem();
    assert_eq!(problem.key, "server.port");
    assert_eq!(problem.source, ".env, line 4 (ENTRANCE__SERVER__PORT)");
}

#[test]
fn unreadable_line_of_dot_env_is_told_without_its_content() {
    let error = Configuration::sound()
        .dot_env("TENANT_ID=common\nENTRANCE__LOGGING__FILTER=se cret\nTENANT_ID")
        .load()
        .unwrap_err();
    let sources: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.source.as_str())
        .collect();
    assert_eq!(sources, [".env, line 2", ".env, line 3"]);
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.cure.contains("NAME=value"))
    );
    assert!(!error.to_string().contains("cret"), "{error}");
}

#[test]
fn variable_set_twice_in_dot_env_is_refused() {
    let problem = Configuration::sound()
        .dot_env("TENANT_ID=common\nTENANT_ID=consumers")
        .problem();
    assert_eq!(problem.key, "TENANT_ID");
    assert_eq!(problem.source, ".env, line 2");
    assert!(
        problem.message.contains(".env, line 1"),
        "{}",
        problem.message
    );
}

#[test]
fn dot_env_never_enters_the_process_environment() {
    let text = "ENTRANCE__SERVER__PORT=9000";
    assert_eq!(
        Configuration::sound().dot_env(text).settings().server.port,
        9000
    );
    let names: Vec<_> = entrance_api::environment_of_process()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(!names.iter().any(|name| name == "ENTRANCE__SERVER__PORT"));
}
