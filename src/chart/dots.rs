//! The dot plot: everybody's value on one scale, a row for each measure.
//!
//! Dots that would lie on one another are set above and below. An upright mark is the
//! median, named at the right; only the lowest and the highest dot have a name, if there
//! is room beside them.

use plotters::element::{Circle, PathElement};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::axis::{Axis, Range, label};
use super::backend::{Failure, SCALE, Sheet, ink, line, pixels};
use super::canvas::TextStyle;
use super::placement::{Extent, around, extent, overlap, room};
use crate::compose::chart_spec::{DotPlot, DotRow};
use crate::typeface::Weight;

/// Room for the target's name above the rows.
const TOP: f32 = 11.0;
/// Room for the scale below them.
const BOTTOM: f32 = 11.0;
/// Space between the columns.
const GAP: f32 = 6.0;
/// Radius of a dot.
const DOT: f32 = 1.9;
/// Rows are no higher than this, however few they are.
const ROW: f32 = 24.0;
/// The lowest row.
const LEAST_ROW: f32 = 13.0;

impl Figure for DotPlot {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        let rows = LEAST_ROW * self.rows.len().max(1) as f32;
        (180.0, TOP + rows + BOTTOM)
    }

    fn natural_width(&self) -> f32 {
        super::WITH_NAMES
    }
}

/// Where the columns and rows are, and how values lie across.
struct Layout {
    plain: TextStyle,
    pale: TextStyle,
    /// Width of the names of rows.
    left: f32,
    /// Width of the medians.
    right: f32,
    /// Height of a row.
    row: f32,
    /// Lower edge of the rows.
    bottom: f32,
    axis: Axis,
    /// Left and right edge of the scale.
    edges: (f32, f32),
}

impl Layout {
    fn of(chart: &DotPlot, sheet: &Sheet<'_>) -> Self {
        let colours = &sheet.theme.light;
        let style = |colour| TextStyle {
            colour,
            size: sheet.theme.type_scale.small,
            weight: Weight::Regular,
        };
        let (plain, pale) = (style(colours.text), style(colours.muted));
        let widest = |style: TextStyle, text: fn(&DotRow) -> &str, share: f32| {
            let widths = chart.rows.iter().map(|row| sheet.measure(style, text(row)));
            (widths.fold(0.0, f32::max) + 1.0 / SCALE).min(sheet.width * share)
        };
        let left = widest(plain, |row| &row.label, 0.36);
        let right = widest(pale, |row| &row.median_label, 0.22);
        let count = chart.rows.len() as f32;
        let row = ((sheet.height - TOP - BOTTOM) / count.max(1.0)).min(ROW);
        Self {
            plain,
            pale,
            left,
            right,
            row,
            bottom: TOP + row * count,
            axis: scale(chart),
            // A dot at an end of the scale stays clear of the columns beside it.
            edges: (left + GAP + DOT, sheet.width - right - GAP - DOT),
        }
    }

    /// Where a value lies across.
    fn across(&self, value: f64) -> f32 {
        let share = (value - self.axis.low) / (self.axis.high - self.axis.low);
        self.edges.0 + share as f32 * (self.edges.1 - self.edges.0)
    }

    /// The middle of a row.
    fn middle(&self, row: usize) -> f32 {
        TOP + self.row * (row as f32 + 0.5)
    }
}

fn draw(chart: &DotPlot, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let colours = &sheet.theme.light;
    let layout = Layout::of(chart, sheet);
    let upright = |x: f32, top: f32, bottom: f32, style| {
        let ends = vec![(pixels(x), pixels(top)), (pixels(x), pixels(bottom))];
        sheet.area.draw(&PathElement::new(ends, style))
    };
    for tick in &layout.axis.ticks {
        upright(
            layout.across(*tick),
            TOP,
            layout.bottom,
            line(colours.rule, 0.5),
        )?;
    }
    let target = chart.target.filter(|target| target.is_finite());
    let target = target.map(|target| layout.across(target));
    if let Some(x) = target {
        sheet.dash.set(Some((2.4, 2.0)));
        let drawn = upright(x, TOP, layout.bottom, line(colours.muted, 0.7));
        sheet.dash.set(None);
        drawn?;
    }
    for (at, row) in chart.rows.iter().enumerate() {
        let y = layout.middle(at);
        let median = row.median.filter(|median| median.is_finite());
        let median = median.map(|median| layout.across(median));
        if let Some(x) = median {
            let half = layout.row.min(14.0) / 2.0 - 1.0;
            upright(x, y - half, y + half, line(colours.text, 1.2))?;
        }
        let dots = swarm(row, &layout, y);
        for (x, y) in &dots {
            let fill = ink(colours.accent).filled();
            let place = (pixels(*x), pixels(*y));
            sheet.area.draw(&Circle::new(place, pixels(DOT), fill))?;
        }
        let lines: Vec<f32> = median.into_iter().chain(target).collect();
        write_row(row, y, &dots, &lines, &layout, sheet)?;
    }
    write_scale(chart, &layout, target, sheet)
}

fn scale(chart: &DotPlot) -> Axis {
    let values: Vec<Option<f64>> = (chart.rows.iter())
        .flat_map(|row| {
            row.dots
                .iter()
                .map(|dot| Some(dot.value))
                .chain([row.median])
        })
        .chain([chart.target])
        .collect();
    let lines = Range::of(&values);
    Axis::new(lines, Range::default(), chart.bounds, chart.decimals)
}

/// Where the dots of a row lie, from the lowest: above or below the middle where another
/// would be covered, as far as the row is high.
fn swarm(row: &DotRow, layout: &Layout, middle: f32) -> Vec<(f32, f32)> {
    let step = 2.0 * DOT + 0.4;
    let most = ((layout.row / 2.0 - DOT) / step).floor().max(0.0) as i32;
    let mut order: Vec<usize> = (0..row.dots.len())
        .filter(|at| row.dots[*at].value.is_finite())
        .collect();
    order.sort_by(|a, b| row.dots[*a].value.total_cmp(&row.dots[*b].value));
    let mut placed: Vec<(f32, f32)> = Vec::new();
    for at in order {
        let x = layout.across(row.dots[at].value);
        let layers = std::iter::once(0).chain((1..=most).flat_map(|layer| [-layer, layer]));
        let heights = layers.map(|layer| middle + layer as f32 * step);
        let free = |y: &f32| {
            let mut near = placed
                .iter()
                .rev()
                .take_while(|(other, _)| x - other < step);
            near.all(|(_, other)| (other - y).abs() > 0.1)
        };
        // More than fit share the middle.
        placed.push((x, heights.into_iter().find(free).unwrap_or(middle)));
    }
    placed
}

/// The name of a row, its median, and the names of its lowest dot, at the left, and of its
/// highest, at the right, clear of dots and upright lines.
fn write_row(
    row: &DotRow,
    y: f32,
    dots: &[(f32, f32)],
    lines: &[f32],
    layout: &Layout,
    sheet: &Sheet<'_>,
) -> Result<(), Failure> {
    let (plain, pale) = (layout.plain, layout.pale);
    let name = sheet.fit(plain, &row.label, layout.left);
    sheet.write(&name, plain, (0.0, y), HPos::Left)?;
    let median = sheet.fit(pale, &row.median_label, layout.right);
    sheet.write(&median, pale, (sheet.width, y), HPos::Right)?;

    let half = layout.row / 2.0;
    let right = sheet.width - layout.right - GAP;
    let bounds = [layout.left + GAP, y - half, right, y + half];
    let mut taken: Vec<Extent> = dots.iter().map(|dot| around(*dot, DOT + 0.5)).collect();
    taken.extend(lines.iter().map(|x| [x - 1.0, y - half, x + 1.0, y + half]));
    let mut order: Vec<_> = row
        .dots
        .iter()
        .filter(|dot| dot.value.is_finite())
        .collect();
    order.sort_by(|a, b| a.value.total_cmp(&b.value));
    let lowest = order.first().zip(dots.first()).map(|end| (end, true));
    let highest = order.last().zip(dots.last()).map(|end| (end, false));
    // One dot has one name.
    for ((dot, (x, y)), lowest) in lowest
        .into_iter()
        .filter(|_| order.len() > 1)
        .chain(highest)
    {
        let name = sheet.fit(pale, &dot.label, sheet.width * 0.25);
        let width = sheet.measure(pale, &name);
        let aside = DOT + 2.0;
        let place = if lowest { x - aside - width } else { x + aside };
        let found = room([(place, *y)], width, pale.size, bounds, &taken);
        if let Some(found) = found.filter(|_| !name.is_empty()) {
            sheet.write(&name, pale, found, HPos::Left)?;
            taken.push(extent(found, width, pale.size));
        }
    }
    Ok(())
}

/// The target's name above the rows and the numbers below them, as far as they do not touch.
fn write_scale(
    chart: &DotPlot,
    layout: &Layout,
    target: Option<f32>,
    sheet: &Sheet<'_>,
) -> Result<(), Failure> {
    let style = layout.pale;
    let mut taken: Vec<Extent> = Vec::new();
    let mut centred = |text: &str, x: f32, y: f32| {
        let half = sheet.measure(style, text) / 2.0;
        let x = x.min(sheet.width - half).max(half);
        let own = extent((x - half - 2.0, y), 2.0 * half + 4.0, style.size);
        if taken.iter().any(|other| overlap(&own, other)) {
            return Ok(());
        }
        taken.push(own);
        sheet.write(text, style, (x, y), HPos::Center)
    };
    for tick in &layout.axis.ticks {
        let text = label(*tick, chart.decimals);
        centred(&text, layout.across(*tick), layout.bottom + 6.5)?;
    }
    let name = sheet.fit(style, &chart.target_label, sheet.width * 0.5);
    target.map_or(Ok(()), |x| centred(&name, x, 4.5))
}
