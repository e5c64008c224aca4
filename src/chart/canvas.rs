//! The surface that figures and page layout draw on.
//!
//! Units are points (1/72 inch), the origin is the top left, y grows downward.
//! Two surfaces implement it: SVG text for the screen and PDF page operations.

use crate::typeface::Weight;

// Colours come from the theme; there is no transparency,
// figures blend with the paper before they draw.
pub use crate::theme::Rgb;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub colour: Rgb,
    /// Width in points.
    pub width: f32,
    /// Length of dash and gap in points, or a solid line.
    pub dash: Option<(f32, f32)>,
}

/// How a run of text is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Colour.
    pub colour: Rgb,
    /// Size in points.
    pub size: f32,
    /// Weight of the face.
    pub weight: Weight,
}

/// A drawing surface.
pub trait Canvas {
    /// Fills a rectangle given by its top left corner, width and height.
    fn fill_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb);
    /// Draws connected lines.
    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke);
    /// Fills a polygon.
    fn polygon(&mut self, points: &[(f32, f32)], colour: Rgb);
    /// Fills a circle.
    fn circle(&mut self, centre: (f32, f32), radius: f32, colour: Rgb);
    /// Writes one line of text that begins at `x` on the baseline `y`.
    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str);
}
