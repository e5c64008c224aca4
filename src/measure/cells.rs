//! The cells of records as a reader sees them: each column of evidence in its type, shared
//! by the KPIs of its source.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use polars::prelude::*;

/// What a cell of a record holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Somebody else's name or identifier.
    Withheld,
    /// Words.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A day with a time, local to the organisation.
    Instant(NaiveDateTime),
    /// Yes or no.
    Flag(bool),
}

/// A column of evidence.
pub(super) enum Cells {
    Text(StringChunked),
    Number(Float64Chunked),
    Date(Int32Chunked),
    Instant(Int64Chunked),
    Flag(BooleanChunked),
}

impl Cells {
    /// Cells of a type that we know; anything else as text.
    pub(super) fn of(column: &Column) -> PolarsResult<Self> {
        Ok(match column.dtype() {
            DataType::Date => Self::Date(column.cast(&DataType::Int32)?.i32()?.clone()),
            DataType::Datetime(..) => {
                let micros = column.cast(&DataType::Datetime(TimeUnit::Microseconds, None))?;
                Self::Instant(micros.cast(&DataType::Int64)?.i64()?.clone())
            }
            DataType::Boolean => Self::Flag(column.bool()?.clone()),
            other if other.is_primitive_numeric() => {
                Self::Number(column.cast(&DataType::Float64)?.f64()?.clone())
            }
            _ => Self::Text(column.cast(&DataType::String)?.str()?.clone()),
        })
    }

    pub(super) fn get(&self, row: usize) -> Cell<'_> {
        let found = match self {
            Self::Text(cells) => cells.get(row).map(Cell::Text),
            Self::Number(cells) => cells.get(row).map(Cell::Number),
            Self::Date(cells) => cells
                .get(row)
                .and_then(NaiveDate::from_epoch_days)
                .map(Cell::Date),
            Self::Instant(cells) => cells
                .get(row)
                .and_then(DateTime::from_timestamp_micros)
                .map(|instant| Cell::Instant(instant.naive_utc())),
            Self::Flag(cells) => cells.get(row).map(Cell::Flag),
        };
        found.unwrap_or(Cell::Empty)
    }
}
