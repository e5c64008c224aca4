//! An explanation as text for a terminal.
//!
//! Columns are aligned by what a terminal shows: Chinese takes two places a character.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::compose::explanation::{Explained, Explanation};
use crate::compose::packet::{Cell, Table};
use crate::locale::Locale;

/// Records listed for an item, unless a KPI was asked for.
const LISTED: usize = 10;

/// Places for a cell of a record, at most.
const WIDEST: usize = 32;

/// The whole explanation; `all` lists every record.
pub(super) fn text(explanation: &Explanation, locale: &Locale, all: bool) -> String {
    let mut text = format!(
        "{} {} · {}\n",
        explanation.id, explanation.name, explanation.period_label
    );
    head(&mut text, explanation, locale);
    if explanation.items.len() > 1 {
        text.push('\n');
        text.push_str(&overview(explanation, locale));
        if let Some(total) = &explanation.total {
            let _ = writeln!(text, "\n{}", total.text);
            if let Some(reweighted) = &total.reweighted {
                let _ = writeln!(text, "{reweighted}");
            }
        }
    }
    let weight = explanation.total.as_ref().map_or(0.0, |total| total.weight);
    for item in &explanation.items {
        text.push('\n');
        item_text(&mut text, item, weight, locale, all);
    }
    if explanation.items.len() > 1 {
        raise(&mut text, explanation, locale);
        milestones(&mut text, explanation);
    }
    let verdict = if explanation.differences.is_empty() {
        "explain-confirmed"
    } else {
        "explain-contradicted"
    };
    let _ = writeln!(text, "\n{}", locale.text(verdict));
    text
}

fn head(text: &mut String, explanation: &Explanation, locale: &Locale) {
    let line = match &explanation.scorecard {
        Some(card) => locale.format(
            "explain-scorecard",
            &[("name", (&card.name).into()), ("file", (&card.file).into())],
        ),
        None => locale.text("explain-no-scorecard"),
    };
    let _ = writeln!(text, "{line}");
    let refined = explanation.scorecard.iter().flat_map(|card| &card.refined);
    let refined: Vec<&str> = refined.map(String::as_str).collect();
    if !refined.is_empty() {
        let list = refined.join(&locale.text("tracks-separator"));
        let line = locale.format("explain-refined", &[("list", (&list).into())]);
        let _ = writeln!(text, "{line}");
    }
    let Some(total) = &explanation.total else {
        return;
    };
    let line = match (total.score, &total.grade) {
        (Some(score), Some(grade)) => {
            let score = locale.number(score, 1);
            let arguments = [("score", (&score).into()), ("grade", grade.into())];
            locale.format("explain-score", &arguments)
        }
        _ => {
            let unit = crate::quantity::Unit::Percent;
            let percent = locale.quantity(100.0 * total.evidence, unit, 0);
            locale.format("explain-not-gradable", &[("percent", (&percent).into())])
        }
    };
    let _ = writeln!(text, "{line}");
    published(text, explanation, locale);
}

/// Score and grade in the packet, where something besides the scorecard made them.
fn published(text: &mut String, explanation: &Explanation, locale: &Locale) {
    let published = explanation.published.as_ref();
    let Some(published) = published.filter(|published| !published.basis.is_empty()) else {
        return;
    };
    let score = published.score.map(|score| locale.number(score, 1));
    let arguments = [
        ("score", score.as_deref().unwrap_or("—").into()),
        ("grade", published.grade.as_deref().unwrap_or("—").into()),
    ];
    let _ = writeln!(text, "{}", locale.format("explain-published", &arguments));
    for sentence in &published.basis {
        let _ = writeln!(text, "  {sentence}");
    }
}

/// One line an item: value, records, target, weight, points, what it brings.
fn overview(explanation: &Explanation, locale: &Locale) -> String {
    let head = [
        "page-col-kpi",
        "page-col-value",
        "page-col-sample",
        "page-col-target",
        "explain-column-weight",
        "explain-column-points",
        "explain-column-brings",
    ];
    let mut titles = head.map(|key| locale.text(key)).to_vec();
    titles.insert(1, String::new());
    let mut rows = vec![titles];
    for item in &explanation.items {
        let brings = item.contribution;
        rows.push(vec![
            item.definition.kpi.clone(),
            item.definition.name.clone(),
            item.value.clone(),
            locale.number(f64::from(item.n), 0),
            item.target.clone(),
            item.weight.clone(),
            item.points.clone(),
            brings.map_or_else(|| "—".to_owned(), |brings| locale.number(brings, 2)),
        ]);
    }
    let numbers = [false, false, true, true, true, true, true, true];
    columns(&rows, &numbers, "")
}

/// One item; `weight` is the sum of all that have points.
fn item_text(text: &mut String, item: &Explained, weight: f64, locale: &Locale, all: bool) {
    let line = |text: &mut String, key: &str, name: &str, value: &str| {
        let filled = locale.format(key, &[(name, value.into())]);
        let _ = writeln!(text, "  {filled}");
    };
    let _ = writeln!(text, "{} · {}", item.definition.name, item.definition.kpi);
    line(text, "explain-formula", "formula", &item.definition.formula);
    let value = match item.state_label.as_str() {
        "" => item.arithmetic.clone(),
        label => format!("{} · {label}", item.arithmetic),
    };
    line(text, "explain-value", "value", &value);
    line(text, "explain-target", "target", &item.target);
    if !item.rule.is_empty() {
        line(text, "explain-rule", "rule", &item.rule);
    }
    match (item.contribution, &item.unscored) {
        (Some(brings), _) => {
            let brings = locale.number(brings, 2);
            let sum = locale.number(weight, 1);
            let arguments = [
                ("brings", (&brings).into()),
                ("weight", (&item.weight).into()),
                ("points", (&item.points).into()),
                ("sum", (&sum).into()),
            ];
            let _ = writeln!(text, "  {}", locale.format("explain-brings", &arguments));
        }
        (None, why) => {
            let _ = writeln!(text, "  {}", why.as_deref().unwrap_or("—"));
        }
    }
    if !item.duty.is_empty() {
        let _ = writeln!(text, "  {}", item.duty);
    }
    source(text, item, locale, all);
    records(text, item, locale, all);
}

/// Where the rows come from; the SQL of a view only where one KPI was asked for.
fn source(text: &mut String, item: &Explained, locale: &Locale, all: bool) {
    let source = &item.source;
    let months = source.trailing_months;
    let key = match months {
        Some(_) => "explain-source-trailing",
        None => "explain-source",
    };
    let arguments = [
        ("table", (&source.table).into()),
        ("date", (&source.date).into()),
        ("months", months.unwrap_or_default().into()),
    ];
    let _ = writeln!(text, "  {}", locale.format(key, &arguments));
    for (key, sql) in &source.expressions {
        let _ = writeln!(text, "    {key}: {sql}");
    }
    if let (Some(view), true) = (&source.view, all) {
        let indented = view.trim().replace('\n', "\n    ");
        let line = locale.format("explain-view", &[("sql", (&indented).into())]);
        let _ = writeln!(text, "  {line}");
    }
    let files = source.files.join(", ");
    let lines = [
        ("explain-files", "files", &files),
        ("explain-defined", "file", &source.defined_in),
    ];
    for (key, name, value) in lines.into_iter().filter(|(_, _, value)| !value.is_empty()) {
        let _ = writeln!(text, "  {}", locale.format(key, &[(name, value.into())]));
    }
}

fn records(text: &mut String, item: &Explained, locale: &Locale, all: bool) {
    let evidence = &item.records;
    for remark in &evidence.remarks {
        let _ = writeln!(text, "  {remark}");
    }
    if evidence.table.rows.is_empty() {
        return;
    }
    let count = evidence.table.rows.len();
    let _ = writeln!(text, "  {}", evidence.title);
    let listed = if all { count } else { count.min(LISTED) };
    text.push_str(&record_lines(&evidence.table, item, locale, listed));
    if count > listed {
        let arguments = [
            ("count", (count - listed).into()),
            ("kpi", (&item.definition.kpi).into()),
        ];
        let _ = writeln!(text, "    {}", locale.format("explain-more", &arguments));
    }
}

fn record_lines(table: &Table, item: &Explained, locale: &Locale, listed: usize) -> String {
    let mut head: Vec<String> = vec![String::new()];
    head.extend(table.columns.iter().map(|column| column.title.clone()));
    head.push(locale.text("explain-column-outcome"));
    let mut numbers = vec![false];
    numbers.extend(table.columns.iter().map(|column| column.number));
    numbers.push(false);
    let mut rows = vec![head];
    for (row, outcome) in table.rows.iter().zip(&item.records.outcomes).take(listed) {
        let mark = if outcome.cost { "✗" } else { "" };
        let mut cells = vec![mark.to_owned()];
        cells.extend(row.iter().map(|cell| shortened(&cell.text)));
        cells.push(outcome.label.clone());
        rows.push(cells);
    }
    columns(&rows, &numbers, "    ")
}

fn raise(text: &mut String, explanation: &Explanation, locale: &Locale) {
    let Some(raise) = &explanation.raise else {
        return;
    };
    let _ = writeln!(text, "\n{}", locale.text("page-raise"));
    for sentence in &raise.outlook {
        let _ = writeln!(text, "  {sentence}");
    }
    let missed = raise.items.iter();
    let missed = missed.map(|item| vec![item.gain.clone(), item.name.clone(), item.advice.clone()]);
    let wanting = raise.evidence.iter();
    let wanting = wanting.map(|item| vec!["—".to_owned(), item.name.clone(), item.need.clone()]);
    let rows: Vec<Vec<String>> = missed.chain(wanting).collect();
    text.push_str(&columns(&rows, &[true, false, false], "  "));
}

fn milestones(text: &mut String, explanation: &Explanation) {
    let Some(table) = &explanation.milestones else {
        return;
    };
    let _ = writeln!(text, "\n{}\n  {}", table.title, table.caption);
    let head = table.columns.iter().map(|column| column.title.clone());
    let mut rows = vec![head.collect::<Vec<_>>()];
    let cells = |row: &Vec<Cell>| row.iter().map(|cell| shortened(&cell.text)).collect();
    rows.extend(table.rows.iter().map(cells));
    let numbers: Vec<bool> = table.columns.iter().map(|column| column.number).collect();
    text.push_str(&columns(&rows, &numbers, "  "));
}

/// Rows as columns of equal width, numbers at the right.
fn columns(rows: &[Vec<String>], numbers: &[bool], indent: &str) -> String {
    let widths: Vec<usize> = (0..numbers.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for ((cell, width), number) in row.iter().zip(&widths).zip(numbers) {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            if *number {
                line += &format!("{space}{cell}  ");
            } else {
                line += &format!("{cell}{space}  ");
            }
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A text in at most [`WIDEST`] places.
fn shortened(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        if short.width() + 2 >= WIDEST {
            break;
        }
        short.push(character);
    }
    short + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_stand_in_the_same_columns() {
        let rows = [
            vec!["项目".to_owned(), "7".to_owned(), "是".to_owned()],
            vec!["P001-2".to_owned(), "12".to_owned(), "yes".to_owned()],
        ];
        let text = columns(&rows, &[false, true, false], "");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines, ["项目     7  是", "P001-2  12  yes"]);
    }

    #[test]
    fn a_long_text_is_shortened_to_what_fits() {
        let long = "供应链".repeat(12);
        assert!(shortened(&long).width() <= WIDEST);
        assert!(shortened(&long).ends_with('…'));
        assert_eq!(shortened("short"), "short");
    }
}
