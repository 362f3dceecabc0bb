//! Files named by `--config`.

use super::Configuration;

#[test]
fn unknown_key_is_refused_with_line_and_suggestion() {
    let cases = [
        (
            "[server]\n\nprot = 1\n",
            3,
            "server.prot",
            "did you mean server.port?",
        ),
        (
            "[entra]\norigins = []\n",
            2,
            "entra.origins",
            "did you mean cors.origins?",
        ),
        (
            "\n[tenant]\nlisted = []\n",
            2,
            "tenant",
            "did you mean tenants?",
        ),
        (
            "client_id = \"x\"\n",
            1,
            "client_id",
            "did you mean entra.client_id?",
        ),
        (
            "[policies.reports]\nscope = []\n",
            2,
            "policies.reports.scope",
            "did you mean policies.reports.scopes?",
        ),
        (
            "[paint]\n",
            1,
            "paint",
            "remove it; docs/configuration.md lists all keys",
        ),
    ];
    for (text, line, key, cure) in cases {
        let problem = Configuration::sound().file("mine.toml", text).problem();
        assert_eq!(problem.key, key, "{text}");
        assert_eq!(problem.source, format!("mine.toml, line {line}"), "{text}");
        assert_eq!(
            (problem.message.as_str(), problem.cure.as_str()),
            ("there is no such key", cure)
        );
    }
}

#[test]
fn stand_in_of_development_is_unknown_to_a_real_service() {
    let problem = Configuration::sound()
        .file("mine.toml", "[stand_in]\n")
        .problem();
    assert_eq!(problem.key, "stand_in");
}

#[test]
fn key_in_place_of_a_section_is_refused() {
    let problem = Configuration::sound()
        .file("mine.toml", "server = \"localhost\"\n")
        .problem();
    assert_eq!(
        (problem.key.as_str(), problem.source.as_str()),
        ("server", "mine.toml, line 1")
    );
    assert_eq!(problem.cure, "write [server] with its keys below");
}

#[test]
fn policy_with_an_unusable_name_is_refused() {
    let problem = Configuration::sound()
        .file("mine.toml", "[policies.Read_Only]\n")
        .problem();
    assert_eq!(problem.key, "policies.Read_Only");
    assert_eq!(problem.source, "mine.toml, line 1");
    assert!(problem.cure.contains("lower-case"), "{}", problem.cure);
}

#[test]
fn text_that_is_not_toml_is_told_with_its_line_and_the_rest_is_still_checked() {
    let problems = Configuration::sound()
        .file("mine.toml", "[server]\nport = 70000\nhost = localhost\n")
        .problems();
    assert!(
        problems
            .iter()
            .any(|problem| problem.source == "mine.toml, line 3"
                && problem.message.starts_with("this is not TOML"))
    );
    assert!(problems.iter().any(|problem| problem.key == "server.port"));
}

#[test]
fn file_that_cannot_be_read_is_told_by_its_name() {
    let mut configuration = Configuration::sound();
    configuration
        .sources
        .files
        .push(configuration.directory.path().join("missing.toml"));
    let problem = configuration.problem();
    assert_eq!(
        (problem.key.as_str(), problem.source.as_str()),
        ("missing.toml", "--config")
    );
    assert!(
        problem.message.contains("cannot be read"),
        "{}",
        problem.message
    );
}

#[test]
fn byte_order_mark_is_no_part_of_a_file() {
    let text = "\u{feff}[server]\nport = 9000\n";
    assert_eq!(
        Configuration::sound()
            .file("mine.toml", text)
            .settings()
            .server
            .port,
        9000
    );
}

#[test]
fn file_for_production_is_sound() {
    let text = include_str!("../../../../config/production.toml");
    let configuration = Configuration::sound().file("production.toml", text);
    assert_eq!(configuration.warnings(), []);
    assert_eq!(configuration.settings().server.host.to_string(), "0.0.0.0");
}
