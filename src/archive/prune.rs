//! Retention: old periods leave the archive, and what they were stays on record.
//!
//! A period goes with all its revisions and what stands beside them, or not at all; what does
//! not read as an edition stays and is named. First a line is written to `pruned.jsonl`, then
//! the folder is set aside under another name, then it is deleted: whoever is killed on the way
//! has lost nothing that is not on record, and the next pruning ends what was begun.
//!
//! Limits: copies elsewhere (backups, mails, what people have saved) are not known here.

mod inputs;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Approval, EditionName, INPUTS, Link, Lock, OLD, STAGING, StoredEdition};
use super::{private, sync_folder, unwritable};
use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;

/// The record in the folder of all editions: one JSON object a line.
pub const PRUNED: &str = "pruned.jsonl";

/// Version of a line of the record.
const FORMAT: u32 = 1;

/// What a folder is called between its record and its end.
const ASIDE: &str = ".pruned-";

/// What a run that stopped has left.
const STOPPED: &str = "stopped";

/// What was sent, by edition: mails, and what became of them.
const DELIVERY: &str = "delivery";

/// An edition that was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    /// Version of this line.
    pub format: u32,
    /// What it was called.
    pub name: String,
    /// SHA-256 of its manifest, in hexadecimal.
    pub manifest_sha256: String,
    /// Who had approved it and when; absent for a draft.
    pub approval: Option<Approval>,
    /// When it was removed, by RFC 3339.
    pub at: String,
    /// Who had it removed.
    pub by: String,
}

/// What pruning would do.
#[derive(Clone, Debug, Default)]
pub struct Pruning {
    /// Periods that go, the oldest first, with their editions.
    pub periods: BTreeMap<Period, Vec<StoredEdition>>,
    /// What is kept of mails with packets of these periods.
    pub deliveries: Vec<PathBuf>,
    /// Periods that stay.
    pub kept: Vec<Period>,
    /// What would go with its period, but stays because it cannot be read.
    pub unreadable: Vec<Diagnostic>,
    /// What a run that stopped has left.
    pub stopped: Option<PathBuf>,
    /// Folders that a killed pruning has set aside.
    pub aside: Vec<PathBuf>,
}

impl Pruning {
    /// What goes where the latest `keep` periods stay. Counted are the shortest periods that
    /// the archive has, usually months; a longer one goes when it ends before all that stay.
    ///
    /// # Errors
    /// `unreadable-archive`.
    pub fn plan(archive: &Path, keep: usize) -> Result<Self, Diagnostic> {
        let mut plan = Self::default();
        let mut all: BTreeMap<Period, Vec<PathBuf>> = BTreeMap::new();
        let entries = fs::read_dir(archive).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = entries.map_err(|error| {
            let place = Place::file(archive.display().to_string());
            Diagnostic::error(
                "unreadable-archive",
                place,
                format!("it cannot be read: {error}"),
            )
            .hint("name the workspace, or the folder of all editions with `--out`")
        })?;
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_str().unwrap_or_default();
            // A link is not followed: what it leads to is not the archive's.
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            if name == STOPPED {
                plan.stopped = Some(path);
            } else if name.starts_with(ASIDE) {
                plan.aside.push(path);
            } else if let Some(period) = period_of(name) {
                all.entry(period).or_default().push(path);
            }
        }
        plan.aside.sort();
        plan.choose(all, keep);
        plan.deliveries = deliveries(archive, |period| plan.periods.contains_key(&period));
        Ok(plan)
    }

    fn choose(&mut self, all: BTreeMap<Period, Vec<PathBuf>>, keep: usize) {
        let grain = all.keys().map(|period| period.grain()).min();
        let mut counted: Vec<Period> = all
            .keys()
            .filter(|period| Some(period.grain()) == grain)
            .copied()
            .collect();
        counted.sort_by_key(|period| std::cmp::Reverse(period.start()));
        let first = counted
            .into_iter()
            .take(keep)
            .next_back()
            .map(Period::start);
        for (period, mut folders) in all {
            if first.is_none_or(|first| period.end() >= first) {
                self.kept.push(period);
                continue;
            }
            folders.sort();
            let editions: Result<Vec<_>, Diagnostic> = folders
                .iter()
                .map(|folder| readable(folder, period))
                .collect();
            match editions {
                Ok(editions) => {
                    self.periods.insert(period, editions);
                }
                Err(problem) => self.unreadable.push(problem),
            }
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty() && self.stopped.is_none() && self.aside.is_empty()
    }

    /// Does it, the oldest period first; how many editions went. `by` says who wants it and
    /// `at` when, by RFC 3339.
    ///
    /// # Errors
    /// `run-in-progress` where somebody writes a period that goes, `unwritable-archive`. What
    /// went until then is on record.
    pub fn carry_out(&self, archive: &Path, by: &str, at: &str) -> Result<usize, Diagnostic> {
        let remove =
            |path: &Path| fs::remove_dir_all(path).map_err(|error| unwritable(path, &error));
        for left in self.aside.iter().chain(&self.stopped) {
            remove(left)?;
        }
        let mut periods: Vec<_> = self.periods.iter().collect();
        periods.sort_by_key(|(period, _)| (period.end(), period.start()));
        let mut count = 0;
        for (period, editions) in periods {
            let names = [
                period.to_string(),
                format!("{period}.only"),
                format!("{period}.redacted"),
            ];
            let locks: Result<Vec<Lock>, _> =
                names.iter().map(|name| Lock::take(archive, name)).collect();
            let locks = locks?;
            for edition in editions {
                record(archive, edition, by, at)?;
                let aside = archive.join(format!("{ASIDE}{}", edition.name));
                fs::rename(&edition.folder, &aside)
                    .and_then(|()| sync_folder(archive))
                    .map_err(|error| unwritable(&edition.folder, &error))?;
                remove(&aside)?;
                count += 1;
            }
            for mails in deliveries(archive, |of| of == *period) {
                remove(&mails)?;
            }
            clear(archive, *period).map_err(|error| unwritable(archive, &error))?;
            drop(locks);
        }
        if count > 0 {
            // It names everybody and links to what is gone; the next run makes it anew.
            for page in ["index.html", "overview.json"] {
                let page = archive.join(page);
                remove_file(&page).map_err(|error| unwritable(&page, &error))?;
            }
            inputs::sweep(archive).map_err(|error| unwritable(&archive.join(INPUTS), &error))?;
        }
        sync_folder(archive).map_err(|error| unwritable(archive, &error))?;
        Ok(count)
    }
}

/// Folders of mails of some periods, sorted.
fn deliveries(archive: &Path, wanted: impl Fn(Period) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(archive.join(DELIVERY))
        .into_iter()
        .flatten()
        .flatten();
    let of = |name: &str| period_of(name).is_some_and(&wanted);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let folders = folders.filter(|entry| entry.file_name().to_str().is_some_and(of));
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// The period that a folder of this name belongs to, where it is named as an edition.
fn period_of(name: &str) -> Option<Period> {
    let beside = |suffix: &str| name.strip_suffix(suffix)?.parse::<Period>().ok();
    match name.parse::<EditionName>() {
        Ok(name) => Some(name.period),
        Err(_) => beside(".only").or_else(|| beside(".redacted")),
    }
}

/// The edition in a folder, where it is certain that it is one.
fn readable(folder: &Path, period: Period) -> Result<StoredEdition, Diagnostic> {
    let stays = |what: &str| {
        let place = Place::file(folder.display().to_string());
        let message =
            format!("{period} stays, because this folder does not read as an edition: {what}");
        Diagnostic::warning("unprunable", place, message)
            .hint("look what it is; restore it from a backup or remove it by hand")
    };
    let edition = StoredEdition::open(folder).map_err(|problem| stays(&problem.message))?;
    if edition.manifest.provenance.period != period {
        return Err(stays("its manifest is of another period"));
    }
    if edition.approval.is_some() {
        edition
            .approved()
            .map_err(|problem| stays(&problem.message))?;
    }
    Ok(edition)
}

/// Removes what runs of a period may have left beside its editions, and their locks, which
/// the caller holds.
fn clear(archive: &Path, period: Period) -> io::Result<()> {
    for entry in fs::read_dir(archive)? {
        let (path, name) = {
            let entry = entry?;
            (entry.path(), entry.file_name())
        };
        let name = name.to_str().unwrap_or_default();
        let of = |prefix: &str| name.strip_prefix(prefix).and_then(period_of) == Some(period);
        if of(STAGING) || of(OLD) {
            fs::remove_dir_all(&path)?;
        } else if of(".lock-") {
            remove_file(&path)?;
        }
    }
    Ok(())
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Writes the line of an edition, unless a killed pruning has done so.
fn record(archive: &Path, edition: &StoredEdition, by: &str, at: &str) -> Result<(), Diagnostic> {
    let link = Link {
        name: edition.name.clone(),
        manifest_sha256: edition.manifest_sha256.clone(),
    };
    if find_pruned(archive, &link).is_some() {
        return Ok(());
    }
    let line = Pruned {
        format: FORMAT,
        name: link.name,
        manifest_sha256: link.manifest_sha256,
        approval: edition.approval.clone(),
        at: at.to_owned(),
        by: by.to_owned(),
    };
    let path = archive.join(PRUNED);
    append(&path, &line)
        .and_then(|()| sync_folder(archive))
        .map_err(|error| unwritable(&path, &error))
}

fn append(path: &Path, line: &Pruned) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    let mut file = private::append_file(path)?;
    // A line that was cut short must not swallow the next.
    let torn = fs::read(path)?.last().is_some_and(|byte| *byte != b'\n');
    if torn {
        bytes.insert(0, b'\n');
    }
    file.write_all(&bytes)?;
    file.sync_all()
}

/// All editions on record as removed, in the order in which they went. A line that was cut
/// short stands for nothing: its edition was not removed then.
pub fn pruned(archive: &Path) -> Vec<Pruned> {
    let text = fs::read_to_string(archive.join(PRUNED)).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// The record of the edition that a link of the chain names, where it was removed.
pub fn find_pruned(archive: &Path, link: &Link) -> Option<Pruned> {
    let same = |one: &Pruned| one.name == link.name && one.manifest_sha256 == link.manifest_sha256;
    pruned(archive).into_iter().find(same)
}

#[cfg(test)]
mod tests;
