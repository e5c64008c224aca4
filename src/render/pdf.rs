//! PDF: a packet's markup printed on paper, with real text in both scripts, bookmarks, tags
//! and alternative texts.
//!
//! A [`Press`] is made once for a language and a batch and shared by all threads; a
//! document then costs a layout and a small file. Printing is pure: markup and charts in,
//! bytes out, the same bytes for the same input.
//!
//! The rooms: `markup` reads the XHTML subset into a `tree`; `typesetter` with
//! `paragraph`, `list`, `table` and `grid` lays it out into `slice`s; `paginate` and `running`
//! make pages of them; `draw` draws them on the `surface`, which writes page `content`; `fonts`,
//! `logo`, `structure`, `outline`, `links`, `metadata`, `profile`, `document` and `file` write the file;
//! `readback` reads whose it is and its text back from the bytes.
//! `protect` encrypts one that is written.

mod columns;
mod content;
mod document;
mod draw;
mod file;
mod fonts;
mod grid;
mod inline;
mod links;
mod list;
mod logo;
mod markup;
mod metadata;
mod outline;
mod paginate;
mod paragraph;
mod profile;
mod protect;
mod readback;
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

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::compose::chart_spec::ChartSpec;
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::Theme;
use crate::theme::logo::Logo;
use crate::typeface::{Typefaces, Weight};
use document::Parts;
use draw::Draw;
pub use fonts::ByFace;
use fonts::{CommonFonts, Tier};
use grid::Tracks;
use logo::Size;
use outline::Entry;
use paginate::Page;
pub use protect::{check_password, protect};
pub use readback::{Readback, Reader};
use running::Margins;
use slice::Slice;
use structure::Structure;
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
    shared: ByFace,
    common: CommonFonts,
    logo: Option<logo::Size>,
    tracks: Tracks,
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
    /// Whose it is, for programs: `person/E001`; may be empty. Only the XMP has it.
    pub identifier: String,
}

/// A document made.
#[derive(Debug)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// What could not be written as it stands, sorted.
    pub replaced: Vec<Replaced>,
}

/// A text with characters that no face has; each stands on paper as
/// [`crate::typeface::REPLACEMENT`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Replaced {
    /// The line that they stand in, at most 60 characters of it.
    pub text: String,
    /// They, sorted.
    pub characters: Vec<char>,
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
        Self::with_shared(typefaces, theme, shared)
    }

    /// A press whose documents share a font of these characters, as [`Press::shared`] of an
    /// earlier one told them: it prints the same bytes.
    ///
    /// # Errors
    /// `other-fonts` where there is no such face, `font-unreadable` where one cannot be subset.
    pub fn with_shared(
        typefaces: Arc<Typefaces>,
        theme: Theme,
        shared: ByFace,
    ) -> Result<Self, Diagnostic> {
        let faces = typefaces.faces().len();
        if shared.keys().any(|face| usize::from(*face) >= faces) {
            let message = format!("the documents shared a font beside the {faces} that are here");
            return Err(Diagnostic::error("other-fonts", Place::default(), message)
                .hint("name the workspace with its `theme.fallback_font`: `--workspace DIR`"));
        }
        let common = CommonFonts::new(&typefaces, shared.clone())?;
        Ok(Self {
            typefaces,
            theme,
            shared,
            common,
            logo: None,
            tracks: Tracks::default(),
        })
    }

    /// The bytes that its documents begin with.
    pub fn opening(&self) -> &[u8] {
        self.common.prefix.bytes()
    }

    /// The characters that its documents share, by the face that writes them. They are all
    /// that a document's bytes take from the batch.
    pub fn shared(&self) -> &ByFace {
        &self.shared
    }

    /// A press for documents like `samples` (markup and charts): what many of them write,
    /// in the weight in which they write it, is shared. Documents become smaller than
    /// with [`Press::new`]. A dozen samples or two from all over the batch will do; another
    /// choice of samples gives other bytes, though the same pages.
    ///
    /// # Errors
    /// A face that cannot be cut.
    pub fn from_samples(
        typefaces: Arc<Typefaces>,
        theme: Theme,
        samples: &[(String, &BTreeMap<String, ChartSpec>)],
    ) -> Result<Self, Diagnostic> {
        let press = Self {
            typefaces,
            theme,
            shared: ByFace::new(),
            common: CommonFonts::default(),
            logo: None,
            tracks: Tracks::default(),
        };
        let written: Vec<ByFace> = samples
            .par_iter()
            .with_max_len(1)
            .filter_map(|(markup, charts)| press.characters_of(markup, charts))
            .collect();
        let mut counts: BTreeMap<(u16, char), usize> = BTreeMap::new();
        for (face, characters) in written.iter().flatten() {
            for character in characters {
                *counts.entry((*face, *character)).or_default() += 1;
            }
        }
        let number = written.len();
        let mut shared = ByFace::new();
        for ((face, character), count) in counts {
            if count * 10 >= number * COMMON_OF_TEN {
                shared.entry(face).or_default().insert(character);
            }
        }
        Self::with_shared(press.typefaces, press.theme, shared)
    }

    /// What a document writes that is not shared; `None` where it cannot be made, which is
    /// reported when its turn comes.
    fn characters_of(&self, markup: &str, charts: &BTreeMap<String, ChartSpec>) -> Option<ByFace> {
        let article = markup::read(markup).ok()?;
        let (canvas, ..) = self.draw(self.lay_out(&article, charts).ok()?).ok()?;
        let faces = canvas.rare.iter();
        Some(
            faces
                .map(|(face, glyphs)| (*face, glyphs.characters().collect()))
                .collect(),
        )
    }

    /// The same, with a logo at the head of every page; its bytes are made here, once.
    #[must_use]
    pub fn with_logo(mut self, logo: &Logo) -> Self {
        self.logo = Some(logo::add(&mut self.common.prefix, logo));
        self
    }

    /// Prints one document and returns the PDF file. Characters that no face has are
    /// replaced visibly and named in the result.
    ///
    /// # Errors
    /// `template-markup` for what `docs/templates.md` does not allow or a chart that is
    /// not in `charts`, `chart-error` for a chart without the room it needs.
    pub fn print(
        &self,
        markup: &str,
        charts: &BTreeMap<String, ChartSpec>,
        meta: &DocumentMeta,
    ) -> Result<Printed, Diagnostic> {
        let article = markup::read(markup)?;
        let layout = self.lay_out(&article, charts)?;
        let (mut canvas, mut structure, outline) = self.draw(layout)?;
        structure.fill(&canvas.marked, &canvas.targets);
        let contents = canvas.finish();
        let size = (self.theme.page.width, self.theme.page.height);
        let (rare, count) = (&canvas.rare, contents.len());
        let bytes = document::assemble(Parts {
            document: fonts::begin(&self.typefaces, rare, Tier::Rare, size, count)?,
            prefix: &self.common.prefix,
            contents,
            targets: &canvas.targets,
            structure,
            outline,
            meta,
        });
        Ok(Printed {
            bytes,
            replaced: self.name_replaced(&canvas.replaced),
        })
    }

    /// The characters of `texts` that were replaced. A name is told of once, not again for
    /// each line that it stands in among others.
    fn name_replaced(&self, texts: &BTreeSet<String>) -> Vec<Replaced> {
        let told = |text: &String| {
            let mut others = texts.iter().filter(|other| *other != text);
            others.any(|other| {
                text.contains(other.as_str())
                    && self.typefaces.missing(text) == self.typefaces.missing(other)
            })
        };
        let texts = texts.iter().filter(|text| !told(text));
        texts
            .map(|text| Replaced {
                text: text.chars().take(60).collect(),
                characters: self.typefaces.missing(text),
            })
            .collect()
    }

    fn lay_out<'a>(
        &'a self,
        article: &'a Article,
        charts: &'a BTreeMap<String, ChartSpec>,
    ) -> Result<Layout<'a>, Diagnostic> {
        let style = Style { theme: &self.theme };
        let mut setter = Typesetter::new(&self.typefaces, style, charts, &self.tracks);
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
