//! The packet templates: built in, overridable file by file, parsed once.
//!
//! A template sees `packet`, `text` (the words of the page, by snake-case key) and
//! `theme`, and gives the XHTML subset of `docs/templates.md`. Everything it writes is
//! escaped. A name that a template asks for and that does not exist is an error, never
//! an empty place on a page.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use crate::compose::packet::{Packet, PacketKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Locale;
use crate::theme::Theme;

/// The style sheet's name; it is no template, but overridable like one.
const STYLES: &str = "styles.css";

/// Name and text of what is built in.
const BUILT_IN: [(&str, &str); 21] = [
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
    ("history.html", include_str!("../../templates/history.html")),
    ("index.html", include_str!("../../templates/index.html")),
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
        let mut tera = Tera::new();
        tera.add_raw_templates(files)
            .map_err(|error| diagnose("templates", &error))?;
        let theme = value("theme", theme)?;
        tera.global_context().insert_value("theme", theme);
        Ok(Self { tera, styles })
    }

    /// The XHTML of a packet, by its kind.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn markup(
        &self,
        packet: &Packet,
        text: &BTreeMap<String, String>,
    ) -> Result<String, Diagnostic> {
        let name = match packet.kind {
            PacketKind::Person => "person.html",
            PacketKind::Team => "team.html",
            PacketKind::Organisation => "organisation.html",
        };
        let mut context = Context::new();
        context.insert_value("packet", value(name, packet)?);
        context.insert_value("text", value(name, text)?);
        self.render(name, &context)
    }

    /// The template `name` filled in.
    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, Diagnostic> {
        self.tera
            .render(name, context)
            .map(without_controls)
            .map_err(|error| diagnose(name, &error))
    }

    /// The style sheet as written.
    pub(super) fn styles(&self) -> &str {
        &self.styles
    }
}

/// Leaves out what neither XML nor HTML can hold, such as a control character that came
/// with a comment.
fn without_controls(mut markup: String) -> String {
    let forbidden = |c: char| {
        (c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    // Nearly every page has none, and bytes are looked through faster than characters.
    let control = |byte: u8| (byte < 0x20 && !b"\n\r\t".contains(&byte)) || byte == 0x7F;
    if markup.bytes().any(control) || markup.contains(['\u{FFFE}', '\u{FFFF}']) {
        markup.retain(|c| !forbidden(c));
    }
    markup
}

/// The words of the page in the language of `locale`: `page-col-value` as `col_value`.
pub fn labels(locale: &Locale) -> BTreeMap<String, String> {
    locale
        .keys("page-")
        .into_iter()
        .map(|(key, text)| (key.trim_start_matches("page-").replace('-', "_"), text))
        .collect()
}

/// `data` as templates see it.
pub(super) fn value<T: Serialize + ?Sized>(name: &str, data: &T) -> Result<Value, Diagnostic> {
    Value::try_from_serializable(data).map_err(|error| diagnose(name, &error))
}

fn diagnose(name: &str, error: &tera::Error) -> Diagnostic {
    let (place, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let line = u32::try_from(report.span().start_line).unwrap_or(u32::MAX);
            (
                place(report.filename()).at_line(line),
                report.message().to_owned(),
            )
        }
        other => (place(name), other.to_string()),
    };
    Diagnostic::error("template-error", place, message)
        .hint("docs/templates.md lists what a template may use")
}

fn place(name: &str) -> Place {
    Place::file(match name {
        "templates" => name.to_owned(),
        file => format!("templates/{file}"),
    })
}
