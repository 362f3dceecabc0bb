//! What `entrance azure` prints.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};

use anyhow::Context as _;
use entrance_registration::{Change, Event, Outcome, Plan};
use serde_json::{Value, json};

use super::env_file;
use crate::settings::DOT_ENV;

/// What would be changed.
pub(super) fn plan(plan: &Plan, json: bool) -> anyhow::Result<()> {
    if json {
        return print(&serde_json::to_string_pretty(plan)?);
    }
    print(&plan.to_string())
}

/// What is different, what that means and how it is mended.
pub(super) fn checked(plan: &Plan, json: bool) -> anyhow::Result<()> {
    if json {
        let differences = plan.changes.iter().map(difference);
        let body = json!({
            "fulfilled": plan.is_fulfilled(),
            "differences": differences.collect::<Result<Vec<_>, _>>()?,
            "notices": plan.notices,
        });
        return print(&serde_json::to_string_pretty(&body)?);
    }
    let mut text = String::new();
    for change in &plan.changes {
        let explanation = change.explanation();
        writeln!(text, "{} of the {}", change.setting, change.part)?;
        for line in change.to_string().lines() {
            writeln!(text, "  {line}")?;
        }
        writeln!(text, "  otherwise: {}", explanation.consequence)?;
        writeln!(text, "  by hand:   {}\n", explanation.cure)?;
    }
    for notice in &plan.notices {
        writeln!(text, "Note: {notice}.\n")?;
    }
    text.push_str(match plan.changes.len() {
        0 if plan.is_fulfilled() => "The registrations are as they should be.",
        _ => "The registrations differ.",
    });
    print(&text)
}

fn difference(change: &Change) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(change)?;
    if let (Value::Object(value), Value::Object(explanation)) =
        (&mut value, serde_json::to_value(change.explanation())?)
    {
        value.extend(explanation);
    }
    Ok(value)
}

/// What was changed, and what stands in `.env` now.
pub(super) fn applied(outcome: &Outcome, variables: &[(&str, String)]) -> anyhow::Result<()> {
    let mut text = match outcome.changes {
        0 => "Nothing had to be changed.".to_owned(),
        1 => "1 change made.".to_owned(),
        changes => format!("{changes} changes made."),
    };
    if !outcome.confirmed {
        text.push_str(
            "\nMicrosoft Graph does not show all of them yet; entrance azure check compares again.",
        );
    }
    if !variables.is_empty() {
        write!(
            text,
            "\n\nWritten to {DOT_ENV}:\n{}",
            env_file::shown(variables)
        )?;
    }
    print(&text)
}

/// One line for each thing that goes on, on standard error.
pub(super) fn progress(event: &Event<'_>) {
    let line = match event {
        Event::Changing(change) => format!("{}: {} ...", change.part, change.setting),
        Event::Waiting { reason, pause } => {
            format!("waiting {} s: {reason}", pause.as_secs())
        }
        _ => return,
    };
    // Nobody is there to be told that telling failed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints to standard output. Whoever reads it, such as `head`, may have seen enough.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("standard output"),
    }
}
