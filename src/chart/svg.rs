//! Figures as inline SVG for the screen.
//!
//! Colours become classes that the page's style sheet defines from the theme
//! (`fill-accent`, `line-rule`), so that a dark screen needs no second drawing. Widths
//! of text are those of the embedded typeface: `textLength` holds whatever face the
//! reader has to the same layout. The same chart always gives the same bytes.

use std::fmt::Write;

use super::canvas::{Canvas, Rgb, Stroke, TextStyle};
use super::{Frame, draw};
use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::Diagnostic;
use crate::theme::{Colours, Theme};
use crate::typeface::{Typefaces, Weight};

/// `spec` as an `<svg>` element of `width` × `height` points.
///
/// # Errors
/// Those of [`draw`].
pub fn to_svg(
    spec: &ChartSpec,
    typefaces: &Typefaces,
    theme: &Theme,
    width: f32,
    height: f32,
) -> Result<String, Diagnostic> {
    let mut canvas = SvgCanvas::new(typefaces, &theme.light);
    let frame = Frame {
        x: 0.0,
        y: 0.0,
        width,
        height,
    };
    draw(spec, &mut canvas, typefaces, theme, frame)?;
    let (width, height) = (Short(width), Short(height));
    let mut svg = String::with_capacity(canvas.markup.len() + 200);
    svg.push_str("<svg role=\"img\" aria-label=\"");
    push_escaped(&mut svg, spec.alternative());
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">{}</svg>",
        canvas.markup
    );
    Ok(svg)
}

/// The name by which style sheets know each colour of the theme.
pub(crate) fn tokens(colours: &Colours) -> [(&'static str, Rgb); 14] {
    [
        ("paper", colours.paper),
        ("text", colours.text),
        ("muted", colours.muted),
        ("rule", colours.rule),
        ("accent", colours.accent),
        ("accent-soft", colours.accent_soft),
        ("band", colours.band),
        ("reference", colours.reference),
        ("improved", colours.improved),
        ("worsened", colours.worsened),
        ("heat-m2", colours.heat[0]),
        ("heat-m1", colours.heat[1]),
        ("heat-p1", colours.heat[2]),
        ("heat-p2", colours.heat[3]),
    ]
}

/// A canvas that writes SVG elements.
struct SvgCanvas<'a> {
    markup: String,
    typefaces: &'a Typefaces,
    tokens: [(&'static str, Rgb); 14],
}

impl<'a> SvgCanvas<'a> {
    fn new(typefaces: &'a Typefaces, colours: &Colours) -> Self {
        Self {
            markup: String::with_capacity(4096),
            typefaces,
            tokens: tokens(colours),
        }
    }

    /// Paints what is drawn: by class for a colour of the theme, else literally.
    fn push_paint(&mut self, class: &str, attribute: &str, colour: Rgb) {
        let token = self.tokens.iter().find(|(_, token)| *token == colour);
        let [red, green, blue] = colour;
        if let Some((name, _)) = token {
            for part in [" class=\"", class, "-", name, "\""] {
                self.markup.push_str(part);
            }
            return;
        }
        let _ = write!(
            self.markup,
            " {attribute}=\"#{red:02x}{green:02x}{blue:02x}\""
        );
    }

    /// Attributes with lengths.
    fn push_lengths(&mut self, lengths: &[(&str, f32)]) {
        for (name, length) in lengths {
            self.markup.push(' ');
            self.markup.push_str(name);
            self.markup.push_str("=\"");
            Short(*length).push_to(&mut self.markup);
            self.markup.push('"');
        }
    }

    fn push_points(&mut self, points: &[(f32, f32)]) {
        self.markup.push_str(" points=\"");
        for (at, (x, y)) in points.iter().enumerate() {
            if at > 0 {
                self.markup.push(' ');
            }
            Short(*x).push_to(&mut self.markup);
            self.markup.push(',');
            Short(*y).push_to(&mut self.markup);
        }
        self.markup.push('"');
    }
}

impl Canvas for SvgCanvas<'_> {
    fn fill_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb) {
        self.markup.push_str("<rect");
        self.push_lengths(&[("x", x), ("y", y), ("width", width), ("height", height)]);
        self.push_paint("fill", "fill", colour);
        self.markup.push_str("/>");
    }

    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke) {
        self.markup.push_str("<polyline fill=\"none\"");
        self.push_points(points);
        self.push_paint("line", "stroke", stroke.colour);
        self.push_lengths(&[("stroke-width", stroke.width)]);
        if let Some((dash, gap)) = stroke.dash {
            let (dash, gap) = (Short(dash), Short(gap));
            let _ = write!(self.markup, " stroke-dasharray=\"{dash} {gap}\"");
        }
        self.markup.push_str("/>");
    }

    fn polygon(&mut self, points: &[(f32, f32)], colour: Rgb) {
        self.markup.push_str("<polygon");
        self.push_points(points);
        self.push_paint("fill", "fill", colour);
        self.markup.push_str("/>");
    }

    fn circle(&mut self, (x, y): (f32, f32), radius: f32, colour: Rgb) {
        self.markup.push_str("<circle");
        self.push_lengths(&[("cx", x), ("cy", y), ("r", radius)]);
        self.push_paint("fill", "fill", colour);
        self.markup.push_str("/>");
    }

    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        let width = self.typefaces.width(style.weight, style.size, text);
        self.markup.push_str("<text");
        self.push_lengths(&[
            ("x", x),
            ("y", y),
            ("font-size", style.size),
            ("textLength", width),
        ]);
        self.markup.push_str(" lengthAdjust=\"spacingAndGlyphs\"");
        if style.weight == Weight::Bold {
            self.markup.push_str(" font-weight=\"700\"");
        }
        self.push_paint("fill", "fill", style.colour);
        self.markup.push('>');
        push_escaped(&mut self.markup, text);
        self.markup.push_str("</text>");
    }
}

/// A number with at most two decimals and no trailing zeros.
struct Short(f32);

impl Short {
    /// Digit by digit: a page has thousands of coordinates.
    fn push_to(&self, text: &mut String) {
        let hundredths = f64::from(self.0) * 100.0;
        // To the nearest, as `round` does, which is a call on processors of every age.
        let hundredths = (hundredths + 0.5_f64.copysign(hundredths)) as i64;
        if hundredths < 0 {
            text.push('-');
        }
        let hundredths = hundredths.unsigned_abs();
        text.push_str(itoa::Buffer::new().format(hundredths / 100));
        let digit = |value: u64| char::from(b'0' + value as u8);
        match (hundredths / 10 % 10, hundredths % 10) {
            (0, 0) => {}
            (tenths, 0) => text.extend(['.', digit(tenths)]),
            (tenths, rest) => text.extend(['.', digit(tenths), digit(rest)]),
        }
    }
}

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// Appends text for an element or a quoted attribute; what XML cannot hold is left out.
pub(crate) fn push_escaped(markup: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\n' | '\t' => markup.push(' '),
            control if control.is_control() => {}
            other => markup.push(other),
        }
    }
}
