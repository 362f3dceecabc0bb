//! What is said about proxies: whom to believe, and what protects which address.

use entrance_domain::{HostName, OriginalRequest, Protection, RawPath};

use super::Configuration;

const TRUSTED: &str = "[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"fd00::/8\"]\n";
const ENABLED: &str = "[forward_auth]\nenabled = true\n";

fn with_rule(rule: &str) -> Configuration {
    let text = format!("{TRUSTED}{ENABLED}[[forward_auth.rules]]\n{rule}\n");
    Configuration::sound().file("rules.toml", &text)
}

#[test]
fn proxies_have_no_answer_and_no_trust_by_default() {
    let settings = Configuration::sound().settings();
    assert!(settings.forward_auth.is_none());
    assert!(settings.server.trusted_proxies.is_empty());
}

#[test]
fn networks_hold_the_addresses_within_them() {
    let settings = Configuration::sound().file("net.toml", TRUSTED).settings();
    let trusted = &settings.server.trusted_proxies;
    for (address, expected) in [
        ("10.255.0.1", true),
        ("::ffff:10.0.0.1", true),
        ("fdab::1", true),
        ("11.0.0.1", false),
        ("127.0.0.1", false),
        ("::ffff:11.0.0.1", false),
        ("fe80::1", false),
    ] {
        assert_eq!(
            trusted.contains(address.parse().unwrap()),
            expected,
            "{address}"
        );
    }
}

#[test]
fn a_text_that_is_no_network_is_refused() {
    for network in [
        "10.0.0.1",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "localhost",
        "",
        "fd00::1/8",
    ] {
        let text = format!("[server]\ntrusted_proxies = [\"192.0.2.0/24\", \"{network}\"]\n");
        let problem = Configuration::sound().file("net.toml", &text).problem();
        assert_eq!(problem.key, "server.trusted_proxies");
        assert_eq!(problem.source, "net.toml, line 2");
        assert_eq!(problem.message, "entry 2 is not valid");
        assert!(problem.cure.contains("10.0.0.0/8"), "{}", problem.cure);
    }
}

#[test]
fn trusting_everybody_deserves_a_warning() {
    let warning = Configuration::sound()
        .variable("ENTRANCE__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 0.0.0.0/0")
        .warning();
    assert_eq!(warning.key, "server.trusted_proxies");
}

#[test]
fn rules_are_read_in_their_order() {
    let text = format!(
        "{TRUSTED}{ENABLED}[policies.reports]\nscopes = [\"Reports.Read\"]\n\
         [[forward_auth.rules]]\nhosts = [\"API.contoso.com\"]\nmethods = [\"GET\", \"PUT\"]\n\
         path = \"/reports\"\npolicy = \"reports\"\n\
         [[forward_auth.rules]]\npublic = true\n"
    );
    let settings = Configuration::sound().file("rules.toml", &text).settings();
    let rules = settings.forward_auth.unwrap().rules;
    let host = HostName::new("api.contoso.com").unwrap();
    for (method, path, expected) in [
        ("PUT", "/reports/2", "reports"),
        ("POST", "/reports/2", "public"),
        ("GET", "/other", "public"),
    ] {
        let request = OriginalRequest {
            host: Some(&host),
            method,
            path: RawPath::of_target(path.as_bytes()),
        };
        let name = match rules.protection(&request).unwrap() {
            Protection::Public => "public",
            Protection::Policy { name, .. } => name.as_str(),
        };
        assert_eq!(name, expected, "{method} {path}");
    }
}

#[test]
fn each_fault_of_a_rule_is_told_with_its_key_its_line_and_a_cure() {
    for (rule, key, line, message, cure) in [
        (
            "policy = \"nothing\"",
            ".policy",
            6,
            "no such policy",
            "[policies.NAME]",
        ),
        ("path = \"/a\"", "", 5, "either", "public = true"),
        ("public = false", "", 5, "either", "policy = \"NAME\""),
        (
            "public = true\npolicy = \"default\"",
            "",
            5,
            "either",
            "policy = \"NAME\"",
        ),
        (
            "public = true\npath = \"/a/*\"",
            ".path",
            7,
            "normal form",
            "no wildcards",
        ),
        (
            "public = true\npath = \"/a/\"",
            ".path",
            7,
            "normal form",
            "no slash at the end",
        ),
        (
            "public = true\npath = \"a\"",
            ".path",
            7,
            "normal form",
            "such as /admin",
        ),
        (
            "public = true\npath = \"/a/../b\"",
            ".path",
            7,
            "normal form",
            "such as /admin",
        ),
        (
            "public = true\nhosts = [\"*.a.example\"]",
            ".hosts",
            7,
            "entry 1",
            "wildcards",
        ),
        (
            "public = true\nhosts = [\"a.example:80\"]",
            ".hosts",
            7,
            "entry 1",
            "without port",
        ),
        (
            "public = true\nmethods = [\"GET\", \"get\"]",
            ".methods",
            7,
            "entry 2",
            "upper case",
        ),
        (
            "public = \"yes\"\npolicy = \"default\"",
            ".public",
            6,
            "wrong type",
            "true or false",
        ),
        (
            "public = true\nmethods = \"GET\"",
            ".methods",
            7,
            "wrong type",
            "a list of texts",
        ),
        (
            "public = true\nhost = []",
            ".host",
            7,
            "no such key",
            "did you mean hosts?",
        ),
    ] {
        let problem = with_rule(rule).problem();
        assert_eq!(problem.key, format!("forward_auth.rules[1]{key}"), "{rule}");
        assert_eq!(problem.source, format!("rules.toml, line {line}"), "{rule}");
        assert!(
            problem.message.contains(message),
            "{rule}: {}",
            problem.message
        );
        assert!(problem.cure.contains(cure), "{rule}: {}", problem.cure);
    }
}

#[test]
fn the_second_rule_is_named_as_the_second() {
    let rule = "public = true\n[[forward_auth.rules]]\npolicy = \"nothing\"";
    assert_eq!(
        with_rule(rule).problem().key,
        "forward_auth.rules[2].policy"
    );
}

#[test]
fn a_list_of_tables_is_written_as_such() {
    for text in [
        "[forward_auth.rules]\npublic = true\n",
        "[forward_auth]\nrules = \"x\"\n",
        "[forward_auth]\nrules = [\"x\"]\n",
    ] {
        let problem = Configuration::sound().file("rules.toml", text).problem();
        assert!(
            problem.cure.contains("[[forward_auth.rules]]"),
            "{}",
            problem.cure
        );
    }
    for name in [
        "ENTRANCE__FORWARD_AUTH__RULES",
        "ENTRANCE__FORWARD_AUTH__RULES__PATH",
        "ENTRANCE__FORWARD_AUTH__RULES[1]__PATH",
    ] {
        let problem = Configuration::sound().variable(name, "/").problem();
        assert!(
            problem.key.starts_with("forward_auth.rules"),
            "{}",
            problem.key
        );
    }
}

#[test]
fn rules_of_a_later_file_replace_all_earlier_ones() {
    let earlier = format!("{TRUSTED}{ENABLED}[[forward_auth.rules]]\npublic = true\n");
    let later = "[[forward_auth.rules]]\npath = \"/a\"\npolicy = \"default\"\n";
    let settings = Configuration::sound()
        .file("a.toml", &earlier)
        .file("b.toml", later)
        .settings();
    let request = OriginalRequest {
        host: None,
        method: "GET",
        path: RawPath::of_target(b"/b"),
    };
    let rules = settings.forward_auth.unwrap().rules;
    assert!(rules.protection(&request).is_err());
}

#[test]
fn rules_without_effect_deserve_a_warning() {
    let rule = "[[forward_auth.rules]]\npublic = true\n";
    let text = format!("{TRUSTED}{rule}");
    let warning = Configuration::sound().file("rules.toml", &text).warning();
    assert_eq!(warning.key, "forward_auth.rules");
    assert!(warning.message.contains("no effect"), "{}", warning.message);
    let text = format!("{ENABLED}{rule}");
    let warning = Configuration::sound().file("rules.toml", &text).warning();
    assert!(
        warning.cure.contains("server.trusted_proxies"),
        "{}",
        warning.cure
    );
}

#[test]
fn a_name_that_is_taken_unsafe_or_given_twice_is_no_identity_header() {
    for name in [
        "Authorization",
        "X_Auth_Kind",
        "X-Auth_Kind",
        "X-Forwarded-For",
        "x-original-uri",
        "X-Real-IP",
        "X-Request-Id",
        "X-",
        "X-Auth Kind",
        "X-Auth:",
        "X-\u{e4}",
        "Remote-User",
        "X-Auth-Tenant-ID",
    ] {
        let text = format!("[forward_auth.headers]\nname = \"X-Name\"\nroles = \"{name}\"\n");
        let problem = Configuration::sound().file("names.toml", &text).problem();
        assert_eq!(problem.key, "forward_auth.headers.roles", "{name}");
        assert_eq!(problem.source, "names.toml, line 3", "{name}");
        assert!(!problem.message.contains(name), "{name}");
    }
}
