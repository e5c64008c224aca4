//! Drawing: what layout put into slices goes to a canvas.

use super::paginate::Page;
use super::slice::{Ink, Mark, Slice};
use super::structure::{ElementId, Structure};
use super::surface::{PdfCanvas, Tag};
use crate::chart::canvas::Canvas;
use crate::chart::{self, Frame};
use crate::diagnostic::Diagnostic;
use crate::theme::Theme;
use crate::typeface::Typefaces;

/// What drawing needs to know.
#[derive(Clone, Copy)]
pub(super) struct Draw<'d> {
    pub(super) typefaces: &'d Typefaces,
    pub(super) theme: &'d Theme,
}

impl Draw<'_> {
    /// Draws the content of a page, tagged, and notes where its figures stand.
    pub(super) fn page(
        self,
        canvas: &mut PdfCanvas<'_>,
        page: &Page<'_, '_>,
        structure: &mut Structure,
    ) -> Result<(), Diagnostic> {
        // What lies behind text comes first, then everything in the order in which it is
        // read: columns beside each other are laid out row by row, but read one by one.
        let strips = page.strips.iter();
        let mut marks: Vec<(ElementId, f32, &Mark<'_>)> = strips
            .flat_map(|strip| strip.slice.marks.iter().map(|mark| (strip.y, mark)))
            .map(|(top, mark)| (mark.element.map_or(0, |e| structure.block(e)), top, mark))
            .collect();
        marks.sort_by_key(|(block, ..)| *block);
        for (_, top, mark) in marks {
            self.tagged(canvas, mark, top, structure)?;
        }
        Ok(())
    }

    fn tagged(
        self,
        canvas: &mut PdfCanvas<'_>,
        mark: &Mark<'_>,
        top: f32,
        structure: &mut Structure,
    ) -> Result<(), Diagnostic> {
        if let (
            Some(element),
            &Ink::Link {
                x,
                y,
                width,
                height,
                address,
            },
        ) = (mark.element, &mark.ink)
        {
            let bottom = self.theme.page.height - top - y - height;
            let bounds = [x, bottom, x + width, bottom + height];
            canvas.link(element, bounds, address);
            return Ok(());
        }
        canvas.tag(match mark.element {
            Some(element) => Tag::Element(element, structure.elements[element].role),
            None => Tag::Artifact,
        });
        self.mark(canvas, mark, top)?;
        if let (Some(element), Some(frame)) = (mark.element, frame_of(&mark.ink, top)) {
            let bottom = self.theme.page.height - frame.y - frame.height;
            let (right, top) = (frame.x + frame.width, bottom + frame.height);
            structure.elements[element].bounds = Some([frame.x, bottom, right, top]);
        }
        Ok(())
    }

    /// Draws a slice with its top at `y`.
    pub(super) fn slice(
        self,
        canvas: &mut dyn Canvas,
        slice: &Slice<'_>,
        y: f32,
    ) -> Result<(), Diagnostic> {
        slice
            .marks
            .iter()
            .try_for_each(|mark| self.mark(canvas, mark, y))
    }

    fn mark(self, canvas: &mut dyn Canvas, mark: &Mark<'_>, top: f32) -> Result<(), Diagnostic> {
        match &mark.ink {
            Ink::Text {
                x,
                baseline,
                style,
                text,
            } => canvas.text(*x, top + baseline, *style, text),
            Ink::Fill {
                x,
                y,
                width,
                height,
                colour,
            } => canvas.fill_rectangle(*x, top + y, *width, *height, *colour),
            Ink::Frame {
                x,
                y,
                width,
                height,
                stroke,
            } => canvas.polyline(&rounded(*x, top + y, *width, *height), *stroke),
            // Not drawn, and noted only where it belongs to an element.
            Ink::Link { .. } => {}
            Ink::Chart { spec, .. } => {
                if let Some(frame) = frame_of(&mark.ink, top) {
                    chart::draw(spec, canvas, self.typefaces, self.theme, frame)?;
                }
            }
        }
        Ok(())
    }
}

/// Where a chart goes, in points from the top left of the page.
fn frame_of(ink: &Ink<'_>, top: f32) -> Option<Frame> {
    let &Ink::Chart {
        x,
        y,
        width,
        height,
        ..
    } = ink
    else {
        return None;
    };
    Some(Frame {
        x,
        y: top + y,
        width,
        height,
    })
}

/// The outline of a frame with rounded corners, closed.
fn rounded(x: f32, y: f32, width: f32, height: f32) -> Vec<(f32, f32)> {
    const STEPS: usize = 5;
    let radius = (height * 0.18).min(width / 2.0);
    let corners = [
        (x + width - radius, y + radius, -90.0),
        (x + width - radius, y + height - radius, 0.0),
        (x + radius, y + height - radius, 90.0),
        (x + radius, y + radius, 180.0_f32),
    ];
    let mut points = Vec::with_capacity(4 * (STEPS + 1) + 1);
    for (centre_x, centre_y, from) in corners {
        for step in 0..=STEPS {
            let angle = (from + 90.0 * step as f32 / STEPS as f32).to_radians();
            points.push((
                centre_x + radius * angle.cos(),
                centre_y + radius * angle.sin(),
            ));
        }
    }
    points.push(points[0]);
    points
}
