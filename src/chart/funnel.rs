//! The funnel: values against the number of rows behind them, within the limits that
//! chance sets around the common value.
//!
//! What lies beyond the limits has a name, if there is room beside it; nothing else has.
//! The limits are named where they end.

use plotters::chart::ChartBuilder;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::series::LineSeries;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::axis::{Axis, Range, label, spread};
use super::backend::{Failure, SCALE, Sheet, ink, line, pixels};
use super::canvas::TextStyle;
use super::placement::{Extent, around, extent, room};
use crate::compose::chart_spec::{FunnelChart, FunnelLimit};
use crate::typeface::Weight;

/// Room above the plot, so that a label at the upper end is not cut.
const TOP: f32 = 5.0;
/// Room for the numbers of rows below it.
const BOTTOM: f32 = 13.0;
/// Space between the plot and its labels.
const GAP: f32 = 5.0;
/// Radius of a point.
const DOT: f32 = 1.8;

impl Figure for FunnelChart {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (120.0, 50.0)
    }
}

fn draw(chart: &FunnelChart, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let axis = scale(chart);
    let colours = &sheet.theme.light;
    let style = |colour, weight| TextStyle {
        colour,
        size: sheet.theme.type_scale.small,
        weight,
    };
    let small = style(colours.muted, Weight::Regular);
    let ends = ends(chart, &axis);
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.fold(0.0_f32, |most, text| most.max(sheet.measure(small, &text)))
    };
    let ticks = axis.ticks.iter().map(|value| label(*value, chart.decimals));
    let left = GAP + widest(&mut ticks.clone());
    let fitted: Vec<(String, f64)> = ends
        .into_iter()
        .map(|(text, value)| (sheet.fit(small, text, sheet.width * 0.3), value))
        .collect();
    let right = GAP + 1.0 + widest(&mut fitted.iter().map(|(text, _)| text.clone()));

    let most = chart.limits.last().map_or(1.0, |limit| limit.n);
    let area = sheet.inset([TOP, right, BOTTOM, left]);
    let mut plot = ChartBuilder::on(&area).build_cartesian_2d(0.0..most, axis.low..axis.high)?;
    let band = |low: fn(&FunnelLimit) -> f64, high: fn(&FunnelLimit) -> f64| {
        let cut = |value: f64| value.clamp(axis.low, axis.high);
        let upper = chart.limits.iter().map(|limit| (limit.n, cut(high(limit))));
        let lower = chart.limits.iter().rev();
        let lower = lower.map(|limit| (limit.n, cut(low(limit))));
        upper.chain(lower).collect::<Vec<_>>()
    };
    let inner = band(|limit| limit.inner_low, |limit| limit.inner_high);
    plot.draw_series([Polygon::new(inner, ink(colours.band).filled())])?;
    for (value, text) in axis.ticks.iter().zip(ticks) {
        let across = vec![(0.0, *value), (most, *value)];
        plot.draw_series([PathElement::new(across, line(colours.rule, 0.5))])?;
        let (_, y) = plot.backend_coord(&(0.0, *value));
        sheet.write(&text, small, (left - GAP, y as f32 / SCALE), HPos::Right)?;
    }
    let common = [(0.0, chart.centre), (most, chart.centre)];
    plot.draw_series(LineSeries::new(common, line(colours.muted, 0.7)))?;
    for side in [
        |limit: &FunnelLimit| limit.outer_low,
        |limit: &FunnelLimit| limit.outer_high,
    ] {
        let curve = chart.limits.iter().map(|limit| (limit.n, side(limit)));
        let within: Vec<_> = curve
            .filter(|(_, y)| (axis.low..=axis.high).contains(y))
            .collect();
        sheet.dash.set(Some((2.4, 2.0)));
        let drawn = plot.draw_series(LineSeries::new(within, line(colours.reference, 0.7)));
        sheet.dash.set(None);
        drawn?;
    }
    plot.draw_series(chart.points.iter().map(|point| {
        let colour = if point.beyond {
            colours.text
        } else {
            colours.accent
        };
        Circle::new((point.n, point.value), pixels(DOT), ink(colour).filled())
    }))?;
    let place = |n: f64, value: f64| {
        let (x, y) = plot.backend_coord(&(n, value));
        (x as f32 / SCALE, y as f32 / SCALE)
    };
    let mut taken: Vec<Extent> = (chart.points.iter())
        .map(|point| around(place(point.n, point.value), DOT + 0.5))
        .collect();
    let strong = style(colours.text, Weight::Bold);
    let bounds = [left, 0.0, sheet.width - right + GAP, sheet.height - BOTTOM];
    for point in chart.points.iter().filter(|point| !point.label.is_empty()) {
        let name = sheet.fit(strong, &point.label, sheet.width * 0.35);
        let width = sheet.measure(strong, &name);
        let places = beside(place(point.n, point.value), width, strong.size);
        if let Some(found) = room(places, width, strong.size, bounds, &taken) {
            sheet.write(&name, strong, found, HPos::Left)?;
            taken.push(extent(found, width, strong.size));
        }
    }
    write_ends(&fitted, small, sheet, sheet.width - right + GAP, |value| {
        place(0.0, value).1
    })?;
    write_abscissa(chart, small, sheet, |n| place(n, chart.centre).0)
}

/// The axis that shows every point and, within reason, the limits.
fn scale(chart: &FunnelChart) -> Axis {
    let values: Vec<_> = (chart.points.iter())
        .map(|point| Some(point.value))
        .chain([Some(chart.centre)])
        .collect();
    let limits: Vec<_> = (chart.limits.iter())
        .filter(|limit| limit.n >= chart.least)
        .flat_map(|limit| [Some(limit.outer_low), Some(limit.outer_high)])
        .collect();
    Axis::new(
        Range::of(&values),
        Range::of(&limits),
        chart.bounds,
        chart.decimals,
    )
}

/// What stands at the right end, from above: the common value and the limits' names.
fn ends<'a>(chart: &'a FunnelChart, axis: &Axis) -> Vec<(&'a str, f64)> {
    let mut ends = vec![(chart.centre_label.as_str(), chart.centre)];
    if let Some(last) = chart.limits.last() {
        ends.push((&chart.outer_label, last.outer_low));
        ends.push((&chart.inner_label, last.inner_low));
    }
    ends.retain(|(_, value)| (axis.low..=axis.high).contains(value));
    ends.sort_by(|a, b| b.1.total_cmp(&a.1));
    ends
}

fn write_ends(
    ends: &[(String, f64)],
    style: TextStyle,
    sheet: &Sheet<'_>,
    x: f32,
    height_of: impl Fn(f64) -> f32,
) -> Result<(), Failure> {
    let wanted: Vec<f32> = ends.iter().map(|(_, value)| height_of(*value)).collect();
    let gap = style.size + 1.8;
    let last = sheet.height - BOTTOM - gap / 4.0;
    for ((text, _), y) in ends.iter().zip(spread(&wanted, gap, gap / 2.0, last)) {
        sheet.write(text, style, (x, y), HPos::Left)?;
    }
    Ok(())
}

/// The least and the greatest number of rows, and what they are.
fn write_abscissa(
    chart: &FunnelChart,
    style: TextStyle,
    sheet: &Sheet<'_>,
    place: impl Fn(f64) -> f32,
) -> Result<(), Failure> {
    let most = chart.limits.last().map_or(1.0, |limit| limit.n);
    let y = sheet.height - style.size / 2.0;
    let (zero, end) = (place(0.0), label(most, 0));
    let half = sheet.measure(style, &end) / 2.0;
    let x = place(most).min(sheet.width - half);
    sheet.write(&end, style, (x, y), HPos::Center)?;
    sheet.write("0", style, (zero, y), HPos::Center)?;
    let (from, to) = (zero + 10.0, x - half - 6.0);
    let name = sheet.fit(style, &chart.abscissa, to - from);
    let middle = f32::midpoint(from, to);
    sheet.write(&name, style, (middle, y), HPos::Center)
}

/// Where a name may stand beside its point: right, left, above, below.
fn beside((x, y): (f32, f32), width: f32, size: f32) -> [(f32, f32); 4] {
    let (aside, apart) = (DOT + 2.0, DOT + size * 0.7);
    [
        (x + aside, y),
        (x - aside - width, y),
        (x - width / 2.0, y - apart),
        (x - width / 2.0, y + apart),
    ]
}
