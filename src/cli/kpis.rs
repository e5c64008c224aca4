//! `scorepack kpis`: the KPIs of a workspace, or the built-in ones, chosen and listed.
//!
//! A table for terminals, in which Chinese is two columns wide; everything as JSON; one KPI
//! in full; or the reference page, which is also `docs/kpis.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::kpi_page::{self, Described};
use super::{LanguageName, listing};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Locale;
use crate::workspace::{self, Catalogue, Kind, Kpi, Track};

/// What to list and how.
#[derive(Debug, Parser)]
pub(super) struct KpiArguments {
    /// The workspace: a folder with scorepack.yaml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The built-in KPIs, without any workspace
    #[arg(long, conflicts_with = "dir")]
    built_in: bool,
    /// Those with this in their id or one of their names
    #[arg(long, short, value_name = "TEXT")]
    search: Option<String>,
    /// Those of this kind: rate, nps, mean, median, percentile, count, sum, ratio, change
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Those in this unit: percent, points, days, hours, minutes, score5, …
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Those that rest on this table or view
    #[arg(long, value_name = "TABLE")]
    source: Option<String>,
    /// Those scored every month (hard) or every quarter (soft)
    #[arg(long, value_enum)]
    track: Option<TrackName>,
    /// Those on the scorecard of this role
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Those that any scorecard counts
    #[arg(long)]
    used: bool,
    /// One KPI with all that is known of it
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Language of names and texts
    #[arg(long, value_enum, default_value = "en")]
    locale: LanguageName,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print a reference page
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TrackName {
    Hard,
    Soft,
}

/// The list that was asked for.
pub(super) fn list(
    arguments: &KpiArguments,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Vec<Diagnostic>> {
    let catalogue = read(arguments, &arguments.dir, environment)?;
    let locale = Locale::new(arguments.locale.language())?;
    check_words(arguments, &catalogue)?;
    let described = |kpi| Described::new(kpi, &catalogue, &locale);
    let chosen: Vec<Described<'_>> = catalogue
        .kpis
        .values()
        .filter(|kpi| fits(arguments, &catalogue, kpi))
        .map(described)
        .collect();
    if arguments.json {
        let all: Vec<serde_json::Value> = chosen.iter().map(Described::to_json).collect();
        return listing::pretty(&all);
    }
    Ok(if arguments.markdown {
        kpi_page::page(&chosen, &locale)
    } else if arguments.id.is_some() {
        let texts: Vec<String> = chosen.iter().map(|kpi| in_full(kpi, &locale)).collect();
        texts.join("\n")
    } else if chosen.is_empty() {
        locale.text("kpis-nothing") + "\n"
    } else {
        table(&chosen, &locale)
    })
}

fn read(
    arguments: &KpiArguments,
    root: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Catalogue, Vec<Diagnostic>> {
    if arguments.built_in {
        return workspace::built_in();
    }
    let (workspace, _) = workspace::read(root, environment)?;
    Ok(Catalogue {
        kpis: workspace.kpis,
        scorecards: workspace.scorecards,
    })
}

fn fits(arguments: &KpiArguments, catalogue: &Catalogue, kpi: &Kpi) -> bool {
    let is = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|w| w == found);
    let names = [&kpi.id, &kpi.name.en, &kpi.name.zh];
    let said = |text: &str| {
        let text = text.to_lowercase();
        names.iter().any(|name| name.to_lowercase().contains(&text))
    };
    let source = kpi.rows.as_ref().map_or("", |rows| rows.source.as_str());
    let track = match kpi.track {
        Track::Hard => TrackName::Hard,
        Track::Soft => TrackName::Soft,
    };
    let roles = catalogue.roles_of(&kpi.id);
    arguments.search.as_deref().is_none_or(said)
        && is(&arguments.kind, kind_name(&kpi.kind))
        && is(&arguments.unit, kpi.unit.name())
        && is(&arguments.source, source)
        && is(&arguments.id, &kpi.id)
        && arguments.track.is_none_or(|wanted| wanted == track)
        && arguments
            .role
            .as_deref()
            .is_none_or(|role| roles.contains(&role))
        && (!arguments.used || !roles.is_empty())
}

/// A filter with a word that nothing has is a slip, not an empty list.
fn check_words(arguments: &KpiArguments, catalogue: &Catalogue) -> Result<(), Vec<Diagnostic>> {
    let kpis = || catalogue.kpis.values();
    let known: [(&str, &Option<String>, BTreeSet<&str>); 5] = [
        (
            "id",
            &arguments.id,
            kpis().map(|kpi| kpi.id.as_str()).collect(),
        ),
        ("kind", &arguments.kind, KINDS.into_iter().collect()),
        (
            "unit",
            &arguments.unit,
            crate::quantity::Unit::ALL
                .map(crate::quantity::Unit::name)
                .into(),
        ),
        (
            "source",
            &arguments.source,
            kpis()
                .filter_map(|kpi| Some(kpi.rows.as_ref()?.source.as_str()))
                .collect(),
        ),
        (
            "role",
            &arguments.role,
            catalogue.scorecards.keys().map(String::as_str).collect(),
        ),
    ];
    let mut problems = Vec::new();
    for (option, wanted, known) in known {
        let Some(wanted) = wanted.as_deref().filter(|wanted| !known.contains(wanted)) else {
            continue;
        };
        let place = Place::default().in_column(format!("--{option}"));
        let message = format!("no KPI has the {option} `{wanted}`");
        let near: Vec<&str> = known
            .iter()
            .copied()
            .filter(|word| word.contains(wanted))
            .collect();
        let some = if near.is_empty() {
            known.into_iter().collect()
        } else {
            near
        };
        let hint = format!("there are: {}", some.join(", "));
        problems.push(Diagnostic::error("unknown-filter", place, message).hint(hint));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

const KINDS: [&str; 9] = [
    "rate",
    "nps",
    "mean",
    "median",
    "percentile",
    "count",
    "sum",
    "ratio",
    "change",
];

/// The kind as it is written.
pub(super) fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Rate { .. } => "rate",
        Kind::Nps { .. } => "nps",
        Kind::Mean { .. } => "mean",
        Kind::Percentile { percentile, .. } if *percentile == 50.0 => "median",
        Kind::Percentile { .. } => "percentile",
        Kind::Count => "count",
        Kind::Sum { .. } => "sum",
        Kind::Ratio { .. } => "ratio",
        Kind::Change { .. } => "change",
    }
}

/// One KPI a line, in columns.
fn table(kpis: &[Described<'_>], locale: &Locale) -> String {
    let head = [
        "id",
        "name",
        "kind",
        "direction",
        "target",
        "lag",
        "least",
        "track",
        "rows",
    ];
    let mut lines = vec![head.map(|key| locale.text(&format!("kpis-{key}"))).to_vec()];
    lines.extend(kpis.iter().map(|described| {
        let kpi = described.kpi;
        vec![
            kpi.id.clone(),
            described.name().to_owned(),
            kind_name(&kpi.kind).to_owned(),
            described.arrow().to_owned(),
            described.target(),
            described.lag(),
            kpi.min_n.to_string(),
            described.track(),
            kpi.rows
                .as_ref()
                .map_or_else(String::new, |rows| rows.source.clone()),
        ]
    }));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            lines
                .iter()
                .map(|line| line[column].width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            row.push_str(cell);
            row.push_str(&" ".repeat(width - cell.width() + 2));
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// Everything about one KPI, a fact a line.
fn in_full(described: &Described<'_>, locale: &Locale) -> String {
    let mut facts = vec![
        (locale.text("kpis-id"), described.kpi.id.clone()),
        (locale.text("kpis-name"), described.name().to_owned()),
        (locale.text("kpis-about"), described.about().to_owned()),
    ];
    facts.extend(described.facts());
    let width = facts
        .iter()
        .map(|(label, _)| label.width())
        .max()
        .unwrap_or(0);
    let line = |(label, fact): &(String, String)| {
        let gap = " ".repeat(width - label.width() + 2);
        format!("{label}{gap}{}\n", fact.replace('`', ""))
    };
    facts.iter().map(line).collect()
}
