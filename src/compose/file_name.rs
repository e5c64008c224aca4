//! The names of somebody's files, from their identifier, which may be anything.
//!
//! A name is plain ASCII, safe on every file system, in addresses and in mail, and no two
//! identifiers share one, not even where capitals do not count: nobody's packet ever takes
//! the place of another's. Identifiers of capitals and digits are their own names.
//!
//! How it is unique: each byte that is not plain is `_` and two hexadecimal digits, so `_`
//! without them is free for marks. A name that has small letters ends with `_`, or, where it
//! has capitals too, with `__` and a number that tells which letters are capitals. A long
//! identifier is cut and ends with `___` and 128 bits of its SHA-256.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The longest name, so that a path on Windows has room for it.
const LONGEST: usize = 80;

/// Of a longer name so much is kept.
const KEPT: usize = 40;

/// Names that Windows keeps for devices, whatever the extension; with digits, `COM` and `LPT`.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// The page of a person, from the folder of the edition.
pub(super) fn page_of_person(id: &str) -> String {
    format!("people/{}.html", file_name(id))
}

/// The name of somebody's files, without extension.
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 1);
    for (at, byte) in id.bytes().enumerate() {
        let plain = match byte {
            // A hidden file; an option, where somebody works with files by a shell.
            b'.' | b'-' => at > 0,
            _ => byte.is_ascii_alphanumeric() && !(at == 0 && is_device(id)),
        };
        if plain {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "_{byte:02x}");
        }
    }
    name.push_str(&letter_case(id));
    if name.len() <= LONGEST {
        return name;
    }
    let digest = Sha256::digest(id);
    let mut short: String = name.chars().take(KEPT).collect();
    short.push_str("___");
    for byte in &digest[..16] {
        let _ = write!(short, "{byte:02x}");
    }
    short
}

/// What tells `E001`, `e001` and `eE01` apart where capitals do not count.
fn letter_case(id: &str) -> String {
    let letters: Vec<char> = id.chars().filter(char::is_ascii_alphabetic).collect();
    if !letters.iter().any(char::is_ascii_lowercase) {
        return String::new();
    }
    if !letters.iter().any(char::is_ascii_uppercase) {
        return "_".to_owned();
    }
    let digits = letters.chunks(4).map(|four| {
        let capitals = four.iter().enumerate();
        let bits = capitals.map(|(at, letter)| u32::from(letter.is_ascii_uppercase()) << at);
        char::from_digit(bits.sum(), 16).unwrap_or_default()
    });
    format!("__{}", digits.collect::<String>())
}

/// Whether Windows takes a file of this name for a device: `nul`, `COM1.backup`.
fn is_device(id: &str) -> bool {
    let stem = id.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    let port = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    let numbered = |digit: &str| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit());
    DEVICES.contains(&stem.as_str()) || port.is_some_and(numbered)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_identifiers_are_their_own_names() {
        for id in ["E001", "00123", "T-01.2", "A"] {
            assert_eq!(file_name(id), id);
        }
    }

    #[test]
    fn what_is_not_plain_is_written_as_bytes() {
        assert_eq!(file_name("A_1"), "A_5f1");
        assert_eq!(file_name("../张"), "_2e._2f_e5_bc_a0");
        assert_eq!(file_name("C:\\X"), "C_3a_5cX");
        assert_eq!(file_name("-RF"), "_2dRF");
        assert_eq!(file_name("zhang.san"), "zhang.san_");
        assert_eq!(file_name("McX"), "McX__5");
    }

    #[test]
    fn names_of_devices_are_no_names_of_files() {
        for id in ["NUL", "nul", "Con.x", "COM1", "lpt9.tar", "AUX ", "COM0"] {
            assert!(file_name(id).starts_with('_'), "{id}: {}", file_name(id));
        }
        for id in ["NULL", "CON1", "COM", "COM10", "LPTX"] {
            assert_eq!(file_name(id), id);
        }
    }

    #[test]
    fn a_long_identifier_has_a_short_name_of_its_own() {
        let (one, other) = ("张".repeat(5_000), "张".repeat(5_001));
        assert!(file_name(&one).len() <= LONGEST);
        assert_ne!(file_name(&one), file_name(&other));
    }

    #[test]
    fn identifiers_that_look_alike_have_names_of_their_own() {
        let alike = [
            "e001", "E001", "a/b", "a_b", "a\\b", "a b", "a\u{20b}", "a_20b", "A_B", "a_2fb_", "_",
            "__", "..", ".", "a.", "a", "A", "_a", "É", "é", "e\u{301}",
        ];
        assert_unique(alike.iter().map(|id| (*id).to_owned()));
    }

    fn assert_unique(ids: impl IntoIterator<Item = String>) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for id in ids {
            let name = file_name(&id);
            assert!(name.is_ascii() && !name.contains(['/', '\\']) && !name.starts_with('.'));
            if let Some(other) = seen.insert(name.to_ascii_lowercase(), id.clone()) {
                assert_eq!(other, id, "both are {name}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_two_identifiers_share_a_name(
            ids in prop::collection::vec("[aAbB._ /\u{20b}\u{5f20}-]{0,4}|[aA]{30,50}|.{0,3}", 200)
        ) {
            assert_unique(ids);
        }
    }
}
