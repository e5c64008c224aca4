//! Figures: a [`ChartSpec`] drawn on any [`Canvas`], with the same code for screen and page.
//!
//! Every figure is built with plotters on [`backend::CanvasBackend`] and takes its
//! colours from the light theme; the screen maps them to the dark one. A figure never
//! draws outside its frame, and its labels never overlap one another: what does not fit
//! is shortened or left out rather than squeezed.

mod axis;
pub mod backend;
pub mod canvas;
#[cfg(test)]
mod clearance;
mod distribution;
mod dots;
mod funnel;
mod group_bars;
mod placement;
mod slope;
mod sparkline;
pub mod svg;
#[cfg(test)]
mod tests;
mod trend;
mod waterfall;

use std::cell::Cell;

use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::Theme;
use crate::typeface::Typefaces;
use backend::{Failure, Sheet};
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
    let figure = figure(spec);
    let (width, height) = figure.least_size();
    if !(frame.width >= width && frame.height >= height) {
        return Err(failure(&format!(
            "a chart needs {width} × {height} pt and has {} × {} pt",
            frame.width, frame.height
        ))
        .hint("give `chart` a larger `width` or `height` in the template"));
    }
    let dash = Cell::new(None);
    let sheet = Sheet::new(canvas, typefaces, theme, frame, &dash);
    figure
        .draw(&sheet)
        .map_err(|error| failure(&error.to_string()))
}

/// The width in points in which a figure's text is legible on a phone's screen.
pub fn natural_width(spec: &ChartSpec) -> f32 {
    figure(spec).natural_width()
}

/// The natural width of figures that give names beside their drawing room.
const WITH_NAMES: f32 = 264.0;

/// What every kind of chart can do; each lives in a module of its own.
trait Figure {
    /// Draws itself on a sheet that is large enough.
    fn draw(&self, sheet: &Sheet<'_>) -> Result<(), Failure>;

    /// The smallest frame in which it can still be read: width and height in points.
    fn least_size(&self) -> (f32, f32);

    /// See [`natural_width`].
    fn natural_width(&self) -> f32 {
        244.0
    }
}

/// The registry of figures.
fn figure(spec: &ChartSpec) -> &dyn Figure {
    match spec {
        ChartSpec::Trend(chart) => chart,
        ChartSpec::GroupBars(chart) => chart,
        ChartSpec::Sparkline(chart) => chart,
        ChartSpec::Funnel(chart) => chart,
        ChartSpec::Dots(chart) => chart,
        ChartSpec::Distribution(chart) => chart,
        ChartSpec::Waterfall(chart) => chart,
        ChartSpec::Slope(chart) => chart,
    }
}

fn failure(message: &str) -> Diagnostic {
    Diagnostic::error("chart-error", Place::default(), message)
}
