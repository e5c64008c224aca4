//! Whether editions are what they were: every file against the manifest, the manifest against its
//! approval, and each edition against the one that it names as the one before.
//!
//! Files are hashed many at a time and piece by piece, so that size does not matter.
//!
//! Limits: files by which desktops remember how a folder was looked at are passed over.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::editions::is_fixed;
use super::find_pruned;
use super::{APPROVAL, EditionName, Entry, MANIFEST, StoredEdition, checksum, hexadecimal};
use crate::diagnostic::{Code, Diagnostic, Place};

/// What desktops leave in folders.
const CLUTTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Bytes that are hashed at a time.
const PIECE: usize = 1 << 16;

/// Folders of all editions in an archive, those of a few people too, by name.
pub fn every_edition(archive: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(archive).into_iter().flatten().flatten();
    let mut folders: Vec<(Option<EditionName>, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let (folder, parsed) = (entry.path(), name.parse().ok());
            let is_one = !name.starts_with('.') && folder.is_dir();
            (is_one && (parsed.is_some() || StoredEdition::is_one(&folder)))
                .then_some((parsed, folder))
        })
        .collect();
    folders.sort();
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// Every file that is missing, is not as it was written, or is there besides; in that order.
pub fn check_files(edition: &StoredEdition) -> Vec<Diagnostic> {
    let files: Vec<(&String, &Entry)> = edition.manifest.files.iter().collect();
    let check = |(name, entry): &(&String, &Entry)| check_file(&edition.folder, name, entry);
    let mut found: Vec<Diagnostic> = files.par_iter().filter_map(check).collect();
    found.sort_by_key(|one| one.code != MISSING);
    found.extend(extra(edition));
    found
}

const MISSING: Code = "file-missing";

fn check_file(folder: &Path, name: &str, entry: &Entry) -> Option<Diagnostic> {
    let path = folder.join(name);
    let (code, message) = match digest(&path) {
        Ok(found) if found == *entry => return None,
        Ok(_) => ("file-changed", "it is not as it was written".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (
            MISSING,
            "the manifest lists it, and it is not there".to_owned(),
        ),
        Err(error) => ("file-changed", format!("it cannot be read: {error}")),
    };
    Some(finding(code, &path, &message).hint("restore it from a backup"))
}

/// Size and checksum of a file on disk.
pub(super) fn digest(path: &Path) -> io::Result<Entry> {
    let (mut file, mut hash, mut size) = (File::open(path)?, Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            let sha256 = hexadecimal(&hash.finalize());
            return Ok(Entry { size, sha256 });
        }
        hash.update(&piece[..read]);
        size += read as u64;
    }
}

/// Files that the manifest does not know, sorted.
fn extra(edition: &StoredEdition) -> Vec<Diagnostic> {
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(edition.folder.join(&folder));
        for entry in entries.into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{folder}{file}");
            let known = edition.manifest.files.contains_key(&name)
                || [MANIFEST, APPROVAL].contains(&name.as_str())
                || CLUTTER.contains(&file.as_str());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(format!("{name}/"));
            } else if !known {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    let tell = |path: &PathBuf| {
        finding("file-extra", path, "the manifest does not list it")
            .hint("take it out of the edition; nothing is added to one")
    };
    found.iter().map(tell).collect()
}

/// Whether what was approved is this edition with this manifest; nothing for a draft.
pub fn check_approval(edition: &StoredEdition) -> Option<Diagnostic> {
    let approval = edition.approval.as_ref()?;
    if approval.edition != edition.name {
        let path = edition.folder.join(APPROVAL);
        let message = format!("it is the approval of {}", approval.edition);
        let found = finding("changed-since-approval", &path, &message);
        return Some(found.hint("restore the file from a backup"));
    }
    edition.approved().err()
}

/// Whether the approved edition that this one names as the one before is there, approved, and
/// still the same, or on record as removed.
pub fn check_chain(archive: &Path, edition: &StoredEdition) -> Option<Diagnostic> {
    let broken = |message: String| {
        let found = finding("broken-chain", &edition.folder, &message);
        Some(
            found
                .hint("restore the edition before it from a backup; an approved one never changes"),
        )
    };
    let Some(link) = &edition.manifest.before else {
        if edition.revision > 1 {
            return broken(format!("{} names no revision before it", edition.name));
        }
        return None;
    };
    let (name, before) = (&edition.name, archive.join(&link.name));
    match fs::read(before.join(MANIFEST)) {
        Err(_) if find_pruned(archive, link).is_some() => None,
        Err(_) => broken(format!("{name} follows {}, which is not there", link.name)),
        Ok(bytes) if checksum(&bytes) != link.manifest_sha256 => broken(format!(
            "{name} follows another {} than the one here",
            link.name
        )),
        Ok(_) if !is_fixed(&before) => broken(format!(
            "{name} follows {}, whose approval is gone",
            link.name
        )),
        Ok(_) => None,
    }
}

fn finding(code: Code, path: &Path, message: &str) -> Diagnostic {
    Diagnostic::error(code, Place::file(path.display().to_string()), message)
}
