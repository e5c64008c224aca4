//! The typesetter: blocks laid out into slices, one under the other.

use std::collections::BTreeMap;

use super::grid::Tracks;
use super::paragraph::{Align, Setting};
use super::slice::{Bookmark, Ink, Slice, height_of};
use super::structure::{ElementId, ROOT, Structure};
use super::style::{CAPTION, Spacing, Style};
use super::tree::{Block, ChartPlace, Figure, Heading, Look, Paragraph, Scale, Section};
use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::{Diagnostic, Place};
use crate::typeface::Typefaces;

/// A stretch of the page's width, in points from its left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) width: f32,
}

impl Area {
    /// The area without `by` at its left.
    pub(super) fn indent(self, by: f32) -> Self {
        Self {
            x: self.x + by,
            width: (self.width - by).max(1.0),
        }
    }
}

/// Lays out one document.
pub(super) struct Typesetter<'a> {
    pub(super) typefaces: &'a Typefaces,
    pub(super) style: Style<'a>,
    charts: &'a BTreeMap<String, ChartSpec>,
    pub(super) structure: Structure,
    pub(super) tracks: &'a Tracks,
    /// Table heads, repeated at the top of pages.
    pub(super) heads: Vec<Slice<'a>>,
    /// Height of a page's content: nothing that cannot be broken may be higher.
    pub(super) limit: f32,
}

/// Slices of one or several blocks, and how the next block joins them. The first
/// slice's gap is the space above.
#[derive(Debug, Default)]
pub(super) struct Flow<'a> {
    pub(super) slices: Vec<Slice<'a>>,
    below: f32,
    /// What follows keeps to `below`, whatever space it asks for: after headings.
    pub(super) tight: bool,
}

pub(super) type Set<'a> = Result<Flow<'a>, Diagnostic>;

impl<'a> Flow<'a> {
    pub(super) fn new(mut slices: Vec<Slice<'a>>, spacing: Spacing) -> Self {
        if let Some(first) = slices.first_mut() {
            first.gap = spacing.above;
        }
        Self {
            slices,
            below: spacing.below,
            tight: false,
        }
    }

    /// Sets `next` under this flow; of two spaces that meet the larger counts.
    pub(super) fn push(&mut self, next: Self) {
        let Some(above) = next.slices.first().map(|first| first.gap) else {
            return;
        };
        let joint = self.slices.len();
        self.slices.extend(next.slices);
        if joint > 0 {
            self.slices[joint].gap = if self.tight {
                self.below
            } else {
                above.max(self.below)
            };
        }
        self.below = next.below;
        self.tight = next.tight;
    }

    /// Keeps the first two and the last two items on one page each, so that none stands
    /// alone; `ends` are the places of the items' last slices.
    pub(super) fn pair_ends(&mut self, ends: &[usize]) {
        for pair in [
            ends.get(..2),
            ends.len().checked_sub(2).map(|from| &ends[from..]),
        ] {
            let Some(&[first, second]) = pair else {
                continue;
            };
            // A long item breaks within, and need not hold on to its neighbour; of empty ones
            // there may be no slice at all.
            if let Some(slice) = self.slices.get_mut(first)
                && second - first <= 3
            {
                slice.stick = true;
            }
        }
    }

    /// All of it stays on one page.
    pub(super) fn keep(&mut self) {
        let last = self.slices.len().saturating_sub(1);
        for slice in &mut self.slices[..last] {
            slice.stick = true;
        }
    }
}

/// Whether the block says how to read what follows it below their heading: it must not be
/// left behind with the heading.
fn is_caption(blocks: &[Block], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| blocks.get(before));
    matches!(
        (before, &blocks[index], blocks.get(index + 1)),
        (
            Some(Block::Heading(_)),
            Block::Paragraph(_),
            Some(Block::Table(_) | Block::Heading(_) | Block::Grid(_))
        )
    )
}

impl<'a> Typesetter<'a> {
    pub(super) fn new(
        typefaces: &'a Typefaces,
        style: Style<'a>,
        charts: &'a BTreeMap<String, ChartSpec>,
        tracks: &'a Tracks,
    ) -> Self {
        Self {
            typefaces,
            style,
            charts,
            structure: Structure::default(),
            tracks,
            heads: Vec::new(),
            limit: f32::INFINITY,
        }
    }

    /// The setting of a document's blocks on the page's type area.
    pub(super) fn page_setting(&self) -> Setting {
        let page = &self.style.theme.page;
        Setting {
            look: Look::default(),
            align: Align::Left,
            area: Area {
                x: page.side,
                width: page.width - 2.0 * page.side,
            },
            element: ROOT,
        }
    }

    /// Lays out blocks one under the other.
    pub(super) fn flow(&mut self, blocks: &'a [Block], setting: Setting) -> Set<'a> {
        let mut flow = Flow::default();
        for (index, block) in blocks.iter().enumerate() {
            let mut next = self.block(block, setting)?;
            if is_caption(blocks, index)
                && let Some(last) = next.slices.last_mut()
            {
                last.stick = true;
            }
            flow.push(next);
        }
        Ok(flow)
    }

    /// Lays out the content of a cell or item: a single paragraph is its text itself.
    pub(super) fn content(&mut self, blocks: &'a [Block], setting: Setting) -> Set<'a> {
        match blocks {
            [Block::Paragraph(paragraph)] => self.paragraph(paragraph, setting),
            _ => self.flow(blocks, setting),
        }
    }

    fn block(&mut self, block: &'a Block, setting: Setting) -> Set<'a> {
        match block {
            Block::Section(section) => self.section(section, setting),
            Block::Heading(heading) => self.heading(heading, setting),
            Block::Paragraph(paragraph) => {
                let element = self.structure.add(setting.element, "P");
                self.paragraph(paragraph, Setting { element, ..setting })
            }
            Block::List(list) => self.list(list, setting),
            Block::Definitions(definitions) => self.definitions(definitions, setting),
            Block::Columns(columns) => self.columns(columns, setting),
            Block::Grid(grid) => self.grid(grid, setting),
            Block::Rule => Ok(self.rule(setting.area)),
            Block::Table(table) => self.table(table, setting),
            Block::Figure(figure) => self.figure(figure, setting),
            Block::Chart(place) => self.chart_block(place, setting),
        }
    }

    fn section(&mut self, section: &'a Section, setting: Setting) -> Set<'a> {
        let element = self.structure.add(setting.element, "Sect");
        let mut flow = self.flow(&section.blocks, Setting { element, ..setting })?;
        if section.keep && height_of(&flow.slices) <= self.limit {
            flow.keep();
        }
        if let Some(first) = flow.slices.first_mut() {
            first.fresh |= section.fresh;
        }
        Ok(flow)
    }

    fn heading(&mut self, heading: &'a Heading, setting: Setting) -> Set<'a> {
        let role = ["H1", "H2", "H3"][usize::from(heading.level.clamp(1, 3)) - 1];
        let element = self.structure.add(setting.element, role);
        let (look, spacing) = self.style.heading(heading.level);
        let setting = Setting {
            look,
            element,
            ..setting
        };
        let mut flow = Flow::new(self.set_text(&heading.text, setting)?, spacing);
        for slice in &mut flow.slices {
            slice.stick = true;
            slice.heading = true;
        }
        if let Some(first) = flow.slices.first_mut() {
            first.bookmarks.push(Bookmark {
                level: heading.level,
                title: &heading.text.content,
                y: 0.0,
            });
        }
        flow.tight = true;
        Ok(flow)
    }

    fn paragraph(&mut self, paragraph: &'a Paragraph, setting: Setting) -> Set<'a> {
        let look = paragraph.look.over(setting.look);
        let mut setting = Setting { look, ..setting };
        let bar = self.style.units(0.5);
        if paragraph.warning {
            setting.area = setting.area.indent(self.style.units(2.5));
        }
        let mut slices = self.set_text(&paragraph.text, setting)?;
        if paragraph.warning {
            let colour = self.style.colours().worsened;
            let x = setting.area.x - self.style.units(2.5);
            draw_bar(&mut slices, x, bar, colour);
        }
        Ok(Flow::new(slices, self.style.paragraph(look)))
    }

    fn rule(&self, area: Area) -> Flow<'a> {
        let mut slice = Slice {
            height: 1.5,
            // A rule belongs to what follows.
            stick: true,
            ..Slice::default()
        };
        slice.decorate(Ink::Fill {
            x: area.x,
            y: 0.0,
            width: area.width,
            height: 1.5,
            colour: self.style.colours().text,
        });
        Flow::new(vec![slice], self.style.spacing(3.0, 3.0))
    }

    fn figure(&mut self, figure: &'a Figure, setting: Setting) -> Set<'a> {
        let element = self.structure.add(setting.element, "Div");
        let title = Look {
            scale: Some(Scale::Subheading),
            tone: None,
            strong: true,
        };
        let mut flow = Flow::default();
        for (text, look) in [(&figure.title, title), (&figure.subtitle, CAPTION)] {
            if text.content.is_empty() {
                continue;
            }
            let element = self.structure.add(element, "P");
            let setting = Setting {
                look,
                element,
                ..setting
            };
            let slices = self.set_text(text, setting)?;
            flow.push(Flow::new(slices, Spacing::default()));
        }
        for place in &figure.charts {
            let chart = self.chart_block(place, Setting { element, ..setting })?;
            flow.push(Flow::new(chart.slices, self.style.spacing(1.0, 1.0)));
        }
        flow.keep();
        Ok(Flow::new(flow.slices, self.style.spacing(2.0, 2.0)))
    }

    fn chart_block(&mut self, place: &'a ChartPlace, setting: Setting) -> Set<'a> {
        let (spec, element) = self.chart(&place.name, setting.element)?;
        let mut slice = Slice {
            height: place.height.min(self.limit),
            ..Slice::default()
        };
        let ink = Ink::Chart {
            x: setting.area.x,
            y: 0.0,
            width: place.width.within(setting.area.width),
            height: slice.height,
            spec,
        };
        slice.draw(element, ink);
        Ok(Flow::new(vec![slice], self.style.spacing(1.0, 1.0)))
    }

    /// The chart called `name`, with a new structure element for it.
    pub(super) fn chart(
        &mut self,
        name: &str,
        parent: ElementId,
    ) -> Result<(&'a ChartSpec, ElementId), Diagnostic> {
        let Some(spec) = self.charts.get(name) else {
            return Err(Diagnostic::error(
                "template-markup",
                Place::default(),
                format!("<chart>: the packet has no chart `{name}`"),
            )
            .hint("`ref` names one of the packet's `charts`"));
        };
        let element = self.structure.add(parent, "Figure");
        self.structure.elements[element].alternative = Some(spec.alternative().to_owned());
        Ok((spec, element))
    }
}

/// Draws an unbroken vertical bar at `x` along `slices`.
pub(super) fn draw_bar(slices: &mut [Slice<'_>], x: f32, width: f32, colour: crate::theme::Rgb) {
    for (index, slice) in slices.iter_mut().enumerate() {
        let above = if index == 0 { 0.0 } else { slice.gap };
        slice.gap -= above;
        slice.pad_top(above);
        let height = slice.height;
        slice.decorate(Ink::Fill {
            x,
            y: 0.0,
            width,
            height,
            colour,
        });
    }
}
