//! Sources of KPIs and their SQL: which table or view a KPI rests on, and whether its
//! expressions can be computed there.
//!
//! A source is a table or a view. `extract` reads it once for all its KPIs.

use std::collections::BTreeMap;

use polars::prelude::*;
use polars::sql::{SQLContext, sql_expr};

use crate::diagnostic::{Diagnostic, Place};
use crate::load::Tables;
use crate::workspace::{CONFIGURATION, Kpi, Rows, Workspace};

/// A source with the KPIs that rest on it.
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) kpis: Vec<(&'a Kpi, &'a Rows)>,
    pub(super) person: Option<String>,
    pub(super) team: Option<String>,
    pub(super) frame: LazyFrame,
}

/// The sources that any KPI rests on and that the workspace has, in order of name.
/// A KPI without a column that it needs is left out: an empty cell means that something
/// has not happened, an absent column that nobody knows.
pub(super) fn sources<'a>(
    tables: &Tables,
    workspace: &'a Workspace,
    kpis: &[&'a Kpi],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Source<'a>> {
    let mut by_name: BTreeMap<&str, Vec<(&Kpi, &Rows)>> = BTreeMap::new();
    for kpi in kpis {
        if let Some(rows) = &kpi.rows
            && missing(tables, rows).next().is_none()
        {
            by_name
                .entry(rows.source.as_str())
                .or_default()
                .push((kpi, rows));
        }
    }
    let mut sources = Vec::new();
    for (name, kpis) in by_name {
        let found = if let Some(table) = tables.get(name) {
            Some((
                table.frame.clone().lazy(),
                table.person.clone(),
                table.team.clone(),
            ))
        } else if let Some(view) = workspace.views.get(name) {
            match run_view(tables, &view.sql) {
                Ok(frame) => Some((frame, Some(view.person.clone()), view.team.clone())),
                // A built-in view over tables that this workspace does not have is not there.
                Err(None) if view.built_in => None,
                Err(None) => {
                    let place = Place::file(CONFIGURATION).in_column(format!("views.{name}.sql"));
                    let known: Vec<&str> = tables.iter().map(|(name, _)| name).collect();
                    problems.push(
                        Diagnostic::error(
                            "wrong-query",
                            place,
                            format!("the view `{name}` names a table that is not there"),
                        )
                        .hint(format!("correct the name; there are: {}", known.join(", "))),
                    );
                    None
                }
                Err(Some(message)) => {
                    let place = Place::file(CONFIGURATION).in_column(format!("views.{name}.sql"));
                    problems.push(
                        Diagnostic::error(
                            "wrong-query",
                            place,
                            format!("the view `{name}` cannot be made: {message}"),
                        )
                        .hint("correct its SQL; `scorepack check` tries it without making packets"),
                    );
                    None
                }
            }
        } else {
            None
        };
        if let Some((frame, person, team)) = found {
            sources.push(Source {
                name,
                kpis,
                person,
                team,
                frame,
            });
        }
    }
    sources
}

/// The columns that a KPI needs and that its tables lack.
fn missing<'a>(tables: &'a Tables, rows: &'a Rows) -> impl Iterator<Item = &'a String> {
    let lacks = |column: &&String| tables.lacks(&rows.source, column);
    rows.needs.iter().filter(lacks)
}

/// A note for each KPI that is not measured because of an absent column.
pub(super) fn unmeasured(tables: &Tables, workspace: &Workspace) -> Vec<Diagnostic> {
    let whole = |kpi: &&Kpi| kpi.slice_of.is_none();
    let describe = |kpi: &Kpi| {
        let rows = kpi.rows.as_ref()?;
        let columns: Vec<String> = missing(tables, rows)
            .map(|name| format!("`{name}`"))
            .collect();
        (!columns.is_empty()).then(|| {
            let (id, source, columns) = (&kpi.id, &rows.source, columns.join(", "));
            let message = format!("`{id}` is not measured: `{source}` comes without {columns}");
            Diagnostic::note("unmeasured-kpi", Place::file(source), message).hint(
                "map the header under `columns`; without it, nobody knows what happened and what did not",
            )
        })
    };
    let kpis = workspace.kpis.values().filter(whole);
    kpis.filter_map(describe).collect()
}

/// The plan of a view; `Err(None)` where one of its tables is not in the workspace.
pub(super) fn run_view(tables: &Tables, sql: &str) -> Result<LazyFrame, Option<String>> {
    let mut context = SQLContext::new();
    for (name, table) in tables.iter() {
        context.register(name, table.frame.clone().lazy());
    }
    context.execute(sql).map_err(|error| {
        let message = first_line(&error);
        (!message.contains("relation") || !message.contains("was not found")).then_some(message)
    })
}

/// A source that fails on its data though `check` took its expressions; `what` cannot be done.
pub(super) fn failed(source: &str, what: &str, error: &PolarsError) -> Diagnostic {
    Diagnostic::error(
        "wrong-expression",
        Place::default().in_column(source),
        format!("{what}: {}", first_line(error)),
    )
    .hint("run `scorepack check`; it names the KPI and the expression")
}

pub(super) fn first_line(error: &PolarsError) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The parsed expressions of a KPI: condition, first, second.
pub(super) fn expressions(kpi: &Kpi, rows: &Rows) -> Result<(Expr, Expr, Expr), Diagnostic> {
    let parse = |key: &str, text: &str| {
        let wrong = |message: String| wrong_expression(kpi, key, text, &message);
        let expression = sql_expr(text).map_err(|error| wrong(first_line(&error)))?;
        // A list of constants, as of IN, is an implode to polars.
        let sums_up =
            |part: &Expr| matches!(part, Expr::Agg(agg) if !matches!(agg, AggExpr::Implode { .. }));
        if expression.into_iter().any(sums_up) {
            return Err(wrong(
                "it sums up several rows; an expression is about one row".to_owned(),
            ));
        }
        Ok(expression)
    };
    let filter = match &rows.filter {
        Some(filter) => parse("where", filter)?,
        None => lit(true),
    };
    let mut parsed = kpi
        .kind
        .expressions()
        .into_iter()
        .map(|(key, text)| parse(key, text));
    let first = parsed.next().transpose()?.unwrap_or_else(|| lit(1.0));
    let second = parsed.next().transpose()?.unwrap_or_else(|| lit(1.0));
    Ok((filter, first, second))
}

fn wrong_expression(kpi: &Kpi, key: &str, text: &str, message: &str) -> Diagnostic {
    let place = Place::file(&kpi.file).in_column(format!("{}.{key}", kpi.id));
    Diagnostic::error(
        "wrong-expression",
        place,
        format!("`{text}` cannot be computed: {message}"),
    )
    .hint("correct the column or the function; `scorepack tables` lists the columns of each table")
}

/// Tries every expression of every KPI of a source against its columns.
pub(super) fn check(source: &mut Source<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let Ok(schema) = source.frame.collect_schema() else {
        return problems;
    };
    let empty = DataFrame::empty_with_schema(&schema).lazy();
    for (kpi, rows) in &source.kpis {
        let (filter, first, second) = match expressions(kpi, rows) {
            Ok(expressions) => expressions,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let date = col(rows.date.as_str());
        let mut parts = vec![
            ("where", rows.filter.as_deref().unwrap_or("true"), filter),
            ("date", rows.date.as_str(), date),
        ];
        parts.extend(
            rows.level
                .as_deref()
                .map(|level| ("level", level, col(level))),
        );
        let own = rows.needs.iter().filter(|column| !column.contains('.'));
        parts.extend(own.map(|column| ("needs", column.as_str(), col(column.as_str()))));
        let texts = kpi.kind.expressions();
        for ((key, text), expression) in texts.iter().zip([first, second]) {
            parts.push((*key, *text, expression));
        }
        let mut seen = Vec::new();
        for (key, text, expression) in parts {
            let tried = empty.clone().select([expression.alias("it")]).collect();
            let message = match tried {
                Err(error) => first_line(&error),
                Ok(frame) => match wrong_type(key, frame.columns()[0].dtype()) {
                    Some(message) => message,
                    None => continue,
                },
            };
            if !seen.contains(&message) {
                problems.push(wrong_expression(kpi, key, text, &message));
                seen.push(message);
            }
        }
    }
    problems
}

pub(super) fn wrong_type(key: &str, found: &DataType) -> Option<String> {
    let (fits, wanted) = match key {
        "needs" => (true, ""),
        "where" | "of" => (
            matches!(found, DataType::Boolean | DataType::Null),
            "true or false",
        ),
        "date" => (
            matches!(found, DataType::Date | DataType::Datetime(..)),
            "a date or an instant",
        ),
        "level" => (
            matches!(found, DataType::String | DataType::Null),
            "a text: person, team, department or company",
        ),
        _ => (
            found.is_primitive_numeric() || matches!(found, DataType::Boolean | DataType::Null),
            "a number",
        ),
    };
    let advice = if matches!(found, DataType::Duration(_)) {
        "; divide the difference by INTERVAL '1 day' or '1 hour'"
    } else {
        ""
    };
    (!fits).then(|| format!("it gives {found}, not {wanted}{advice}"))
}
