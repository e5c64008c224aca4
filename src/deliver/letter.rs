//! What a mail says, in the language of who gets it, and what its attachments are called.
//!
//! No score and no grade stands in a mail: those are in the packet alone.

use std::collections::BTreeMap;

use super::address::line;
use super::recipient::Recipient;
use crate::compose::file_name;
use crate::compose::packet::PacketKind;
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Argument, Language, Locale, Text};
use crate::period::Period;
use crate::render::mail::Letter;

/// Writes letters for an edition.
pub struct Secretary<'a> {
    /// Words by language.
    pub locales: &'a BTreeMap<Language, Locale>,
    /// The edition's period.
    pub period: Period,
    /// Who sends.
    pub sender: &'a Text,
}

/// The name of an attachment: one that every mail program can show, and one for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentName {
    /// Letters, digits, `-`, `.` and `_` only.
    pub ascii: String,
    /// In the language of the mail.
    pub shown: String,
}

impl Secretary<'_> {
    /// The words in `language`.
    ///
    /// # Errors
    /// `unknown-language`.
    pub fn locale(&self, language: Language) -> Result<&Locale, Diagnostic> {
        self.locales.get(&language).ok_or_else(|| {
            let message = format!("there are no messages in the language `{language}`");
            Diagnostic::error("unknown-language", Place::default(), message)
        })
    }

    /// The letter that goes with a packet; `copied` is whether the manager gets it too, and
    /// `protection` what is said about opening it.
    ///
    /// # Errors
    /// `unknown-language`.
    pub fn letter(
        &self,
        recipient: &Recipient,
        copied: bool,
        protection: Option<String>,
    ) -> Result<Letter, Diagnostic> {
        let locale = self.locale(recipient.language)?;
        let period = locale.period(self.period);
        let name = line(&recipient.name);
        let arguments = [
            ("name", Argument::Text(&name)),
            ("period", Argument::Text(&period)),
        ];
        let kind = recipient.kind.name();
        let mut paragraphs = vec![locale.format(&format!("mail-text-{kind}"), &arguments)];
        if recipient.file("ics").is_some() {
            paragraphs.push(locale.text("mail-text-person-interview"));
        }
        paragraphs.extend(protection);
        if copied {
            let manager = line(&recipient.manager);
            paragraphs.push(locale.format("mail-text-copy", &[("manager", (&manager).into())]));
        }
        let greeting = match recipient.kind {
            PacketKind::Person => locale.format("mail-greeting", &[("name", (&name).into())]),
            PacketKind::Team | PacketKind::Organisation => locale.text("mail-greeting-nobody"),
        };
        let attachments = recipient.files.iter();
        let attachments = attachments.filter(|path| is_attached(path));
        Ok(Letter {
            kind: kind.to_owned(),
            subject: locale.format(&format!("mail-subject-{kind}"), &arguments),
            greeting,
            paragraphs,
            attached: locale.text("mail-attached"),
            attachments: attachments
                .map(|path| Ok(self.attachment_name(recipient, path)?.shown))
                .collect::<Result<_, Diagnostic>>()?,
            ..self.frame(locale)
        })
    }

    /// What all letters in a language have in common.
    pub fn frame(&self, locale: &Locale) -> Letter {
        let sender = line(self.sender.in_language(locale.language()));
        Letter {
            language: locale.language().tag().to_owned(),
            signature: locale.format("mail-signature", &[("sender", (&sender).into())]),
            sender,
            footer: vec![
                locale.text("mail-footer-confidential"),
                locale.text("mail-footer-automatic"),
            ],
            ..Letter::default()
        }
    }

    /// What the file at `path` is called where it is attached.
    ///
    /// # Errors
    /// `unknown-language`.
    pub fn attachment_name(
        &self,
        recipient: &Recipient,
        path: &str,
    ) -> Result<AttachmentName, Diagnostic> {
        let locale = self.locale(recipient.language)?;
        let extension = path.rsplit('.').next().unwrap_or_default();
        let kind = recipient.kind.name();
        let (stem, message) = match extension {
            "xlsx" => ("scores", "workbook"),
            "ics" => ("interview", "interview"),
            _ => ("review", kind),
        };
        let id = match recipient.kind {
            PacketKind::Organisation => String::new(),
            PacketKind::Person | PacketKind::Team => format!("-{}", file_name(&recipient.id)),
        };
        let (name, period) = (line(&recipient.name), locale.period(self.period));
        let arguments = [
            ("name", Argument::Text(&name)),
            ("period", Argument::Text(&period)),
        ];
        let shown = locale.format(&format!("mail-file-{message}"), &arguments);
        let ascii: String = format!("{stem}-{}{id}", self.period)
            .chars()
            .take(60)
            .collect();
        Ok(AttachmentName {
            ascii: format!("{ascii}.{extension}"),
            shown: format!("{}.{extension}", for_files(&line(&shown))),
        })
    }
}

/// Whether a file of a packet goes with the mail.
pub(super) fn is_attached(path: &str) -> bool {
    [".pdf", ".ics", ".xlsx"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// The text without what file systems forbid in names.
fn for_files(text: &str) -> String {
    let forbidden = |c: char| matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let kept: String = text
        .chars()
        .map(|c| if forbidden(c) { '_' } else { c })
        .collect();
    kept.trim_matches(['.', ' ']).to_owned()
}
