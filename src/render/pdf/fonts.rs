//! Fonts in two tiers: what most documents of a batch write is subset and compressed
//! once; the rare characters of one document go to a small font of its own.
//!
//! printpdf is given a stand-in of a few bytes as font program, so that its copies cost
//! nothing; [`put_programs`] puts the real ones into the finished document.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use libdeflater::{CompressionLvl, Compressor};
use lopdf::{Dictionary, Object, Stream};
use printpdf::{FontId, FontMetrics, ParsedFont, PdfFont};
use subsetter::GlyphRemapper;

use crate::diagnostic::{Diagnostic, Place};
use crate::typeface::{Face, Typefaces, Weight};

/// Written in almost every document, whatever its language.
const EVERYWHERE: &str = " 0123456789.,:;%+-−–—/()·•";

/// What a stand-in program begins with; the number of the real one follows.
const STAND_IN: [u8; 4] = [0, 1, 0, 0];

/// How hard the fonts of a batch are compressed: once, so as hard as can be.
const COMMON_LEVEL: i32 = 12;

/// How hard what is made for one document is compressed: more would save a hundredth.
const DOCUMENT_LEVEL: i32 = 1;

/// Which of a face's two fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// Shared by the batch.
    Common,
    /// Made for one document.
    Rare,
}

/// Resource name of a font.
pub(super) fn font_id(face: u16, tier: Tier) -> String {
    let tier = match tier {
        Tier::Common => 'C',
        Tier::Rare => 'R',
    };
    format!("{tier}{face}")
}

/// A compressed font program.
#[derive(Clone, Debug)]
pub(super) struct Program {
    compressed: Arc<[u8]>,
    length: usize,
}

/// A subset of a face, ready to go into documents.
#[derive(Clone, Debug)]
struct Subset {
    id: FontId,
    /// With a stand-in as program.
    font: PdfFont,
    program: Program,
}

/// Characters by the face that writes them.
pub(super) type ByFace = BTreeMap<u16, BTreeSet<char>>;

/// The fonts of a batch.
#[derive(Debug, Default)]
pub(super) struct CommonFonts {
    characters: Vec<CharacterSet>,
    subsets: Vec<Subset>,
}

/// A set that answers quickly.
#[derive(Clone, Debug, Default)]
struct CharacterSet {
    /// A bit for each code point of the Basic Multilingual Plane.
    bits: Vec<u64>,
    all: BTreeSet<char>,
}

/// The fonts of one document: what printpdf gets, and the programs to put in.
pub(super) struct DocumentFonts {
    pub(super) fonts: BTreeMap<FontId, PdfFont>,
    pub(super) programs: Vec<Program>,
}

impl CommonFonts {
    /// Subsets the faces to the characters that documents share.
    pub(super) fn new(typefaces: &Typefaces, mut shared: ByFace) -> Result<Self, Diagnostic> {
        for weight in [Weight::Regular, Weight::Bold] {
            add(typefaces, weight, EVERYWHERE, &mut shared);
        }
        let mut common = Self {
            characters: vec![CharacterSet::default(); typefaces.faces().len()],
            subsets: Vec::with_capacity(shared.len()),
        };
        for (face, set) in shared {
            let number = common.subsets.len();
            let subset = subset(typefaces, face, Tier::Common, &set, number)?;
            common.subsets.push(subset);
            common.characters[usize::from(face)] = CharacterSet::new(set);
        }
        Ok(common)
    }

    /// Whether the common font of `face` has `character`.
    pub(super) fn has(&self, face: u16, character: char) -> bool {
        let set = self.characters.get(usize::from(face));
        set.is_some_and(|set| set.contains(character))
    }

    /// The fonts of a document that writes `rare` beside the common characters.
    pub(super) fn with_rare(
        &self,
        typefaces: &Typefaces,
        rare: &ByFace,
    ) -> Result<DocumentFonts, Diagnostic> {
        let mut all = DocumentFonts {
            fonts: BTreeMap::new(),
            programs: Vec::with_capacity(self.subsets.len() + rare.len()),
        };
        for subset in &self.subsets {
            all.fonts.insert(subset.id.clone(), subset.font.clone());
            all.programs.push(subset.program.clone());
        }
        for (face, characters) in rare {
            let number = all.programs.len();
            let subset = subset(typefaces, *face, Tier::Rare, characters, number)?;
            all.fonts.insert(subset.id, subset.font);
            all.programs.push(subset.program);
        }
        Ok(all)
    }
}

/// Adds the characters of `text` that a weight can write, each to its face.
pub(super) fn add(typefaces: &Typefaces, weight: Weight, text: &str, to: &mut ByFace) {
    for character in text.chars() {
        if let Some(glyph) = typefaces.glyph(weight, character) {
            to.entry(glyph.face).or_default().insert(character);
        }
    }
}

impl CharacterSet {
    fn new(all: BTreeSet<char>) -> Self {
        let mut bits = vec![0; 0x10000 / 64];
        for &character in &all {
            let code = character as usize;
            if let Some(word) = bits.get_mut(code / 64) {
                *word |= 1 << (code % 64);
            }
        }
        Self { bits, all }
    }

    fn contains(&self, character: char) -> bool {
        let code = character as usize;
        match self.bits.get(code / 64) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => self.all.contains(&character),
        }
    }
}

fn subset(
    typefaces: &Typefaces,
    face: u16,
    tier: Tier,
    characters: &BTreeSet<char>,
    number: usize,
) -> Result<Subset, Diagnostic> {
    let source = &typefaces.faces()[usize::from(face)];
    let mut remapper = GlyphRemapper::new();
    let mut codes = BTreeMap::new();
    let mut advances = BTreeMap::new();
    for &character in characters {
        let glyph = [Weight::Regular, Weight::Bold]
            .into_iter()
            .filter_map(|weight| typefaces.glyph(weight, character))
            .find(|glyph| glyph.face == face);
        if let Some(glyph) = glyph {
            let id = remapper.remap(glyph.id);
            codes.insert(u32::from(character), id);
            advances.insert(id, glyph.advance);
        }
    }
    let program = subsetter::subset(&source.program, 0, &remapper).map_err(|error| {
        let message = format!("the font {} cannot be subset: {error}", source.name);
        Diagnostic::error("font-unreadable", Place::default(), message)
    })?;
    let level = match tier {
        Tier::Common => COMMON_LEVEL,
        Tier::Rare => DOCUMENT_LEVEL,
    };
    let mut stand_in = STAND_IN.to_vec();
    stand_in.push(number as u8);
    let name = format!("{}+{}", subset_tag(characters), source.name);
    let mut font = ParsedFont::with_glyph_data(
        stand_in,
        0,
        Some(name),
        codes,
        advances,
        1000,
        FontMetrics {
            ascent: source.ascent,
            descent: source.descent,
        },
    );
    describe(&mut font, source, face);
    Ok(Subset {
        id: FontId(font_id(face, tier)),
        font: PdfFont::new(font),
        program: Program {
            compressed: deflate(&program, level).into(),
            length: program.len(),
        },
    })
}

fn describe(font: &mut ParsedFont, source: &Face, face: u16) {
    let metrics = &mut font.pdf_font_metrics;
    [metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max] = source.bounds;
    metrics.us_weight_class = if face == Weight::Bold as u16 {
        700
    } else {
        400
    };
}

/// Six letters that differ between subsets of a face, as PDF asks for.
fn subset_tag(characters: &BTreeSet<char>) -> String {
    let hash = characters
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &c| {
            (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
        });
    (0..6)
        .map(|place| char::from(b'A' + (hash >> (8 * place) & 0xff) as u8 % 26))
        .collect()
}

/// Replaces the stand-ins in a document by the font programs.
pub(super) fn put_programs(document: &mut lopdf::Document, programs: &[Program]) {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        let [marker @ .., number] = stream.content.as_slice() else {
            continue;
        };
        let Some(program) = programs.get(usize::from(*number)) else {
            continue;
        };
        if marker == STAND_IN {
            let mut dictionary = Dictionary::new();
            dictionary.set("Length1", program.length as i64);
            dictionary.set("Filter", "FlateDecode");
            *stream = Stream::new(dictionary, program.compressed.to_vec()).with_compression(false);
        }
    }
}

/// Compresses what belongs to one document.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    deflate(bytes, DOCUMENT_LEVEL)
}

fn deflate(bytes: &[u8], level: i32) -> Vec<u8> {
    thread_local! {
        // A compressor is costly to make and holds no state between uses.
        static COMPRESSORS: RefCell<BTreeMap<i32, Compressor>> = const { RefCell::new(BTreeMap::new()) };
    }
    COMPRESSORS.with_borrow_mut(|compressors| {
        let compressor = compressors
            .entry(level)
            .or_insert_with(|| Compressor::new(CompressionLvl::new(level).unwrap_or_default()));
        let mut packed = vec![0; compressor.zlib_compress_bound(bytes.len())];
        // The buffer is as large as the library asks for, which is all that can fail.
        let length = compressor.zlib_compress(bytes, &mut packed).unwrap_or(0);
        packed.truncate(length);
        packed
    })
}
