//! Names of a JSON object's members, each of which may occur once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

/// Up to this many names are compared pairwise; beyond it a set keeps hostile objects linear.
const PAIRWISE: usize = 32;
/// How the parser says "duplicate" through serde's text-only errors.
pub(super) const DUPLICATE: &str = "duplicate member";

/// Names that differ from one another after unescaping.
#[derive(Default)]
pub(crate) struct Names<'a>(Vec<Cow<'a, str>>);

impl<'a> Names<'a> {
    /// None yet, with room for as many as an access token usually has beside the known ones.
    pub(super) fn with_room() -> Self {
        Self(Vec::with_capacity(16))
    }

    /// Whether the name is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// All of them, in the order of the text.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Takes one more name. Of many names, only [`finish`](Self::finish) compares the later ones.
    pub(super) fn add<E: de::Error>(&mut self, name: Cow<'a, str>) -> Result<(), E> {
        if self.0.len() < PAIRWISE && self.0.contains(&name) {
            return Err(E::custom(DUPLICATE));
        }
        self.0.push(name);
        Ok(())
    }

    /// The names of an object that has come to its end.
    pub(super) fn finish<E: de::Error>(self) -> Result<Self, E> {
        if self.0.len() > PAIRWISE {
            let mut seen = HashSet::with_capacity(self.0.len());
            if !self.iter().all(|name| seen.insert(name)) {
                return Err(E::custom(DUPLICATE));
            }
        }
        Ok(self)
    }
}

/// Reads a member's name, borrowing it where it has no escapes.
pub(super) struct Name;

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
