//! JSON, stricter than a general parser: no duplicate names, limited depth, one object.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::rejection::Rejection;

/// How deeply objects and arrays may be nested, the outermost included.
const MAX_DEPTH: u8 = 32;
/// Up to this many names are compared pairwise; beyond it a set keeps hostile objects linear.
const PAIRWISE_NAMES: usize = 32;
/// How the parser says "duplicate" through serde's text-only errors.
const DUPLICATE: &str = "duplicate member";

/// A JSON value, borrowing unescaped strings from the text.
///
/// Has no `Debug`: claims never belong into a log.
pub(crate) enum Json<'a> {
    Null,
    Bool,
    Number(f64),
    /// A non-negative integer, kept exact.
    Integer(u64),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Object<'a>),
}

impl<'a> Json<'a> {
    /// The text of a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of an array that holds nothing but strings.
    pub(crate) fn as_strings(&self) -> Option<impl Iterator<Item = &str>> {
        match self {
            Json::Array(items) if items.iter().all(|item| item.as_str().is_some()) => {
                Some(items.iter().filter_map(Json::as_str))
            }
            _ => None,
        }
    }

    /// The members of an object.
    pub(crate) fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The members of a JSON object; each name occurs once.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Object<'a> {
    /// Parses one JSON object that fills `bytes` entirely: UTF-8 without BOM, unique names after
    /// unescaping, at most 32 levels deep (token-validation 3.1).
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Rejection> {
        let text = std::str::from_utf8(bytes).map_err(|_| Rejection::Malformed)?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = Value { depth: 0 }
            .deserialize(&mut deserializer)
            .map_err(|error| {
                // serde has no typed errors; the text is our own constant.
                if error.is_data() && error.to_string().starts_with(DUPLICATE) {
                    Rejection::DuplicateMember
                } else {
                    Rejection::Malformed
                }
            })?;
        deserializer.end().map_err(|_| Rejection::Malformed)?;
        match value {
            Json::Object(object) => Ok(object),
            _ => Err(Rejection::Malformed),
        }
    }

    /// The value of a member.
    pub(crate) fn member(&self, name: &str) -> Option<&Json<'a>> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The text of a member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.member(name).and_then(Json::as_str)
    }

    /// Whether there is a member of that name, whatever its value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }
}

/// Reads a value that stands within `depth` objects and arrays.
#[derive(Clone, Copy)]
struct Value {
    depth: u8,
}

impl Value {
    fn inner<E: de::Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH {
            Ok(Self {
                depth: self.depth + 1,
            })
        } else {
            Err(E::custom("too deep"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Json<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(number))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "only the sign of a negative number matters"
    )]
    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(u64::try_from(number).map_or(Json::Number(number as f64), Json::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let inner = self.inner()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json<'de>, A::Error> {
        let inner = self.inner()?;
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::with_capacity(8);
        while let Some(name) = entries.next_key_seed(Name)? {
            if members.len() < PAIRWISE_NAMES && members.iter().any(|(known, _)| *known == name) {
                return Err(de::Error::custom(DUPLICATE));
            }
            members.push((name, entries.next_value_seed(inner)?));
        }
        if members.len() > PAIRWISE_NAMES {
            let mut names = HashSet::with_capacity(members.len());
            if !members.iter().all(|(name, _)| names.insert(name.as_ref())) {
                return Err(de::Error::custom(DUPLICATE));
            }
        }
        Ok(Json::Object(Object(members)))
    }
}

/// Reads a member's name, borrowing it where it has no escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member's name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Rejection {
        Object::parse(text.as_bytes()).err().unwrap()
    }

    #[test]
    fn members_are_found_by_their_unescaped_name() {
        let object = Object::parse(br#"{"a":"x","\u0062":"y\n"}"#).unwrap();
        assert_eq!(
            (object.text("a"), object.text("b")),
            (Some("x"), Some("y\n"))
        );
        assert!(!object.has("c"));
    }

    #[test]
    fn duplicate_names_are_refused_at_any_depth_and_after_unescaping() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#"{"x":[[{"a":1,"b":0,"a":2}]]}"#,
        ] {
            assert_eq!(refusal(text), Rejection::DuplicateMember, "{text}");
        }
    }

    #[test]
    fn duplicate_names_are_refused_among_many() {
        for twin in [0, 31, 32, 99] {
            let mut names: Vec<String> = (0..100).map(|n| format!("\"n{n}\":0")).collect();
            names.push(format!("\"n{twin}\":1"));
            assert_eq!(
                refusal(&format!("{{{}}}", names.join(","))),
                Rejection::DuplicateMember
            );
        }
    }

    #[test]
    fn any_number_of_distinct_names_is_accepted() {
        for count in [0, 1, 31, 32, 33, 34, 100] {
            let names: Vec<String> = (0..count).map(|n| format!("\"n{n}\":{n}")).collect();
            let text = format!("{{{}}}", names.join(","));
            let object = Object::parse(text.as_bytes()).unwrap();
            assert_eq!(object.names().count(), count);
            assert!(count == 0 || object.has(&format!("n{}", count - 1)));
        }
    }

    #[test]
    fn thirty_two_levels_are_accepted_and_thirty_three_refused() {
        let nested = |levels: usize| {
            let inner = levels - 1;
            format!("{{\"a\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
        };
        assert!(Object::parse(nested(32).as_bytes()).is_ok());
        assert_eq!(refusal(&nested(33)), Rejection::Malformed);
    }

    #[test]
    fn anything_but_one_object_is_refused() {
        for text in [
            "",
            "null",
            "[]",
            "\"a\"",
            "1",
            "{}{}",
            "{} x",
            "{\"a\":1,}",
            "\u{feff}{}",
            "{'a':1}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":1e999}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "{\"a\":\"\t\"}",
        ] {
            assert_eq!(refusal(text), Rejection::Malformed, "{text}");
        }
        assert_eq!(
            Object::parse(b"{\"a\":\"\xff\"}").err(),
            Some(Rejection::Malformed)
        );
    }

    #[test]
    fn surrounding_white_space_is_json() {
        assert!(Object::parse(b" \n{ \"a\" : 1 }\t").is_ok());
    }
}
