//! The documentation and the defaults name the same keys.

use std::collections::BTreeMap;

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const DOCUMENTATION: &str = include_str!("../../../../docs/configuration.md");

/// Type, default value and variable of a key, as the documentation writes them.
type Row = [String; 3];

fn documented() -> BTreeMap<String, Row> {
    let cell = |text: &str| text.trim().trim_matches('`').to_owned();
    DOCUMENTATION
        .lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.split('|').map(cell).collect();
            match cells.as_slice() {
                [_, key, kind, default, variable, _purpose, _] if key.contains('.') => {
                    let row = [kind.clone(), default.clone(), variable.clone()];
                    Some((key.clone(), row))
                }
                _ => None,
            }
        })
        .collect()
}

fn defined(table: &toml::Table, prefix: &str, rows: &mut BTreeMap<String, Row>) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        let kind = match value {
            toml::Value::Table(inner) => {
                defined(inner, &format!("{key}."), rows);
                continue;
            }
            toml::Value::String(_) => "text",
            toml::Value::Integer(_) => "number",
            toml::Value::Boolean(_) => "yes or no",
            toml::Value::Array(_) => "list of texts",
            other => panic!("no key has a value such as {other}"),
        };
        let variable = format!("ENTRANCE__{}", key.replace('.', "__").to_uppercase());
        rows.insert(key, [kind.to_owned(), value.to_string(), variable]);
    }
}

#[test]
fn documentation_and_defaults_name_the_same_keys_types_values_and_variables() {
    let mut rows = BTreeMap::new();
    defined(&DEFAULTS.parse().unwrap(), "", &mut rows);
    assert!(rows.len() > 40);
    assert_eq!(documented(), rows);
}

#[test]
fn every_key_of_the_defaults_has_a_comment() {
    let mut previous = "";
    for line in DEFAULTS.lines() {
        if line.contains(" = ") && !line.starts_with('#') {
            assert!(previous.starts_with('#'), "{line}");
        }
        previous = line;
    }
}
