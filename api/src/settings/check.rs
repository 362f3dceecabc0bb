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
        match (schema.look_up(&path), value.kind) {
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
