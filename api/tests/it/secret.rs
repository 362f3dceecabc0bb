//! `entrance secret new`.

use std::collections::HashSet;
use std::process::Command;

use aws_lc_rs::digest::{SHA256, digest};

fn made() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_entrance"))
        .args(["secret", "new"])
        .env_clear()
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_client_is_made_with_a_secret_of_which_the_configuration_holds_the_hash() {
    let text = made();
    let table: toml::Table = text.parse().unwrap();
    let client = &table["introspection"]["clients"][0];
    let secret = text.lines().find_map(|line| line.split_once("secret  "));
    let (_, secret) = secret.unwrap();
    let hash = digest(&SHA256, secret.as_bytes());
    let hash: Vec<_> = hash
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        client["secret_sha256"].as_str(),
        Some(hash.concat().as_str())
    );
    assert_eq!(secret.len(), 43);
    assert!(text.contains(&format!("id      {}", client["id"].as_str().unwrap())));
}

#[test]
fn no_two_clients_are_alike() {
    let made: HashSet<_> = (0..3).map(|_| made()).collect();
    assert_eq!(made.len(), 3);
}
