//! One row of a source, whatever its format, before anything is read from it.

use std::borrow::Cow;

use calamine::{Data, DataType as _};
use chrono::{NaiveDate, NaiveDateTime};
use polars::prelude::{AnyValue, Series};

use super::date::{Moment, date_from_days, from_naive, instant_from_micros};

/// A cell as the source holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RawCell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Moment(Moment),
}

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cells<'a> {
    /// Text, and where its cells are in it.
    Text(&'a str, &'a csv::ByteRecord),
    Sheet(&'a [Data]),
    /// Row `.1` of columns that [`super::frame`] has brought to plain types.
    Frame(&'a [Series], usize),
}

/// A row and where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// Data row, from 1.
    pub(super) row: u32,
    /// Line of a text, row of a sheet; none elsewhere.
    pub(super) line: Option<u32>,
    /// Lines that it runs over.
    pub(super) lines: u32,
    pub(super) cells: Cells<'a>,
}

impl<'a> Record<'a> {
    /// How many cells the row has.
    pub(super) fn len(&self) -> usize {
        match self.cells {
            Cells::Text(_, record) => record.len(),
            Cells::Sheet(cells) => cells.len(),
            Cells::Frame(columns, _) => columns.len(),
        }
    }

    /// The cell at `index`; empty beyond the end.
    pub(super) fn cell(&self, index: usize) -> RawCell<'a> {
        match self.cells {
            Cells::Text(all, record) => {
                let own = record.range(index).and_then(|range| all.get(range));
                own.map_or(RawCell::Empty, text)
            }
            Cells::Sheet(cells) => cells.get(index).map_or(RawCell::Empty, from_sheet),
            Cells::Frame(columns, row) => columns
                .get(index)
                .and_then(|column| column.get(row).ok())
                .map_or(RawCell::Empty, from_frame),
        }
    }

    /// Whether no cell holds anything.
    pub(super) fn is_blank(&self) -> bool {
        (0..self.len()).all(|index| self.cell(index) == RawCell::Empty)
    }
}

impl RawCell<'_> {
    /// The cell as a reader of the source would see it.
    pub(super) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(value) => Cow::Owned(value.to_string()),
            // Identifiers in a workbook are numbers: 1001, not 1001.0.
            Self::Number(value) => Cow::Owned(value.to_string()),
            Self::Boolean(value) => Cow::Borrowed(if *value { "TRUE" } else { "FALSE" }),
            Self::Moment(moment) => Cow::Owned(show_moment(*moment)),
        }
    }
}

fn show_moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Local(at) => at.to_string(),
        Moment::Fixed(at) => format!("{at}Z"),
    }
}

fn text(text: &str) -> RawCell<'_> {
    match text.trim() {
        "" => RawCell::Empty,
        trimmed => RawCell::Text(Cow::Borrowed(trimmed)),
    }
}

fn from_sheet(cell: &Data) -> RawCell<'_> {
    match cell {
        Data::Empty => RawCell::Empty,
        Data::Int(value) => RawCell::Number(*value as f64),
        Data::Float(value) => RawCell::Number(*value),
        Data::Bool(value) => RawCell::Boolean(*value),
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => text(value),
        Data::Error(error) => RawCell::Text(Cow::Owned(error.to_string())),
        // A time of day alone has no date; it stays the number that it is.
        Data::DateTime(value) if value.is_duration() || value.as_f64() < 1.0 => {
            RawCell::Number(value.as_f64())
        }
        Data::DateTime(_) => cell
            .as_datetime()
            .map_or(RawCell::Empty, |at| RawCell::Moment(from_naive(at))),
    }
}

fn from_frame(value: AnyValue<'_>) -> RawCell<'_> {
    let day = |days: i32| date_from_days(days).map(Moment::Day);
    let local = |micros: i64| instant_from_micros(micros).map(Moment::Local);
    let fixed = |micros: i64| instant_from_micros(micros).map(Moment::Fixed);
    let moment = |found: Option<Moment>| found.map_or(RawCell::Empty, RawCell::Moment);
    match value {
        AnyValue::String(value) => text(value),
        AnyValue::Int64(value) => RawCell::Integer(value),
        AnyValue::Float64(value) => RawCell::Number(value),
        AnyValue::Boolean(value) => RawCell::Boolean(value),
        AnyValue::Date(days) => moment(day(days)),
        AnyValue::Datetime(micros, _, None) => moment(local(micros)),
        AnyValue::Datetime(micros, _, Some(_)) => moment(fixed(micros)),
        AnyValue::Null => RawCell::Empty,
        other => RawCell::Text(Cow::Owned(other.to_string())),
    }
}

/// A cell after reading, as it goes into a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(NaiveDate),
    Instant(NaiveDateTime),
}

impl Cell<'_> {
    /// The cell with a text of its own.
    pub(super) fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Integer(value) => Cell::Integer(value),
            Self::Number(value) => Cell::Number(value),
            Self::Boolean(value) => Cell::Boolean(value),
            Self::Date(day) => Cell::Date(day),
            Self::Instant(at) => Cell::Instant(at),
        }
    }

    /// The day of a date or instant.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Instant(at) => Some(at.date()),
            _ => None,
        }
    }

    /// Whether it certainly comes before `other`; days against instants by day.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Instant(this), Self::Instant(that)) => this < that,
            (Self::Integer(this), Self::Integer(that)) => this < that,
            (Self::Number(this), Self::Number(that)) => this < that,
            _ => match (self.day(), other.day()) {
                (Some(this), Some(that)) => this < that,
                _ => false,
            },
        }
    }

    /// The cell as text, for messages.
    pub(super) fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Instant(at) => at.to_string(),
        }
    }
}
