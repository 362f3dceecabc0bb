//! Backends that introspect with an id and a secret.

use super::Configuration;

const HASH: &str = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d";

fn with_clients(text: &str) -> Configuration {
    let text = format!("[introspection]\nenabled = true\n[[introspection.clients]]\n{text}");
    Configuration::sound().file("clients.toml", &text)
}

#[test]
fn a_client_is_recognized_by_id_and_secret_together() {
    // SHA-256 of "password".
    let text = format!("id = \"backend-1\"\nsecret_sha256 = \"{HASH}8\"\n");
    let settings = with_clients(&text).settings();
    let clients = settings.introspection.unwrap().clients;
    assert!(clients[0].is("backend-1", "password"));
    assert!(!clients[0].is("backend-1", "Password"));
    assert!(!clients[0].is("backend-2", "password"));
    assert!(!clients[0].is("backend-1", ""));
    assert!(!format!("{clients:?}").contains("94"), "{clients:?}");
}

#[test]
fn each_fault_of_a_client_is_told_without_its_value() {
    for (text, key, line) in [
        (
            format!("id = \"a b\"\nsecret_sha256 = \"{HASH}8\"\n"),
            ".id",
            4,
        ),
        (
            format!("id = \"\"\nsecret_sha256 = \"{HASH}8\"\n"),
            ".id",
            4,
        ),
        (format!("secret_sha256 = \"{HASH}8\"\n"), "", 3),
        ("id = \"a\"\n".to_owned(), "", 3),
        (
            format!("id = \"a\"\nsecret_sha256 = \"{HASH}\"\n"),
            ".secret_sha256",
            5,
        ),
        (
            "id = \"a\"\nsecret_sha256 = \"a plain secret\"\n".to_owned(),
            ".secret_sha256",
            5,
        ),
        (
            format!("id = \"a\"\nsecret_sha256 = \"{HASH}g\"\n"),
            ".secret_sha256",
            5,
        ),
    ] {
        let problem = with_clients(&text).problem();
        assert_eq!(
            problem.key,
            format!("introspection.clients[1]{key}"),
            "{text}"
        );
        assert_eq!(
            problem.source,
            format!("clients.toml, line {line}"),
            "{text}"
        );
        assert!(
            problem.cure.contains("entrance secret new"),
            "{}",
            problem.cure
        );
        assert!(!format!("{problem:?}").contains("plain secret"));
    }
}

#[test]
fn one_id_is_one_client() {
    let entry = format!("id = \"a\"\nsecret_sha256 = \"{HASH}8\"\n");
    let problem = with_clients(&format!("{entry}[[introspection.clients]]\n{entry}")).problem();
    assert_eq!(problem.key, "introspection.clients[2]");
}

#[test]
fn clients_without_effect_deserve_a_warning() {
    let text = format!("[[introspection.clients]]\nid = \"a\"\nsecret_sha256 = \"{HASH}8\"\n");
    let warning = Configuration::sound().file("clients.toml", &text).warning();
    assert_eq!(warning.key, "introspection.clients");
}
