//! What is configured, in a form that can be compared with an earlier one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use config::{Map, Value, ValueKind};

use super::merged::Merged;

/// The sections and keys that can change while the service runs.
const RELOADABLE: [&str; 5] = [
    "cors.",
    "forward_auth.",
    "logging.filter",
    "policies.",
    "tenants.listed",
];

/// Every configured value under its key.
///
/// SECURITY: values may be passwords. Only their hashes are kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Values(BTreeMap<String, u64>);

impl Values {
    pub(super) fn of(merged: &Merged) -> Self {
        let mut values = BTreeMap::new();
        if let ValueKind::Table(table) = merged.content() {
            collect(table, "", &mut values);
        }
        Self(values)
    }

    /// The keys that have another value in `other`, or are in one of them only; in alphabetical order.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let keys: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let differing = |key: &&&String| self.0.get(**key) != other.0.get(**key);
        keys.iter()
            .filter(differing)
            .map(|key| (**key).clone())
            .collect()
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Values")
            .field(&self.0.len())
            .finish()
    }
}

/// Whether the value of `key` can change while the service runs.
pub(crate) fn is_reloadable(key: &str) -> bool {
    RELOADABLE
        .iter()
        .any(|known| *known == key || (known.ends_with('.') && key.starts_with(known)))
}

fn collect(table: &Map<String, Value>, prefix: &str, values: &mut BTreeMap<String, u64>) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        if let ValueKind::Table(inner) = &value.kind {
            collect(inner, &format!("{key}."), values);
        } else {
            let mut hasher = DefaultHasher::new();
            hash(value, &mut hasher);
            values.insert(key, hasher.finish());
        }
    }
}

/// Hashes what a value holds, wherever it comes from.
fn hash(value: &Value, hasher: &mut DefaultHasher) {
    match &value.kind {
        ValueKind::Array(entries) => {
            entries.len().hash(hasher);
            for entry in entries {
                hash(entry, hasher);
            }
        }
        ValueKind::Table(inner) => {
            let members: BTreeMap<_, _> = inner.iter().collect();
            for (name, member) in members {
                name.hash(hasher);
                hash(member, hasher);
            }
        }
        scalar => scalar.to_string().hash(hasher),
    }
}
