//! An edition that is there already, read to be rendered again.
//!
//! Every file is compared with its checksum in the manifest; nothing is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{MANIFEST, checksum};
use crate::diagnostic::{Diagnostic, Place};

/// An edition's folder with what its manifest says.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its folder.
    pub folder: PathBuf,
    /// The program and version that wrote it.
    pub program: String,
    /// Checksum of the configuration and the program that it was made with.
    pub configuration: String,
    /// Checksums by path.
    files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Manifest {
    program: String,
    configuration: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    sha256: String,
}

impl Stored {
    /// The edition that a file lies in: the nearest folder above it with a manifest.
    pub fn around(file: &Path) -> Option<PathBuf> {
        let mut folders = file.ancestors().skip(1);
        let found = folders.find(|folder| folder.join(MANIFEST).is_file())?;
        // The current folder has no name of its own.
        Some(match found.as_os_str().is_empty() {
            true => PathBuf::from("."),
            false => found.to_owned(),
        })
    }

    /// Whether a folder is an edition.
    pub fn is_one(folder: &Path) -> bool {
        folder.join(MANIFEST).is_file()
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// `incomplete-edition` where there is none or it is not one.
    pub fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let path = folder.join(MANIFEST);
        let bytes = fs::read(&path).map_err(|error| incomplete(&path, &error.to_string()))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| incomplete(&path, &error.to_string()))?;
        let files = manifest.files.into_iter();
        Ok(Self {
            folder: folder.to_owned(),
            program: manifest.program,
            configuration: manifest.configuration,
            files: files.map(|(name, entry)| (name, entry.sha256)).collect(),
        })
    }

    /// The bytes of one of its files, as they were written.
    ///
    /// # Errors
    /// `incomplete-edition` where it is missing or is not as it was written.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Diagnostic> {
        let path = self.folder.join(name);
        let Some(written) = self.files.get(name) else {
            return Err(incomplete(&path, "the edition has no such file"));
        };
        let bytes = fs::read(&path).map_err(|error| incomplete(&path, &error.to_string()))?;
        if checksum(&bytes) == *written {
            Ok(bytes)
        } else {
            Err(incomplete(&path, "it is not as it was written"))
        }
    }

    /// Checks all files below `folder`, which is a path within the edition.
    ///
    /// # Errors
    /// `incomplete-edition`, once for each file that is missing or not as it was written.
    pub fn check(&self, folder: &str) -> Result<(), Vec<Diagnostic>> {
        let prefix = format!("{folder}/");
        let names = self.files.keys().filter(|name| name.starts_with(&prefix));
        let found: Vec<Diagnostic> = names.filter_map(|name| self.bytes(name).err()).collect();
        match (
            found.is_empty(),
            self.files.keys().any(|name| name.starts_with(&prefix)),
        ) {
            (true, true) => Ok(()),
            (true, false) => {
                let path = self.folder.join(folder);
                Err(vec![incomplete(&path, "the edition has no such folder")])
            }
            (false, _) => Err(found),
        }
    }

    /// Whether these are the bytes of the file at `path` as the edition has it; `None` where
    /// the file is not of the edition.
    pub fn wrote(&self, path: &Path, bytes: &[u8]) -> Option<bool> {
        // The current folder is no part of the paths within it.
        let within = match self.folder == Path::new(".") {
            true => path,
            false => path.strip_prefix(&self.folder).ok()?,
        };
        let name = within.to_str()?.replace('\\', "/");
        Some(*self.files.get(&name)? == checksum(bytes))
    }
}

fn incomplete(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the edition cannot be rendered again: {what}");
    Diagnostic::error("incomplete-edition", place, message)
        .hint("restore the edition from a backup, or run the period again")
}
