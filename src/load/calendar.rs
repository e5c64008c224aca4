//! The table `months`, which every workspace has: one row a month, for views that ask how
//! things stood, such as how many people there were.
//!
//! It reaches from three years before the run's last month to that month: as far back as a
//! trend of thirteen quarters looks.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{Column, DataFrame, DataType};

use super::Table;
use crate::diagnostic::{Diagnostic, Place};
use crate::period::{Grain, Period};

/// The table's name.
pub const MONTHS: &str = "months";

/// Thirteen quarters.
const LENGTH: u32 = 39;

/// The months up to the end of `period`, oldest first.
pub(super) fn months(period: Period) -> impl Iterator<Item = Period> {
    Period::containing(Grain::Month, period.end()).trailing(LENGTH)
}

/// The table for a run of `period`: `month_on` and `ends_on` are a month's first and last
/// day, `days` is how many it has.
///
/// # Errors
/// None in practice; polars gives a result.
pub fn calendar(period: Period) -> Result<Table, Diagnostic> {
    let months: Vec<Period> = months(period).collect();
    let starts: Vec<NaiveDate> = months.iter().map(|month| month.start()).collect();
    let ends: Vec<NaiveDate> = months.iter().map(|month| month.end()).collect();
    let lengths: Vec<i64> = ends.iter().map(|end| i64::from(end.day())).collect();
    let frame = date_column("month_on", &starts).and_then(|starts| {
        let columns = vec![
            starts,
            date_column("ends_on", &ends)?,
            Column::new("days".into(), lengths),
        ];
        DataFrame::new(months.len(), columns)
    });
    let frame = frame.map_err(|error| {
        let message = format!("the table of months cannot be made: {error}");
        Diagnostic::error("internal", Place::default(), message)
    })?;
    Ok(Table {
        name: MONTHS.to_owned(),
        frame,
        person: None,
        team: None,
        key: vec!["month_on".to_owned()],
        absent: BTreeSet::new(),
    })
}

/// A column of days.
pub(super) fn date_column(name: &str, days: &[NaiveDate]) -> polars::prelude::PolarsResult<Column> {
    let numbers: Vec<i32> = days
        .iter()
        .map(|day| (*day - NaiveDate::default()).num_days() as i32)
        .collect();
    Column::new(name.into(), numbers).cast(&DataType::Date)
}
