//! How large, deep and entangled a document may be, before a tree is made of it.
//!
//! A few hundred bytes of aliases (`*a`) can stand for more values than any memory holds, and
//! brackets within brackets take time that grows with their square. What a document stands
//! for is counted without keeping it. No configuration comes near the limits.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::syntax_problem;
use crate::diagnostic::{Diagnostic, Place};

/// Bytes of a document.
pub(super) const MOST_BYTES: usize = 1 << 20;

/// Values that a document stands for, each alias counted with all that it repeats.
const MOST_VALUES: u32 = 200_000;

/// Bytes of its texts, those that aliases repeat included.
const MOST_TEXT: usize = 16 << 20;

/// Values within values.
const DEEPEST: u32 = 64;

/// Brackets that are open at a place, told from the characters alone.
const MOST_BRACKETS: usize = 512;

/// What a document that is within the limits passes: `over-limit` else. What is no YAML is
/// left to be told by its reader.
pub(super) fn check(file: &str, text: &str) -> Result<(), Diagnostic> {
    if text.len() > MOST_BYTES {
        let size = text.len();
        return Err(over(
            file,
            1,
            &format!("it has {size} bytes, more than {MOST_BYTES}"),
        ));
    }
    if let Some(line) = find_mark(text) {
        return Err(invisible(file, line));
    }
    if let Some(line) = find_depth(text) {
        return Err(over(
            file,
            line,
            &format!("more than {MOST_BRACKETS} brackets are open"),
        ));
    }
    let count = Count {
        values: Cell::new(0),
        text: Cell::new(0),
        exceeded: Cell::new(None),
    };
    let document = serde_yaml::Deserializer::from_str(text);
    let Err(error) = (Counter {
        count: &count,
        depth: 0,
    })
    .deserialize(document) else {
        return Ok(());
    };
    let line = error
        .location()
        .map_or(1, |location| location.line() as u32);
    match (count.exceeded.get(), error.to_string()) {
        (Some(INVISIBLE), _) => Err(invisible(file, line)),
        (Some(NO_NUMBER), _) => Err(no_number(file, line)),
        (Some(what), _) => Err(over(file, line, what)),
        (None, text) if text.contains("recursion limit") => Err(over(file, line, TOO_DEEP)),
        (None, text) if text.contains("repetition limit") => Err(over(file, line, TOO_MANY)),
        (None, _) => Err(syntax_problem(file, &error)),
    }
}

const INVISIBLE: &str = "a text has characters that nobody sees";
const NO_NUMBER: &str = "`.nan` and `.inf` are no values of anything";
const TOO_DEEP: &str = "its values lie too deep in each other";
const TOO_MANY: &str = "it stands for too many values; aliases repeat what they name";

fn over(file: &str, line: u32, what: &str) -> Diagnostic {
    let place = Place::file(file).at_line(line);
    let message = format!("the file goes beyond a limit: {what}");
    Diagnostic::error("over-limit", place, message)
        .hint("divide it, or write it without aliases; docs/security.md lists the limits")
}

fn invisible(file: &str, line: u32) -> Diagnostic {
    let place = Place::file(file).at_line(line);
    let message = "the line has a mark of direction or a control character, which nobody sees";
    Diagnostic::error("invisible-characters", place, message)
        .hint("remove it, also where it is an escape: what the file shows is not what it says")
}

fn no_number(file: &str, line: u32) -> Diagnostic {
    let place = Place::file(file).at_line(line);
    Diagnostic::error("wrong-value", place, NO_NUMBER).hint("write a number, or leave the key out")
}

/// With these, what a reviewer reads is not what the program reads.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The line of the first mark of direction, which may stand in a comment too.
fn find_mark(text: &str) -> Option<u32> {
    let mut lines = (1..).zip(text.lines());
    lines
        .find(|(_, text)| text.contains(is_mark))
        .map(|(line, _)| line)
}

/// The line where more brackets are open than any document has, those within texts included.
fn find_depth(text: &str) -> Option<u32> {
    let (mut depth, mut line) = (0_usize, 1);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' => line += 1,
            _ => {}
        }
        if depth > MOST_BRACKETS {
            return Some(line);
        }
    }
    None
}

/// What was counted so far.
struct Count {
    values: Cell<u32>,
    text: Cell<usize>,
    exceeded: Cell<Option<&'static str>>,
}

/// Counts a value and all within it.
#[derive(Clone, Copy)]
struct Counter<'a> {
    count: &'a Count,
    depth: u32,
}

impl Counter<'_> {
    fn take<E: Error>(self) -> Result<Self, E> {
        let values = self.count.values.get() + 1;
        self.count.values.set(values);
        let exceeded = match (values > MOST_VALUES, self.depth > DEEPEST) {
            (true, _) => TOO_MANY,
            (_, true) => TOO_DEEP,
            _ => {
                return Ok(Self {
                    depth: self.depth + 1,
                    ..self
                });
            }
        };
        self.count.exceeded.set(Some(exceeded));
        Err(E::custom(exceeded))
    }
}

impl<'de> DeserializeSeed<'de> for Counter<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self.take()?)
    }
}

impl<'de> Visitor<'de> for Counter<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        Ok(())
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        if number.is_finite() {
            return Ok(());
        }
        self.count.exceeded.set(Some(NO_NUMBER));
        Err(E::custom(NO_NUMBER))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let is_control = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}')
        };
        let bytes = self.count.text.get() + text.len();
        self.count.text.set(bytes);
        let exceeded = match () {
            () if bytes > MOST_TEXT => TOO_MANY,
            () if text.contains(|c| is_control(c) || is_mark(c)) => INVISIBLE,
            () => return Ok(()),
        };
        self.count.exceeded.set(Some(exceeded));
        Err(E::custom(exceeded))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries.next_key_seed(self)?.is_some() {
            entries.next_value_seed(self)?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        // A tagged value: `!tag value`.
        let (Tag, value) = data.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// The name of a tag.
struct Tag;

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        check("a.yaml", text).err().map(|found| found.code)
    }

    #[test]
    fn a_document_of_aliases_of_aliases_is_refused_before_it_takes_memory() {
        let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for level in 1..10 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
        }
        assert_eq!(code(&laughs), Some("over-limit"));
        assert_eq!(code("a: &a [1, 2]\nb: *a\nc: {d: *a}\n"), None);
    }

    #[test]
    fn a_document_that_repeats_one_long_list_is_refused() {
        let list = "1, ".repeat(5_000);
        let text = format!("a: &a [{list}]\nb:\n{}", "  - *a\n".repeat(100));
        assert_eq!(code(&text), Some("over-limit"));
    }

    #[test]
    fn a_document_that_repeats_one_long_text_is_refused() {
        let repeated = |times: usize| {
            let text = "x".repeat(100_000);
            format!("a: &a {text}\nb:\n{}", "  - *a\n".repeat(times))
        };
        assert_eq!(code(&repeated(10_000)), Some("over-limit"));
        assert_eq!(code(&repeated(100)), None);
    }

    #[test]
    fn what_is_no_number_is_named_with_its_line() {
        for number in [".nan", ".inf", "-.inf"] {
            let found = check("a.yaml", &format!("a: 1\nb: {number}\n"));
            let found = found.map_err(|found| (found.code, found.place.line));
            assert_eq!(found, Err(("wrong-value", Some(2))), "{number}");
        }
    }

    #[test]
    fn values_may_not_lie_too_deep_in_each_other() {
        for (open, close) in [("[", "]"), ("{a: ", "}")] {
            for depth in [70, 200, 1_000, 100_000] {
                let text = format!("a: {}{}", open.repeat(depth), close.repeat(depth));
                assert_eq!(code(&text), Some("over-limit"), "{open} {depth}");
            }
        }
        let block: String = (0..300)
            .map(|depth| format!("{}a:\n", " ".repeat(depth)))
            .collect();
        assert_eq!(code(&block), Some("over-limit"));
        assert_eq!(
            code(&format!("a: {}1{}", "[".repeat(30), "]".repeat(30))),
            None
        );
    }

    #[test]
    fn a_document_has_at_most_a_mebibyte() {
        let found = check("a.yaml", &"# long\n".repeat(200_000));
        assert!(
            found.is_err_and(|found| found.code == "over-limit" && found.place.line == Some(1))
        );
    }

    #[test]
    fn characters_that_nobody_sees_are_named_with_their_line() {
        for text in [
            "a: 1\nb: \"x\u{202e}y\"\n",
            "a: 1\n# \u{2067}\n",
            "a: 1\nb: \"\\u0085\"\n",
            "a:\n  \"\\0\": 1",
        ] {
            let found = check("a.yaml", text).map_err(|found| (found.code, found.place.line));
            assert_eq!(found, Err(("invisible-characters", Some(2))), "{text:?}");
        }
    }

    #[test]
    fn tags_and_all_kinds_of_values_are_within_the_limits() {
        let text =
            "a: !tag {b: 1}\nc: [~, true, -1, 1.5, 2001-01-01, 99999999999999999999, text]\n";
        assert_eq!(code(text), None);
        assert_eq!(code(""), None);
    }
}
