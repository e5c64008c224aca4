//! Tables that are views over others, in the SQL of polars.
//!
//! A query sees every file table and the queries before it. Its rows are sorted
//! (by key, then by every column), because a parallel join or grouping gives them
//! in no fixed order; sums of fractions inside a query may still differ in the last
//! digit between runs with different numbers of threads.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, IntoLazy, PolarsResult, SortMultipleOptions};
use polars::sql::{SQLContext, extract_table_identifiers};

use super::Table;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::TableSource;

/// The tables that a query names; none where it cannot be parsed.
pub(super) fn list_sources(sql: &str) -> Vec<String> {
    extract_table_identifiers(sql, false, true).unwrap_or_default()
}

/// Runs a query over the tables.
pub(super) fn run(
    source: &TableSource,
    sql: &str,
    tables: &BTreeMap<String, Table>,
) -> Result<DataFrame, Vec<Diagnostic>> {
    execute(source, sql, tables).map_err(|error| {
        let names: Vec<&str> = tables.keys().map(String::as_str).collect();
        let message = format!("The query of `{}` cannot be run: {error}", source.name);
        let found = Diagnostic::error("wrong-query", Place::file(&source.name), message);
        vec![found.hint(format!("Its tables may be: {}.", names.join(", ")))]
    })
}

fn execute(
    source: &TableSource,
    sql: &str,
    tables: &BTreeMap<String, Table>,
) -> PolarsResult<DataFrame> {
    let mut context = SQLContext::new();
    for (name, table) in tables {
        context.register(name, table.frame.clone().lazy());
    }
    let frame = context.execute(sql)?.collect()?;
    let names: Vec<String> = frame
        .get_column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    let key = source.key.iter().filter(|key| names.contains(key)).cloned();
    let others = names
        .iter()
        .filter(|name| !source.key.contains(name))
        .cloned();
    let by: Vec<String> = key.chain(others).collect();
    frame.sort(by, SortMultipleOptions::default())
}
