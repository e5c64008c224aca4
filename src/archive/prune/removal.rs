//! Carrying a pruning out, so that whatever ends it half way, the next one ends the rest.
//!
//! Editions are set aside under the locks of their period; the folders set aside go last, and
//! until then they say that something is left. While a run is under way, kept inputs stay, and
//! so do these folders, empty.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::record::record;
use super::{ASIDE, Pruning, inputs, period_aside, period_of, period_of_mails};
use crate::archive::layout::{LOCK, OLD, OVERVIEW, PARTIAL, RECOMPUTE, REDACTED, STAGING};
use crate::archive::{Lock, StoredEdition, sync_folder, unwritable};
use crate::diagnostic::Diagnostic;
use crate::period::Period;

impl Pruning {
    /// Does it, the oldest period first; how many editions went. `by` says who wants it and
    /// `at` when, by RFC 3339.
    ///
    /// # Errors
    /// `run-in-progress` where somebody writes a period that goes, `unwritable-archive`. What
    /// went until then is on record, and all that belonged to it is gone, as far as it can be.
    pub fn carry_out(&self, archive: &Path, by: &str, at: &str) -> Result<usize, Diagnostic> {
        if let Some(stopped) = &self.stopped {
            remove(stopped)?;
        }
        let begun = self.aside.iter().filter_map(|folder| period_aside(folder));
        let begun = begun.filter(|period| self.ended.contains(period));
        let begun: BTreeSet<Period> = begun.collect();
        let none = Vec::new();
        let mut periods: Vec<_> = self.periods.iter().collect();
        periods.extend(begun.iter().map(|period| (period, &none)));
        periods.sort_by_key(|(period, _)| (period.end(), period.start()));
        let (mut gone, mut count) = (self.ended.clone(), 0);
        let mut outcome = Ok(());
        for (period, editions) in periods {
            outcome = set_aside(archive, *period, editions, by, at);
            if outcome.is_err() {
                break;
            }
            gone.insert(*period);
            count += editions.len();
        }
        // What went takes all of its own with it, also where another period could not go.
        let cleared = self.clear_up(archive, &gone);
        outcome.and(cleared).map(|()| count)
    }

    /// Removes what belonged to periods that are gone, and the folders set aside at last.
    fn clear_up(&self, archive: &Path, gone: &BTreeSet<Period>) -> Result<(), Diagnostic> {
        let aside = folders_aside(archive).map_err(|error| unwritable(archive, &error))?;
        for folder in &aside {
            empty(folder).map_err(|error| unwritable(folder, &error))?;
        }
        let of_gone = |mails: &&PathBuf| {
            let name = mails.file_name().and_then(|name| name.to_str());
            let period = name.and_then(|name| period_of_mails(name, &self.known));
            period.is_some_and(|period| gone.contains(&period))
        };
        for mails in self.deliveries.iter().filter(of_gone) {
            remove(mails)?;
        }
        if aside.is_empty() {
            return Ok(());
        }
        // It names everybody and links to what is gone; the next run makes it anew.
        for page in ["index.html", OVERVIEW] {
            let page = archive.join(page);
            remove_file(&page).map_err(|error| unwritable(&page, &error))?;
        }
        if inputs::sweep(archive)? {
            for folder in &aside {
                remove(folder)?;
            }
        }
        sync_folder(archive).map_err(|error| unwritable(archive, &error))
    }
}

/// Records the editions of a period and sets their folders aside; what runs have left of the
/// period goes at once.
fn set_aside(
    archive: &Path,
    period: Period,
    editions: &[StoredEdition],
    by: &str,
    at: &str,
) -> Result<(), Diagnostic> {
    let _locks = locks(archive, period)?;
    for edition in editions {
        record(archive, edition, by, at)?;
        let aside = archive.join(format!("{ASIDE}{}", edition.name));
        if aside.exists() {
            // Of an edition of this name that was pruned before.
            remove(&aside)?;
        }
        fs::rename(&edition.folder, &aside)
            .and_then(|()| sync_folder(archive))
            .map_err(|error| unwritable(&edition.folder, &error))?;
    }
    clear(archive, period).map_err(|error| unwritable(archive, &error))
}

/// All locks under which something of a period is written.
fn locks(archive: &Path, period: Period) -> Result<Vec<Lock>, Diagnostic> {
    let names = names(archive).map_err(|error| unwritable(archive, &error))?;
    let made_again = names.iter().filter_map(|name| {
        let name = name.strip_prefix(LOCK).or(name.strip_prefix('.'))?;
        let edition = name.strip_prefix(RECOMPUTE)?;
        (period_of(edition) == Some(period)).then(|| name.to_owned())
    });
    let written = ["", PARTIAL, REDACTED].map(|suffix| format!("{period}{suffix}"));
    let all: BTreeSet<String> = made_again.chain(written).collect();
    all.iter().map(|name| Lock::take(archive, name)).collect()
}

/// Removes what runs of a period may have left beside its editions, and their locks, which
/// the caller holds.
fn clear(archive: &Path, period: Period) -> io::Result<()> {
    for name in names(archive)? {
        let path = archive.join(&name);
        let of = |prefix: &str| name.strip_prefix(prefix).and_then(period_of) == Some(period);
        if of(STAGING) || of(OLD) || of(&format!(".{RECOMPUTE}")) {
            fs::remove_dir_all(&path)?;
        } else if of(LOCK) || of(&format!("{LOCK}{RECOMPUTE}")) {
            remove_file(&path)?;
        }
    }
    Ok(())
}

/// What lies in a folder, by name; what no text can name is not the archive's.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let names = entries.into_iter().map(|entry| entry.file_name());
    Ok(names.filter_map(|name| name.into_string().ok()).collect())
}

fn folders_aside(archive: &Path) -> io::Result<Vec<PathBuf>> {
    let aside = names(archive)?.into_iter();
    let aside = aside.filter(|name| name.starts_with(ASIDE));
    let folders = aside.map(|name| archive.join(name));
    // A link is not followed: what it leads to is not the archive's.
    Ok(folders
        .filter(|path| path.is_dir() && !path.is_symlink())
        .collect())
}

/// Removes all that a folder holds, and leaves the folder.
fn empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Diagnostic> {
    fs::remove_dir_all(folder).map_err(|error| unwritable(folder, &error))
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests;
