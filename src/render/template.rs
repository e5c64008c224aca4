//! The packet templates: built in, overridable file by file, parsed once.
//!
//! A template sees `packet`, `text` (the words of the page, by snake-case key) and
//! `theme`, and gives the XHTML subset of `docs/templates.md`. Everything it writes is
//! escaped. A name that a template asks for and that does not exist is an error, never
//! an empty place on a page.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use super::given::Given;
use super::{paper, trace};
use crate::compose::packet::{Packet, PacketKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Locale;
use crate::theme::Theme;

/// The style sheet's name; it is no template, but overridable like one.
const STYLES: &str = "styles.css";

/// Bytes that most pages stay under.
const LONG_PAGE: usize = 1 << 17;

/// Name and text of what is built in.
pub(crate) const BUILT_IN: [(&str, &str); 23] = [
    (
        "conversation.html",
        include_str!("../../templates/conversation.html"),
    ),
    ("alerts.html", include_str!("../../templates/alerts.html")),
    (
        "fairness.html",
        include_str!("../../templates/fairness.html"),
    ),
    ("funnels.html", include_str!("../../templates/funnels.html")),
    ("glance.html", include_str!("../../templates/glance.html")),
    ("head.html", include_str!("../../templates/head.html")),
    ("history.html", include_str!("../../templates/history.html")),
    ("index.html", include_str!("../../templates/index.html")),
    (
        "masthead.html",
        include_str!("../../templates/masthead.html"),
    ),
    ("notes.html", include_str!("../../templates/notes.html")),
    (
        "organisation.html",
        include_str!("../../templates/organisation.html"),
    ),
    (
        "overview.html",
        include_str!("../../templates/overview.html"),
    ),
    ("page.html", include_str!("../../templates/page.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("person.html", include_str!("../../templates/person.html")),
    ("running.html", include_str!("../../templates/running.html")),
    (
        "scorecard.html",
        include_str!("../../templates/scorecard.html"),
    ),
    (
        "score-change.html",
        include_str!("../../templates/score-change.html"),
    ),
    ("spread.html", include_str!("../../templates/spread.html")),
    (STYLES, include_str!("../../templates/styles.css")),
    ("team.html", include_str!("../../templates/team.html")),
    ("trends.html", include_str!("../../templates/trends.html")),
    ("why.html", include_str!("../../templates/why.html")),
];

/// All templates, ready to render; shared by all threads.
pub struct Templates {
    tera: Tera,
    styles: String,
    /// As written, to say where an error comes from.
    sources: BTreeMap<String, String>,
    /// Scripts of each template that has any.
    scripts: BTreeMap<String, Vec<String>>,
    /// Shares of width that a `<div>` has anywhere.
    shares: BTreeSet<String>,
    /// Whether the workspace has nothing of its own.
    built_in: bool,
}

impl Templates {
    /// The built-in templates with `overrides` (name → text) in place of those of the
    /// same name; other names are a workspace's own fragments.
    ///
    /// # Errors
    /// `template-error` with file and line where one cannot be parsed, or where it uses
    /// a component or an include that does not exist.
    pub fn new(overrides: &BTreeMap<String, String>, theme: &Theme) -> Result<Self, Diagnostic> {
        let mut files: BTreeMap<&str, &str> = BUILT_IN.into_iter().collect();
        for (name, text) in overrides {
            files.insert(name, text);
        }
        let styles = files.remove(STYLES).unwrap_or_default().to_owned();
        let owned = |(name, text): (&&str, &&str)| ((*name).to_owned(), (*text).to_owned());
        let sources = files.iter().map(owned).collect();
        let mut scripts = BTreeMap::new();
        let mut shares = BTreeSet::new();
        for (name, text) in &files {
            let found = scripts_of(name, text)?;
            if !found.is_empty() {
                scripts.insert((*name).to_owned(), found);
            }
            shares.extend(shares_of(text));
        }
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        tera.add_raw_templates(files)
            .map_err(|error| diagnose("templates", &error))?;
        let theme = value("theme", theme)?;
        tera.global_context().insert_value("theme", theme);
        Ok(Self {
            tera,
            sources,
            styles,
            scripts,
            shares,
            built_in: overrides.is_empty(),
        })
    }

    /// The XHTML of a packet, by its kind.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn markup(&self, packet: &Packet, text: &Labels) -> Result<String, Diagnostic> {
        let name = match packet.kind {
            PacketKind::Person => "person.html",
            PacketKind::Team => "team.html",
            PacketKind::Organisation => "organisation.html",
        };
        let mut context = Context::new();
        // A workspace's own templates may look at anything; those built in do not read charts.
        let packet = match self.built_in {
            true => value(name, &Given(packet))?,
            false => value(name, packet)?,
        };
        context.insert_value("packet", packet);
        context.insert_value("text", text.0.clone());
        self.render(name, &context)
    }

    /// The template `name` filled in.
    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, Diagnostic> {
        let mut page = Vec::with_capacity(LONG_PAGE);
        self.tera
            .render_to(name, context, &mut page)
            .map_err(|error| diagnose(name, &error))?;
        let page = simdutf8::basic::from_utf8(&page);
        let page = page.map_err(|error| diagnose(name, &tera::Error::message(error)))?;
        Ok(without_controls(page))
    }

    /// What of a packet's markup goes to paper, as far as that can be told before it is read.
    pub(super) fn for_paper<'m>(&self, markup: &'m str) -> Cow<'m, str> {
        match self.built_in {
            true => paper::for_paper(markup),
            false => Cow::Borrowed(markup),
        }
    }

    /// A problem of `markup` with the template that wrote it.
    pub(super) fn trace(&self, problem: Diagnostic, markup: &str) -> Diagnostic {
        trace::trace(problem, markup, &self.sources)
    }

    /// The scripts in the template `name`.
    pub(super) fn scripts(&self, name: &str) -> &[String] {
        self.scripts.get(name).map_or(&[], Vec::as_slice)
    }

    /// Shares of width that a `<div>` has in any template, as written.
    pub(super) fn shares(&self) -> &BTreeSet<String> {
        &self.shares
    }

    /// Whether the workspace has nothing of its own in place of this template.
    pub(super) fn is_built_in(&self, name: &str) -> bool {
        let mut known = BUILT_IN.iter();
        known.any(|(known, text)| {
            *known == name && self.sources.get(name).is_some_and(|s| s == text)
        })
    }

    /// The style sheet as written.
    pub(super) fn styles(&self) -> &str {
        &self.styles
    }
}

/// Escapes what markup is made of, as Tera does, but run by run instead of byte by byte.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let entity = |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    };
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.write_all(&text.as_bytes()[start..at])?;
            out.write_all(entity.as_bytes())?;
            start = at + 1;
        }
    }
    out.write_all(&text.as_bytes()[start..])
}

/// Leaves out what neither XML nor HTML can hold, such as a control character that came
/// with a comment.
pub(super) fn without_controls(markup: &str) -> String {
    let allowed = |c: &char| {
        let control = c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t');
        !control && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    // Nearly every page has none. Runs of bytes are looked through whole, which a processor
    // does many bytes at a time, and a search that may stop at each does not.
    let control = |byte: u8| byte < 0x20 && byte != b'\n' && byte != b'\r' && byte != b'\t';
    let controls = |run: &[u8]| {
        let found = |any: bool, &byte: &u8| any | control(byte) | (byte == 0x7F);
        run.iter().fold(false, found)
    };
    let controls = markup.as_bytes().chunks(256).any(controls);
    if controls || markup.contains('\u{FFFE}') || markup.contains('\u{FFFF}') {
        return markup.chars().filter(allowed).collect();
    }
    markup.to_owned()
}

/// The words of a page, ready for templates: made once for all pages.
#[derive(Clone, Debug)]
pub struct Labels(pub(super) Value);

/// The words of the page in the language of `locale`: `page-col-value` as `col_value`.
pub fn labels(locale: &Locale) -> Labels {
    let words = locale.keys("page-").into_iter();
    let words: BTreeMap<String, String> = words
        .map(|(key, text)| (key.trim_start_matches("page-").replace('-', "_"), text))
        .collect();
    Labels(words.into())
}

/// `data` as templates see it.
pub(super) fn value<T: Serialize + ?Sized>(name: &str, data: &T) -> Result<Value, Diagnostic> {
    Value::try_from_serializable(data).map_err(|error| diagnose(name, &error))
}

/// The scripts of a template. A page names their hashes before it is filled in, so nothing
/// can be filled into them.
fn scripts_of(name: &str, text: &str) -> Result<Vec<String>, Diagnostic> {
    let mut scripts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<script>") {
        let (script, next) = after.split_once("</script>").unwrap_or((after, ""));
        if let Some(at) = script.find("{{").or_else(|| script.find("{%")) {
            let start = text.len() - rest.len() + before.len();
            let lines = text[..start].matches('\n').count() + script[..at].matches('\n').count();
            let line = u32::try_from(lines + 1).unwrap_or(u32::MAX);
            let message = "a script has a template expression".to_owned();
            return Err(
                Diagnostic::error("template-error", place(name).at_line(line), message)
                    .hint("put the value into a `data-` attribute and read it from there"),
            );
        }
        scripts.push(script.to_owned());
        rest = next;
    }
    Ok(scripts)
}

/// Shares of width that stand in `<div data-share="34">`.
fn shares_of(text: &str) -> impl Iterator<Item = String> {
    text.split("<div data-share=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|share| share.parse::<f32>().is_ok_and(|share| share > 0.0))
        .map(str::to_owned)
}

pub(super) fn diagnose(name: &str, error: &tera::Error) -> Diagnostic {
    let (place, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let line = u32::try_from(report.span().start_line).unwrap_or(u32::MAX);
            (
                place(report.filename()).at_line(line),
                report.message().to_owned(),
            )
        }
        other => drawn(&other.to_string()).unwrap_or((place(name), other.to_string())),
    };
    Diagnostic::error("template-error", place, message)
        .hint("docs/templates.md lists what a template may use")
}

/// Place and message of a report that Tera gives as a drawing only, as of unknown filters:
/// `error: Unknown filter`, and beneath it ` --> notes.html:2:16`.
fn drawn(report: &str) -> Option<(Place, String)> {
    let (message, below) = report.split_once('\n')?;
    let (file, rest) = below.trim_start().strip_prefix("--> ")?.split_once(':')?;
    let line = rest.split([':', '\n']).next()?.parse().ok()?;
    let message = message.trim_start_matches("error: ").to_owned();
    Some((place(file).at_line(line), message))
}

fn place(name: &str) -> Place {
    Place::file(match name {
        "templates" => name.to_owned(),
        file => format!("templates/{file}"),
    })
}
