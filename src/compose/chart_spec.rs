//! Charts as data: what is to be drawn, with every word already in its language.
//!
//! The figures that draw them live in `chart`. Numbers are in the KPI's unit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "figure", rename_all = "kebab-case")]
pub enum ChartSpec {
    /// A value over time with its interval, target and reference.
    Trend(TrendChart),
    /// Points by group against the target mark.
    GroupBars(GroupBars),
    /// A word-sized line without axes.
    Sparkline(Sparkline),
    /// Values against their numbers of rows, within the limits of chance.
    Funnel(FunnelChart),
    /// Members as dots, a row for each measure.
    Dots(DotPlot),
    /// Shares of grades against their reference.
    Distribution(DistributionChart),
    /// What led from one score to another.
    Waterfall(Waterfall),
    /// Two periods side by side.
    Slope(SlopeChart),
}

impl ChartSpec {
    /// The text alternative.
    pub fn alternative(&self) -> &str {
        match self {
            Self::Trend(chart) => &chart.alternative,
            Self::GroupBars(chart) => &chart.alternative,
            Self::Sparkline(chart) => &chart.alternative,
            Self::Funnel(chart) => &chart.alternative,
            Self::Dots(chart) => &chart.alternative,
            Self::Distribution(chart) => &chart.alternative,
            Self::Waterfall(chart) => &chart.alternative,
            Self::Slope(chart) => &chart.alternative,
        }
    }
}

/// A value over 13 periods. All series are as long as `periods`; gaps are `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendChart {
    /// Text alternative.
    pub alternative: String,
    /// Period names, oldest first: `2025-10`.
    pub periods: Vec<String>,
    /// The value.
    pub values: Vec<Option<f64>>,
    /// Lower limit of the 95 % interval.
    pub low: Vec<Option<f64>>,
    /// Upper limit of the 95 % interval.
    pub high: Vec<Option<f64>>,
    /// The thin line: the team's median member.
    pub reference: Vec<Option<f64>>,
    /// What the thin line is: `team`.
    pub reference_label: String,
    /// The target.
    pub target: Option<f64>,
    /// What the dashed line is: `target`.
    pub target_label: String,
    /// The last value as text, the line's direct label.
    pub value_label: String,
    /// Decimals of the axis labels.
    pub decimals: u8,
    /// Limits that the value cannot cross, as 0 and 100 for a rate.
    pub bounds: (Option<f64>, Option<f64>),
    /// Limits of routine variation; from eight periods with a value on.
    pub limits: Option<RoutineLimits>,
    /// Periods whose value is more than routine variation; empty without limits.
    pub signals: Vec<bool>,
}

/// The dotted lines of a trend: mean ± 2.66 × mean moving range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoutineLimits {
    /// Lower limit; absent where the value cannot be as low.
    pub low: Option<f64>,
    /// Upper limit; absent where the value cannot be as high.
    pub high: Option<f64>,
    /// What the lower line is.
    pub low_label: String,
    /// What the upper line is.
    pub high_label: String,
}

/// Horizontal bars, 100 at the mark.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupBars {
    /// Text alternative.
    pub alternative: String,
    /// Bars from top to bottom.
    pub bars: Vec<Bar>,
    /// Where the target mark stands.
    pub target: f64,
    /// Right end of the scale.
    pub maximum: f64,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bar {
    /// Its name, at the left.
    pub label: String,
    /// Its length; `None` draws no bar.
    pub value: Option<f64>,
    /// The value as text.
    pub value_label: String,
    /// A remark at the right: the weight.
    pub remark: String,
}

/// A line of word size; the last point is marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sparkline {
    /// Text alternative.
    pub alternative: String,
    /// The values, oldest first; gaps are `None`.
    pub values: Vec<Option<f64>>,
    /// The target as a pale line.
    pub target: Option<f64>,
}

/// Values against the number of rows behind them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunnelChart {
    /// Text alternative.
    pub alternative: String,
    /// Points, those of most rows first.
    pub points: Vec<FunnelPoint>,
    /// Rows of the point with the fewest.
    pub least: f64,
    /// Limits by number of rows, which rises to the end of the axis.
    pub limits: Vec<FunnelLimit>,
    /// The common value.
    pub centre: f64,
    /// That as text.
    pub centre_label: String,
    /// What the band is: 95 % limits.
    pub inner_label: String,
    /// What the dashed lines are: 99.8 % limits.
    pub outer_label: String,
    /// What is counted along the axis.
    pub abscissa: String,
    /// Decimals of the axis labels.
    pub decimals: u8,
    /// Limits that the value cannot cross.
    pub bounds: (Option<f64>, Option<f64>),
}

/// One point of a funnel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunnelPoint {
    /// Rows.
    pub n: f64,
    /// Value.
    pub value: f64,
    /// Whether it lies beyond the 95 % limits.
    pub beyond: bool,
    /// Its name, where it is beyond; else empty.
    pub label: String,
}

/// The limits at one number of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunnelLimit {
    /// Rows.
    pub n: f64,
    /// Lower 95 % limit.
    pub inner_low: f64,
    /// Upper 95 % limit.
    pub inner_high: f64,
    /// Lower 99.8 % limit.
    pub outer_low: f64,
    /// Upper 99.8 % limit.
    pub outer_high: f64,
}

/// Values of several people on one scale, a row for each measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DotPlot {
    /// Text alternative.
    pub alternative: String,
    /// Rows from top to bottom.
    pub rows: Vec<DotRow>,
    /// Where the dashed line stands.
    pub target: Option<f64>,
    /// What it is.
    pub target_label: String,
    /// Decimals of the axis labels.
    pub decimals: u8,
    /// Limits that the values cannot cross.
    pub bounds: (Option<f64>, Option<f64>),
}

/// One row of dots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DotRow {
    /// What is measured.
    pub label: String,
    /// One dot for everybody with a value.
    pub dots: Vec<Dot>,
    /// Where the mark of the median stands.
    pub median: Option<f64>,
    /// That as text, at the right.
    pub median_label: String,
}

/// One person's value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dot {
    /// The value.
    pub value: f64,
    /// Whose; written beside the lowest and the highest dot.
    pub label: String,
}

/// How many have each grade, against the share that they should have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistributionChart {
    /// Text alternative.
    pub alternative: String,
    /// Grades from top to bottom.
    pub bars: Vec<ShareBar>,
}

/// One grade.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareBar {
    /// Its letter.
    pub label: String,
    /// Percent of the people who have it.
    pub share: f64,
    /// People and percent as text.
    pub share_label: String,
    /// Percent that should have it.
    pub reference: Option<f64>,
    /// That as text.
    pub reference_label: String,
}

/// What led from one score to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Waterfall {
    /// Text alternative.
    pub alternative: String,
    /// The score before.
    pub from: WaterfallEnd,
    /// What changed it; the amounts sum exactly to the difference.
    pub steps: Vec<WaterfallStep>,
    /// The score now.
    pub to: WaterfallEnd,
}

/// A score at an end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaterfallEnd {
    /// Of when.
    pub label: String,
    /// The score.
    pub value: f64,
    /// That as text.
    pub value_label: String,
}

/// One change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaterfallStep {
    /// What changed.
    pub label: String,
    /// By how much, with the decimals that are shown.
    pub amount: f64,
    /// That as text, with its sign.
    pub amount_label: String,
}

/// Values of two periods, a line for each subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlopeChart {
    /// Text alternative.
    pub alternative: String,
    /// The period at the left.
    pub from_label: String,
    /// The period at the right.
    pub to_label: String,
    /// Lines.
    pub lines: Vec<SlopeLine>,
}

/// One subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlopeLine {
    /// Its name, at the right.
    pub label: String,
    /// Value at the left.
    pub from: f64,
    /// That as text.
    pub from_label: String,
    /// Value at the right.
    pub to: f64,
    /// That as text.
    pub to_label: String,
}
