//! The logo in the running head: an image with its mask or a form of vectors, written once
//! into what all documents of a batch begin with. Pages only name it.

use std::fmt::Write;

use lopdf::{Dictionary, Object};

use super::file::Prefix;
use super::fonts;
use crate::theme::logo::{Cap, Drawing, Join, Logo, Pen, Picture, Pixels, Shape, Step};

/// Its name among the resources of a page.
pub(super) const NAME: &str = "Logo";

/// Room for it in points, beside the first line of the running head.
const ROOM: (f32, f32) = (96.0, 16.0);

/// Space between it and the text.
const GAP: f32 = 6.0;

/// Its size in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Size {
    /// By how much it moves the text of the running head.
    pub(super) fn indent(self) -> f32 {
        self.width + GAP
    }
}

/// Adds the logo to what documents share.
pub(super) fn add(prefix: &mut Prefix, logo: &Logo) -> Size {
    let number = match &logo.picture {
        Picture::Pixels(pixels) => add_image(prefix, pixels),
        Picture::Drawing(drawing) => add_form(prefix, drawing),
    };
    prefix.name_picture(NAME, number);
    let (width, height) = logo.within(ROOM.0, ROOM.1);
    Size { width, height }
}

fn add_image(prefix: &mut Prefix, pixels: &Pixels) -> u32 {
    let mut image = samples(pixels, "DeviceRGB");
    if let Some(opacity) = &pixels.opacity {
        let mask = prefix.add_stream(&samples(pixels, "DeviceGray"), &fonts::pack(opacity));
        image.set("SMask", Object::Reference((mask, 0)));
    }
    prefix.add_stream(&image, &fonts::pack(&pixels.colours))
}

fn samples(pixels: &Pixels, space: &str) -> Dictionary {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "XObject");
    dictionary.set("Subtype", "Image");
    dictionary.set("Width", i64::from(pixels.width));
    dictionary.set("Height", i64::from(pixels.height));
    dictionary.set("ColorSpace", space);
    dictionary.set("BitsPerComponent", 8);
    dictionary.set("Filter", "FlateDecode");
    dictionary
}

/// A form in the unit square, like an image.
fn add_form(prefix: &mut Prefix, drawing: &Drawing) -> u32 {
    let mut content = String::new();
    let (across, down) = (1.0 / drawing.width, -1.0 / drawing.height);
    put(&mut content, &[across, 0.0, 0.0, down, 0.0, 1.0], "cm");
    let mut states = Dictionary::new();
    for shape in &drawing.shapes {
        push_shape(&mut content, &mut states, shape);
    }
    let mut resources = Dictionary::new();
    if !states.is_empty() {
        resources.set("ExtGState", states);
    }
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "XObject");
    dictionary.set("Subtype", "Form");
    dictionary.set("BBox", [0, 0, 1, 1].map(Object::Integer).to_vec());
    dictionary.set("Resources", resources);
    dictionary.set("Filter", "FlateDecode");
    prefix.add_stream(&dictionary, &fonts::pack(content.as_bytes()))
}

fn push_shape(content: &mut String, states: &mut Dictionary, shape: &Shape) {
    content.push_str("q\n");
    for (steps, even_odd) in &shape.clips {
        push_path(content, steps);
        content.push_str(if *even_odd { "W* n\n" } else { "W n\n" });
    }
    put(content, &shape.transform, "cm");
    let fill = |content: &mut String, states: &mut Dictionary| {
        let Some(fill) = shape.fill else { return };
        push_opacity(content, states, fill.opacity);
        put(content, &fill.colour.map(share), "rg");
        push_path(content, &shape.steps);
        content.push_str(if fill.even_odd { "f*\n" } else { "f\n" });
    };
    if !shape.pen_first {
        fill(content, states);
    }
    if let Some(pen) = &shape.pen {
        push_opacity(content, states, pen.opacity);
        push_pen(content, pen);
        push_path(content, &shape.steps);
        content.push_str("S\n");
    }
    if shape.pen_first {
        fill(content, states);
    }
    content.push_str("Q\n");
}

fn share(part: u8) -> f32 {
    f32::from(part) / 255.0
}

/// Chooses the state with this opacity in percent; after another one, 100 % too.
fn push_opacity(content: &mut String, states: &mut Dictionary, opacity: f32) {
    let percent = (opacity * 100.0).round();
    if percent >= 100.0 && states.is_empty() {
        return;
    }
    let name = format!("A{percent}");
    let mut state = Dictionary::new();
    for key in ["ca", "CA"] {
        state.set(key, Object::Real(percent / 100.0));
    }
    states.set(name.as_str(), state);
    let _ = writeln!(content, "/{name} gs");
}

fn push_pen(content: &mut String, pen: &Pen) {
    let cap = match pen.cap {
        Cap::Butt => 0,
        Cap::Round => 1,
        Cap::Square => 2,
    };
    let join = match pen.join {
        Join::Miter => 0,
        Join::Round => 1,
        Join::Bevel => 2,
    };
    put(content, &pen.colour.map(share), "RG");
    put(content, &[pen.width], "w");
    put(content, &[pen.miter_limit], "M");
    let _ = writeln!(content, "{cap} J {join} j");
    let dashes: Vec<String> = pen.dashes.iter().map(|length| number(*length)).collect();
    let offset = number(pen.dash_offset);
    let _ = writeln!(content, "[{}] {offset} d", dashes.join(" "));
}

fn push_path(content: &mut String, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Move(to) => put(content, to, "m"),
            Step::Line(to) => put(content, to, "l"),
            Step::Curve(points) => put(content, &points.concat(), "c"),
            Step::Close => content.push_str("h\n"),
        }
    }
}

fn put(content: &mut String, operands: &[f32], operator: &str) {
    for operand in operands {
        content.push_str(&number(*operand));
        content.push(' ');
    }
    content.push_str(operator);
    content.push('\n');
}

/// PDF knows no exponents.
fn number(value: f32) -> String {
    let text = format!("{value:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
