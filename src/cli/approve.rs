//! `scorepack approve`: what an edition holds, and the record of who approved it.

use std::path::PathBuf;

use clap::Parser;
use unicode_width::UnicodeWidthStr;

use super::editions::{archive_in, moved};
use super::{Outside, parse_language, parse_period, print, print_json};
use crate::diagnostic::Severity;
use crate::locale::{Language, Locale};
use crate::period::Period;
use crate::pipeline::{self, Approved, Approving, EditionSummary};

#[derive(Debug, Parser)]
pub(super) struct ApproveArguments {
    /// The workspace: a folder with `archive`
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Period of the edition; its latest revision is approved
    #[arg(long, short, value_parser = parse_period)]
    period: Period,
    /// Name of the person who approves
    #[arg(long, value_name = "NAME", required_unless_present = "preview")]
    by: Option<String>,
    /// Show the summary and record nothing
    #[arg(long, conflicts_with = "by")]
    preview: bool,
    /// Where editions are [default: DIR/archive]
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,
    /// Language [default: the organisation's]
    #[arg(long, value_parser = parse_language)]
    locale: Option<Language>,
    /// Print the summary and the approval as JSON on standard output
    #[arg(long)]
    json: bool,
}

/// Approves and gives the exit code: 0, or 2 where nothing was recorded.
pub(super) fn approve(arguments: ApproveArguments, outside: &mut Outside<'_>) -> u8 {
    let asked = Approving {
        archive: archive_in(&arguments.dir, arguments.archive),
        period: arguments.period,
        by: arguments.by,
        at: outside
            .now
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, false),
        language: arguments.locale,
    };
    match pipeline::approve(&asked) {
        Ok(approved) if arguments.json => {
            let (summary, approval) = (&approved.summary, &approved.approval);
            let value = serde_json::json!({"summary": summary, "approval": approval});
            print_json(&value, outside.out);
            0
        }
        Ok(approved) => {
            let _ = outside.out.write_all(text(&approved).as_bytes());
            0
        }
        Err(problems) => {
            if arguments.json {
                print_json(&problems, outside.out);
            }
            print(&problems, Severity::Error, outside.err);
            2
        }
    }
}

fn text(approved: &Approved) -> String {
    let Approved {
        summary,
        approval,
        locale,
    } = approved;
    let day = locale.date(summary.as_of);
    let arguments = [
        ("edition", (&summary.edition).into()),
        ("date", (&day).into()),
        ("program", (&summary.program).into()),
    ];
    let mut lines = vec![locale.format("edition-head", &arguments)];
    let attention = attention(summary, locale);
    if !attention.is_empty() {
        lines.push(String::new());
        lines.extend(attention.iter().map(|line| format!("! {line}")));
    }
    lines.push(String::new());
    lines.extend(table(&figures(summary, locale)));
    lines.push(String::new());
    match approval {
        Some(approval) => {
            let arguments = [
                ("edition", (&approval.edition).into()),
                ("name", (&approval.by).into()),
                ("at", (&approval.at).into()),
            ];
            lines.push(locale.format("edition-approved", &arguments));
            let sha = [("sha", (&approval.manifest_sha256).into())];
            lines.push(locale.format("edition-manifest", &sha));
        }
        None => {
            let period = summary.period.to_string();
            lines.push(locale.format("edition-preview", &[("period", (&period).into())]));
        }
    }
    lines.join("\n") + "\n"
}

/// What nobody should overlook.
fn attention(summary: &EditionSummary, locale: &Locale) -> Vec<String> {
    let mut lines = Vec::new();
    if !summary.failed.is_empty() {
        let failed = summary.failed.iter();
        let failed: Vec<String> = failed
            .map(|one| format!("{} ({})", one.id, one.code))
            .collect();
        let list = listed(&failed, locale);
        let arguments = [("count", failed.len().into()), ("list", (&list).into())];
        lines.push(locale.format("edition-failed", &arguments));
    }
    let open = &summary.provisional;
    if open.unfinished {
        lines.push(locale.text("edition-unfinished"));
    }
    if open.values > 0 {
        let kpis: Vec<String> = open.kpis.iter().cloned().collect();
        let kpis = listed(&kpis, locale);
        let arguments = [
            ("count", open.values.into()),
            ("people", open.people.into()),
            ("kpis", (&kpis).into()),
        ];
        lines.push(locale.format("edition-provisional", &arguments));
    }
    for (key, editions) in [
        ("edition-compared-draft", &summary.drafts),
        ("edition-outdated", &summary.outdated),
    ] {
        let tell = |edition: &String| locale.format(key, &[("edition", edition.into())]);
        lines.extend(editions.iter().map(tell));
    }
    if !summary.warnings.is_empty() {
        let warnings = summary.warnings.iter();
        let warnings: Vec<String> = warnings.map(|(code, n)| format!("{code} {n}")).collect();
        let list = listed(&warnings, locale);
        lines.push(locale.format("edition-warnings", &[("list", (&list).into())]));
    }
    lines
}

/// At most twelve, and how many more there are.
fn listed(all: &[String], locale: &Locale) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
    let rest = format!("+{}", all.len().saturating_sub(MOST));
    if all.len() > MOST {
        shown.push(&rest);
    }
    locale.list(&shown)
}

/// Labels and figures, a line each.
fn figures(summary: &EditionSummary, locale: &Locale) -> Vec<(String, String)> {
    let or_none = |list: &[String]| match list {
        [] => locale.text("edition-none"),
        list => list.join(" · "),
    };
    let counts = |(name, count): (&String, &usize)| format!("{name} {count}");
    let mut grades: Vec<String> = (summary.grades.iter())
        .map(|(grade, count)| format!("{} {count}", grade.letter()))
        .collect();
    grades.extend(summary.median.map(|median| {
        let score = locale.number(median, 1);
        locale.format("edition-median", &[("score", (&score).into())])
    }));
    let packets = summary.packets;
    let mut lines = vec![
        (
            locale.text("edition-label-coverage"),
            locale.format(
                "edition-coverage",
                &[
                    ("people", summary.people.into()),
                    ("graded", summary.graded.into()),
                ],
            ),
        ),
        (
            locale.text("edition-label-packets"),
            locale.format(
                "edition-packets",
                &[
                    ("people", packets.people.into()),
                    ("teams", packets.teams.into()),
                    ("organisation", packets.organisation.into()),
                ],
            ),
        ),
        (locale.text("edition-label-grades"), grades.join(" · ")),
        (
            locale.text("edition-label-alerts"),
            or_none(&summary.alerts.iter().map(counts).collect::<Vec<_>>()),
        ),
        (
            locale.text("edition-label-refused"),
            or_none(&refused(summary, locale)),
        ),
    ];
    lines.extend(changes(summary, locale));
    lines
}

fn refused(summary: &EditionSummary, locale: &Locale) -> Vec<String> {
    let tell = |table: &pipeline::RefusedRows| {
        let arguments = [
            ("table", (&table.table).into()),
            ("refused", (table.refused as usize).into()),
            ("read", (table.read as usize).into()),
        ];
        locale.format("edition-refused", &arguments)
    };
    summary.refused.iter().map(tell).collect()
}

/// What is not as in the edition before.
fn changes(summary: &EditionSummary, locale: &Locale) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    if let Some(since) = &summary.since {
        let edition = [("edition", (&since.edition).into())];
        let label = locale.format("edition-label-since", &edition);
        lines.push((label, moved(since.moves, locale)));
        if !since.definitions.is_empty() {
            let count = [("count", since.definitions.len().into())];
            let label = locale.text("edition-label-definitions");
            lines.push((label, locale.format("edition-redefined", &count)));
        }
    }
    if summary.restated + summary.regraded > 0 {
        let arguments = [
            ("values", summary.restated.into()),
            ("marks", summary.regraded.into()),
        ];
        let label = locale.text("edition-label-restated");
        lines.push((label, locale.format("edition-restated", &arguments)));
    }
    let before = summary.before.as_ref();
    let before = before.map_or_else(|| locale.text("edition-first"), |link| link.name.clone());
    lines.push((locale.text("edition-label-before"), before));
    lines
}

/// Lines whose second column is aligned, as wide as a terminal shows them.
fn table(lines: &[(String, String)]) -> Vec<String> {
    let width = lines
        .iter()
        .map(|(label, _)| label.width())
        .max()
        .unwrap_or(0);
    let pad = |label: &str| " ".repeat(width + 2 - label.width());
    let line = |(label, text): &(String, String)| format!("{label}{}{text}", pad(label));
    lines.iter().map(line).collect()
}
