//! What the program prints besides findings: lists and the summary of a run.

use std::fmt::Write;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::pipeline::Report;
use crate::workspace::{self, Direction, Kind, Kpi};

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

/// The KPIs of a workspace.
pub(super) fn kpis(
    root: &Path,
    language: Language,
    json: bool,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Vec<Diagnostic>> {
    let (workspace, _) = workspace::read(root, environment)?;
    if json {
        let list: Vec<_> = workspace.kpis.values().map(kpi_json).collect();
        return pretty(&list);
    }
    let mut text = String::new();
    for kpi in workspace.kpis.values() {
        let source = kpi.rows.as_ref().map_or("-", |rows| rows.source.as_str());
        let target = kpi
            .target
            .map_or_else(|| "-".to_owned(), |target| target.to_string());
        let arrow = match kpi.direction {
            Some(Direction::Up) => "↑",
            Some(Direction::Down) => "↓",
            None => "–",
        };
        let name = kpi.name.in_language(language);
        let _ = writeln!(
            text,
            "{:28} {arrow} {target:>8} {:10} {:10} {source:18} {name}",
            kpi.id,
            kpi.unit.name(),
            kind_name(&kpi.kind)
        );
        let _ = writeln!(text, "{:28}   {}", "", kpi.formula.in_language(language));
    }
    Ok(text)
}

fn kpi_json(kpi: &Kpi) -> serde_json::Value {
    serde_json::json!({
        "id": kpi.id,
        "name": kpi.name,
        "about": kpi.about,
        "formula": kpi.formula,
        "kind": kind_name(&kpi.kind),
        "source": kpi.rows.as_ref().map(|rows| &rows.source),
        "unit": kpi.unit,
        "target": kpi.target,
        "min_n": kpi.min_n,
        "file": kpi.file,
    })
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Rate { .. } => "rate",
        Kind::Nps { .. } => "nps",
        Kind::Mean { .. } => "mean",
        Kind::Percentile { .. } => "percentile",
        Kind::Count => "count",
        Kind::Sum { .. } => "sum",
        Kind::Ratio { .. } => "ratio",
        Kind::Change { .. } => "change",
    }
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

fn pretty<T: serde::Serialize>(value: &T) -> Result<String, Vec<Diagnostic>> {
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
