//! Reads TOML into values that remember their line.

use config::{Map, Value, ValueKind};
use toml::de::{DeTable, DeValue};

use super::problem::Report;

/// How the origin of a file's values is told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label<'a> {
    /// The embedded defaults; their lines would tell the reader nothing.
    Default,
    /// A file, by the name that it was given.
    File(&'a str),
}

impl Label<'_> {
    fn at(self, text: &str, offset: usize) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File(name) => {
                let before = text.as_bytes().iter().take(offset);
                let line = before.filter(|byte| **byte == b'\n').count() + 1;
                format!("{name}, line {line}")
            }
        }
    }
}

/// Parses `text`; what is not TOML is reported, and the rest is read all the same.
pub(super) fn parse(text: &str, label: Label<'_>, report: &mut Report) -> Map<String, Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        report.refuse(
            match label {
                Label::Default => "default",
                Label::File(name) => name,
            },
            label.at(text, offset),
            format!("this is not TOML: {}", error.message()),
            "write keys as `key = value`, texts in quotes and sections as `[section]`",
        );
    }
    table(document.get_ref(), text, label)
}

fn table(source: &DeTable<'_>, text: &str, label: Label<'_>) -> Map<String, Value> {
    let entry = |(key, node): (&toml::Spanned<_>, &toml::Spanned<_>)| {
        // The key's position: a table's own span may begin at its first entry.
        let origin = label.at(text, key.span().start);
        (
            String::from(AsRef::<str>::as_ref(key.get_ref())),
            value(node.get_ref(), &origin, text, label),
        )
    };
    source.iter().map(entry).collect()
}

fn value(source: &DeValue<'_>, origin: &String, text: &str, label: Label<'_>) -> Value {
    let kind = match source {
        DeValue::String(string) => ValueKind::String(string.clone().into_owned()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or(ValueKind::Nil, ValueKind::I64),
        DeValue::Boolean(boolean) => ValueKind::Boolean(*boolean),
        DeValue::Array(array) => ValueKind::Array(
            array
                .iter()
                .map(|entry| match entry.get_ref() {
                    // The entries of a list of tables have lines of their own.
                    table @ DeValue::Table(_) => {
                        let origin = label.at(text, entry.span().start);
                        value(table, &origin, text, label)
                    }
                    plain => value(plain, origin, text, label),
                })
                .collect(),
        ),
        DeValue::Table(inner) => ValueKind::Table(table(inner, text, label)),
        // No key takes these; as "nothing" they fail the check of types.
        DeValue::Float(_) | DeValue::Datetime(_) => ValueKind::Nil,
    };
    Value::new(Some(origin), kind)
}
