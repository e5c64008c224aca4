//! The archive's key for pseudonyms: who has it can tell which pseudonym is whose.
//!
//! It is made once from randomness that is handed in, stays for the life of the archive, so
//! that a pseudonym is the same in every edition, and is open to its owner only. Without it a
//! pseudonym cannot be worked out from an identifier; delete it, and nobody can any more.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{hexadecimal, private, sync_folder, unwritable};
use crate::diagnostic::{Diagnostic, Place};

/// The file in the folder of all editions.
pub const KEY: &str = ".redaction-key";

/// Reads the key; makes it of `random` where the archive has none.
///
/// # Errors
/// `damaged-key` where there is a file that is no key: another one would give everybody
/// another pseudonym. `unwritable-archive`.
pub fn pseudonym_key(archive: &Path, random: &[u8; 32]) -> Result<[u8; 32], Diagnostic> {
    let path = archive.join(KEY);
    private::create_folders(archive).map_err(|error| unwritable(archive, &error))?;
    match make(archive, &path, random) {
        Ok(()) => Ok(*random),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(&path),
        Err(error) => Err(unwritable(&path, &error)),
    }
}

fn make(archive: &Path, path: &Path, random: &[u8; 32]) -> io::Result<()> {
    let mut file = private::create_new_file(path)?;
    let text = hexadecimal(random);
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // What is there in part would pass for a damaged key for ever.
        let _ = fs::remove_file(path);
    }
    written?;
    sync_folder(archive)
}

fn read(path: &Path) -> Result<[u8; 32], Diagnostic> {
    let text = fs::read_to_string(path).map_err(|error| damaged(path, &error.to_string()))?;
    let text = text.trim();
    let digits = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..32).map(|byte| digits(2 * byte)).collect();
    bytes
        .filter(|_| text.len() == 64)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| damaged(path, "it has to be 64 hexadecimal digits"))
}

fn damaged(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the key of the archive's pseudonyms cannot be read: {what}");
    Diagnostic::error("damaged-key", place, message).hint(
        "restore it from a backup; or delete it, and everybody gets another pseudonym from now on",
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::*;

    #[test]
    fn an_archive_keeps_its_first_key_and_no_damaged_one_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("archive");
        assert_eq!(pseudonym_key(&archive, &[7; 32]).unwrap(), [7; 32]);
        assert_eq!(pseudonym_key(&archive, &[8; 32]).unwrap(), [7; 32]);
        for text in ["", "07", &"zz".repeat(32), &"07".repeat(33), "键"] {
            fs::write(archive.join(KEY), text).unwrap();
            let error = pseudonym_key(&archive, &[8; 32]).unwrap_err();
            assert_eq!(error.code, "damaged-key");
            assert_eq!(fs::read_to_string(archive.join(KEY)).unwrap(), text);
        }
    }
}
