//! A plan as a script for Azure's command line.

use std::fmt::Write as _;

use crate::change::{Change, GraphRequest, Method, Setting};
use crate::desired::{AccountTypes, Desired, Part};
use crate::plan::Plan;

/// What every script begins with; the address of Microsoft Graph goes in between.
const HEAD: &str = r"#!/usr/bin/env bash
# Makes the app registrations of Entrance. Read it, sign in (az login --tenant TENANT_ID
# --allow-no-subscriptions), and run it once: it stops where something of the same key exists already.
set -euo pipefail

";

/// The functions that the calls are made with.
const FUNCTIONS: &str = r#"
# Microsoft Graph takes some seconds until it knows everywhere what was made a moment ago.
patiently() {
    local pause
    for pause in 2 4 8 16 30 0; do
        if "$@"; then return; fi
        sleep "$pause"
    done
    echo "this did not succeed: $*" >&2
    return 1
}

# METHOD PATH BODY
change() {
    patiently az rest --method "$1" --url "$graph$2" --headers Content-Type=application/json \
        --body "$3" --output none
}
"#;

/// Those that new applications need.
const CREATION: &str = r#"
# UNIQUE_NAME PROPERTY
read_application() {
    patiently az rest --method get --url "$graph/applications(uniqueName='$1')?\$select=id,appId" \
        --query "$2" --output tsv
}

# UNIQUE_NAME BODY
create_application() {
    if az rest --method get --url "$graph/applications(uniqueName='$1')" --output none 2>/dev/null; then
        echo "there is an application with the uniqueName $1 already; entrance azure plan compares it" >&2
        return 1
    fi
    patiently az rest --method patch --url "$graph/applications(uniqueName='$1')" \
        --headers Content-Type=application/json Prefer=create-if-missing --body "$2" --output none
}
"#;

/// Writes the plan's calls as a script for bash and `az rest`, with the lines for `.env` at its end. `graph` is
/// the base address of Microsoft Graph.
#[must_use]
pub fn script(desired: &Desired, plan: &Plan, graph: &str) -> String {
    let mut script = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(script, "graph='{graph}'");
    script.push_str(FUNCTIONS);
    if plan.changes.iter().any(is_creation) {
        script.push_str(CREATION);
    }
    for change in &plan.changes {
        let _ = write!(script, "\n{}", comment(change));
        let _ = match change.setting {
            Setting::Application => create(&mut script, desired, change),
            _ => call(&mut script, &change.request),
        };
    }
    script.push_str(&variables(desired, plan));
    script
}

/// Prints what `.env` has to say.
fn variables(desired: &Desired, plan: &Plan) -> String {
    let mut lines = String::new();
    for change in plan.changes.iter().filter(|one| is_creation(one)) {
        let name = match change.part {
            Part::Api => "APP_CLIENT_ID",
            Part::Page => "OPENAPI_CLIENT_ID",
        };
        let value = variable(change.part, "APP_ID");
        let _ = writeln!(lines, "echo \"{name}={value}\"");
    }
    if !lines.is_empty() && desired.account_types == AccountTypes::SingleTenant {
        lines.push_str("echo \"TENANT_ID=$(az account show --query tenantId --output tsv)\"\n");
    }
    if lines.is_empty() {
        lines
    } else {
        format!("\n# For .env\n{lines}")
    }
}

fn is_creation(change: &Change) -> bool {
    change.setting == Setting::Application
}

fn comment(change: &Change) -> String {
    change
        .to_string()
        .lines()
        .fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "# {}: {line}", change.part);
            text
        })
}

fn create(script: &mut String, desired: &Desired, change: &Change) -> std::fmt::Result {
    let part = change.part;
    let unique_name = desired.unique_name(part);
    let body = quoted(&change.request.body.to_string());
    let prefix = prefix(part);
    writeln!(script, "create_application '{unique_name}' {body}")?;
    writeln!(script, "{prefix}_ID=$(read_application '{unique_name}' id)")?;
    writeln!(
        script,
        "{prefix}_APP_ID=$(read_application '{unique_name}' appId)"
    )
}

fn call(script: &mut String, request: &GraphRequest) -> std::fmt::Result {
    let method = match request.method {
        Method::Patch => "patch",
        Method::Post => "post",
    };
    let path = quoted(&request.path);
    let body = quoted(&request.body.to_string());
    writeln!(script, "change {method} {path} {body}")
}

/// A text between double quotes, in which nothing but the ids to come is a variable.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        if matches!(character, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    for part in [Part::Api, Part::Page] {
        quoted = quoted
            .replace(part.id_to_come(), &variable(part, "ID"))
            .replace(part.app_id_to_come(), &variable(part, "APP_ID"));
    }
    quoted
}

fn variable(part: Part, name: &str) -> String {
    format!("${{{}_{name}}}", prefix(part))
}

const fn prefix(part: Part) -> &'static str {
    match part {
        Part::Api => "API",
        Part::Page => "PAGE",
    }
}
