//! Values that may be written in a short and a long form.
//!
//! Hand-written instead of serde's untagged enums, whose errors name no key.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::locale::Text;

/// A text, or something larger in its place.
#[derive(Clone, Debug)]
pub(super) enum Short<T> {
    /// The short form.
    Text(String),
    /// The long form: a mapping, or a list.
    Long(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShortVisitor(PhantomData))
    }
}

struct ShortVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ShortVisitor<T> {
    type Value = Short<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or its long form")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Short::Text(text.to_owned()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Short::Text(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Short::Text(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Short::Text(number.to_string()))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Short::Text(truth.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Short::Long)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(sequence)).map(Short::Long)
    }
}

/// One text for both languages, or one each.
pub(super) type RawText = Short<Text>;

impl RawText {
    pub(super) fn resolve(self) -> Text {
        match self {
            Self::Text(text) => Text {
                en: text.clone(),
                zh: text,
            },
            Self::Long(text) => text,
        }
    }
}

/// A single text or a list of them.
pub(super) type OneOrMany = Short<Vec<String>>;

impl OneOrMany {
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text],
            Self::Long(texts) => texts,
        }
    }
}

/// A share as a number from 0 to 1, written `2 %`, `2%` or `2`.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawPercent(pub(super) f64);

impl<'de> Deserialize<'de> for RawPercent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Short::<()>::deserialize(deserializer)? {
            Short::Text(text) => text,
            Short::Long(()) => String::new(),
        };
        let number = text.trim().trim_end_matches('%').trim().parse::<f64>().ok();
        number
            .filter(|percent| (0.0..=100.0).contains(percent))
            .map(|percent| Self(percent / 100.0))
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no share; write `2 %`")))
    }
}
