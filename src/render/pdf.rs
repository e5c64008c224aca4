//! PDF: a packet's markup printed on A4, with real text in both scripts, bookmarks, tags
//! and alternative texts.
//!
//! A [`Press`] is made once for a language and a batch and shared by all threads; a
//! document then costs a layout and a small file. Printing is pure: markup and charts in,
//! bytes out, the same bytes for the same input.
//!
//! The rooms: `markup` reads the XHTML subset into a `tree`; `typesetter` with
//! `paragraph`, `table` and `grid` lays it out into `slice`s; `paginate` and `running`
//! make pages of them; `surface` draws; `fonts`, `structure`, `outline`, `document`
//! and `file` write the file.

mod document;
mod file;
mod fonts;
mod grid;
mod inline;
mod markup;
mod outline;
mod paginate;
mod paragraph;
mod running;
mod slice;
mod structure;
mod style;
mod surface;
mod table;
mod tree;
mod typesetter;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chart::canvas::Canvas;
use crate::chart::{self, Frame};
use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::Diagnostic;
use crate::theme::Theme;
use crate::typeface::Typefaces;
use document::Parts;
use fonts::CommonFonts;
use outline::Entry;
use paginate::Page;
use running::Margins;
use slice::{Ink, Mark, Slice};
use structure::{Kid, Structure};
use style::Style;
use surface::{PdfCanvas, Tag};
use tree::ATOM;
use typesetter::Typesetter;

/// Prints the documents of a batch.
#[derive(Debug)]
pub struct Press {
    typefaces: Arc<Typefaces>,
    theme: Theme,
    common: CommonFonts,
}

/// What a viewer shows about a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentMeta {
    /// Title, in the window's bar.
    pub title: String,
    /// The organisation.
    pub author: String,
    /// Language as a BCP 47 tag: `zh-CN` or `en`.
    pub language: String,
    /// What it is about, in a few words; may be empty.
    pub subject: String,
}

impl Press {
    /// A press whose documents share one font subset with the characters of
    /// `common_text`; whatever else a document writes goes into a small font of its own.
    ///
    /// # Errors
    /// `font-unreadable` where a face cannot be subset.
    pub fn new(
        typefaces: Arc<Typefaces>,
        theme: Theme,
        common_text: &str,
    ) -> Result<Self, Diagnostic> {
        let characters = common_text.chars().collect();
        let common = CommonFonts::new(&typefaces, [characters, common_text.chars().collect()])?;
        Ok(Self {
            typefaces,
            theme,
            common,
        })
    }

    /// Prints one document and returns the PDF file.
    ///
    /// # Errors
    /// `template-markup` for what `docs/templates.md` does not allow or a chart that is
    /// not in `charts`, `missing-glyph` for a character that no face has, `chart-error`
    /// for a chart without the room it needs.
    pub fn print(
        &self,
        markup: &str,
        charts: &BTreeMap<String, ChartSpec>,
        meta: &DocumentMeta,
    ) -> Result<Vec<u8>, Diagnostic> {
        let article = markup::read(markup)?;
        let style = Style { theme: &self.theme };
        let mut setter = Typesetter::new(&self.typefaces, style, charts, 0.0);
        let margins = running::set(&mut setter, &article)?;
        setter.limit = margins.bottom - margins.top;
        let setting = setter.page_setting();
        let slices = setter.flow(&article.blocks, setting)?.slices;
        let pages = paginate::paginate(&slices, &setter.heads, margins.top, margins.bottom);
        let size = (self.theme.page.width, self.theme.page.height);
        let mut canvas = PdfCanvas::new(&self.typefaces, &self.common, size);
        let mut structure = std::mem::replace(&mut setter.structure, Structure::new());
        let mut outline = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            canvas.begin_page();
            self.draw_margins(&mut canvas, &setter, &margins, number + 1, pages.len())?;
            self.draw_page(&mut canvas, page, &mut structure)?;
            outline.extend(bookmarks(page, number, size.1));
        }
        let printed = canvas.finish();
        if let Some(text) = &canvas.unwritten {
            self.typefaces.check(text)?;
        }
        for marked in &canvas.marked {
            structure.elements[marked.element].kids.push(Kid::Content {
                page: marked.page,
                mark: marked.mark,
            });
        }
        Ok(document::assemble(Parts {
            pages: printed,
            fonts: self.common.with_rare(&self.typefaces, &canvas.rare)?,
            structure,
            outline,
            meta,
        }))
    }

    fn draw_margins(
        &self,
        canvas: &mut PdfCanvas<'_>,
        setter: &Typesetter<'_>,
        margins: &Margins<'_>,
        page: usize,
        pages: usize,
    ) -> Result<(), Diagnostic> {
        canvas.tag(Tag::Running("Header"));
        self.draw(canvas, &margins.head, margins.head_top)?;
        canvas.tag(Tag::Running("Footer"));
        self.draw(canvas, &margins.foot, margins.foot_top)?;
        let number = running::page_number(setter, page, pages);
        self.draw(canvas, &number, margins.foot_top)
    }

    fn draw_page(
        &self,
        canvas: &mut PdfCanvas<'_>,
        page: &Page<'_, '_>,
        structure: &mut Structure,
    ) -> Result<(), Diagnostic> {
        for strip in &page.strips {
            for mark in &strip.slice.marks {
                canvas.tag(match mark.element {
                    Some(element) => Tag::Element(element, structure.elements[element].role),
                    None => Tag::Artifact,
                });
                self.draw_mark(canvas, mark, strip.y)?;
                if let (Some(element), Some(frame)) = (mark.element, frame_of(mark, strip.y)) {
                    let bottom = self.theme.page.height - frame.y - frame.height;
                    structure.elements[element].bounds = Some([
                        frame.x,
                        bottom,
                        frame.x + frame.width,
                        bottom + frame.height,
                    ]);
                }
            }
        }
        Ok(())
    }

    fn draw(
        &self,
        canvas: &mut PdfCanvas<'_>,
        slice: &Slice<'_>,
        y: f32,
    ) -> Result<(), Diagnostic> {
        slice
            .marks
            .iter()
            .try_for_each(|mark| self.draw_mark(canvas, mark, y))
    }

    fn draw_mark(
        &self,
        canvas: &mut dyn Canvas,
        mark: &Mark<'_>,
        top: f32,
    ) -> Result<(), Diagnostic> {
        match &mark.ink {
            Ink::Text {
                x,
                baseline,
                style,
                text,
            } => canvas.text(*x, top + baseline, *style, text),
            Ink::Label {
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
            Ink::Chart { spec, .. } => {
                if let Some(frame) = frame_of(mark, top) {
                    chart::draw(spec, canvas, &self.typefaces, &self.theme, frame)?;
                }
            }
        }
        Ok(())
    }
}

/// Where a chart goes, in points from the top left of the page.
fn frame_of(mark: &Mark<'_>, top: f32) -> Option<Frame> {
    match mark.ink {
        Ink::Chart {
            x,
            y,
            width,
            height,
            ..
        } => Some(Frame {
            x,
            y: top + y,
            width,
            height,
        }),
        _ => None,
    }
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

fn bookmarks(page: &Page<'_, '_>, number: usize, height: f32) -> Vec<Entry> {
    let mut entries = Vec::new();
    for strip in &page.strips {
        entries.extend(strip.slice.bookmarks.iter().map(|bookmark| Entry {
            level: bookmark.level,
            title: bookmark.title.replace(ATOM, "").replace('\n', " "),
            page: number,
            top: height - strip.y - bookmark.y,
        }));
    }
    entries
}
