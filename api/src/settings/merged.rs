//! The layers put on top of each other; every value still knows where it came from.

use std::fmt::Display;
use std::str::FromStr;

use config::{Config, ConfigError, Map, Source, Value, ValueKind};
use serde::Deserialize;

use super::problem::Report;

/// One source of values; the later one of two wins key by key, lists as a whole.
#[derive(Debug, Clone)]
pub(super) struct Layer(pub(super) Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

/// All layers together.
#[derive(Debug)]
pub(super) struct Merged {
    config: Config,
}

impl Merged {
    /// Merges `layers`, given in ascending precedence.
    pub(super) fn of(layers: Vec<Layer>) -> Result<Self, ConfigError> {
        let builder = layers
            .into_iter()
            .fold(Config::builder(), |builder, layer| {
                builder.add_source(layer)
            });
        Ok(Self {
            config: builder.build()?,
        })
    }

    /// The values in a form of our own.
    pub(super) fn read<'a, T: Deserialize<'a>>(&self) -> Result<T, ConfigError> {
        self.config.clone().try_deserialize()
    }

    /// All sections.
    pub(super) fn content(&self) -> &ValueKind {
        &self.config.cache.kind
    }

    /// The value at the dotted path `key`.
    pub(super) fn find(&self, key: &str) -> Option<&Value> {
        match &self.config.cache.kind {
            ValueKind::Table(table) => find(table, key),
            _ => None,
        }
    }

    /// Where the value of `key` comes from; a key that is left out has its default.
    pub(super) fn origin(&self, key: &str) -> &str {
        self.find(key).and_then(Value::origin).unwrap_or("default")
    }
}

/// What the sections are parsed with: origins to look up, and a place for findings.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) merged: &'a Merged,
    pub(super) report: &'a mut Report,
}

impl Reader<'_> {
    /// Reports that the value of `key` cannot be used.
    pub(super) fn refuse(
        &mut self,
        key: &str,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.report
            .refuse(key, self.merged.origin(key), message, cure);
    }

    /// Reports that the value of `key` deserves attention.
    pub(super) fn warn(&mut self, key: &str, message: impl Into<String>, cure: impl Into<String>) {
        self.report
            .warn(key, self.merged.origin(key), message, cure);
    }

    /// A number from `least` to `most`, in the type of the setting.
    pub(super) fn number<T>(&mut self, key: &str, given: i64, least: T, most: T) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Copy + Display,
    {
        let number = T::try_from(given)
            .ok()
            .filter(|number| *number >= least && *number <= most);
        if number.is_none() {
            self.refuse(
                key,
                "the number is out of range",
                format!("write a whole number from {least} to {most}"),
            );
        }
        number
    }

    /// An optional value: nothing if the text is empty, and, reported, if it cannot be parsed.
    pub(super) fn optional<T: FromStr>(
        &mut self,
        key: &str,
        text: &str,
        message: &str,
        cure: &str,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.refuse(key, message, cure);
        }
        value
    }

    /// The valid entries of a list; the others are reported, `cure` says what they must look like.
    pub(super) fn list<T, E>(
        &mut self,
        key: &str,
        entries: &[String],
        parse: impl Fn(&str) -> Result<T, E>,
        cure: &str,
    ) -> Vec<T> {
        let mut parsed = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            match parse(entry) {
                Ok(entry) => parsed.push(entry),
                Err(_) => self.refuse(key, format!("entry {} is not valid", index + 1), cure),
            }
        }
        parsed
    }
}

/// The value at the dotted path `key` of `table`; `NAME[2]` is the second entry of a list.
pub(super) fn find<'a>(table: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let Some((section, rest)) = key.split_once('.') else {
        return member(table, key);
    };
    match &member(table, section)?.kind {
        ValueKind::Table(inner) => find(inner, rest),
        _ => None,
    }
}

fn member<'a>(table: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let Some((name, number)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) else {
        return table.get(name);
    };
    match &table.get(name)?.kind {
        ValueKind::Array(entries) => entries.get(number.parse::<usize>().ok()?.checked_sub(1)?),
        _ => None,
    }
}
