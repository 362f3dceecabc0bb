//! One JSON object, read straight into the fields of those members that a rule asks for.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer as _, MapAccess, Visitor};

use super::json::{Json, Value};
use super::names::{DUPLICATE, Name, Names};
use crate::rejection::Rejection;

/// The value of a member, if the object has that member.
#[derive(Default)]
pub(crate) struct Member<'a>(Option<Json<'a>>);

impl<'a> Member<'a> {
    /// The value, whatever it is.
    pub(crate) fn value(&self) -> Option<&Json<'a>> {
        self.0.as_ref()
    }

    /// Whether there is such a member, whatever its value.
    pub(crate) fn is_present(&self) -> bool {
        self.0.is_some()
    }

    /// The text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        self.value().and_then(Json::as_str)
    }

    /// The same, to be kept as long as what was parsed.
    pub(crate) fn into_text(self) -> Option<Cow<'a, str>> {
        match self.0 {
            Some(Json::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The texts of an array that holds nothing but strings.
    pub(crate) fn strings(&self) -> Option<impl Iterator<Item = &str>> {
        self.value().and_then(Json::as_strings)
    }
}

/// An object with a field for each member that some rule asks for.
pub(crate) trait Members<'a>: Default {
    /// The field of a member; `None` if no rule asks for that name.
    fn field(&mut self, name: &str) -> Option<&mut Member<'a>>;

    /// Parses one JSON object that fills `bytes` entirely: UTF-8 without BOM, unique names after
    /// unescaping, at most 32 levels deep (token-validation 3.1).
    ///
    /// Gives the names without a field besides; their values are checked and forgotten.
    fn parse(bytes: &'a [u8]) -> Result<(Self, Names<'a>), Rejection> {
        let text = std::str::from_utf8(bytes).map_err(|_| Rejection::Malformed)?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut members = Self::default();
        let others = deserializer
            .deserialize_map(Fill(&mut members))
            .map_err(|error| {
                // serde has no typed errors; the text is our own constant.
                if error.is_data() && error.to_string().starts_with(DUPLICATE) {
                    Rejection::DuplicateMember
                } else {
                    Rejection::Malformed
                }
            })?;
        deserializer.end().map_err(|_| Rejection::Malformed)?;
        Ok((members, others))
    }
}

/// Fills the fields, and collects the other names.
struct Fill<'m, M>(&'m mut M);

impl<'de, M: Members<'de>> Visitor<'de> for Fill<'_, M> {
    type Value = Names<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Names<'de>, A::Error> {
        let mut others = Names::with_room();
        while let Some(name) = entries.next_key_seed(Name)? {
            match self.0.field(&name) {
                Some(Member(Some(_))) => return Err(de::Error::custom(DUPLICATE)),
                Some(Member(member)) => {
                    *member = Some(entries.next_value_seed(Value::OF_MEMBER)?);
                }
                None => {
                    others.add(name)?;
                    entries.next_value_seed(Value::OF_MEMBER)?;
                }
            }
        }
        others.finish()
    }
}

/// Defines a type with a field for each of the given members.
macro_rules! members {
    (
        $(#[$documentation:meta])*
        $type:ident { $($field:ident: $name:literal,)+ }
    ) => {
        $(#[$documentation])*
        #[derive(Default)]
        pub(crate) struct $type<'a> {
            $(pub(crate) $field: $crate::jose::Member<'a>,)+
        }

        impl<'a> $crate::jose::Members<'a> for $type<'a> {
            fn field(&mut self, name: &str) -> Option<&mut $crate::jose::Member<'a>> {
                match name {
                    $($name => Some(&mut self.$field),)+
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use members;

#[cfg(test)]
mod tests {
    use super::*;

    members! {
        Few { a: "a", b: "b", c: "c", }
    }

    fn parse(text: &str) -> Result<(Few<'_>, Names<'_>), Rejection> {
        Few::parse(text.as_bytes())
    }

    fn refusal(text: &str) -> Rejection {
        parse(text).err().unwrap()
    }

    #[test]
    fn members_are_found_by_their_unescaped_name() {
        let (few, others) = parse(r#"{"a":"x","\u0062":"y\n","\u0078":null}"#).unwrap();
        assert_eq!((few.a.text(), few.b.text()), (Some("x"), Some("y\n")));
        assert!(!few.c.is_present());
        assert_eq!(others.iter().collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn member_that_is_null_is_present() {
        let (few, _) = parse(r#"{"a":null}"#).unwrap();
        assert!(few.a.is_present() && few.a.text().is_none());
    }

    #[test]
    fn duplicate_names_are_refused_at_any_depth_and_after_unescaping() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":null,"a":null}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":1,"x":2}"#,
            r#"{"x":1,"\u0078":2}"#,
            r#"{"a":{"a":1,"a":2}}"#,
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
            let many = format!("{{{}}}", names.join(","));
            assert_eq!(refusal(&many), Rejection::DuplicateMember);
            assert_eq!(
                refusal(&format!("{{\"a\":{many}}}")),
                Rejection::DuplicateMember
            );
        }
    }

    #[test]
    fn any_number_of_distinct_names_is_accepted() {
        for count in [0, 1, 31, 32, 33, 34, 100] {
            let names: Vec<String> = (0..count).map(|n| format!("\"n{n}\":{n}")).collect();
            let text = format!("{{{}}}", names.join(","));
            let (_, others) = parse(&text).unwrap();
            assert_eq!(others.iter().count(), count);
            assert!(count == 0 || others.has(&format!("n{}", count - 1)));
        }
    }

    #[test]
    fn thirty_two_levels_are_accepted_and_thirty_three_refused() {
        let nested = |levels: usize| {
            let inner = levels - 1;
            format!("{{\"a\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
        };
        assert!(parse(&nested(32)).is_ok());
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
        let invalid = Few::parse(b"{\"a\":\"\xff\"}").err();
        assert_eq!(invalid, Some(Rejection::Malformed));
    }

    #[test]
    fn surrounding_white_space_is_json() {
        assert!(parse(" \n{ \"a\" : 1 }\t").is_ok());
    }
}
