//! `manifest.json`: what an edition was made from, what went before it, and all its files.
//!
//! The manifest is the edition's identity: its SHA-256 fixes every other file of the edition, and
//! an approval records it. It holds no time; `approval.json` beside it does, and is not in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::earlier::{CONFIGURATION, DEFINITIONS, PROVISIONAL, SCORES};
use crate::locale::Language;
use crate::period::Period;

/// The list of an edition's files.
pub const MANIFEST: &str = "manifest.json";

/// Version of the manifest.
pub(super) const FORMAT: u32 = 1;

/// What an edition was made from, for its manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// The period.
    pub period: Period,
    /// The day of the data.
    pub as_of: NaiveDate,
    /// SHA-256 over all configuration, the built-in catalogue included.
    pub configuration: String,
    /// Input files with their SHA-256, sorted by path.
    pub inputs: BTreeMap<String, String>,
    /// What the run was asked for besides; absent in editions of earlier programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Request>,
    /// Earlier editions that this one was compared with, by name: SHA-256 of the part of their
    /// manifest that tells what was compared, see [`Manifest::compared_part`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub compared: BTreeMap<String, String>,
}

/// What a run was asked for on the command line, as far as it decides the bytes of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Formats of packets, by extension.
    pub formats: Vec<String>,
    /// Language of all packets, in place of everybody's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The last day that any table tells of; absent where the day of the data was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
    /// Identifiers of the people and teams with packets; absent where all have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<BTreeSet<String>>,
}

/// Size and checksum of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// An edition by its name and the SHA-256 of its manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Name of the edition: `2026-10`, `2026-10.r2`.
    pub name: String,
    /// SHA-256 of its manifest, in hexadecimal.
    pub manifest_sha256: String,
}

/// What `manifest.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this file.
    pub format: u32,
    /// What the edition was made from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The approved edition before this one; absent for the first of a chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Link>,
    /// All files but this one, by path within the edition.
    pub files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// The part of the manifest that matters to whoever is compared with this edition: no packets,
    /// no inputs, and nothing of the editions before it. It stays the same when a draft is made
    /// again from the same data.
    #[must_use]
    pub fn compared_part(&self) -> Self {
        let made = &self.provenance;
        let files = self.files.iter().filter(|(name, _)| is_compared(name));
        Self {
            format: self.format,
            provenance: Provenance {
                program: made.program.clone(),
                period: made.period,
                as_of: made.as_of,
                configuration: made.configuration.clone(),
                inputs: BTreeMap::new(),
                asked: None,
                compared: BTreeMap::new(),
            },
            before: None,
            files: files
                .map(|(name, entry)| (name.clone(), entry.clone()))
                .collect(),
        }
    }

    /// The file.
    ///
    /// # Errors
    /// None in practice: every part is plain.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// Whether later editions read this file to compare themselves. It lies within the edition.
fn is_compared(name: &str) -> bool {
    if name.split('/').any(|part| part == "..") {
        return false;
    }
    [SCORES, PROVISIONAL, DEFINITIONS].contains(&name)
        || name.starts_with(CONFIGURATION) && name[CONFIGURATION.len()..].starts_with('/')
}
