//! Figures: a [`ChartSpec`] drawn on any [`Canvas`], with the same code for screen and page.
//!
//! Every figure is built with plotters on [`backend::CanvasBackend`] and takes its
//! colours from the light theme; the screen maps them to the dark one. A figure never
//! draws outside its frame, and its labels never overlap one another: what does not fit
//! is shortened or left out rather than squeezed.

mod axis;
pub mod backend;
pub mod canvas;
mod funnel;
mod group_bars;
mod sparkline;
pub mod svg;
#[cfg(test)]
mod tests;
mod trend;

use std::cell::Cell;

use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::Theme;
use crate::typeface::Typefaces;
use backend::Sheet;
use canvas::Canvas;

/// Where on a canvas a figure goes, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// Draws `spec` into `frame`.
///
/// # Errors
/// `chart-error` where the frame is too small for the figure.
pub fn draw(
    spec: &ChartSpec,
    canvas: &mut dyn Canvas,
    typefaces: &Typefaces,
    theme: &Theme,
    frame: Frame,
) -> Result<(), Diagnostic> {
    let (width, height) = least_size(spec);
    if !(frame.width >= width && frame.height >= height) {
        return Err(failure(&format!(
            "a chart needs {width} × {height} pt and has {} × {} pt",
            frame.width, frame.height
        ))
        .hint("give `chart` a larger `width` or `height` in the template"));
    }
    let dash = Cell::new(None);
    let sheet = Sheet::new(canvas, typefaces, theme, frame, &dash);
    match spec {
        ChartSpec::Trend(chart) => trend::draw(chart, &sheet),
        ChartSpec::GroupBars(chart) => group_bars::draw(chart, &sheet),
        ChartSpec::Sparkline(chart) => sparkline::draw(chart, &sheet),
        ChartSpec::Funnel(chart) => funnel::draw(chart, &sheet),
    }
    .map_err(|error| failure(&error.to_string()))
}

/// The smallest frame in which a figure can still be read.
fn least_size(spec: &ChartSpec) -> (f32, f32) {
    match spec {
        ChartSpec::Trend(_) | ChartSpec::Funnel(_) => (120.0, 50.0),
        ChartSpec::GroupBars(chart) => (120.0, 10.0 * chart.bars.len() as f32),
        ChartSpec::Sparkline(_) => (16.0, 8.0),
    }
}

fn failure(message: &str) -> Diagnostic {
    Diagnostic::error("chart-error", Place::default(), message)
}
