//! What is to be loaded: tables, their columns, and how cells are written.
//!
//! These are plain values. Whoever resolves a workspace builds them; nothing
//! here reads a file. Lists that may be empty mean "nothing special".

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use chrono::format::StrftimeItems;
use chrono_tz::Tz;
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Place};

/// One table and where it comes from.
#[derive(Clone, Debug)]
pub struct TableSource {
    /// Canonical name, or a name of the workspace's own.
    pub name: String,
    /// Files or a query.
    pub origin: Origin,
    /// File format; by default told from the extension.
    pub format: Option<FileFormat>,
    /// Excel sheet; by default the first.
    pub sheet: Option<String>,
    /// Member of a zip; by default the only one with a known extension.
    pub member: Option<String>,
    /// Lines (Excel: rows) before the header.
    pub skip_rows: u32,
    /// Field separator of a text table; by default detected.
    pub delimiter: Option<u8>,
    /// Encoding of a text table; by default detected.
    pub encoding: Option<EncodingName>,
    /// Cells that mean "nothing", besides the empty one.
    pub nulls: Vec<String>,
    /// The organisation's zone; every instant ends up in it.
    pub time_zone: Tz,
    /// The zone of instants that are written without an offset; by default the organisation's.
    pub source_time_zone: Option<Tz>,
    /// Columns that identify a row.
    pub key: Vec<String>,
    /// Column that says whose row it is.
    pub person: Option<String>,
    /// Column that says which team's row it is.
    pub team: Option<String>,
    /// Pairs of columns; the second is never before the first.
    pub order: Vec<(String, String)>,
    /// For logs: only one row of each group counts.
    pub keep: Option<Keep>,
    /// The columns that are taken; of a query, none means all as they are.
    pub columns: Vec<ColumnSource>,
}

impl TableSource {
    /// A table with everything else at its default and times in UTC.
    pub fn new(name: impl Into<String>, origin: Origin) -> Self {
        Self {
            name: name.into(),
            origin,
            format: None,
            sheet: None,
            member: None,
            skip_rows: 0,
            delimiter: None,
            encoding: None,
            nulls: Vec::new(),
            time_zone: Tz::UTC,
            source_time_zone: None,
            key: Vec::new(),
            person: None,
            team: None,
            order: Vec::new(),
            keep: None,
            columns: Vec::new(),
        }
    }

    /// What contradicts itself: `unknown-column`, `duplicate-column`, `wrong-keep`,
    /// `wrong-format`. Loading reports it too, and leaves out what does not fit.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.check_names();
        let by = self.keep.iter().flat_map(|keep| &keep.by);
        for name in by.filter(|name| !self.key.is_empty() && !self.key.contains(name)) {
            // Rows that are one a group would not be unique by a key without it.
            let key = self.key.join(", ");
            let message =
                format!("`keep` groups by `{name}`, which is no part of the key ({key}).");
            diagnostics.push(self.wrong("wrong-keep", name, message));
        }
        for column in &self.columns {
            for format in column
                .formats
                .iter()
                .filter(|format| !is_date_format(format))
            {
                let message = format!("`{format}` is no pattern for dates, like `%d/%m/%Y`.");
                diagnostics.push(self.wrong("wrong-format", &column.name, message));
            }
        }
        diagnostics
    }

    fn check_names(&self) -> Vec<Diagnostic> {
        let mut known = BTreeSet::new();
        let mut diagnostics = Vec::new();
        for column in &self.columns {
            if !known.insert(&column.name) {
                let message = format!("`{}` has the column `{}` twice.", self.name, column.name);
                diagnostics.push(self.wrong("duplicate-column", &column.name, message));
            }
        }
        if self.columns.is_empty() {
            return diagnostics;
        }
        let kept = self
            .keep
            .iter()
            .flat_map(|keep| keep.by.iter().chain(&keep.order));
        let ordered = self
            .order
            .iter()
            .flat_map(|(first, second)| [first, second]);
        let subjects = self.person.iter().chain(&self.team);
        let named = self.key.iter().chain(kept).chain(ordered).chain(subjects);
        for name in named.filter(|name| !known.contains(name)) {
            let message = format!(
                "`{}` names a column `{name}` that it does not have.",
                self.name
            );
            diagnostics.push(self.wrong("unknown-column", name, message));
        }
        diagnostics
    }

    fn wrong(&self, code: Code, column: &str, message: String) -> Diagnostic {
        Diagnostic::error(code, Place::file(&self.name).in_column(column), message)
    }
}

/// Where the rows of a table come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// One path or glob, relative to a folder.
    Files {
        /// `exports/incidents.csv` or `exports/*.csv`.
        pattern: String,
        /// The folder.
        root: PathBuf,
    },
    /// A view over other tables.
    Query {
        /// One SELECT.
        sql: String,
    },
}

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Separated text; the separator is detected.
    Csv,
    /// Text separated by tabs.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// Any Excel workbook.
    Excel,
}

/// How the text of a file is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum EncodingName {
    /// UTF-8, and so ASCII.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-16, low byte first.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
    /// GB18030, and so GBK and GB2312.
    #[serde(rename = "GB18030")]
    Gb18030,
    /// Windows-1252, and so Latin-1 as it is used.
    #[serde(rename = "Windows-1252")]
    Windows1252,
}

/// Which row of a group stands for it; the others are superseded.
#[derive(Clone, Debug)]
pub struct Keep {
    /// The first or the last in `order`.
    pub which: Which,
    /// Columns that make a group; they belong to the table's key, if it has one.
    pub by: Vec<String>,
    /// Columns that rank rows in a group, ascending, empty cells first; ties by file order.
    pub order: Vec<String>,
}

/// An end of an ordered group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The lowest row.
    First,
    /// The highest row.
    Last,
}

/// One column and how its cells are written.
#[derive(Clone, Debug)]
pub struct ColumnSource {
    /// Our name.
    pub name: String,
    /// The header in the source; by default our name.
    pub header: Option<String>,
    /// The value of every row, in place of a column of the source.
    pub constant: Option<String>,
    /// What the cells hold.
    pub kind: ColumnKind,
    /// No cell may be empty.
    pub required: bool,
    /// The header may be absent, unless the column is required; then every cell is empty.
    pub optional_header: bool,
    /// Lies in the past: never after the day of the data.
    pub happened: bool,
    /// Holds somebody else: no packet shows it among records.
    pub private: bool,
    /// `strftime` patterns of dates and instants, tried in order; none means the ISO forms.
    pub formats: Vec<String>,
    /// How numbers are written.
    pub number: NumberFormat,
    /// The closed vocabulary of a text; empty means any.
    pub values: Vec<String>,
    /// Cells that mean "nothing" in this column only.
    pub nulls: Vec<String>,
    /// Value of the source → our value, before anything is read from it.
    pub map: BTreeMap<String, String>,
}

impl ColumnSource {
    /// A column with everything else at its default.
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Self {
        Self {
            name: name.into(),
            header: None,
            constant: None,
            kind,
            required: false,
            optional_header: false,
            happened: false,
            private: false,
            formats: Vec::new(),
            number: NumberFormat::default(),
            values: Vec::new(),
            nulls: Vec::new(),
            map: BTreeMap::new(),
        }
    }

    /// The header that is looked for.
    pub fn wanted_header(&self) -> &str {
        self.header.as_deref().unwrap_or(&self.name).trim()
    }

    /// Whether the column is taken from under this header.
    pub(crate) fn takes(&self, header: &str) -> bool {
        self.constant.is_none() && self.wanted_header() == header.trim()
    }
}

/// What the cells of a column hold, and the polars type they become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// String.
    Text,
    /// Int64.
    Integer,
    /// Float64; `95 %` is 0.95.
    Number,
    /// Float64 with at most four decimals and under 10¹¹, so that the decimal can be recovered.
    Money,
    /// Boolean.
    Boolean,
    /// Date.
    Date,
    /// Datetime in microseconds, local to the organisation.
    Instant,
}

impl ColumnKind {
    /// The name in configuration files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Money => "money",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Instant => "instant",
        }
    }
}

/// The signs in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    /// Before the decimals.
    pub decimal: char,
    /// Between groups of three digits; a space also stands for its no-break kinds.
    pub group: Option<char>,
}

impl Default for NumberFormat {
    /// `1,234.5`
    fn default() -> Self {
        Self {
            decimal: '.',
            group: Some(','),
        }
    }
}

/// What holds for all tables of a run.
#[derive(Clone, Debug)]
pub struct LoadContext {
    /// The day of the data; what happened lies on or before it.
    pub today: NaiveDate,
    /// The table that knows everybody.
    pub roster_table: String,
    /// Files that an edition was made from, by the path that reports give them; they are read
    /// in place of those on disk.
    pub kept: Option<BTreeMap<String, PathBuf>>,
}

/// Whether `format` is a pattern that dates can be read with.
pub fn is_date_format(format: &str) -> bool {
    StrftimeItems::new(format).parse().is_ok()
}
