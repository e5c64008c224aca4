//! Rows of text, working days, and values with a given mean.

use std::fmt::{Display, Write as _};

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The tables of a case by name.
pub(crate) type Tables = Vec<(&'static str, Table)>;

/// A table under construction. Cells hold no commas.
pub(crate) struct Table {
    text: String,
    rows: usize,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(header: &str) -> Self {
        Self {
            text: format!("{header}\n"),
            rows: 0,
        }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, cells: &[&dyn Display]) {
        for (at, cell) in cells.iter().enumerate() {
            // Writing to a string does not fail.
            let _ = write!(self.text, "{}{cell}", if at > 0 { "," } else { "" });
        }
        self.text.push('\n');
        self.rows += 1;
    }

    /// Number of the next row, from 1.
    pub(crate) fn next(&self) -> usize {
        self.rows + 1
    }

    /// The finished table.
    pub(crate) fn text(self) -> String {
        self.text
    }
}

/// Working day number `at` of a month, from 0; after the last one from the front again.
pub(crate) fn working_day(year: i32, month: u32, at: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    let days: Vec<NaiveDate> = first
        .iter_days()
        .take_while(|day| day.month() == month)
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .collect();
    days.get(at % days.len()).copied().unwrap_or(first)
}

/// `count` days before.
pub(crate) fn before(day: NaiveDate, count: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(count)).unwrap_or(day)
}

/// `count` whole numbers, evenly about `mean`, which is their mean exactly; `step` apart by two.
pub(crate) fn about(mean: i64, count: usize, step: i64) -> Vec<i64> {
    let last = count as i64 - 1;
    (0..count as i64)
        .map(|at| mean + (2 * at - last) * step)
        .collect()
}

/// `count` answers of which the first `good` are good ones, mixed so that the people to
/// whom they go in turn get their share of both.
pub(crate) fn mixed(good: usize, count: usize) -> Vec<bool> {
    (0..count)
        .map(|at| (at + 1) * good / count > at * good / count)
        .collect()
}
