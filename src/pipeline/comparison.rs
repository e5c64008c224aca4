//! Two editions side by side: what changed for each person and team, and how much of it because
//! definitions changed.
//!
//! A score of the later edition minus that of the earlier one has two parts. What the later data
//! gives by the definitions of the earlier edition, minus what that edition said, is a change of
//! data; the rest comes from changed definitions. For the first part the later edition's archived
//! inputs are measured and scored once more.
//!
//! Limits: where the inputs are not kept, the parts are known only if the later edition was
//! compared with the earlier one when it was made; values then only as they are in both.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::approval::Moves;
use super::history::rescore;
use super::overview::names_of;
use super::prepare::prepare_from;
use super::recompute::{check_program, kept_inputs, options_of};
use crate::archive::{self, EarlierEdition, EditionName, StoredEdition, definitions_of, marks_of};
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
use crate::measure::{Measures, SubjectKind};
use crate::period::Period;
use crate::quantity::round_half_away;
use crate::score::Grade;
use crate::score::history::Mark;
use crate::workspace::{DefinitionChange, Definitions};

/// Two editions to compare.
pub struct Comparing<'a> {
    /// The folder of editions.
    pub archive: PathBuf,
    /// The earlier one.
    pub from: EditionName,
    /// The later one.
    pub to: EditionName,
    /// Identifiers of the people and teams to tell of; all where absent.
    pub only: Option<BTreeSet<String>>,
    /// Variables that paths in the workspace may name.
    pub environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

/// What changed between two editions.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Name of the earlier edition.
    pub from: String,
    /// Name of the later one.
    pub to: String,
    /// People by what became of their grade.
    pub moves: Moves,
    /// What is defined otherwise in the later one.
    pub definitions: Vec<DefinitionChange>,
    /// Whether it is known what the later data gives by the earlier definitions.
    pub rescored: bool,
    /// Why it is not.
    pub notes: Vec<Diagnostic>,
    /// People, then teams, with anything that is not the same, by identifier.
    pub changes: Vec<Change>,
    /// How many people and teams have everything the same.
    pub unchanged: usize,
}

/// What changed for a person or team.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// `person` or `team`.
    pub kind: &'static str,
    /// Identifier.
    pub id: String,
    /// Name in the organisation's language; empty where the editions do not tell.
    pub name: String,
    /// Score and grade in the earlier edition; absent for who is not in it.
    pub old: Option<Mark>,
    /// In the later one.
    pub new: Option<Mark>,
    /// What the later data gives by the earlier definitions; absent where it is not known.
    pub by_earlier_definitions: Option<Mark>,
    /// Points of the change of score; absent where one of the scores is.
    pub change: Option<f64>,
    /// Points of it that come from changed data.
    pub from_data: Option<f64>,
    /// Points of it that come from changed definitions.
    pub from_definitions: Option<f64>,
    /// Values that are not the same, by KPI.
    pub values: Vec<ValueChange>,
}

/// A value that is not the same.
#[derive(Clone, Debug, Serialize)]
pub struct ValueChange {
    /// The KPI.
    pub kpi: String,
    /// In the earlier edition; absent where it has none.
    pub old: Option<Value>,
    /// In the later one.
    pub new: Option<Value>,
    /// What the later data gives by the earlier definitions; absent where it is not known or none.
    pub by_earlier_definitions: Option<Value>,
}

/// A value as a packet may show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// In the KPI's unit.
    pub value: Option<f64>,
    /// Rows behind it.
    pub n: u32,
    /// `final`, `provisional` or `insufficient`.
    pub state: String,
}

type Key = (SubjectKind, String);
type Values = BTreeMap<Key, BTreeMap<String, Value>>;
type Said = BTreeMap<Key, Mark>;

/// A row of `measures.csv`.
#[derive(Deserialize)]
struct MeasureRow {
    subject_kind: String,
    subject_id: String,
    kpi: String,
    period: String,
    value: Option<f64>,
    n: u32,
    state: String,
}

/// A row of `redefined.csv`.
#[derive(Deserialize)]
struct RedefinedRow {
    subject_kind: String,
    subject_id: String,
    since: Period,
    score_by_earlier_definitions: Option<f64>,
    grade_by_earlier_definitions: String,
}

/// What an edition says.
struct Side {
    edition: StoredEdition,
    definitions: Option<Definitions>,
    marks: Said,
    values: Values,
}

/// What the later data gives by the earlier definitions.
struct Rescored<'a> {
    marks: Cow<'a, Said>,
    /// Absent where only marks are known.
    values: Option<Cow<'a, Values>>,
}

/// Compares two editions.
///
/// # Errors
/// `missing-edition`, `incomplete-edition`.
pub fn diff(asked: &Comparing<'_>) -> Result<Comparison, Diagnostic> {
    let old = Side::read(&asked.archive, asked.from)?;
    let new = Side::read(&asked.archive, asked.to)?;
    let definitions = match (&old.definitions, &new.definitions) {
        (Some(old), Some(new)) => old.changes(new),
        _ => Vec::new(),
    };
    let mut notes = Vec::new();
    let rescored = match (definitions.is_empty(), &old.definitions) {
        // By the same definitions the later data gives what the later edition says.
        (true, Some(_)) if new.definitions.is_some() => Some(Rescored {
            marks: Cow::Borrowed(&new.marks),
            values: Some(Cow::Borrowed(&new.values)),
        }),
        (false, Some(_)) => (rescored(&old, &new, asked))
            .map_err(|problem| notes.push(problem))
            .ok(),
        _ => None,
    };
    let (changes, unchanged) = changes(&old, &new, rescored.as_ref(), asked.only.as_ref());
    Ok(Comparison {
        from: old.edition.name.clone(),
        to: new.edition.name.clone(),
        moves: Moves::between(&old.marks, &new.marks),
        definitions,
        rescored: rescored.is_some(),
        notes,
        changes,
        unchanged,
    })
}

impl Side {
    fn read(archive: &Path, name: EditionName) -> Result<Self, Diagnostic> {
        let folder = archive.join(name.to_string());
        if !folder.is_dir() {
            let place = Place::file(archive.display().to_string());
            let message = format!("there is no edition {name}");
            return Err(Diagnostic::error("missing-edition", place, message)
                .hint("name editions as their folders: 2026-10, 2026-10.r2"));
        }
        let edition = StoredEdition::open(&folder)?;
        let definitions = definitions_of(&edition)?.map(|kept| kept.definitions);
        let counted = definitions.as_ref().map(|definitions| &definitions.kpis);
        let period = name.period.to_string();
        let mut values = Values::new();
        for row in archive::rows::<MeasureRow>(&edition, "measures.csv")?.unwrap_or_default() {
            let is_counted = counted.is_none_or(|kpis| kpis.contains_key(&row.kpi));
            let kind = archive::kind(&row.subject_kind);
            if let (Some(kind), true, true) = (kind, is_counted, row.period == period) {
                let key = (kind, cell::bare(&row.subject_id).to_owned());
                let value = Value {
                    value: row.value,
                    n: row.n,
                    state: row.state,
                };
                values.entry(key).or_default().insert(row.kpi, value);
            }
        }
        Ok(Self {
            marks: marks_of(&edition)?,
            edition,
            definitions,
            values,
        })
    }
}

/// From the archived inputs, or else from what the later edition worked out when it was made.
fn rescored(
    old: &Side,
    new: &Side,
    asked: &Comparing<'_>,
) -> Result<Rescored<'static>, Diagnostic> {
    from_inputs(old, new, asked).or_else(|problem| {
        let said = from_redefined(old, new).ok().flatten();
        said.ok_or_else(|| {
            let place = Place::file(new.edition.folder.display().to_string());
            let message = format!(
                "how much comes from changed definitions cannot be worked out: {}",
                problem.message
            );
            Diagnostic::note("definitions-not-comparable", place, message).hint(problem.hint)
        })
    })
}

fn from_inputs(
    old: &Side,
    new: &Side,
    asked: &Comparing<'_>,
) -> Result<Rescored<'static>, Diagnostic> {
    let first = |found: Vec<Diagnostic>| {
        let errors = found.into_iter();
        errors
            .max_by_key(|found| found.severity)
            .unwrap_or_else(|| {
                Diagnostic::error("internal", Place::default(), "the inputs cannot be read")
            })
    };
    let request = check_program(&new.edition)?;
    let kept = kept_inputs(&new.edition, &asked.archive).map_err(first)?;
    let options = options_of(&new.edition, request, &asked.archive, asked.environment);
    let prepared =
        prepare_from(&options, Some(&kept)).map_err(|stopped| first(stopped.diagnostics))?;
    let earlier = EarlierEdition::of(&old.edition)?;
    let (measures, scores) = rescore(&earlier, &prepared, asked.environment)?;
    let marks = |kind, ids: Vec<&String>, totals: &[Option<crate::score::Total>]| {
        let of = ids.into_iter().zip(totals);
        of.filter_map(|(id, total)| Some(((kind, id.clone()), Mark::of(total.as_ref()?))))
            .collect::<Said>()
    };
    let people = prepared.roster.people.iter().map(|one| &one.id).collect();
    let teams = prepared.roster.teams.iter().map(|one| &one.id).collect();
    let mut said = marks(SubjectKind::Person, people, &scores.people);
    said.extend(marks(SubjectKind::Team, teams, &scores.teams));
    let counted = old
        .definitions
        .as_ref()
        .map(|definitions| &definitions.kpis);
    Ok(Rescored {
        marks: Cow::Owned(said),
        values: Some(Cow::Owned(values_of(&measures, prepared.period, |kpi| {
            counted.is_none_or(|kpis| kpis.contains_key(kpi))
        }))),
    })
}

fn values_of(measures: &Measures, period: Period, counts: impl Fn(&str) -> bool) -> Values {
    let mut values = Values::new();
    for (subject, kpi, of, measure) in measures.iter() {
        if of == period && counts(kpi) {
            let (kind, id) = measures.subjects.describe(subject);
            let value = Value {
                value: Some(measure.value).filter(|value| value.is_finite()),
                n: measure.n,
                state: measure.state.name().to_owned(),
            };
            let key = (kind, id.to_owned());
            values.entry(key).or_default().insert(kpi.to_owned(), value);
        }
    }
    values
}

/// What the later edition worked out itself, if it was compared with the earlier one.
fn from_redefined(old: &Side, new: &Side) -> Result<Option<Rescored<'static>>, Diagnostic> {
    let compared = &new.edition.manifest.provenance.compared;
    let link = old.edition.compared_link()?;
    if compared.get(&link.name) != Some(&link.manifest_sha256) {
        return Ok(None);
    }
    let rows = archive::rows::<RedefinedRow>(&new.edition, "redefined.csv")?;
    let rows = rows.unwrap_or_default().into_iter();
    let period = old.edition.manifest.provenance.period;
    let marks: Said = rows
        .filter(|row| row.since == period)
        .filter_map(|row| {
            let mark = Mark {
                score: row.score_by_earlier_definitions,
                grade: Grade::from_letter(&row.grade_by_earlier_definitions),
            };
            let id = cell::bare(&row.subject_id).to_owned();
            Some(((archive::kind(&row.subject_kind)?, id), mark))
        })
        .collect();
    Ok((!marks.is_empty()).then_some(Rescored {
        marks: Cow::Owned(marks),
        values: None,
    }))
}

/// Everything that is not the same, and how many people and teams have nothing of it.
fn changes(
    old: &Side,
    new: &Side,
    rescored: Option<&Rescored<'_>>,
    only: Option<&BTreeSet<String>>,
) -> (Vec<Change>, usize) {
    let mut names = names_of(&old.edition);
    names.extend(names_of(&new.edition));
    let (before, after) = (old.values.keys(), new.values.keys());
    let keys: BTreeSet<&Key> = (old.marks.keys().chain(new.marks.keys()))
        .chain(before.chain(after))
        .filter(|(kind, _)| matches!(kind, SubjectKind::Person | SubjectKind::Team))
        .filter(|(_, id)| only.is_none_or(|only| only.contains(id)))
        .collect();
    let count = keys.len();
    let changes: Vec<Change> = keys
        .into_iter()
        .map(|key| change(key, old, new, rescored, &names))
        .filter(|change| change.old != change.new || !change.values.is_empty())
        .collect();
    let unchanged = count - changes.len();
    (changes, unchanged)
}

fn change(
    key: &Key,
    old: &Side,
    new: &Side,
    rescored: Option<&Rescored<'_>>,
    names: &BTreeMap<Key, String>,
) -> Change {
    let (was, is) = (old.marks.get(key).copied(), new.marks.get(key).copied());
    let between = rescored.and_then(|rescored| rescored.marks.get(key).copied());
    let minus = |a: Option<Mark>, b: Option<Mark>| {
        // Scores have one decimal.
        Some(round_half_away(a?.score? - b?.score?, 1))
    };
    let empty = BTreeMap::new();
    let (had, has) = (
        old.values.get(key).unwrap_or(&empty),
        new.values.get(key).unwrap_or(&empty),
    );
    let again = rescored.and_then(|rescored| rescored.values.as_ref()?.get(key));
    let kpis: BTreeSet<&String> = had.keys().chain(has.keys()).collect();
    let values = kpis
        .into_iter()
        .filter(|kpi| had.get(*kpi) != has.get(*kpi))
        .map(|kpi| ValueChange {
            kpi: kpi.clone(),
            old: had.get(kpi).cloned(),
            new: has.get(kpi).cloned(),
            by_earlier_definitions: again.and_then(|again| again.get(kpi).cloned()),
        });
    Change {
        kind: key.0.name(),
        id: key.1.clone(),
        name: names.get(key).cloned().unwrap_or_default(),
        old: was,
        new: is,
        by_earlier_definitions: between,
        change: minus(is, was),
        from_data: minus(between, was),
        from_definitions: minus(is, between),
        values: values.collect(),
    }
}
