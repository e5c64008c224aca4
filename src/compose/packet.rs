//! What a packet says: the model that HTML, PDF and JSON are made from.
//!
//! Texts are final, in the packet's language; figures that a program may want
//! stand beside their text as numbers. Templates only place them. A person's
//! packet holds nothing about anybody else except aggregates and the names of
//! the people who are responsible for them (manager, who decided a grade).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::chart_spec::ChartSpec;
use super::conversation::Conversation;
use super::history::HistorySection;
pub use super::raise::{Raise, RaiseEvidence, RaiseItem};
pub use super::why::{Why, WhyItem};
use crate::locale::Language;

/// Whom a packet is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum PacketKind {
    /// One engineer.
    Person,
    /// One team, for its lead.
    Team,
    /// The whole organisation, for HR.
    Organisation,
}

impl PacketKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Organisation => "organisation",
        }
    }
}

/// One packet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Packet {
    /// Version of this model, for readers of `packet.json`.
    pub format: u32,
    /// Whom it is about.
    pub kind: PacketKind,
    /// Identifier of the subject.
    pub id: String,
    /// Language of every text in it.
    pub language: Language,
    /// The period, as `2026-10`.
    pub period: String,
    /// Title, running lines and other words of the frame.
    pub head: Head,
    /// Section 1.
    pub glance: Glance,
    /// Section 2: scored items by group; empty for the organisation.
    pub scorecard: Option<Scorecard>,
    /// Section 3.
    pub trends: Vec<Trend>,
    /// Section 4: the records that cost points; absent where nothing is scored.
    pub why: Option<Why>,
    /// Section 5; absent where nothing is scored.
    pub raise: Option<Raise>,
    /// Further tables: a team's members, an organisation's departments, pools, data quality.
    pub tables: Vec<Table>,
    /// Section 6: of a person only.
    pub conversation: Option<Conversation>,
    /// Alerts and lists of suggestions; never in a person's packet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<AlertSection>,
    /// What strays beyond chance; in the packets of teams and the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funnels: Option<FunnelSection>,
    /// What scores go with; in the organisation's packet only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fairness: Option<FairnessSection>,
    /// How members or grades are spread; in the packets of teams and the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<FigureSection>,
    /// What led from the last score to this one; of a person only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_change: Option<Figure>,
    /// Section 7.
    pub notes: Notes,
    /// Section 7: what changed since the last edition; absent where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HistorySection>,
    /// Charts by the name that the other sections refer to.
    pub charts: BTreeMap<String, ChartSpec>,
}

/// The words around a packet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// Name of the organisation.
    pub organisation: String,
    /// Document title, for the PDF's and the page's title.
    pub document_title: String,
    /// The large heading: a name.
    pub title: String,
    /// Facts under the heading: role, level, team, manager, industry.
    pub facts: Vec<String>,
    /// The period in words: `2026 年 10 月`.
    pub period_label: String,
    /// `Confidential: for the person and their manager only`.
    pub confidentiality: String,
    /// `Data as of …, definitions …`.
    pub provenance: String,
}

/// The first look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Glance {
    /// The score as text, or a dash where there is none.
    pub score: String,
    /// The score, rounded as graded; absent where not gradable.
    pub score_value: Option<f64>,
    /// S to D; absent where not gradable.
    pub grade: Option<String>,
    /// Why there is no grade.
    pub not_gradable: Option<String>,
    /// What score and grade rest on besides the scorecard: a team's share, the
    /// distribution, somebody's decision. Empty for most.
    pub basis: Vec<String>,
    /// Short facts below the score: change, rank and quartile, share of weight with evidence.
    pub facts: Vec<String>,
    /// Points by group; empty where nothing is scored.
    pub groups: Vec<GroupPoints>,
    /// Name of the chart of points by group.
    pub groups_chart: Option<String>,
    /// What the target mark in that chart means.
    pub groups_caption: String,
    /// Up to three sentences: what went best, what cost most, what changed with evidence.
    pub findings: Vec<String>,
}

/// Points of one group of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupPoints {
    /// Name of the group.
    pub name: String,
    /// Weight of the group.
    pub weight: String,
    /// Points, 100 at target; a dash without evidence.
    pub points: String,
    /// The same as a number.
    pub points_value: Option<f64>,
}

/// The scorecard table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scorecard {
    /// Name of the scorecard that applied.
    pub name: String,
    /// What each item's changes are against, in their order: headings of columns.
    pub comparisons: Vec<String>,
    /// Groups with their items.
    pub groups: Vec<ScorecardGroup>,
    /// How the total came about, so that a reader can compute it again.
    pub total: String,
    /// Weight of the items with points; empty where there is no total.
    pub sum_weight: String,
    /// The score by the scorecard; likewise.
    pub sum_points: String,
    /// What the verdict marks mean.
    pub legend: String,
    /// Items shown as progress, not scored in this edition (quarterly ones in a month).
    pub unscored: Vec<ScorecardItem>,
}

/// A group of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScorecardGroup {
    /// Name of the group.
    pub name: String,
    /// Sum of its weights.
    pub weight: String,
    /// Its items.
    pub items: Vec<ScorecardItem>,
}

/// One item of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScorecardItem {
    /// Identifier of the KPI.
    pub kpi: String,
    /// Name of the KPI.
    pub name: String,
    /// The value with its unit, or a dash.
    pub value: String,
    /// The value as a number, in the KPI's unit.
    pub value_number: Option<f64>,
    /// Rows behind it: `12/13` or `25`.
    pub sample: String,
    /// The target with its unit.
    pub target: String,
    /// Effective weight.
    pub weight: String,
    /// Effective weight as a number.
    pub weight_number: f64,
    /// Points, or why there are none.
    pub points: String,
    /// Points as a number; absent where insufficient.
    pub points_number: Option<f64>,
    /// Whether it has points in this edition.
    pub scored: bool,
    /// `final`, `provisional`, `insufficient`.
    pub state: String,
    /// The state in words where it is not final; else empty.
    pub state_label: String,
    /// Name of the sparkline, if there is any history.
    pub sparkline: Option<String>,
    /// Against the previous period, the same period last year, the baseline.
    pub changes: Vec<Change>,
}

/// A change between two periods with what can be said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// `previous`, `last_year`, `baseline`.
    pub against: String,
    /// That in words.
    pub against_label: String,
    /// The change with sign and unit, or a dash.
    pub text: String,
    /// The same without a unit other than percent, for a narrow column.
    pub brief: String,
    /// The change as a number, in the KPI's unit (or percent for durations and money).
    pub number: Option<f64>,
    /// `improved`, `worsened`, `unchanged` (no evidence of change), `insufficient`, `untested`.
    pub verdict: String,
    /// The verdict's mark: ▲ ▼ ● ○, readable without colour.
    pub mark: String,
    /// The verdict in words.
    pub verdict_label: String,
}

/// A trend chart with its finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// Identifier of the KPI.
    pub kpi: String,
    /// The finding as title.
    pub title: String,
    /// Name of the KPI, unit and what the band is.
    pub subtitle: String,
    /// Name of the chart.
    pub chart: String,
    /// The chart's figures, for readers who cannot see it.
    pub data: Table,
}

/// A chart of no KPI in particular.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The finding as title.
    pub title: String,
    /// What is drawn.
    pub subtitle: String,
    /// Name of the chart.
    pub chart: String,
    /// The chart's figures, for readers who cannot see it.
    pub data: Table,
}

/// Such charts under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureSection {
    /// Heading.
    pub title: String,
    /// How to read them.
    pub caption: String,
    /// The charts.
    pub figures: Vec<Figure>,
}

/// Any further table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Stable name: `members`, `departments`, `pools`, `goals`, `milestones`, `quality`, `trend`,
    /// `quarters`, `rules`.
    pub id: String,
    /// Heading.
    pub title: String,
    /// One sentence on how to read it; may be empty.
    pub caption: String,
    /// Columns in order.
    pub columns: Vec<TableColumn>,
    /// Rows; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TableColumn {
    /// Heading.
    pub title: String,
    /// Whether its cells are numbers, aligned at the right.
    pub number: bool,
    /// Share of the width, relative to the other columns.
    pub share: f32,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// How strongly it is tinted by its distance from target: -2 (far below) to 2 (far above); absent for none.
    #[serde(default, skip_serializing_if = "is_untinted")]
    pub heat: i8,
    /// Address within the edition that it leads to (HTML only); absent for most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A packet has hundreds of cells, and few have more than their text.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_untinted(heat: &i8) -> bool {
    *heat == 0
}

/// Alerts, by rule, and lists of suggestions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlertSection {
    /// Heading.
    pub title: String,
    /// How to read it, or that there is nothing.
    pub caption: String,
    /// Headings of what follows: whom or what, and the evidence.
    pub columns: Vec<String>,
    /// Alerts by rule.
    pub groups: Vec<AlertGroup>,
    /// For HR: counts by rule, then the lists.
    pub tables: Vec<Table>,
}

/// Funnel plots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunnelSection {
    /// Heading.
    pub title: String,
    /// How to read them.
    pub caption: String,
    /// A figure for each KPI.
    pub figures: Vec<Trend>,
}

/// What scores go with, and what they do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FairnessSection {
    /// Heading.
    pub title: String,
    /// How to read it.
    pub caption: String,
    /// What was found, or that nothing was.
    pub findings: Vec<String>,
    /// `fairness-relations`, then a table for each attribute with groups.
    pub tables: Vec<Table>,
}

/// The alerts of one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlertGroup {
    /// Id of the rule.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// What it means and what to do.
    pub text: String,
    /// Whom or what it fired for.
    pub items: Vec<AlertItem>,
    /// How many more there are than are named.
    pub more: Option<String>,
}

/// One alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlertItem {
    /// `person`, `team`, `project` or `organisation`.
    pub kind: String,
    /// Identifier of the subject.
    pub id: String,
    /// Its name.
    pub subject: String,
    /// Address of its page, relative to this one (HTML only).
    pub link: Option<String>,
    /// What the alert rests on.
    pub evidence: String,
}

/// Definitions, sources and remarks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notes {
    /// KPIs used, each with its definition and formula in words.
    pub definitions: Vec<Definition>,
    /// Sources with row counts and freshness.
    pub sources: Table,
    /// The same in a line, for packets that have other things to say.
    pub sources_brief: String,
    /// Further remarks: provisional values, weights spread, how to question a result.
    pub remarks: Vec<String>,
    /// The scorecard as it applied: weights before and after refinement, rules of points.
    pub rules: Table,
}

/// A KPI as a reader needs to know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Definition {
    /// Identifier of the KPI.
    pub kpi: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its formula in words.
    pub formula: String,
    /// How its value becomes points, with the limits that applied; empty where it is not scored.
    pub rule: String,
    /// Its weight in the scorecard and, where a refinement changed it, what it became; empty
    /// where it is not scored.
    pub weight: String,
}
