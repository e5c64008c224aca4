//! The typefaces of packets: what they can write, how wide it is, where its lines break.
//!
//! Five faces are embedded in the program; a workspace may add a fallback face for
//! characters that they lack. What no face has is as wide as its [`REPLACEMENT`]. Sizes
//! and widths are in points. Text is set without kerning, ligatures or right-to-left
//! order, which Chinese and English do without.

mod line;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ttf_parser::cmap::Subtable;
use ttf_parser::{Face as Parsed, Tag};

use crate::diagnostic::{Diagnostic, Place};

pub use line::break_measured;

/// The embedded programs and the weights that each writes. The first two set the text; the
/// others have what those lack: letters of European and Vietnamese names, and marks.
static EMBEDDED: [(&[u8], &[Weight]); 5] = [
    (
        include_bytes!("../assets/fonts/NotoSansSC-Regular.ttf"),
        &[Weight::Regular],
    ),
    (
        include_bytes!("../assets/fonts/NotoSansSC-Bold.ttf"),
        &[Weight::Bold],
    ),
    (
        include_bytes!("../assets/fonts/NotoSans-Regular.ttf"),
        &[Weight::Regular],
    ),
    (
        include_bytes!("../assets/fonts/NotoSans-Bold.ttf"),
        &[Weight::Bold],
    ),
    (
        include_bytes!("../assets/fonts/NotoSansSymbols2-Regular.ttf"),
        &[Weight::Regular, Weight::Bold],
    ),
];

/// Stands on paper for a character that no face has: the reader sees that something was
/// there, and the run's report says what.
pub const REPLACEMENT: char = '□';

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
    /// 400 for a regular, 700 for a bold face.
    pub weight: u16,
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
    /// Of the characters of the dense table; a third of its size, so that it stays near.
    advances: [Vec<u16>; 2],
}

impl Typefaces {
    /// The embedded faces. An error (`font-unreadable`) means a broken build.
    pub fn embedded() -> Result<Self, Diagnostic> {
        let mut typefaces = Self {
            faces: Vec::new(),
            glyphs: [Glyphs::empty(), Glyphs::empty()],
            advances: [Vec::new(), Vec::new()],
        };
        for (program, weights) in EMBEDDED {
            typefaces.add(Cow::Borrowed(program), weights)?;
        }
        typefaces.measure();
        Ok(typefaces)
    }

    /// The same faces with one more, which writes in both weights what they lack.
    /// Errors: `font-unreadable`, `font-not-truetype`.
    pub fn with_fallback(mut self, program: Vec<u8>) -> Result<Self, Diagnostic> {
        self.add(Cow::Owned(program), &[Weight::Regular, Weight::Bold])?;
        self.measure();
        Ok(self)
    }

    fn measure(&mut self) {
        for weight in [Weight::Regular, Weight::Bold] {
            let advance = |code| char::from_u32(code).map_or(0, |c| self.drawn(weight, c));
            self.advances[weight as usize] = (0..DENSE as u32).map(advance).collect();
        }
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

    /// Index of the face that writes a weight wherever it has the character.
    pub fn first_face(weight: Weight) -> u16 {
        weight as u16
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

    /// The characters of `text` that some weight cannot write, sorted.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let missing: BTreeSet<char> = text
            .chars()
            .filter(|&c| !is_invisible(c))
            .filter(|&c| {
                [Weight::Regular, Weight::Bold]
                    .iter()
                    .any(|w| self.glyph(*w, c).is_none())
            })
            .collect();
        missing.into_iter().collect()
    }

    /// Width of one line of text.
    pub fn width(&self, weight: Weight, size: f32, text: &str) -> f32 {
        let advances: u32 = text.chars().map(|c| self.advance(weight, c)).sum();
        advances as f32 * size / EM
    }

    /// Advance of a character in thousandths of an em; 0 where it is not drawn.
    pub fn advance(&self, weight: Weight, character: char) -> u32 {
        let known = self.advances[weight as usize].get(character as usize);
        u32::from(
            known
                .copied()
                .unwrap_or_else(|| self.drawn(weight, character)),
        )
    }

    /// The advance of what is drawn for a character.
    fn drawn(&self, weight: Weight, character: char) -> u16 {
        let glyph = self.glyph(weight, character).or_else(|| {
            let visible = !is_invisible(character);
            visible.then(|| self.glyph(weight, REPLACEMENT)).flatten()
        });
        glyph.map_or(0, |glyph| glyph.advance)
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
}

/// Characters that stand for no mark of their own and are left out on paper: controls,
/// joiners, marks of direction, selectors, tags and non-characters. Source: Unicode's
/// property `Default_Ignorable_Code_Point`, with categories `Cc` and `Zl`, `Zp`.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{FFFE}'..='\u{FFFF}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
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
            weight: parsed.weight().to_number(),
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
    }

    #[test]
    fn names_and_marks_of_europe_and_vietnam_are_there() {
        let names = "Łukasz Šimon Đặng Ğöksu İlker Ștefan Őry Ünlü Þóra ŽIŽEK Nguyễn Ἀλέξ Иїєґ";
        let marks = "✗ ✘ ✓ ❤ ★ ₽ ₹ ⁰ ₂";
        let missing = faces().missing(&format!("{names}{marks}"));
        // Polytonic Greek is not.
        assert_eq!(missing, ['Ἀ']);
    }

    #[test]
    fn what_no_face_has_is_as_wide_as_what_stands_for_it() {
        let faces = faces();
        for weight in [Weight::Regular, Weight::Bold] {
            let crab = faces.width(weight, 8.0, "a\u{1F980}b");
            let replaced = faces.width(weight, 8.0, "a□b");
            assert!((crab - replaced).abs() < 0.001 && replaced > 8.0);
        }
    }

    #[test]
    fn invisible_characters_take_no_room_and_are_not_missing() {
        let faces = faces();
        let invisible = "\u{1}\u{200B}\u{200D}\u{FE0F}\u{202E}\u{2066}\u{E0100}\u{FEFF}\n";
        assert!(faces.missing(&format!("a{invisible}b")).is_empty());
        let plain = faces.width(Weight::Regular, 8.0, "ab");
        let with = faces.width(Weight::Regular, 8.0, &format!("a{invisible}b"));
        assert!((with - plain).abs() < 0.001);
    }

    #[test]
    fn a_font_that_is_none_is_refused() {
        let error = faces().with_fallback(vec![1, 2, 3]).unwrap_err();
        assert_eq!(error.code, "font-unreadable");
    }
}
