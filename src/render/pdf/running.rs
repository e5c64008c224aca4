//! Running lines: head and foot of every page, with their rules and the page number.

use super::paragraph::{Align, Setting};
use super::slice::{Ink, Slice, beside};
use super::structure::ROOT;
use super::style::{CAPTION, MIDDLE};
use super::tree::{Article, Running, Text};
use super::typesetter::{Area, Typesetter};
use crate::diagnostic::Diagnostic;

/// Space between the two texts of a line, and before the page number.
const GUTTER: f32 = 20.0;

/// Width of the thin rules.
const RULE: f32 = 0.5;

/// The running lines of a document, and the room they leave.
#[derive(Debug)]
pub(super) struct Margins<'a> {
    /// Drawn at [`Margins::head_top`].
    pub(super) head: Slice<'a>,
    pub(super) head_top: f32,
    /// Drawn at [`Margins::foot_top`]; the page number is added to it.
    pub(super) foot: Slice<'a>,
    pub(super) foot_top: f32,
    /// Top of the content, from the top of the page.
    pub(super) top: f32,
    /// Bottom of the content.
    pub(super) bottom: f32,
    /// The middle of the head's first line, from the top of the page.
    pub(super) head_middle: f32,
}

/// Lays the running lines out; long ones take room from the page rather than being cut.
/// `indent` is the room that the head leaves at its left.
pub(super) fn set<'a>(
    setter: &mut Typesetter<'a>,
    article: &'a Article,
    indent: f32,
) -> Result<Margins<'a>, Diagnostic> {
    let page = setter.style.theme.page;
    let usual = setter.style.line_height(CAPTION);
    let style = setter.style.text(CAPTION);
    let number = setter.typefaces.width(style.weight, style.size, "99 / 99");
    let mut head = line(setter, article.head.as_ref(), indent, 0.0)?;
    let mut foot = line(setter, article.foot.as_ref(), 0.0, GUTTER + number)?;
    let top = page.top + (head.height - usual).max(0.0);
    let bottom = page.height - page.bottom - (foot.height - usual).max(0.0);
    let head_rule = top - 3.0 * page.unit;
    let head_top = head_rule - page.unit - head.height;
    if article.head.is_some() {
        rule(setter, &mut head, head_rule - head_top);
    }
    let foot_top = bottom + 3.0 * page.unit;
    foot.pad_top(page.unit);
    rule(setter, &mut foot, 0.0);
    Ok(Margins {
        head,
        head_top,
        foot,
        foot_top,
        top,
        bottom,
        head_middle: head_top + usual / 2.0,
    })
}

/// Both texts of a running line beside each other, wrapped where they are long.
fn line<'a>(
    setter: &mut Typesetter<'a>,
    running: Option<&'a Running>,
    indent: f32,
    reserve: f32,
) -> Result<Slice<'a>, Diagnostic> {
    let Some(running) = running else {
        return Ok(Slice::default());
    };
    let area = setter.page_setting().area;
    let room = area.width - indent - reserve - GUTTER;
    let left = setter.natural_width(&running.left, CAPTION);
    let right = setter.natural_width(&running.right, CAPTION);
    let right = right.min((room - left).max(room * 0.4));
    let left = left.min(room - right);
    let left = Area {
        x: area.x + indent,
        width: left,
    };
    let right = Area {
        x: area.x + area.width - reserve - right,
        width: right,
    };
    let left = text(setter, &running.left, left, Align::Left)?;
    let right = text(setter, &running.right, right, Align::Right)?;
    let lines = beside(vec![left, right], f32::INFINITY);
    Ok(lines.into_iter().next().unwrap_or_default())
}

fn text<'a>(
    setter: &mut Typesetter<'a>,
    text: &'a Text,
    area: Area,
    align: Align,
) -> Result<Vec<Slice<'a>>, Diagnostic> {
    let setting = Setting {
        look: CAPTION,
        align,
        area,
        element: ROOT,
    };
    let mut lines = setter.set_text(text, setting)?;
    for mark in lines.iter_mut().flat_map(|line| &mut line.marks) {
        mark.element = None;
    }
    Ok(lines)
}

fn rule(setter: &Typesetter<'_>, slice: &mut Slice<'_>, y: f32) {
    let area = setter.page_setting().area;
    slice.decorate(Ink::Fill {
        x: area.x,
        y,
        width: area.width,
        height: RULE,
        colour: setter.style.colours().rule,
    });
}

/// The number of a page, flush right in the first line of the foot.
pub(super) fn page_number<'a>(setter: &Typesetter<'a>, page: usize, pages: usize) -> Slice<'a> {
    let style = setter.style.text(CAPTION);
    let area = setter.page_setting().area;
    let text = format!("{page} / {pages}");
    let width = setter.typefaces.width(style.weight, style.size, &text);
    let middle = setter.style.units(1.0) + setter.style.line_height(CAPTION) / 2.0;
    let mut slice = Slice::default();
    slice.decorate(Ink::Text {
        x: area.x + area.width - width,
        baseline: middle + MIDDLE * style.size,
        style,
        text: text.into(),
    });
    slice
}
