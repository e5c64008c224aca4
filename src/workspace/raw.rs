//! The workspace's files as they are written: plain serde structs, nothing checked yet.
//!
//! Unknown keys are errors everywhere. `docs/workspace.md` explains every key; the
//! defaults stand here. Validation into resolved types is in the sibling modules.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::forms::{OneOrMany, RawPercent, RawText, Short};
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
    /// A TrueType file for characters that the built-in faces lack.
    pub(super) fallback_font: Option<String>,
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
    pub(super) owner: Option<String>,
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
    pub(super) weight: f64,
    pub(super) target: Option<f64>,
    pub(super) floor: Option<f64>,
    pub(super) stretch: Option<f64>,
    pub(super) cap: Option<f64>,
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
    pub(super) when: RawWhen,
    pub(super) items: BTreeMap<String, RawItemChange>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWhen {
    pub(super) level: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) mode: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItemChange {
    pub(super) weight: Option<f64>,
    pub(super) target: Option<f64>,
    pub(super) floor: Option<f64>,
    pub(super) stretch: Option<f64>,
}
