//! Keys whose features are still to come.
//!
//! They are known, so that the layout of a configuration is settled early, and refused when they
//! ask for anything: a setting that is silently ignored is a door that somebody believes shut.

use config::{Map, Value, ValueKind};

use super::merged::{Reader, find};
use super::schema::Schema;

/// Keys, and sections with a dot at their end.
const UNBUILT: [&str; 2] = ["rate_limit.", "server.limits."];

/// Refuses every such key that differs from its default.
pub(super) fn refuse(schema: &Schema, defaults: &Map<String, Value>, reader: &mut Reader<'_>) {
    for key in schema.keys() {
        let unbuilt = UNBUILT
            .iter()
            .any(|name| *name == key || (name.ends_with('.') && key.starts_with(name)));
        let unchanged = match (reader.merged.find(key), find(defaults, key)) {
            (Some(value), Some(default)) => same(value, default),
            _ => false,
        };
        if unbuilt && !unchanged {
            reader.refuse(
                key,
                "what this key asks for is not built yet",
                "leave the key out",
            );
        }
    }
}

/// Compares what two values hold, wherever they come from.
fn same(one: &Value, other: &Value) -> bool {
    match (&one.kind, &other.kind) {
        (ValueKind::Array(one), ValueKind::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}
