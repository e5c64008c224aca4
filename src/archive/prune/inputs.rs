//! Kept inputs that no edition needs any more: exports of periods that were pruned.
//!
//! A kept file stays if any manifest or record of fonts that is left names its checksum, or
//! any kept part of a manifest that itself stays. While an edition is being written nothing
//! goes, because it may need what no manifest names yet.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::archive::{INPUTS, MANIFEST, STAGING};

/// Files of an edition that name kept inputs.
const NAMING: [&str; 2] = [MANIFEST, "fonts.json"];

/// Removes what is not needed any more; how many files went.
pub(super) fn sweep(archive: &Path) -> io::Result<usize> {
    let folder = archive.join(INPUTS);
    let mut idle: BTreeSet<String> = match folders(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        found => names(found?).filter(|name| is_checksum(name)).collect(),
    };
    let mut unread = Vec::new();
    for edition in folders(archive)? {
        let name = edition
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with(STAGING) {
            return Ok(0);
        }
        unread.extend(NAMING.map(|file| edition.join(file)));
    }
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
    for name in &idle {
        fs::remove_file(folder.join(name))?;
    }
    Ok(idle.len())
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

/// Whether a kept file may be the part of a manifest: it begins as JSON does.
fn may_name_others(path: &Path) -> bool {
    use std::io::Read;
    let mut first = [0];
    fs::File::open(path)
        .is_ok_and(|mut file| file.read_exact(&mut first).is_ok() && first == [b'{'])
}
