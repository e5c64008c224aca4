//! From a raw cell to a typed one, and from typed cells to a polars column.

use std::borrow::Cow;
use std::collections::BTreeSet;

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder, Column, Float64Type, Int32Type, Int64Type, IntoColumn,
    PlSmallStr, PrimitiveChunkedBuilder, StringChunkedBuilder, TimeUnit,
};

use super::date::{DateReader, Moment, days_since_epoch, from_serial, micros_since_epoch};
use super::invisible::visible;
use super::limits::LONGEST_CELL;
use super::number::{
    check_finite, integer_from_number, money_from_number, narrow, parse_integer, parse_money,
    parse_number,
};
use super::record::{Cell, RawCell};
use super::report::nearest;
use crate::diagnostic::Code;
use crate::workspace::source::{ColumnKind, ColumnSource, TableSource};

/// Why a row cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: Code,
    /// Our column, if one is to blame.
    pub(super) column: Option<String>,
    /// The cell as the source holds it.
    pub(super) value: String,
    pub(super) reason: String,
}

/// Reads the cells of one column.
pub(super) struct ColumnReader<'a> {
    source: &'a ColumnSource,
    table_nulls: &'a [String],
    dates: DateReader,
    values: BTreeSet<&'a str>,
    required: bool,
}

impl<'a> ColumnReader<'a> {
    /// `required` where the table needs the column, whatever the column says.
    pub(super) fn new(table: &'a TableSource, source: &'a ColumnSource, required: bool) -> Self {
        Self {
            source,
            table_nulls: &table.nulls,
            dates: DateReader::new(&source.formats, table.time_zone, table.source_time_zone),
            values: source.values.iter().map(String::as_str).collect(),
            required: required || source.required,
        }
    }

    /// The column that is read.
    pub(super) fn source(&self) -> &'a ColumnSource {
        self.source
    }

    /// Reads one cell. What it borrows is the source's, not the cell's.
    pub(super) fn read<'c>(&self, raw: &RawCell<'c>) -> Result<Cell<'c>, Problem>
    where
        'a: 'c,
    {
        // Of what a workbook calls an error, and of types that have no like here; what the map
        // makes of one is the source's.
        if let RawCell::Text(Cow::Owned(text)) = raw
            && !self.source.map.contains_key(text.as_str())
        {
            let borrowed = RawCell::Text(Cow::Borrowed(text));
            return self.read(&borrowed).map(Cell::into_owned);
        }
        let cell = match self.translate(raw) {
            Translated::Null => Cell::Null,
            Translated::Text(text) => self
                .read_text(text)
                .map_err(|problem| self.blame(raw, problem))?,
            Translated::Raw => self
                .read_raw(raw)
                .map_err(|problem| self.blame(raw, problem))?,
        };
        if cell == Cell::Null && self.required {
            let reason = "is required, but empty".to_owned();
            return Err(self.blame(raw, ("missing-value", reason)));
        }
        Ok(cell)
    }

    fn blame(&self, raw: &RawCell<'_>, (code, reason): (Code, String)) -> Problem {
        let value = raw.to_text();
        let name = &self.source.name;
        Problem {
            code,
            column: Some(name.clone()),
            reason: if value.is_empty() {
                format!("`{name}` {reason}")
            } else {
                format!("`{name}`: `{}` {reason}", shorten(&value))
            },
            value: shorten(&value).into_owned(),
        }
    }

    /// Applies the map, then the markers of nothing.
    fn translate<'c>(&self, raw: &RawCell<'c>) -> Translated<'c>
    where
        'a: 'c,
    {
        if !self.source.map.is_empty()
            && let Some(ours) = self.source.map.get(raw.to_text().as_ref())
        {
            return if ours.is_empty() {
                Translated::Null
            } else {
                Translated::Text(ours)
            };
        }
        match raw {
            RawCell::Empty => Translated::Null,
            RawCell::Text(text) if self.is_null(text) => Translated::Null,
            RawCell::Text(Cow::Borrowed(text)) => Translated::Text(text),
            _ => Translated::Raw,
        }
    }

    fn is_null(&self, text: &str) -> bool {
        let mut markers = self.table_nulls.iter().chain(&self.source.nulls);
        text.is_empty() || markers.any(|marker| marker == text)
    }

    fn read_text<'c>(&self, text: &'c str) -> Result<Cell<'c>, (Code, String)> {
        let number = self.source.number;
        let wrong_number = |reason| ("wrong-number", reason);
        match self.source.kind {
            ColumnKind::Text => self.take_text(visible(text)),
            ColumnKind::Integer => parse_integer(text, number)
                .map(Cell::Integer)
                .map_err(wrong_number),
            ColumnKind::Number => parse_number(text, number)
                .map(Cell::Number)
                .map_err(wrong_number),
            ColumnKind::Money => parse_money(text, number)
                .map(Cell::Number)
                .map_err(wrong_number),
            ColumnKind::Boolean => parse_boolean(text)
                .map(Cell::Boolean)
                .ok_or_else(wrong_boolean),
            ColumnKind::Date | ColumnKind::Instant => self
                .place(self.dates.parse(text))
                .ok_or_else(|| self.wrong_date()),
        }
    }

    fn read_raw<'c>(&self, raw: &RawCell<'_>) -> Result<Cell<'c>, (Code, String)> {
        let wrong_number = |reason| ("wrong-number", reason);
        match (self.source.kind, raw) {
            (ColumnKind::Text, _) => self.check_vocabulary(Cow::Owned(raw.to_text().into_owned())),
            (ColumnKind::Integer, RawCell::Integer(value)) => Ok(Cell::Integer(*value)),
            (ColumnKind::Integer, RawCell::Number(value)) => integer_from_number(*value)
                .map(Cell::Integer)
                .map_err(wrong_number),
            (ColumnKind::Number, RawCell::Integer(value)) => Ok(Cell::Number(*value as f64)),
            (ColumnKind::Number, RawCell::Number(value)) => {
                check_finite(*value).map(Cell::Number).map_err(wrong_number)
            }
            (ColumnKind::Money, RawCell::Integer(value)) => money_from_number(*value as f64)
                .map(Cell::Number)
                .map_err(wrong_number),
            (ColumnKind::Money, RawCell::Number(value)) => money_from_number(*value)
                .map(Cell::Number)
                .map_err(wrong_number),
            (ColumnKind::Boolean, RawCell::Boolean(value)) => Ok(Cell::Boolean(*value)),
            (ColumnKind::Boolean, RawCell::Integer(_) | RawCell::Number(_)) => {
                parse_boolean(&raw.to_text())
                    .map(Cell::Boolean)
                    .ok_or_else(wrong_boolean)
            }
            (ColumnKind::Date | ColumnKind::Instant, RawCell::Moment(moment)) => {
                self.place(Some(*moment)).ok_or_else(|| self.wrong_date())
            }
            (ColumnKind::Date | ColumnKind::Instant, RawCell::Number(serial)) => self
                .place(from_serial(*serial))
                .ok_or_else(|| self.wrong_date()),
            (ColumnKind::Date | ColumnKind::Instant, _) => Err(self.wrong_date()),
            (ColumnKind::Boolean, _) => Err(wrong_boolean()),
            _ => Err(wrong_number("is not a number".to_owned())),
        }
    }

    /// The date or instant of a moment, in the organisation's zone.
    fn place<'c>(&self, moment: Option<Moment>) -> Option<Cell<'c>> {
        if self.source.kind == ColumnKind::Date {
            self.dates.day(moment?).map(Cell::Date)
        } else {
            self.dates.instant(moment?).map(Cell::Instant)
        }
    }

    fn wrong_date(&self) -> (Code, String) {
        let reason = if self.source.formats.is_empty() {
            "is not a date like 2025-10-03".to_owned()
        } else {
            format!("is not a date like {}", self.source.formats.join(" or "))
        };
        ("wrong-date", reason)
    }

    /// The text, or nothing where none of it can be seen.
    fn take_text<'c>(&self, text: Cow<'c, str>) -> Result<Cell<'c>, (Code, String)> {
        if text.is_empty() {
            return Ok(Cell::Null);
        }
        if text.len() > LONGEST_CELL && text.chars().nth(LONGEST_CELL).is_some() {
            let reason = format!("is longer than {LONGEST_CELL} characters");
            return Err(("long-text", reason));
        }
        self.check_vocabulary(text)
    }

    fn check_vocabulary<'c>(&self, text: Cow<'c, str>) -> Result<Cell<'c>, (Code, String)> {
        if self.values.is_empty() || self.values.contains(text.as_ref()) {
            return Ok(Cell::Text(text));
        }
        let hint = nearest(&text, self.values.iter().copied())
            .map_or_else(String::new, |value| format!("; did you mean `{value}`?"));
        let known = self.source.values.join(", ");
        Err(("unknown-value", format!("is none of: {known}{hint}")))
    }
}

enum Translated<'c> {
    Null,
    Text(&'c str),
    /// Not a text, and nothing to translate.
    Raw,
}

fn wrong_boolean() -> (Code, String) {
    ("wrong-boolean", "is neither yes nor no".to_owned())
}

fn parse_boolean(text: &str) -> Option<bool> {
    match narrow(text).to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" | "是" => Some(true),
        "false" | "no" | "n" | "f" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// At most eighty characters of a cell, for messages.
pub(super) fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(80) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
    }
}

/// Grows one column.
pub(super) enum ColumnBuilder {
    Text(StringChunkedBuilder),
    Integer(PrimitiveChunkedBuilder<Int64Type>),
    Number(PrimitiveChunkedBuilder<Float64Type>),
    Boolean(BooleanChunkedBuilder),
    Date(PrimitiveChunkedBuilder<Int32Type>),
    Instant(PrimitiveChunkedBuilder<Int64Type>),
}

impl ColumnBuilder {
    /// A column with room for so many cells.
    pub(super) fn new(source: &ColumnSource, room: usize) -> Self {
        let name = PlSmallStr::from_str(&source.name);
        match source.kind {
            ColumnKind::Text => Self::Text(StringChunkedBuilder::new(name, room)),
            ColumnKind::Integer => Self::Integer(PrimitiveChunkedBuilder::new(name, room)),
            ColumnKind::Number | ColumnKind::Money => {
                Self::Number(PrimitiveChunkedBuilder::new(name, room))
            }
            ColumnKind::Boolean => Self::Boolean(BooleanChunkedBuilder::new(name, room)),
            ColumnKind::Date => Self::Date(PrimitiveChunkedBuilder::new(name, room)),
            ColumnKind::Instant => Self::Instant(PrimitiveChunkedBuilder::new(name, room)),
        }
    }

    /// Adds a cell; one of another kind counts as nothing, which a reader never hands over.
    pub(super) fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(builder), Cell::Text(value)) => builder.append_value(value),
            (Self::Integer(builder), Cell::Integer(value)) => builder.append_value(*value),
            (Self::Number(builder), Cell::Number(value)) => builder.append_value(*value),
            (Self::Boolean(builder), Cell::Boolean(value)) => builder.append_value(*value),
            (Self::Date(builder), Cell::Date(value)) => {
                builder.append_value(days_since_epoch(*value));
            }
            (Self::Instant(builder), Cell::Instant(value)) => {
                builder.append_value(micros_since_epoch(*value));
            }
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Integer(builder) | Self::Instant(builder), _) => builder.append_null(),
            (Self::Number(builder), _) => builder.append_null(),
            (Self::Boolean(builder), _) => builder.append_null(),
            (Self::Date(builder), _) => builder.append_null(),
        }
    }

    pub(super) fn finish(self) -> Column {
        match self {
            Self::Text(builder) => builder.finish().into_column(),
            Self::Integer(builder) => builder.finish().into_column(),
            Self::Number(builder) => builder.finish().into_column(),
            Self::Boolean(builder) => builder.finish().into_column(),
            Self::Date(builder) => builder.finish().into_date().into_column(),
            Self::Instant(builder) => builder
                .finish()
                .into_datetime(TimeUnit::Microseconds, None)
                .into_column(),
        }
    }
}
