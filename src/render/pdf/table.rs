//! Tables: columns by share, cells that wrap, rows that stay whole, a head on every page.

mod widths;

use self::widths::{Need, divide};
use super::paragraph::{Align, Setting};
use super::slice::{Ink, Mark, Slice, beside, height_of};
use super::structure::ElementId;
use super::style::CAPTION;
use super::tree::{Block, Cell, Look, Row, RowKind, Scale, Table};
use super::typesetter::{Area, Flow, Typesetter};
use crate::diagnostic::Diagnostic;
use crate::theme::Rgb;

/// Widths of the lines under rows.
const THIN: f32 = 0.5;
const STRONG: f32 = 0.9;

/// A numeric cell narrower than this is not broken between its number and its unit,
/// and neither is a word.
const WHOLE: f32 = 90.0;

/// Columns from which on they stand closer, so that the first has room for its names.
const MANY: usize = 8;

/// Units of the grid that a line of wrapped text should have at least.
const EASE: f32 = 14.0;

/// A table that is being set.
struct Frame<'a> {
    table: &'a Table,
    area: Area,
    /// Columns with their outer edges.
    columns: Vec<Area>,
    element: ElementId,
    /// Which head its rows have at the top of a page.
    head: Option<usize>,
    /// Height that a row may have.
    limit: f32,
}

/// Space around the content of a cell.
#[derive(Clone, Copy)]
struct Padding {
    top: f32,
    bottom: f32,
    side: f32,
}

impl<'a> Typesetter<'a> {
    pub(super) fn table(
        &mut self,
        table: &'a Table,
        setting: Setting,
    ) -> Result<Flow<'a>, Diagnostic> {
        let mut frame = Frame {
            table,
            area: setting.area,
            columns: self.columns_of(table, setting.area),
            element: self.structure.add(setting.element, "Table"),
            head: None,
            limit: self.limit,
        };
        let mut slices = Vec::with_capacity(table.body.len() + 1);
        for row in &table.head {
            slices.extend(self.row(&frame, row, true)?);
        }
        self.repeat_head(&mut frame, &slices);
        for slice in &mut slices {
            slice.stick = true;
            slice.heading = true;
        }
        let mut ends = Vec::with_capacity(table.body.len());
        for row in &table.body {
            // A sum stays with what it sums up.
            if row.kind == RowKind::Total
                && let Some(last) = slices.last_mut()
            {
                last.stick = true;
            }
            slices.extend(self.row(&frame, row, false)?);
            ends.push(slices.len() - 1);
        }
        if let Some(last) = slices.last_mut() {
            last.stick = false;
        }
        let mut flow = Flow::new(slices, self.style.spacing(2.0, 2.0));
        flow.pair_ends(&ends);
        Ok(flow)
    }

    /// Notes the head for the pages to come, unless it takes too much of them.
    fn repeat_head(&mut self, frame: &mut Frame<'a>, slices: &[Slice<'a>]) {
        let height = height_of(slices);
        if slices.is_empty() || height > self.limit / 3.0 {
            return;
        }
        let mut heads = beside(vec![slices.to_vec()], self.limit);
        if let Some(mut head) = heads.pop() {
            for mark in &mut head.marks {
                mark.element = None;
            }
            frame.head = Some(self.heads.len());
            frame.limit = self.limit - height;
            self.heads.push(head);
        }
    }

    fn padding(&self, table: &Table, kind: RowKind) -> Padding {
        let even = self.style.units(if table.compact { 0.375 } else { 0.5 });
        let dense = table.compact || table.shares.len() >= MANY;
        let top = match kind {
            RowKind::Group => even + self.style.units(0.75),
            // Room for handwriting.
            RowKind::Line => self.style.units(2.5),
            _ => even,
        };
        Padding {
            top,
            bottom: match kind {
                RowKind::Open => 0.0,
                _ => even,
            },
            side: self.style.units(if dense { 0.75 } else { 1.25 }),
        }
    }

    fn row(
        &mut self,
        frame: &Frame<'a>,
        row: &'a Row,
        head: bool,
    ) -> Result<Vec<Slice<'a>>, Diagnostic> {
        let padding = self.padding(frame.table, row.kind);
        let element = self.structure.add(frame.element, "TR");
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        for cell in &row.cells {
            let outer = frame.spanned(column, cell.span);
            let area = frame.inner(outer, padding.side, cell.heat.is_some());
            let element = self.cell_element(element, cell, head);
            cells.push(self.cell(
                cell,
                look_of(frame.table, cell, row.kind, head),
                area,
                element,
            )?);
            column += cell.span;
        }
        align(&mut cells, head);
        let mut rows = beside(cells, frame.limit - padding.top - padding.bottom);
        if rows.is_empty() {
            rows.push(Slice::default());
        }
        let count = rows.len();
        for (index, slice) in rows.iter_mut().enumerate() {
            slice.height = slice
                .height
                .max(self.style.line_height(ground(frame.table)));
            slice.pad_top(padding.top);
            slice.height += padding.bottom;
            slice.head = frame.head;
            let leads = matches!(row.kind, RowKind::Group | RowKind::Open);
            slice.stick = leads && index + 1 == count;
            slice.heading = row.kind == RowKind::Group && slice.stick;
            self.decorate_row(frame, row, head, index + 1 == count, slice);
        }
        Ok(rows)
    }

    fn cell_element(&mut self, row: ElementId, cell: &Cell, head: bool) -> ElementId {
        let heading = head || cell.heading;
        let id = self.structure.add(row, if heading { "TH" } else { "TD" });
        let element = &mut self.structure.elements[id];
        element.span = cell.span;
        if heading {
            element.scope = Some(if head { "Column" } else { "Row" });
        }
        id
    }

    fn cell(
        &mut self,
        cell: &'a Cell,
        look: Look,
        area: Area,
        element: ElementId,
    ) -> Result<Vec<Slice<'a>>, Diagnostic> {
        let setting = Setting {
            look,
            align: if cell.number {
                Align::Right
            } else {
                Align::Left
            },
            area,
            element,
        };
        Ok(self.content(&cell.blocks, setting)?.slices)
    }

    /// Tints and the line under a row, drawn before its text.
    fn decorate_row(
        &self,
        frame: &Frame<'a>,
        row: &Row,
        head: bool,
        last: bool,
        slice: &mut Slice<'a>,
    ) {
        let colours = self.style.colours();
        let mut under = Vec::new();
        let mut fill = |area: Area, y: f32, height: f32, colour: Rgb| {
            let ink = Ink::Fill {
                x: area.x,
                y,
                width: area.width,
                height,
                colour,
            };
            under.push(Mark { element: None, ink });
        };
        let mut column = 0;
        for cell in &row.cells {
            if let Some(heat) = cell.heat {
                let outer = frame.spanned(column, cell.span);
                let tint = Area {
                    x: outer.x + 0.5,
                    width: outer.width - 1.0,
                };
                fill(tint, 0.5, slice.height - 1.0, colours.heat[heat.0]);
            }
            column += cell.span;
        }
        if last && row.kind != RowKind::Open {
            let strong = head || row.kind == RowKind::Total;
            let (line, colour) = if strong {
                (STRONG, colours.text)
            } else {
                (THIN, colours.rule)
            };
            fill(frame.area, slice.height - line, line, colour);
        }
        under.append(&mut slice.marks);
        slice.marks = under;
    }

    /// Columns by share, widened where a word would not fit and there is room elsewhere.
    fn columns_of(&self, table: &Table, area: Area) -> Vec<Area> {
        let count = table
            .head
            .iter()
            .chain(&table.body)
            .map(|row| row.cells.iter().map(|cell| cell.span).sum::<usize>())
            .chain([table.shares.len(), 1])
            .max()
            .unwrap_or(1);
        let mut shares = table.shares.clone();
        shares.resize(count, 1.0);
        let needs = self.needs(table, count);
        let mut x = area.x;
        divide(&shares, &needs, area.width)
            .into_iter()
            .map(|width| {
                let column = Area { x, width };
                x += width;
                column
            })
            .collect()
    }

    /// What each column needs to be read with ease.
    fn needs(&self, table: &Table, count: usize) -> Vec<Need> {
        let padding = 2.0 * self.padding(table, RowKind::Plain).side;
        let mut needs = vec![Need::default(); count];
        let head = table.head.iter().map(|row| (row, true));
        for (row, head) in head.chain(table.body.iter().map(|row| (row, false))) {
            let mut column = 0;
            for cell in &row.cells {
                let (need, span) = (&mut needs[column], cell.span);
                column += span;
                let (1, [Block::Paragraph(paragraph)]) = (span, cell.blocks.as_slice()) else {
                    continue;
                };
                let look = paragraph.look.over(look_of(table, cell, row.kind, head));
                let natural = self.natural_width(&paragraph.text, look);
                // No part of it is wider than all of it.
                if padding + natural <= need.least {
                    continue;
                }
                // A number is read as a whole.
                let least = if cell.number && !head && natural < WHOLE {
                    natural
                } else {
                    self.least_width(&paragraph.text, look).min(WHOLE)
                };
                need.least = need.least.max(padding + least);
                let ease = least.max(natural.min(self.style.units(EASE)));
                need.ease = need.ease.max(padding + ease);
            }
        }
        needs
    }
}

/// What text in a table looks like: notes and records are set smaller.
fn ground(table: &Table) -> Look {
    Look {
        scale: table.compact.then_some(Scale::Small),
        ..Look::default()
    }
}

fn look_of(table: &Table, cell: &Cell, kind: RowKind, head: bool) -> Look {
    let row = match kind {
        _ if head => CAPTION,
        RowKind::Plain | RowKind::Open | RowKind::Line => ground(table),
        RowKind::Group | RowKind::Total => Look {
            strong: true,
            ..ground(table)
        },
    };
    cell.look.over(row)
}

/// Heads stand on the line below them; in other rows the middles of the first lines meet.
fn align(cells: &mut [Vec<Slice<'_>>], head: bool) {
    let measure = |cell: &Vec<Slice<'_>>| match cell.first() {
        Some(_) if head => height_of(cell),
        Some(first) => first.height,
        None => 0.0,
    };
    let highest = cells.iter().map(measure).fold(0.0, f32::max);
    for cell in cells {
        let short = highest - measure(cell);
        if let Some(first) = cell.first_mut() {
            first.pad_top(if head { short } else { short / 2.0 });
        }
    }
}

impl Frame<'_> {
    /// Outer edges of a cell.
    fn spanned(&self, column: usize, span: usize) -> Area {
        let last = self.columns.len() - 1;
        let first = self.columns[column.min(last)];
        let end = self.columns[(column + span - 1).min(last)];
        Area {
            x: first.x,
            width: end.x + end.width - first.x,
        }
    }

    /// The room for text: at the edges of the table it is flush with the lines, unless
    /// the cell is tinted.
    fn inner(&self, outer: Area, side: f32, tinted: bool) -> Area {
        let right = self.area.x + self.area.width;
        let flush_left = !tinted && outer.x <= self.area.x + 0.01;
        let flush_right = !self.table.heat && outer.x + outer.width >= right - 0.01;
        let left = if flush_left { 0.0 } else { side };
        let rest = if flush_right { 0.0 } else { side };
        Area {
            x: outer.x + left,
            width: (outer.width - left - rest).max(1.0),
        }
    }
}
