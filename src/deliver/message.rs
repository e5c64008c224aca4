//! A mail as bytes: headers, plain and HTML parts, attachments.
//!
//! The same packet, address and moment give the same bytes. Everything that comes from
//! data passes `address::line` before it stands in a header, and lettre encodes it.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};

use super::address::{line, subject};
use super::letter::AttachmentName;
use crate::archive::checksum;
use crate::diagnostic::{Diagnostic, Place};
use crate::render::mail::Written;

/// A file that goes with a mail.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) name: AttachmentName,
    pub(super) bytes: Vec<u8>,
}

/// Somebody with an address.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) address: Address,
}

/// Everything that a mail is made of.
pub(super) struct Parts<'a> {
    pub(super) from: &'a Party,
    pub(super) reply_to: Option<&'a Address>,
    pub(super) to: &'a Party,
    pub(super) copy: Option<&'a Party>,
    pub(super) written: &'a Written,
    pub(super) attachments: Vec<Attachment>,
    pub(super) message_id: &'a str,
    pub(super) at: DateTime<Utc>,
}

/// A mail ready to leave.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

/// The `Message-ID` of what an edition sends to a recipient: the same whenever it is sent, so
/// that whoever gets it twice can tell.
pub(super) fn message_id(edition: &str, recipient: &str, content: &str, from: &Address) -> String {
    let hash = checksum(format!("{edition}\0{recipient}\0{content}").as_bytes());
    format!("<{}@{}>", &hash[..32], from.domain())
}

/// Writes the mail.
///
/// # Errors
/// `unwritable-mail` where the parts make none.
pub(super) fn write(parts: Parts<'_>) -> Result<Mail, Diagnostic> {
    let Parts {
        from,
        reply_to,
        to,
        copy,
        written,
        attachments,
        message_id,
        at,
    } = parts;
    let wrong = |error: &dyn std::fmt::Display| {
        let message = format!("the mail to {} cannot be written: {error}", to.address);
        Diagnostic::error("unwritable-mail", Place::default(), message)
    };
    let mailbox = |party: &Party| {
        let name = line(&party.name);
        Mailbox::new((!name.is_empty()).then_some(name), party.address.clone())
    };
    let mut builder = Message::builder()
        .from(mailbox(from))
        .to(mailbox(to))
        .subject(subject(&written.subject))
        .date(SystemTime::from(at))
        .message_id(Some(message_id.to_owned()))
        .header(AutoSubmitted);
    if let Some(copy) = copy {
        builder = builder.cc(mailbox(copy));
    }
    if let Some(reply_to) = reply_to {
        builder = builder.reply_to(Mailbox::new(None, reply_to.clone()));
    }
    // The boundary follows from the identifier, so that the same mail is the same bytes.
    let boundary = &checksum(message_id.as_bytes())[..24];
    let words = MultiPart::alternative()
        .boundary(format!("{boundary}-words"))
        .singlepart(SinglePart::plain(written.text.clone()))
        .singlepart(SinglePart::html(written.html.clone()));
    let mut body = MultiPart::mixed()
        .boundary(format!("{boundary}-parts"))
        .multipart(words);
    for attachment in attachments {
        body = body.singlepart(part(attachment).map_err(|error| wrong(&error))?);
    }
    let message = builder.multipart(body).map_err(|error| wrong(&error))?;
    Ok(Mail {
        envelope: message.envelope().clone(),
        bytes: message.formatted(),
    })
}

fn part(attachment: Attachment) -> Result<SinglePart, Diagnostic> {
    let Attachment { name, bytes } = attachment;
    let kind = match name.ascii.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("ics") => "text/calendar; charset=utf-8; method=PUBLISH",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
    let unwritable = |what: String| Diagnostic::error("unwritable-mail", Place::default(), what);
    let kind = ContentType::parse(&format!("{kind}; name=\"{}\"", name.ascii))
        .map_err(|error| unwritable(error.to_string()))?;
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64)
        .map_err(|_| unwritable(format!("{} cannot be encoded", name.ascii)))?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(Disposition(name))
        .body(body))
}

/// `Content-Disposition` with both names: an ASCII one for every program, and by RFC 2231
/// the one for readers. lettre writes one or the other.
#[derive(Clone)]
struct Disposition(AttachmentName);

impl Header for Disposition {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Disposition")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err("it is only written".into())
    }

    fn display(&self) -> HeaderValue {
        let Self(AttachmentName { ascii, shown }) = self;
        let value = format!(
            "attachment;\r\n filename=\"{ascii}\";\r\n filename*=UTF-8''{}",
            percent(shown)
        );
        HeaderValue::dangerous_new_pre_encoded(Self::name(), value.clone(), value)
    }
}

/// RFC 2231: what is no letter, digit, `-`, `.` or `_` by its bytes.
fn percent(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut written, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
        written
    })
}

/// Says that a program wrote it, so that absence notes are not answered (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
