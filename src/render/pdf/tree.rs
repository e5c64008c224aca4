//! What a packet's markup says, as a typed tree of blocks. It knows no sizes and no pages.

use std::ops::Range;

/// The whole document.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) head: Option<Running>,
    pub(super) foot: Option<Running>,
    pub(super) blocks: Vec<Block>,
}

/// A line that is repeated in the margin of every page.
#[derive(Debug, Default)]
pub(super) struct Running {
    pub(super) left: Text,
    pub(super) right: Text,
}

/// One block, in reading order.
#[derive(Debug)]
pub(super) enum Block {
    Section(Section),
    Heading(Heading),
    Paragraph(Paragraph),
    List(List),
    Definitions(Vec<Definition>),
    Columns(Vec<Column>),
    Grid(Grid),
    Rule,
    Table(Table),
    Figure(Figure),
    Chart(ChartPlace),
}

#[derive(Debug)]
pub(super) struct Section {
    /// Wanted on one page, if it fits.
    pub(super) keep: bool,
    /// Begins a page.
    pub(super) fresh: bool,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Heading {
    /// 1 to 3.
    pub(super) level: u8,
    pub(super) text: Text,
}

#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) look: Look,
    /// Marked with a bar, as something that must not be overlooked.
    pub(super) warning: bool,
    pub(super) text: Text,
}

#[derive(Debug)]
pub(super) struct List {
    pub(super) kind: ListKind,
    pub(super) items: Vec<Vec<Block>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListKind {
    Bulleted,
    Numbered,
    /// The sentences of the first look: larger, with an accent bar.
    Findings,
}

#[derive(Debug)]
pub(super) struct Definition {
    pub(super) term: Text,
    pub(super) meaning: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Column {
    /// Share of the width, relative to the other columns.
    pub(super) share: f32,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) cells: Vec<Vec<Block>>,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) heat: bool,
    pub(super) compact: bool,
    /// Shares of the width; empty where the columns are equal.
    pub(super) shares: Vec<f32>,
    pub(super) head: Vec<Row>,
    pub(super) body: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    pub(super) cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Plain,
    /// Names the rows below it.
    Group,
    /// Sums the rows above it up.
    Total,
    /// Goes on in the row below it.
    Open,
    /// Is written in by hand.
    Line,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) heading: bool,
    pub(super) number: bool,
    pub(super) look: Look,
    pub(super) heat: Option<Heat>,
    pub(super) span: usize,
    pub(super) blocks: Vec<Block>,
}

/// How a heat cell is tinted: an index into the theme's tints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heat(pub(super) usize);

#[derive(Debug, Default)]
pub(super) struct Figure {
    pub(super) title: Text,
    pub(super) subtitle: Text,
    pub(super) charts: Vec<ChartPlace>,
}

/// A chart of the packet and the room that it asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChartPlace {
    pub(super) name: String,
    pub(super) width: Extent,
    /// In points.
    pub(super) height: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Extent {
    Points(f32),
    /// Share of the room there is, 1 for all of it.
    Share(f32),
}

/// Stands in [`Text::content`] where an [`Atom`] stands in the line.
pub(super) const ATOM: char = '\u{FFFC}';

/// Inline content: one string, its looks, and what is not text in it.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) content: String,
    /// Looks with the byte offset from which each applies, ascending; none where there is nothing
    /// but the look of what surrounds it.
    pub(super) spans: Vec<(usize, Look)>,
    /// In the order of the [`ATOM`]s in the content, with their byte offsets.
    pub(super) atoms: Vec<(usize, Atom)>,
    /// Parts that lead to an address elsewhere, ascending.
    pub(super) links: Vec<Link>,
}

/// A part of a text that leads to an address.
#[derive(Debug)]
pub(super) struct Link {
    /// Its bytes.
    pub(super) extent: Range<usize>,
    /// With `https:`, `http:` or `mailto:`.
    pub(super) address: String,
}

/// A thing that stands in a line like a letter.
#[derive(Debug)]
pub(super) enum Atom {
    /// A framed word: the grade.
    Badge(String),
    Chart(ChartPlace),
}

/// How text departs from what surrounds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) scale: Option<Scale>,
    pub(super) tone: Option<Tone>,
    pub(super) strong: bool,
}

impl Look {
    /// This look laid over another.
    pub(super) fn over(self, ground: Self) -> Self {
        Self {
            scale: self.scale.or(ground.scale),
            tone: self.tone.or(ground.tone),
            strong: self.strong || ground.strong,
        }
    }
}

/// The steps of the type scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    Display,
    Title,
    Heading,
    Subheading,
    Lead,
    Body,
    Small,
}

/// Colours of text by what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Muted,
    Improved,
    Worsened,
}
