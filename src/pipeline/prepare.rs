//! From a folder to checked data: configuration, tables, roster, period, words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::redact::Pseudonyms;
use super::report::left_behind;
use super::{Options, Stopped, archive_folder};
use crate::archive::pseudonym_key;
use crate::compose::Dialogue;
use crate::diagnostic::{Diagnostic, Place, has_errors};
use crate::load::{
    self, Decisions, GOALS, Goals, Loaded, Refused, Roster, Table, TableReport, Tables,
};
use crate::locale::{Language, Locale};
use crate::measure;
use crate::period::{Grain, Period};
use crate::workspace::source::LoadContext;
use crate::workspace::{self, Workspace};

/// What an edition was made from, as the archive keeps it.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptInputs {
    /// Files of tables by the path that reports give them.
    pub(super) files: BTreeMap<String, PathBuf>,
    /// The fallback font.
    pub(super) font: Option<PathBuf>,
}

/// Everything that has been read, checked and found usable.
pub struct Prepared {
    /// What HR decided.
    pub workspace: Workspace,
    /// The tables.
    pub tables: Tables,
    /// What became of their rows.
    pub reports: Vec<TableReport>,
    /// Rows that were refused.
    pub refused: Vec<Refused>,
    /// Who belongs where.
    pub roster: Roster,
    /// What people are called in an edition without names.
    pub(super) pseudonyms: Option<Pseudonyms>,
    /// What is to be reached, from the company down to people.
    pub goals: Goals,
    /// What people decided about the period.
    pub decisions: Decisions,
    /// The period.
    pub period: Period,
    /// The day of the data.
    pub as_of: NaiveDate,
    /// The last day that any table tells of, the roster included, where the day of the data was
    /// not given but found: a run on any later day finds the same.
    pub last_day: Option<NaiveDate>,
    /// Ratings, action plans, times of interviews.
    pub dialogue: Dialogue,
    /// Words by language.
    pub locales: BTreeMap<Language, Locale>,
    /// Warnings and notes so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks configuration and data.
///
/// # Errors
/// Everything that stops a run, with what refused rows there are left on disk.
pub fn prepare(options: &Options<'_>) -> Result<Prepared, Stopped> {
    prepare_from(options, None)
}

/// The same, from files that the archive keeps in place of those of the workspace.
pub(super) fn prepare_from(
    options: &Options<'_>,
    kept: Option<&KeptInputs>,
) -> Result<Prepared, Stopped> {
    let stop = |diagnostics: Vec<Diagnostic>| Stopped {
        diagnostics,
        left: None,
    };
    let (mut workspace, mut diagnostics) =
        workspace::read(&options.root, options.environment).map_err(stop)?;
    if let Some(kept) = kept {
        workspace.fallback_font.clone_from(&kept.font);
    }
    let locales = read_locales(&workspace, options.language).map_err(stop)?;
    let today = options.as_of.or(workspace.as_of).unwrap_or(options.today);
    let context = LoadContext {
        today,
        roster_table: "roster".to_owned(),
        kept: kept.map(|kept| kept.files.clone()),
    };
    let mut loaded = load::load(&workspace.sources, &context);
    diagnostics.append(&mut loaded.diagnostics);
    diagnostics.extend(check_limit(&workspace, &loaded.reports));
    if has_errors(&diagnostics) {
        // What the archive keeps was mended or accepted long ago; nobody looks for it there.
        let left = match kept {
            None => left_behind(options, &workspace, &loaded, &diagnostics),
            Some(_) => None,
        };
        return Err(Stopped { diagnostics, left });
    }
    let Loaded {
        mut tables,
        reports,
        refused,
        ..
    } = loaded;
    let (mut roster, warnings) = Roster::of(&tables).map_err(stop)?;
    diagnostics.extend(warnings);
    let pseudonyms =
        pseudonyms(options, &workspace, &mut roster).map_err(|found| stop(vec![found]))?;
    let seen = last_event(&workspace, &reports, today, |table| table != "roster");
    let given = options.as_of.or(workspace.as_of);
    let as_of = given.or(seen).unwrap_or(today);
    let last_day = last_event(&workspace, &reports, today, |_| true).max(Some(as_of));
    let period = options
        .period
        .unwrap_or_else(|| last_complete_month(seen.unwrap_or(as_of)));
    diagnostics.extend(check_period(period, as_of));
    diagnostics.extend(check_people(&roster, period));
    if has_errors(&diagnostics) {
        return Err(stop(diagnostics));
    }
    let goals = Goals::of(&tables);
    let (derived, (dialogue, warnings)) = rayon::join(
        || derive_tables(&tables, &goals, &roster, period),
        || Dialogue::of(&tables, &roster, &workspace, period),
    );
    for table in derived.map_err(|found| stop(vec![found]))? {
        tables.0.entry(table.name.clone()).or_insert(table);
    }
    diagnostics.extend(warnings);
    let (decisions, idle) = Decisions::of(&tables, &roster, period);
    diagnostics.extend(idle);
    Ok(Prepared {
        workspace,
        dialogue,
        tables,
        reports,
        refused,
        roster,
        pseudonyms,
        goals,
        decisions,
        period,
        as_of,
        last_day: last_day.filter(|_| given.is_none()),
        locales,
        diagnostics,
    })
}

/// Pseudonyms for an edition without names; people stand in their order from here on.
fn pseudonyms(
    options: &Options<'_>,
    workspace: &Workspace,
    roster: &mut Roster,
) -> Result<Option<Pseudonyms>, Diagnostic> {
    let Some(random) = &options.redact else {
        return Ok(None);
    };
    let key = pseudonym_key(&archive_folder(options, workspace), random)?;
    let pseudonyms = Pseudonyms::of(roster, &key);
    roster.reorder(|person| pseudonyms.name(&person.id).to_owned());
    Ok(Some(pseudonyms))
}

/// The tables that follow from others, for a workspace that has none of its own under their
/// names.
fn derive_tables(
    tables: &Tables,
    goals: &Goals,
    roster: &Roster,
    period: Period,
) -> Result<Vec<Table>, Diagnostic> {
    let mut derived = vec![load::calendar(period)?];
    if tables.get(GOALS).is_some() {
        derived.push(load::goal_states(goals, roster, period)?);
    }
    Ok(derived)
}

/// Checks configuration, data and every KPI without making packets: all findings.
pub fn check(options: &Options<'_>) -> Vec<Diagnostic> {
    match prepare(options) {
        Ok(prepared) => {
            let mut diagnostics = prepared.diagnostics.clone();
            diagnostics.extend(measure::check(&prepared.tables, &prepared.workspace));
            diagnostics.extend(measure::unmeasured(&prepared.tables, &prepared.workspace));
            diagnostics.extend(check_scorecards(&prepared));
            diagnostics.extend(workspace::lint(&prepared.workspace, &roles(&prepared)));
            diagnostics
        }
        Err(stopped) => stopped.diagnostics,
    }
}

/// Words in every language that the program or the workspace brings.
pub(super) fn read_locales(
    workspace: &Workspace,
    asked: Option<Language>,
) -> Result<BTreeMap<Language, Locale>, Vec<Diagnostic>> {
    let (mut locales, mut problems) = (BTreeMap::new(), Vec::new());
    let own = workspace.templates.keys().filter_map(|name| {
        let (code, _) = name.strip_prefix("locales/")?.split_once('/')?;
        code.parse::<Language>().ok()
    });
    let languages: BTreeSet<Language> = Language::built_in().into_iter().chain(own).collect();
    for language in languages.iter().copied() {
        let folder = format!("locales/{}/", language.code());
        let files: Vec<(String, String)> = workspace
            .templates
            .iter()
            .filter(|(name, _)| name.starts_with(&folder))
            .map(|(name, text)| (format!("templates/{name}"), text.clone()))
            .collect();
        match Locale::with_overrides(language, &files) {
            Ok(locale) => {
                let locale = locale.with_currency(&workspace.organisation.currency);
                locales.insert(language, locale);
            }
            Err(found) => problems.extend(found),
        }
    }
    // The organisation's own language has been checked.
    if let Some(wanted) = asked.filter(|wanted| !languages.contains(wanted)) {
        let message = format!("there are no messages in the language `{wanted}`");
        let known: Vec<&str> = languages.iter().map(Language::code).collect();
        let hint = format!(
            "write one of {}, or bring templates/locales/{wanted}/*.ftl",
            known.join(", ")
        );
        problems.push(Diagnostic::error("unknown-language", Place::default(), message).hint(hint));
    }
    if problems.is_empty() {
        Ok(locales)
    } else {
        Err(problems)
    }
}

/// Tables of which a larger share was refused than the workspace allows.
fn check_limit(workspace: &Workspace, reports: &[TableReport]) -> Vec<Diagnostic> {
    let Some(limit) = workspace.refused_limit else {
        return Vec::new();
    };
    reports
        .iter()
        .filter(|report| report.rows_refused as f64 > limit * report.rows_read as f64)
        .map(|report| {
            let share = 100.0 * report.rows_refused as f64 / report.rows_read.max(1) as f64;
            let message = format!(
                "{} of {} rows of `{}` were refused ({share:.1} %), more than the limit of {:.1} %",
                report.rows_refused,
                report.rows_read,
                report.table,
                100.0 * limit
            );
            Diagnostic::error(
                "too-many-refused",
                Place::default().in_column(&report.table),
                message,
            )
            .hint("mend the export, or raise `limits: {refused: …}` in scorepack.yaml")
        })
        .collect()
}

/// The last day on which these tables say that something happened, up to `today`.
fn last_event(
    workspace: &Workspace,
    reports: &[TableReport],
    today: NaiveDate,
    of: impl Fn(&str) -> bool,
) -> Option<NaiveDate> {
    let mut latest = None;
    for report in reports.iter().filter(|report| of(&report.table)) {
        let source = workspace
            .sources
            .iter()
            .find(|source| source.name == report.table);
        for (column, span) in &report.spans {
            let happened = source.and_then(|source| {
                source
                    .columns
                    .iter()
                    .find(|known| &known.name == column)
                    .map(|known| known.happened)
            });
            if happened == Some(true) && span.latest <= today {
                latest = latest.max(Some(span.latest));
            }
        }
    }
    latest
}

fn last_complete_month(day: NaiveDate) -> Period {
    let month = Period::containing(Grain::Month, day);
    if month.end().day() == day.day() {
        month
    } else {
        month.offset(-1)
    }
}

fn check_period(period: Period, as_of: NaiveDate) -> Option<Diagnostic> {
    (as_of < period.end()).then(|| {
        let message = format!(
            "the data reaches to {as_of}, but {period} ends on {}",
            period.end()
        );
        Diagnostic::warning("incomplete-period", Place::default(), message)
            .hint("its values are provisional; run again when the period is over")
    })
}

/// A period in which nobody was there would make an edition of nothing.
fn check_people(roster: &Roster, period: Period) -> Option<Diagnostic> {
    let here = roster
        .people
        .iter()
        .any(|person| person.stint_in(period).is_some());
    (!here).then(|| {
        let message = format!("nobody on the roster was there in {period}");
        Diagnostic::error(
            "empty-period",
            Place::default().in_column("--period"),
            message,
        )
        .hint("name another period, or correct `valid_from` and `valid_to` in the roster")
    })
}

/// Roles without a scorecard, and items whose KPI has no table in this workspace.
pub(super) fn check_scorecards(prepared: &Prepared) -> Vec<Diagnostic> {
    let Prepared {
        workspace, tables, ..
    } = prepared;
    let mut found = Vec::new();
    for role in roles(prepared) {
        let Some(scorecard) = workspace.scorecards.get(role) else {
            let message =
                format!("no scorecard applies to the role `{role}`, so it gets no scores");
            found.push(
                Diagnostic::warning("no-scorecard", Place::default().in_column(role), message)
                    .hint(format!("write scorecards/{role}.yaml")),
            );
            continue;
        };
        let without: Vec<&str> = scorecard
            .items
            .iter()
            .filter(|item| item.weight > 0.0)
            .filter_map(|item| workspace.kpis.get(&item.kpi))
            .filter(|kpi| {
                kpi.rows
                    .as_ref()
                    .is_some_and(|rows| !is_there(&rows.source, workspace, tables))
            })
            .map(|kpi| kpi.id.as_str())
            .collect();
        if !without.is_empty() {
            let message = format!(
                "the scorecard of `{role}` has items without a table: {}",
                without.join(", ")
            );
            found.push(
                Diagnostic::warning("item-without-table", Place::file(&scorecard.file), message)
                    .hint("they never have evidence; add the tables under `data:` or take the items out"),
            );
        }
    }
    found
}

/// Roles of the people who are there in the period.
fn roles(prepared: &Prepared) -> Vec<&str> {
    let people = prepared.roster.people.iter();
    let mut roles: Vec<&str> = people
        .filter_map(|person| Some(person.stint_in(prepared.period)?.role.as_str()))
        .collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

fn is_there(source: &str, workspace: &Workspace, tables: &Tables) -> bool {
    tables.get(source).is_some() || workspace.views.contains_key(source)
}

/// The bytes of the workspace's fallback font.
pub(super) fn read_font(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(path).map_err(|error| {
        let place = Place::file(path.display().to_string());
        Diagnostic::error(
            "missing-file",
            place,
            format!("the font cannot be read: {error}"),
        )
        .hint("correct `theme.fallback_font` in scorepack.yaml")
    })
}
