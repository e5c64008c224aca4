//! KPIs as they are written (`kpis/*.yaml`), nothing checked yet.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{RawAgainst, RawRule};
use crate::quantity::Unit;
use crate::workspace::forms::RawText;

/// A KPI (`kpis/*.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawKpi {
    pub(in crate::workspace) name: RawText,
    pub(in crate::workspace) about: RawText,
    pub(in crate::workspace) formula: RawText,
    pub(in crate::workspace) kind: RawKind,
    pub(in crate::workspace) source: Option<String>,
    pub(in crate::workspace) date: Option<String>,
    #[serde(rename = "where")]
    pub(in crate::workspace) filter: Option<String>,
    pub(in crate::workspace) of: Option<String>,
    pub(in crate::workspace) value: Option<String>,
    pub(in crate::workspace) per: Option<String>,
    pub(in crate::workspace) weight: Option<String>,
    pub(in crate::workspace) percentile: Option<f64>,
    pub(in crate::workspace) base: Option<RawBase>,
    /// A count or sum over this many months up to the period's end.
    pub(in crate::workspace) trailing_months: Option<u32>,
    /// A period has the rows of its last month: they say how things stand at its end.
    #[serde(default)]
    pub(in crate::workspace) snapshot: bool,
    /// Column with the one level that a row counts at: person, team, department, company.
    pub(in crate::workspace) level: Option<String>,
    /// Columns without which it is not measured.
    #[serde(default)]
    pub(in crate::workspace) needs: Vec<String>,
    /// Parts of its rows, each a KPI of its own.
    #[serde(default)]
    pub(in crate::workspace) slices: BTreeMap<String, RawSlice>,
    pub(in crate::workspace) unit: Unit,
    pub(in crate::workspace) direction: Option<RawDirection>,
    pub(in crate::workspace) target: Option<f64>,
    pub(in crate::workspace) target_per: Option<RawSpan>,
    #[serde(default)]
    pub(in crate::workspace) target_each: RawEach,
    pub(in crate::workspace) floor: Option<f64>,
    pub(in crate::workspace) stretch: Option<f64>,
    #[serde(default)]
    pub(in crate::workspace) lag: RawLag,
    pub(in crate::workspace) min_n: Option<u32>,
    pub(in crate::workspace) min_raters: Option<u32>,
    pub(in crate::workspace) rater: Option<String>,
    pub(in crate::workspace) noise: Option<f64>,
    pub(in crate::workspace) decimals: Option<u8>,
    pub(in crate::workspace) bounds: Option<(Option<f64>, Option<f64>)>,
    #[serde(default)]
    pub(in crate::workspace) track: RawTrack,
    #[serde(default)]
    pub(in crate::workspace) evidence: Vec<String>,
    pub(in crate::workspace) advice: Option<RawText>,
    #[serde(default)]
    pub(in crate::workspace) volume: bool,
    /// KPIs of quality, one of which belongs beside one of volume.
    #[serde(default)]
    pub(in crate::workspace) paired_with: Vec<String>,
    #[serde(default)]
    pub(in crate::workspace) horizon: RawHorizon,
    pub(in crate::workspace) rule: Option<RawRule>,
    pub(in crate::workspace) owner: Option<RawText>,
    /// `5 working days`: by when the data of a period is in.
    pub(in crate::workspace) deadline: Option<String>,
}

/// Whether a KPI shows what lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawHorizon {
    #[default]
    Short,
    Long,
}

/// A part of a KPI's rows: `ID_SLICE` is a KPI like it, with these differences.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawSlice {
    pub(in crate::workspace) name: RawText,
    #[serde(rename = "where")]
    pub(in crate::workspace) filter: String,
    pub(in crate::workspace) target: Option<f64>,
    pub(in crate::workspace) floor: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawKind {
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
pub(in crate::workspace) enum RawDirection {
    Up,
    Down,
}

/// The span that the target of a count or a sum is for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::workspace) enum RawSpan {
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// Whom the target of a count or a sum is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawEach {
    #[default]
    Person,
    Subject,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawTrack {
    #[default]
    Hard,
    Soft,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawLag {
    #[serde(default)]
    pub(in crate::workspace) months: u32,
    #[serde(default)]
    pub(in crate::workspace) days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawBase {
    pub(in crate::workspace) kpi: String,
    pub(in crate::workspace) against: RawAgainst,
}
