//! Grades against their reference: a bar for the share that each grade has, and an upright
//! mark at the share that it should have.
//!
//! The scale always reaches to 100 %, so that pools side by side compare. Counts and references
//! stand in columns at the right, so that no label lies on a bar.

use plotters::chart::ChartBuilder;
use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::Figure;
use super::backend::{Failure, SCALE, Sheet, ink, line};
use super::canvas::TextStyle;
use crate::compose::chart_spec::{DistributionChart, ShareBar};
use crate::typeface::Weight;

/// Space between the columns.
const GAP: f32 = 8.0;
/// Rows are no higher than this, however few they are.
const ROW: f32 = 15.0;
/// Thickness of a bar.
const BAR: f32 = 6.0;
/// Height of the mark of the reference.
const MARK: f32 = 10.0;

impl Figure for DistributionChart {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        if self.bars.is_empty() {
            return Ok(());
        }
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (150.0, 10.5 * self.bars.len() as f32)
    }
}

fn draw(chart: &DistributionChart, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let (colours, sizes) = (&sheet.theme.light, &sheet.theme.type_scale);
    let style = |colour, weight| TextStyle {
        colour,
        size: sizes.small,
        weight,
    };
    let strong = style(colours.text, Weight::Bold);
    let (plain, pale) = (
        style(colours.text, Weight::Regular),
        style(colours.muted, Weight::Regular),
    );
    let column = |style: TextStyle, text: fn(&ShareBar) -> &str, share: f32| {
        let widths = chart.bars.iter().map(|bar| sheet.measure(style, text(bar)));
        // Room for a thousandth of rounding, and never more than a share of the whole.
        (widths.fold(0.0, f32::max) + 1.0 / SCALE).min(sheet.width * share)
    };
    let label = column(strong, |bar| &bar.label, 0.2);
    let share = column(plain, |bar| &bar.share_label, 0.25);
    let reference = column(pale, |bar| &bar.reference_label, 0.25);
    let row = (sheet.height / chart.bars.len() as f32).min(ROW);
    let height = row * chart.bars.len() as f32;
    let right = share + reference + 2.0 * GAP;
    let area = sheet.inset([0.0, right, sheet.height - height, label + GAP]);
    let mut plot =
        ChartBuilder::on(&area).build_cartesian_2d(0.0..100.0, 0.0..f64::from(height))?;
    for (at, bar) in chart.bars.iter().enumerate() {
        let y = row * (at as f32 + 0.5);
        // plotters counts upward, rows are read downward.
        let middle = height - y;
        let side = |half: f32| (f64::from(middle - half), f64::from(middle + half));
        if bar.share.is_finite() && bar.share > 0.0 {
            let (low, high) = side(BAR.min(row - 3.0) / 2.0);
            let corners = [(0.0, low), (bar.share, high)];
            let fill = ink(colours.accent_soft).filled();
            plot.draw_series([Rectangle::new(corners, fill)])?;
        }
        if let Some(reference) = bar.reference.filter(|share| share.is_finite()) {
            let (low, high) = side(MARK.min(row - 1.0) / 2.0);
            let mark = vec![(reference, low), (reference, high)];
            plot.draw_series([PathElement::new(mark, line(colours.text, 1.1))])?;
        }
        let share_end = sheet.width - reference - GAP;
        for (text, style, width, x, held) in [
            (&bar.label, strong, label, 0.0, HPos::Left),
            (&bar.share_label, plain, share, share_end, HPos::Right),
            (
                &bar.reference_label,
                pale,
                reference,
                sheet.width,
                HPos::Right,
            ),
        ] {
            sheet.write(&sheet.fit(style, text, width), style, (x, y), held)?;
        }
    }
    Ok(())
}
