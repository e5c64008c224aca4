//! PDF: a packet's markup printed on A4, with real text in both scripts, bookmarks, tags
//! and alternative texts.
//!
//! A [`Press`] is made once for a language and a batch and shared by all threads; a
//! document then costs a layout and a small file. Printing is pure: markup and charts in,
//! bytes out, the same bytes for the same input.
//!
//! The rooms: `markup` reads the XHTML subset into a `tree`; `typesetter` with
//! `paragraph`, `table` and `grid` lays it out into `slice`s; `paginate` and `running`
//! make pages of them; `draw` draws them on the `surface`, which writes page `content`; `fonts`, `logo`, `structure`, `outline`, `document`
//! and `file` write the file.

mod content;
mod document;
mod draw;
mod file;
mod fonts;
mod grid;
mod inline;
mod logo;
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

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::Diagnostic;
use crate::theme::Theme;
use crate::theme::logo::Logo;
use crate::typeface::{Typefaces, Weight};
use document::Parts;
use draw::Draw;
use fonts::{ByFace, CommonFonts, Tier};
use logo::Size;
use outline::Entry;
use paginate::Page;
use running::Margins;
use slice::Slice;
use structure::{Kid, Structure};
use style::Style;
use surface::{PdfCanvas, Tag};
use tree::{ATOM, Article};
use typesetter::Typesetter;

/// Characters go to the common fonts if so many of ten samples write them.
const COMMON_OF_TEN: usize = 3;

/// Prints the documents of a batch.
#[derive(Debug)]
pub struct Press {
    typefaces: Arc<Typefaces>,
    theme: Theme,
    common: CommonFonts,
    logo: Option<logo::Size>,
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

/// A document laid out, before its pages.
struct Layout<'a> {
    setter: Typesetter<'a>,
    margins: Margins<'a>,
    slices: Vec<Slice<'a>>,
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
        let mut shared = ByFace::new();
        for weight in [Weight::Regular, Weight::Bold] {
            fonts::add(&typefaces, weight, common_text, &mut shared);
        }
        let common = CommonFonts::new(&typefaces, shared)?;
        Ok(Self {
            typefaces,
            theme,
            common,
            logo: None,
        })
    }

    /// A press for documents like `samples` (markup and charts): what many of them write,
    /// in the weight in which they write it, is shared. Documents become smaller than
    /// with [`Press::new`]. A few dozen samples from all over the batch will do; another
    /// choice of samples gives other bytes, though the same pages.
    ///
    /// # Errors
    /// A face that cannot be cut.
    pub fn from_samples<'s>(
        typefaces: Arc<Typefaces>,
        theme: Theme,
        samples: impl IntoIterator<Item = (&'s str, &'s BTreeMap<String, ChartSpec>)>,
    ) -> Result<Self, Diagnostic> {
        let mut press = Self {
            typefaces,
            theme,
            common: CommonFonts::default(),
            logo: None,
        };
        let mut counts: BTreeMap<(u16, char), usize> = BTreeMap::new();
        let mut number = 0;
        for (markup, charts) in samples {
            // A document that cannot be made is reported when its turn comes.
            let Ok(article) = markup::read(markup) else {
                continue;
            };
            let written = press
                .lay_out(&article, charts)
                .and_then(|layout| press.draw(layout));
            let Ok((canvas, ..)) = written else {
                continue;
            };
            number += 1;
            for (face, glyphs) in &canvas.rare {
                for character in glyphs.characters() {
                    *counts.entry((*face, character)).or_default() += 1;
                }
            }
        }
        let mut shared = ByFace::new();
        for ((face, character), count) in counts {
            if count * 10 >= number * COMMON_OF_TEN {
                shared.entry(face).or_default().insert(character);
            }
        }
        press.common = CommonFonts::new(&press.typefaces, shared)?;
        Ok(press)
    }

    /// The same, with a logo at the head of every page; its bytes are made here, once.
    #[must_use]
    pub fn with_logo(mut self, logo: &Logo) -> Self {
        self.logo = Some(logo::add(&mut self.common.prefix, logo));
        self
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
        let layout = self.lay_out(&article, charts)?;
        let (mut canvas, mut structure, outline) = self.draw(layout)?;
        if let Some(text) = &canvas.unwritten {
            self.typefaces.check(text)?;
        }
        for marked in &canvas.marked {
            structure.elements[marked.element].kids.push(Kid::Content {
                page: marked.page,
                mark: marked.mark,
            });
        }
        let contents = canvas.finish();
        let size = (self.theme.page.width, self.theme.page.height);
        let (rare, count) = (&canvas.rare, contents.len());
        Ok(document::assemble(Parts {
            document: fonts::begin(&self.typefaces, rare, Tier::Rare, size, count)?,
            prefix: &self.common.prefix,
            contents,
            structure,
            outline,
            meta,
        }))
    }

    fn lay_out<'a>(
        &'a self,
        article: &'a Article,
        charts: &'a BTreeMap<String, ChartSpec>,
    ) -> Result<Layout<'a>, Diagnostic> {
        let style = Style { theme: &self.theme };
        let mut setter = Typesetter::new(&self.typefaces, style, charts);
        let margins = running::set(&mut setter, article, self.logo.map_or(0.0, Size::indent))?;
        setter.limit = margins.bottom - margins.top;
        let setting = setter.page_setting();
        let slices = setter.flow(&article.blocks, setting)?.slices;
        Ok(Layout {
            setter,
            margins,
            slices,
        })
    }

    fn draw(
        &self,
        layout: Layout<'_>,
    ) -> Result<(PdfCanvas<'_>, Structure, Vec<Entry>), Diagnostic> {
        let Layout {
            mut setter,
            margins,
            slices,
        } = layout;
        let mut structure = std::mem::take(&mut setter.structure);
        let height = self.theme.page.height;
        let mut canvas = PdfCanvas::new(&self.typefaces, &self.common, height);
        let mut outline = Vec::new();
        let pages = paginate::paginate(&slices, &setter.heads, margins.top, margins.bottom);
        for (number, page) in pages.iter().enumerate() {
            canvas.begin_page();
            let folio = running::page_number(&setter, number + 1, pages.len());
            let draw = Draw {
                typefaces: &self.typefaces,
                theme: &self.theme,
            };
            canvas.tag(Tag::Running("Header"));
            draw.slice(&mut canvas, &margins.head, margins.head_top)?;
            if let Some(Size { width, height }) = self.logo {
                let corner = (self.theme.page.side, margins.head_middle - height / 2.0);
                canvas.picture(logo::NAME, corner, (width, height));
            }
            canvas.tag(Tag::Running("Footer"));
            draw.slice(&mut canvas, &margins.foot, margins.foot_top)?;
            draw.slice(&mut canvas, &folio, margins.foot_top)?;
            draw.page(&mut canvas, page, &mut structure)?;
            outline.extend(bookmarks(page, number, height));
        }
        Ok((canvas, structure, outline))
    }
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
