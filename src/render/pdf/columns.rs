//! Columns: blocks beside each other, by share or in a grid.

use super::paragraph::Setting;
use super::slice::{Slice, beside, height_of, level};
use super::tree::{Block, Column, Grid};
use super::typesetter::{Area, Flow, Set, Typesetter};

/// Short texts in a column of a grid, at most, until a page may break: where the columns were
/// least uneven among these, if they were never even.
const TEXTS: usize = 2;

impl<'a> Typesetter<'a> {
    /// Sets columns by their shares.
    pub(super) fn columns(&mut self, columns: &'a [Column], setting: Setting) -> Set<'a> {
        let shares: Vec<f32> = columns.iter().map(|column| column.share).collect();
        let areas = self
            .tracks
            .divide(setting.area, shares, self.style.units(6.0))?;
        let mut set = Vec::with_capacity(columns.len());
        for (column, area) in columns.iter().zip(areas) {
            let element = self.structure.add(setting.element, "Div");
            let inner = Setting {
                area,
                element,
                ..setting
            };
            set.push(self.flow(&column.blocks, inner)?.slices);
        }
        let slices = beside(set, self.limit);
        Ok(Flow::new(slices, self.style.spacing(2.0, 2.0)))
    }

    /// Sets a grid row by row.
    pub(super) fn grid(&mut self, grid: &'a Grid, setting: Setting) -> Set<'a> {
        let shares = vec![1.0; grid.columns];
        let areas = self
            .tracks
            .divide(setting.area, shares, self.style.units(4.0))?;
        let is_text = |cell: &Vec<Block>| matches!(cell.as_slice(), [Block::Paragraph(_)]);
        if grid.cells.iter().all(is_text) {
            return self.texts(grid, &areas, setting);
        }
        let mut flow = Flow::default();
        for row in grid.cells.chunks(grid.columns) {
            let mut cells = Vec::with_capacity(row.len());
            for (cell, area) in row.iter().zip(&areas) {
                let inner = Setting {
                    area: *area,
                    ..setting
                };
                cells.push(self.flow(cell, inner)?.slices);
            }
            if row
                .iter()
                .all(|cell| matches!(cell[..], [Block::Figure(_)]))
            {
                level(&mut cells);
            }
            let slices = beside(cells, self.limit);
            flow.push(Flow::new(slices, self.style.spacing(3.0, 3.0)));
        }
        if let Some(first) = flow.slices.first_mut() {
            first.gap = self.style.units(1.0);
        }
        Ok(flow)
    }

    /// Sets a grid of short texts: each goes under the column that is shortest by then, so
    /// that long and short ones leave no holes. A page may break where the columns are even,
    /// and else where they are least uneven.
    fn texts(&mut self, grid: &'a Grid, areas: &[Area], setting: Setting) -> Set<'a> {
        let apart = self.style.units(0.75);
        let mut flow = Flow::default();
        let mut columns = vec![Vec::new(); areas.len()];
        // After each text how uneven the columns are, and how much is in each.
        let mut ends: Vec<(f32, Vec<usize>)> = Vec::new();
        for (number, text) in (1..).zip(&grid.cells) {
            let heights = columns.iter().map(|column: &Vec<_>| height_of(column));
            let shortest = heights.enumerate().min_by(|x, y| x.1.total_cmp(&y.1));
            let at = shortest.map_or(0, |(at, _)| at);
            let area = areas[at];
            let mut slices = self.flow(text, Setting { area, ..setting })?.slices;
            if let Some(first) = slices.first_mut() {
                first.gap = apart;
            }
            columns[at].append(&mut slices);
            let uneven = unevenness(&columns);
            ends.push((uneven, columns.iter().map(Vec::len).collect()));
            let even = uneven <= apart || number == grid.cells.len();
            if even || ends.len() == TEXTS * grid.columns {
                let mut end = ends.len() - 1;
                if !even {
                    // Not after fewer than one text a column.
                    let choices = ends.iter().enumerate().skip(grid.columns - 1);
                    let least = choices.min_by(|(_, x), (_, y)| x.0.total_cmp(&y.0));
                    end = least.map_or(end, |(end, _)| end);
                }
                let ended = columns.iter_mut().zip(&ends[end].1);
                let ended = ended.map(|(column, end)| column.drain(..*end).collect());
                let slices = beside(ended.collect(), self.limit);
                flow.push(Flow::new(slices, self.style.spacing(0.75, 0.75)));
                ends.clear();
            }
        }
        Ok(Flow::new(flow.slices, self.style.spacing(1.0, 1.5)))
    }
}

/// By how much the highest of some columns is higher than the lowest.
fn unevenness(columns: &[Vec<Slice<'_>>]) -> f32 {
    let heights = || columns.iter().map(|column| height_of(column));
    heights().fold(0.0, f32::max) - heights().fold(f32::INFINITY, f32::min)
}
