//! The PDF canvas: drawing turned into printpdf operations, page by page.
//!
//! It flips the vertical axis, splits text into runs of one font, notes which marked
//! content belongs to which structure element, and sets a colour, a line or a font only
//! where it changes.

use printpdf::ops::PdfFontHandle;
use printpdf::{
    Color, FontId, LineDashPattern, LinePoint, Mm, Op, PaintMode, PdfPage, Point, Polygon,
    PolygonRing, Pt, Rect, TextItem, WindingOrder, xobject::DictItem,
};

use super::fonts::{ByFace, CommonFonts, Tier, font_id};
use super::structure::ElementId;
use crate::chart::canvas::{Canvas, Stroke, TextStyle};
use crate::theme::Rgb;
use crate::typeface::{Typefaces, is_invisible};

/// Where the control points of a quarter circle lie, as a share of its radius.
const ARC: f32 = 0.552_285;

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

/// Pages being drawn.
pub(super) struct PdfCanvas<'f> {
    typefaces: &'f Typefaces,
    common: &'f CommonFonts,
    size: (f32, f32),
    pages: Vec<Vec<Op>>,
    state: State,
    tag: Option<Tag>,
    marks: usize,
    pub(super) marked: Vec<Marked>,
    /// Characters that the common fonts lack, by face.
    pub(super) rare: ByFace,
    /// The first text that could not be written whole.
    pub(super) unwritten: Option<String>,
}

/// What a viewer has set at this point of the page.
#[derive(Default)]
struct State {
    fill: Option<Rgb>,
    stroke: Option<Stroke>,
    font: Option<(u16, Tier, f32)>,
    in_text: bool,
    /// Where the last line of the open text section begins.
    line: (Pt, Pt),
}

impl<'f> PdfCanvas<'f> {
    pub(super) fn new(typefaces: &'f Typefaces, common: &'f CommonFonts, size: (f32, f32)) -> Self {
        Self {
            typefaces,
            common,
            size,
            pages: Vec::new(),
            state: State::default(),
            tag: None,
            marks: 0,
            marked: Vec::new(),
            rare: ByFace::new(),
            unwritten: None,
        }
    }

    pub(super) fn begin_page(&mut self) {
        self.close_tag();
        self.pages.push(Vec::with_capacity(1024));
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
        let op = match tag {
            Tag::Artifact => Op::BeginMarkedContent {
                tag: "Artifact".to_owned(),
            },
            Tag::Running(subtype) => {
                let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
                let entries = [("Type", "Pagination"), ("Subtype", subtype)];
                let map = entries.map(|(key, value)| (key.to_owned(), name(value)));
                Op::BeginMarkedContentWithProperties {
                    tag: "Artifact".to_owned(),
                    properties: DictItem::Dict { map: map.into() },
                }
            }
            Tag::Element(element, role) => {
                let mark = self.marks;
                self.marks += 1;
                let page = self.pages.len().saturating_sub(1);
                self.marked.push(Marked {
                    element,
                    page,
                    mark,
                });
                let map = [("MCID".to_owned(), DictItem::Int(mark as i64))];
                Op::BeginMarkedContentWithProperties {
                    tag: role.to_owned(),
                    properties: DictItem::Dict { map: map.into() },
                }
            }
        };
        self.push(op);
    }

    pub(super) fn finish(&mut self) -> Vec<PdfPage> {
        self.close_tag();
        let (width, height) = self.size;
        let sheet = |ops| PdfPage::new(Mm::from(Pt(width)), Mm::from(Pt(height)), ops);
        std::mem::take(&mut self.pages)
            .into_iter()
            .map(sheet)
            .collect()
    }

    fn close_tag(&mut self) {
        self.end_text();
        if self.tag.take().is_some() {
            self.push(Op::EndMarkedContent);
        }
    }

    fn push(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }

    fn end_text(&mut self) {
        if std::mem::take(&mut self.state.in_text) {
            self.push(Op::EndTextSection);
        }
    }

    fn set_fill(&mut self, colour: Rgb) {
        if self.state.fill != Some(colour) {
            self.state.fill = Some(colour);
            self.push(Op::SetFillColor { col: paint(colour) });
        }
    }

    fn set_stroke(&mut self, stroke: Stroke) {
        let before = self.state.stroke.replace(stroke);
        if before.is_none_or(|before| before.colour != stroke.colour) {
            self.push(Op::SetOutlineColor {
                col: paint(stroke.colour),
            });
        }
        if before.is_none_or(|before| before.width != stroke.width) {
            self.push(Op::SetOutlineThickness {
                pt: length(stroke.width),
            });
        }
        if before.and_then(|before| before.dash) != stroke.dash {
            let dash = match stroke.dash {
                Some((on, off)) => LineDashPattern::new(0.0, &[on, off]),
                None => LineDashPattern::solid(),
            };
            self.push(Op::SetLineDashPattern { dash });
        }
    }

    fn point(&self, (x, y): (f32, f32), bezier: bool) -> LinePoint {
        LinePoint {
            p: Point {
                x: length(x),
                y: length(self.size.1 - y),
            },
            bezier,
        }
    }

    fn fill_ring(&mut self, points: Vec<LinePoint>, colour: Rgb) {
        self.end_text();
        self.set_fill(colour);
        self.push(Op::DrawPolygon {
            polygon: Polygon {
                rings: vec![PolygonRing { points }],
                mode: PaintMode::Fill,
                winding_order: WindingOrder::NonZero,
            },
        });
    }

    /// Begins a line of text; within a text section lines are placed from one another.
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = (length(x), length(y));
        if !std::mem::replace(&mut self.state.in_text, true) {
            self.push(Op::StartTextSection);
            self.state.line = (Pt(0.0), Pt(0.0));
        }
        let (from_x, from_y) = std::mem::replace(&mut self.state.line, (x, y));
        self.push(Op::SetTextCursor {
            pos: Point {
                x: length(x.0 - from_x.0),
                y: length(y.0 - from_y.0),
            },
        });
    }

    /// Which font writes `character`; `None` where nothing is drawn.
    fn font_of(&mut self, style: TextStyle, character: char, text: &str) -> Option<(u16, Tier)> {
        if is_invisible(character) {
            return None;
        }
        let Some(glyph) = self.typefaces.glyph(style.weight, character) else {
            self.unwritten.get_or_insert_with(|| text.to_owned());
            return None;
        };
        if self.common.has(glyph.face, character) {
            return Some((glyph.face, Tier::Common));
        }
        self.rare.entry(glyph.face).or_default().insert(character);
        Some((glyph.face, Tier::Rare))
    }

    fn show(&mut self, (face, tier): (u16, Tier), size: f32, run: &mut String) {
        if run.is_empty() {
            return;
        }
        if self.state.font != Some((face, tier, size)) {
            self.state.font = Some((face, tier, size));
            self.push(Op::SetFont {
                font: PdfFontHandle::External(FontId(font_id(face, tier))),
                size: length(size),
            });
        }
        self.push(Op::ShowText {
            items: vec![TextItem::Text(std::mem::take(run))],
        });
    }
}

impl Canvas for PdfCanvas<'_> {
    fn fill_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb) {
        self.end_text();
        self.set_fill(colour);
        self.push(Op::DrawRectangle {
            rectangle: Rect {
                x: length(x),
                y: length(self.size.1 - y - height),
                width: length(width),
                height: length(height),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            },
        });
    }

    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke) {
        self.end_text();
        self.set_stroke(stroke);
        let points = points.iter().map(|&point| self.point(point, false));
        let line = printpdf::Line {
            points: points.collect(),
            is_closed: false,
        };
        self.push(Op::DrawLine { line });
    }

    fn polygon(&mut self, points: &[(f32, f32)], colour: Rgb) {
        let points = points.iter().map(|&point| self.point(point, false));
        self.fill_ring(points.collect(), colour);
    }

    fn circle(&mut self, (x, y): (f32, f32), radius: f32, colour: Rgb) {
        let reach = radius * ARC;
        let quarters = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)];
        let mut points = vec![self.point((x + radius, y), false)];
        for pair in quarters.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let leave = (x + ax * radius + bx * reach, y + ay * radius + by * reach);
            let arrive = (x + bx * radius + ax * reach, y + by * radius + ay * reach);
            points.push(self.point(leave, true));
            points.push(self.point(arrive, true));
            points.push(self.point((x + bx * radius, y + by * radius), false));
        }
        self.fill_ring(points, colour);
    }

    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        self.set_fill(style.colour);
        self.move_to(x, self.size.1 - y);
        let mut run = String::with_capacity(text.len());
        let mut font = (0, Tier::Common);
        for character in text.chars() {
            let Some(next) = self.font_of(style, character, text) else {
                continue;
            };
            if next != font {
                self.show(font, style.size, &mut run);
                font = next;
            }
            run.push(character);
        }
        self.show(font, style.size, &mut run);
    }
}

/// Points, rounded to what a page can show: shorter numbers, smaller files.
fn length(points: f32) -> Pt {
    Pt((points * 100.0).round() / 100.0)
}

fn paint(colour: Rgb) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(printpdf::Rgb {
        r: part(colour[0]),
        g: part(colour[1]),
        b: part(colour[2]),
        icc_profile: None,
    })
}
