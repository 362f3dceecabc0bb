//! JSON values, stricter than a general parser: no duplicate names, limited depth.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::names::{Name, Names};

/// How deeply objects and arrays may be nested, the outermost included.
const MAX_DEPTH: u8 = 32;

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
    /// Within another value only the names count: no rule asks for more.
    Object(Names<'a>),
}

impl Json<'_> {
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
}

/// Reads a value that stands within `depth` objects and arrays.
#[derive(Clone, Copy)]
pub(super) struct Value {
    depth: u8,
}

impl Value {
    /// The value of a member of the outermost object.
    pub(super) const OF_MEMBER: Self = Self { depth: 1 };

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
        let mut names = Names::default();
        while let Some(name) = entries.next_key_seed(Name)? {
            names.add(name)?;
            entries.next_value_seed(inner)?;
        }
        names.finish().map(Json::Object)
    }
}
