//! The typefaces of packets: what they can write, how wide it is, where its lines break.
//!
//! Two faces are embedded in the program; a workspace may add a fallback face for
//! characters that they lack. Sizes and widths are in points. Text is set without
//! kerning, ligatures or right-to-left order, which Chinese and English do without.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ttf_parser::cmap::Subtable;
use ttf_parser::{Face as Parsed, Tag};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::diagnostic::{Diagnostic, Place};

static REGULAR: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-Bold.ttf");

/// Units to the em of every measure here, whatever the face's own are.
const EM: f32 = 1000.0;

/// Code points below this one are looked up in a dense table.
const DENSE: usize = 0x10000;

/// The weight of a run of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Running text.
    #[default]
    Regular,
    /// Headings, names of figures, emphasis.
    Bold,
}

/// One font program with its measures in thousandths of an em.
#[derive(Clone, Debug)]
pub struct Face {
    /// PostScript name, as `NotoSansSC-Regular`.
    pub name: String,
    /// The TrueType program.
    pub program: Cow<'static, [u8]>,
    /// Height above the baseline.
    pub ascent: i16,
    /// Depth below the baseline, negative.
    pub descent: i16,
    /// Height of a capital letter.
    pub cap_height: i16,
    /// Smallest box around all glyphs: left, bottom, right, top.
    pub bounds: [i16; 4],
}

/// A glyph of one face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Index of the face among [`Typefaces::faces`].
    pub face: u16,
    /// Identifier within the face.
    pub id: u16,
    /// Advance in thousandths of an em.
    pub advance: u16,
}

/// No face has it: glyph 0 is what a font shows for that.
const ABSENT: Glyph = Glyph {
    face: 0,
    id: 0,
    advance: 0,
};

/// The glyphs of one weight by character.
#[derive(Clone, Debug)]
struct Glyphs {
    dense: Vec<Glyph>,
    sparse: BTreeMap<char, Glyph>,
}

/// The faces of a batch; loaded once, then shared.
#[derive(Clone, Debug)]
pub struct Typefaces {
    faces: Vec<Face>,
    glyphs: [Glyphs; 2],
}

impl Typefaces {
    /// The embedded faces. An error (`font-unreadable`) means a broken build.
    pub fn embedded() -> Result<Self, Diagnostic> {
        let mut typefaces = Self {
            faces: Vec::new(),
            glyphs: [Glyphs::empty(), Glyphs::empty()],
        };
        typefaces.add(Cow::Borrowed(REGULAR), &[Weight::Regular])?;
        typefaces.add(Cow::Borrowed(BOLD), &[Weight::Bold])?;
        Ok(typefaces)
    }

    /// The same faces with one more, which writes in both weights what they lack.
    /// Errors: `font-unreadable`, `font-not-truetype`.
    pub fn with_fallback(mut self, program: Vec<u8>) -> Result<Self, Diagnostic> {
        self.add(Cow::Owned(program), &[Weight::Regular, Weight::Bold])?;
        Ok(self)
    }

    fn add(&mut self, program: Cow<'static, [u8]>, weights: &[Weight]) -> Result<(), Diagnostic> {
        let bytes = program.clone();
        let parsed = Parsed::parse(&bytes, 0).map_err(|error| {
            Diagnostic::error(
                "font-unreadable",
                Place::default(),
                format!("the font cannot be read: {error}"),
            )
            .hint("name a TrueType file (.ttf), not a collection or a web font")
        })?;
        if parsed.raw_face().table(Tag::from_bytes(b"glyf")).is_none() {
            return Err(Diagnostic::error(
                "font-not-truetype",
                Place::default(),
                "the font has no TrueType outlines",
            )
            .hint("name a .ttf file; .otf files with CFF outlines are not supported"));
        }
        let face = u16::try_from(self.faces.len()).unwrap_or(u16::MAX);
        for weight in weights {
            self.glyphs[*weight as usize].fill(&parsed, face);
        }
        self.faces.push(Face::measure(&parsed, program));
        Ok(())
    }

    /// All faces: Regular, Bold, then fallbacks.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The glyph that writes `character`, or `None` where no face has it.
    pub fn glyph(&self, weight: Weight, character: char) -> Option<Glyph> {
        let glyphs = &self.glyphs[weight as usize];
        match glyphs.dense.get(character as usize) {
            Some(&ABSENT) => None,
            Some(glyph) => Some(*glyph),
            None => glyphs.sparse.get(&character).copied(),
        }
    }

    /// Whether `character` can be written.
    pub fn has(&self, weight: Weight, character: char) -> bool {
        is_invisible(character) || self.glyph(weight, character).is_some()
    }

    /// The characters of `text` that some weight cannot write, sorted.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let missing: BTreeSet<char> = text
            .chars()
            .filter(|&c| !(self.has(Weight::Regular, c) && self.has(Weight::Bold, c)))
            .collect();
        missing.into_iter().collect()
    }

    /// Refuses (`missing-glyph`) a text that cannot be written whole.
    pub fn check(&self, text: &str) -> Result<(), Diagnostic> {
        let missing = self.missing(text);
        if missing.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = missing
            .iter()
            .map(|&character| format!("{character} (U+{:04X})", u32::from(character)))
            .collect();
        let excerpt: String = text.chars().take(60).collect();
        Err(Diagnostic::error(
            "missing-glyph",
            Place::default(),
            format!("no font can write {} in `{excerpt}`", named.join(", ")),
        )
        .hint("name a .ttf file that has it as fallback font of the workspace"))
    }

    /// Width of one line of text.
    pub fn width(&self, weight: Weight, size: f32, text: &str) -> f32 {
        let advances: u32 = text.chars().map(|c| self.advance(weight, c)).sum();
        advances as f32 * size / EM
    }

    /// Advance of a character in thousandths of an em; 0 where it is not drawn.
    pub fn advance(&self, weight: Weight, character: char) -> u32 {
        self.glyph(weight, character)
            .map_or(0, |glyph| u32::from(glyph.advance))
    }

    /// Height above the baseline that a line of text may need.
    pub fn ascent(&self, weight: Weight, size: f32) -> f32 {
        f32::from(self.face(weight).ascent) * size / EM
    }

    /// Depth below the baseline that a line of text may need, as a positive length.
    pub fn descent(&self, weight: Weight, size: f32) -> f32 {
        f32::from(-self.face(weight).descent) * size / EM
    }

    /// Height of a capital letter or a digit.
    pub fn cap_height(&self, weight: Weight, size: f32) -> f32 {
        f32::from(self.face(weight).cap_height) * size / EM
    }

    fn face(&self, weight: Weight) -> &Face {
        &self.faces[weight as usize]
    }

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

/// Characters that stand for no mark of their own: controls, joiners, selectors.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
        )
}

impl Glyphs {
    fn empty() -> Self {
        Self {
            dense: vec![ABSENT; DENSE],
            sparse: BTreeMap::new(),
        }
    }

    /// Takes from `parsed` what is not there yet.
    fn fill(&mut self, parsed: &Parsed<'_>, face: u16) {
        let Some(map) = parsed.tables().cmap else {
            return;
        };
        let em = f32::from(parsed.units_per_em());
        for table in map.subtables.into_iter().filter(Subtable::is_unicode) {
            table.codepoints(|code| {
                let Some(character) = char::from_u32(code).filter(|&c| !is_invisible(c)) else {
                    return;
                };
                let Some(id) = table.glyph_index(code).filter(|id| id.0 != 0) else {
                    return;
                };
                let advance = f32::from(parsed.glyph_hor_advance(id).unwrap_or(0));
                self.insert(
                    character,
                    Glyph {
                        face,
                        id: id.0,
                        advance: (advance * EM / em).round() as u16,
                    },
                );
            });
        }
    }

    fn insert(&mut self, character: char, glyph: Glyph) {
        match self.dense.get_mut(character as usize) {
            Some(place) if *place == ABSENT => *place = glyph,
            Some(_) => {}
            None => {
                self.sparse.entry(character).or_insert(glyph);
            }
        }
    }
}

impl Face {
    fn measure(parsed: &Parsed<'_>, program: Cow<'static, [u8]>) -> Self {
        let em = f32::from(parsed.units_per_em());
        let scale = |value: i16| (f32::from(value) * EM / em).round() as i16;
        let bounds = parsed.global_bounding_box();
        let name = parsed
            .names()
            .into_iter()
            .find(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME && name.is_unicode())
            .and_then(|name| name.to_string())
            .unwrap_or_else(|| "Fallback".to_owned());
        Self {
            // A name object of PDF takes these characters as they are.
            name: name
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect(),
            ascent: scale(parsed.ascender()),
            descent: scale(parsed.descender()),
            cap_height: scale(parsed.capital_height().unwrap_or(parsed.ascender())),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scale),
            program,
        }
    }
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

    #[test]
    fn digits_of_one_weight_are_equally_wide() {
        let faces = faces();
        for weight in [Weight::Regular, Weight::Bold] {
            let widths: BTreeSet<u32> = ('0'..='9').map(|d| faces.advance(weight, d)).collect();
            assert_eq!(widths.len(), 1);
        }
    }

    #[test]
    fn rare_characters_of_names_are_there_and_others_are_named() {
        let faces = faces();
        assert!(faces.missing("赟珺堃旻玥喆翀𬭼 ▲▼●○").is_empty());
        assert_eq!(faces.missing("陈 國 國"), ['國']);
        let error = faces.check("陳明").unwrap_err();
        assert_eq!(error.code, "missing-glyph");
        assert!(error.message.contains("陳 (U+9673)"), "{error}");
        assert!(error.message.contains("陳明"));
    }

    #[test]
    fn invisible_characters_take_no_room_and_are_not_missing() {
        let faces = faces();
        assert!(faces.missing("a\u{200B}b\u{FEFF}\n").is_empty());
        let plain = faces.width(Weight::Regular, 8.0, "ab");
        assert!((faces.width(Weight::Regular, 8.0, "a\u{200B}b") - plain).abs() < 0.001);
    }

    #[test]
    fn a_font_that_is_none_is_refused() {
        let error = faces().with_fallback(vec![1, 2, 3]).unwrap_err();
        assert_eq!(error.code, "font-unreadable");
    }
}
