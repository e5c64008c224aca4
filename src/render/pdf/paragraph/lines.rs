//! The lines of a paragraph: where they break, how high they are, and what is drawn on each.

use std::ops::Range;

use super::{Align, BADGE_MARGIN, Kind, Paragraph, Placed, Span, span_at};
use crate::chart::canvas::{Stroke, TextStyle};
use crate::render::pdf::slice::{Ink, Slice};
use crate::render::pdf::structure::ElementId;
use crate::render::pdf::style::MIDDLE;
use crate::render::pdf::tree::{ATOM, Text};
use crate::typeface::{Weight, break_measured};

/// How far a chart may reach into the leading above and below its line.
const OVERHANG: f32 = 2.0;

/// A last line shorter than this is lost, in a column wider than that; both in ems.
const LOST: f32 = 2.6;
const NARROW: f32 = 12.0;

/// By how many fiftieths of their width lines are set shorter, at most.
const SHORTER: u8 = 7;

/// A part of a line that is drawn at once.
enum Piece<'p, 'a> {
    /// What is written in which style, and from which byte of the text on.
    Run(&'a str, &'p Span, usize),
    Atom(&'p Placed<'a>),
}

impl<'a> Paragraph<'a, '_> {
    /// Its lines. Where a word or a letter or two would stand alone on the last one, lines are
    /// set a little shorter, so that it gets company; there are never more of them for that.
    pub(super) fn lines(&self) -> Vec<Range<usize>> {
        let width = self.setting.area.width;
        let lines = self.lines_within(width);
        if !self.ends_lost(&lines) {
            return lines;
        }
        for step in 1..=SHORTER {
            let shorter = self.lines_within(width * (1.0 - 0.02 * f32::from(step)));
            if shorter.len() > lines.len() {
                break;
            }
            if !self.ends_lost(&shorter) {
                return shorter;
            }
        }
        lines
    }

    /// Whether the last line is too short to be seen as one, and could be longer.
    fn ends_lost(&self, lines: &[Range<usize>]) -> bool {
        let [.., _, last] = lines else { return false };
        let (size, _) = self.measure(last.clone());
        let wraps = !self.text.content[..last.start].ends_with('\n');
        wraps && self.setting.area.width > NARROW * size && self.width(last.clone()) < LOST * size
    }

    fn lines_within(&self, width: f32) -> Vec<Range<usize>> {
        let content = &self.text.content;
        if let ([only], []) = (&*self.spans, &*self.atoms) {
            return break_measured(content, width, |_, character| {
                self.setter.advance(character, &only.style)
            });
        }
        break_measured(content, width, |at, character| {
            if character == ATOM {
                let atom = self.atoms.iter().find(|atom| atom.at == at);
                return atom.map_or(0.0, |atom| atom.width);
            }
            self.setter
                .advance(character, &span_at(&self.spans, at).style)
        })
    }

    pub(super) fn line(&self, range: Range<usize>) -> Slice<'a> {
        let mut slice = Slice::default();
        let (size, height) = self.measure(range.clone());
        slice.height = height;
        let middle = height / 2.0;
        let area = self.setting.area;
        let mut x = match self.setting.align {
            Align::Left => area.x,
            Align::Right => area.x + area.width - self.width(range.clone()),
        };
        let end = range.end;
        self.pieces(range, |piece| match piece {
            Piece::Run(run, span, at) => {
                let ink = Ink::Text {
                    x,
                    baseline: middle + MIDDLE * size,
                    style: span.style,
                    text: run.into(),
                };
                let link = self.link_at(at);
                let element = link.map_or(self.setting.element, |(element, _)| element);
                slice.draw(element, ink);
                // Most lines are one run, and nobody asks for its width.
                if link.is_none() && at + run.len() == end {
                    return;
                }
                let width = self.run_width(run, span);
                if let Some((_, address)) = link {
                    let (y, height) = (middle - 0.6 * size, 1.2 * size);
                    slice.draw(
                        element,
                        Ink::Link {
                            x,
                            y,
                            width,
                            height,
                            address,
                        },
                    );
                }
                x += width;
            }
            Piece::Atom(atom) => {
                self.draw_atom(&mut slice, atom, x, middle);
                x += atom.width;
            }
        });
        // The blank at the end of a line, so that its last word and the first of the
        // next one are two words to whoever copies or listens.
        let blank = self.text.content[end..].starts_with([' ', '\n']);
        let inks = slice.marks.iter_mut().rev().map(|mark| &mut mark.ink);
        let mut inks = inks.skip_while(|ink| matches!(ink, Ink::Link { .. }));
        if let Some(Ink::Text { text, .. }) = inks.next()
            && blank
        {
            text.to_mut().push(' ');
        }
        slice
    }

    /// Largest size of text in a line, and the line's height.
    fn measure(&self, range: Range<usize>) -> (f32, f32) {
        let first = span_at(&self.spans, range.start);
        let (mut size, mut height) = (first.style.size, first.line_height);
        self.pieces(range, |piece| match piece {
            Piece::Run(_, span, _) => {
                size = size.max(span.style.size);
                height = height.max(span.line_height);
            }
            Piece::Atom(atom) => {
                if let Kind::Chart { height: chart, .. } = atom.kind {
                    height = height.max(chart - 2.0 * OVERHANG);
                }
            }
        });
        (size, height)
    }

    fn width(&self, range: Range<usize>) -> f32 {
        let mut width = 0.0;
        self.pieces(range, |piece| {
            width += match piece {
                Piece::Run(run, span, _) => self.run_width(run, span),
                Piece::Atom(atom) => atom.width,
            };
        });
        width
    }

    /// The link that the byte at `at` belongs to.
    fn link_at(&self, at: usize) -> Option<(ElementId, &'a str)> {
        let text: &'a Text = self.text;
        let mut links = text.links.iter().zip(&self.links);
        let (link, element) = links.find(|(link, _)| link.extent.contains(&at))?;
        Some((*element, &link.address))
    }

    fn run_width(&self, run: &str, span: &Span) -> f32 {
        let style = &span.style;
        self.setter.typefaces.width(style.weight, style.size, run)
    }

    /// Cuts a line where its style changes and where atoms stand.
    fn pieces(&self, range: Range<usize>, mut visit: impl FnMut(Piece<'_, 'a>)) {
        let mut at = range.start;
        while at < range.end {
            let next_atom = self.atoms.iter().find(|atom| atom.at >= at);
            if let Some(atom) = next_atom.filter(|atom| atom.at == at) {
                visit(Piece::Atom(atom));
                at += ATOM.len_utf8();
                continue;
            }
            let mut end = range.end.min(next_atom.map_or(usize::MAX, |atom| atom.at));
            let after = self.spans.partition_point(|span| span.start <= at);
            if let Some(next) = self.spans.get(after) {
                end = end.min(next.start);
            }
            for link in &self.text.links {
                let Range { start, end: over } = link.extent;
                let border = [start, over].into_iter().find(|border| *border > at);
                end = end.min(border.unwrap_or(end));
            }
            let run = &self.text.content[at..end];
            visit(Piece::Run(run, span_at(&self.spans, at), at));
            at = end;
        }
    }

    fn draw_atom(&self, slice: &mut Slice<'a>, atom: &Placed<'a>, x: f32, middle: f32) {
        match atom.kind {
            Kind::Chart {
                spec,
                height,
                element,
            } => {
                let ink = Ink::Chart {
                    x,
                    y: middle - height / 2.0,
                    width: atom.width,
                    height,
                    spec,
                };
                slice.draw(element, ink);
            }
            Kind::Badge { word, size } => {
                let colour = self.setter.style.colours().accent;
                let height = size * 1.55;
                let width = atom.width - 2.0 * BADGE_MARGIN;
                slice.decorate(Ink::Frame {
                    x: x + BADGE_MARGIN,
                    y: middle - height / 2.0,
                    width,
                    height,
                    stroke: Stroke {
                        colour,
                        width: (size * 0.09).clamp(0.6, 1.2),
                        dash: None,
                    },
                });
                let style = TextStyle {
                    colour,
                    size,
                    weight: Weight::Bold,
                };
                let word_width = self.setter.typefaces.width(style.weight, size, word);
                let ink = Ink::Text {
                    x: x + BADGE_MARGIN + (width - word_width) / 2.0,
                    baseline: middle + MIDDLE * size,
                    style,
                    text: word.into(),
                };
                slice.draw(self.setting.element, ink);
            }
        }
    }
}
