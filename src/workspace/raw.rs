//! The workspace's files as they are written: plain serde structs, nothing checked yet.
//!
//! Unknown keys are errors everywhere. `docs/workspace.md` explains every key; the
//! defaults stand here, and in `kpi` and `scorecard`. Validation into resolved types is in the
//! sibling modules.

mod kpi;
mod scorecard;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::forms::{OneOrMany, RawPercent, RawText, Short};
use super::grading::{RawBoard, RawBonus, RawDistribution};
use crate::locale::{Language, Text};

pub(super) use self::kpi::{
    RawDirection, RawEach, RawHorizon, RawKind, RawKpi, RawSlice, RawSpan, RawTrack,
};
pub(super) use self::scorecard::{
    RawGroup, RawItem, RawItemChange, RawMissing, RawRefinement, RawScorecard, RawTake, RawWeight,
};

/// `scorepack.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWorkspace {
    pub(super) organisation: RawOrganisation,
    /// The day of the data, `2026-11-05`; default: the last day seen in it.
    pub(super) as_of: Option<String>,
    pub(super) data: BTreeMap<String, RawSource>,
    #[serde(default)]
    pub(super) views: BTreeMap<String, RawView>,
    #[serde(default)]
    pub(super) limits: RawLimits,
    #[serde(default)]
    pub(super) scoring: RawScoring,
    #[serde(default)]
    pub(super) theme: RawTheme,
    #[serde(default)]
    pub(super) archive: RawArchive,
    pub(super) review: Option<RawReview>,
    pub(super) mail: Option<super::mail::RawMail>,
    pub(super) protect: Option<super::protect::RawProtection>,
    /// Rules of alerts by id, or what of a rule differs.
    #[serde(default)]
    pub(super) alerts: BTreeMap<String, super::alert::RawAlert>,
}

/// How editions are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawArchive {
    /// Whether the files that editions are made from are kept with them; default: yes.
    pub(super) inputs: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOrganisation {
    pub(super) name: RawText,
    #[serde(default = "chinese")]
    pub(super) language: Language,
    #[serde(default = "shanghai")]
    pub(super) time_zone: String,
    #[serde(default = "yuan")]
    pub(super) currency: String,
    /// How to question a result, printed in every packet.
    pub(super) appeal: Option<RawText>,
}

fn chinese() -> Language {
    Language::Zh
}

fn shanghai() -> String {
    "Asia/Shanghai".to_owned()
}

fn yuan() -> String {
    "CNY".to_owned()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimits {
    /// Share of refused rows of a table that stops the run: `2 %`.
    pub(super) refused: Option<RawPercent>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScoring {
    /// Share of weight that needs evidence for a grade; default `60 %`.
    pub(super) evidence: Option<RawPercent>,
    /// What trends are also compared with: `previous`, `last_year`, `trailing_12`.
    pub(super) baseline: Option<RawAgainst>,
    /// Lower bounds of S, A, B, C; default 90, 80, 70, 60.
    pub(super) grades: Option<RawGrades>,
    /// Pools with fewer people show no rank; default 5.
    pub(super) smallest_pool: Option<u32>,
    /// Quotas of grades and what they do.
    pub(super) distribution: Option<RawDistribution>,
    /// Share of the team's score in a person's: `60 %`; default 0.
    pub(super) team_share: Option<RawPercent>,
    pub(super) bonus: Option<RawBonus>,
    pub(super) points_board: Option<RawBoard>,
    /// Options of scorecards that are switched on.
    #[serde(default)]
    pub(super) options: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGrades {
    #[serde(rename = "S")]
    pub(super) s: f64,
    #[serde(rename = "A")]
    pub(super) a: f64,
    #[serde(rename = "B")]
    pub(super) b: f64,
    #[serde(rename = "C")]
    pub(super) c: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTheme {
    /// `#0b5c8a`.
    pub(super) accent: Option<String>,
    /// `A4` or `Letter`.
    pub(super) page: Option<String>,
    /// A PNG or SVG file.
    pub(super) logo: Option<String>,
    /// A TrueType file for characters that the built-in faces lack.
    pub(super) fallback_font: Option<String>,
}

/// How reviews are held; times as `14:00`, days are working days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    #[serde(default = "five")]
    pub(super) close_days: u32,
    #[serde(default = "five")]
    pub(super) within: u32,
    #[serde(default = "afternoon")]
    pub(super) time: String,
    #[serde(default = "evening")]
    pub(super) until: String,
    #[serde(default = "three_quarters")]
    pub(super) minutes: u32,
    pub(super) place: Option<RawText>,
    pub(super) text: Option<RawText>,
    #[serde(default = "three")]
    pub(super) peers: u32,
    #[serde(default)]
    pub(super) competencies: Vec<Short<RawCompetency>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCompetency {
    pub(super) id: String,
    pub(super) name: RawText,
}

fn three() -> u32 {
    3
}

fn five() -> u32 {
    5
}

fn three_quarters() -> u32 {
    45
}

fn afternoon() -> String {
    "14:00".to_owned()
}

fn evening() -> String {
    "18:00".to_owned()
}

/// A table of the workspace.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) file: Option<String>,
    pub(super) sql: Option<String>,
    pub(super) format: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) member: Option<String>,
    #[serde(default)]
    pub(super) skip_rows: u32,
    pub(super) delimiter: Option<String>,
    pub(super) encoding: Option<String>,
    #[serde(default)]
    pub(super) nulls: Vec<String>,
    pub(super) time_zone: Option<String>,
    pub(super) dates: Option<OneOrMany>,
    pub(super) numbers: Option<RawNumbers>,
    pub(super) keep: Option<String>,
    pub(super) key: Option<Vec<String>>,
    pub(super) person: Option<String>,
    pub(super) team: Option<String>,
    pub(super) order: Option<Vec<(String, String)>>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, RawColumn>,
}

/// A source header, or more about the column.
pub(super) type RawColumn = Short<Box<RawColumnDetails>>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumnDetails {
    pub(super) header: Option<String>,
    pub(super) value: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<RawColumnKind>,
    pub(super) required: Option<bool>,
    pub(super) happened: Option<bool>,
    pub(super) private: Option<bool>,
    pub(super) format: Option<OneOrMany>,
    pub(super) numbers: Option<RawNumbers>,
    pub(super) values: Option<Vec<String>>,
    #[serde(default)]
    pub(super) nulls: Vec<String>,
    #[serde(default)]
    pub(super) map: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNumbers {
    #[serde(default = "point")]
    pub(super) decimal: char,
    pub(super) group: Option<char>,
}

fn point() -> char {
    '.'
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawColumnKind {
    Text,
    Integer,
    Number,
    Money,
    Boolean,
    Date,
    Instant,
}

/// A canonical table (`catalogue/tables.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    pub(super) name: Text,
    pub(super) about: Text,
    pub(super) key: Vec<String>,
    pub(super) person: Option<String>,
    #[serde(default)]
    pub(super) order: Vec<(String, String)>,
    pub(super) columns: BTreeMap<String, RawTableColumn>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTableColumn {
    #[serde(rename = "type")]
    pub(super) kind: RawColumnKind,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) happened: bool,
    #[serde(default)]
    pub(super) private: bool,
    #[serde(default)]
    pub(super) values: Vec<String>,
    pub(super) about: Text,
}

/// A view: SQL over tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawView {
    /// What a row is, for whoever reads the file.
    #[serde(default, rename = "about")]
    pub(super) _about: Option<RawText>,
    pub(super) sql: String,
    pub(super) person: String,
    pub(super) team: Option<String>,
}

/// `linear`, `pass`, `{bands: [[4, 100], [3, 60]]}` or `{deduct: 25}`.
pub(super) type RawRule = Short<RawRuleDetails>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRuleDetails {
    /// Limit and points, best first.
    pub(super) bands: Option<Vec<(f64, f64)>>,
    /// Points that each event loses.
    pub(super) deduct: Option<f64>,
}

/// `previous`, `last_year`, `trailing_12`, or `{fixed: 45}`.
pub(super) type RawAgainst = Short<RawFixed>;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFixed {
    pub(super) fixed: f64,
}
