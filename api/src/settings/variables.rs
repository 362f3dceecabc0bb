//! Turns variables, of the environment or of `.env`, into values of the declared types.

use std::fs;

use config::{Map, Value, ValueKind};

use super::problem::Report;
use super::schema::{Kind, Known, Schema, policy_and_key};

const PREFIX: &str = "ENTRANCE__";
/// Also a variable whose underscores are too few must not be ignored in silence.
const NEAR_PREFIX: &str = "ENTRANCE_";

/// Short names, with the key that each one stands for.
const SHORT_NAMES: [(&str, &str); 3] = [
    ("APP_CLIENT_ID", "entra.client_id"),
    ("OPENAPI_CLIENT_ID", "entra.openapi_client_id"),
    ("TENANT_ID", "entra.tenant"),
];
/// Names a file that holds the value of `database.url`.
const URL_FILE: (&str, &str) = ("ENTRANCE__DATABASE__URL_FILE", "database.url");

/// A variable and where it was set.
#[derive(Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: String,
    /// `.env` with its line, or nothing for the environment, where the name says it all.
    pub(super) source: String,
}

impl Variable {
    pub(super) fn of_environment((name, value): &(String, String)) -> Self {
        Self {
            name: name.clone(),
            value: value.clone(),
            source: String::new(),
        }
    }

    fn origin(&self) -> String {
        if self.source.is_empty() {
            format!("variable {}", self.name)
        } else {
            format!("{} ({})", self.source, self.name)
        }
    }
}

/// Whether a variable of this name may be meant for Entrance.
pub(super) fn concerns_entrance(name: &str) -> bool {
    name.starts_with(NEAR_PREFIX) || SHORT_NAMES.iter().any(|(short, _)| *short == name)
}

/// The variable of a key: `ENTRANCE__SERVER__PORT` for `server.port`.
fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}

/// Reads variables; `declares_policy` tells whether a file or the defaults have a policy.
pub(super) fn read(
    variables: &[Variable],
    schema: &Schema,
    declares_policy: impl Fn(&str) -> bool,
    report: &mut Report,
) -> Map<String, Value> {
    let mut values = Map::new();
    for variable in variables {
        let Some(key) = key_of(variable, schema, report) else {
            continue;
        };
        let Some(Known::Key(kind)) = schema.look_up(&key) else {
            continue;
        };
        if let Some((policy, _)) = policy_and_key(&key)
            && !declares_policy(policy)
        {
            report.refuse(
                &key,
                variable.origin(),
                "no file declares this policy",
                format!(
                    "declare [policies.{policy}] in a file; a variable can only change its keys"
                ),
            );
            continue;
        }
        let Some(text) = text_of(variable, &key, report) else {
            continue;
        };
        if text.is_empty() && has_other_name(&key) {
            continue;
        }
        match convert(&text, kind) {
            Some(content) => {
                insert(
                    &mut values,
                    &key,
                    Value::new(Some(&variable.origin()), content),
                );
            }
            None => report.refuse(
                &key,
                variable.origin(),
                "the value has the wrong type",
                format!("write {}", kind.in_a_variable()),
            ),
        }
    }
    values
}

/// Reports keys that are set by both of their names, and differently.
///
/// `effective` holds each variable once: where `.env` and the environment both have it, the
/// environment's.
pub(super) fn refuse_contradictions(effective: &[Variable], report: &mut Report) {
    for (other_name, key) in SHORT_NAMES.into_iter().chain([URL_FILE]) {
        let find = |name: &str| effective.iter().find(|variable| variable.name == name);
        let (Some(short), Some(long)) = (find(other_name), find(&variable_of(key))) else {
            continue;
        };
        // A file that cannot be read has been reported already.
        let Some(value) = text_of(short, key, &mut Report::default()) else {
            continue;
        };
        let long_value = long.value.trim();
        let one_is_empty = value.is_empty() || long_value.is_empty();
        // Ids and domains are lowered when they are read; an address may hold a password.
        let same = if other_name == URL_FILE.0 {
            value == long_value
        } else {
            value.eq_ignore_ascii_case(long_value)
        };
        if !one_is_empty && !same {
            report.refuse(
                key,
                format!("{} and {}", short.origin(), long.origin()),
                "the two names of this key are set differently",
                format!("set only one of {} and {}", short.name, long.name),
            );
        }
    }
}

fn has_other_name(key: &str) -> bool {
    SHORT_NAMES
        .iter()
        .chain([&URL_FILE])
        .any(|(_, named)| *named == key)
}

fn key_of(variable: &Variable, schema: &Schema, report: &mut Report) -> Option<String> {
    let name = variable.name.as_str();
    let mut other_names = SHORT_NAMES.iter().chain([&URL_FILE]);
    if let Some((_, key)) = other_names.find(|(other_name, _)| *other_name == name) {
        return Some((*key).to_owned());
    }
    let Some(rest) = name.strip_prefix(PREFIX) else {
        let meant = schema
            .keys()
            .map(variable_of)
            .find(|known| known.replace("__", "_") == name);
        if let Some(meant) = meant {
            report.warn(
                name,
                variable.origin(),
                "the variable is ignored: two underscores join the parts of its name",
                format!("did you mean {meant}?"),
            );
        }
        return None;
    };
    let key = rest.replace("__", ".").to_ascii_lowercase();
    match schema.look_up(&key) {
        Some(Known::Key(_)) if variable_of(&key) == name => return Some(key),
        Some(Known::Key(_)) => report.refuse(
            name,
            variable.origin(),
            "there is no such variable",
            format!("did you mean {}?", variable_of(&key)),
        ),
        Some(Known::Tables) => report.refuse(
            key,
            variable.origin(),
            "this is a list of tables; a variable holds a single key",
            "write the entries in a file",
        ),
        Some(Known::Section) => report.refuse(
            key,
            variable.origin(),
            "this is a section; a variable holds a single key",
            "set its keys one by one, or write the section in a file",
        ),
        None => {
            let cure = schema.suggestion(&key).map_or_else(
                || "remove it; docs/configuration.md lists all keys".to_owned(),
                |suggestion| format!("did you mean {}?", variable_of(&suggestion)),
            );
            report.refuse(key, variable.origin(), "there is no such key", cure);
        }
    }
    None
}

/// The variable's value, or the content of the file that it names.
fn text_of(variable: &Variable, key: &str, report: &mut Report) -> Option<String> {
    let text = variable.value.trim();
    if variable.name != URL_FILE.0 || text.is_empty() {
        return Some(text.to_owned());
    }
    match fs::read_to_string(text) {
        Ok(content) => Some(content.trim().to_owned()),
        Err(error) => {
            report.refuse(
                key,
                variable.origin(),
                format!("the file that it names cannot be read: {error}"),
                "name a readable file that holds the address of the database",
            );
            None
        }
    }
}

fn convert(text: &str, kind: Kind) -> Option<ValueKind> {
    match kind {
        Kind::Text => Some(ValueKind::String(text.to_owned())),
        Kind::Integer => text.parse().ok().map(ValueKind::I64),
        Kind::Boolean => text
            .to_ascii_lowercase()
            .parse()
            .ok()
            .map(ValueKind::Boolean),
        Kind::TextList => {
            let entries = text
                .split(',')
                .map(str::trim)
                .filter(|entry| !entry.is_empty());
            Some(ValueKind::Array(entries.map(Value::from).collect()))
        }
    }
}

/// Puts `value` at the dotted path `key`.
pub(super) fn insert(table: &mut Map<String, Value>, key: &str, value: Value) {
    let Some((section, rest)) = key.split_once('.') else {
        table.insert(key.to_owned(), value);
        return;
    };
    let inner = table
        .entry(section.to_owned())
        .or_insert_with(|| Value::new(None, ValueKind::Table(Map::new())));
    if let ValueKind::Table(inner) = &mut inner.kind {
        insert(inner, rest, value);
    }
}
