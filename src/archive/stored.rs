//! An edition that is there, read back.
//!
//! Every file is compared with its checksum in the manifest; nothing is written.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Approval, EditionName, Link, MANIFEST, Manifest, checksum};
use crate::diagnostic::{Diagnostic, Place};

/// An edition's folder with what its manifest and its approval say.
#[derive(Clone, Debug)]
pub struct StoredEdition {
    /// Its folder.
    pub folder: PathBuf,
    /// The folder's name: `2026-10`, `2026-10.r2`, `2026-10.only`.
    pub name: String,
    /// 1 for the first of its period.
    pub revision: u32,
    /// What it was made from, and its files.
    pub manifest: Manifest,
    /// SHA-256 of the manifest as it is, in hexadecimal.
    pub manifest_sha256: String,
    /// Who approved it and when; absent for a draft. Whether it is this manifest that was
    /// approved, [`StoredEdition::approved`] says.
    pub approval: Option<Approval>,
}

impl StoredEdition {
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

    /// Reads manifest and approval.
    ///
    /// # Errors
    /// `incomplete-edition` where there is no manifest or it is not one, `damaged-approval`.
    pub fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let path = folder.join(MANIFEST);
        let bytes = fs::read(&path).map_err(|error| incomplete(&path, &error.to_string()))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| incomplete(&path, &error.to_string()))?;
        let name = folder.file_name().and_then(|name| name.to_str());
        let parsed = name.and_then(|name| name.parse::<EditionName>().ok());
        Ok(Self {
            folder: folder.to_owned(),
            name: name.map_or_else(|| manifest.provenance.period.to_string(), str::to_owned),
            revision: parsed.map_or(1, |name| name.revision),
            manifest,
            manifest_sha256: checksum(&bytes),
            approval: Approval::read(folder)?,
        })
    }

    /// Its name with the SHA-256 of the part of its manifest that others compare with.
    ///
    /// # Errors
    /// None in practice.
    pub fn compared_link(&self) -> Result<Link, Diagnostic> {
        let part = self.manifest.compared_part().to_json();
        let part = part.map_err(|error| incomplete(&self.folder, &error.to_string()))?;
        Ok(Link {
            name: self.name.clone(),
            manifest_sha256: checksum(&part),
        })
    }

    /// Whether it has packets of a few people only; such an edition is never approved.
    pub fn is_partial(&self) -> bool {
        self.name.parse::<EditionName>().is_err()
            || (self.manifest.provenance.asked.as_ref()).is_some_and(|asked| asked.only.is_some())
    }

    /// The approval of exactly this edition.
    ///
    /// # Errors
    /// `not-approved` for a draft, `changed-since-approval` where another manifest was approved.
    pub fn approved(&self) -> Result<&Approval, Diagnostic> {
        let place = Place::file(self.folder.display().to_string());
        let Some(approval) = &self.approval else {
            let message = format!("{} is a draft: nobody has approved it", self.name);
            let hint = format!(
                "scorepack approve --period {} --by NAME",
                self.manifest.provenance.period
            );
            return Err(Diagnostic::error("not-approved", place, message).hint(hint));
        };
        if approval.manifest_sha256 == self.manifest_sha256 {
            return Ok(approval);
        }
        let message = format!(
            "{} is not what {} approved on {}: its manifest is another",
            self.name, approval.by, approval.at
        );
        Err(Diagnostic::error("changed-since-approval", place, message)
            .hint("restore the edition from a backup"))
    }

    /// The bytes of one of its files, as they were written. `path` is relative, with `/`.
    ///
    /// # Errors
    /// `incomplete-edition` where it is missing or is not as it was written.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        let file = self.folder.join(path);
        let Some(written) = self.manifest.files.get(path) else {
            return Err(incomplete(&file, "the edition has no such file"));
        };
        let bytes = fs::read(&file).map_err(|error| incomplete(&file, &error.to_string()))?;
        if checksum(&bytes) == written.sha256 {
            Ok(bytes)
        } else {
            Err(incomplete(&file, "it is not as it was written"))
        }
    }

    /// Checks all files below `folder`, which is a path within the edition.
    ///
    /// # Errors
    /// `incomplete-edition`, once for each file that is missing or not as it was written.
    pub fn check(&self, folder: &str) -> Result<(), Vec<Diagnostic>> {
        let prefix = format!("{folder}/");
        let names = self.manifest.files.keys();
        let names: Vec<&String> = names.filter(|name| name.starts_with(&prefix)).collect();
        let found = names.iter().filter_map(|name| self.read(name).err());
        let found: Vec<Diagnostic> = found.collect();
        match (found.is_empty(), names.is_empty()) {
            (true, false) => Ok(()),
            (true, true) => {
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
        Some(self.manifest.files.get(&name)?.sha256 == checksum(bytes))
    }
}

pub(super) fn incomplete(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the edition is not whole: {what}");
    Diagnostic::error("incomplete-edition", place, message)
        .hint("restore the edition from a backup, or run the period again if it is a draft")
}
