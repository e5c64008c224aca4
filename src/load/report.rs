//! What became of the rows of a table: the data-quality report and the refused rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::cell;
use crate::diagnostic::Place;
use crate::workspace::source::EncodingName;

/// How many refused rows a report shows.
const EXAMPLES: usize = 5;

/// How many refused rows are kept with their cells; the rest is only counted.
const KEPT: usize = 100_000;

/// The quality of one table.
///
/// `rows_read` is the sum of used, refused and superseded rows. Rows without
/// any content count nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// Its files, sorted by path; none for a query.
    pub files: Vec<FileReport>,
    /// Data rows with any content.
    pub rows_read: u64,
    /// Rows in the frame.
    pub rows_used: u64,
    /// Rows that could not be used.
    pub rows_refused: u64,
    /// Rows that a later (or earlier) row of the same group stands for.
    pub rows_superseded: u64,
    /// Used rows that belong to nobody.
    pub rows_unassigned: u64,
    /// Refused rows by the code of their first problem.
    pub refusals: BTreeMap<String, u64>,
    /// The first refused rows, in file order.
    pub examples: Vec<Refusal>,
    /// Optional columns that no file, or not every file, has.
    pub absent_columns: Vec<String>,
    /// First and last day in each date and instant column of the used rows.
    pub spans: BTreeMap<String, Span>,
}

/// One file as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Path relative to the workspace.
    pub path: String,
    /// Member of a zip, or sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Encoding of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingName>,
    /// Field separator of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Data rows with any content.
    pub rows_read: u64,
    /// Checksum of the file on disk, in hexadecimal.
    pub sha256: String,
}

/// A refused row, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// Data row, from 1.
    pub row: u32,
    /// Line of a text file, or row of a sheet, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column with the first problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Its cell, shortened.
    pub value: String,
    /// The first problem.
    pub code: &'static str,
    /// All problems.
    pub reason: String,
}

impl Refusal {
    /// Where it is.
    pub(super) fn place(&self) -> Place {
        let mut place = Place::file(&self.file).at_row(self.row);
        place.line = self.line;
        place.column.clone_from(&self.column);
        place
    }
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First day.
    pub earliest: NaiveDate,
    /// Last day.
    pub latest: NaiveDate,
}

/// The refused rows of a table with their original cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// The table.
    pub table: String,
    /// The headers of all its files, in order of appearance.
    pub headers: Vec<String>,
    /// Refused rows in file order, at most 100,000.
    pub rows: Vec<RefusedRow>,
    /// How many more there were.
    pub omitted: u64,
}

/// A refused row with its original cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Where and why.
    pub refusal: Refusal,
    /// Its cells under [`Refused::headers`]; shorter where the row or its file has fewer.
    pub cells: Vec<String>,
}

impl Refused {
    /// A UTF-8 text table with mark, so that spreadsheets show every script:
    /// the original columns, then file, row, line, column and reason.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer("\u{feff}".as_bytes().to_vec());
        let places = ["file", "row", "line", "column", "reason"];
        let header = self.headers.iter().map(String::as_str).chain(places);
        // Writing into memory cannot fail; an empty result would show it.
        if cell::write_record(&mut writer, header).is_err() {
            return Vec::new();
        }
        for row in &self.rows {
            let refusal = &row.refusal;
            let own = |index: usize| row.cells.get(index).map_or("", String::as_str);
            let number = refusal.row.to_string();
            let line = refusal
                .line
                .map_or_else(String::new, |line| line.to_string());
            let column = refusal.column.as_deref().unwrap_or_default();
            let places = [
                &refusal.file,
                number.as_str(),
                &line,
                column,
                &refusal.reason,
            ];
            let record = (0..self.headers.len()).map(own).chain(places);
            if cell::write_record(&mut writer, record).is_err() {
                return Vec::new();
            }
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// Gathers refused rows; counts all, keeps many, shows a few.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    pub(super) counts: BTreeMap<&'static str, u64>,
    /// The first of each code, for diagnostics.
    pub(super) firsts: BTreeMap<&'static str, Refusal>,
    pub(super) rows: Vec<RefusedRow>,
    pub(super) total: u64,
}

impl Refusals {
    pub(super) fn add(&mut self, row: RefusedRow) {
        let code = row.refusal.code;
        self.total += 1;
        *self.counts.entry(code).or_default() += 1;
        self.firsts
            .entry(code)
            .or_insert_with(|| row.refusal.clone());
        if self.rows.len() < KEPT {
            self.rows.push(row);
        }
    }

    pub(super) fn examples(&self) -> Vec<Refusal> {
        let first = self.rows.iter().take(EXAMPLES);
        first.map(|row| row.refusal.clone()).collect()
    }
}

/// The candidate that a misspelt name most likely means, if any is near.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| -> Vec<char> { text.trim().to_lowercase().chars().collect() };
    let wanted = fold(name);
    candidates
        .map(|candidate| (distance(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= wanted.len().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, this) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, that) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(this != that);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_a_strange_one_nobody() {
        let known = ["nps_rating", "user_id", "response_date"];
        assert_eq!(nearest("nps rating", known.into_iter()), Some("nps_rating"));
        assert_eq!(nearest("USER_ID", known.into_iter()), Some("user_id"));
        assert_eq!(nearest("budget", known.into_iter()), None);
    }
}
