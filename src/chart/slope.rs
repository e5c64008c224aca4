//! The slope: values of two periods, a line for each subject, named at its right end.
//!
//! A line that rises has the accent, one that falls the colour of text and is dashed. Labels
//! that want the same place make room for one another, with a thin lead to their line.

use plotters::chart::ChartBuilder;
use plotters::element::{Circle, PathElement};
use plotters::series::LineSeries;
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::axis::spread;
use super::backend::{Failure, SCALE, Sheet, ink, line, pixels};
use super::canvas::TextStyle;
use crate::compose::chart_spec::{SlopeChart, SlopeLine};
use crate::typeface::Weight;

/// Room for the names of the periods.
const TOP: f32 = 14.0;
/// Room below the lowest line.
const BOTTOM: f32 = 6.0;
/// Length of the lead from a line's end to its label.
const LEAD: f32 = 9.0;
/// Height of a label with the space around it.
const LINE: f32 = 9.0;
/// Radius of a line's end.
const DOT: f32 = 1.8;

impl Figure for SlopeChart {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (200.0, TOP + BOTTOM + LINE * self.lines.len().max(2) as f32)
    }

    fn natural_width(&self) -> f32 {
        super::WITH_NAMES
    }
}

/// A label at one end: where its line ends, and what it says.
struct End {
    y: f32,
    text: String,
}

fn draw(chart: &SlopeChart, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let colours = &sheet.theme.light;
    let style = |colour, weight| TextStyle {
        colour,
        size: sheet.theme.type_scale.small,
        weight,
    };
    let plain = style(colours.text, Weight::Regular);
    let strong = style(colours.muted, Weight::Bold);
    let named = |line: &SlopeLine| {
        format!("{} {}", line.to_label, line.label)
            .trim()
            .to_owned()
    };
    let lines: Vec<&SlopeLine> = (chart.lines.iter())
        .filter(|line| line.from.is_finite() && line.to.is_finite())
        .collect();
    let widest = |texts: &mut dyn Iterator<Item = String>, share: f32| {
        let widths = texts.map(|text| sheet.measure(plain, &text));
        (widths.fold(0.0, f32::max) + 1.0 / SCALE).min(sheet.width * share)
    };
    let left = widest(&mut lines.iter().map(|line| line.from_label.clone()), 0.2);
    let right = widest(&mut lines.iter().map(|line| named(line)), 0.5);
    let area = sheet.inset([TOP, right + LEAD, BOTTOM, left + LEAD]);
    let (low, high) = range(&lines);
    let mut plot = ChartBuilder::on(&area).build_cartesian_2d(0.0..1.0, low..high)?;
    for x in [0.0, 1.0] {
        let upright = vec![(x, low), (x, high)];
        plot.draw_series([PathElement::new(upright, line(colours.rule, 0.8))])?;
    }
    for one in &lines {
        let rising = one.to >= one.from;
        let colour = if rising { colours.accent } else { colours.text };
        sheet.dash.set((!rising).then_some((3.0, 1.6)));
        let ends = [(0.0, one.from), (1.0, one.to)];
        let drawn = plot.draw_series(LineSeries::new(ends, line(colour, 1.0)));
        sheet.dash.set(None);
        drawn?;
        let fill = ink(colour).filled();
        plot.draw_series(ends.map(|end| Circle::new(end, pixels(DOT), fill)))?;
    }
    let height = |value: f64| plot.backend_coord(&(0.0, value)).1 as f32 / SCALE;
    let starts = (lines.iter()).map(|line| (height(line.from), line.from_label.clone()));
    write_side(starts, plain, (left + LEAD, left, HPos::Right), left, sheet)?;
    let ends = (lines.iter()).map(|line| (height(line.to), named(line)));
    let edge = sheet.width - right - LEAD;
    write_side(ends, plain, (edge, edge + LEAD, HPos::Left), right, sheet)?;
    let half = sheet.width / 2.0 - 4.0;
    for (text, x, side) in [
        (&chart.from_label, left + LEAD, HPos::Left),
        (&chart.to_label, edge, HPos::Right),
    ] {
        // The names of the periods stand over the lines' ends; long ones at the edges.
        let text = sheet.fit(strong, text, half);
        let width = sheet.measure(strong, &text);
        let x = match side {
            HPos::Right => x.max(half + 8.0 + width).min(sheet.width),
            _ => x.min(half - width).max(0.0),
        };
        sheet.write(&text, strong, (x, 4.5), side)?;
    }
    Ok(())
}

/// Labels of one side from above, each with its lead.
fn write_side(
    ends: impl Iterator<Item = (f32, String)>,
    style: TextStyle,
    (edge, x, side): (f32, f32, HPos),
    width: f32,
    sheet: &Sheet<'_>,
) -> Result<(), Failure> {
    let mut ends: Vec<End> = ends.map(|(y, text)| End { y, text }).collect();
    ends.sort_by(|a, b| a.y.total_cmp(&b.y).then_with(|| a.text.cmp(&b.text)));
    let wanted: Vec<f32> = ends.iter().map(|end| end.y).collect();
    let (first, last) = (TOP + 2.0, sheet.height - LINE / 2.0);
    let outward = (x - edge).signum();
    for (end, y) in ends.iter().zip(spread(&wanted, LINE, first, last)) {
        let from = pixels(edge + outward * (DOT + 0.6));
        let lead = vec![
            (from, pixels(end.y)),
            (pixels(x - outward * 1.6), pixels(y)),
        ];
        let stroke = line(sheet.theme.light.reference, 0.5);
        sheet.area.draw(&PathElement::new(lead, stroke))?;
        let text = sheet.fit(style, &end.text, width);
        sheet.write(&text, style, (x, y), side)?;
    }
    Ok(())
}

fn range(lines: &[&SlopeLine]) -> (f64, f64) {
    let values = lines.iter().flat_map(|line| [line.from, line.to]);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    match high - low {
        span if span > 0.0 => (low - span * 0.04, high + span * 0.04),
        _ if low.is_finite() => (low - 1.0, low + 1.0),
        _ => (0.0, 1.0),
    }
}
