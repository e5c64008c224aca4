//! One at a time: whoever writes editions of a period, or approves one, holds its lock.
//!
//! The lock is the system's own on an empty file in the archive; it dies with its process.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::layout::LOCK;
use super::{private, unwritable};
use crate::diagnostic::{Diagnostic, Place};

/// A lock on the editions of a period.
#[derive(Debug)]
pub struct Lock {
    /// Held open: the lock ends with it.
    _file: File,
}

impl Lock {
    /// Takes the lock of this name (a period, or `2026-10.only`); the archive is made if need be.
    ///
    /// # Errors
    /// `run-in-progress` where another has it, `unwritable-archive`.
    pub fn take(archive: &Path, name: &str) -> Result<Self, Diagnostic> {
        let (path, file) = Self::open(archive, name)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                let place = Place::file(path.display().to_string());
                let message = "another run is writing this edition";
                Err(Diagnostic::error("run-in-progress", place, message)
                    .hint("wait for it to end, or end it; its lock goes with it"))
            }
            Err(TryLockError::Error(error)) => Err(unwritable(&path, &error)),
        }
    }

    /// Waits until it is our turn: for what takes moments.
    ///
    /// # Errors
    /// `unwritable-archive`.
    pub(super) fn wait(archive: &Path, name: &str) -> Result<Self, Diagnostic> {
        let (path, file) = Self::open(archive, name)?;
        match file.lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(error) => Err(unwritable(&path, &error)),
        }
    }

    fn open(archive: &Path, name: &str) -> Result<(PathBuf, File), Diagnostic> {
        private::create_folders(archive).map_err(|error| unwritable(archive, &error))?;
        let path = archive.join(format!("{LOCK}{name}"));
        let file = private::create_file(&path).map_err(|error| unwritable(&path, &error))?;
        Ok((path, file))
    }
}
