//! What changed since the last editions: reads them, compares, and leaves the same behind
//! for the next.
//!
//! Compared are the edition of the period before and, where this one takes the place of an
//! earlier one, that. Where definitions changed, the same tables are measured and scored
//! once more by the earlier configuration, which its edition keeps; that takes the time and
//! memory of one more measuring, and only then.
//!
//! Limits: the earlier configuration is laid over the built-in catalogue of this program.
//! Where that gives other definitions than the edition had, scores by them are not told.

use std::io::{self, Write};
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::{PROGRAM, Prepared};
use crate::archive::{
    CONFIGURATION, DEFINITIONS, EarlierEdition, Edition, PROVISIONAL, checksum, read_earlier,
};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::Decisions;
use crate::measure::{self, Measures, Subject};
use crate::period::Period;
use crate::render::Artifact;
use crate::score::history::{self, History, Mark, Redefined, Shown};
use crate::score::{self, Scores};
use crate::workspace::{self, DefinitionChange, Definitions, Workspace};

/// Reads paths of the environment, as [`super::Options::environment`].
type Environment<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Definitions with the values that they give of today's tables.
struct Lens<'a> {
    definitions: &'a Definitions,
    workspace: &'a Workspace,
    measures: &'a Measures,
}

/// Compares with the editions in the folder `archive`. The second part holds notes.
pub(super) fn compare(
    prepared: &Prepared,
    measures: &Measures,
    scores: &Scores,
    archive: &Path,
    environment: Environment<'_>,
) -> (History, Vec<Diagnostic>) {
    let Prepared {
        workspace, period, ..
    } = prepared;
    let (before, mut notes) = read_earlier(archive, period.offset(-1));
    let (replaced, found) = read_earlier(archive, *period);
    notes.extend(found);
    let definitions = Definitions::of(workspace);
    let today = Lens {
        definitions: &definitions,
        workspace,
        measures,
    };
    let baseline = before.as_ref().or(replaced.as_ref());
    let old = baseline.and_then(|edition| {
        let old = recall(edition, prepared, &definitions, environment);
        old.map_err(|note| notes.push(note)).ok().flatten()
    });
    let past = old.as_ref().map(|(workspace, measures, definitions)| Lens {
        definitions,
        workspace,
        measures,
    });
    let lenses: Vec<&Lens<'_>> = [Some(&today), past.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let mut history = History::default();
    for edition in [&before, &replaced].into_iter().flatten() {
        compare_edition(edition, prepared, scores, &lenses, &mut history);
    }
    history
        .restatements
        .sort_by(|a, b| (a.subject, &a.kpi, a.period).cmp(&(b.subject, &b.kpi, b.period)));
    history
        .regraded
        .sort_by_key(|regraded| (regraded.subject, regraded.period));
    history.movement = movement(before.as_ref(), prepared, scores, &today);
    history.redefined = baseline.and_then(|edition| {
        let changes = edition.definitions.as_ref()?.changes(&definitions);
        (!changes.is_empty()).then(|| Redefined {
            since: edition.said.period,
            changes,
            marks: past
                .as_ref()
                .map(|past| history::marks(&score_by(past, prepared, *period))),
        })
    });
    (history, notes)
}

/// Adds what became of the values and marks of one edition.
fn compare_edition(
    edition: &EarlierEdition,
    prepared: &Prepared,
    scores: &Scores,
    lenses: &[&Lens<'_>],
    history: &mut History,
) {
    history.editions.push(edition.said.period);
    let shared = |lens: &&&Lens<'_>| edition.definitions.as_ref() == Some(lens.definitions);
    // Under other definitions a value or score is another thing, not a restatement.
    let Some(lens) = lenses.iter().find(shared) else {
        return;
    };
    let (roster, said) = (&prepared.roster, &edition.said);
    let restated =
        history::restatements(said, lens.measures, lens.workspace, roster, prepared.as_of);
    // Of the replaced edition only its own period: what it said of others was about an
    // edition that has been compared with already.
    let own = |period: Period| said.period != prepared.period || period == said.period;
    let restated = restated.into_iter().filter(|restated| own(restated.period));
    history.restatements.extend(restated);
    let again;
    let scores =
        if said.period == prepared.period && std::ptr::eq(lens.workspace, &prepared.workspace) {
            scores
        } else {
            again = score_by(lens, prepared, said.period);
            &again
        };
    history
        .regraded
        .extend(history::regraded(said, scores, lens.measures));
}

/// Scores of a period by these definitions, today's data, and what was decided about it.
fn score_by(lens: &Lens<'_>, prepared: &Prepared, period: Period) -> Scores {
    let (decisions, _) = Decisions::of(&prepared.tables, &prepared.roster, period);
    score::score(
        lens.measures,
        &prepared.roster,
        &decisions,
        lens.workspace,
        period,
    )
}

fn movement(
    before: Option<&EarlierEdition>,
    prepared: &Prepared,
    scores: &Scores,
    today: &Lens<'_>,
) -> Option<history::Movement> {
    let published = before.map(|edition| &edition.said);
    let past = match published {
        Some(_) => Scores::default(),
        None => score_by(today, prepared, prepared.period.offset(-1)),
    };
    history::movement(published, &past, scores, &prepared.roster, prepared.period)
}

/// The workspace of an edition whose definitions are not today's, with what they make of
/// today's tables; `None` where they are the same or not told.
fn recall(
    edition: &EarlierEdition,
    prepared: &Prepared,
    definitions: &Definitions,
    environment: Environment<'_>,
) -> Result<Option<(Workspace, Measures, Definitions)>, Diagnostic> {
    let (Some(folder), Some(wanted)) = (&edition.configuration, &edition.definitions) else {
        return Ok(None);
    };
    if wanted == definitions {
        return Ok(None);
    }
    let period = edition.said.period;
    let (workspace, _) = workspace::read(folder, environment)
        .map_err(|found| unusable(folder, period, found.first()))?;
    if Definitions::of(&workspace) != *wanted {
        return Err(unusable(folder, period, None));
    }
    let Prepared { tables, roster, .. } = prepared;
    let (measures, _) =
        measure::measure(tables, roster, &workspace, prepared.period, prepared.as_of)
            .map_err(|found| unusable(folder, period, found.first()))?;
    Ok(Some((workspace, measures, wanted.clone())))
}

fn unusable(folder: &Path, period: Period, why: Option<&Diagnostic>) -> Diagnostic {
    let why = why.map_or_else(
        || "the built-in catalogue of this program is another".to_owned(),
        |why| why.message.clone(),
    );
    let place = Place::file(folder.display().to_string());
    let message = format!("scores by the definitions of {period} cannot be worked out: {why}");
    Diagnostic::note("definitions-not-comparable", place, message)
        .hint("the changes themselves are told all the same")
}

/// Leaves behind what the next editions compare themselves with, and lists what changed.
pub(super) fn write(
    edition: &Edition,
    prepared: &Prepared,
    measures: &Measures,
    scores: &Scores,
    history: &History,
) -> Result<(), Diagnostic> {
    let write = |path: String, bytes: Vec<u8>| edition.write(&Artifact { path, bytes });
    edition.write_with(PROVISIONAL, |out| {
        write_open(prepared, measures, prepared.as_of, out)
    })?;
    write(
        DEFINITIONS.to_owned(),
        definitions_json(&Definitions::of(&prepared.workspace))?,
    )?;
    for (name, text) in &prepared.workspace.files {
        write(format!("{CONFIGURATION}/{name}"), text.clone().into_bytes())?;
    }
    edition.write_with("restatements.csv", |out| {
        write_restatements(history, measures, out)
    })?;
    if let Some(redefined) = &history.redefined {
        edition.write_with("redefined.csv", |out| {
            write_redefined(redefined, prepared, scores, out)
        })?;
    }
    Ok(())
}

/// Values that may still change, as the packets of this edition show them.
fn write_open(
    prepared: &Prepared,
    measures: &Measures,
    as_of: NaiveDate,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Prepared {
        workspace,
        roster,
        period,
        ..
    } = prepared;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["subject_kind", "subject_id", "kpi", "period", "value", "n"])?;
    for (subject, kpi, period, measure) in
        history::open_values(measures, workspace, roster, *period, as_of)
    {
        if measure.is_some() {
            let shown = history::shown(measure);
            let mut row = subject_cells(measures, subject);
            row.extend([kpi.to_owned(), period.to_string()]);
            row.extend(shown_cells(shown));
            writer.write_record(row)?;
        }
    }
    writer.flush()
}

fn definitions_json(definitions: &Definitions) -> Result<Vec<u8>, Diagnostic> {
    #[derive(Serialize)]
    struct File<'a> {
        format: u32,
        program: &'static str,
        checksum: String,
        #[serde(flatten)]
        definitions: &'a Definitions,
    }
    let wrong = |error: serde_json::Error| {
        Diagnostic::error("internal", Place::file(DEFINITIONS), error.to_string())
    };
    let file = File {
        format: 1,
        program: PROGRAM,
        checksum: checksum(&serde_json::to_vec(definitions).map_err(wrong)?),
        definitions,
    };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(wrong)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// All restated values (`value`) and all marks that would be others (`score`).
fn write_restatements(
    history: &History,
    measures: &Measures,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "subject_kind",
        "subject_id",
        "what",
        "kpi",
        "period",
        "old",
        "old_n",
        "new",
        "new_n",
        "old_grade",
        "new_grade",
        "outcome",
    ])?;
    for restated in &history.restatements {
        let mut row = subject_cells(measures, restated.subject);
        row.extend(["value".to_owned(), restated.kpi.clone()]);
        row.push(restated.period.to_string());
        row.extend(shown_cells(restated.old));
        row.extend(shown_cells(restated.new));
        row.extend([String::new(), String::new()]);
        row.push(outcome(restated.is_changed(), restated.settled).to_owned());
        writer.write_record(row)?;
    }
    for regraded in &history.regraded {
        let mut row = subject_cells(measures, regraded.subject);
        row.extend(["score".to_owned(), String::new()]);
        row.push(regraded.period.to_string());
        row.extend([score_cell(regraded.old), String::new()]);
        row.extend([score_cell(regraded.new), String::new()]);
        row.extend([grade_cell(regraded.old), grade_cell(regraded.new)]);
        row.push("changed".to_owned());
        writer.write_record(row)?;
    }
    writer.flush()
}

fn outcome(changed: bool, settled: bool) -> &'static str {
    match (changed, settled) {
        (true, true) => "changed-final",
        (true, false) => "changed",
        (false, _) => "confirmed",
    }
}

/// Everybody's mark by the earlier definitions beside that of this edition.
fn write_redefined(
    redefined: &Redefined,
    prepared: &Prepared,
    scores: &Scores,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "subject_kind",
        "subject_id",
        "since",
        "score_by_earlier_definitions",
        "grade_by_earlier_definitions",
        "score",
        "grade",
    ])?;
    let Some((old_people, old_teams)) = &redefined.marks else {
        return writer.flush();
    };
    let (people, teams) = history::marks(scores);
    let ids = prepared
        .roster
        .people
        .iter()
        .map(|person| ("person", &person.id));
    let people = ids.zip(old_people.iter().zip(&people));
    let ids = prepared.roster.teams.iter().map(|team| ("team", &team.id));
    let teams = ids.zip(old_teams.iter().zip(&teams));
    for ((kind, id), (old, new)) in people.chain(teams) {
        if old.is_some() || new.is_some() {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            writer.write_record([
                kind,
                id,
                &redefined.since.to_string(),
                &score_cell(old),
                &grade_cell(old),
                &score_cell(new),
                &grade_cell(new),
            ])?;
        }
    }
    writer.flush()
}

fn subject_cells(measures: &Measures, subject: Subject) -> Vec<String> {
    let (kind, id) = measures.subjects.describe(subject);
    vec![kind.name().to_owned(), id.to_owned()]
}

fn shown_cells(shown: Shown) -> [String; 2] {
    let value = shown
        .value
        .map_or_else(String::new, |value| value.to_string());
    [value, shown.n.to_string()]
}

fn score_cell(mark: Mark) -> String {
    mark.score
        .map_or_else(String::new, |score| format!("{score:.1}"))
}

fn grade_cell(mark: Mark) -> String {
    mark.grade
        .map_or_else(String::new, |grade| grade.letter().to_owned())
}

/// The section `history` of `report.json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HistoryReport {
    /// Periods of the editions that this one was compared with.
    pub editions: Vec<Period>,
    /// Open values that are others now.
    pub restated: Vec<RestatedValue>,
    /// Open values that became final as they were.
    pub confirmed: usize,
    /// Past scores and grades that today's data would make others.
    pub regraded: Vec<RegradedMark>,
    /// Definitions that changed.
    pub definitions: Vec<DefinitionChange>,
}

/// A restated value.
#[derive(Clone, Debug, Serialize)]
pub struct RestatedValue {
    /// `person`, `team` or `organisation`.
    pub kind: &'static str,
    /// Identifier of the subject.
    pub id: String,
    /// The KPI.
    pub kpi: String,
    /// Of which period.
    pub period: Period,
    /// As it was shown.
    pub old: Shown,
    /// As it is.
    pub new: Shown,
    /// Whether it is final now.
    pub settled: bool,
}

/// A past mark that would be another.
#[derive(Clone, Debug, Serialize)]
pub struct RegradedMark {
    /// `person` or `team`.
    pub kind: &'static str,
    /// Identifier of the subject.
    pub id: String,
    /// Of which period.
    pub period: Period,
    /// As its edition says.
    pub old: Mark,
    /// By today's data.
    pub new: Mark,
}

impl HistoryReport {
    pub(super) fn new(history: &History, measures: &Measures) -> Self {
        let describe = |subject| {
            let (kind, id) = measures.subjects.describe(subject);
            (kind.name(), id.to_owned())
        };
        let changed = history.restatements.iter().filter(|one| one.is_changed());
        let restated: Vec<RestatedValue> = changed
            .map(|one| {
                let (kind, id) = describe(one.subject);
                RestatedValue {
                    kind,
                    id,
                    kpi: one.kpi.clone(),
                    period: one.period,
                    old: one.old,
                    new: one.new,
                    settled: one.settled,
                }
            })
            .collect();
        let regraded = history.regraded.iter().map(|one| {
            let (kind, id) = describe(one.subject);
            RegradedMark {
                kind,
                id,
                period: one.period,
                old: one.old,
                new: one.new,
            }
        });
        let redefined = history.redefined.as_ref();
        Self {
            editions: history.editions.clone(),
            confirmed: history.restatements.len() - restated.len(),
            restated,
            regraded: regraded.collect(),
            definitions: redefined.map_or_else(Vec::new, |one| one.changes.clone()),
        }
    }
}
