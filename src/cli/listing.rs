//! What the program prints besides findings: lists and the summary of a run.

use std::fmt::Write;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::pipeline::Report;
use crate::workspace;

/// The summary of a run: rows by table, packets, where they are.
pub(super) fn summary(report: &Report, edition: &Path) -> String {
    let mut text = String::new();
    let width = report
        .tables
        .iter()
        .map(|table| table.table.len())
        .max()
        .unwrap_or(5)
        .max(5);
    let _ = writeln!(
        text,
        "{:width$}  {:>9}  {:>9}  {:>9}  {:>10}",
        "table", "read", "used", "refused", "superseded"
    );
    for table in &report.tables {
        let (read, used, refused) = (table.rows_read, table.rows_used, table.rows_refused);
        let superseded = table.rows_superseded;
        let _ = writeln!(
            text,
            "{:width$}  {read:>9}  {used:>9}  {refused:>9}  {superseded:>10}",
            table.table
        );
        for example in &table.examples {
            let column = example.column.as_deref().unwrap_or("-");
            let _ = writeln!(
                text,
                "{:width$}    {} row {} `{column}` {:?}: {}",
                "", example.file, example.row, example.value, example.reason
            );
        }
    }
    let made = report.made;
    let _ = writeln!(
        text,
        "\n{}: {} people, {} teams; {} packets failed\n{}",
        report.period,
        made.people,
        made.teams,
        report.failed.len(),
        edition.join("index.html").display()
    );
    text
}

/// The canonical tables as a Markdown page, which is also `docs/tables.md`.
pub(super) fn tables(language: Language, json: bool) -> Result<String, Vec<Diagnostic>> {
    let tables = workspace::canonical_tables()?;
    if json {
        let list: Vec<_> = tables
            .iter()
            .map(|(name, table)| {
                let columns: Vec<_> = table
                    .columns
                    .iter()
                    .map(|(name, column)| {
                        serde_json::json!({
                            "name": name, "type": column.kind.name(), "required": column.required,
                            "about": column.about, "values": column.values,
                        })
                    })
                    .collect();
                serde_json::json!({"name": name, "about": table.about, "key": table.key, "columns": columns})
            })
            .collect();
        return pretty(&list);
    }
    Ok(workspace::describe_tables(&tables, language))
}

pub(super) fn pretty<T: serde::Serialize>(value: &T) -> Result<String, Vec<Diagnostic>> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| {
            vec![Diagnostic::error(
                "internal",
                Place::default(),
                format!("the list is no JSON: {error}"),
            )]
        })
}
