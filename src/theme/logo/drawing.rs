//! The lines and areas of an SVG, with styles, references and transforms resolved by usvg.

use usvg::tiny_skia_path::{Path, PathSegment, Transform};
use usvg::{
    BlendMode, ClipPath, FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Tree,
};

use super::Unfit;
use crate::theme::Rgb;

/// What a drawing may consist of at most; a logo needs a few dozen.
const MOST_SHAPES: usize = 2000;

const OTHERWISE: &str =
    "export the logo with text as paths and plain colours, or as a PNG about 400 pixels wide";

/// A drawing; places are counted from the top left, downward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Width in units of its own.
    pub width: f32,
    /// Height in the same units.
    pub height: f32,
    /// What is drawn, from the back to the front.
    pub shapes: Vec<Shape>,
}

/// A path that is filled, drawn along, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The path, before `transform`.
    pub steps: Vec<Step>,
    /// From the path's places to those of the drawing: a, b, c, d, e, f as in PDF.
    pub transform: [f32; 6],
    /// How it is filled.
    pub fill: Option<Fill>,
    /// How the line along it is drawn.
    pub pen: Option<Pen>,
    /// Whether the line comes first.
    pub pen_first: bool,
    /// Outside of any of these nothing is drawn: path in places of the drawing, and whether
    /// by the even-odd rule.
    pub clips: Vec<(Vec<Step>, bool)>,
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// A new line begins here.
    Move([f32; 2]),
    /// A straight line to here.
    Line([f32; 2]),
    /// A cubic curve by two control points to here.
    Curve([[f32; 2]; 3]),
    /// Back to where the line began.
    Close,
}

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// Colour.
    pub colour: Rgb,
    /// 0 to 1.
    pub opacity: f32,
    /// By the even-odd rule instead of the winding number.
    pub even_odd: bool,
}

/// How a line is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    /// Colour.
    pub colour: Rgb,
    /// 0 to 1.
    pub opacity: f32,
    /// Width.
    pub width: f32,
    /// Its ends.
    pub cap: Cap,
    /// Its corners.
    pub join: Join,
    /// Where mitred corners are cut.
    pub miter_limit: f32,
    /// Lengths of dashes and gaps; none for a solid line.
    pub dashes: Vec<f32>,
    /// Where in the dashes the line begins.
    pub dash_offset: f32,
}

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// At the end.
    Butt,
    /// In a half circle.
    Round,
    /// In half a square.
    Square,
}

/// How lines meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// In a point.
    Miter,
    /// In an arc.
    Round,
    /// Cut off.
    Bevel,
}

/// Reads an SVG.
pub(super) fn read(bytes: &[u8]) -> Result<Drawing, Unfit> {
    let broken =
        |why: String| Unfit::new(format!("the file is no PNG and no SVG: {why}"), OTHERWISE);
    let text = std::str::from_utf8(bytes).map_err(|error| broken(error.to_string()))?;
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| broken(error.to_string()))?;
    harmless(&document)?;
    let tree = Tree::from_xmltree(&document, &usvg::Options::default())
        .map_err(|error| broken(error.to_string()))?;
    let mut drawing = Drawing {
        width: tree.size().width(),
        height: tree.size().height(),
        shapes: Vec::new(),
    };
    add_group(tree.root(), 1.0, &[], &mut drawing)?;
    if drawing.shapes.is_empty() {
        return Err(Unfit::new("the SVG draws nothing", OTHERWISE));
    }
    Ok(drawing)
}

/// Refuses what runs, loads or is written in a font; usvg would leave it out in silence.
fn harmless(document: &roxmltree::Document<'_>) -> Result<(), Unfit> {
    let refuse = |what: &str| {
        let message = format!("the SVG has {what}, which a logo may not have");
        Err(Unfit::new(message, OTHERWISE))
    };
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        match name {
            "script" | "foreignObject" | "image" | "text" | "iframe" | "animate" | "set"
            | "animateTransform" | "animateMotion" => return refuse(&format!("<{name}>")),
            "style" if loads(node.text().unwrap_or_default()) => {
                return refuse("styles that load files");
            }
            _ => {}
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value().trim());
            if name.starts_with("on") {
                return refuse(&format!("the script `{name}`"));
            }
            if (name == "href" && !value.starts_with('#')) || loads(value) {
                return refuse("an address of another file");
            }
        }
    }
    Ok(())
}

/// Whether a style names anything outside of the file.
fn loads(style: &str) -> bool {
    let addresses = style.split("url(").skip(1);
    let outside = |rest: &str| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#');
    style.contains("@import") || addresses.into_iter().any(outside)
}

type Clips = Vec<(Vec<Step>, bool)>;

fn add_group(
    group: &Group,
    opacity: f32,
    clips: &[(Vec<Step>, bool)],
    drawing: &mut Drawing,
) -> Result<(), Unfit> {
    let own = group.opacity().get();
    if group.mask().is_some() {
        return unsupported("masks");
    }
    if !group.filters().is_empty() {
        return unsupported("filters");
    }
    if group.blend_mode() != BlendMode::Normal {
        return unsupported("blending");
    }
    // What overlaps within a translucent group would shine through itself.
    if own < 1.0 && group.children().len() > 1 {
        return unsupported("translucent groups");
    }
    let mut clips: Clips = clips.to_vec();
    if let Some(clip) = group.clip_path() {
        clips.push(clipping(clip, group.abs_transform())?);
    }
    for child in group.children() {
        match child {
            Node::Group(group) => add_group(group, opacity * own, &clips, drawing)?,
            Node::Path(path) => {
                if drawing.shapes.len() == MOST_SHAPES {
                    return unsupported("thousands of shapes");
                }
                if path.is_visible() {
                    drawing.shapes.push(shape(path, opacity * own, &clips)?);
                }
            }
            Node::Image(_) => return unsupported("pictures"),
            Node::Text(_) => return unsupported("text"),
        }
    }
    Ok(())
}

fn unsupported<T>(what: &str) -> Result<T, Unfit> {
    let message = format!("the SVG has {what}, which cannot be printed");
    Err(Unfit::new(message, OTHERWISE))
}

fn clipping(clip: &ClipPath, place: Transform) -> Result<(Vec<Step>, bool), Unfit> {
    if clip.clip_path().is_some() {
        return unsupported("clipped clipping paths");
    }
    let within = place.pre_concat(clip.transform());
    let mut all = Vec::new();
    let mut even_odd = false;
    for node in clip.root().children() {
        let Node::Path(path) = node else {
            return unsupported("groups in clipping paths");
        };
        even_odd |= path
            .fill()
            .is_some_and(|fill| fill.rule() == FillRule::EvenOdd);
        let placed = path
            .data()
            .clone()
            .transform(within.pre_concat(path.abs_transform()));
        all.extend(placed.iter().flat_map(steps));
    }
    if even_odd && clip.root().children().len() > 1 {
        return unsupported("clipping paths of several shapes");
    }
    Ok((all, even_odd))
}

fn shape(path: &usvg::Path, opacity: f32, clips: &Clips) -> Result<Shape, Unfit> {
    let fill = path.fill().map(|fill| {
        Ok(Fill {
            colour: plain(fill.paint())?,
            opacity: opacity * fill.opacity().get(),
            even_odd: fill.rule() == FillRule::EvenOdd,
        })
    });
    let pen = path.stroke().map(|stroke| {
        Ok(Pen {
            colour: plain(stroke.paint())?,
            opacity: opacity * stroke.opacity().get(),
            width: stroke.width().get(),
            cap: match stroke.linecap() {
                LineCap::Butt => Cap::Butt,
                LineCap::Round => Cap::Round,
                LineCap::Square => Cap::Square,
            },
            join: match stroke.linejoin() {
                LineJoin::Miter | LineJoin::MiterClip => Join::Miter,
                LineJoin::Round => Join::Round,
                LineJoin::Bevel => Join::Bevel,
            },
            miter_limit: stroke.miterlimit().get(),
            dashes: stroke.dasharray().unwrap_or_default().to_vec(),
            dash_offset: stroke.dashoffset(),
        })
    });
    let place = path.abs_transform();
    Ok(Shape {
        steps: steps(path.data()),
        transform: [place.sx, place.ky, place.kx, place.sy, place.tx, place.ty],
        fill: fill.transpose()?,
        pen: pen.transpose()?,
        pen_first: path.paint_order() == PaintOrder::StrokeAndFill,
        clips: clips.clone(),
    })
}

fn plain(paint: &Paint) -> Result<Rgb, Unfit> {
    match paint {
        Paint::Color(colour) => Ok([colour.red, colour.green, colour.blue]),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) => unsupported("gradients"),
        Paint::Pattern(_) => unsupported("patterns"),
    }
}

fn steps(path: &Path) -> Vec<Step> {
    let mut at = [0.0, 0.0];
    let mut steps = Vec::with_capacity(path.len());
    for segment in path.segments() {
        steps.push(match segment {
            PathSegment::MoveTo(to) => Step::Move([to.x, to.y]),
            PathSegment::LineTo(to) => Step::Line([to.x, to.y]),
            PathSegment::QuadTo(by, to) => {
                // The cubic that is this quadratic has its control points two thirds along.
                let (by, to) = ([by.x, by.y], [to.x, to.y]);
                let third = |end: [f32; 2]| {
                    std::array::from_fn(|axis| end[axis] + (by[axis] - end[axis]) * 2.0 / 3.0)
                };
                Step::Curve([third(at), third(to), to])
            }
            PathSegment::CubicTo(one, two, to) => {
                Step::Curve([[one.x, one.y], [two.x, two.y], [to.x, to.y]])
            }
            PathSegment::Close => Step::Close,
        });
        at = match segment {
            PathSegment::MoveTo(to)
            | PathSegment::LineTo(to)
            | PathSegment::QuadTo(_, to)
            | PathSegment::CubicTo(_, _, to) => [to.x, to.y],
            PathSegment::Close => at,
        };
    }
    steps
}
