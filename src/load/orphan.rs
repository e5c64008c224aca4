//! Rows that were refused only because the roster's row of their engineer was.
//!
//! One damaged row of the roster makes its person unknown to every table. That is told
//! once, at the row that has to be mended, and no more in each table. Limits: rows of
//! which no cells are kept (beyond 100,000 refused ones a table) stay with their table.

use std::collections::BTreeMap;

use super::Outcome;
use super::column::shorten;
use super::findings::describe_refusal;
use super::report::Refusal;
use crate::diagnostic::Diagnostic;
use crate::workspace::source::TableSource;

/// People told one by one; the others are counted.
const TOLD: usize = 5;

/// The code of rows whose person nobody knows.
const UNKNOWN: &str = "unknown-engineer";

/// Rows that name somebody, by table.
type Rows<'a> = BTreeMap<&'a str, u64>;

/// Takes what refused rows of the roster explain out of the findings of the other tables,
/// and tells it once.
pub(super) fn explain(
    outcomes: &mut [Option<Outcome>],
    sources: &[TableSource],
    roster: &str,
) -> Vec<Diagnostic> {
    let Some(at) = sources.iter().position(|source| source.name == roster) else {
        return Vec::new();
    };
    let Some(refused) = outcomes[at]
        .as_ref()
        .map(|one| refused_people(&sources[at], one))
    else {
        return Vec::new();
    };
    if refused.is_empty() {
        return Vec::new();
    }
    let mut orphans: BTreeMap<String, Rows<'_>> = BTreeMap::new();
    for (source, outcome) in sources.iter().zip(outcomes.iter_mut()) {
        let Some(outcome) = outcome else { continue };
        let mut first = None;
        let mut explained = 0;
        for row in &outcome.refused.rows {
            let refusal = &row.refusal;
            if refusal.code != UNKNOWN {
                continue;
            }
            if refused.contains_key(&refusal.value) {
                let rows = orphans.entry(refusal.value.clone()).or_default();
                *rows.entry(&source.name).or_default() += 1;
                explained += 1;
            } else {
                first.get_or_insert_with(|| refusal.clone());
            }
        }
        if explained > 0 {
            outcome.withdraw(source, explained, first.as_ref());
        }
    }
    let mut told: Vec<(&Refusal, &String, &Rows<'_>)> = orphans
        .iter()
        .filter_map(|(id, rows)| Some((refused.get(id)?, id, rows)))
        .collect();
    told.sort_by_key(|(refusal, ..)| (&refusal.file, refusal.row));
    let rest = told.split_off(told.len().min(TOLD));
    let told = told
        .iter()
        .map(|(refusal, id, rows)| of_one(refusal, id, rows));
    told.chain(of_others(&rest)).collect()
}

/// Everybody of whom a row of the roster was refused, with the first such row.
fn refused_people(source: &TableSource, outcome: &Outcome) -> BTreeMap<String, Refusal> {
    let column = source
        .columns
        .iter()
        .find(|one| Some(&one.name) == source.person.as_ref());
    let mut headers = outcome.refused.headers.iter();
    let at = headers.position(|header| column.is_some_and(|column| column.takes(header)));
    let mut people = BTreeMap::new();
    for row in &outcome.refused.rows {
        let cell = at.and_then(|at| row.cells.get(at)).map(|cell| cell.trim());
        if let Some(cell) = cell.filter(|cell| !cell.is_empty()) {
            let mapped = column.and_then(|column| column.map.get(cell));
            let id = shorten(mapped.map_or(cell, String::as_str)).into_owned();
            people.entry(id).or_insert_with(|| row.refusal.clone());
        }
    }
    people
}

impl Outcome {
    /// Withdraws what was said of rows whose reason is told elsewhere; of the others `first`
    /// is the first.
    fn withdraw(&mut self, source: &TableSource, explained: u64, first: Option<&Refusal>) {
        let all = self.report.refusals.get(UNKNOWN).copied();
        let left = all.unwrap_or_default().saturating_sub(explained);
        for finding in &mut self.diagnostics {
            if let (UNKNOWN, Some(first)) = (finding.code, first) {
                *finding = describe_refusal(source, UNKNOWN, first, left);
            }
        }
        if left == 0 {
            self.diagnostics.retain(|finding| finding.code != UNKNOWN);
        }
    }
}

fn of_one(refusal: &Refusal, id: &str, rows: &Rows<'_>) -> Diagnostic {
    let message = format!(
        "{} because they name `{id}`, whose row of the roster was refused ({}).",
        counted(rows.iter().map(|(table, count)| (*table, *count))),
        refusal.reason
    );
    described(refusal, message)
}

fn of_others(rest: &[(&Refusal, &String, &Rows<'_>)]) -> Option<Diagnostic> {
    let (refusal, id, _) = rest.first()?;
    let mut tables: Rows<'_> = BTreeMap::new();
    for (_, _, rows) in rest {
        for (table, count) in *rows {
            *tables.entry(table).or_default() += count;
        }
    }
    let message = format!(
        "{} because they name {} more people whose rows of the roster were refused; the first: `{id}`.",
        counted(tables.into_iter()),
        rest.len(),
    );
    Some(described(refusal, message))
}

/// `12 rows of 2 tables (issues, surveys) are refused`.
fn counted<'a>(rows: impl Iterator<Item = (&'a str, u64)>) -> String {
    let (tables, counts): (Vec<&str>, Vec<u64>) = rows.unzip();
    let count: u64 = counts.iter().sum();
    let row = if count == 1 { "row" } else { "rows" };
    let verb = if count == 1 { "is" } else { "are" };
    let table = if tables.len() == 1 { "table" } else { "tables" };
    let (number, names) = (tables.len(), tables.join(", "));
    format!("{count} {row} of {number} {table} ({names}) {verb} refused")
}

fn described(refusal: &Refusal, message: String) -> Diagnostic {
    Diagnostic::warning("orphaned-rows", refusal.place(), message)
        .hint("mend that row of the roster; those of the other tables are used then")
}
