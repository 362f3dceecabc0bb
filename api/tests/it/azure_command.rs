//! `entrance azure`, at the Microsoft Graph of a stand-in.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use entrance_stand_in::{Directory, Options, StandIn};
use serde_json::Value;
use tempfile::TempDir;

const DEVELOPMENT: &str = include_str!("../../../config/development.toml");
const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";

/// A working directory, and a cloud on this machine.
struct Shell {
    folder: TempDir,
    instance: String,
    _stand_in: Option<StandIn>,
}

impl Shell {
    async fn start() -> Self {
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let options = Options::new(directory, Arc::new(|| 1_800_000_000));
        let stand_in = StandIn::start(options).await.unwrap();
        Self {
            folder: TempDir::new().unwrap(),
            instance: stand_in.instance(),
            _stand_in: Some(stand_in),
        }
    }

    /// Without anything that could be asked.
    fn offline() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            instance: "https://login.microsoftonline.us".to_owned(),
            _stand_in: None,
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_entrance"));
        command
            .arg("azure")
            .args(arguments)
            .env_clear()
            .env("ENTRANCE__ENTRA__INSTANCE", &self.instance)
            .env("ENTRANCE__SERVER__HOST", "127.0.0.1")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// What a command that ends with this status prints, and what it says on standard error.
    fn told(&self, status: i32, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let (printed, said) = (text(output.stdout), text(output.stderr));
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {printed}{said}"
        );
        (printed, said)
    }

    fn dot_env(&self) -> PathBuf {
        self.folder.path().join(".env")
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn plan_apply_and_check_lead_to_registrations_that_the_configuration_names() {
    let shell = Shell::start().await;
    fs::write(
        shell.dot_env(),
        "# ours\nAPP_CLIENT_ID=\nENTRANCE__SERVER__PORT=8000\n",
    )
    .unwrap();
    let (planned, _) = shell.told(0, &["plan", "--name", "Orders"]);
    assert!(
        planned.contains("+ registration         Orders - OpenAPI"),
        "{planned}"
    );
    let (checked, said) = shell.told(2, &["check"]);
    assert!(checked.contains("AADSTS500011"), "{checked}");
    assert!(said.contains("entrance azure apply"), "{said}");

    let (applied, said) = shell.told(0, &["apply", "--yes", "--name", "Orders"]);
    assert!(applied.contains("changes made."), "{applied}");
    assert!(said.contains("API: registration ..."), "{said}");
    let written = fs::read_to_string(shell.dot_env()).unwrap();
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(lines.len(), 4, "{written}");
    assert_eq!(
        (lines[0], lines[2]),
        ("# ours", "ENTRANCE__SERVER__PORT=8000")
    );
    assert!(
        lines[1].starts_with("APP_CLIENT_ID=") && lines[1].len() == 50,
        "{written}"
    );
    assert!(lines[3].starts_with("OPENAPI_CLIENT_ID="), "{written}");

    let (checked, _) = shell.told(0, &["check"]);
    assert!(checked.contains("as they should be"), "{checked}");
    let (applied, _) = shell.told(0, &["apply", "--yes"]);
    assert!(applied.contains("Nothing had to be changed."), "{applied}");
    assert_eq!(fs::read_to_string(shell.dot_env()).unwrap(), written);
}

#[tokio::test]
async fn nothing_is_changed_where_nobody_can_be_asked() {
    let shell = Shell::start().await;
    let (_, said) = shell.told(1, &["apply"]);
    assert!(said.contains("--yes"), "{said}");
    assert!(!shell.dot_env().exists());
    shell.told(2, &["check"]);
}

#[tokio::test]
async fn single_tenant_is_written_down_and_remembered() {
    let shell = Shell::start().await;
    shell.told(0, &["apply", "--yes", "--single-tenant"]);
    let written = fs::read_to_string(shell.dot_env()).unwrap();
    assert!(
        written.contains(&format!("TENANT_ID={CONTOSO}\n")),
        "{written}"
    );
    shell.told(0, &["check"]);
}

#[tokio::test]
async fn differences_are_explained_for_machines_too() {
    let shell = Shell::start().await;
    let (printed, _) = shell.told(2, &["check", "--json"]);
    let body: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(body["fulfilled"], false);
    let first = &body["differences"][0];
    assert_eq!(first["setting"], "application");
    assert_eq!(first["part"], "api");
    assert_eq!(first["action"], "create");
    for name in ["consequence", "cure"] {
        assert!(!first[name].as_str().unwrap().is_empty(), "{first}");
    }
    assert_eq!(first["request"]["method"], "PATCH");
}

#[test]
fn plan_and_script_need_no_network_when_nothing_is_looked_at() {
    let shell = Shell::offline();
    let (planned, said) = shell.told(0, &["plan", "--offline", "--azure-cli"]);
    assert!(
        planned.contains("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
        "{planned}"
    );
    assert_eq!(said, "");
    let (printed, _) = shell.told(0, &["plan", "--offline", "--json"]);
    let body: Value = serde_json::from_str(&printed).unwrap();
    assert!(body["changes"].as_array().unwrap().len() > 10);
    let (script, _) = shell.told(0, &["export", "--offline"]);
    assert!(script.starts_with("#!/usr/bin/env bash\n"), "{script}");
    assert!(
        script.contains("graph='https://graph.microsoft.us/v1.0'"),
        "{script}"
    );
}

#[test]
fn name_without_letters_and_a_wrong_configuration_are_refused() {
    let shell = Shell::offline();
    let (_, said) = shell.told(1, &["plan", "--offline", "--name", "!?"]);
    assert!(said.contains("--name"), "{said}");
    fs::write(shell.dot_env(), "APP_CLIENT_ID=mine\n").unwrap();
    let (_, said) = shell.told(64, &["plan", "--offline"]);
    assert!(said.contains("GUID"), "{said}");
}

#[test]
fn whoever_is_not_signed_in_is_told_how() {
    let shell = Shell::offline();
    let output = shell.command(&["plan"]).env("PATH", "").output().unwrap();
    let said = text(output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in ["https://graph.microsoft.us", "az login", "--offline"] {
        assert!(said.contains(words), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn token_comes_from_the_azure_command_line() {
    use std::os::unix::fs::PermissionsExt as _;

    let shell = Shell::offline();
    let az = shell.folder.path().join("az");
    let answer = r#"{"accessToken":"a-token","expires_on":4102444800,"tokenType":"Bearer"}"#;
    fs::write(
        &az,
        format!(
            "#!/bin/sh\necho \"$*\" > '{}.asked'\necho '{answer}'\n",
            az.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&az, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", shell.folder.path().display());
    // A proxy where nobody listens: nothing leaves the machine.
    let output = shell
        .command(&["plan"])
        .env("PATH", path)
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .output()
        .unwrap();
    let said = text(output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Microsoft Graph cannot be reached"), "{said}");
    assert!(!said.contains("a-token"), "{said}");
    let asked = fs::read_to_string(shell.folder.path().join("az.asked")).unwrap();
    assert!(
        asked.contains("https://graph.microsoft.us/.default"),
        "{asked}"
    );
}
