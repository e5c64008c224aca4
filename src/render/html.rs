//! Packets and the index of an edition as HTML pages that stand alone.
//!
//! A page holds its style sheet and its drawings and asks the network for nothing. The
//! markup is the one that is laid out on paper; for the screen, one pass over it puts
//! drawings in place of `chart`, lets wide tables scroll inside themselves and turns
//! shares of width into CSS. Nothing is parsed beyond tags: markup that is no XML is
//! found by the page layout, not here.

mod overview;
mod policy;
#[cfg(test)]
mod tests;
mod weave;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use tera::{Context, Value};

pub use self::overview::{EditionRow, HistoryCell, HistoryRow, Overview, SideBySide, SideRow};
use self::policy::{hash, policy};
use self::weave::{Weaver, class_of};
use super::identity;
use super::template::{Labels, Templates, value};
use crate::chart::svg::tokens;
use crate::compose::packet::{Packet, PacketKind, Table};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::theme::logo::Logo;
use crate::theme::{Colours, Sheet, Theme};
use crate::typeface::Typefaces;

/// The words of the page by language.
pub type Words = BTreeMap<Language, Labels>;

/// What makes pages; built once and shared by all threads.
pub struct Screen<'a> {
    templates: &'a Templates,
    theme: &'a Theme,
    typefaces: &'a Typefaces,
    words: Words,
    css: Value,
    /// The hash of `css`.
    style: String,
    /// Whether the frame is the built-in one, which only writes the body; a workspace's own may
    /// ask more of it.
    plain: bool,
    logo: Option<&'a Logo>,
}

/// The logo as a page shows it.
#[derive(Serialize)]
struct Sign<'a> {
    /// The picture as an address.
    src: &'a str,
    /// The organisation's name.
    alt: &'a str,
    /// Pixels of CSS.
    width: u16,
    height: u16,
}

impl<'a> Sign<'a> {
    fn new(logo: &'a Logo, alt: &'a str) -> Self {
        let (width, height) = logo.within(192.0, 32.0);
        Self {
            src: &logo.address,
            alt,
            width: width.round() as u16,
            height: height.round() as u16,
        }
    }
}

/// An edition as its index shows it; every text is final.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EditionIndex {
    /// Language of the page.
    pub language: Language,
    /// The page's title.
    pub title: String,
    /// Name of the organisation.
    pub organisation: String,
    /// The period in words, the large heading.
    pub period_label: String,
    /// Who may read it.
    pub confidentiality: String,
    /// Facts under the heading: headcount, coverage, grades.
    pub facts: Vec<String>,
    /// Data as of, version of the definitions.
    pub provenance: String,
    /// The organisation's packet.
    pub files: Files,
    /// Address of the page over all periods; absent for an edition of a few.
    pub overview: Option<String>,
    /// Editions of other periods, and this one; may be empty.
    pub periods: Vec<PeriodLink>,
    /// People in the order shown.
    pub people: Vec<PersonRow>,
    /// Teams in the order shown.
    pub teams: Vec<TeamRow>,
    /// Summary of data quality; not shown without rows.
    pub quality: Table,
}

/// Addresses of a packet's files, relative to the index.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Files {
    /// The page.
    pub html: Option<String>,
    /// The PDF.
    pub pdf: Option<String>,
    /// The data.
    pub json: Option<String>,
    /// The interview.
    pub ics: Option<String>,
}

/// A period of the archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodLink {
    /// The period in words.
    pub label: String,
    /// Address of its index.
    pub href: String,
    /// Whether it is this one.
    pub current: bool,
}

/// A person in the index.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonRow {
    /// Name.
    pub name: String,
    /// Identifier.
    pub id: String,
    /// Role.
    pub role: String,
    /// Level.
    pub level: String,
    /// Name of the team.
    pub team: String,
    /// Name and team in the other language, found by the search but not shown.
    pub also: String,
    /// Score, or a dash.
    pub score: String,
    /// Grade, or a dash.
    pub grade: String,
    /// Change of the score.
    pub change: String,
    /// The change's verdict: `improved`, `worsened`, `unchanged`, `insufficient`, `untested`.
    pub verdict: String,
    /// The verdict's mark; may be empty.
    pub mark: String,
    /// The verdict in words, for those who do not see the mark.
    pub verdict_label: String,
    /// Its packet.
    pub files: Files,
}

/// A team in the index.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TeamRow {
    /// Name.
    pub name: String,
    /// Identifier.
    pub id: String,
    /// Who leads it.
    pub lead: String,
    /// Number of members.
    pub members: String,
    /// Score, or a dash.
    pub score: String,
    /// Change of the score.
    pub change: String,
    /// The change's verdict, as of a person.
    pub verdict: String,
    /// The verdict's mark; may be empty.
    pub mark: String,
    /// The verdict in words, for those who do not see the mark.
    pub verdict_label: String,
    /// Its packet.
    pub files: Files,
}

/// Stands for a page's body while the page around it is made, which is a few lines beside it.
const BODY: &str = "<packet-body/>";

/// The templates that make the page around a body.
const FRAME: [&str; 3] = ["page.html", "head.html", "masthead.html"];

impl<'a> Screen<'a> {
    /// A screen with the words of every language that a packet may be in.
    pub fn new(
        templates: &'a Templates,
        theme: &'a Theme,
        typefaces: &'a Typefaces,
        words: Words,
    ) -> Self {
        let shares = templates.shares().iter().map(|share| {
            let class = class_of(share);
            format!(".columns>.{class}{{flex-grow:{share}}}\n")
        });
        let shares: String = shares.collect();
        let css = format!(
            "{}{}{shares}{}",
            variables(theme),
            condensed(templates.styles()),
            paper(theme)
        );
        Self {
            templates,
            theme,
            typefaces,
            words,
            plain: FRAME.iter().all(|name| templates.is_built_in(name)),
            style: hash(&css),
            css: Value::from(css),
            logo: None,
        }
    }

    /// The same, with a logo on every page.
    pub(super) fn with_logo(self, logo: Option<&'a Logo>) -> Self {
        Self { logo, ..self }
    }

    /// The page of a packet from its markup, as [`Templates::markup`] gives it.
    ///
    /// # Errors
    /// `template-error` where the markup asks for a chart that the packet does not have,
    /// `chart-error` where a chart cannot be drawn in its place.
    pub fn page(&self, packet: &Packet, body_markup: &str) -> Result<Vec<u8>, Diagnostic> {
        let index = match packet.kind {
            PacketKind::Organisation => "index.html",
            PacketKind::Person | PacketKind::Team => "../index.html",
        };
        let body = Weaver::new(self, packet, body_markup.len()).weave(body_markup)?;
        let title = &packet.head.document_title;
        let organisation = &packet.head.organisation;
        let mut context = self.frame(packet.language, title, organisation, "page.html")?;
        context.insert("identity", &identity(packet.kind, &packet.id));
        context.insert("index", index);
        let stand_in = if self.plain { BODY } else { body.as_str() };
        context.insert("body", stand_in);
        let page = self.templates.render("page.html", &context)?;
        let page = match page.split_once(BODY).filter(|_| self.plain) {
            Some((before, after)) => [before, &body, after].concat(),
            None => page,
        };
        Ok(page.into_bytes())
    }

    /// The index of an edition.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn index(&self, index: &EditionIndex) -> Result<Vec<u8>, Diagnostic> {
        let name = "index.html";
        let mut context = self.frame(index.language, &index.title, &index.organisation, name)?;
        context.insert_value("edition", value("index.html", index)?);
        self.templates
            .render("index.html", &context)
            .map(String::into_bytes)
    }

    fn frame(
        &self,
        language: Language,
        title: &str,
        organisation: &str,
        name: &str,
    ) -> Result<Context, Diagnostic> {
        let mut context = Context::new();
        context.insert("lang", language.tag());
        context.insert("title", title);
        context.insert_value("css", self.css.clone());
        let scripts = self.templates.scripts(name).iter();
        let scripts: Vec<String> = scripts.map(|script| hash(script)).collect();
        context.insert("policy", &policy(&self.style, &scripts));
        let sign = self.logo.map(|logo| Sign::new(logo, organisation));
        context.insert_value("logo", value(name, &sign)?);
        let words = self.words.get(&language).ok_or_else(|| {
            let message = format!("there are no words in `{}`", language.code());
            Diagnostic::error("template-error", Place::file(name), message)
        })?;
        context.insert_value("text", words.0.clone());
        Ok(context)
    }
}

/// The size of paper on which the page is printed, where it is not that of the styles.
fn paper(theme: &Theme) -> String {
    let size = (theme.page.width, theme.page.height);
    let name = if size == Sheet::A4.size() {
        return String::new();
    } else if size == Sheet::Letter.size() {
        "letter".to_owned()
    } else {
        format!("{}pt {}pt", size.0, size.1)
    };
    format!("@media print{{@page{{size:{name}}}}}\n")
}

/// The theme as custom properties, for light and dark.
fn variables(theme: &Theme) -> String {
    let sizes = &theme.type_scale;
    let mut css = String::from(":root{color-scheme:light dark;");
    for (name, size) in [
        ("display", sizes.display),
        ("title", sizes.title),
        ("heading", sizes.heading),
        ("subheading", sizes.subheading),
        ("lead", sizes.lead),
        ("body", sizes.body),
        ("small", sizes.small),
    ] {
        let _ = write!(css, "--size-{name}:{:.3}rem;", size * sizes.screen);
    }
    push_colours(&mut css, &theme.light);
    css.push_str("}\n@media screen and (prefers-color-scheme:dark){:root{");
    push_colours(&mut css, &theme.dark);
    css.push_str("}}\n");
    css
}

fn push_colours(css: &mut String, colours: &Colours) {
    for (name, [red, green, blue]) in tokens(colours) {
        let _ = write!(css, "--{name}:#{red:02x}{green:02x}{blue:02x};");
    }
}

/// The style sheet without comments and indentation: every page of an archive holds it.
fn condensed(styles: &str) -> String {
    let mut rest = styles;
    let mut bare = String::with_capacity(styles.len());
    while let Some(start) = rest.find("/*") {
        bare.push_str(&rest[..start]);
        rest = rest[start..]
            .find("*/")
            .map_or("", |end| &rest[start + end + 2..]);
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    // A style sheet cannot end its element early.
    lines.collect::<Vec<_>>().join("\n").replace("</", "<\\/")
}
