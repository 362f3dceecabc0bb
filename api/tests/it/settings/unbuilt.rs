//! Keys whose features are still to come are refused, never ignored.

use super::Configuration;

#[test]
fn key_that_is_not_built_yet_is_refused_when_it_asks_for_something() {
    let lines = [
        ("server.limits", "max_body_bytes", "1"),
        ("rate_limit", "enabled", "true"),
    ];
    for (section, key, value) in lines {
        let text = format!("[{section}]\n{key} = {value}\n");
        let problem = Configuration::sound().file("early.toml", &text).problem();
        assert_eq!(problem.key, format!("{section}.{key}"));
        assert_eq!(problem.source, "early.toml, line 2");
        assert!(
            problem.message.contains("not built yet"),
            "{}",
            problem.message
        );
        assert_eq!(problem.cure, "leave the key out");
    }
}

#[test]
fn key_that_is_not_built_yet_is_refused_from_a_variable_too() {
    let problem = Configuration::sound()
        .variable("ENTRANCE__RATE_LIMIT__ENABLED", "true")
        .problem();
    assert_eq!(problem.source, "variable ENTRANCE__RATE_LIMIT__ENABLED");
}

#[test]
fn key_that_is_not_built_yet_is_accepted_at_its_default() {
    let text = "[directory]\nmax_stale_seconds = 86_400\n[validation]\n\
                callers = [\"127.0.0.0/8\", \"::1/128\"]\n[server.tls]\nkey = \"\"\n";
    let warnings = Configuration::sound().file("early.toml", text).warnings();
    assert_eq!(warnings, []);
}

#[test]
fn database_and_metrics_open_no_door_and_are_accepted() {
    let text = "[database]\nurl = \"sqlite::memory:\"\n[metrics]\nhost = \"::1\"\nport = 9000\n";
    let warnings = Configuration::sound().file("early.toml", text).warnings();
    assert_eq!(warnings, []);
}
