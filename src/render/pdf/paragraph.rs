//! Paragraphs: a [`Text`] broken into lines that fit a width, each line one slice.

mod lines;

use std::ops::Deref;

use super::slice::Slice;
use super::structure::ElementId;
use super::tree::{ATOM, Atom, Extent, Look, Scale, Text};
use super::typesetter::{Area, Typesetter};
use crate::chart::canvas::TextStyle;
use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::Diagnostic;
use crate::typeface::Weight;

/// Room beside a badge.
const BADGE_MARGIN: f32 = 1.5;

/// Where the lines of a paragraph are flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// How and where something is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) look: Look,
    pub(super) align: Align,
    pub(super) area: Area,
    /// What it belongs to.
    pub(super) element: ElementId,
}

/// A style from a byte offset on.
struct Span {
    start: usize,
    style: TextStyle,
    line_height: f32,
}

/// The spans of a text; most texts have one style, for which no room is asked.
enum Spans {
    One([Span; 1]),
    Many(Vec<Span>),
}

impl Deref for Spans {
    type Target = [Span];

    fn deref(&self) -> &[Span] {
        match self {
            Self::One(span) => span,
            Self::Many(spans) => spans,
        }
    }
}

/// An atom with its size.
struct Placed<'a> {
    at: usize,
    width: f32,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Badge {
        word: &'a str,
        size: f32,
    },
    Chart {
        spec: &'a ChartSpec,
        height: f32,
        element: ElementId,
    },
}

/// A paragraph that is being set.
struct Paragraph<'a, 't> {
    text: &'a Text,
    spans: Spans,
    atoms: Vec<Placed<'a>>,
    /// The elements of the text's links.
    links: Vec<ElementId>,
    setting: Setting,
    setter: &'t Typesetter<'a>,
}

impl<'a> Typesetter<'a> {
    /// Sets `text`; an empty text gives no lines.
    pub(super) fn set_text(
        &mut self,
        text: &'a Text,
        setting: Setting,
    ) -> Result<Vec<Slice<'a>>, Diagnostic> {
        let spans = self.spans(text, setting.look);
        let atoms = self.place_atoms(text, setting)?;
        let links = text.links.iter();
        let links = links.map(|_| self.structure.add(setting.element, "Link"));
        let links = links.collect();
        let paragraph = Paragraph {
            text,
            spans,
            atoms,
            links,
            setting,
            setter: self,
        };
        let lines = paragraph.lines();
        let count = lines.len();
        let slices = lines.into_iter().enumerate().map(|(index, line)| {
            let mut slice = paragraph.line(line);
            // No line of a paragraph stands alone on a page; three stay together.
            slice.stick = index + 1 < count && (count <= 3 || index == 0 || index + 2 == count);
            slice
        });
        Ok(slices.collect())
    }

    /// Width of `text` on one line, the longest one where it has line breaks.
    pub(super) fn natural_width(&self, text: &Text, look: Look) -> f32 {
        self.widest(text, look, |content, piece| {
            for line in content.split('\n') {
                piece(line);
            }
        })
    }

    /// Width of the longest part of `text` that has no break in it.
    pub(super) fn least_width(&self, text: &Text, look: Look) -> f32 {
        self.widest(text, look, |content, piece| {
            let mut start = 0;
            for (end, _) in unicode_linebreak::linebreaks(content) {
                piece(content[start..end].trim_end());
                start = end;
            }
        })
    }

    fn widest(&self, text: &Text, look: Look, split: impl Fn(&str, &mut dyn FnMut(&str))) -> f32 {
        let spans = self.spans(text, look);
        let origin = text.content.as_ptr() as usize;
        let mut widest = 0.0_f32;
        split(&text.content, &mut |part| {
            let start = part.as_ptr() as usize - origin;
            let width = part.char_indices().map(|(at, character)| {
                let span = span_at(&spans, start + at);
                match character {
                    ATOM => self.asked_width(text, start + at),
                    _ => self.advance(character, &span.style),
                }
            });
            widest = widest.max(width.sum());
        });
        widest
    }

    /// Width that the atom at a byte offset asks for where there is room.
    fn asked_width(&self, text: &Text, at: usize) -> f32 {
        match text.atoms.iter().find(|(start, _)| *start == at) {
            Some((_, Atom::Chart(place))) => match place.width {
                Extent::Points(points) => points,
                Extent::Share(_) => 0.0,
            },
            Some((_, Atom::Badge(word))) => {
                let size = self.style.theme.type_scale.body;
                self.typefaces.width(Weight::Bold, size, word) + size + 2.0 * BADGE_MARGIN
            }
            None => 0.0,
        }
    }

    fn advance(&self, character: char, style: &TextStyle) -> f32 {
        self.typefaces.advance(style.weight, character) as f32 * style.size / 1000.0
    }

    fn spans(&self, text: &Text, base: Look) -> Spans {
        let span = |start, look: Look| Span {
            start,
            style: self.style.text(look),
            line_height: self.style.line_height(look),
        };
        match &text.spans[..] {
            [] => Spans::One([span(0, base)]),
            [(start, look)] => Spans::One([span(*start, look.over(base))]),
            spans => {
                let spans = spans.iter();
                Spans::Many(
                    spans
                        .map(|(start, look)| span(*start, look.over(base)))
                        .collect(),
                )
            }
        }
    }

    fn place_atoms(
        &mut self,
        text: &'a Text,
        setting: Setting,
    ) -> Result<Vec<Placed<'a>>, Diagnostic> {
        let room = setting.area.width;
        let mut atoms = Vec::with_capacity(text.atoms.len());
        for (at, atom) in &text.atoms {
            let (width, kind) = match atom {
                Atom::Badge(word) => {
                    let look = text.spans.iter().rfind(|(start, _)| start <= at);
                    let look = look.map_or(setting.look, |(_, look)| look.over(setting.look));
                    let around = self.style.text(look).size;
                    let wanted = match look.scale {
                        Some(Scale::Display) => around * 0.3,
                        _ => around,
                    };
                    let ems = self.typefaces.width(Weight::Bold, 1.0, word) + 1.1;
                    let size = wanted.min((room - 2.0 * BADGE_MARGIN) / ems);
                    let width = ems * size + 2.0 * BADGE_MARGIN;
                    (width, Kind::Badge { word, size })
                }
                Atom::Chart(place) => {
                    let (spec, element) = self.chart(&place.name, setting.element)?;
                    let height = place.height;
                    let kind = Kind::Chart {
                        spec,
                        height,
                        element,
                    };
                    (place.width.within(room), kind)
                }
            };
            atoms.push(Placed {
                at: *at,
                width,
                kind,
            });
        }
        Ok(atoms)
    }
}

/// The span that the byte at `at` belongs to; what precedes the first belongs to it.
fn span_at(spans: &[Span], at: usize) -> &Span {
    let after = spans.partition_point(|span| span.start <= at);
    &spans[after.saturating_sub(1)]
}

impl Extent {
    /// The width in points where there is `room`.
    pub(super) fn within(self, room: f32) -> f32 {
        match self {
            Self::Points(points) => points.min(room),
            Self::Share(share) => share * room,
        }
    }
}
