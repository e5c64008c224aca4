//! Colours as `#0b5c8a`, in files and in templates.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

use super::Rgb;

/// Reads `#0b5c8a`.
pub(super) fn parse(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#')?;
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// Writes `#0b5c8a`.
pub(super) fn write([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn expect<E: Error>(text: &str) -> Result<Rgb, E> {
    parse(text).ok_or_else(|| E::custom(format!("`{text}` is no colour; write \"#0b5c8a\"")))
}

/// A colour.
pub(super) mod one {
    use super::{Deserialize, Deserializer, Rgb, Serializer, expect, write};

    pub(in crate::theme) fn serialize<S: Serializer>(
        colour: &Rgb,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&write(*colour))
    }

    pub(in crate::theme) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Rgb, D::Error> {
        expect(&String::deserialize(deserializer)?)
    }
}

/// Four colours.
pub(super) mod four {
    use super::{Deserialize, Deserializer, Error, Rgb, Serializer, expect, write};

    pub(in crate::theme) fn serialize<S: Serializer>(
        colours: &[Rgb; 4],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(colours.map(write))
    }

    pub(in crate::theme) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Rgb; 4], D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let colours: Vec<Rgb> = texts
            .iter()
            .map(|text| expect(text))
            .collect::<Result<_, _>>()?;
        let count = colours.len();
        colours
            .try_into()
            .map_err(|_| D::Error::custom(format!("there are {count} colours; write four")))
    }
}
