//! The trend: a value over its periods with its 95 % band, target and reference, and from
//! eight values on the limits of routine variation. A value beyond these has a ring.
//!
//! Lines are named where they end, at the right; no legend. Gaps stay gaps.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::series::LineSeries;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::axis::{Axis, Range, label, spread};
use super::backend::{CanvasBackend, Failure, SCALE, Sheet, ink, line, pixels};
use super::canvas::{Rgb, TextStyle};
use crate::compose::chart_spec::TrendChart;
use crate::typeface::Weight;

type Plot<'a> = ChartContext<'a, CanvasBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Room above the plot, so that a label at the upper end is not cut.
const TOP: f32 = 5.0;
/// Room for the period names below it.
const BOTTOM: f32 = 13.0;
/// Space between the plot and its labels.
const GAP: f32 = 5.0;

/// The name at a line's end.
struct EndLabel {
    text: String,
    style: TextStyle,
    value: f64,
}

impl Figure for TrendChart {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (120.0, 60.0)
    }
}

fn draw(chart: &TrendChart, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let axis = scale(chart);
    let ends = end_labels(chart, &axis, sheet);
    let ticks: Vec<_> = axis
        .ticks
        .iter()
        .map(|value| (*value, label(*value, chart.decimals)))
        .collect();
    let small = small(sheet);
    let widest = |widths: &mut dyn Iterator<Item = f32>| widths.fold(0.0, f32::max);
    let left = GAP + widest(&mut ticks.iter().map(|(_, text)| sheet.measure(small, text)));
    let right = GAP + 1.0 + widest(&mut ends.iter().map(|end| sheet.measure(end.style, &end.text)));

    let area = sheet.inset([TOP, right, BOTTOM, left]);
    let mut plot = ChartBuilder::on(&area)
        .build_cartesian_2d(abscissa(chart.periods.len()), axis.low..axis.high)?;
    draw_grid(&mut plot, sheet, &ticks, chart.periods.len(), left - GAP)?;
    draw_lines(chart, &axis, &mut plot, sheet)?;
    write_ends(&ends, &plot, sheet)?;
    write_periods(chart, &plot, sheet)
}

/// The axis that shows every line and, within reason, the band.
fn scale(chart: &TrendChart) -> Axis {
    let target = [chart.target];
    let lines = chart.values.iter().chain(&chart.reference).chain(&target);
    let limits = chart
        .limits
        .iter()
        .flat_map(|limits| [&limits.low, &limits.high]);
    Axis::new(
        Range::of(lines),
        Range::of(chart.low.iter().chain(&chart.high).chain(limits)),
        chart.bounds,
        chart.decimals,
    )
}

/// A limit that the axis reaches; of one far off nothing is drawn.
fn inside(axis: &Axis, limit: Option<f64>) -> Option<f64> {
    limit.filter(|limit| (axis.low..=axis.high).contains(limit))
}

/// One period lies in the middle; more reach from edge to edge.
fn abscissa(periods: usize) -> std::ops::Range<f64> {
    match periods {
        0 | 1 => -1.0..1.0,
        count => 0.0..(count - 1) as f64,
    }
}

fn small(sheet: &Sheet<'_>) -> TextStyle {
    TextStyle {
        colour: sheet.theme.light.muted,
        size: sheet.theme.type_scale.small,
        weight: Weight::Regular,
    }
}

fn end_labels(chart: &TrendChart, axis: &Axis, sheet: &Sheet<'_>) -> Vec<EndLabel> {
    let small = small(sheet);
    let strong = TextStyle {
        colour: sheet.theme.light.accent,
        size: sheet.theme.type_scale.small + 1.0,
        weight: Weight::Bold,
    };
    let limits = chart.limits.as_ref();
    let known = |series: &[Option<f64>]| series.iter().rev().find_map(|value| *value);
    // The value's label speaks of the last period; an older value must not pass for it.
    let value = chart.values.last().copied().flatten();
    let mut ends: Vec<_> = [
        (value, &chart.value_label, strong),
        (chart.target, &chart.target_label, small),
        (known(&chart.reference), &chart.reference_label, small),
    ]
    .into_iter()
    .chain(limits.map(|limits| (inside(axis, limits.high), &limits.high_label, small)))
    .chain(limits.map(|limits| (inside(axis, limits.low), &limits.low_label, small)))
    .filter_map(|(value, text, style)| {
        let value = value.filter(|value| value.is_finite() && !text.is_empty())?;
        let text = sheet.fit(style, text, sheet.width * 0.3);
        Some(EndLabel { text, style, value })
    })
    .collect();
    ends.sort_by(|one, other| other.value.total_cmp(&one.value));
    ends
}

fn draw_grid(
    plot: &mut Plot<'_>,
    sheet: &Sheet<'_>,
    ticks: &[(f64, String)],
    periods: usize,
    left: f32,
) -> Result<(), Failure> {
    let ends = abscissa(periods);
    let rule = line(sheet.theme.light.rule, 0.5);
    for (value, text) in ticks {
        let across = vec![(ends.start, *value), (ends.end, *value)];
        plot.draw_series([PathElement::new(across, rule)])?;
        let (_, y) = place(plot, (0.0, *value));
        sheet.write(text, small(sheet), (left, y), HPos::Right)?;
    }
    Ok(())
}

fn draw_lines(
    chart: &TrendChart,
    axis: &Axis,
    plot: &mut Plot<'_>,
    sheet: &Sheet<'_>,
) -> Result<(), Failure> {
    let colours = &sheet.theme.light;
    draw_band(chart, axis, plot, colours.band)?;
    if let Some(target) = chart.target.filter(|target| target.is_finite()) {
        let ends = abscissa(chart.periods.len());
        sheet.dash.set(Some((2.4, 2.0)));
        let drawn = plot.draw_series(LineSeries::new(
            [(ends.start, target), (ends.end, target)],
            line(colours.muted, 0.7),
        ));
        sheet.dash.set(None);
        drawn?;
    }
    let limits = chart
        .limits
        .iter()
        .flat_map(|limits| [limits.low, limits.high]);
    for limit in limits.filter_map(|limit| inside(axis, limit)) {
        let ends = abscissa(chart.periods.len());
        sheet.dash.set(Some((0.6, 1.8)));
        let drawn = plot.draw_series(LineSeries::new(
            [(ends.start, limit), (ends.end, limit)],
            line(colours.reference, 0.6),
        ));
        sheet.dash.set(None);
        drawn?;
    }
    for run in runs(&chart.reference) {
        plot.draw_series(LineSeries::new(run, line(colours.reference, 0.9)))?;
    }
    for run in runs(&chart.values) {
        let dots: Vec<_> = run.clone();
        plot.draw_series(LineSeries::new(run, line(colours.accent, 1.4)))?;
        let last = chart.values.len().saturating_sub(1) as f64;
        let signals = dots.iter().filter(|(at, _)| {
            let signal = chart.signals.get(*at as usize);
            signal.copied().unwrap_or(false)
        });
        // A ring is a disc within a disc: no hollow circle is drawn.
        for (radius, colour) in [(3.6, colours.text), (2.9, colours.paper)] {
            plot.draw_series(
                signals
                    .clone()
                    .map(|point| Circle::new(*point, pixels(radius), ink(colour).filled())),
            )?;
        }
        plot.draw_series(dots.iter().copied().map(|point| {
            let radius = if point.0 < last { 1.3 } else { 2.1 };
            Circle::new(point, pixels(radius), ink(colours.accent).filled())
        }))?;
    }
    Ok(())
}

/// The interval of each stretch of periods that have one, cut off at the axis.
fn draw_band(
    chart: &TrendChart,
    axis: &Axis,
    plot: &mut Plot<'_>,
    colour: Rgb,
) -> Result<(), Failure> {
    let limits: Vec<_> = chart
        .low
        .iter()
        .zip(&chart.high)
        .map(|(low, high)| low.zip(*high))
        .collect();
    for stretch in stretches(&limits) {
        let cut = |value: f64| value.clamp(axis.low, axis.high);
        let upper = stretch.iter().map(|(x, (_, high))| (*x, cut(*high)));
        let lower = stretch.iter().rev().map(|(x, (low, _))| (*x, cut(*low)));
        let outline: Vec<_> = match stretch.as_slice() {
            // A lone period has no width of its own; it gets a narrow bar.
            [(x, (low, high))] => [(-0.15, low), (-0.15, high), (0.15, high), (0.15, low)]
                .map(|(side, value)| (x + side, cut(*value)))
                .to_vec(),
            _ => upper.chain(lower).collect(),
        };
        plot.draw_series([Polygon::new(outline, ink(colour).filled())])?;
    }
    Ok(())
}

fn runs(series: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let finite: Vec<_> = series
        .iter()
        .map(|value| value.filter(|value| value.is_finite()))
        .collect();
    stretches(&finite)
}

/// The stretches without gaps, each value with its place on the time axis.
pub(super) fn stretches<T: Copy>(series: &[Option<T>]) -> Vec<Vec<(f64, T)>> {
    let mut stretches: Vec<Vec<(f64, T)>> = vec![Vec::new()];
    for (at, value) in series.iter().enumerate() {
        match (value, stretches.last_mut()) {
            (Some(value), Some(stretch)) => stretch.push((at as f64, *value)),
            _ => stretches.push(Vec::new()),
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// Where a point of the plot lies on the sheet.
fn place(plot: &Plot<'_>, point: (f64, f64)) -> (f32, f32) {
    let (x, y) = plot.backend_coord(&point);
    (x as f32 / SCALE, y as f32 / SCALE)
}

fn write_ends(ends: &[EndLabel], plot: &Plot<'_>, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let wanted: Vec<_> = ends
        .iter()
        .map(|end| place(plot, (0.0, end.value)).1)
        .collect();
    let line_height = sheet.theme.type_scale.small + 1.8;
    let half = line_height / 2.0;
    let (across, _) = plot.plotting_area().get_pixel_range();
    let x = across.end as f32 / SCALE;
    let heights = spread(
        &wanted,
        line_height,
        half,
        sheet.height - BOTTOM - half / 2.0,
    );
    for (end, y) in ends.iter().zip(heights) {
        sheet.write(&end.text, end.style, (x + GAP, y), HPos::Left)?;
    }
    Ok(())
}

/// First, middle and last period, as far as they do not touch.
fn write_periods(chart: &TrendChart, plot: &Plot<'_>, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let style = small(sheet);
    let last = chart.periods.len().saturating_sub(1);
    let y = sheet.height - style.size / 2.0;
    let mut taken: Vec<(f32, f32)> = Vec::new();
    for at in [last, 0, last / 2] {
        let Some(text) = chart.periods.get(at) else {
            continue;
        };
        let half = sheet.measure(style, text) / 2.0;
        let (x, _) = place(plot, (at as f64, 0.0));
        let x = x.min(sheet.width - half).max(half);
        let clear =
            |(left, right): &(f32, f32)| x + half + 6.0 <= *left || *right + 6.0 <= x - half;
        if taken.iter().all(clear) {
            sheet.write(text, style, (x, y), HPos::Center)?;
            taken.push((x - half, x + half));
        }
    }
    Ok(())
}
