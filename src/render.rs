//! The render stage: from a packet to the bytes of its files.
//!
//! One template gives one markup; the screen and the page are made from it, so that
//! both say the same. Pure: packet in, bytes out. A packet whose files cannot all be
//! made has none.

mod given;
pub mod html;
pub mod ics;
pub mod mail;
mod paper;
pub mod pdf;
pub mod template;
mod trace;
pub mod workbook;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use self::html::{EditionIndex, Overview, Screen, Words};
use self::pdf::{ByFace, DocumentMeta, Press, Replaced};
use self::template::{Templates, labels};
use crate::compose::file_name;
use crate::compose::packet::{Packet, PacketKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Language, Locale};
use crate::theme::Theme;
use crate::theme::logo::Logo;
use crate::typeface::Typefaces;

/// A format that packets are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The page for the archive.
    Html,
    /// The document for mail and paper.
    Pdf,
    /// The model for programs.
    Json,
    /// The interview for calendars; only people have one, and only where it is held.
    Ics,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Html, Self::Pdf, Self::Json, Self::Ics];

    /// The extension, which is the name on the command line too.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Ics => "ics",
        }
    }
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Path within the edition, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files of a packet.
#[derive(Debug, Default)]
pub struct Rendered {
    /// They.
    pub artifacts: Vec<Artifact>,
    /// Texts of the PDF with characters that no face has.
    pub replaced: Vec<Replaced>,
}

/// Makes files; built once for a run and shared by all threads.
pub struct Studio<'a> {
    templates: &'a Templates,
    screen: Screen<'a>,
    words: Words,
    presses: BTreeMap<Language, Press>,
}

impl<'a> Studio<'a> {
    /// For the languages of `samples`: packets from all over the batch, by which the font
    /// that its documents share is cut. The same samples give the same bytes.
    ///
    /// # Errors
    /// A face that cannot be cut, a template that cannot be filled in.
    pub fn new(
        templates: &'a Templates,
        theme: &'a Theme,
        typefaces: &'a Arc<Typefaces>,
        locales: &BTreeMap<Language, Locale>,
        samples: &BTreeMap<Language, Vec<Packet>>,
    ) -> Result<Self, Diagnostic> {
        let words = words(locales);
        let press = |(language, packets): (&Language, &Vec<Packet>)| {
            let words = words.get(language).ok_or_else(|| no_words(*language))?;
            let filled: Vec<_> = packets
                .par_iter()
                .with_max_len(1)
                .map(|packet| {
                    let markup = templates.markup(packet, words)?;
                    Ok((templates.for_paper(&markup).into_owned(), &packet.charts))
                })
                .collect();
            // Of several problems the first one is told, whichever was found first.
            let documents: Vec<_> = filled.into_iter().collect::<Result<_, Diagnostic>>()?;
            let press = Press::from_samples(
                Arc::clone(typefaces),
                on_paper(theme, *language),
                &documents,
            )?;
            Ok((*language, press))
        };
        let presses: Vec<_> = samples.par_iter().map(press).collect();
        let presses = presses.into_iter().collect::<Result<_, Diagnostic>>()?;
        Ok(Self::of(templates, theme, typefaces, words, presses))
    }

    /// The studio of an edition that is there already: its documents share a font of the
    /// characters that [`Studio::shared`] told, so that the same packets give the same bytes.
    ///
    /// # Errors
    /// A face that is not there or cannot be cut.
    pub fn again(
        templates: &'a Templates,
        theme: &'a Theme,
        typefaces: &'a Arc<Typefaces>,
        locales: &BTreeMap<Language, Locale>,
        shared: &BTreeMap<Language, ByFace>,
    ) -> Result<Self, Diagnostic> {
        let mut presses = BTreeMap::new();
        for (language, shared) in shared {
            let (typefaces, theme) = (Arc::clone(typefaces), on_paper(theme, *language));
            presses.insert(
                *language,
                Press::with_shared(typefaces, theme, shared.clone())?,
            );
        }
        Ok(Self::of(
            templates,
            theme,
            typefaces,
            words(locales),
            presses,
        ))
    }

    fn of(
        templates: &'a Templates,
        theme: &'a Theme,
        typefaces: &'a Typefaces,
        words: Words,
        presses: BTreeMap<Language, Press>,
    ) -> Self {
        Self {
            screen: Screen::new(templates, theme, typefaces, words.clone()),
            templates,
            words,
            presses,
        }
    }

    /// The characters that all documents of a language share.
    pub fn shared(&self) -> BTreeMap<Language, &ByFace> {
        let presses = self.presses.iter();
        presses
            .map(|(language, press)| (*language, press.shared()))
            .collect()
    }

    /// What the documents of each language begin with.
    pub fn openings(&self) -> impl Iterator<Item = &[u8]> {
        self.presses.values().map(Press::opening)
    }

    /// The same, with the organisation's logo on every page.
    #[must_use]
    pub fn with_logo(mut self, logo: Option<&'a Logo>) -> Self {
        if let Some(logo) = logo {
            let presses = self.presses.into_iter();
            self.presses = presses
                .map(|(language, press)| (language, press.with_logo(logo)))
                .collect();
        }
        self.screen = self.screen.with_logo(logo);
        self
    }

    /// All files of a packet.
    ///
    /// # Errors
    /// The first thing that cannot be made; then there are no files.
    pub fn render(&self, packet: &Packet, formats: &[Format]) -> Result<Rendered, Diagnostic> {
        let words = self
            .words
            .get(&packet.language)
            .ok_or_else(|| no_words(packet.language))?;
        let stem = stem(packet.kind, &packet.id);
        let only_data = formats
            .iter()
            .all(|format| matches!(format, Format::Json | Format::Ics));
        let markup = if only_data {
            String::new()
        } else {
            self.templates.markup(packet, words)?
        };
        let mut rendered = Rendered::default();
        for format in formats {
            let bytes = match format {
                Format::Html => self.screen.page(packet, &markup)?,
                Format::Pdf => {
                    let press = self
                        .presses
                        .get(&packet.language)
                        .ok_or_else(|| no_words(packet.language))?;
                    let paper = self.templates.for_paper(&markup);
                    let printed = press.print(&paper, &packet.charts, &meta(packet));
                    let printed =
                        printed.map_err(|problem| self.templates.trace(problem, &paper))?;
                    rendered.replaced = printed.replaced;
                    printed.bytes
                }
                Format::Json => to_json(packet)?,
                Format::Ics => {
                    let talk = packet.conversation.as_ref();
                    let Some(interview) = talk.and_then(|talk| talk.interview.as_ref()) else {
                        continue;
                    };
                    ics::write(interview, packet.language)
                }
            };
            let path = format!("{stem}.{}", format.extension());
            rendered.artifacts.push(Artifact { path, bytes });
        }
        Ok(rendered)
    }

    /// The index of an edition.
    ///
    /// # Errors
    /// A template that cannot be filled in.
    pub fn index(&self, index: &EditionIndex) -> Result<Artifact, Diagnostic> {
        Ok(Artifact {
            path: "index.html".to_owned(),
            bytes: self.screen.index(index)?,
        })
    }
}

impl Studio<'_> {
    /// The page over all periods.
    ///
    /// # Errors
    /// A template that cannot be filled in.
    pub fn overview(&self, overview: &Overview) -> Result<Artifact, Diagnostic> {
        Ok(Artifact {
            path: "index.html".to_owned(),
            bytes: self.screen.overview(overview)?,
        })
    }
}

/// The words of pages, made once for all of them.
/// The theme of documents in a language.
fn on_paper(theme: &Theme, language: Language) -> Theme {
    if language.is_in_letters() {
        theme.clone().for_letters()
    } else {
        theme.clone()
    }
}

fn words(locales: &BTreeMap<Language, Locale>) -> Words {
    let locales = locales.iter();
    locales
        .map(|(language, locale)| (*language, labels(locale)))
        .collect()
}

fn no_words(language: Language) -> Diagnostic {
    let message = format!("there are no words in `{}`", language.code());
    Diagnostic::error("internal", Place::default(), message)
}

/// Path of a packet's files within the edition, without extension.
pub fn stem(kind: PacketKind, id: &str) -> String {
    let name = file_name(id);
    match kind {
        PacketKind::Person => format!("people/{name}"),
        PacketKind::Team => format!("teams/{name}"),
        PacketKind::Organisation => "organisation".to_owned(),
    }
}

/// Whose a packet is, as its files say it to programs: `person/E001`.
pub fn identity(kind: PacketKind, id: &str) -> String {
    format!("{}/{id}", kind.name())
}

fn meta(packet: &Packet) -> DocumentMeta {
    DocumentMeta {
        title: packet.head.document_title.clone(),
        author: packet.head.organisation.clone(),
        language: packet.language.tag().to_owned(),
        subject: packet.head.confidentiality.clone(),
        identifier: identity(packet.kind, &packet.id),
    }
}

/// Bytes that the JSON of most packets stays under.
const LONG_PACKET: usize = 1 << 17;

/// On one line: programs read it, and indentation would double it.
fn to_json(packet: &Packet) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::with_capacity(LONG_PACKET);
    serde_json::to_writer(&mut bytes, packet).map_err(|error| {
        Diagnostic::error(
            "internal",
            Place::default(),
            format!("the packet is no JSON: {error}"),
        )
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
