//! Points by group: horizontal bars against one target mark.
//!
//! A bar that reaches the target has the accent, a shorter one its paler shade; the
//! figure beside it says the same without colour.

use plotters::chart::ChartBuilder;
use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::backend::{Failure, SCALE, Sheet, ink, line};
use super::canvas::TextStyle;
use crate::compose::chart_spec::{Bar, GroupBars};
use crate::typeface::Weight;

/// Space between the columns.
const GAP: f32 = 8.0;
/// Rows are no higher than this, however few they are.
const ROW: f32 = 17.0;
/// Thickness of a bar.
const BAR: f32 = 5.0;

/// The three kinds of text in a row, with the width that each takes.
struct Columns {
    label: (TextStyle, f32),
    value: (TextStyle, f32),
    remark: (TextStyle, f32),
}

impl Figure for GroupBars {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (120.0, 10.0 * self.bars.len() as f32)
    }

    fn natural_width(&self) -> f32 {
        super::WITH_NAMES
    }
}

fn draw(chart: &GroupBars, sheet: &Sheet<'_>) -> Result<(), Failure> {
    if chart.bars.is_empty() {
        return Ok(());
    }
    let columns = columns(chart, sheet);
    let count = chart.bars.len() as f32;
    let row = (sheet.height / count).min(ROW);
    let left = columns.label.1 + GAP;
    let right = columns.value.1 + columns.remark.1 + 2.0 * GAP;
    let end = chart.maximum.max(chart.target).max(1.0);

    let area = sheet.inset([0.0, right, sheet.height - row * count, left]);
    let mut plot =
        ChartBuilder::on(&area).build_cartesian_2d(0.0..end, 0.0..f64::from(row * count))?;
    for (at, bar) in chart.bars.iter().enumerate() {
        // plotters counts upward, rows are read downward.
        let middle = row * (count - at as f32 - 0.5);
        if let Some(value) = bar.value.filter(|value| value.is_finite() && *value > 0.0) {
            let colour = match value >= chart.target {
                true => sheet.theme.light.accent,
                false => sheet.theme.light.accent_soft,
            };
            let low = (0.0, f64::from(middle - BAR / 2.0));
            let high = (value.min(end), f64::from(middle + BAR / 2.0));
            plot.draw_series([Rectangle::new([low, high], ink(colour).filled())])?;
        }
        write_row(bar, &columns, sheet, row * (at as f32 + 0.5))?;
    }
    let mark = vec![(chart.target, 0.0), (chart.target, f64::from(row * count))];
    plot.draw_series([PathElement::new(mark, line(sheet.theme.light.text, 0.9))])?;
    Ok(())
}

fn columns(chart: &GroupBars, sheet: &Sheet<'_>) -> Columns {
    let (colours, sizes) = (&sheet.theme.light, &sheet.theme.type_scale);
    let style = |colour, size, weight| TextStyle {
        colour,
        size,
        weight,
    };
    let width = |style: TextStyle, text: fn(&Bar) -> &str, share: f32| {
        let widest = chart
            .bars
            .iter()
            .map(|bar| sheet.measure(style, text(bar)))
            .fold(0.0, f32::max);
        // Room for a thousandth of rounding, and never more than a share of the whole.
        (style, (widest + 1.0 / SCALE).min(sheet.width * share))
    };
    let label = style(colours.text, sizes.body, Weight::Regular);
    let value = style(colours.text, sizes.body, Weight::Bold);
    let remark = style(colours.muted, sizes.small, Weight::Regular);
    Columns {
        label: width(label, |bar| &bar.label, 0.42),
        value: width(value, |bar| &bar.value_label, 0.16),
        remark: width(remark, |bar| &bar.remark, 0.20),
    }
}

fn write_row(bar: &Bar, columns: &Columns, sheet: &Sheet<'_>, y: f32) -> Result<(), Failure> {
    let remark_left = sheet.width - columns.remark.1;
    let places = [
        (&bar.label, columns.label, 0.0, HPos::Left),
        (
            &bar.value_label,
            columns.value,
            remark_left - GAP,
            HPos::Right,
        ),
        (&bar.remark, columns.remark, remark_left, HPos::Left),
    ];
    for (text, (style, width), x, side) in places {
        let text = sheet.fit(style, text, width);
        sheet.write(&text, style, (x, y), side)?;
    }
    Ok(())
}
