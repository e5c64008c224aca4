//! The workspace: what HR has written down, read, checked and resolved.
//!
//! `scorepack.yaml`, `kpis/*.yaml` and `scorecards/*.yaml` of a folder are laid over
//! the built-in catalogue. Parsing (`raw`) and validation are apart; all problems of
//! all files are reported at once. Whether columns and functions in SQL expressions
//! exist is checked by `measure`, which knows SQL.

mod catalogue;
mod check;
mod files;
mod forms;
mod kpi;
mod raw;
mod scorecard;
pub mod source;
mod tables;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;

use self::check::Problems;
use self::raw::{RawKpi, RawScorecard, RawWorkspace};
use self::source::TableSource;
use self::tables::Common;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::locale::{Language, Text};
use crate::theme::Theme;

pub use self::check::Checked;
pub use self::kpi::{Against, Direction, Kind, Kpi, Lag, Quota, RowSpan, Rows, Track};
pub use self::scorecard::{Circumstances, Item, Missing, Scorecard};
pub use self::tables::{ColumnSchema, TableSchema, describe as describe_tables};

/// The configuration file's name.
pub const CONFIGURATION: &str = "scorepack.yaml";

/// Everything that HR has decided, resolved.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// The organisation.
    pub organisation: Organisation,
    /// The day of the data, if it is written down.
    pub as_of: Option<NaiveDate>,
    /// Tables to load, in the order of their names, files before queries.
    pub sources: Vec<TableSource>,
    /// The canonical tables.
    pub tables: Checked<TableSchema>,
    /// Views by name.
    pub views: Checked<View>,
    /// KPIs by id, built-in ones included.
    pub kpis: Checked<Kpi>,
    /// Scorecards by role.
    pub scorecards: Checked<Scorecard>,
    /// Rules of scoring.
    pub scoring: Scoring,
    /// Share of refused rows of a table (0 to 1) beyond which a run stops.
    pub refused_limit: Option<f64>,
    /// Design tokens.
    pub theme: Theme,
    /// TrueType file for characters that the built-in faces lack.
    pub fallback_font: Option<PathBuf>,
    /// Templates, styles and messages of the workspace, by path below `templates/`.
    pub templates: BTreeMap<String, String>,
    /// Every configuration file that was read, with its text, for the manifest.
    pub files: BTreeMap<String, String>,
}

/// The organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// Its name.
    pub name: Text,
    /// Language of packets, unless a person's roster row says otherwise.
    pub language: Language,
    /// Where its days begin.
    pub time_zone: Tz,
    /// ISO code of its currency.
    pub currency: String,
    /// How to question a result.
    pub appeal: Option<Text>,
}

/// SQL over tables, as a source of KPIs.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The statement.
    pub sql: String,
    /// Column that says whose row it is.
    pub person: String,
    /// Column that says which team a row counts for, where the roster should not.
    pub team: Option<String>,
    /// Whether it comes with the program.
    pub built_in: bool,
}

/// Rules of scoring.
#[derive(Clone, Debug, PartialEq)]
pub struct Scoring {
    /// Share of weight (0 to 1) that needs evidence for a grade.
    pub evidence: f64,
    /// Lower bounds of S, A, B and C.
    pub bounds: [f64; 4],
    /// What trends are compared with besides the previous period and last year.
    pub baseline: Against,
    /// Pools with fewer people show no rank.
    pub smallest_pool: u32,
}

/// The built-in canonical tables.
///
/// # Errors
/// The problems of the built-in file; a test proves that there are none.
pub fn canonical_tables() -> Result<Checked<TableSchema>, Vec<Diagnostic>> {
    let (file, text) = catalogue::TABLES;
    let document = yaml::read(file, text);
    document
        .value
        .map(tables::resolve_schema)
        .ok_or(document.problems)
}

/// Reads and checks the workspace in `root`.
///
/// `environment` gives the variables that paths may name as `${NAME:-default}`.
/// The second part holds warnings.
///
/// # Errors
/// Every problem found, if any is an error.
pub fn read(
    root: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Workspace, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let schema = canonical_tables()?;
    let files = files::read_files(root, &mut problems);
    let raw = files.get(CONFIGURATION).and_then(|text| {
        let document = yaml::read::<RawWorkspace>(CONFIGURATION, text);
        problems.extend(document.problems);
        document.value
    });
    let kpis = read_kpis(&files, &mut problems);
    let scorecards = read_scorecards(&files, &kpis, &mut problems);
    let views = catalogue_views(&mut problems);
    let Some(raw) = raw else {
        return Err(problems);
    };
    let text = files.get(CONFIGURATION).map_or("", String::as_str);
    let mut checked = Problems::new(CONFIGURATION, text);
    let mut workspace = resolve(root, raw, environment, &schema, &mut checked);
    problems.extend(checked.into_diagnostics());
    for (name, view) in views {
        workspace.views.entry(name).or_insert(view);
    }
    problems.extend(check_sources(&kpis, &workspace, &files));
    workspace.kpis = kpis;
    workspace.scorecards = scorecards;
    workspace.templates = files::template_files(root, &mut problems);
    workspace.files = files;
    if has_errors(&problems) {
        return Err(problems);
    }
    Ok((workspace, problems))
}

fn read_kpis(files: &BTreeMap<String, String>, problems: &mut Vec<Diagnostic>) -> Checked<Kpi> {
    let mut kpis = Checked::new();
    let own = files.iter().filter(|(file, _)| file.starts_with("kpis/"));
    let built_in = catalogue::KPIS.iter().copied();
    for (file, text) in built_in.chain(own.map(|(file, text)| (file.as_str(), text.as_str()))) {
        let document = yaml::read::<BTreeMap<String, RawKpi>>(file, text);
        problems.extend(document.problems);
        let mut checked = Problems::new(file, text);
        for kpi in kpi::resolve(document.value.unwrap_or_default(), &mut checked) {
            kpis.insert(kpi.id.clone(), kpi);
        }
        problems.extend(checked.into_diagnostics());
    }
    kpi::check_bases(&kpis, problems);
    kpis
}

/// KPIs of the workspace itself whose source is nowhere to be found.
fn check_sources(
    kpis: &Checked<Kpi>,
    workspace: &Workspace,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let is_known = |source: &str| {
        workspace.sources.iter().any(|table| table.name == source)
            || workspace.views.contains_key(source)
            || workspace.tables.contains_key(source)
    };
    let mut problems = Vec::new();
    for kpi in kpis.values() {
        let Some(rows) = kpi.rows.as_ref().filter(|rows| !is_known(&rows.source)) else {
            continue;
        };
        let text = files.get(&kpi.file).map_or("", String::as_str);
        let mut found = Problems::new(&kpi.file, text);
        let known: Vec<&str> = workspace
            .sources
            .iter()
            .map(|table| table.name.as_str())
            .collect();
        found
            .add(
                "unknown-source",
                &format!("{}.source", kpi.id),
                format!("`{}` is no table and no view", rows.source),
            )
            .help(&format!(
                "correct the name; the workspace has {}",
                known.join(", ")
            ));
        problems.extend(found.into_diagnostics());
    }
    problems
}

fn read_scorecards(
    files: &BTreeMap<String, String>,
    kpis: &Checked<Kpi>,
    problems: &mut Vec<Diagnostic>,
) -> Checked<Scorecard> {
    let mut scorecards = Checked::new();
    let own = files
        .iter()
        .filter(|(file, _)| file.starts_with("scorecards/"));
    let built_in = catalogue::SCORECARDS.iter().copied();
    for (file, text) in built_in.chain(own.map(|(file, text)| (file.as_str(), text.as_str()))) {
        let document = yaml::read::<RawScorecard>(file, text);
        problems.extend(document.problems);
        let Some(raw) = document.value else {
            continue;
        };
        let mut checked = Problems::new(file, text);
        let scorecard = scorecard::resolve(raw, &mut checked);
        for item in &scorecard.items {
            check_item(item, kpis, &mut checked);
        }
        problems.extend(checked.into_diagnostics());
        scorecards.insert(scorecard.role.clone(), scorecard);
    }
    scorecards
}

fn check_item(item: &Item, kpis: &Checked<Kpi>, problems: &mut Problems) {
    let Some(kpi) = kpis.get(&item.kpi) else {
        let known: Vec<&str> = kpis.keys().map(String::as_str).collect();
        problems
            .add("unknown-kpi", "groups", format!("`{}` is no KPI", item.kpi))
            .help(&format!(
                "define it in kpis/, or use one of: {}",
                known.join(", ")
            ));
        return;
    };
    if item.weight > 0.0 && (kpi.direction.is_none() || item.target.or(kpi.target).is_none()) {
        problems
            .add(
                "unscorable-item",
                "groups",
                format!(
                    "`{}` has no direction or no target, so it cannot be scored",
                    item.kpi
                ),
            )
            .help("give the KPI a `direction` and a `target`, or the item weight 0");
    }
}

fn catalogue_views(problems: &mut Vec<Diagnostic>) -> Checked<View> {
    let (file, text) = catalogue::VIEWS;
    let document = yaml::read::<BTreeMap<String, raw::RawView>>(file, text);
    problems.extend(document.problems);
    resolve_views(document.value.unwrap_or_default(), true)
}

fn resolve_views(raw: BTreeMap<String, raw::RawView>, built_in: bool) -> Checked<View> {
    raw.into_iter()
        .map(|(name, raw)| {
            let view = View {
                sql: raw.sql,
                person: raw.person,
                team: raw.team,
                built_in,
            };
            (name, view)
        })
        .collect()
}

fn resolve(
    root: &Path,
    raw: RawWorkspace,
    environment: &dyn Fn(&str) -> Option<String>,
    schema: &Checked<TableSchema>,
    problems: &mut Problems,
) -> Workspace {
    let zone = raw.organisation.time_zone.as_str();
    let time_zone =
        tables::resolve_zone(zone, "organisation.time_zone", problems).unwrap_or(Tz::UTC);
    let common = Common {
        root,
        time_zone,
        environment,
        schema,
    };
    if !raw.data.contains_key("roster") {
        problems
            .missing_key("data.roster", "nobody is known without a roster")
            .help("add `roster: {file: data/roster.csv}` under `data:`");
    }
    let mut sources: Vec<TableSource> = raw
        .data
        .into_iter()
        .map(|(name, source)| tables::resolve_source(&name, source, &common, problems))
        .collect();
    sources.sort_by_key(|source| matches!(source.origin, source::Origin::Query { .. }));
    let as_of = raw.as_of.and_then(|text| {
        let date = text.parse::<NaiveDate>().ok();
        if date.is_none() {
            problems
                .wrong_value("as_of", format!("`{text}` is no date"))
                .help("write 2026-11-05");
        }
        date
    });
    Workspace {
        root: root.to_owned(),
        organisation: Organisation {
            name: raw.organisation.name.resolve(),
            language: raw.organisation.language,
            time_zone,
            currency: raw.organisation.currency,
            appeal: raw.organisation.appeal.map(forms::RawText::resolve),
        },
        as_of,
        sources,
        tables: schema.clone(),
        views: resolve_views(raw.views, false),
        kpis: Checked::new(),
        scorecards: Checked::new(),
        scoring: resolve_scoring(&raw.scoring, problems),
        refused_limit: raw.limits.refused.map(|share| share.0),
        theme: resolve_theme(raw.theme.accent.as_deref(), problems),
        fallback_font: raw.theme.fallback_font.map(|path| root.join(path)),
        templates: BTreeMap::new(),
        files: BTreeMap::new(),
    }
}

fn resolve_scoring(raw: &raw::RawScoring, problems: &mut Problems) -> Scoring {
    let bounds = raw
        .grades
        .as_ref()
        .map_or([90.0, 80.0, 70.0, 60.0], |g| [g.s, g.a, g.b, g.c]);
    if bounds.windows(2).any(|pair| pair[0] <= pair[1]) {
        problems
            .wrong_value(
                "scoring.grades",
                "the bounds must fall from S to C".to_owned(),
            )
            .help("write for example `{S: 90, A: 80, B: 70, C: 60}`");
    }
    let baseline = raw.baseline.as_ref();
    Scoring {
        evidence: raw.evidence.map_or(0.6, |share| share.0),
        bounds,
        baseline: baseline.map_or(Against::Trailing12, |against| {
            kpi::resolve_against(against, problems, "scoring.baseline")
        }),
        smallest_pool: raw.smallest_pool.unwrap_or(5),
    }
}

fn resolve_theme(accent: Option<&str>, problems: &mut Problems) -> Theme {
    let Some(accent) = accent else {
        return Theme::default();
    };
    let digits = accent.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(number) = number else {
        problems
            .wrong_value("theme.accent", format!("`{accent}` is no colour"))
            .help("write it as \"#0b5c8a\"");
        return Theme::default();
    };
    let [_, red, green, blue] = number.to_be_bytes();
    Theme::default().with_accent([red, green, blue])
}
