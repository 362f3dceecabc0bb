//! Which keys there are and which type each one has.
//!
//! The embedded `default.toml` names every key, so it is the schema: a key has the type of its
//! default value. A named policy has the keys of the policy `default`.

use std::collections::BTreeMap;

use config::{Map, Value, ValueKind};

use super::suggestion::nearest;

/// The type of a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Boolean,
    TextList,
}

impl Kind {
    /// What a value must look like in a file.
    pub(super) fn in_a_file(self) -> &'static str {
        match self {
            Self::Text => "a text in quotes",
            Self::Integer => "a whole number without quotes",
            Self::Boolean => "true or false, without quotes",
            Self::TextList => "a list of texts, such as [\"one\", \"two\"]",
        }
    }

    /// What a value must look like in a variable.
    pub(super) fn in_a_variable(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::TextList => "texts separated by commas",
        }
    }

    fn of(value: &Value) -> Option<Self> {
        match &value.kind {
            ValueKind::String(_) => Some(Self::Text),
            ValueKind::I64(_) => Some(Self::Integer),
            ValueKind::Boolean(_) => Some(Self::Boolean),
            ValueKind::Array(entries) => entries
                .iter()
                .all(|entry| matches!(entry.kind, ValueKind::String(_)))
                .then_some(Self::TextList),
            _ => None,
        }
    }

    /// Whether `value` has this type.
    pub(super) fn fits(self, value: &Value) -> bool {
        Self::of(value) == Some(self)
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Key(Kind),
    Section,
    /// A list of tables, `[[name]]`, which only files can hold.
    Tables,
}

/// The lists of tables, which have no default, with the keys of an entry.
const TABLES: [(&str, &[(&str, Kind)]); 2] = [
    (
        "forward_auth.rules",
        &[
            ("hosts", Kind::TextList),
            ("methods", Kind::TextList),
            ("path", Kind::Text),
            ("policy", Kind::Text),
            ("public", Kind::Boolean),
        ],
    ),
    (
        "introspection.clients",
        &[("id", Kind::Text), ("secret_sha256", Kind::Text)],
    ),
];

/// All keys and sections.
#[derive(Debug)]
pub(super) struct Schema {
    names: BTreeMap<String, Known>,
}

impl Schema {
    /// The schema that the embedded defaults stand for.
    pub(super) fn of(defaults: &Map<String, Value>) -> Self {
        let mut names = BTreeMap::new();
        collect(defaults, "", &mut names);
        names.extend(TABLES.map(|(name, _)| (name.to_owned(), Known::Tables)));
        Self { names }
    }

    /// What `path` stands for, `None` for an unknown one.
    pub(super) fn look_up(&self, path: &str) -> Option<Known> {
        let declared = match policy_and_key(path) {
            Some((_, Some(key))) => self.names.get(&format!("policies.default.{key}")),
            Some((_, None)) => return Some(Known::Section),
            None => self.names.get(path),
        };
        declared.copied()
    }

    /// The same in a file, where `NAME[2].KEY` is a key of the second entry of a list of tables.
    pub(super) fn look_up_in_file(&self, path: &str) -> Option<Known> {
        match entry_and_key(path) {
            Some((keys, key)) => {
                let declared = keys.iter().find(|(name, _)| *name == key);
                declared.map(|(_, kind)| Known::Key(*kind))
            }
            None => self.look_up(path),
        }
    }

    /// Every key, without the sections.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .filter(|(_, known)| matches!(known, Known::Key(_)))
            .map(|(name, _)| name.as_str())
    }

    /// The known key or section that `path` was most likely meant to be.
    pub(super) fn suggestion(&self, path: &str) -> Option<String> {
        if let Some((keys, key)) = entry_and_key(path) {
            let nearest = nearest(key, keys.iter().map(|(name, _)| *name));
            return nearest.map(str::to_owned);
        }
        if let Some((policy, Some(key))) = policy_and_key(path) {
            let keys = self
                .names
                .keys()
                .filter_map(|name| name.strip_prefix("policies.default."));
            return nearest(key, keys).map(|key| format!("policies.{policy}.{key}"));
        }
        nearest(path, self.names.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// Splits `policies.NAME` and `policies.NAME.KEY`.
pub(super) fn policy_and_key(path: &str) -> Option<(&str, Option<&str>)> {
    let rest = path.strip_prefix("policies.")?;
    Some(
        rest.split_once('.')
            .map_or((rest, None), |(name, key)| (name, Some(key))),
    )
}

/// The keys of an entry, and the one that is asked for: `NAME[2].KEY`.
fn entry_and_key(path: &str) -> Option<(&'static [(&'static str, Kind)], &str)> {
    let (table, rest) = path.split_once('[')?;
    let (_, key) = rest.split_once("].")?;
    let (_, keys) = TABLES.iter().find(|(name, _)| *name == table)?;
    Some((keys, key))
}

fn collect(table: &Map<String, Value>, prefix: &str, names: &mut BTreeMap<String, Known>) {
    for (name, value) in table {
        let path = format!("{prefix}{name}");
        if let ValueKind::Table(inner) = &value.kind {
            collect(inner, &format!("{path}."), names);
            names.insert(path, Known::Section);
        } else if let Some(kind) = Kind::of(value) {
            names.insert(path, Known::Key(kind));
        }
    }
}
