//! `entrance tenant`, on a database file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const CLIENT_ID: &str = "30000000-0000-4000-8000-000000000001";
const OPERATOR: &str = "10000000-0000-4000-8000-000000000001";
const FABRIKAM: &str = "10000000-0000-4000-8000-000000000002";
const OTHER: &str = "10000000-0000-4000-8000-000000000003";

/// A directory with a database in it.
struct Shell {
    folder: TempDir,
}

impl Shell {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_entrance"))
            .arg("tenant")
            .args(arguments)
            .env_clear()
            .env("APP_CLIENT_ID", CLIENT_ID)
            .env("ENTRANCE__TENANTS__ADMISSION", "directory")
            .env("ENTRANCE__TENANTS__OPERATOR", OPERATOR)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// What a command that succeeds prints.
    fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.told(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// What a command that is refused says.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with("entrance: "), "{text}");
        text
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, path: &Path) -> Output {
        self.run(&["import", path.to_str().unwrap()])
    }
}

#[test]
fn tenant_is_led_through_its_life_from_the_shell() {
    let shell = Shell::new();
    let invited = shell.json(&["invite", FABRIKAM, "--name", "Fabrikam", "--note", "new"]);
    assert_eq!(invited["tenant"]["state"], "invited");
    assert_eq!(invited["tenant"]["created_by"]["kind"], "shell");
    let url = invited["invitation"]["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://localhost:8000/onboarding/invitations/"),
        "{url}"
    );
    for (arguments, state) in [
        (vec!["approve", FABRIKAM], "active"),
        (vec!["suspend", FABRIKAM, "--reason", "unpaid"], "suspended"),
        (vec!["reactivate", FABRIKAM], "active"),
        (vec!["remove", FABRIKAM], "removed"),
    ] {
        assert_eq!(shell.json(&arguments)["state"], state, "{arguments:?}");
    }
    assert_eq!(shell.json(&["show", FABRIKAM])["state"], "removed");
}

#[test]
fn tables_are_for_people() {
    let shell = Shell::new();
    let invited = shell.told(&["invite", FABRIKAM, "--name", "Fabrikam"]);
    assert!(invited.contains("It is a secret"), "{invited}");
    shell.told(&["invite", OTHER, "--name", "Northwind"]);
    let listed = shell.told(&["list"]);
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(
        listed.contains("TENANT ID") && listed.contains(FABRIKAM),
        "{listed}"
    );
    let narrowed = shell.told(&["list", "--search", "NORTH", "--state", "invited"]);
    assert!(
        narrowed.contains(OTHER) && !narrowed.contains(FABRIKAM),
        "{narrowed}"
    );
    assert!(shell.told(&["show", OTHER]).contains("Northwind"));
}

#[test]
fn what_the_rules_refuse_is_said_in_words() {
    let shell = Shell::new();
    for (arguments, words) in [
        (vec!["approve", FABRIKAM], "no such tenant"),
        (
            vec!["invite", OPERATOR, "--name", "Contoso"],
            "operator's own tenant",
        ),
        (
            vec!["invite", "no tenant", "--name", "N"],
            "write its tenant id",
        ),
        (vec!["invite", FABRIKAM, "--name", " "], "--name"),
    ] {
        let text = shell.refused(&arguments);
        assert!(text.contains(words), "{text}");
    }
    let wrong = shell.run(&["list", "--state", "gone"]);
    assert_eq!(wrong.status.code(), Some(64));
}

#[test]
fn export_is_what_import_reads() {
    let (shell, other) = (Shell::new(), Shell::new());
    shell.told(&[
        "invite",
        FABRIKAM,
        "--name",
        "Fabrikam",
        "--note",
        "two\nlines",
    ]);
    shell.told(&["approve", FABRIKAM]);
    shell.told(&["suspend", FABRIKAM, "--reason", "unpaid"]);
    shell.told(&["invite", OTHER, "--name", "Northwind"]);
    let exported = shell.told(&["export"]);
    let path = other.file("tenants.jsonl", &exported);
    assert!(other.import(&path).status.success());
    assert_eq!(other.told(&["export"]), exported);
    assert!(
        other
            .told(&["import", path.to_str().unwrap()])
            .starts_with("0 changes")
    );
}

#[test]
fn import_is_all_or_nothing_and_names_the_offending_lines() {
    let shell = Shell::new();
    let good =
        format!(r#"{{"tenant_id":"{FABRIKAM}","display_name":"Fabrikam","state":"active"}}"#);
    let operator = good.replace(FABRIKAM, OPERATOR);
    let text = format!(
        "{good}\n{}\n\n{operator}\n{}\n",
        good.replace("active", "gone"),
        good.replace("display_name", "name")
    );
    let path = shell.file("tenants.jsonl", &text);
    let refused = shell.refused(&["import", path.to_str().unwrap()]);
    for words in [
        "3 lines",
        "line 2: state",
        "line 4: the operator's",
        "line 5: ",
    ] {
        assert!(refused.contains(words), "{refused}");
    }
    assert!(!refused.contains("line 1:"), "{refused}");
    assert_eq!(shell.told(&["export"]), "");
    let path = shell.file("tenants.jsonl", &good);
    assert!(shell.import(&path).status.success());
    let back = good.replace("active", "invited");
    let path = shell.file("tenants.jsonl", &back);
    assert!(
        shell
            .refused(&["import", path.to_str().unwrap()])
            .contains("line 1: ")
    );
    assert_eq!(shell.json(&["show", FABRIKAM])["state"], "active");
}
