//! The workspace: what HR has written down, read, checked and resolved.
//!
//! `scorepack.yaml`, `kpis/*.yaml` and `scorecards/*.yaml` of a folder are laid over
//! the built-in catalogue. Parsing (`raw`) and validation are apart; all problems of
//! all files are reported at once. Whether columns and functions in SQL expressions
//! exist is checked by `measure`, which knows SQL.

mod alert;
mod catalogue;
mod check;
mod definitions;
mod duty;
mod files;
mod forms;
mod grading;
mod kpi;
mod lint;
mod mail;
mod pool;
mod protect;
mod raw;
mod review;
mod rule;
mod scorecard;
pub mod source;
mod tables;
mod theme;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;

use self::alert::{Layers, RawAlert};
use self::catalogue::BuiltIn;
use self::check::Problems;
use self::raw::{RawKpi, RawScorecard, RawWorkspace};
use self::source::TableSource;
use self::tables::Common;
use crate::diagnostic::{Diagnostic, has_errors};
use crate::locale::{Language, Text};
use crate::theme::Theme;
use crate::theme::logo::Logo;

pub use self::alert::{
    AlertRows, AlertRule, AlertSubject, Audience, Bar, Condition, List, Plan, Series, Streak,
    StreakState,
};
pub use self::catalogue::built_in_files;
pub use self::check::Checked;
pub use self::definitions::{Defined, DefinitionChange, Definitions, Fields};
pub use self::duty::Deadline;
pub use self::grading::{
    BoardRules, BonusPoints, BonusRules, Component, Distribution, Mode, Reward,
};
pub use self::kpi::{Against, Direction, Kind, Kpi, Lag, Quota, RowSpan, Rows, Track};
pub use self::lint::lint;
pub use self::mail::{Mail, Pace, Security, Server};
pub use self::pool::PoolPart;
pub use self::protect::Protection;
pub use self::review::{Competency, InterviewRule, Review};
pub use self::rule::{Band, Rule};
pub use self::scorecard::{Circumstances, EffectiveItem, Item, Missing, Refinement, Scorecard};
pub use self::tables::{ColumnSchema, TableSchema, describe as describe_tables};
pub use self::theme::{BUILT_IN as BUILT_IN_THEME, FILE as THEME_FILE};

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
    /// Rules of alerts and suggestions by id, those switched off included.
    pub alerts: Checked<AlertRule>,
    /// Rules of scoring.
    pub scoring: Scoring,
    /// Share of refused rows of a table (0 to 1) beyond which a run stops.
    pub refused_limit: Option<f64>,
    /// Whether the archive keeps the files that editions are made from.
    pub keep_inputs: bool,
    /// How reviews are held.
    pub review: Review,
    /// How packets are sent; absent where nobody has decided that.
    pub mail: Option<Mail>,
    /// How documents are protected when they are sent; absent where they are not.
    pub protect: Option<Protection>,
    /// Design tokens.
    pub theme: Theme,
    /// The organisation's logo.
    pub logo: Option<Logo>,
    /// Its file, relative to the workspace.
    pub logo_path: Option<String>,
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
    /// The reference distribution of grades.
    pub distribution: Distribution,
    /// Share of the team's score in a person's score, in hundredths of a percent.
    pub team_share: u32,
    /// Rules of the bonus.
    pub bonus: BonusRules,
    /// The points board.
    pub board: BoardRules,
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

/// KPIs, and the scorecards that count them.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// KPIs by id.
    pub kpis: Checked<Kpi>,
    /// Scorecards by role.
    pub scorecards: Checked<Scorecard>,
}

impl Catalogue {
    /// Roles whose scorecard has the KPI.
    pub fn roles_of(&self, kpi: &str) -> Vec<&str> {
        let has = |card: &Scorecard| card.items.iter().any(|item| item.kpi == kpi);
        let counting = self.scorecards.iter().filter(|(_, card)| has(card));
        counting.map(|(role, _)| role.as_str()).collect()
    }
}

/// The built-in KPIs and scorecards.
///
/// # Errors
/// The problems of the built-in files; a test proves that there are none.
pub fn built_in() -> Result<Catalogue, Vec<Diagnostic>> {
    let (files, mut problems) = (BTreeMap::new(), Vec::new());
    let built_in = BuiltIn::embedded();
    let kpis = read_kpis(&built_in, &files, &mut problems);
    let scorecards = read_scorecards(&built_in, &files, &kpis, &[], &mut problems);
    if problems.is_empty() {
        Ok(Catalogue { kpis, scorecards })
    } else {
        Err(problems)
    }
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
    let files = files::read_files(root, &mut problems);
    lay_over(root, &BuiltIn::embedded(), files, problems, environment)
}

/// Reads the configuration that an edition kept in `root`, laid over the catalogue that it
/// kept, or over that of this program where it kept none; errors as of [`read`].
///
/// # Errors
/// Every problem found, if any is an error.
pub fn recall(
    root: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Workspace, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let files = files::read_files(root, &mut problems);
    let kept = files::read_catalogue(root, &mut problems);
    let built_in = BuiltIn::kept(&kept).unwrap_or_else(BuiltIn::embedded);
    let read = lay_over(root, &built_in, files, problems, environment);
    read.map(|(workspace, _)| workspace)
}

/// The files of a workspace over the built-in ones.
fn lay_over(
    root: &Path,
    built_in: &BuiltIn<'_>,
    files: BTreeMap<String, String>,
    mut problems: Vec<Diagnostic>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Workspace, Vec<Diagnostic>), Vec<Diagnostic>> {
    let schema = canonical_tables()?;
    let raw = files.get(CONFIGURATION).and_then(|text| {
        let document = yaml::read::<RawWorkspace>(CONFIGURATION, text);
        problems.extend(document.problems);
        document.value
    });
    let mut kpis = read_kpis(built_in, &files, &mut problems);
    let options = raw
        .as_ref()
        .map_or_else(Vec::new, |raw| raw.scoring.options.clone());
    let scorecards = read_scorecards(built_in, &files, &kpis, &options, &mut problems);
    let views = catalogue_views(built_in, &mut problems);
    let Some(mut raw) = raw else {
        return Err(problems);
    };
    let alerts = read_alerts(
        built_in,
        &files,
        std::mem::take(&mut raw.alerts),
        &kpis,
        &mut problems,
    );
    let text = files.get(CONFIGURATION).map_or("", String::as_str);
    let mut checked = Problems::new(CONFIGURATION, text);
    check_options(&options, &scorecards, &mut checked);
    let templates = files::template_files(root, &mut problems);
    check_language(raw.organisation.language, &templates, &mut checked);
    let look = theme::resolve(root, &raw.theme, &templates, &mut checked, &mut problems);
    let mut workspace = resolve(root, raw, built_in, environment, &schema, &mut checked);
    (workspace.theme, workspace.logo) = look;
    let Scoring { bonus, board, .. } = &workspace.scoring;
    grading::check_kpis(bonus, board, &kpis, &mut checked);
    problems.extend(checked.into_diagnostics());
    for (name, view) in views {
        workspace.views.entry(name).or_insert(view);
    }
    problems.extend(check_sources(&kpis, &workspace, &files));
    review::agree_on_raters(&mut workspace.review, &mut kpis);
    problems.extend(check_alert_sources(&alerts, &workspace, &files));
    workspace.alerts = alerts;
    workspace.kpis = kpis;
    workspace.scorecards = scorecards;
    workspace.templates = templates;
    workspace.files = files;
    if has_errors(&problems) {
        return Err(problems);
    }
    Ok((workspace, problems))
}

fn read_kpis(
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    problems: &mut Vec<Diagnostic>,
) -> Checked<Kpi> {
    let mut kpis = Checked::new();
    let own = files.iter().filter(|(file, _)| file.starts_with("kpis/"));
    let built_in = built_in.folder("kpis");
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

/// Rules of the catalogue, of `alerts/` and of the configuration, one over the other.
fn read_alerts(
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    own: BTreeMap<String, RawAlert>,
    kpis: &Checked<Kpi>,
    problems: &mut Vec<Diagnostic>,
) -> Checked<AlertRule> {
    let mut layers = Layers::default();
    let further = files.iter().filter(|(file, _)| file.starts_with("alerts/"));
    let further = further.map(|(file, text)| (file.as_str(), text.as_str()));
    for (file, text) in [built_in.file(catalogue::ALERTS)]
        .into_iter()
        .chain(further)
    {
        let document = yaml::read::<BTreeMap<String, RawAlert>>(file, text);
        problems.extend(document.problems);
        layers.add(file, document.value.unwrap_or_default());
    }
    layers.add(CONFIGURATION, own);
    let (file, text) = built_in.file(catalogue::ALERTS);
    let mut texts = files.clone();
    texts.insert(file.to_owned(), text.to_owned());
    layers.resolve(&texts, kpis, problems)
}

/// Rules of the workspace itself whose records are nowhere to be found.
fn check_alert_sources(
    alerts: &Checked<AlertRule>,
    workspace: &Workspace,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for rule in alerts.values() {
        let Condition::Rows(rows) = &rule.condition else {
            continue;
        };
        let text = files.get(&rule.file).map_or("", String::as_str);
        let mut found = Problems::new(&rule.file, text);
        if !is_known_source(workspace, &rows.source) {
            let prefix = if rule.file == CONFIGURATION {
                "alerts."
            } else {
                ""
            };
            found
                .add(
                    "unknown-source",
                    &format!("{prefix}{}.rows.source", rule.id),
                    format!("`{}` is no table and no view", rows.source),
                )
                .help("correct the name, or add the table under `data:`");
        }
        problems.extend(found.into_diagnostics());
    }
    problems
}

fn is_known_source(workspace: &Workspace, source: &str) -> bool {
    workspace.sources.iter().any(|table| table.name == source)
        || workspace.views.contains_key(source)
        || workspace.tables.contains_key(source)
}

/// KPIs of the workspace itself whose source is nowhere to be found.
fn check_sources(
    kpis: &Checked<Kpi>,
    workspace: &Workspace,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let is_known = |source: &str| is_known_source(workspace, source);
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
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    kpis: &Checked<Kpi>,
    options: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Checked<Scorecard> {
    let mut scorecards = Checked::new();
    let own = files
        .iter()
        .filter(|(file, _)| file.starts_with("scorecards/"));
    let built_in = built_in.folder("scorecards");
    for (file, text) in built_in.chain(own.map(|(file, text)| (file.as_str(), text.as_str()))) {
        let document = yaml::read::<RawScorecard>(file, text);
        problems.extend(document.problems);
        let Some(raw) = document.value else {
            continue;
        };
        let mut checked = Problems::new(file, text);
        let scorecard = scorecard::resolve(raw, options, &mut checked);
        scorecard::verify(&scorecard, kpis, &mut checked);
        problems.extend(checked.into_diagnostics());
        scorecards.insert(scorecard.role.clone(), scorecard);
    }
    scorecards
}

/// A language that neither the program nor the workspace has messages in.
fn check_language(
    language: Language,
    templates: &BTreeMap<String, String>,
    problems: &mut Problems,
) {
    let folder = format!("locales/{language}/");
    let own = templates.keys().any(|name| name.starts_with(&folder));
    if !own && !Language::built_in().contains(&language) {
        let message = format!("there are no messages in the language `{language}`");
        problems
            .wrong_value("organisation.language", message)
            .help(&format!(
                "write en or zh, or bring templates/locales/{language}/*.ftl"
            ));
    }
}

/// Options that are switched on and that no scorecard has.
fn check_options(options: &[String], scorecards: &Checked<Scorecard>, problems: &mut Problems) {
    let mut known: Vec<&str> = scorecards
        .values()
        .flat_map(|scorecard| scorecard.options.iter().map(String::as_str))
        .collect();
    known.sort_unstable();
    known.dedup();
    for option in options.iter().filter(|o| !known.contains(&o.as_str())) {
        problems
            .add(
                "unknown-option",
                "scoring.options",
                format!("no scorecard has an option `{option}`"),
            )
            .help(&format!("there are: {}", known.join(", ")));
    }
}

fn catalogue_views(built_in: &BuiltIn<'_>, problems: &mut Vec<Diagnostic>) -> Checked<View> {
    let (file, text) = built_in.file(catalogue::VIEWS);
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
    built_in: &BuiltIn<'_>,
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
        scoring: resolve_scoring(raw.scoring, built_in, problems),
        alerts: Checked::new(),
        refused_limit: raw.limits.refused.map(|share| share.0),
        keep_inputs: raw.archive.inputs.unwrap_or(true),
        review: review::resolve(raw.review, problems),
        mail: mail::resolve(raw.mail, root, problems),
        protect: protect::resolve(raw.protect, root),
        theme: Theme::default(),
        logo: None,
        logo_path: raw.theme.logo,
        fallback_font: raw.theme.fallback_font.map(|path| root.join(path)),
        templates: BTreeMap::new(),
        files: BTreeMap::new(),
    }
}

fn resolve_scoring(
    raw: raw::RawScoring,
    built_in: &BuiltIn<'_>,
    problems: &mut Problems,
) -> Scoring {
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
        distribution: grading::resolve_distribution(raw.distribution.as_ref(), bounds, problems),
        team_share: raw.team_share.map_or(0, grading::hundredths),
        bonus: grading::resolve_bonus(raw.bonus.as_ref(), problems),
        board: grading::resolve_board(raw.points_board, built_in, problems),
    }
}
