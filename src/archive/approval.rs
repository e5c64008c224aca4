//! `approval.json`: who approved an edition and when.
//!
//! It lies beside the manifest and is not listed in it, because it comes later. It names the
//! manifest's SHA-256, and so everything that the manifest lists. From then on the edition is
//! never changed; a later run of the period makes the next revision.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::editions::is_fixed;
use super::{StoredEdition, put_in_place, unwritable};
use crate::diagnostic::{Diagnostic, Place};

/// The file of an approval.
pub const APPROVAL: &str = "approval.json";

/// Version of the file.
pub(super) const FORMAT: u32 = 1;

/// Somebody's word that an edition is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Version of this file.
    pub format: u32,
    /// The edition: `2026-10`, `2026-10.r2`.
    pub edition: String,
    /// SHA-256 of the manifest that was approved, in hexadecimal.
    pub manifest_sha256: String,
    /// Name of who approved it.
    pub by: String,
    /// When, by RFC 3339 with the offset of the clock.
    pub at: String,
    /// The program that recorded it, with its version.
    pub program: String,
}

impl Approval {
    /// The approval in the folder of an edition; `None` for a draft.
    ///
    /// # Errors
    /// `damaged-approval` where there is one that cannot be read: such an edition is no draft.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join(APPROVAL);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| damaged(&path, &error.to_string()))?,
        };
        let approval: Self =
            serde_json::from_slice(&bytes).map_err(|error| damaged(&path, &error.to_string()))?;
        Ok(Some(approval))
    }
}

/// Records that `by` has approved an edition, as it is, at the instant `at` (RFC 3339). Who calls
/// this holds the lock of its period and has checked the edition's files.
///
/// # Errors
/// `already-approved`, also where the approval there is damaged; `not-approvable` for an edition
/// of a few people; `unwritable-archive`.
pub fn approve(
    edition: &StoredEdition,
    by: &str,
    at: &str,
    program: &str,
) -> Result<Approval, Diagnostic> {
    let place = Place::file(edition.folder.display().to_string());
    if edition.is_partial() {
        let message = format!("{} has packets of a few people only", edition.name);
        return Err(Diagnostic::error("not-approvable", place, message)
            .hint("run the period without `--only`, and approve that edition"));
    }
    if is_fixed(&edition.folder) {
        let message = match &edition.approval {
            Some(old) => format!("{} was approved by {} on {}", edition.name, old.by, old.at),
            None => format!("{} was approved meanwhile", edition.name),
        };
        return Err(Diagnostic::error("already-approved", place, message).hint(
            "an approval stands; after a correction, run the period again and approve the revision",
        ));
    }
    let approval = Approval {
        format: FORMAT,
        edition: edition.name.clone(),
        manifest_sha256: edition.manifest_sha256.clone(),
        by: by.to_owned(),
        at: at.to_owned(),
        program: program.to_owned(),
    };
    let path = edition.folder.join(APPROVAL);
    let mut bytes = serde_json::to_vec_pretty(&approval)
        .map_err(|error| unwritable(&path, &io::Error::other(error)))?;
    bytes.push(b'\n');
    put_in_place(&path, &bytes).map_err(|error| unwritable(&path, &error))?;
    Ok(approval)
}

fn damaged(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the approval of this edition cannot be read: {what}");
    Diagnostic::error("damaged-approval", place, message)
        .hint("restore the file from a backup; an approved edition is never replaced")
}
