//! A plotters backend over [`Canvas`], and the few words that figures share.
//!
//! plotters counts in whole pixels; here a pixel is a tenth of a point, so that a
//! line is placed as finely as print can show. Colours with transparency are blended
//! with the paper before they reach the canvas. Bitmaps, rotated text and hollow
//! shapes other than rectangles are not drawn; no figure needs them.

use std::cell::Cell;
use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::Frame;
use super::canvas::{Canvas, Rgb, Stroke, TextStyle};
use crate::theme::{Theme, blend};
use crate::typeface::{Typefaces, Weight};

/// plotters pixels in a point.
pub const SCALE: f32 = 10.0;

/// What plotters reports when it cannot draw.
pub type Failure = DrawingAreaErrorKind<Infallible>;

/// Length of dash and gap in points, or a solid line.
pub type Dash = Option<(f32, f32)>;

/// Draws plotters' shapes into a frame of a canvas.
pub struct CanvasBackend<'a> {
    canvas: &'a mut dyn Canvas,
    typefaces: &'a Typefaces,
    paper: Rgb,
    frame: Frame,
    /// plotters has no notion of a dashed path; the figure sets it here while it draws one.
    dash: &'a Cell<Dash>,
}

impl CanvasBackend<'_> {
    fn point(&self, (x, y): BackendCoord) -> (f32, f32) {
        (
            self.frame.x + x as f32 / SCALE,
            self.frame.y + y as f32 / SCALE,
        )
    }

    fn colour(&self, colour: BackendColor) -> Rgb {
        let (red, green, blue) = colour.rgb;
        match colour.alpha {
            opaque if opaque >= 1.0 => [red, green, blue],
            share => blend([red, green, blue], self.paper, share as f32),
        }
    }

    fn stroke<S: BackendStyle>(&self, style: &S) -> Stroke {
        Stroke {
            colour: self.colour(style.color()),
            width: style.stroke_width() as f32 / SCALE,
            dash: self.dash.get(),
        }
    }
}

/// Drawing on a canvas cannot fail.
type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for CanvasBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (
            (self.frame.width * SCALE).round() as u32,
            (self.frame.height * SCALE).round() as u32,
        )
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = self.point(point);
        let colour = self.colour(color);
        self.canvas
            .fill_rectangle(x, y, 1.0 / SCALE, 1.0 / SCALE, colour);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !fill {
            let ((left, top), (right, bottom)) = (upper_left, bottom_right);
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
            return self.draw_path(corners.into_iter().chain([(left, top)]), style);
        }
        let (left, top) = self.point(upper_left);
        let (right, bottom) = self.point(bottom_right);
        let colour = self.colour(style.color());
        self.canvas
            .fill_rectangle(left, top, right - left, bottom - top, colour);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = path.into_iter().map(|point| self.point(point)).collect();
        if points.len() > 1 {
            let stroke = self.stroke(style);
            self.canvas.polyline(&points, stroke);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let centre = self.point(center);
        let colour = self.colour(style.color());
        self.canvas.circle(centre, radius as f32 / SCALE, colour);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = vert.into_iter().map(|point| self.point(point)).collect();
        let colour = self.colour(style.color());
        self.canvas.polygon(&points, colour);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        let (x, y) = self.point(pos);
        let weight = weight(style.style());
        let size = style.size() as f32 / SCALE;
        let width = self.typefaces.width(weight, size, text);
        let anchor = style.anchor();
        let x = match anchor.h_pos {
            HPos::Left => x,
            HPos::Center => x - width / 2.0,
            HPos::Right => x - width,
        };
        // Digits and Chinese are centred on the same height, about 0.36 em up.
        let baseline = match anchor.v_pos {
            VPos::Top => y + 0.86 * size,
            VPos::Center => y + 0.36 * size,
            VPos::Bottom => y - 0.14 * size,
        };
        let style = TextStyle {
            colour: self.colour(style.color()),
            size,
            weight,
        };
        self.canvas.text(x, baseline, style, text);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size() as f32;
        let width = self.typefaces.width(weight(style.style()), size, text);
        Ok((width.ceil() as u32, size.ceil() as u32))
    }
}

fn weight(style: FontStyle) -> Weight {
    match style {
        FontStyle::Bold => Weight::Bold,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
    }
}

/// A figure's sheet: plotters' drawing area with the theme and the measures of text.
/// Everything it takes and gives is in points from the frame's top left corner.
pub(super) struct Sheet<'a> {
    /// The whole frame.
    pub(super) area: DrawingArea<CanvasBackend<'a>, Shift>,
    /// The dash of the lines drawn next.
    pub(super) dash: &'a Cell<Dash>,
    /// Colours and sizes.
    pub(super) theme: &'a Theme,
    /// Width in points.
    pub(super) width: f32,
    /// Height in points.
    pub(super) height: f32,
    typefaces: &'a Typefaces,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        canvas: &'a mut dyn Canvas,
        typefaces: &'a Typefaces,
        theme: &'a Theme,
        frame: Frame,
        dash: &'a Cell<Dash>,
    ) -> Self {
        let backend = CanvasBackend {
            canvas,
            typefaces,
            paper: theme.light.paper,
            frame,
            dash,
        };
        Self {
            area: backend.into_drawing_area(),
            dash,
            theme,
            width: frame.width,
            height: frame.height,
            typefaces,
        }
    }

    /// The frame without the given margins: top, right, bottom, left.
    pub(super) fn inset(&self, margins: [f32; 4]) -> DrawingArea<CanvasBackend<'a>, Shift> {
        let [top, right, bottom, left] = margins.map(pixels);
        self.area.margin(top, bottom, left, right)
    }

    /// Width of a text.
    pub(super) fn measure(&self, style: TextStyle, text: &str) -> f32 {
        self.typefaces.width(style.weight, style.size, text)
    }

    /// `text` no wider than `width`; what is longer ends in an ellipsis.
    pub(super) fn fit(&self, style: TextStyle, text: &str, width: f32) -> String {
        if self.measure(style, text) <= width {
            return text.to_owned();
        }
        let mut room = width - self.measure(style, "…");
        let mut fitted: String = text
            .chars()
            .take_while(|character| {
                room -= self.measure(style, character.encode_utf8(&mut [0; 4]));
                room >= 0.0
            })
            .collect();
        fitted.truncate(fitted.trim_end().len());
        fitted.push('…');
        fitted
    }

    /// Writes `text` vertically centred on `y`, held at `x` by its `side`.
    pub(super) fn write(
        &self,
        text: &str,
        style: TextStyle,
        (x, y): (f32, f32),
        side: HPos,
    ) -> Result<(), Failure> {
        let slant = match style.weight {
            Weight::Bold => FontStyle::Bold,
            Weight::Regular => FontStyle::Normal,
        };
        let size = f64::from(style.size * SCALE);
        let mut font = FontDesc::new(FontFamily::SansSerif, size, slant).color(&ink(style.colour));
        font.pos = Pos::new(side, VPos::Center);
        self.area.draw_text(text, &font, (pixels(x), pixels(y)))
    }
}

/// A length in plotters pixels.
pub(super) fn pixels(points: f32) -> i32 {
    (points * SCALE).round() as i32
}

/// A colour for plotters.
pub(super) fn ink([red, green, blue]: Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

/// A line of `width` points.
pub(super) fn line(colour: Rgb, width: f32) -> ShapeStyle {
    ShapeStyle::from(ink(colour)).stroke_width(pixels(width).unsigned_abs().max(1))
}
