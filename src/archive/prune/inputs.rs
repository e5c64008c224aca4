//! Kept inputs that no edition needs any more: exports of periods that were pruned.
//!
//! A kept file stays if any manifest or record of fonts that is left names its checksum, or
//! any kept part of a manifest that itself stays. While an edition is being written nothing
//! goes, because it may need what no manifest names yet; whoever keeps a file waits until
//! this is over, and keeps it then.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ASIDE;
use crate::archive::layout::STAGING;
use crate::archive::{EditionName, INPUTS, Lock, MANIFEST, unwritable};
use crate::diagnostic::Diagnostic;

/// Files of an edition that name kept inputs.
const NAMING: [&str; 2] = [MANIFEST, "fonts.json"];

/// Removes what is not needed any more; `false` where a run under way keeps it from that.
///
/// # Errors
/// `unwritable-archive`.
pub(super) fn sweep(archive: &Path) -> Result<bool, Diagnostic> {
    let folder = archive.join(INPUTS);
    if !folder.exists() {
        return Ok(true);
    }
    let _turn = Lock::wait(archive, INPUTS)?;
    let swept = match naming(archive) {
        Ok(Some(naming)) => sweep_all_but(&folder, naming).map(|()| true),
        Ok(None) => Ok(false),
        Err(error) => Err(error),
    };
    swept.map_err(|error| unwritable(&folder, &error))
}

/// Files that may name kept inputs; `None` while an edition is being written.
fn naming(archive: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let mut naming = Vec::new();
    for edition in folders(archive)? {
        let name = edition
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if let Some(staged) = name.strip_prefix(STAGING) {
            if is_being_written(archive, staged) {
                return Ok(None);
            }
        } else if !name.starts_with(ASIDE) {
            naming.extend(NAMING.map(|file| edition.join(file)));
        }
    }
    Ok(Some(naming))
}

/// Whether a staging folder has a run; otherwise a killed one has left it.
fn is_being_written(archive: &Path, name: &str) -> bool {
    let lock = match name.parse::<EditionName>() {
        Ok(edition) => edition.period.to_string(),
        Err(_) => name.to_owned(),
    };
    Lock::take(archive, &lock).is_err()
}

/// Removes kept files that none of `unread` names, and copies that were cut short.
fn sweep_all_but(folder: &Path, mut unread: Vec<PathBuf>) -> io::Result<()> {
    let all: Vec<String> = names(folders(folder)?).collect();
    let mut idle: BTreeSet<String> = all
        .iter()
        .filter(|name| is_checksum(name))
        .cloned()
        .collect();
    while let Some(path) = unread.pop() {
        let text = match fs::read(&path) {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                continue;
            }
            read => String::from_utf8_lossy(&read?).into_owned(),
        };
        for word in text.split(|letter: char| !letter.is_ascii_hexdigit()) {
            if let Some(needed) = idle.take(word)
                && may_name_others(&folder.join(&needed))
            {
                unread.push(folder.join(needed));
            }
        }
    }
    let cut = all.iter().filter(|name| is_cut_short(name));
    for name in idle.iter().chain(cut) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect()
}

fn names(paths: Vec<PathBuf>) -> impl Iterator<Item = String> {
    paths
        .into_iter()
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
}

fn is_checksum(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a copy of this name was being made: whoever makes one holds the lock.
fn is_cut_short(name: &str) -> bool {
    let name = name.strip_prefix('.');
    name.and_then(|name| name.strip_suffix(".new"))
        .is_some_and(is_checksum)
}

/// Whether a kept file may be the part of a manifest: it begins as JSON does.
fn may_name_others(path: &Path) -> bool {
    use std::io::Read;
    let mut first = [0];
    fs::File::open(path)
        .is_ok_and(|mut file| file.read_exact(&mut first).is_ok() && first == [b'{'])
}
