//! A workbook as data: sheets of typed columns, their rows made one at a time.
//!
//! What a spreadsheet makes of it is in `render`. Texts are final; numbers keep all their
//! digits, and the column says how many are shown. Percent is 0 to 1 here, as spreadsheets
//! have it. Rows come from an iterator, so that no sheet is held.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::locale::Language;

/// A workbook.
pub struct Workbook<'a> {
    /// Language of its texts.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// The organisation.
    pub author: String,
    /// Who may read it.
    pub confidentiality: String,
    /// The day of the data, by which it is dated.
    pub as_of: NaiveDate,
    /// Sheets in order. Their names are as wished: long, alike, with any character.
    pub sheets: Vec<Sheet<'a>>,
}

/// A sheet: a table with a head.
pub struct Sheet<'a> {
    /// Its name as wished.
    pub name: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// How many columns stay while others scroll.
    pub frozen: u16,
    /// Whether its rows can be filtered.
    pub filtered: bool,
    /// Its rows, each as long as `columns`.
    pub rows: Box<dyn Iterator<Item = Vec<Value<'a>>> + 'a>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// What its cells are.
    pub style: Style,
}

/// What the cells of a column are; numbers have this many decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// Words.
    Text,
    /// Sentences, broken into lines.
    Prose,
    /// S to D, tinted.
    Grade,
    /// A number.
    Number(u8),
    /// A number that shows its plus.
    Signed(u8),
    /// A share, 0 to 1.
    Percent(u8),
    /// A day.
    Date,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// A text; never a formula.
    Text(Cow<'a, str>),
    /// A number; percent as 0 to 1.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A value of a KPI.
    Measured {
        /// The value; percent as 0 to 1.
        value: f64,
        /// Whether it reached its target, where it is scored.
        reached: Option<bool>,
        /// Whether late records may still change it.
        provisional: bool,
    },
}

impl<'a> Value<'a> {
    /// A number, or nothing.
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }

    /// A count, or nothing.
    pub fn count(value: Option<usize>) -> Self {
        Self::number(value.map(|count| count as f64))
    }

    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }
}
