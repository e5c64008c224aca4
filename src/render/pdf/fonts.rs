//! Fonts in two tiers: what most documents of a batch write is subset and compressed
//! once; the rare characters of one document go to a small font of its own.
//!
//! printpdf writes a font's objects. It is given a stand-in of a few bytes as program, so
//! that its copies cost nothing; [`put_programs`] puts the real one into its document. The
//! objects of the common fonts are taken out of such a document once, and every document
//! of the batch begins with them ([`Prefix`]).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use libdeflater::{CompressionLvl, Compressor};
use lopdf::{Dictionary, Document, Object, Stream};
use printpdf::ops::PdfFontHandle;
use printpdf::{
    FontId, FontMetrics, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Pt,
    TextItem,
};
use rayon::prelude::*;
use subsetter::GlyphRemapper;

use super::file::Prefix;
use crate::diagnostic::{Diagnostic, Place};
use crate::typeface::{Face, Glyph, Typefaces, Weight};

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

impl Tier {
    /// What the resource names of its fonts begin with; the number of the face follows.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Common => "C",
            Self::Rare => "R",
        }
    }
}

/// Characters by the face that writes them.
pub type ByFace = BTreeMap<u16, BTreeSet<char>>;

/// What a document writes beyond the common fonts, by face.
pub(super) type RareGlyphs = BTreeMap<u16, Glyphs>;

/// The glyphs of a font, numbered in the order in which they were first asked for.
pub(super) struct Glyphs {
    remapper: GlyphRemapper,
    codes: BTreeMap<char, u16>,
    advances: BTreeMap<u16, u16>,
}

impl Glyphs {
    pub(super) fn new() -> Self {
        Self {
            remapper: GlyphRemapper::new(),
            codes: BTreeMap::new(),
            advances: BTreeMap::new(),
        }
    }

    /// The code of a character in this font.
    pub(super) fn code(&mut self, character: char, glyph: Glyph) -> u16 {
        if let Some(code) = self.codes.get(&character) {
            return *code;
        }
        let code = self.remapper.remap(glyph.id);
        self.codes.insert(character, code);
        self.advances.insert(code, glyph.advance);
        code
    }

    /// The characters that it has.
    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.codes.keys().copied()
    }
}

/// The fonts of a batch.
#[derive(Debug, Default)]
pub(super) struct CommonFonts {
    codes: Vec<Codes>,
    /// Their objects, with which each document begins.
    pub(super) prefix: Prefix,
}

/// Codes of a font by character; 0 is nobody's.
#[derive(Clone, Debug, Default)]
struct Codes {
    /// The Basic Multilingual Plane.
    dense: Vec<u16>,
    sparse: BTreeMap<char, u16>,
}

impl CommonFonts {
    /// Subsets the faces to the characters that documents share.
    pub(super) fn new(typefaces: &Typefaces, mut shared: ByFace) -> Result<Self, Diagnostic> {
        for weight in [Weight::Regular, Weight::Bold] {
            add(typefaces, weight, EVERYWHERE, &mut shared);
        }
        let mut glyphs = RareGlyphs::new();
        let mut codes = vec![Codes::default(); typefaces.faces().len()];
        for (face, characters) in shared {
            let chosen = glyphs.entry(face).or_insert_with(Glyphs::new);
            for character in characters {
                let glyph = [Weight::Regular, Weight::Bold]
                    .into_iter()
                    .filter_map(|weight| typefaces.glyph(weight, character))
                    .find(|glyph| glyph.face == face);
                if let Some(glyph) = glyph {
                    let code = chosen.code(character, glyph);
                    codes[usize::from(face)].set(character, code);
                }
            }
        }
        let mut document = begin(typefaces, &glyphs, Tier::Common, (1.0, 1.0), 1)?;
        for object in document.objects.values_mut() {
            if let Object::Stream(stream) = object
                && !stream.dict.has(b"Filter")
            {
                let packed = deflate(&stream.content, COMMON_LEVEL);
                stream.dict.set("Filter", "FlateDecode");
                stream.set_content(packed);
            }
        }
        let fonts = fonts_of(&mut document).map(std::mem::take);
        Ok(Self {
            codes,
            prefix: Prefix::new(&document, &fonts.unwrap_or_default()),
        })
    }

    /// The code of `character` in the common font of `face`.
    pub(super) fn code(&self, face: u16, character: char) -> Option<u16> {
        self.codes.get(usize::from(face))?.get(character)
    }
}

impl Codes {
    fn set(&mut self, character: char, code: u16) {
        self.dense.resize(0x10000, 0);
        match self.dense.get_mut(character as usize) {
            Some(place) => *place = code,
            None => drop(self.sparse.insert(character, code)),
        }
    }

    fn get(&self, character: char) -> Option<u16> {
        match self.dense.get(character as usize) {
            Some(&code) => (code != 0).then_some(code),
            None => self.sparse.get(&character).copied(),
        }
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

/// Has printpdf make a document of `count` empty pages of `size` in points with fonts for
/// `glyphs`. Its pages refer to all of them; their contents are to be replaced.
///
/// # Errors
/// A face that cannot be cut.
pub(super) fn begin(
    typefaces: &Typefaces,
    glyphs: &RareGlyphs,
    tier: Tier,
    size: (f32, f32),
    count: usize,
) -> Result<Document, Diagnostic> {
    let mut printed = PdfDocument::new("");
    let cut = |(number, (face, glyphs)): (usize, (&u16, &Glyphs))| {
        let source = &typefaces.faces()[usize::from(*face)];
        subset(source, glyphs, tier, number as u8)
    };
    let numbered = glyphs.iter().enumerate();
    let fonts: Vec<_> = match tier {
        Tier::Common => numbered
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(cut)
            .collect(),
        // Documents are made at the same time; each cuts its own.
        Tier::Rare => numbered.map(cut).collect(),
    };
    let mut programs = Vec::with_capacity(glyphs.len());
    // Fonts that no page uses would be left out.
    let mut specimen = Vec::with_capacity(2 * glyphs.len());
    for ((face, glyphs), font) in glyphs.iter().zip(fonts) {
        let (font, program) = font?;
        programs.push(program);
        let id = FontId(format!("{}{face}", tier.letter()));
        specimen.push(Op::SetFont {
            font: PdfFontHandle::External(id.clone()),
            size: Pt(1.0),
        });
        specimen.push(Op::ShowText {
            items: vec![TextItem::Text(glyphs.characters().collect())],
        });
        printed.resources.fonts.map.insert(id, font);
    }
    let sheet = |ops| PdfPage::new(Mm::from(Pt(size.0)), Mm::from(Pt(size.1)), ops);
    let mut pages = vec![sheet(specimen)];
    pages.extend((1..count).map(|_| sheet(Vec::new())));
    printed.with_pages(pages);
    let mut document = printed.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    put_programs(&mut document, programs);
    Ok(document)
}

/// The dictionary of fonts that the pages of a document share.
pub(super) fn fonts_of(document: &mut Document) -> Option<&mut Dictionary> {
    let page = document.page_iter().next()?;
    let resources = reference(document, page, b"Resources")?;
    let fonts = reference(document, resources, b"Font")?;
    document.get_dictionary_mut(fonts).ok()
}

fn reference(document: &Document, id: lopdf::ObjectId, key: &[u8]) -> Option<lopdf::ObjectId> {
    let dictionary = document.get_dictionary(id).ok()?;
    dictionary.get(key).ok()?.as_reference().ok()
}

/// A font program as its document holds it.
struct Program {
    bytes: Vec<u8>,
    compressed: bool,
    length: usize,
}

/// A font with a stand-in as program, and the program.
fn subset(
    source: &Face,
    glyphs: &Glyphs,
    tier: Tier,
    number: u8,
) -> Result<(PdfFont, Program), Diagnostic> {
    let program = subsetter::subset(&source.program, 0, &glyphs.remapper).map_err(|error| {
        let message = format!("the font {} cannot be subset: {error}", source.name);
        Diagnostic::error("font-unreadable", Place::default(), message)
    })?;
    let mut stand_in = STAND_IN.to_vec();
    stand_in.push(number);
    let name = format!("{}+{}", subset_tag(glyphs.characters()), source.name);
    let codes = glyphs.codes.iter().map(|(&c, &code)| (u32::from(c), code));
    let mut font = ParsedFont::with_glyph_data(
        stand_in,
        0,
        Some(name),
        codes.collect(),
        glyphs.advances.clone(),
        1000,
        FontMetrics {
            ascent: source.ascent,
            descent: source.descent,
        },
    );
    describe(&mut font, source);
    let length = program.len();
    // Outlines shrink by a quarter only: worth it once for a batch, not for every document.
    let compressed = tier == Tier::Common;
    let bytes = if compressed { pack(&program) } else { program };
    let program = Program {
        bytes,
        compressed,
        length,
    };
    Ok((PdfFont::new(font), program))
}

fn describe(font: &mut ParsedFont, source: &Face) {
    let metrics = &mut font.pdf_font_metrics;
    [metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max] = source.bounds;
    metrics.us_weight_class = source.weight;
}

/// Six letters that differ between subsets of a face, as PDF asks for.
fn subset_tag(characters: impl Iterator<Item = char>) -> String {
    let hash = characters.fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
        (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
    });
    (0..6)
        .map(|place| char::from(b'A' + (hash >> (8 * place) & 0xff) as u8 % 26))
        .collect()
}

/// Replaces the stand-ins in a document by the font programs.
fn put_programs(document: &mut Document, mut programs: Vec<Program>) {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        let [marker @ .., number] = stream.content.as_slice() else {
            continue;
        };
        let Some(program) = programs.get_mut(usize::from(*number)) else {
            continue;
        };
        if marker == STAND_IN {
            let mut dictionary = Dictionary::new();
            dictionary.set("Length1", program.length as i64);
            if program.compressed {
                dictionary.set("Filter", "FlateDecode");
            }
            let bytes = std::mem::take(&mut program.bytes);
            *stream = Stream::new(dictionary, bytes).with_compression(false);
        }
    }
}

/// Compresses what all documents of a batch share.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    deflate(bytes, COMMON_LEVEL)
}

/// Compresses what belongs to one document.
pub(super) fn compress(bytes: &[u8]) -> Vec<u8> {
    deflate(bytes, DOCUMENT_LEVEL)
}

fn deflate(bytes: &[u8], level: i32) -> Vec<u8> {
    type Compressors = (BTreeMap<i32, Compressor>, Vec<u8>);
    thread_local! {
        // A compressor is costly to make and holds no state between uses; its room is costly
        // to clear.
        static COMPRESSORS: RefCell<Compressors> = const { RefCell::new((BTreeMap::new(), Vec::new())) };
    }
    COMPRESSORS.with_borrow_mut(|(compressors, room)| {
        let compressor = compressors
            .entry(level)
            .or_insert_with(|| Compressor::new(CompressionLvl::new(level).unwrap_or_default()));
        let bound = compressor.zlib_compress_bound(bytes.len());
        room.resize(room.len().max(bound), 0);
        // The room is as large as the library asks for, which is all that can fail.
        let length = compressor.zlib_compress(bytes, room).unwrap_or(0);
        room[..length].to_vec()
    })
}
