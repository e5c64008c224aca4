//! Whole tables through [`load`], as a workspace would have them.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod bombs;
mod checks;
mod formats;
mod orphans;
mod queries;

use chrono::NaiveDate;
use polars::prelude::AnyValue;
use tempfile::TempDir;

use super::*;
use crate::workspace::source::{ColumnKind, ColumnSource, EncodingName, Keep, Which};

/// A workspace folder.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write(name, content);
        folder
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), content).unwrap();
    }

    fn table(&self, name: &str, pattern: &str, columns: Vec<ColumnSource>) -> TableSource {
        let origin = Origin::Files {
            pattern: pattern.to_owned(),
            root: self.0.path().to_path_buf(),
        };
        let mut source = TableSource::new(name, origin);
        source.columns = columns;
        source.time_zone = chrono_tz::Tz::Asia__Shanghai;
        source
    }
}

fn column(name: &str, kind: ColumnKind) -> ColumnSource {
    ColumnSource::new(name, kind)
}

fn text(name: &str) -> ColumnSource {
    column(name, ColumnKind::Text)
}

fn integer(name: &str) -> ColumnSource {
    column(name, ColumnKind::Integer)
}

fn date(name: &str) -> ColumnSource {
    column(name, ColumnKind::Date)
}

fn required(mut column: ColumnSource) -> ColumnSource {
    column.required = true;
    column
}

fn happened(mut column: ColumnSource) -> ColumnSource {
    column.happened = true;
    column
}

fn context() -> LoadContext {
    LoadContext {
        today: NaiveDate::from_ymd_opt(2025, 11, 5).unwrap(),
        kept: None,
        roster_table: "roster".to_owned(),
    }
}

fn load_one(source: TableSource) -> Loaded {
    load(&[source], &context())
}

/// A column of a table as text; nothing is `-`.
fn cells(loaded: &Loaded, table: &str, column: &str) -> Vec<String> {
    let frame = &loaded.tables.get(table).unwrap().frame;
    let column = frame.column(column).unwrap();
    let show = |row| match column.get(row).unwrap() {
        AnyValue::Null => "-".to_owned(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        other => other.to_string(),
    };
    (0..frame.height()).map(show).collect()
}

/// Code, line and row of each refused row.
fn refusals(loaded: &Loaded) -> Vec<(&'static str, Option<u32>, u32)> {
    let rows = loaded.refused.iter().flat_map(|refused| &refused.rows);
    rows.map(|row| (row.refusal.code, row.refusal.line, row.refusal.row))
        .collect()
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().map(|found| found.code).collect()
}
