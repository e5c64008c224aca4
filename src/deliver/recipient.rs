//! Who is to get what: `recipients.csv` of an edition.
//!
//! The run writes it, so that it is approved with the rest; a send reads it and compares it
//! with the roster as it is then.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cell;
use crate::compose::packet::PacketKind;
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::render::identity;

/// The file's name in an edition.
pub const RECIPIENTS: &str = "recipients.csv";

/// What stands between the files of a recipient.
const BETWEEN: &str = ";";

/// Somebody who is to get a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// What the packet is about.
    pub kind: PacketKind,
    /// Identifier of what it is about.
    pub id: String,
    /// Name of who gets it, or of what it is about.
    pub name: String,
    /// Language of the packet and of the mail.
    pub language: Language,
    /// Where it goes; empty where nobody knows.
    pub address: String,
    /// Name of the manager; of a person only.
    pub manager: String,
    /// Where a copy for the manager would go; empty where nobody knows.
    pub manager_address: String,
    /// Paths of its files in the edition.
    pub files: Vec<String>,
}

/// A row of the file; all cells are texts.
#[derive(Serialize, Deserialize)]
struct Row {
    kind: PacketKind,
    id: String,
    name: String,
    language: Language,
    address: String,
    manager: String,
    manager_address: String,
    files: String,
}

impl Recipient {
    /// What a ledger knows it by: `person/E001`; of the organisation's packet, which several
    /// people may get, with the address: `organisation/hr@example.com`.
    pub fn key(&self) -> String {
        match self.kind {
            PacketKind::Organisation => identity(self.kind, &self.address),
            _ => self.identity(),
        }
    }

    /// Whose packet it is, as the packet's files say it.
    pub fn identity(&self) -> String {
        identity(self.kind, &self.id)
    }

    /// The file with this extension.
    pub fn file(&self, extension: &str) -> Option<&str> {
        let named = |path: &&String| path.rsplit('.').next() == Some(extension);
        self.files.iter().find(named).map(String::as_str)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.identity(), self.name)
    }
}

/// The file.
pub fn write_recipients(recipients: &[Recipient]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "kind",
        "id",
        "name",
        "language",
        "address",
        "manager",
        "manager_address",
        "files",
    ];
    // Writing into memory does not fail.
    let _ = cell::write_record(&mut writer, header);
    for recipient in recipients {
        let row = [
            recipient.kind.name(),
            &recipient.id,
            &recipient.name,
            recipient.language.code(),
            &recipient.address,
            &recipient.manager,
            &recipient.manager_address,
            &recipient.files.join(BETWEEN),
        ];
        let _ = cell::write_record(&mut writer, row);
    }
    writer.into_inner().unwrap_or_default()
}

/// Reads the file back.
///
/// # Errors
/// `wrong-recipients` with the row, once for each row that is none.
pub fn read_recipients(bytes: &[u8]) -> Result<Vec<Recipient>, Vec<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let (mut recipients, mut problems) = (Vec::new(), Vec::new());
    for (number, row) in (1..).zip(reader.deserialize::<Row>()) {
        match row {
            Ok(row) => recipients.push(Recipient {
                kind: row.kind,
                id: cell::bare(&row.id).to_owned(),
                name: cell::bare(&row.name).to_owned(),
                language: row.language,
                address: cell::bare(&row.address).to_owned(),
                manager: cell::bare(&row.manager).to_owned(),
                manager_address: cell::bare(&row.manager_address).to_owned(),
                files: row
                    .files
                    .split(BETWEEN)
                    .filter(|path| !path.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }),
            Err(error) => {
                let place = Place::file(RECIPIENTS).at_row(number);
                let message = format!("the row names no recipient: {error}");
                problems.push(Diagnostic::error("wrong-recipients", place, message));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(recipients),
        false => Err(problems),
    }
}
