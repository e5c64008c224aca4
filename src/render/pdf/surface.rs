//! The PDF canvas: drawing turned into the content streams of pages.
//!
//! It flips the vertical axis, splits text into runs of one font, notes which marked
//! content belongs to which structure element, and sets a colour, a line or a font only
//! where it changes. Operators are written straight as bytes: a document has thousands
//! of them, and each detour costs as much as the whole layout.

use std::collections::BTreeSet;

use super::content::Content;
use super::fonts::{CommonFonts, Glyphs, RareGlyphs, Tier};
use super::structure::ElementId;
use crate::chart::canvas::{Canvas, Stroke, TextStyle};
use crate::theme::Rgb;
use crate::typeface::{Glyph, REPLACEMENT, Typefaces, is_invisible};

/// Bytes that most pages stay under.
const PAGE: usize = 1 << 15;

/// What the content drawn next is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Content of a structure element of this role.
    Element(ElementId, &'static str),
    /// Decoration.
    Artifact,
    /// A running line: `Header` or `Footer`.
    Running(&'static str),
}

/// A piece of marked content: number `mark` on `page`, of `element`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) element: ElementId,
    pub(super) page: usize,
    pub(super) mark: usize,
}

/// A part of a page that leads to an address.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    /// The link that it is a part of.
    pub(super) element: ElementId,
    /// From 0.
    pub(super) page: usize,
    /// In PDF coordinates: left, bottom, right, top.
    pub(super) bounds: [f32; 4],
    pub(super) address: String,
}

/// Pages being drawn.
pub(super) struct PdfCanvas<'f> {
    typefaces: &'f Typefaces,
    common: &'f CommonFonts,
    height: f32,
    finished: Vec<Content>,
    page: Content,
    state: State,
    tag: Option<Tag>,
    marks: usize,
    run: Vec<u16>,
    pub(super) marked: Vec<Marked>,
    pub(super) targets: Vec<Target>,
    /// Characters that the common fonts lack.
    pub(super) rare: RareGlyphs,
    /// Texts that could not be written whole.
    pub(super) replaced: BTreeSet<String>,
}

/// What a viewer has set at this point of the page.
#[derive(Default)]
struct State {
    fill: Option<Rgb>,
    stroke: Option<Stroke>,
    /// Whether lines have round ends.
    round: bool,
    font: Option<(u16, Tier, f32)>,
    in_text: bool,
    /// Where the last line of the open text section begins.
    line: (f32, f32),
}

impl<'f> PdfCanvas<'f> {
    /// For pages of this height in points.
    pub(super) fn new(typefaces: &'f Typefaces, common: &'f CommonFonts, height: f32) -> Self {
        Self {
            typefaces,
            common,
            height,
            finished: Vec::new(),
            page: Content::default(),
            state: State::default(),
            tag: None,
            marks: 0,
            run: Vec::with_capacity(64),
            marked: Vec::new(),
            targets: Vec::new(),
            rare: RareGlyphs::default(),
            replaced: BTreeSet::new(),
        }
    }

    pub(super) fn begin_page(&mut self) {
        self.end_page();
        self.page = Content::with_capacity(PAGE);
    }

    fn end_page(&mut self) {
        self.close_tag();
        if !self.page.is_empty() {
            self.finished.push(std::mem::take(&mut self.page));
        }
        self.state = State::default();
        self.marks = 0;
    }

    /// Says what is drawn from here on.
    pub(super) fn tag(&mut self, tag: Tag) {
        if self.tag == Some(tag) {
            return;
        }
        self.close_tag();
        self.tag = Some(tag);
        match tag {
            Tag::Artifact => self.page.raw("/Artifact BMC\n"),
            Tag::Running(subtype) => {
                self.page.raw("/Artifact <</Type/Pagination/Subtype/");
                self.page.raw(subtype);
                self.page.raw(">>BDC\n");
            }
            Tag::Element(element, role) => {
                let (page, mark) = (self.finished.len(), self.marks);
                self.marks += 1;
                self.marked.push(Marked {
                    element,
                    page,
                    mark,
                });
                self.page.raw("/");
                self.page.raw(role);
                self.page.raw("<</MCID ");
                self.page.integer(mark as i64);
                self.page.raw(">>BDC\n");
            }
        }
    }

    /// Makes a part of the page lead to an address.
    pub(super) fn link(&mut self, element: ElementId, bounds: [f32; 4], address: &str) {
        self.targets.push(Target {
            element,
            page: self.finished.len(),
            bounds,
            address: address.to_owned(),
        });
    }

    /// Draws a shared picture in a frame given by its top left corner, width and height.
    pub(super) fn picture(&mut self, name: &str, (x, y): (f32, f32), (width, height): (f32, f32)) {
        self.end_text();
        self.page.raw("q ");
        for length in [width, 0.0, 0.0, height, x, self.height - y - height] {
            self.page.length(length);
        }
        self.page.raw("cm /");
        self.page.raw(name);
        self.page.raw(" Do Q\n");
    }

    /// The content streams of all pages.
    pub(super) fn finish(&mut self) -> Vec<Vec<u8>> {
        self.end_page();
        let pages = std::mem::take(&mut self.finished);
        pages.into_iter().map(Content::into_bytes).collect()
    }

    fn close_tag(&mut self) {
        self.end_text();
        if self.tag.take().is_some() {
            self.page.raw("EMC\n");
        }
    }

    fn end_text(&mut self) {
        if std::mem::take(&mut self.state.in_text) {
            self.page.raw("ET\n");
        }
    }

    fn set_fill(&mut self, colour: Rgb) {
        if self.state.fill != Some(colour) {
            self.state.fill = Some(colour);
            self.page.colour(colour);
            self.page.raw("rg\n");
        }
    }

    fn set_stroke(&mut self, stroke: Stroke) {
        let before = self.state.stroke.replace(stroke);
        if before.is_none_or(|before| before.colour != stroke.colour) {
            self.page.colour(stroke.colour);
            self.page.raw("RG\n");
        }
        if before.is_none_or(|before| before.width != stroke.width) {
            self.page.length(stroke.width);
            self.page.raw("w\n");
        }
        if before.and_then(|before| before.dash) != stroke.dash {
            self.page.raw("[");
            if let Some((on, off)) = stroke.dash {
                self.page.length(on);
                self.page.length(off);
            }
            self.page.raw("]0 d\n");
        }
    }

    fn set_ends(&mut self, round: bool) {
        if self.state.round != round {
            self.state.round = round;
            self.page.raw(if round { "1 J\n" } else { "0 J\n" });
        }
    }

    fn point(&mut self, (x, y): (f32, f32)) {
        self.page.length(x);
        self.page.length(self.height - y);
    }

    fn path(&mut self, points: &[(f32, f32)]) {
        for (index, point) in points.iter().enumerate() {
            self.point(*point);
            self.page.raw(if index == 0 { "m\n" } else { "l\n" });
        }
    }

    /// Begins a line of text; within a text section lines are placed from one another.
    fn move_to(&mut self, x: f32, y: f32) {
        // What was written is rounded, so distances are taken between rounded places.
        let rounded = |length: f32| (length * 100.0).round() / 100.0;
        let to = (rounded(x), rounded(y));
        if !std::mem::replace(&mut self.state.in_text, true) {
            self.page.raw("BT\n");
            self.state.line = (0.0, 0.0);
        }
        let from = std::mem::replace(&mut self.state.line, to);
        self.page.length(to.0 - from.0);
        self.page.length(to.1 - from.1);
        self.page.raw("Td\n");
    }

    /// Which font writes `character` by which code.
    fn code_of(&mut self, character: char, glyph: Glyph) -> ((u16, Tier), u16) {
        if let Some(code) = self.common.code(glyph.face, character) {
            return ((glyph.face, Tier::Common), code);
        }
        let rare = self.rare.entry(glyph.face).or_insert_with(Glyphs::new);
        ((glyph.face, Tier::Rare), rare.code(character, glyph))
    }

    /// Writes what stands for a character that no face has. Whoever copies or listens gets
    /// the character itself.
    fn replace(&mut self, style: TextStyle, character: char) {
        let Some(glyph) = self.typefaces.glyph(style.weight, REPLACEMENT) else {
            return;
        };
        let (font, code) = self.code_of(REPLACEMENT, glyph);
        let tagged = matches!(self.tag, Some(Tag::Element(..)));
        if tagged {
            self.page.raw("/Span<</ActualText<FEFF");
            for unit in character.encode_utf16(&mut [0; 2]) {
                self.page.raw(&format!("{unit:04X}"));
            }
            self.page.raw(">>>BDC\n");
        }
        self.run.push(code);
        self.show(font, style.size);
        if tagged {
            self.page.raw("EMC\n");
        }
    }

    fn show(&mut self, (face, tier): (u16, Tier), size: f32) {
        if self.run.is_empty() {
            return;
        }
        if self.state.font != Some((face, tier, size)) {
            self.state.font = Some((face, tier, size));
            self.page.raw("/");
            self.page.raw(tier.letter());
            self.page.integer(face.into());
            self.page.raw(" ");
            self.page.length(size);
            self.page.raw("Tf\n");
        }
        self.page.glyphs(&self.run);
        self.run.clear();
    }
}

impl Canvas for PdfCanvas<'_> {
    fn fill_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb) {
        self.end_text();
        self.set_fill(colour);
        for length in [x, self.height - y - height, width, height] {
            self.page.length(length);
        }
        self.page.raw("re f\n");
    }

    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke) {
        self.end_text();
        self.set_stroke(stroke);
        self.set_ends(false);
        self.path(points);
        self.page.raw("S\n");
    }

    fn polygon(&mut self, points: &[(f32, f32)], colour: Rgb) {
        self.end_text();
        self.set_fill(colour);
        self.path(points);
        self.page.raw("h f\n");
    }

    /// A line from the centre to itself, with round ends: a tenth of the curves of a circle.
    fn circle(&mut self, centre: (f32, f32), radius: f32, colour: Rgb) {
        self.end_text();
        self.set_stroke(Stroke {
            colour,
            width: 2.0 * radius,
            dash: None,
        });
        self.set_ends(true);
        self.path(&[centre, centre]);
        self.page.raw("S\n");
    }

    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        self.set_fill(style.colour);
        self.move_to(x, self.height - y);
        let mut font = (0, Tier::Common);
        let mut whole = true;
        let own = Typefaces::first_face(style.weight);
        for character in text.chars() {
            // Nearly always: what documents share, written by the weight's own face.
            if let Some(code) = self.common.code(own, character) {
                if font != (own, Tier::Common) {
                    self.show(font, style.size);
                    font = (own, Tier::Common);
                }
                self.run.push(code);
                continue;
            }
            let Some(glyph) = self.typefaces.glyph(style.weight, character) else {
                if !is_invisible(character) {
                    self.show(font, style.size);
                    self.replace(style, character);
                    whole = false;
                }
                continue;
            };
            let (next, code) = self.code_of(character, glyph);
            if next != font {
                self.show(font, style.size);
                font = next;
            }
            self.run.push(code);
        }
        self.show(font, style.size);
        if !whole {
            self.replaced.insert(text.trim().to_owned());
        }
    }
}
