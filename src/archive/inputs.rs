//! What editions were made from, kept so that they can be made again: `inputs/` in the archive.
//!
//! A file is kept under its SHA-256, once for all editions that were made from it. Of drafts that
//! an edition was compared with, the few files that matter are kept in the same way, because a
//! draft may be gone tomorrow; approved editions stay, so nothing of them is kept twice.
//!
//! Limits: a run removes nothing; pruning removes what no manifest of the archive names any more
//! (nor `fonts.json`, for the workspace's font).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::approval;
use super::editions::is_fixed;
use super::lock::Lock;
use super::stored::incomplete;
use super::verify::digest;
use super::{APPROVAL, Approval, EditionName, Link, MANIFEST, Manifest, StoredEdition, checksum};
use super::{private, unwritable};
use crate::diagnostic::{Diagnostic, Place};

/// The folder of files.
pub(super) const INPUTS: &str = "inputs";

/// Where the archive keeps the file with this checksum, if it does.
fn kept_input(archive: &Path, sha256: &str) -> PathBuf {
    archive.join(INPUTS).join(sha256)
}

/// Keeps a file as it was read.
///
/// # Errors
/// `input-changed` where it is not what was read any more; `unwritable-archive`.
pub fn keep_input(archive: &Path, path: &Path, sha256: &str) -> Result<(), Diagnostic> {
    // Runs of several periods may keep the same file, and a pruning may remove it.
    let _turn = Lock::wait(archive, INPUTS)?;
    let target = kept_input(archive, sha256);
    let size = |path: &Path| fs::metadata(path).map(|file| file.len());
    if let (Ok(there), Ok(wanted)) = (size(&target), size(path))
        && there == wanted
    {
        return Ok(());
    }
    let wrong = |error: io::Error| unwritable(&target, &error);
    private::create_folders(&archive.join(INPUTS)).map_err(wrong)?;
    let temporary = archive.join(INPUTS).join(format!(".{sha256}.new"));
    private::copy_file(path, &temporary).map_err(wrong)?;
    if digest(&temporary).map_err(wrong)?.sha256 != sha256 {
        let _ = fs::remove_file(&temporary);
        let place = Place::file(path.display().to_string());
        let message = "the file was changed while the run was reading it";
        return Err(Diagnostic::error("input-changed", place, message)
            .hint("run again when the export is finished"));
    }
    let done = File::open(&temporary).and_then(|file| file.sync_all());
    done.and_then(|()| fs::rename(&temporary, &target))
        .map_err(wrong)
}

/// Keeps what is compared of an edition, unless it is approved and so stays by itself. What of it
/// is damaged was not compared with, and is passed over.
///
/// # Errors
/// `unwritable-archive`.
pub fn keep_part(archive: &Path, name: &str) -> Result<(), Diagnostic> {
    let folder = archive.join(name);
    if is_fixed(&folder) {
        return Ok(());
    }
    let Ok(edition) = StoredEdition::open(&folder) else {
        return Ok(());
    };
    let part = edition.manifest.compared_part();
    for (path, entry) in &part.files {
        let file = folder.join(path);
        if digest(&file).is_ok_and(|found| found == *entry) {
            keep_input(archive, &file, &entry.sha256)?;
        }
    }
    let bytes = part
        .to_json()
        .map_err(|error| incomplete(&folder, &error.to_string()))?;
    let target = kept_input(archive, &checksum(&bytes));
    let _turn = Lock::wait(archive, INPUTS)?;
    let written = private::create_folders(&archive.join(INPUTS))
        .and_then(|()| super::put_in_place(&target, &bytes));
    written.map_err(|error| unwritable(&target, &error))
}

/// Lays the earlier editions that one was `compared` with out in the folder `into`, as far as they
/// were compared, and with the approval of the one `before` it: a run there finds what the run of
/// that edition found.
///
/// # Errors
/// `input-missing` where one is gone; `unwritable-archive`.
pub fn lay_out(
    archive: &Path,
    compared: &BTreeMap<String, String>,
    before: Option<&Link>,
    into: &Path,
) -> Result<(), Diagnostic> {
    for (name, sha256) in compared {
        let source = Source::find(archive, name, sha256)?;
        let folder = into.join(name);
        for (path, entry) in &source.part.files {
            let from = source.place(archive, path, &entry.sha256);
            let bytes = fs::read(&from).map_err(|error| missing(&from, &error.to_string()))?;
            put(&folder.join(path), &bytes)?;
        }
        put(
            &folder.join(MANIFEST),
            &json(source.part.to_json(), &folder)?,
        )?;
    }
    let Some(link) = before else { return Ok(()) };
    // Only that it is approved, and which manifest was, matters to the next in the chain.
    let approval = Approval {
        format: approval::FORMAT,
        edition: link.name.clone(),
        manifest_sha256: link.manifest_sha256.clone(),
        by: String::new(),
        at: String::new(),
        program: String::new(),
    };
    let path = folder_in(into, &link.name)?.join(APPROVAL);
    put(&path, &json(serde_json::to_vec(&approval), &path)?)
}

/// The folder of an edition in `folder`, where `name` names one: it leads nowhere else.
fn folder_in(folder: &Path, name: &str) -> Result<PathBuf, Diagnostic> {
    let path = folder.join(name);
    match name.parse::<EditionName>() {
        Ok(_) => Ok(path),
        Err(what) => Err(missing(&path, &what)),
    }
}

fn json(made: serde_json::Result<Vec<u8>>, path: &Path) -> Result<Vec<u8>, Diagnostic> {
    made.map_err(|error| unwritable(path, &io::Error::other(error)))
}

/// Writes a file, and makes the folders on its path.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let folders = path.parent().map_or(Ok(()), private::create_folders);
    folders
        .and_then(|()| private::write_file(path, bytes))
        .map_err(|error| unwritable(path, &error))
}

/// Where an edition that was compared with is found: as it was, or what was kept of it.
struct Source {
    part: Manifest,
    folder: Option<PathBuf>,
}

impl Source {
    fn find(archive: &Path, name: &str, sha256: &str) -> Result<Self, Diagnostic> {
        let folder = folder_in(archive, name)?;
        if let Ok(edition) = StoredEdition::open(&folder)
            && edition.compared_link()?.manifest_sha256 == sha256
        {
            let (part, folder) = (edition.manifest.compared_part(), Some(folder));
            return Ok(Self { part, folder });
        }
        let path = kept_input(archive, sha256);
        let gone = |what: &str| missing(&path, &format!("{name}, as it was compared with: {what}"));
        let bytes = fs::read(&path).map_err(|error| gone(&error.to_string()))?;
        if checksum(&bytes) != sha256 {
            return Err(gone("it is not as it was kept"));
        }
        let part: Manifest =
            serde_json::from_slice(&bytes).map_err(|error| gone(&error.to_string()))?;
        // Whoever wrote it, nothing leaves the folder of its edition.
        let (part, folder) = (part.compared_part(), None);
        Ok(Self { part, folder })
    }

    fn place(&self, archive: &Path, path: &str, sha256: &str) -> PathBuf {
        match &self.folder {
            Some(folder) => folder.join(path),
            None => kept_input(archive, sha256),
        }
    }
}

/// Something that an edition was made from is not in the archive.
fn missing(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("what the edition was made from is not in the archive: {what}");
    Diagnostic::error("input-missing", place, message)
        .hint("restore `inputs` of the archive from a backup; it is kept unless scorepack.yaml says `archive: {inputs: false}`")
}

/// Checks that the archive keeps the file with this checksum, unchanged; where it lies.
///
/// # Errors
/// `input-missing`, with the path that the file had.
pub fn check_input(archive: &Path, label: &str, sha256: &str) -> Result<PathBuf, Diagnostic> {
    let path = kept_input(archive, sha256);
    match digest(&path) {
        Ok(found) if found.sha256 == sha256 => Ok(path),
        Ok(_) => Err(missing(&path, &format!("{label} is not as it was read"))),
        Err(error) => Err(missing(&path, &format!("{label}: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::super::{Edition, Provenance};
    use super::*;
    use crate::render::Artifact;

    /// An archive that has kept what is compared of a draft and no longer has the draft; the
    /// checksum of what it kept.
    fn kept(archive: &Path) -> String {
        let period = "2026-10".parse().unwrap();
        let edition = Edition::begin(archive, period).unwrap();
        let (path, bytes) = ("scores.csv".to_owned(), b"kept".to_vec());
        edition.write(&Artifact { path, bytes }).unwrap();
        let provenance = Provenance {
            program: "scorepack 0".to_owned(),
            period,
            as_of: "2026-11-05".parse().unwrap(),
            configuration: String::new(),
            inputs: BTreeMap::new(),
            asked: None,
            compared: BTreeMap::new(),
        };
        let folder = edition.finish(&provenance).unwrap();
        keep_part(archive, "2026-10").unwrap();
        let stored = StoredEdition::open(&folder).unwrap();
        fs::remove_dir_all(folder).unwrap();
        stored.compared_link().unwrap().manifest_sha256
    }

    fn compared(name: &str, sha256: &str) -> BTreeMap<String, String> {
        [(name.to_owned(), sha256.to_owned())].into()
    }

    #[test]
    fn what_was_kept_of_a_draft_is_laid_out_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, into) = (folder.path().join("archive"), folder.path().join("into"));
        let sha256 = kept(&archive);
        lay_out(&archive, &compared("2026-10", &sha256), None, &into).unwrap();
        assert_eq!(fs::read(into.join("2026-10/scores.csv")).unwrap(), b"kept");
        let laid = StoredEdition::open(&into.join("2026-10")).unwrap();
        assert_eq!(laid.compared_link().unwrap().manifest_sha256, sha256);
    }

    #[test]
    fn what_was_kept_of_a_draft_and_is_another_is_not_used_and_writes_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let (archive, into) = (folder.path().join("archive"), folder.path().join("into"));
        let sha256 = kept(&archive);
        let path = archive.join(INPUTS).join(&sha256);
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("scores.csv", "../../scores.csv");
        fs::write(&path, &text).unwrap();
        let found = lay_out(&archive, &compared("2026-10", &sha256), None, &into).unwrap_err();
        assert_eq!(found.code, "input-missing");
        // Also where somebody has made the checksum fit, or the name leads elsewhere.
        let other = checksum(text.as_bytes());
        fs::rename(&path, archive.join(INPUTS).join(&other)).unwrap();
        lay_out(&archive, &compared("2026-10", &other), None, &into).unwrap();
        let found = lay_out(&archive, &compared("../2026-10", &other), None, &into).unwrap_err();
        assert_eq!(found.code, "input-missing");
        assert!(!folder.path().join("scores.csv").exists());
        assert!(!folder.path().join("2026-10").exists());
    }
}
