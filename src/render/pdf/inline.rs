//! Inline markup gathered into [`Text`]: blanks collapsed, looks and atoms noted.

use super::tree::{ATOM, Atom, Link, Look, Text};

/// Builds one [`Text`] from left to right.
#[derive(Debug, Default)]
pub(super) struct Composer {
    text: Text,
    gap: Gap,
}

/// What blanks were met since the last character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Blank,
    /// Among the blanks was an end of a source line.
    LineEnd,
}

impl Composer {
    /// Adds text as it stands in the markup.
    pub(super) fn write(&mut self, source: &str, look: Look) {
        self.text.content.reserve(source.len());
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let mut taken = first.len_utf8();
            match first {
                '\n' | '\r' => self.gap = Gap::LineEnd,
                ' ' | '\t' if self.gap == Gap::None => self.gap = Gap::Blank,
                // The mark of an atom must not come in from outside.
                ' ' | '\t' | ATOM => {}
                _ => {
                    self.close_gap(first);
                    self.dress(look);
                    let end = rest.bytes().position(ends_word);
                    // A letter that only begins as the mark of an atom does is one.
                    taken = end.unwrap_or(rest.len()).max(taken);
                    self.text.content.push_str(&rest[..taken]);
                }
            }
            rest = &rest[taken..];
        }
    }

    /// Adds a line break.
    pub(super) fn break_line(&mut self) {
        self.gap = Gap::None;
        self.text.content.push('\n');
    }

    /// Adds something that stands in the line like a letter.
    pub(super) fn place(&mut self, atom: Atom, look: Look) {
        self.close_gap(ATOM);
        self.dress(look);
        self.text.atoms.push((self.text.content.len(), atom));
        self.text.content.push(ATOM);
    }

    /// How long the text is, so that a link can say where it began.
    pub(super) fn here(&self) -> usize {
        self.text.content.len()
    }

    /// Makes what was added since `start` lead to `address`.
    pub(super) fn link(&mut self, start: usize, address: String) {
        let linked = &self.text.content[start..];
        let start = start + linked.len() - linked.trim_start().len();
        let extent = start..self.text.content.len();
        if !extent.is_empty() {
            self.text.links.push(Link { extent, address });
        }
    }

    /// The text, or nothing where there were only blanks.
    pub(super) fn finish(self) -> Option<Text> {
        let mut text = self.text;
        let kept = text.content.trim_end_matches('\n').len();
        text.content.truncate(kept);
        (!text.content.is_empty()).then_some(text)
    }

    fn close_gap(&mut self, next: char) {
        let gap = std::mem::take(&mut self.gap);
        let Some(last) = self.text.content.chars().next_back() else {
            return;
        };
        // Chinese is written without blanks; an end of line in the markup makes none.
        let seamless = gap == Gap::LineEnd && is_wide(last) && is_wide(next);
        if gap == Gap::None || last == '\n' || seamless {
            return;
        }
        // The blank belongs to the look before it.
        self.text.content.push(' ');
    }

    /// Notes where a look begins. A text that has no look of its own needs no note.
    fn dress(&mut self, look: Look) {
        let spans = &mut self.text.spans;
        if spans.last().map_or(Look::default(), |(_, last)| *last) == look {
            return;
        }
        let content = &self.text.content;
        // Breaks before the first letter belong to its look.
        if spans.is_empty() && !content.trim_start_matches('\n').is_empty() {
            spans.push((0, Look::default()));
        }
        spans.push((content.len(), look));
    }
}

/// Whether a word ends before this byte: a blank, an end of a line, the mark of an atom or
/// what begins like it.
fn ends_word(byte: u8) -> bool {
    const MARK: u8 = {
        let mut bytes = [0; 4];
        ATOM.encode_utf8(&mut bytes);
        bytes[0]
    };
    matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | MARK)
}

/// Chinese characters, their punctuation and full-width forms.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::super::tree::Scale;
    use super::*;

    fn written(source: &str) -> String {
        let mut composer = Composer::default();
        composer.write(source, Look::default());
        composer.finish().unwrap_or_default().content
    }

    #[test]
    fn blanks_collapse_and_those_at_the_ends_go() {
        assert_eq!(written("\n  on \t time\n  "), "on time");
        assert_eq!(written(" \n "), "");
    }

    #[test]
    fn a_source_line_end_between_chinese_characters_makes_no_blank() {
        assert_eq!(written("交付周期\n    缩短"), "交付周期缩短");
        assert_eq!(written("交付 NPS\n缩短"), "交付 NPS 缩短");
    }

    #[test]
    fn looks_are_noted_where_they_begin() {
        let mut composer = Composer::default();
        let strong = Look {
            strong: true,
            ..Look::default()
        };
        composer.write("Score ", Look::default());
        composer.write("97.4", strong);
        composer.write(" of 100", Look::default());
        let text = composer.finish().unwrap();
        assert_eq!(text.content, "Score 97.4 of 100");
        let starts: Vec<usize> = text.spans.iter().map(|(start, _)| *start).collect();
        assert_eq!(starts, [0, 6, 11]);
        assert_eq!(text.spans[0].1, Look::default());
    }

    #[test]
    fn breaks_before_the_first_letter_belong_to_its_look() {
        let quiet = Look {
            scale: Some(Scale::Small),
            ..Look::default()
        };
        let mut composer = Composer::default();
        composer.break_line();
        composer.write("x", quiet);
        assert_eq!(composer.finish().unwrap().spans, [(1, quiet)]);
    }

    #[test]
    fn marks_of_atoms_are_left_out_and_letters_that_begin_like_them_are_not() {
        assert_eq!(written("（甲，乙）：丙"), "（甲，乙）：丙");
        assert_eq!(written("\u{FFFC}a\u{FFFC}（b\u{FFFC}"), "a（b");
    }
}
