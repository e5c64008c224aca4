//! The waterfall: what led from one score to another, a row for each change.
//!
//! A bar begins where the one above it ended. Its sign stands beside its amount, so that
//! colour is never the only one to say it. The scores at both ends are upright marks: on an
//! axis that does not begin at 0 a bar would say something else.

use plotters::chart::ChartBuilder;
use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::backend::{Failure, SCALE, Sheet, ink, line};
use super::canvas::TextStyle;
use crate::compose::chart_spec::Waterfall;
use crate::typeface::Weight;

/// Space between the columns.
const GAP: f32 = 8.0;
/// Rows are no higher than this, however few they are.
const ROW: f32 = 13.0;
/// Thickness of a bar.
const BAR: f32 = 5.0;

impl Figure for Waterfall {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (150.0, 9.0 * (self.steps.len() + 2) as f32)
    }

    fn natural_width(&self) -> f32 {
        super::WITH_NAMES
    }
}

/// One row: a bar or, at both ends, a mark.
struct Row<'a> {
    label: &'a str,
    text: &'a str,
    from: f64,
    to: f64,
    end: bool,
}

fn draw(chart: &Waterfall, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let colours = &sheet.theme.light;
    let style = |weight| TextStyle {
        colour: colours.text,
        size: sheet.theme.type_scale.small,
        weight,
    };
    let weight = |row: &Row<'_>| match row.end {
        true => style(Weight::Bold),
        false => style(Weight::Regular),
    };
    let rows = rows(chart);
    let widest = |text: fn(&Row<'_>) -> String, share: f32| {
        let widths = rows
            .iter()
            .map(|row| sheet.measure(weight(row), &text(row)));
        (widths.fold(0.0, f32::max) + 1.0 / SCALE).min(sheet.width * share)
    };
    let left = widest(|row| row.label.to_owned(), 0.5);
    let right = widest(|row| row.text.to_owned(), 0.2);
    let count = rows.len() as f32;
    let row = (sheet.height / count).min(ROW);
    let height = row * count;
    let (low, high) = range(&rows);
    let area = sheet.inset([0.0, right + GAP, sheet.height - height, left + GAP]);
    let mut plot = ChartBuilder::on(&area).build_cartesian_2d(low..high, 0.0..f64::from(height))?;
    for (at, one) in rows.iter().enumerate() {
        let y = row * (at as f32 + 0.5);
        // plotters counts upward, rows are read downward.
        let middle = f64::from(height - y);
        let half = f64::from(BAR.min(row - 2.0) / 2.0);
        if at + 1 < rows.len() {
            let next = middle - f64::from(row);
            let step = vec![(one.to, middle), (one.to, next)];
            plot.draw_series([PathElement::new(step, line(colours.reference, 0.6))])?;
        }
        if one.end {
            let half = f64::from(row) / 2.0 - 1.0;
            let mark = vec![(one.to, middle - half), (one.to, middle + half)];
            plot.draw_series([PathElement::new(mark, line(colours.text, 1.6))])?;
        } else if one.from != one.to {
            let colour = match one.to > one.from {
                true => colours.improved,
                false => colours.worsened,
            };
            let corners = [
                (one.from.min(one.to), middle - half),
                (one.from.max(one.to), middle + half),
            ];
            plot.draw_series([Rectangle::new(corners, ink(colour).filled())])?;
        }
        let label = sheet.fit(weight(one), one.label, left);
        sheet.write(&label, weight(one), (0.0, y), HPos::Left)?;
        let text = sheet.fit(weight(one), one.text, right);
        sheet.write(&text, weight(one), (sheet.width, y), HPos::Right)?;
    }
    Ok(())
}

fn rows(chart: &Waterfall) -> Vec<Row<'_>> {
    let end = |end: &'_ crate::compose::chart_spec::WaterfallEnd| (end.value, end.value);
    let mut rows = Vec::with_capacity(chart.steps.len() + 2);
    let mut push = |label, text, (from, to): (f64, f64), end| {
        rows.push(Row {
            label,
            text,
            from,
            to,
            end,
        });
    };
    push(
        &*chart.from.label,
        &*chart.from.value_label,
        end(&chart.from),
        true,
    );
    let mut at = chart.from.value;
    for step in &chart.steps {
        push(
            &*step.label,
            &*step.amount_label,
            (at, at + step.amount),
            false,
        );
        at += step.amount;
    }
    push(
        &*chart.to.label,
        &*chart.to.value_label,
        end(&chart.to),
        true,
    );
    rows
}

/// The scale: everything that the bars pass, and a little more.
fn range(rows: &[Row<'_>]) -> (f64, f64) {
    let ends = rows.iter().flat_map(|row| [row.from, row.to]);
    let (low, high) = ends
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    if low > high {
        return (0.0, 1.0);
    }
    let margin = ((high - low) * 0.03).max(0.05);
    (low - margin, high + margin)
}
