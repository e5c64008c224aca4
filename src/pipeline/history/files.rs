//! What an edition leaves behind for later ones, and its lists of what changed.

use std::io::{self, Write};
use std::path::{Component, Path};

use serde::Serialize;

use super::super::fonts::FALLBACK_FONT;
use super::super::prepare::read_font;
use super::super::{PROGRAM, Prepared};
use crate::archive::{CONFIGURATION, DEFINITIONS, Edition, PROVISIONAL, checksum};
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
use crate::measure::{Measures, Subject};
use crate::period::Period;
use crate::render::Artifact;
use crate::score::Scores;
use crate::score::history::{self, History, Mark, Marks, Redefined, Shown};
use crate::workspace::{self, DefinitionChange, Definitions};

/// Leaves behind what the next editions compare themselves with, and lists what changed.
pub(in crate::pipeline) fn write(
    edition: &Edition,
    prepared: &Prepared,
    measures: &Measures,
    scores: &Scores,
    history: &History,
) -> Result<(), Diagnostic> {
    let write = |path: String, bytes: Vec<u8>| edition.write(&Artifact { path, bytes });
    edition.write_with(PROVISIONAL, |out| write_open(prepared, measures, out))?;
    write(
        DEFINITIONS.to_owned(),
        definitions_json(&Definitions::of(&prepared.workspace))?,
    )?;
    let own = prepared.workspace.files.iter();
    let own = own.map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, text) in own.chain(workspace::built_in_files()) {
        write(format!("{CONFIGURATION}/{name}"), text.as_bytes().to_vec())?;
    }
    // Not compared, but needed to render a packet again as it was.
    for (name, text) in &prepared.workspace.templates {
        let path = format!("{CONFIGURATION}/templates/{name}");
        write(path, text.clone().into_bytes())?;
    }
    if let (Some(logo), Some(path)) = (&prepared.workspace.logo, &prepared.workspace.logo_path)
        && stays_inside(path)
    {
        write(format!("{CONFIGURATION}/{path}"), logo.bytes())?;
    }
    if let Some(path) = &prepared.workspace.fallback_font {
        write(format!("{CONFIGURATION}/{FALLBACK_FONT}"), read_font(path)?)?;
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
fn write_open(prepared: &Prepared, measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    let Prepared {
        workspace,
        roster,
        period,
        as_of,
        ..
    } = prepared;
    let mut writer = csv::Writer::from_writer(out);
    cell::write_record(
        &mut writer,
        ["subject_kind", "subject_id", "kpi", "period", "value", "n"],
    )?;
    for (subject, kpi, period, measure) in
        history::open_values(measures, workspace, roster, *period, *as_of)
    {
        if measure.is_some() {
            let shown = history::shown(measure);
            let mut row = subject_cells(measures, subject);
            row.extend([kpi.to_owned(), period.to_string()]);
            row.extend(shown_cells(shown));
            cell::write_record(&mut writer, row)?;
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

/// Whether a path leads to a file below the folder that it starts from.
fn stays_inside(path: &str) -> bool {
    let parts = Path::new(path).components();
    parts
        .into_iter()
        .all(|part| matches!(part, Component::Normal(_)))
}

/// All restated values (`value`) and all marks that would be others (`score`).
fn write_restatements(
    history: &History,
    measures: &Measures,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    cell::write_record(
        &mut writer,
        [
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
        ],
    )?;
    for restated in &history.restatements {
        let mut row = subject_cells(measures, restated.subject);
        row.extend(["value".to_owned(), restated.kpi.clone()]);
        row.push(restated.period.to_string());
        row.extend(shown_cells(restated.old));
        row.extend(shown_cells(restated.new));
        row.extend([String::new(), String::new()]);
        row.push(outcome(restated.is_changed(), restated.settled).to_owned());
        cell::write_record(&mut writer, row)?;
    }
    for regraded in &history.regraded {
        let mut row = subject_cells(measures, regraded.subject);
        row.extend(["score".to_owned(), String::new()]);
        row.push(regraded.period.to_string());
        row.extend([score_cell(regraded.old), String::new()]);
        row.extend([score_cell(regraded.new), String::new()]);
        row.extend([grade_cell(regraded.old), grade_cell(regraded.new)]);
        row.push("changed".to_owned());
        cell::write_record(&mut writer, row)?;
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
    cell::write_record(
        &mut writer,
        [
            "subject_kind",
            "subject_id",
            "since",
            "score_by_earlier_definitions",
            "grade_by_earlier_definitions",
            "score",
            "grade",
        ],
    )?;
    let Some(old) = &redefined.marks else {
        return writer.flush();
    };
    let new = Marks::of(scores);
    let ids = prepared
        .roster
        .people
        .iter()
        .map(|person| ("person", &person.id));
    let people = ids.zip(old.people.iter().zip(&new.people));
    let ids = prepared.roster.teams.iter().map(|team| ("team", &team.id));
    let teams = ids.zip(old.teams.iter().zip(&new.teams));
    for ((kind, id), (old, new)) in people.chain(teams) {
        if old.is_some() || new.is_some() {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            cell::write_record(
                &mut writer,
                [
                    kind,
                    id,
                    &redefined.since.to_string(),
                    &score_cell(old),
                    &grade_cell(old),
                    &score_cell(new),
                    &grade_cell(new),
                ],
            )?;
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
    pub(in crate::pipeline) fn new(history: &History, measures: &Measures) -> Self {
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
