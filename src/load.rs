//! Files in, typed tables out; what cannot be used is refused with a reason.
//!
//! Every row that is read is used, refused (with file, line, row, column, value
//! and reason) or, in a log, superseded by another; nothing is dropped silently.
//! The roster comes first, so that every other table can be checked against it.
//!
//! Limits: a table is read by one thread (tables in parallel), a row has at most
//! 2³² predecessors, text files are streamed, workbooks and Parquet files are held
//! in memory, and the cells of at most 100,000 refused rows a table are kept.
//! What a finding means and how to get rid of it is in `docs/diagnostics.md`.

mod address;
mod calendar;
mod cascade;
mod column;
mod date;
mod decisions;
mod encoding;
mod excel;
mod file;
mod findings;
mod frame;
mod goals;
mod header;
mod holidays;
mod intake;
mod invisible;
mod keep;
mod limits;
mod milestones;
mod number;
mod orphan;
mod overlap;
mod places;
mod plans;
mod query;
mod ratings;
mod record;
mod report;
mod roster;
mod text;
mod transcode;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use polars::error::set_warning_function;
use polars::prelude::{ChunkAgg, DataFrame, DataType};
use rayon::prelude::*;

pub use self::address::is_address;
pub use self::calendar::{MONTHS, calendar};
pub use self::cascade::{Assessment, Cascade, Goals, Node, Scope};
pub use self::decisions::{BonusPool, Decisions, Override};
use self::file::{SourceFile, find_files};
use self::findings::{describe_absences, describe_invisible, describe_refusals};
pub use self::goals::{GOAL_STATES, GOALS, Holder, find_holder, goal_states};
pub use self::holidays::read_calendar;
use self::intake::{Intake, People};
pub use self::milestones::{Milestone, Milestones};
use self::places::Places;
pub use self::plans::{Plan, Plans, Status};
pub use self::ratings::{Rating, Ratings, Relation};
pub use self::report::{FileReport, Refusal, Refused, RefusedRow, Span, TableReport, nearest};
pub use self::roster::{Department, Person, Roster, Stint, Team};
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::{FileFormat, LoadContext, Origin, TableSource};

/// A typed table.
///
/// Text is String, Integer Int64, Number and Money Float64, Boolean Boolean, Date
/// Date, and Instant Datetime in microseconds, local to the organisation. Columns
/// are those of the source in their order; a query without columns keeps its own.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its used rows, in file order.
    pub frame: DataFrame,
    /// Column that says whose row it is.
    pub person: Option<String>,
    /// Column that says which team's row it is.
    pub team: Option<String>,
    /// Columns that identify a row.
    pub key: Vec<String>,
    /// Columns that no file of it has, so that every cell is empty.
    pub absent: BTreeSet<String>,
}

/// All tables by name.
#[derive(Clone, Debug, Default)]
pub struct Tables(pub BTreeMap<String, Table>);

impl Tables {
    /// The table of this name.
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.0.get(name)
    }

    /// Whether a table is there without this column. `column` is one of `source`, or
    /// `TABLE.COLUMN` where a source is made of several tables.
    pub fn lacks(&self, source: &str, column: &str) -> bool {
        let (table, column) = column.split_once('.').unwrap_or((source, column));
        self.get(table)
            .is_some_and(|table| table.absent.contains(column))
    }

    /// All tables in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.0.iter().map(|(name, table)| (name.as_str(), table))
    }
}

/// What became of the sources.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// A table for every source; empty where nothing could be read.
    pub tables: Tables,
    /// A report for every source, in the order of the sources.
    pub reports: Vec<TableReport>,
    /// The refused rows of the tables that have any, in the order of the sources.
    pub refused: Vec<Refused>,
    /// All findings; with an error among them the tables are not complete.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads every source. Errors are among the diagnostics; loading goes on after them,
/// so that one run shows all.
pub fn load(sources: &[TableSource], context: &LoadContext) -> Loaded {
    // polars prints warnings (a `DATE '2025-10-03'` in SQL gives one) to stderr, which is
    // not ours; KPI expressions are SQL as well as queries.
    set_warning_function(|_, _| {});
    let mut loading = Loading {
        context,
        tables: BTreeMap::new(),
        outcomes: sources.iter().map(|_| None).collect(),
        people: None,
    };
    let early = find_early(sources, &context.roster_table);
    loading.load_phase(sources, |index| early.contains(&index));
    loading.read_roster(sources);
    loading.load_phase(sources, |index| !early.contains(&index));
    loading.check_goals(sources);
    let orphans = orphan::explain(&mut loading.outcomes, sources, &context.roster_table);
    let mut loaded = loading.finish();
    loaded.diagnostics.extend(orphans);
    loaded
}

/// The roster and all that it is made of.
fn find_early(sources: &[TableSource], roster: &str) -> BTreeSet<usize> {
    let find = |name: &str| sources.iter().position(|source| source.name == name);
    let mut early = BTreeSet::new();
    let mut open: Vec<usize> = find(roster).into_iter().collect();
    while let Some(index) = open.pop() {
        if early.insert(index)
            && let Origin::Query { sql } = &sources[index].origin
        {
            let named = query::list_sources(sql);
            open.extend(named.iter().filter_map(|name| find(name)));
        }
    }
    early
}

/// The files of a table by name, or why there are none.
type Found = Result<Vec<(String, PathBuf)>, Vec<Diagnostic>>;

/// One loaded source.
struct Outcome {
    table: Table,
    report: TableReport,
    refused: Refused,
    places: Places,
    diagnostics: Vec<Diagnostic>,
}

struct Loading<'a> {
    context: &'a LoadContext,
    tables: BTreeMap<String, Table>,
    outcomes: Vec<Option<Outcome>>,
    people: Option<People>,
}

impl Loading<'_> {
    /// Files in parallel, then queries in the order in which they are given.
    fn load_phase(&mut self, sources: &[TableSource], is_due: impl Fn(usize) -> bool + Sync) {
        let people = self.people.as_ref();
        let context = self.context;
        let mut due: Vec<_> = (sources.iter().enumerate())
            .filter(|(index, _)| is_due(*index))
            .filter_map(|(index, source)| match &source.origin {
                Origin::Files { pattern, root } => {
                    let found = find_files(pattern, root, context.kept.as_ref());
                    Some((index, source, found))
                }
                Origin::Query { .. } => None,
            })
            .collect();
        // The largest first, so that no thread is alone with it in the end.
        due.sort_by_cached_key(|(.., found)| Reverse(size(found)));
        let load = |(index, source, found)| (index, load_files(source, found, context, people));
        let files: Vec<(usize, Outcome)> = due.into_iter().par_bridge().map(load).collect();
        for (index, outcome) in files {
            self.keep(index, outcome);
        }
        for (index, source) in sources.iter().enumerate() {
            if let (Origin::Query { sql }, true) = (&source.origin, is_due(index)) {
                let outcome = self.load_query(source, sql);
                self.keep(index, outcome);
            }
        }
    }

    fn keep(&mut self, index: usize, outcome: Outcome) {
        let table = outcome.table.clone();
        self.tables.insert(table.name.clone(), table);
        self.outcomes[index] = Some(outcome);
    }

    fn load_query(&self, source: &TableSource, sql: &str) -> Outcome {
        let mut intake = Intake::new(source, self.context, self.people.as_ref());
        let frame = match query::run(source, sql, &self.tables) {
            Ok(frame) => frame,
            Err(found) => return conclude(source, intake, Vec::new(), found, None),
        };
        if source.columns.is_empty() {
            intake.rows_read = frame.height() as u64;
            return conclude(source, intake, Vec::new(), Vec::new(), Some(frame));
        }
        // The zones were applied when the files were read.
        let local = TableSource {
            source_time_zone: None,
            ..source.clone()
        };
        let mut intake = Intake::new(&local, self.context, self.people.as_ref());
        let label = format!("query {}", source.name);
        let taken = frame::take_frame(&frame, &label, &local, &mut intake);
        conclude(
            source,
            intake,
            Vec::new(),
            taken.err().unwrap_or_default(),
            None,
        )
    }

    fn read_roster(&mut self, sources: &[TableSource]) {
        let name = &self.context.roster_table;
        let Some(index) = sources.iter().position(|source| source.name == *name) else {
            return;
        };
        let (Some(roster), Some(outcome)) = (self.tables.get(name), &mut self.outcomes[index])
        else {
            return;
        };
        // A query that is taken as it is has no rows to point at.
        let places = Some(&outcome.places).filter(|_| !sources[index].columns.is_empty());
        let overlaps = overlap::find_overlaps(roster, places);
        let addresses = address::find_wrong(roster, places);
        // Without a readable roster everybody would be unknown, which helps nobody.
        if !crate::diagnostic::has_errors(&outcome.diagnostics) {
            self.people = overlap::list_people(roster).filter(|people| !people.is_empty());
        }
        outcome.diagnostics.extend(overlaps);
        outcome.diagnostics.extend(addresses);
    }

    fn check_goals(&mut self, sources: &[TableSource]) {
        let Some(index) = sources.iter().position(|source| source.name == GOALS) else {
            return;
        };
        if let (Some(table), Some(outcome)) = (self.tables.get(GOALS), &mut self.outcomes[index]) {
            let places = Some(&outcome.places).filter(|_| !sources[index].columns.is_empty());
            let complaints = goals::check(table, places);
            outcome.diagnostics.extend(complaints);
        }
    }

    fn finish(self) -> Loaded {
        let mut loaded = Loaded {
            tables: Tables(self.tables),
            ..Loaded::default()
        };
        for outcome in self.outcomes.into_iter().flatten() {
            loaded.reports.push(outcome.report);
            loaded.diagnostics.extend(outcome.diagnostics);
            if !outcome.refused.rows.is_empty() {
                loaded.refused.push(outcome.refused);
            }
        }
        loaded
    }
}

/// Bytes of the files of a table, as far as they can be told.
fn size(found: &Found) -> u64 {
    let sizes = found.iter().flatten().map(|(_, path)| path.metadata());
    sizes.flatten().map(|file| file.len()).sum()
}

fn load_files(
    source: &TableSource,
    found: Found,
    context: &LoadContext,
    people: Option<&People>,
) -> Outcome {
    let mut intake = Intake::new(source, context, people);
    let (mut files, mut diagnostics) = (Vec::new(), Vec::new());
    let paths = found.unwrap_or_else(|found| {
        diagnostics.extend(found);
        Vec::new()
    });
    for (label, path) in paths {
        let read = SourceFile::locate(&path, label, source).and_then(|file| match file.format {
            FileFormat::Csv | FileFormat::Tsv => text::read(&file, source, &mut intake),
            FileFormat::Excel => excel::read(&file, source, &mut intake),
            FileFormat::Parquet => frame::read(&file, source, &mut intake),
        });
        match read {
            Ok(report) => files.push(report),
            Err(found) => diagnostics.extend(found),
        }
    }
    conclude(source, intake, files, diagnostics, None)
}

/// Puts together what the intake gathered.
fn conclude(
    source: &TableSource,
    mut intake: Intake<'_>,
    files: Vec<FileReport>,
    mut diagnostics: Vec<Diagnostic>,
    ready: Option<DataFrame>,
) -> Outcome {
    diagnostics.extend(source.check());
    let gathered = ready.map_or_else(|| intake.finish(), Ok);
    let frame = gathered.unwrap_or_else(|error| {
        let message = format!("`{}` cannot be put together: {error}", source.name);
        let place = Place::file(&source.name);
        diagnostics.push(Diagnostic::error("unreadable-file", place, message));
        DataFrame::empty()
    });
    diagnostics.extend(describe_refusals(source, &intake));
    diagnostics.extend(describe_absences(source, &intake));
    diagnostics.extend(describe_invisible(source, &intake));
    let report = TableReport {
        table: source.name.clone(),
        files,
        rows_read: intake.rows_read,
        rows_used: frame.height() as u64,
        rows_refused: intake.refusals.total,
        rows_superseded: intake.rows_superseded,
        rows_unassigned: count_unassigned(source, &frame),
        refusals: intake
            .refusals
            .counts
            .iter()
            .map(|(code, count)| ((*code).to_owned(), *count))
            .collect(),
        examples: intake.refusals.examples(),
        absent_columns: intake.absent.iter().cloned().collect(),
        spans: find_spans(&frame),
    };
    let omitted = intake.refusals.total - intake.refusals.rows.len() as u64;
    Outcome {
        table: Table {
            name: source.name.clone(),
            frame,
            person: source.person.clone(),
            team: source.team.clone(),
            key: source.key.clone(),
            absent: intake.absent_everywhere(),
        },
        report,
        refused: Refused {
            table: source.name.clone(),
            headers: std::mem::take(&mut intake.headers),
            rows: std::mem::take(&mut intake.refusals.rows),
            omitted,
        },
        places: std::mem::take(&mut intake.places),
        diagnostics,
    }
}

fn count_unassigned(source: &TableSource, frame: &DataFrame) -> u64 {
    let column = source
        .person
        .as_ref()
        .and_then(|name| frame.column(name).ok());
    column.map_or(0, |column| column.null_count() as u64)
}

fn find_spans(frame: &DataFrame) -> BTreeMap<String, Span> {
    let dated = frame
        .columns()
        .iter()
        .filter(|column| column.dtype().is_temporal());
    dated
        .filter_map(|column| {
            let days = column.cast(&DataType::Date).ok()?;
            let days = days.date().ok()?;
            let span = Span {
                earliest: date::date_from_days(days.physical().min()?)?,
                latest: date::date_from_days(days.physical().max()?)?,
            };
            Some((column.name().to_string(), span))
        })
        .collect()
}

#[cfg(test)]
mod tests;
