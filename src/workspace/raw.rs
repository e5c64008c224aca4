//! The workspace's files as they are written: plain serde structs, nothing checked yet.
//!
//! Unknown keys are errors everywhere. `docs/workspace.md` explains every key; the
//! defaults stand here. Validation into resolved types is in the sibling modules.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::forms::{OneOrMany, RawPercent, RawText, Short};
use super::grading::{RawBoard, RawBonus, RawDistribution};
use crate::locale::{Language, Text};
use crate::quantity::Unit;

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

/// A KPI (`kpis/*.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKpi {
    pub(super) name: RawText,
    pub(super) about: RawText,
    pub(super) formula: RawText,
    pub(super) kind: RawKind,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
    #[serde(rename = "where")]
    pub(super) filter: Option<String>,
    pub(super) of: Option<String>,
    pub(super) value: Option<String>,
    pub(super) per: Option<String>,
    pub(super) weight: Option<String>,
    pub(super) percentile: Option<f64>,
    pub(super) base: Option<RawBase>,
    /// A count or sum over this many months up to the period's end.
    pub(super) trailing_months: Option<u32>,
    /// A period has the rows of its last month: they say how things stand at its end.
    #[serde(default)]
    pub(super) snapshot: bool,
    /// Column with the one level that a row counts at: person, team, department, company.
    pub(super) level: Option<String>,
    /// Columns without which it is not measured.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// Parts of its rows, each a KPI of its own.
    #[serde(default)]
    pub(super) slices: BTreeMap<String, RawSlice>,
    pub(super) unit: Unit,
    pub(super) direction: Option<RawDirection>,
    pub(super) target: Option<f64>,
    pub(super) target_per: Option<RawSpan>,
    #[serde(default)]
    pub(super) target_each: RawEach,
    pub(super) floor: Option<f64>,
    pub(super) stretch: Option<f64>,
    #[serde(default)]
    pub(super) lag: RawLag,
    pub(super) min_n: Option<u32>,
    pub(super) min_raters: Option<u32>,
    pub(super) rater: Option<String>,
    pub(super) noise: Option<f64>,
    pub(super) decimals: Option<u8>,
    pub(super) bounds: Option<(Option<f64>, Option<f64>)>,
    #[serde(default)]
    pub(super) track: RawTrack,
    #[serde(default)]
    pub(super) evidence: Vec<String>,
    pub(super) advice: Option<RawText>,
    #[serde(default)]
    pub(super) volume: bool,
    /// KPIs of quality, one of which belongs beside one of volume.
    #[serde(default)]
    pub(super) paired_with: Vec<String>,
    #[serde(default)]
    pub(super) horizon: RawHorizon,
    pub(super) rule: Option<RawRule>,
    pub(super) owner: Option<RawText>,
    /// `5 working days`: by when the data of a period is in.
    pub(super) deadline: Option<String>,
}

/// Whether a KPI shows what lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawHorizon {
    #[default]
    Short,
    Long,
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

/// A part of a KPI's rows: `ID_SLICE` is a KPI like it, with these differences.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSlice {
    pub(super) name: RawText,
    #[serde(rename = "where")]
    pub(super) filter: String,
    pub(super) target: Option<f64>,
    pub(super) floor: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawKind {
    Rate,
    Nps,
    Mean,
    Median,
    Percentile,
    Count,
    Sum,
    Ratio,
    Change,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawDirection {
    Up,
    Down,
}

/// The span that the target of a count or a sum is for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawSpan {
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// Whom the target of a count or a sum is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawEach {
    #[default]
    Person,
    Subject,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawTrack {
    #[default]
    Hard,
    Soft,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLag {
    #[serde(default)]
    pub(super) months: u32,
    #[serde(default)]
    pub(super) days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBase {
    pub(super) kpi: String,
    pub(super) against: RawAgainst,
}

/// `previous`, `last_year`, `trailing_12`, or `{fixed: 45}`.
pub(super) type RawAgainst = Short<RawFixed>;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFixed {
    pub(super) fixed: f64,
}

/// A scorecard (`scorecards/*.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScorecard {
    pub(super) name: RawText,
    pub(super) role: String,
    #[serde(default)]
    pub(super) normalise: bool,
    /// Who answers for its KPIs, where they do not say.
    pub(super) owner: Option<RawText>,
    /// By when their data is in, where they do not say.
    pub(super) deadline: Option<String>,
    pub(super) groups: Vec<RawGroup>,
    #[serde(default)]
    pub(super) refine: Vec<RawRefinement>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub(super) id: String,
    pub(super) name: RawText,
    pub(super) items: Vec<RawItem>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItem {
    pub(super) kpi: String,
    pub(super) weight: RawWeight,
    pub(super) target: Option<f64>,
    pub(super) floor: Option<f64>,
    pub(super) stretch: Option<f64>,
    pub(super) cap: Option<f64>,
    pub(super) rule: Option<RawRule>,
    #[serde(default)]
    pub(super) missing: RawMissing,
    #[serde(default)]
    pub(super) core: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawMissing {
    #[default]
    Reweight,
    Zero,
    Neutral,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRefinement {
    /// Why, in a few words; packets show it.
    pub(super) name: Option<RawText>,
    pub(super) when: RawWhen,
    #[serde(default)]
    pub(super) take: RawTake,
    pub(super) items: BTreeMap<String, RawItemChange>,
}

/// Where the weight that a refinement gives comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawTake {
    /// From the items that it names: their weights keep their sum.
    #[default]
    Named,
    /// From all others, in proportion to their weights.
    Proportionally,
}

/// A number, or `{range: [15, 25], chosen: 20}`.
pub(super) type RawWeight = Short<RawRange>;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRange {
    pub(super) range: (f64, f64),
    pub(super) chosen: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWhen {
    pub(super) level: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) mode: Option<String>,
    /// An option that the workspace has switched on.
    pub(super) option: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItemChange {
    pub(super) weight: Option<f64>,
    pub(super) target: Option<f64>,
    pub(super) floor: Option<f64>,
    pub(super) stretch: Option<f64>,
}
