//! The sparkline: a line of word size, without axes; its last point is marked.

use plotters::chart::ChartBuilder;
use plotters::element::{Circle, PathElement};
use plotters::series::LineSeries;
use plotters::style::Color;

use super::Figure;
use super::axis::Range;
use super::backend::{Failure, Sheet, ink, line, pixels};
use super::trend::stretches;
use crate::compose::chart_spec::Sparkline;

/// Room for the mark at the last point.
const MARGIN: f32 = 2.4;

impl Figure for Sparkline {
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure> {
        draw(self, sheet)
    }

    fn least_size(&self) -> (f32, f32) {
        (16.0, 8.0)
    }

    fn natural_width(&self) -> f32 {
        66.0
    }
}

fn draw(chart: &Sparkline, sheet: &Sheet<'_>) -> Result<(), Failure> {
    let target = [chart.target];
    let Some((low, high)) = Range::of(chart.values.iter().chain(&target)).limits() else {
        return Ok(());
    };
    let (low, high) = if high > low {
        (low, high)
    } else {
        (low - 1.0, high + 1.0)
    };
    let last = chart.values.len().saturating_sub(1).max(1) as f64;
    let area = sheet.inset([MARGIN; 4]);
    let mut plot = ChartBuilder::on(&area).build_cartesian_2d(0.0..last, low..high)?;
    let colours = &sheet.theme.light;
    if let Some(target) = chart.target.filter(|target| target.is_finite()) {
        let across = vec![(0.0, target), (last, target)];
        plot.draw_series([PathElement::new(across, line(colours.rule, 0.8))])?;
    }
    let finite: Vec<_> = chart
        .values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()))
        .collect();
    for run in stretches(&finite) {
        let end = run.last().copied();
        if run.len() == 1 {
            let dot = ink(colours.accent).filled();
            plot.draw_series(
                run.iter()
                    .map(|point| Circle::new(*point, pixels(0.8), dot)),
            )?;
        }
        plot.draw_series(LineSeries::new(run, line(colours.accent, 1.0)))?;
        let mark = end.filter(|(at, _)| *at + 1.0 >= finite.len() as f64);
        plot.draw_series(
            mark.map(|point| Circle::new(point, pixels(1.8), ink(colours.accent).filled())),
        )?;
    }
    Ok(())
}
