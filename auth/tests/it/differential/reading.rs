//! A token as a general JSON parser reads it.

use std::collections::HashSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Header and claims; of members of one name, the last.
pub(super) struct Reading {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
    /// Whether a name occurs twice in an object anywhere.
    pub(super) repeats: bool,
    /// How many objects and arrays stand within one another.
    pub(super) depth: usize,
}

impl Reading {
    /// `None` if it is not three segments with a JSON object in the first two.
    pub(super) fn of(token: &str) -> Option<Self> {
        let segments: Vec<_> = token.split('.').collect();
        let [header, claims, signature] = segments[..] else {
            return None;
        };
        URL_SAFE_NO_PAD.decode(signature).ok()?;
        let [header, claims] = [header, claims].map(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let (header, claims) = (header?, claims?);
        let repeats = [&header, &claims].map(|text| serde_json::from_slice::<Repeats>(text).ok());
        let header: Map<String, Value> = serde_json::from_slice(&header).ok()?;
        let claims: Map<String, Value> = serde_json::from_slice(&claims).ok()?;
        let inner = header.values().chain(claims.values()).map(depth).max();
        Some(Self {
            repeats: repeats.into_iter().flatten().any(|Repeats(twice)| twice),
            depth: 1 + inner.unwrap_or_default(),
            header,
            claims,
        })
    }

    /// Whether the header of a token whose claims cannot be read repeats a name.
    pub(super) fn segment_repeats(token: &str) -> bool {
        token.split('.').any(|segment| {
            let bytes = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
            serde_json::from_slice::<Repeats>(&bytes).is_ok_and(|Repeats(twice)| twice)
        })
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

/// Whether a name occurs twice in an object of this value.
struct Repeats(bool);

impl<'de> Deserialize<'de> for Repeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Repeats;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_str<E>(self, _: &str) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Repeats, A::Error> {
        let mut twice = false;
        while let Some(Repeats(inside)) = items.next_element()? {
            twice |= inside;
        }
        Ok(Repeats(twice))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Repeats, A::Error> {
        let (mut names, mut twice) = (HashSet::<String>::new(), false);
        while let Some((name, Repeats(inside))) = members.next_entry()? {
            twice |= inside || !names.insert(name);
        }
        Ok(Repeats(twice))
    }
}
