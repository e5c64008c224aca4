//! An edition in a page: who is covered, how grades lie, what was refused, what changed, and what
//! may still change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::alerts::ALERTS;
use super::super::overview::SUMMARY;
use crate::archive::{
    self, EditionName, Link, StoredEdition, definitions_of, marks_of, open_values,
};
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
use crate::measure::SubjectKind;
use crate::period::Period;
use crate::score::Grade;
use crate::score::history::Mark;
use crate::workspace::DefinitionChange;

/// What to know of an edition before approving it.
#[derive(Clone, Debug, Serialize)]
pub struct EditionSummary {
    /// Its name.
    pub edition: String,
    /// 1 for the first of its period.
    pub revision: u32,
    /// The period.
    pub period: Period,
    /// The day of the data.
    pub as_of: NaiveDate,
    /// Name and version of the program that made it.
    pub program: String,
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
    /// How many files it has.
    pub files: usize,
    /// The approved edition before it.
    pub before: Option<Link>,
    /// People who were there.
    pub people: usize,
    /// People with a grade.
    pub graded: usize,
    /// People by grade.
    pub grades: BTreeMap<Grade, usize>,
    /// Median score.
    pub median: Option<f64>,
    /// Packets made: people, teams, organisation.
    pub packets: Packets,
    /// Packets that could not be made.
    pub failed: Vec<Failed>,
    /// Alerts by name.
    pub alerts: BTreeMap<String, usize>,
    /// Tables with refused rows.
    pub refused: Vec<RefusedRows>,
    /// What changed since the edition before; absent for a first one.
    pub since: Option<Since>,
    /// Values restated since earlier editions, and past marks that would be others.
    pub restated: usize,
    /// See `restated`.
    pub regraded: usize,
    /// Values of the period that may still change.
    pub provisional: Provisional,
    /// Earlier editions that it was compared with and that are drafts.
    pub drafts: Vec<String>,
    /// Earlier editions that it was compared with and that are others now, or gone.
    pub outdated: Vec<String>,
    /// Warnings and errors of the run: how many by code.
    pub warnings: BTreeMap<String, usize>,
}

/// Packets by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packets {
    /// Of people.
    pub people: usize,
    /// Of teams.
    pub teams: usize,
    /// Of the organisation.
    pub organisation: usize,
}

/// A packet that could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Identifier of its subject.
    pub id: String,
    /// Why.
    pub code: String,
}

/// Refused rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedRows {
    /// The table.
    pub table: String,
    /// Rows refused.
    pub refused: u64,
    /// Rows read.
    pub read: u64,
}

/// What changed since an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Since {
    /// The edition compared with: the revision before, or that of the period before.
    pub edition: String,
    /// People by what became of their grade.
    pub moves: Moves,
    /// What is defined otherwise.
    pub definitions: Vec<DefinitionChange>,
}

/// People by what became of their grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moves {
    /// A better grade.
    pub up: usize,
    /// A worse one.
    pub down: usize,
    /// The same.
    pub same: usize,
    /// With a grade now and not before.
    pub gained: usize,
    /// With a grade before and not now.
    pub lost: usize,
}

/// Values of the period that may still change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Provisional {
    /// Whether the data ends before the period does.
    pub unfinished: bool,
    /// How many values of people.
    pub values: usize,
    /// How many people have one.
    pub people: usize,
    /// Of which KPIs.
    pub kpis: BTreeSet<String>,
}

/// The parts of `report.json` that matter here.
#[derive(Deserialize)]
struct Report {
    tables: Vec<Table>,
    made: Packets,
    failed: Vec<Failure>,
    history: History,
    diagnostics: Vec<Finding>,
}

#[derive(Deserialize)]
struct Table {
    table: String,
    rows_read: u64,
    rows_refused: u64,
}

#[derive(Deserialize)]
struct Failure {
    id: String,
    diagnostic: Finding,
}

#[derive(Deserialize)]
struct Finding {
    severity: String,
    code: String,
}

#[derive(Deserialize)]
struct History {
    restated: Vec<serde::de::IgnoredAny>,
    regraded: Vec<serde::de::IgnoredAny>,
}

/// The parts of `summary.json` that matter here.
#[derive(Deserialize)]
struct Figures {
    people: usize,
    graded: usize,
    grades: Vec<usize>,
    median: Option<f64>,
}

#[derive(Deserialize)]
struct AlertRow {
    name: String,
}

impl EditionSummary {
    /// Reads an edition in the folder `archive`, and the one before it.
    ///
    /// # Errors
    /// `incomplete-edition` where a file that this needs cannot be read.
    pub(super) fn of(edition: &StoredEdition, archive: &Path) -> Result<Self, Diagnostic> {
        let made = &edition.manifest.provenance;
        let report: Report = read_json(edition, "report.json")?;
        let figures: Figures = read_json(edition, SUMMARY)?;
        let alerts = archive::rows::<AlertRow>(edition, ALERTS)?.unwrap_or_default();
        let (drafts, outdated) = compared(edition, archive);
        let refused = report
            .tables
            .into_iter()
            .filter(|table| table.rows_refused > 0);
        Ok(Self {
            edition: edition.name.clone(),
            revision: edition.revision,
            period: made.period,
            as_of: made.as_of,
            program: made.program.clone(),
            manifest_sha256: edition.manifest_sha256.clone(),
            files: edition.manifest.files.len(),
            before: edition.manifest.before.clone(),
            people: figures.people,
            graded: figures.graded,
            grades: Grade::ALL.into_iter().zip(figures.grades).collect(),
            median: figures.median,
            packets: report.made,
            failed: (report.failed.into_iter())
                .map(|failure| Failed {
                    id: failure.id,
                    code: failure.diagnostic.code,
                })
                .collect(),
            alerts: count(alerts.iter().map(|row| cell::bare(&row.name).to_owned())),
            refused: refused
                .map(|table| RefusedRows {
                    table: table.table,
                    refused: table.rows_refused,
                    read: table.rows_read,
                })
                .collect(),
            since: since(edition, archive)?,
            restated: report.history.restated.len(),
            regraded: report.history.regraded.len(),
            provisional: provisional(edition)?,
            drafts,
            outdated,
            warnings: count(
                (report.diagnostics.into_iter())
                    .filter(|found| found.severity != "note")
                    .map(|found| found.code),
            ),
        })
    }
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn read_json<T: DeserializeOwned>(edition: &StoredEdition, name: &str) -> Result<T, Diagnostic> {
    serde_json::from_slice(&edition.read(name)?).map_err(|error| {
        let place = Place::file(edition.folder.join(name).display().to_string());
        let message = format!("this version of the program cannot read it: {error}");
        Diagnostic::error("incomplete-edition", place, message)
            .hint("use the version that `manifest.json` names, or run the period again")
    })
}

/// Earlier editions that were compared with: those that are still the same drafts, and those that
/// are others now. An edition of the same period is the one that this one took the place of.
fn compared(edition: &StoredEdition, archive: &Path) -> (Vec<String>, Vec<String>) {
    let made = &edition.manifest.provenance;
    let others = made.compared.iter().filter(|(name, _)| {
        let name: Result<EditionName, _> = name.parse();
        name.is_ok_and(|name| name.period != made.period)
    });
    let (mut drafts, mut outdated) = (Vec::new(), Vec::new());
    for (name, sha256) in others {
        let found = StoredEdition::open(&archive.join(name)).ok();
        match found.filter(|found| is_that(found, sha256)) {
            Some(found) if found.approval.is_none() => drafts.push(name.clone()),
            Some(_) => {}
            None => outdated.push(name.clone()),
        }
    }
    (drafts, outdated)
}

/// Whether what was compared of an edition is what it says now.
fn is_that(edition: &StoredEdition, sha256: &str) -> bool {
    let link = edition.compared_link();
    link.is_ok_and(|link| link.manifest_sha256 == sha256)
}

/// What became of grades and definitions since the revision before or, for the first of a period,
/// since the edition of the period before.
fn since(edition: &StoredEdition, archive: &Path) -> Result<Option<Since>, Diagnostic> {
    let period = edition.manifest.provenance.period;
    let folder = match &edition.manifest.before {
        Some(link) if edition.revision > 1 => Some(archive.join(&link.name)),
        _ => archive::published(archive, period.offset(-1)),
    };
    let Some(folder) = folder.filter(|folder| StoredEdition::is_one(folder)) else {
        return Ok(None);
    };
    let before = StoredEdition::open(&folder)?;
    let definitions = definitions_of(&before)?.zip(definitions_of(edition)?);
    Ok(Some(Since {
        edition: before.name.clone(),
        moves: Moves::between(&marks_of(&before)?, &marks_of(edition)?),
        definitions: definitions.map_or_else(Vec::new, |(old, new)| {
            old.definitions.changes(&new.definitions)
        }),
    }))
}

impl Moves {
    /// What became of the grades of people.
    pub(in crate::pipeline) fn between(
        old: &BTreeMap<(SubjectKind, String), Mark>,
        new: &BTreeMap<(SubjectKind, String), Mark>,
    ) -> Self {
        let people: BTreeSet<_> = (old.keys().chain(new.keys()))
            .filter(|(kind, _)| *kind == SubjectKind::Person)
            .collect();
        let mut moves = Self::default();
        for person in people {
            let grade = |marks: &BTreeMap<_, Mark>| marks.get(person)?.grade;
            let counter = match (grade(old), grade(new)) {
                // Grades are in order from the best.
                (Some(was), Some(is)) if is < was => &mut moves.up,
                (Some(was), Some(is)) if is > was => &mut moves.down,
                (Some(_), Some(_)) => &mut moves.same,
                (None, Some(_)) => &mut moves.gained,
                (Some(_), None) => &mut moves.lost,
                (None, None) => continue,
            };
            *counter += 1;
        }
        moves
    }
}

fn provisional(edition: &StoredEdition) -> Result<Provisional, Diagnostic> {
    let made = &edition.manifest.provenance;
    let mut found = Provisional {
        unfinished: made.as_of < made.period.end(),
        ..Provisional::default()
    };
    let mut people = BTreeSet::new();
    for ((kind, id, kpi, period), _) in open_values(edition)?.unwrap_or_default() {
        if kind == SubjectKind::Person && period == made.period {
            found.values += 1;
            found.kpis.insert(kpi);
            people.insert(id);
        }
    }
    found.people = people.len();
    Ok(found)
}
