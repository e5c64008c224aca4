//! Scorecards as they are written (`scorecards/*.yaml`), nothing checked yet.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::RawRule;
use crate::workspace::forms::{RawText, Short};

/// A scorecard (`scorecards/*.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawScorecard {
    pub(in crate::workspace) name: RawText,
    pub(in crate::workspace) role: String,
    #[serde(default)]
    pub(in crate::workspace) normalise: bool,
    /// Who answers for its KPIs, where they do not say.
    pub(in crate::workspace) owner: Option<RawText>,
    /// By when their data is in, where they do not say.
    pub(in crate::workspace) deadline: Option<String>,
    pub(in crate::workspace) groups: Vec<RawGroup>,
    #[serde(default)]
    pub(in crate::workspace) refine: Vec<RawRefinement>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawGroup {
    pub(in crate::workspace) id: String,
    pub(in crate::workspace) name: RawText,
    pub(in crate::workspace) items: Vec<RawItem>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawItem {
    pub(in crate::workspace) kpi: String,
    pub(in crate::workspace) weight: RawWeight,
    pub(in crate::workspace) target: Option<f64>,
    pub(in crate::workspace) floor: Option<f64>,
    pub(in crate::workspace) stretch: Option<f64>,
    pub(in crate::workspace) cap: Option<f64>,
    pub(in crate::workspace) rule: Option<RawRule>,
    #[serde(default)]
    pub(in crate::workspace) missing: RawMissing,
    #[serde(default)]
    pub(in crate::workspace) core: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawMissing {
    #[default]
    Reweight,
    Zero,
    Neutral,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawRefinement {
    /// Why, in a few words; packets show it.
    pub(in crate::workspace) name: Option<RawText>,
    pub(in crate::workspace) when: RawWhen,
    #[serde(default)]
    pub(in crate::workspace) take: RawTake,
    pub(in crate::workspace) items: BTreeMap<String, RawItemChange>,
}

/// Where the weight that a refinement gives comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::workspace) enum RawTake {
    /// From the items that it names: their weights keep their sum.
    #[default]
    Named,
    /// From all others, in proportion to their weights.
    Proportionally,
}

/// A number, or `{range: [15, 25], chosen: 20}`.
pub(in crate::workspace) type RawWeight = Short<RawRange>;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawRange {
    pub(in crate::workspace) range: (f64, f64),
    pub(in crate::workspace) chosen: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawWhen {
    pub(in crate::workspace) level: Option<String>,
    pub(in crate::workspace) industry: Option<String>,
    pub(in crate::workspace) mode: Option<String>,
    /// An option that the workspace has switched on.
    pub(in crate::workspace) option: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawItemChange {
    pub(in crate::workspace) weight: Option<f64>,
    pub(in crate::workspace) target: Option<f64>,
    pub(in crate::workspace) floor: Option<f64>,
    pub(in crate::workspace) stretch: Option<f64>,
}
