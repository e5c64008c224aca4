//! Lines: where text breaks, by UAX 14 and the width there is.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::{EM, Typefaces, Weight};

impl Typefaces {
    /// Breaks `text` into lines no wider than `width` by UAX 14, blanks at their
    /// ends left out. What has no break within `width` is broken between characters.
    pub fn break_lines<'a>(
        &self,
        weight: Weight,
        size: f32,
        text: &'a str,
        width: f32,
    ) -> Vec<&'a str> {
        break_measured(text, width, |_, c| {
            self.advance(weight, c) as f32 * size / EM
        })
        .into_iter()
        .map(|line| &text[line])
        .collect()
    }
}

/// Breaks `text` like [`Typefaces::break_lines`], where `measure` gives the width of
/// the character at a byte offset. An empty text has no lines, an empty line between
/// two line breaks is an empty range.
pub fn break_measured(
    text: &str,
    width: f32,
    mut measure: impl FnMut(usize, char) -> f32,
) -> Vec<Range<usize>> {
    // Sums of rounded widths must not break a line that was measured to fit.
    let limit = width + 0.01;
    if let Some(line) = whole(text, limit, &mut measure) {
        return vec![line];
    }
    let mut lines = Vec::new();
    let mut line = Range { start: 0, end: 0 };
    let mut used = 0.0;
    for (end, kind) in linebreaks(text) {
        let word = &text[line.end..end];
        let visible = word.trim_end().len();
        let mut blanks = 0.0;
        let mut letters = 0.0;
        for (at, character) in word.char_indices() {
            let advance = measure(line.end + at, character);
            *(if at < visible {
                &mut letters
            } else {
                &mut blanks
            }) += advance;
        }
        if used + letters > limit && line.end > line.start {
            lines.push(trimmed(text, line.clone()));
            line.start = line.end;
            used = 0.0;
        }
        if letters > limit {
            used = break_word(text, &mut line, end, limit, &mut measure, &mut lines);
        } else {
            used += letters + blanks;
        }
        line.end = end;
        let last = end == text.len() && !text.ends_with(['\n', '\u{2028}']);
        if kind == BreakOpportunity::Mandatory && !last {
            lines.push(trimmed(text, line.clone()));
            line.start = end;
            used = 0.0;
        }
    }
    if line.start < line.end {
        lines.push(trimmed(text, line));
    }
    lines
}

/// All of `text` as one line, where it fits and has no line end: most cells of a table, for which
/// nobody needs to know where they could break.
fn whole(
    text: &str,
    limit: f32,
    measure: &mut impl FnMut(usize, char) -> f32,
) -> Option<Range<usize>> {
    let ends = |c: char| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let visible = text.trim_end().len();
    let mut used = 0.0;
    for (at, character) in text[..visible].char_indices() {
        used += measure(at, character);
        if used > limit || ends(character) {
            return None;
        }
    }
    (visible > 0 && !text[visible..].contains(ends)).then_some(0..visible)
}

/// Breaks one overlong word between characters; the rest of it begins the open line.
fn break_word(
    text: &str,
    line: &mut Range<usize>,
    end: usize,
    limit: f32,
    measure: &mut impl FnMut(usize, char) -> f32,
    lines: &mut Vec<Range<usize>>,
) -> f32 {
    let start = line.end;
    let mut used = 0.0;
    for (at, character) in text[start..end].char_indices() {
        let advance = measure(start + at, character);
        let here = start + at;
        if used + advance > limit && here > line.start && !character.is_whitespace() {
            lines.push(line.start..here);
            line.start = here;
            used = 0.0;
        }
        used += advance;
    }
    used
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    let visible = text[line.clone()].trim_end().len();
    line.start..line.start + visible
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    fn faces() -> Typefaces {
        Typefaces::embedded().unwrap()
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        let faces = faces();
        // Four characters of 10 pt fit into 41 pt; the full stop would be the fifth.
        let lines = faces.break_lines(Weight::Regular, 10.0, "交付周期。变化可信", 41.0);
        assert_eq!(lines, ["交付周", "期。变化", "可信"]);
    }

    #[test]
    fn english_breaks_between_words_and_leaves_out_the_blank() {
        let faces = faces();
        let width = faces.width(Weight::Regular, 8.0, "on time");
        let lines = faces.break_lines(Weight::Regular, 8.0, "on time delivery", width);
        assert_eq!(lines[0], "on time");
        assert!(lines[1..].concat().starts_with("delivery"));
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_never_clipped() {
        let faces = faces();
        let word = "Donaudampfschifffahrtsgesellschaftskapitän";
        let text = format!("see {word} now");
        let lines = faces.break_lines(Weight::Bold, 9.0, &text, 60.0);
        for line in &lines {
            assert!(faces.width(Weight::Bold, 9.0, line) <= 60.02, "{line}");
        }
        assert!(lines.concat().contains(word));
        // The rest of the word shares its line with what follows.
        assert!(lines.last().unwrap().ends_with(" now"));
    }

    #[test]
    fn line_breaks_in_the_text_are_kept() {
        let faces = faces();
        let lines = faces.break_lines(Weight::Regular, 8.0, "一\n\n二", 100.0);
        assert_eq!(lines, ["一", "", "二"]);
        assert!(faces.break_lines(Weight::Regular, 8.0, "", 9.0).is_empty());
    }

    #[test]
    fn even_one_character_wider_than_the_line_is_kept() {
        let lines = faces().break_lines(Weight::Regular, 20.0, "宽字", 5.0);
        assert_eq!(lines, ["宽", "字"]);
    }
}
