//! What a source is asked for: the rows of some days, and the columns that identify a row
//! to a reader, none of which holds a person.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::measure::rows::{Source, failed};
use crate::measure::selection::{Selection, day_column, subject_columns};
use crate::period::{Grain, Period};
use crate::workspace::{RowSpan, Workspace};

/// The rows of a source that any of its KPIs has between two days, and which columns of
/// evidence are among them. `ordered` says that the rows come in an order of their own.
pub(super) fn ask(
    source: &Source<'_>,
    private: &BTreeSet<String>,
    (first, last): (NaiveDate, NaiveDate),
    ordered: bool,
) -> Result<(DataFrame, BTreeSet<String>), Vec<Diagnostic>> {
    let failed = |error: PolarsError| vec![unreadable(source.name, &error)];
    let schema = source.frame.clone().collect_schema().map_err(failed)?;
    let named = source.kpis.iter().flat_map(|(kpi, _)| &kpi.evidence);
    let columns: BTreeSet<String> = named
        .filter(|name| schema.contains(name) && !private.contains(*name))
        .cloned()
        .collect();
    let mut selection = Vec::from(subject_columns(source));
    selection.extend(columns.iter().map(|name| col(name).alias(evidence(name))));
    let mut wanted = lit(false);
    for (index, (kpi, rows)) in source.kpis.iter().enumerate() {
        let asked = Selection::of(index, kpi, rows).map_err(|problem| vec![problem])?;
        let (first, last) = reach(rows.span, (first, last));
        let (from, to) = (lit(first.to_epoch_days()), lit(last.to_epoch_days()));
        let within = asked.day.clone().gt_eq(from);
        let within = within.and(asked.day.clone().lt_eq(to));
        wanted = wanted.or(within.and(asked.filter));
        selection.push(asked.day.alias(day_column(index)));
        selection.extend(asked.values);
    }
    let plan = source.frame.clone().filter(wanted).select(selection);
    let mut frame = plan.collect().map_err(failed)?;
    if !ordered {
        // Rows of a view may come in any order; equal records must not change places.
        let names = frame.get_column_names_owned();
        frame = frame
            .sort(names, SortMultipleOptions::default())
            .map_err(failed)?;
    }
    frame.rechunk_mut();
    Ok((frame, columns))
}

/// The first and the last day whose rows a period has, as far as it is measured.
pub(super) fn window(span: RowSpan, period: Period, last_day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = Period::containing(Grain::Month, period.end().min(last_day));
    match span {
        RowSpan::Period => (period.start(), period.end()),
        RowSpan::LastMonth => (month.start(), month.end()),
        RowSpan::Trailing(months) => (month.offset(1 - months as i32).start(), month.end()),
    }
}

/// The days that have to be read for those asked for.
pub(super) fn reach(
    span: RowSpan,
    (first, last): (NaiveDate, NaiveDate),
) -> (NaiveDate, NaiveDate) {
    let month = Period::containing(Grain::Month, last);
    match span {
        RowSpan::Trailing(_) => (first.min(window(span, month, last).0), last),
        _ => (first, last),
    }
}

/// The name of a column of evidence in an answer, apart from those of expressions.
pub(super) fn evidence(name: &str) -> String {
    format!("evidence {name}")
}

/// Columns that hold somebody: whose row it is, who rated, and those marked as private.
pub(super) fn private_columns(workspace: &Workspace) -> BTreeSet<String> {
    let mut private = BTreeSet::new();
    for schema in workspace.tables.values() {
        private.extend(schema.person.clone());
        let marked = schema.columns.iter().filter(|(_, column)| column.private);
        private.extend(marked.map(|(name, _)| name.clone()));
    }
    for source in &workspace.sources {
        private.extend(source.person.clone());
        let marked = source.columns.iter().filter(|column| column.private);
        private.extend(marked.map(|column| column.name.clone()));
    }
    private.extend(workspace.views.values().map(|view| view.person.clone()));
    let raters = workspace.kpis.values().filter_map(|kpi| kpi.raters.clone());
    private.extend(raters.map(|(column, _)| column));
    private
}

pub(super) fn unreadable(source: &str, error: &PolarsError) -> Diagnostic {
    failed(
        source,
        &format!("the records of `{source}` cannot be read"),
        error,
    )
}
