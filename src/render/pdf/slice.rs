//! Slices: the strips, as wide as the page, that a laid-out document is a sequence of.
//!
//! A page break may fall between two slices, never within one. What is drawn in a slice
//! has its final horizontal place and a height counted from the top of the slice.

use std::borrow::Cow;

use super::structure::ElementId;
use crate::chart::canvas::{Stroke, TextStyle};
use crate::compose::chart_spec::ChartSpec;
use crate::theme::Rgb;

/// A strip of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Slice<'a> {
    /// Space above, left out at the top of a page.
    pub(super) gap: f32,
    pub(super) height: f32,
    pub(super) marks: Vec<Mark<'a>>,
    /// Stays on one page with the next slice.
    pub(super) stick: bool,
    /// Heads what follows, as a heading or the head of a table, and may not be left alone at
    /// the foot of a page.
    pub(super) heading: bool,
    /// Begins a page.
    pub(super) fresh: bool,
    /// Which table head goes above it at the top of a page.
    pub(super) head: Option<usize>,
    pub(super) bookmarks: Vec<Bookmark<'a>>,
}

/// Something drawn, and the structure element that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Mark<'a> {
    /// Decoration belongs to none.
    pub(super) element: Option<ElementId>,
    pub(super) ink: Ink<'a>,
}

/// What is drawn. Vertical places are counted from the top of the slice.
#[derive(Clone, Debug)]
pub(super) enum Ink<'a> {
    Text {
        x: f32,
        baseline: f32,
        style: TextStyle,
        text: Cow<'a, str>,
    },
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Rgb,
    },
    /// A frame with rounded corners; the measures are those of the line's middle.
    Frame {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        stroke: Stroke,
    },
    Chart {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        spec: &'a ChartSpec,
    },
    /// Where a click leads to an address; nothing is drawn.
    Link {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        address: &'a str,
    },
}

/// An entry of the document's outline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bookmark<'a> {
    /// 1 to 3.
    pub(super) level: u8,
    pub(super) title: &'a str,
    /// Where it points, from the top of the slice.
    pub(super) y: f32,
}

impl Ink<'_> {
    fn lower(&mut self, by: f32) {
        match self {
            Self::Text { baseline, .. } => *baseline += by,
            Self::Fill { y, .. }
            | Self::Frame { y, .. }
            | Self::Chart { y, .. }
            | Self::Link { y, .. } => *y += by,
        }
    }
}

impl<'a> Slice<'a> {
    /// Draws `ink` as content of `element`.
    pub(super) fn draw(&mut self, element: ElementId, ink: Ink<'a>) {
        self.marks.push(Mark {
            element: Some(element),
            ink,
        });
    }

    /// Draws `ink` as decoration.
    pub(super) fn decorate(&mut self, ink: Ink<'a>) {
        self.marks.push(Mark { element: None, ink });
    }

    /// Moves everything in it down and makes it higher by as much.
    pub(super) fn pad_top(&mut self, by: f32) {
        for mark in &mut self.marks {
            mark.ink.lower(by);
        }
        for bookmark in &mut self.bookmarks {
            bookmark.y += by;
        }
        self.height += by;
    }

    /// Lays `other` over this slice, its top at `y`.
    fn overlay(&mut self, mut other: Self, y: f32) {
        let height = other.height;
        other.pad_top(y);
        self.height = self.height.max(y + height);
        self.marks.append(&mut other.marks);
        self.bookmarks.append(&mut other.bookmarks);
    }
}

/// Height of a sequence of slices without the space above the first.
pub(super) fn height_of(slices: &[Slice<'_>]) -> f32 {
    let gaps: f32 = slices.iter().skip(1).map(|slice| slice.gap).sum();
    slices.iter().map(|slice| slice.height).sum::<f32>() + gaps
}

/// How much of a page a part of what does not fit on one may take.
const PART: f32 = 1.0 / 3.0;

/// Room that a heading may need on the page of what it heads.
const HEADED: f32 = 0.8;

/// Sets sequences side by side: one slice, or where that would fill a page, which has
/// `limit`, several, so that a page break can fall between them.
pub(super) fn beside(columns: Vec<Vec<Slice<'_>>>, limit: f32) -> Vec<Slice<'_>> {
    let heights = columns.iter().map(|column| height_of(column));
    let whole = heights.fold(0.0, f32::max) <= limit * HEADED;
    let limit = if whole { limit } else { limit * PART };
    let mut marks = columns
        .iter()
        .flatten()
        .map(|slice| slice.marks.len())
        .sum();
    let mut columns: Vec<_> = columns
        .into_iter()
        .map(|column| column.into_iter().peekable())
        .collect();
    let mut rows = Vec::new();
    while columns.iter_mut().any(|column| column.peek().is_some()) {
        let mut row = Slice {
            // Nearly always the only row.
            marks: Vec::with_capacity(std::mem::take(&mut marks)),
            ..Slice::default()
        };
        for column in &mut columns {
            let mut y = 0.0;
            while let Some(next) = column.peek() {
                let gap = if y > 0.0 { next.gap } else { 0.0 };
                if y > 0.0 && y + gap + next.height > limit {
                    break;
                }
                let Some(next) = column.next() else { break };
                let height = next.height;
                row.overlay(next, y + gap);
                y += gap + height;
            }
        }
        rows.push(row);
    }
    rows
}

/// Has the drawings of columns beside each other begin at one height, however long the titles
/// above them are.
pub(super) fn level(columns: &mut [Vec<Slice<'_>>]) {
    let drawing = |column: &Vec<Slice<'_>>| {
        let is_chart = |mark: &Mark<'_>| matches!(mark.ink, Ink::Chart { .. });
        column
            .iter()
            .position(|slice| slice.marks.iter().any(is_chart))
    };
    let tops: Vec<Option<(usize, f32)>> = columns
        .iter()
        .map(|column| drawing(column).map(|at| (at, height_of(&column[..at]))))
        .collect();
    let lowest = tops.iter().flatten().map(|top| top.1).fold(0.0, f32::max);
    for (column, top) in columns.iter_mut().zip(tops) {
        if let Some((at, top)) = top {
            column[at].pad_top(lowest - top);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(heights: &[f32]) -> Vec<Slice<'static>> {
        let slice = |&height: &f32| Slice {
            gap: 2.0,
            height,
            ..Slice::default()
        };
        heights.iter().map(slice).collect()
    }

    #[test]
    fn columns_that_fit_become_one_slice_as_high_as_the_highest() {
        let rows = beside(vec![column(&[10.0, 10.0]), column(&[5.0])], 100.0);
        assert_eq!(rows.len(), 1);
        assert!((rows[0].height - 22.0).abs() < 0.001);
    }

    #[test]
    fn a_column_higher_than_the_page_can_break() {
        let rows = beside(vec![column(&[40.0; 5]), column(&[40.0])], 100.0);
        // None of them fills a page, so that what stands above can go along with the first.
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|row| row.height <= 100.0 * HEADED));
    }
}
