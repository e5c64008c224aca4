//! Mails in words: a letter laid out by the templates of `templates/mail`, once as plain
//! text and once as HTML. Both are overridable file by file, like the pages.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use super::template::{diagnose, value, without_controls};
use crate::diagnostic::Diagnostic;

/// Name and text of what is built in.
pub(crate) const BUILT_IN: [(&str, &str); 3] = [
    (
        "mail/message.html",
        include_str!("../../templates/mail/message.html"),
    ),
    (
        "mail/message.txt",
        include_str!("../../templates/mail/message.txt"),
    ),
    (
        "mail/subject.txt",
        include_str!("../../templates/mail/subject.txt"),
    ),
];

/// What a mail says; texts are final, in the mail's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// `person`, `team`, `organisation` or `alerts`.
    pub kind: String,
    /// BCP 47 tag.
    pub language: String,
    /// Subject line.
    pub subject: String,
    /// `Dear Ada,`.
    pub greeting: String,
    /// What it has to say.
    pub paragraphs: Vec<String>,
    /// What stands in a list below, each with its parts.
    pub items: Vec<LetterItem>,
    /// Heading of the list of attachments; empty where there are none.
    pub attached: String,
    /// Names of the attachments.
    pub attachments: Vec<String>,
    /// Name of the sender.
    pub sender: String,
    /// Who writes, at the end.
    pub signature: String,
    /// Small print.
    pub footer: Vec<String>,
}

/// One item of a letter's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LetterItem {
    /// In a few words.
    pub title: String,
    /// In sentences.
    pub text: String,
}

/// A letter laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The subject, as one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// A page.
    pub html: String,
}

/// The templates of mails, parsed once.
pub struct Stationery {
    tera: Tera,
}

impl Stationery {
    /// The built-in templates with those of `overrides` (name → text) whose names begin with
    /// `mail/` in place of those of the same name.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn new(overrides: &BTreeMap<String, String>) -> Result<Self, Diagnostic> {
        let mut files: BTreeMap<&str, &str> = BUILT_IN.into_iter().collect();
        for (name, text) in overrides {
            if name.starts_with("mail/") {
                files.insert(name, text);
            }
        }
        let mut tera = Tera::new();
        tera.add_raw_templates(files)
            .map_err(|error| diagnose("templates", &error))?;
        Ok(Self { tera })
    }

    /// Lays a letter out.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn write(&self, letter: &Letter) -> Result<Written, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("letter", value("mail/message.html", letter)?);
        let fill = |name: &str| {
            let filled = self.tera.render(name, &context);
            filled
                .map(|text| without_controls(&text))
                .map_err(|error| diagnose(name, &error))
        };
        Ok(Written {
            subject: fill("mail/subject.txt")?.trim().to_owned(),
            text: fill("mail/message.txt")?,
            html: fill("mail/message.html")?,
        })
    }
}
