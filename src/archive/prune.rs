//! Retention: old periods leave the archive, and what they were stays on record.
//!
//! A period goes with all its revisions and what stands beside them, or not at all; what does
//! not read as an edition stays and is named. First a line is written to `pruned.jsonl`, then
//! the folder is set aside under another name and emptied, and when all that belonged to it is
//! gone, it goes too: whoever is killed on the way has lost nothing that is not on record, and
//! by the folders set aside the next pruning knows what to end.
//!
//! Limits: copies elsewhere (backups, mails, what people have saved) are not known here.

mod inputs;
mod record;
mod removal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use self::record::{PRUNED, Pruned, find_pruned, pruned};
use super::layout::{ALERTS, DELIVERY, PARTIAL, REDACTED};
use super::{EditionName, StoredEdition};
use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;

/// What a folder is called between its record and its end.
const ASIDE: &str = ".pruned-";

/// What a run that stopped has left.
const STOPPED: &str = "stopped";

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
    /// Folders that an earlier pruning has set aside and not ended.
    pub aside: Vec<PathBuf>,
    /// Periods that an earlier pruning has taken away; what is left of them goes too.
    ended: BTreeSet<Period>,
    /// All periods that the archive has, or had and pruned.
    known: BTreeSet<Period>,
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
        let begun = plan.aside.iter().filter_map(|folder| period_aside(folder));
        let recorded = pruned(archive).into_iter();
        let recorded = recorded.filter_map(|edition| period_of(&edition.name));
        plan.ended = begun.chain(recorded).collect();
        plan.ended.retain(|period| !all.contains_key(period));
        plan.known = all.keys().chain(&plan.ended).copied().collect();
        plan.choose(all, keep);
        let goes = |name: &str| {
            let period = period_of_mails(name, &plan.known);
            period.is_some_and(|one| plan.periods.contains_key(&one) || plan.ended.contains(&one))
        };
        plan.deliveries = deliveries(archive, goes);
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
        let folders = [&self.deliveries, &self.aside];
        self.periods.is_empty()
            && self.stopped.is_none()
            && folders.iter().all(|all| all.is_empty())
    }
}

/// Folders of mails whose period goes, sorted.
fn deliveries(archive: &Path, goes: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(archive.join(DELIVERY))
        .into_iter()
        .flatten()
        .flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let folders = folders.filter(|entry| entry.file_name().to_str().is_some_and(&goes));
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// The period that a folder of mails belongs to. Alerts of a week go with the shortest of the
/// periods `known` that the week lies in.
fn period_of_mails(name: &str, known: &BTreeSet<Period>) -> Option<Period> {
    let Some(told) = name.strip_prefix(ALERTS) else {
        return period_of(name);
    };
    let is_told = |period: &&Period| period.weeks().any(|week| week.to_string() == told);
    // In order of length.
    known.iter().find(is_told).copied()
}

/// The period that a folder of this name belongs to, where it is named as an edition.
fn period_of(name: &str) -> Option<Period> {
    let beside = |suffix: &str| name.strip_suffix(suffix)?.parse::<Period>().ok();
    match name.parse::<EditionName>() {
        Ok(name) => Some(name.period),
        Err(_) => beside(PARTIAL).or_else(|| beside(REDACTED)),
    }
}

/// The period of a folder that was set aside.
fn period_aside(folder: &Path) -> Option<Period> {
    period_of(folder.file_name()?.to_str()?.strip_prefix(ASIDE)?)
}

/// The edition in a folder, where it is certain that it is one, without its list of files.
fn readable(folder: &Path, period: Period) -> Result<StoredEdition, Diagnostic> {
    let stays = |what: &str| {
        let place = Place::file(folder.display().to_string());
        let message =
            format!("{period} stays, because this folder does not read as an edition: {what}");
        Diagnostic::warning("unprunable", place, message)
            .hint("look what it is; restore it from a backup or remove it by hand")
    };
    let mut edition = StoredEdition::open(folder).map_err(|problem| stays(&problem.message))?;
    // Of many people it is long, and a plan holds many editions.
    edition.manifest.files = BTreeMap::new();
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

#[cfg(test)]
mod tests;
