//! What became of everybody's mail: `delivery.csv`, and numbers for a summary.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::ledger::{Entry, State};
use crate::archive::{private, put_in_place};
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};

/// What became of a recipient's mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// What the ledger knows it by.
    pub recipient: String,
    /// The name.
    pub name: String,
    /// The address; empty where nobody knows.
    pub address: String,
    /// What is known; `none` where there is no address, `new` where nothing has begun.
    pub state: &'static str,
    /// When that came to be known.
    pub at: String,
    /// How often it has been tried.
    pub attempts: u32,
    /// What the server answered.
    pub reply: String,
    /// The `Message-ID`.
    pub message_id: String,
    /// SHA-256 of what it carries.
    pub content: String,
    /// The earlier revision that it was sent with; empty where it is of this one.
    pub revision: String,
}

impl Receipt {
    /// Of a mail, by what is known of it.
    pub fn of(
        recipient: &str,
        name: &str,
        address: &str,
        content: &str,
        known: Option<Entry>,
    ) -> Self {
        let receipt = Self {
            recipient: recipient.to_owned(),
            name: name.to_owned(),
            address: address.to_owned(),
            state: if address.is_empty() { "none" } else { "new" },
            at: String::new(),
            attempts: 0,
            reply: String::new(),
            message_id: String::new(),
            content: content.to_owned(),
            revision: String::new(),
        };
        match known {
            None => receipt,
            Some(entry) => Self {
                address: entry.address,
                state: entry.state.name(),
                at: entry.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
                attempts: entry.attempts,
                reply: entry.reply,
                message_id: entry.message_id,
                revision: entry.revision,
                ..receipt
            },
        }
    }
}

/// How many mails are in each state, by its name.
pub fn counts(receipts: &[Receipt]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for receipt in receipts {
        *counts.entry(receipt.state).or_default() += 1;
    }
    counts
}

/// Whether anything is left that a person has to look at.
pub fn is_complete(receipts: &[Receipt]) -> bool {
    receipts
        .iter()
        .all(|receipt| receipt.state == State::Sent.name())
}

/// Writes the file, whole or not at all.
///
/// # Errors
/// `unwritable-file`.
pub fn write_receipts(path: &Path, receipts: &[Receipt]) -> Result<(), Diagnostic> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "recipient",
        "name",
        "address",
        "state",
        "at",
        "attempts",
        "reply",
        "message_id",
        "content",
        "revision",
    ];
    // Writing into memory does not fail.
    let _ = cell::write_record(&mut writer, header);
    for receipt in receipts {
        let attempts = receipt.attempts.to_string();
        let row = [
            &receipt.recipient,
            &receipt.name,
            &receipt.address,
            receipt.state,
            &receipt.at,
            &attempts,
            &receipt.reply,
            &receipt.message_id,
            &receipt.content,
            &receipt.revision,
        ];
        let _ = cell::write_record(&mut writer, row);
    }
    replace(path, &writer.into_inner().unwrap_or_default())
}

/// Writes a file in place of what is there, by rename.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let put = || -> io::Result<()> {
        if let Some(folder) = path.parent() {
            private::create_folders(folder)?;
        }
        put_in_place(path, bytes)
    };
    put().map_err(|error| unwritable(path, &error))
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the file cannot be written: {error}");
    Diagnostic::error("unwritable-file", place, message)
        .hint("check the folder's permissions and the free space")
}
