//! The measure stage: from tables and KPI definitions to a tidy table of values.
//!
//! Every source is read once; statistics of person × month are merged upward into
//! teams, departments, the organisation, quarters and years. A team's value is over
//! the team's rows, never the mean of its members' values. Rows that belong to nobody
//! count for their team if they name one, and for the organisation.
//!
//! A KPI whose table the workspace does not have, or has without a column that it
//! needs, is not measured. polars stays in
//! here and in `load`.

mod aggregate;
mod cells;
mod change;
mod compared;
mod complexity;
mod csv;
mod extract;
mod parquet;
mod pooled;
mod project;
mod records;
mod recount;
mod rows;
mod samples;
mod selection;
mod stats;
mod table;
mod value;
mod watch;
mod weekly;

use chrono::NaiveDate;
use rayon::prelude::*;

use self::aggregate::Frame;
use self::compared::Compared;
use self::extract::{Directory, Extract};
use self::samples::Samples;
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Roster, Tables};
use crate::period::Period;
use crate::workspace::{Kind, Kpi, Workspace};

pub use self::cells::Cell;
pub use self::change::trailing;
pub use self::compared::{difference, limited};
pub use self::complexity::complexities;
pub use self::csv::write_csv;
pub use self::parquet::write_parquet;
pub use self::pooled::{Pooled, pooled};
pub use self::project::{Project, Spending};
pub use self::records::{Holder, Record, Records, Standing};
pub use self::recount::{Basis, recount};
pub use self::table::{Measure, Measures, State, Subject, SubjectKind, Subjects};
pub use self::value::final_on;
pub use self::watch::{Hit, Watch, watch};

/// Measures every KPI for every subject and period up to the end of `period`.
///
/// `as_of` is the day of the data: values whose lag ends after it are provisional.
/// The second part holds warnings.
///
/// # Errors
/// Expressions and views that cannot be computed, all of them.
pub fn measure(
    tables: &Tables,
    roster: &Roster,
    workspace: &Workspace,
    period: Period,
    as_of: NaiveDate,
) -> Result<(Measures, Vec<Diagnostic>), Vec<Diagnostic>> {
    let kpis: Vec<&Kpi> = workspace.kpis.values().collect();
    let ids: Vec<String> = kpis.iter().map(|kpi| kpi.id.clone()).collect();
    let subjects = Subjects::of(roster);
    let frame = Frame {
        roster,
        subjects: &subjects,
        as_of,
        last_day: period.end(),
        scorecards: &workspace.scorecards,
    };
    let (sources, problems) = checked_sources(tables, workspace, &kpis);
    if !problems.is_empty() {
        return Err(problems);
    }
    let directory = Directory::of(roster);
    let weeks = weekly::Weeks::of(workspace, period);
    let mut rows: Vec<Vec<table::Row>> = vec![Vec::new(); ids.len()];
    let mut warnings = unmeasured(tables, workspace);
    let mut samples = Samples::new(roster);
    let each = sources.par_iter().with_max_len(1);
    let measured: Vec<_> = each
        .map(|source| {
            let extract = Extract::of(source, &directory, frame.last_day)?;
            measure_source(&frame, &weeks, source, &extract)
        })
        .collect();
    for (source, measured) in sources.iter().zip(measured) {
        let measured: Vec<OfKpi> = measured?;
        let unplaced = measured.first().map_or(0, |of_kpi| of_kpi.unplaced);
        if unplaced > 0 {
            warnings.push(outside_roster(source.name, unplaced));
        }
        for ((kpi, _), of_kpi) in source.kpis.iter().zip(measured) {
            let position = position(&ids, kpi);
            if let Some(sample) = of_kpi.sample {
                samples.keep(position as u16, sample);
            }
            rows[position] = of_kpi.values;
        }
    }
    let changes: Vec<(usize, Vec<table::Row>)> = kpis
        .par_iter()
        .with_max_len(1)
        .filter_map(|kpi| {
            let Kind::Change { base, against } = &kpi.kind else {
                return None;
            };
            let base = workspace.kpis.get(base)?;
            // Only what changes are made from is held twice, and not for long.
            let mut held: Vec<&[table::Row]> = vec![&[]; ids.len()];
            held[position(&ids, base)] = &rows[position(&ids, base)];
            let measures = Measures::from_rows(ids.clone(), subjects.clone(), &held);
            let derived = change::derive(&Compared {
                frame: &frame,
                measures: &measures,
                samples: &samples,
                base,
                kpi,
                against: *against,
            });
            Some((position(&ids, kpi), derived))
        })
        .collect();
    for (position, derived) in changes {
        rows[position] = derived;
    }
    let measures = Measures::from_rows(ids, subjects.clone(), &rows);
    Ok((measures.with_samples(samples), warnings))
}

/// What is measured of one KPI.
struct OfKpi {
    values: Vec<table::Row>,
    sample: Option<samples::Columns>,
    /// Rows dated outside their person's stints.
    unplaced: usize,
}

/// Measures the KPIs of a source, in their order.
fn measure_source(
    frame: &Frame<'_>,
    weeks: &weekly::Weeks<'_>,
    source: &rows::Source<'_>,
    extract: &Extract<'_>,
) -> Result<Vec<OfKpi>, Vec<Diagnostic>> {
    // One by one, or a thread may be left with several large ones when the others are done.
    let each = source.kpis.par_iter().with_max_len(1);
    let measured = each.enumerate().map(|(index, (kpi, _))| {
        let (facts, unplaced) = extract.facts(index, kpi)?;
        let sample = samples::columns(frame.roster, kpi, &facts);
        let recent = weeks.recent(kpi, &facts);
        let mut values = aggregate::aggregate(frame, kpi, facts);
        values.extend(weeks.values(frame, kpi, &recent, &values));
        // They come in sorted runs, a grain each, which a stable sort only merges.
        values.sort_by_key(|row| (row.subject, row.period));
        Ok(OfKpi {
            values,
            sample,
            unplaced,
        })
    });
    let measured: Vec<Result<_, Diagnostic>> = measured.collect();
    // The first in order, whichever thread was first.
    let measured: Result<_, _> = measured.into_iter().collect();
    measured.map_err(|problem| vec![problem])
}

/// Tries every expression of every KPI whose source the tables have. `tables` may be empty of rows.
pub fn check(tables: &Tables, workspace: &Workspace) -> Vec<Diagnostic> {
    let kpis: Vec<&Kpi> = workspace.kpis.values().collect();
    checked_sources(tables, workspace, &kpis).1
}

/// The sources of KPIs, and everything in SQL that cannot be computed, that of rules included.
fn checked_sources<'a>(
    tables: &Tables,
    workspace: &'a Workspace,
    kpis: &[&'a Kpi],
) -> (Vec<rows::Source<'a>>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut sources = rows::sources(tables, workspace, kpis, &mut problems);
    problems.par_extend(sources.par_iter_mut().flat_map_iter(rows::check));
    problems.extend(watch::check(tables, workspace));
    (sources, problems)
}

/// Notes on KPIs that are not measured, because their tables come without a column.
pub fn unmeasured(tables: &Tables, workspace: &Workspace) -> Vec<Diagnostic> {
    rows::unmeasured(tables, workspace)
}

fn position(ids: &[String], kpi: &Kpi) -> usize {
    ids.binary_search(&kpi.id).unwrap_or_default()
}

fn outside_roster(table: &str, rows: usize) -> Diagnostic {
    let message =
        format!("{rows} rows of `{table}` are dated when their engineer was not on the roster");
    Diagnostic::warning("outside-roster", Place::default().in_column(table), message).hint(
        "they count for nobody; extend `valid_from` and `valid_to` in the roster if they should",
    )
}
