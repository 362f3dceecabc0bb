//! Compares a file's content with the schema.

use config::{Map, Value, ValueKind};
use entrance_domain::PolicyName;

use super::problem::Report;
use super::schema::{Known, Schema, policy_and_key};

/// Reports names that do not exist and values of the wrong type, and removes them, so that the
/// rest of the configuration can be judged in the same go.
pub(super) fn keep_valid(
    table: Map<String, Value>,
    schema: &Schema,
    report: &mut Report,
) -> Map<String, Value> {
    within(table, "", schema, report)
}

fn within(
    table: Map<String, Value>,
    prefix: &str,
    schema: &Schema,
    report: &mut Report,
) -> Map<String, Value> {
    let mut valid = Map::new();
    // The map has no order of its own, and faults are to be told in the same order every time.
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    for (name, value) in entries {
        let path = format!("{prefix}{name}");
        let origin = value.origin().unwrap_or_default().to_owned();
        match (schema.look_up_in_file(&path), value.kind) {
            (None, _) => {
                let cure = schema.suggestion(&path).map_or_else(
                    || "remove it; docs/configuration.md lists all keys".to_owned(),
                    |suggestion| format!("did you mean {suggestion}?"),
                );
                report.refuse(path, origin, "there is no such key", cure);
            }
            (Some(Known::Section), ValueKind::Table(inner)) => {
                if let Some((policy, None)) = policy_and_key(&path)
                    && PolicyName::new(policy).is_err()
                {
                    report.refuse(
                        &path,
                        origin,
                        "this is no name for a policy",
                        "use lower-case letters, digits and hyphens only",
                    );
                    continue;
                }
                let inner = within(inner, &format!("{path}."), schema, report);
                valid.insert(name, Value::new(Some(&origin), ValueKind::Table(inner)));
            }
            (Some(Known::Tables), ValueKind::Array(entries)) => {
                let entries = entries_of(entries, &path, schema, report);
                valid.insert(name, Value::new(Some(&origin), ValueKind::Array(entries)));
            }
            (Some(Known::Tables), _) => refuse_as_table(path, origin, report),
            (Some(Known::Section), _) => report.refuse(
                &path,
                origin,
                "this is a section, not a key",
                format!("write [{path}] with its keys below"),
            ),
            (Some(Known::Key(kind)), content) => {
                let value = Value::new(Some(&origin), content);
                if kind.fits(&value) {
                    valid.insert(name, value);
                } else {
                    report.refuse(
                        path,
                        origin,
                        "the value has the wrong type",
                        format!("write {}", kind.in_a_file()),
                    );
                }
            }
        }
    }
    valid
}

/// The entries of a list of tables, each judged like a section of its own.
fn entries_of(entries: Vec<Value>, path: &str, schema: &Schema, report: &mut Report) -> Vec<Value> {
    let mut valid = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        let origin = entry.origin().unwrap_or_default().to_owned();
        let path = format!("{path}[{}]", index + 1);
        if let ValueKind::Table(inner) = entry.kind {
            let inner = within(inner, &format!("{path}."), schema, report);
            valid.push(Value::new(Some(&origin), ValueKind::Table(inner)));
        } else {
            refuse_as_table(path, origin, report);
        }
    }
    valid
}

fn refuse_as_table(path: String, origin: String, report: &mut Report) {
    let name = path.split('[').next().unwrap_or_default();
    let cure = format!("write [[{name}]] above the keys of each entry");
    report.refuse(path, origin, "this is a list of tables", cure);
}
