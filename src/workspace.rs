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
mod overlay;
mod pool;
mod protect;
mod raw;
mod references;
mod review;
mod rule;
mod scorecard;
mod settings;
pub mod source;
mod tables;
mod theme;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;

use self::catalogue::BuiltIn;
use self::overlay::{lay_over, read_kpis, read_scorecards};
use self::source::TableSource;
use crate::diagnostic::Diagnostic;
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
