//! The archive stage: an edition on disk, whole or not at all.
//!
//! Files are written into a staging folder beside the edition; when all are there, the
//! manifest is written and the folder takes the edition's place by rename. A run that is
//! killed leaves the old edition as it was, and the next run clears what it left. Two
//! runs of one period exclude each other by a lock that dies with its process.
//!
//! A draft is replaced by the next run of its period. An approved edition is never changed: the
//! next run makes a revision beside it, which names it as the one before. So approved editions
//! form a chain, from revision to revision and from period to period.
//!
//! Limits: on Linux the new edition and the old change places in one step. Elsewhere, and on
//! file systems that cannot do that, there is a moment between two renames without an
//! edition; a run that was killed in it is mended by the next.

mod approval;
mod disk;
mod earlier;
mod editions;
mod inputs;
mod key;
mod layout;
mod lock;
mod manifest;
mod name;
pub mod private;
mod prune;
mod stored;
mod verify;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;
use crate::render::Artifact;

pub use self::approval::{APPROVAL, Approval, approve};
pub use self::disk::put_in_place;
use self::disk::{Written, exchange, sync_folder, sync_tree, unwritable};
pub use self::earlier::{
    CONFIGURATION, DEFINITIONS, EarlierEdition, EarlierEditions, KeptDefinitions, PROVISIONAL,
    definitions_of, kind, marks_of, open_values, rows,
};
use self::editions::{before, next_name};
pub use self::editions::{
    edition_with, editions, identity, latest, latest_approved, publish, published, read_beside,
    read_part, revisions_before, shelf,
};
use self::inputs::INPUTS;
pub use self::inputs::{check_input, keep_input, keep_part, lay_out};
pub use self::key::{KEY, pseudonym_key};
pub use self::layout::{ALERTS, OVERVIEW, RECOMPUTE, REDACTED, delivery};
use self::layout::{OLD, PARTIAL, STAGING};
pub use self::lock::Lock;
pub use self::manifest::{Entry, Link, MANIFEST, Manifest, Provenance, Request};
pub use self::name::EditionName;
pub use self::prune::{PRUNED, Pruned, Pruning, find_pruned, pruned};
pub use self::stored::StoredEdition;
pub use self::verify::{check_approval, check_chain, check_files, every_edition};

/// The pause between two flushes while an edition is written.
const FLUSH: Duration = Duration::from_millis(100);

/// What is written of a large file at a time, in bytes.
const PIECE: usize = 1 << 18;

/// An edition being written.
#[derive(Debug)]
pub struct Edition {
    target: PathBuf,
    staging: PathBuf,
    old: PathBuf,
    before: Option<Link>,
    entries: Mutex<BTreeMap<String, Entry>>,
    /// What many files begin with, and its checksum so far.
    openings: Vec<(Vec<u8>, Sha256)>,
    /// Files whose memory is let go of with the next flush.
    written: Written,
    _lock: Lock,
}

impl Edition {
    /// Begins the edition of everybody in a period, in the folder `archive`: in place of the
    /// latest one where that is a draft, else as the next revision.
    ///
    /// # Errors
    /// `run-in-progress` where another run writes it, `unwritable-archive` where the
    /// folder cannot be written, `damaged-approval` where what it follows cannot be read.
    pub fn begin(archive: &Path, period: Period) -> Result<Self, Diagnostic> {
        let lock = Lock::take(archive, &period.to_string())?;
        mend(archive, |name| {
            let name: Result<EditionName, _> = name.parse();
            name.is_ok_and(|name| name.period == period)
        })?;
        let name = next_name(archive, period);
        Self::stage(archive, &name.to_string(), lock, before(archive, name)?)
    }

    /// Begins the edition of a few people in a period, which stands beside that of everybody, is
    /// replaced by the next one of its kind and belongs to no chain.
    ///
    /// # Errors
    /// `run-in-progress` where another run writes it, `unwritable-archive` where the
    /// folder cannot be written.
    pub fn begin_partial(archive: &Path, period: Period) -> Result<Self, Diagnostic> {
        Self::begin_beside(archive, &format!("{period}{PARTIAL}"))
    }

    /// Begins the edition of a period without names, which stands beside the others as an
    /// edition of a few people does.
    ///
    /// # Errors
    /// `run-in-progress` where another run writes it, `unwritable-archive` where the
    /// folder cannot be written.
    pub fn begin_redacted(archive: &Path, period: Period) -> Result<Self, Diagnostic> {
        Self::begin_beside(archive, &format!("{period}{REDACTED}"))
    }

    fn begin_beside(archive: &Path, name: &str) -> Result<Self, Diagnostic> {
        let lock = Lock::take(archive, name)?;
        mend(archive, |other| other == name)?;
        Self::stage(archive, name, lock, None)
    }

    fn stage(
        archive: &Path,
        name: &str,
        lock: Lock,
        before: Option<Link>,
    ) -> Result<Self, Diagnostic> {
        let edition = Self {
            target: archive.join(name),
            staging: archive.join(format!("{STAGING}{name}")),
            old: archive.join(format!("{OLD}{name}")),
            before,
            entries: Mutex::default(),
            openings: Vec::new(),
            written: Written::default(),
            _lock: lock,
        };
        let folder = &edition.staging;
        private::create_folders(folder).map_err(|error| unwritable(folder, &error))?;
        Ok(edition)
    }

    /// The same, with what many files begin with, as the documents of a language do: it is
    /// summed up once for all of them.
    #[must_use]
    pub fn with_openings<'a>(mut self, openings: impl Iterator<Item = &'a [u8]>) -> Self {
        let begun = |bytes: &[u8]| (bytes.to_vec(), Sha256::new_with_prefix(bytes));
        self.openings = openings.map(begun).collect();
        self
    }

    fn checksum(&self, bytes: &[u8]) -> String {
        let opening = (self.openings.iter()).find(|(opening, _)| bytes.starts_with(opening));
        let Some((opening, hash)) = opening else {
            return checksum(bytes);
        };
        let hash = hash.clone().chain_update(&bytes[opening.len()..]);
        hexadecimal(&hash.finalize())
    }

    /// Writes one file; folders on its path are made.
    ///
    /// # Errors
    /// `unwritable-archive` with the path.
    pub fn write(&self, artifact: &Artifact) -> Result<(), Diagnostic> {
        let path = self.place(&artifact.path)?;
        self.put(&path, &artifact.bytes)
            .map_err(|error| unwritable(&path, &error))?;
        let entry = Entry {
            size: artifact.bytes.len() as u64,
            sha256: self.checksum(&artifact.bytes),
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(artifact.path.clone(), entry);
        Ok(())
    }

    /// Writes one large file piece by piece.
    ///
    /// # Errors
    /// `unwritable-archive` with the path.
    pub fn write_with(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Diagnostic> {
        let path = self.place(name)?;
        let entry = self
            .stream(&path, fill)
            .map_err(|error| unwritable(&path, &error))?;
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(name.to_owned(), entry);
        Ok(())
    }

    /// Where a file of this name goes. Names are made to be safe where they are made; this is
    /// the last wall before the disk.
    fn place(&self, name: &str) -> Result<PathBuf, Diagnostic> {
        let is_plain = |part: &str| !part.is_empty() && !part.ends_with('.');
        let forbidden = |c: char| c.is_control() || r#"\:*?"<>|"#.contains(c);
        if name.split('/').all(is_plain) && !name.contains(forbidden) {
            return Ok(self.staging.join(name));
        }
        let message = format!("`{name}` is no name for a file of an edition");
        Err(Diagnostic::error("internal", Place::default(), message)
            .hint("please report this, with the version of the program"))
    }

    fn stream(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Entry> {
        let mut out = BufWriter::with_capacity(
            PIECE,
            Hashing {
                file: self.create(path)?,
                hash: Sha256::new(),
                size: 0,
            },
        );
        fill(&mut out)?;
        let Hashing { file, hash, size } =
            out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.written.add(file);
        Ok(Entry {
            size,
            sha256: hexadecimal(&hash.finalize()),
        })
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.create(path)?;
        file.write_all(bytes)?;
        self.written.add(file);
        Ok(())
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        match private::create_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                private::create_folders(path.parent().unwrap_or(&self.staging))?;
                private::create_file(path)
            }
            other => other,
        }
    }

    /// Does `work` while what it writes goes to the disk, so that little is left for the
    /// end. Whether all of it is there is only known when the edition is finished.
    pub fn flush_during<T>(&self, work: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let flushing = scope.spawn(|| {
                while !done.load(Ordering::Relaxed) && self.written.flush(&self.staging).is_ok() {
                    thread::park_timeout(FLUSH);
                }
            });
            // Also where the work panics, or the flushing would go on for ever.
            let _end = Raised(&done, flushing.thread());
            work()
        })
    }

    /// Writes the manifest and puts the edition in its place; its folder.
    ///
    /// # Errors
    /// `unwritable-archive` with the path; the old edition is in its place then.
    pub fn finish(self, provenance: &Provenance) -> Result<PathBuf, Diagnostic> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let manifest = Manifest {
            format: manifest::FORMAT,
            provenance: provenance.clone(),
            before: self.before.clone(),
            files: mem::take(&mut entries),
        };
        drop(entries);
        let path = self.staging.join(MANIFEST);
        let bytes =
            (manifest.to_json()).map_err(|error| unwritable(&path, &io::Error::other(error)))?;
        self.put(&path, &bytes)
            .map_err(|error| unwritable(&path, &error))?;
        self.replace()
            .map_err(|error| unwritable(&self.target, &error))?;
        Ok(self.target.clone())
    }

    fn replace(&self) -> io::Result<()> {
        drop(self.written.close());
        sync_tree(&self.staging)?;
        if self.target.exists() {
            if exchange(&self.staging, &self.target)? {
                // The old one, now in the staging folder, is removed with the edition.
                return sync_folder(self.target.parent().unwrap_or(Path::new(".")));
            }
            fs::rename(&self.target, &self.old)?;
        }
        if let Err(error) = fs::rename(&self.staging, &self.target) {
            // Better the old edition than none.
            if self.old.exists() {
                fs::rename(&self.old, &self.target)?;
            }
            return Err(error);
        }
        sync_folder(self.target.parent().unwrap_or(Path::new(".")))?;
        // The new edition is in its place; what stays of the old one, the next run removes.
        let _ = fs::remove_dir_all(&self.old);
        Ok(())
    }
}

/// A flag that goes up at the end of its scope, and the thread that then need not pause.
struct Raised<'a>(&'a AtomicBool, &'a Thread);

impl Drop for Raised<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        self.1.unpark();
    }
}

/// What was not finished, or replaced, does not stay: a disk that was full would be full
/// still. Where it cannot be removed, the next run tries again.
impl Drop for Edition {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// A file that is hashed while it is written.
struct Hashing {
    file: File,
    hash: Sha256,
    size: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 in hexadecimal.
pub fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Undoes what killed runs left half done of the editions that are `ours`.
fn mend(archive: &Path, ours: impl Fn(&str) -> bool) -> Result<(), Diagnostic> {
    let entries = fs::read_dir(archive).map_err(|error| unwritable(archive, &error))?;
    for left in entries.flatten() {
        let (file, left) = (left.file_name(), left.path());
        let file = file.to_str().unwrap_or_default();
        let old = file.strip_prefix(OLD).filter(|name| ours(name));
        let staged = file.strip_prefix(STAGING).filter(|name| ours(name));
        let done = match (old, staged) {
            (Some(name), _) if !archive.join(name).exists() => {
                fs::rename(&left, archive.join(name))
            }
            (None, None) => Ok(()),
            _ => fs::remove_dir_all(&left),
        };
        done.map_err(|error| unwritable(&left, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
