//! The editions that an archive has, and the page over all of them.
//!
//! The page is one file beside the editions' folders. It is written to a temporary file and
//! renamed, so that it is whole at any moment; runs of different periods take turns by a
//! lock that dies with its process. A run that was killed before it came here leaves the page
//! of before; the next one mends it.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::{private, sync_folder, unwritable};
use crate::diagnostic::Diagnostic;
use crate::period::Period;
use crate::render::Artifact;

/// Periods of the editions of everybody in the folder `archive`, the latest last. Editions of
/// a few people and folders that are no edition are left out.
pub fn editions(archive: &Path) -> Vec<Period> {
    let entries = fs::read_dir(archive).into_iter().flatten().flatten();
    let mut periods: Vec<Period> = entries
        .filter(|entry| entry.path().join("index.html").is_file())
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    periods.sort_by_key(|period| (period.end(), period.start()));
    periods
}

/// A file of an edition; `None` where it cannot be read.
pub fn read_part(archive: &Path, period: Period, name: &str) -> Option<Vec<u8>> {
    fs::read(archive.join(period.to_string()).join(name)).ok()
}

/// Makes a file beside the editions by `make`, while no other run does, and puts it in place
/// of the one before.
///
/// # Errors
/// Those of `make`; `unwritable-archive` with the path. The old file stays then.
pub fn publish(
    archive: &Path,
    make: impl FnOnce() -> Result<Artifact, Diagnostic>,
) -> Result<(), Diagnostic> {
    let path = archive.join(".lock-overview");
    let lock = private::create_file(&path).map_err(|error| unwritable(&path, &error))?;
    lock.lock().map_err(|error| unwritable(&path, &error))?;
    let artifact = make()?;
    let temporary = archive.join(format!(".{}.new", artifact.path));
    let target = archive.join(&artifact.path);
    let write = || {
        let mut file = private::create_file(&temporary)?;
        file.write_all(&artifact.bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &target)?;
        sync_folder(archive)
    };
    write().map_err(|error| unwritable(&target, &error))
}
