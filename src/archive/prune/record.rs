//! The record of what was removed: a file that only grows, one JSON object a line.
//!
//! A line is on the disk before its edition is touched. One that a crash cut short stands for
//! nothing and spoils no other.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::archive::{Approval, Link, StoredEdition, private, sync_folder, unwritable};
use crate::diagnostic::Diagnostic;

/// The record in the folder of all editions.
pub const PRUNED: &str = "pruned.jsonl";

/// Version of a line of the record.
const FORMAT: u32 = 1;

/// An edition that was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    /// Version of this line.
    pub format: u32,
    /// What it was called.
    pub name: String,
    /// SHA-256 of its manifest, in hexadecimal.
    pub manifest_sha256: String,
    /// Who had approved it and when; absent for a draft.
    pub approval: Option<Approval>,
    /// When it was removed, by RFC 3339.
    pub at: String,
    /// Who had it removed.
    pub by: String,
}

/// Writes the line of an edition, unless a killed pruning has done so.
pub(super) fn record(
    archive: &Path,
    edition: &StoredEdition,
    by: &str,
    at: &str,
) -> Result<(), Diagnostic> {
    let link = Link {
        name: edition.name.clone(),
        manifest_sha256: edition.manifest_sha256.clone(),
    };
    if find_pruned(archive, &link).is_some() {
        return Ok(());
    }
    let line = Pruned {
        format: FORMAT,
        name: link.name,
        manifest_sha256: link.manifest_sha256,
        approval: edition.approval.clone(),
        at: at.to_owned(),
        by: by.to_owned(),
    };
    let path = archive.join(PRUNED);
    append(&path, &line)
        .and_then(|()| sync_folder(archive))
        .map_err(|error| unwritable(&path, &error))
}

fn append(path: &Path, line: &Pruned) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    let mut file = private::append_file(path)?;
    // A line that was cut short must not swallow the next.
    let torn = fs::read(path)?.last().is_some_and(|byte| *byte != b'\n');
    if torn {
        bytes.insert(0, b'\n');
    }
    file.write_all(&bytes)?;
    file.sync_all()
}

/// All editions on record as removed, in the order in which they went. A line that was cut
/// short stands for nothing: its edition was not removed then.
pub fn pruned(archive: &Path) -> Vec<Pruned> {
    let bytes = fs::read(archive.join(PRUNED)).unwrap_or_default();
    bytes
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

/// The record of the edition that a link of the chain names, where it was removed.
pub fn find_pruned(archive: &Path, link: &Link) -> Option<Pruned> {
    let same = |one: &Pruned| one.name == link.name && one.manifest_sha256 == link.manifest_sha256;
    pruned(archive).into_iter().find(same)
}
