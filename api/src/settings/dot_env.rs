//! Reads the text of `.env`.

use dotenvy::Error;

use super::problem::Report;
use super::sources::DOT_ENV;
use super::variables::{Variable, concerns_entrance};

/// The variables of a `.env` that concern Entrance.
///
/// As everywhere, `$NAME` outside single quotes stands for another variable's value.
pub(super) fn parse(text: &str, report: &mut Report) -> Vec<Variable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut variables: Vec<Variable> = Vec::new();
    let mut searched = 0;
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) => {
                let line = line_after(text, searched, |line| assigns(line, &name));
                searched = line;
                if !concerns_entrance(&name) {
                    continue;
                }
                let source = format!("{DOT_ENV}, line {line}");
                if let Some(first) = variables.iter().find(|known| known.name == name) {
                    report.refuse(
                        &name,
                        source,
                        format!("the variable is set a second time, after {}", first.source),
                        "keep one of the two lines",
                    );
                    continue;
                }
                variables.push(Variable {
                    name,
                    value,
                    source,
                });
            }
            Err(error) => {
                let unread = match &error {
                    Error::LineParse(unread, _) => unread.lines().next().unwrap_or_default(),
                    _ => "",
                };
                let line = line_after(text, searched, |line| line.contains(unread));
                searched = line;
                report.refuse(
                    DOT_ENV,
                    format!("{DOT_ENV}, line {line}"),
                    "the line cannot be read",
                    "write NAME=value, with quotes around a value that contains spaces",
                );
            }
        }
    }
    variables
}

/// The number of the first line after `searched` that `wanted` accepts.
fn line_after(text: &str, searched: usize, wanted: impl Fn(&str) -> bool) -> usize {
    text.lines()
        .skip(searched)
        .position(wanted)
        .map_or(searched, |index| searched + index + 1)
}

fn assigns(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    let declares = |line: &str| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    declares(line)
        || line
            .strip_prefix("export")
            .is_some_and(|rest| declares(rest.trim_start()))
}
