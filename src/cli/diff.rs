//! `scorepack diff`: what changed between two editions.

use std::path::PathBuf;

use clap::Parser;

use super::editions::{Reading, archive_in, moved};
use super::{Outside, print, print_json};
use crate::archive::EditionName;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::locale::Locale;
use crate::pipeline::{self, Change, Comparing, Comparison, Value, ValueChange};
use crate::score::history::Mark;

/// Where there is nothing.
const DASH: &str = "—";

#[derive(Debug, Parser)]
pub(super) struct DiffArguments {
    /// The workspace (default: this folder), then two editions: 2026-09 2026-10, or
    /// 2026-10 2026-10.r2
    #[arg(required = true, num_args = 2..=3, value_names = ["DIR", "A", "B"])]
    editions: Vec<String>,
    /// These people and teams only
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    only: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    /// Print what changed as JSON on standard output
    #[arg(long)]
    json: bool,
}

/// Compares and gives the exit code: 0, or 2 where an edition cannot be read.
pub(super) fn diff(arguments: DiffArguments, outside: &mut Outside<'_>) -> u8 {
    let compared =
        ask(arguments.editions, arguments.reading.archive).and_then(|(archive, from, to)| {
            let locale = Locale::new(arguments.reading.locale)?;
            let only = arguments.only;
            let comparison = pipeline::diff(&Comparing {
                archive,
                from,
                to,
                only: (!only.is_empty()).then(|| only.into_iter().collect()),
                environment: outside.environment,
            });
            comparison
                .map(|comparison| (comparison, locale))
                .map_err(|problem| vec![problem])
        });
    match compared {
        Ok((comparison, _)) if arguments.json => {
            print_json(&comparison, outside.out);
            0
        }
        Ok((comparison, locale)) => {
            let _ = outside.out.write_all(text(&comparison, &locale).as_bytes());
            print(&comparison.notes, Severity::Note, outside.err);
            0
        }
        Err(problems) => {
            print(&problems, Severity::Error, outside.err);
            2
        }
    }
}

/// The folder of editions and the two that are meant.
fn ask(
    mut words: Vec<String>,
    archive: Option<PathBuf>,
) -> Result<(PathBuf, EditionName, EditionName), Vec<Diagnostic>> {
    let dir = match words.len() {
        3 => PathBuf::from(words.remove(0)),
        _ => PathBuf::from("."),
    };
    let mut names = words.iter().map(|word| {
        word.parse::<EditionName>().map_err(|message| {
            vec![
                Diagnostic::error("unknown-edition", Place::default(), message)
                    .hint("scorepack diff [DIR] A B, as in: scorepack diff . 2026-09 2026-10"),
            ]
        })
    });
    match (names.next(), names.next()) {
        (Some(from), Some(to)) => Ok((archive_in(&dir, archive), from?, to?)),
        _ => Err(Vec::new()),
    }
}

fn text(comparison: &Comparison, locale: &Locale) -> String {
    let mut lines = vec![
        format!("{} → {}", comparison.from, comparison.to),
        moved(comparison.moves, locale),
    ];
    if comparison.definitions.is_empty() {
        lines.push(locale.text("diff-same-definitions"));
    } else {
        let count = [("count", comparison.definitions.len().into())];
        lines.push(locale.format("edition-redefined", &count));
    }
    for change in &comparison.definitions {
        let whole = [change.id.as_str(), change.field.as_str()];
        let named: Vec<&str> = whole.into_iter().filter(|part| !part.is_empty()).collect();
        let or_dash = |value: &Option<String>| value.clone().unwrap_or_else(|| DASH.to_owned());
        let (old, new) = (or_dash(&change.old), or_dash(&change.new));
        lines.push(format!("  {}: {old} → {new}", named.join(" ")));
    }
    for change in &comparison.changes {
        lines.push(String::new());
        lines.push(head(change, !comparison.definitions.is_empty(), locale));
        lines.extend(change.values.iter().map(|value| value_line(value, locale)));
    }
    let count = [("count", comparison.unchanged.into())];
    lines.push(String::new());
    lines.push(locale.format("diff-unchanged", &count));
    lines.join("\n") + "\n"
}

/// Who, score and grade before and after, and where the change comes from.
fn head(change: &Change, redefined: bool, locale: &Locale) -> String {
    let (old, new) = (mark(change.old, locale), mark(change.new, locale));
    let mut line = format!("{} {}  {old} → {new}", change.id, change.name);
    let Some(points) = change.change else {
        return line;
    };
    let signed = |points: f64| locale.signed(points, 1);
    line.push_str(&format!("  {}", signed(points)));
    // By the same definitions all of it is a change of data.
    let parts = change.from_data.zip(change.from_definitions);
    if let Some((data, definitions)) = parts.filter(|_| redefined) {
        let (data, definitions) = (signed(data), signed(definitions));
        let arguments = [
            ("data", (&data).into()),
            ("definitions", (&definitions).into()),
        ];
        line.push_str(&format!("  {}", locale.format("diff-parts", &arguments)));
    }
    line
}

fn mark(mark: Option<Mark>, locale: &Locale) -> String {
    let Some(mark) = mark else {
        return locale.text("diff-absent");
    };
    let score = mark
        .score
        .map_or_else(|| DASH.to_owned(), |score| locale.number(score, 1));
    match mark.grade {
        Some(grade) => format!("{score} {}", grade.letter()),
        None => score,
    }
}

fn value_line(change: &ValueChange, locale: &Locale) -> String {
    let tell = |value: &Option<Value>| {
        let number = value.as_ref().and_then(|value| value.value);
        let number = number.map_or_else(|| DASH.to_owned(), |number| plain(number, locale));
        let rows = value.as_ref().map_or(0, |value| value.n);
        format!("{number} ({rows})")
    };
    let (old, new) = (tell(&change.old), tell(&change.new));
    let mut line = format!("    {}: {old} → {new}", change.kpi);
    let between = change.by_earlier_definitions.as_ref();
    if between.is_some_and(|between| Some(between) != change.new.as_ref()) {
        let value = tell(&change.by_earlier_definitions);
        line.push_str("  ");
        line.push_str(&locale.format("diff-value-by-earlier", &[("value", (&value).into())]));
    }
    line
}

/// With two decimals where there are any.
fn plain(number: f64, locale: &Locale) -> String {
    let decimals = if number.fract().abs() < 0.005 { 0 } else { 2 };
    locale.number(number, decimals)
}
