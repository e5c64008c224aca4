//! What an explanation says: plain values, texts final and in one language.

use serde::Serialize;

use super::super::packet::{Definition, PacketKind, Raise, Table};
use crate::locale::Language;

/// A score, down to its records. Texts are final, in one language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Person or team.
    pub kind: PacketKind,
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Language of every text in it.
    pub language: Language,
    /// The period, as `2026-10`.
    pub period: String,
    /// The period in words.
    pub period_label: String,
    /// The scorecard that applied; absent where there is none.
    pub scorecard: Option<Applied>,
    /// How the items make the score.
    pub total: Option<Sum>,
    /// Score and grade as the packet has them in the end.
    pub published: Option<Published>,
    /// Items in the order of the scorecard, or the one KPI that was asked for.
    pub items: Vec<Explained>,
    /// What would raise the grade.
    pub raise: Option<Raise>,
    /// A person's milestones; absent without any.
    pub milestones: Option<Table>,
    /// What the records do not confirm; empty as long as everything is right.
    pub differences: Vec<Difference>,
}

/// The scorecard in force for somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// The file that defines it.
    pub file: String,
    /// What refined it: level, industry and mode of each refinement that fits.
    pub refined: Vec<String>,
}

/// How the items make the score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sum {
    /// Σ(weight × points) ÷ Σ weight, in words and figures.
    pub text: String,
    /// Rounded to one decimal; absent where not gradable.
    pub score: Option<f64>,
    /// Absent where not gradable.
    pub grade: Option<String>,
    /// Σ(weight × points).
    pub weighted: f64,
    /// Σ weight of the items with points.
    pub weight: f64,
    /// Share of weight with evidence, 0 to 1.
    pub evidence: f64,
    /// That weights were raised because some items are not scored now; absent where all are.
    pub reweighted: Option<String>,
}

/// Score and grade as the packet has them: with a team's share, the distribution of grades
/// and what somebody decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Published {
    /// Rounded to one decimal; absent where not gradable.
    pub score: Option<f64>,
    /// Absent where not gradable and nobody decided one.
    pub grade: Option<String>,
    /// What they rest on besides the scorecard, in sentences; empty for most.
    pub basis: Vec<String>,
}

/// One item, from its definition to its records.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Name of its group; empty for a KPI that the scorecard does not have.
    pub group: String,
    /// What it is, and its formula.
    pub definition: Definition,
    /// Where its rows come from and by which SQL.
    pub source: Source,
    /// The value with its unit, or a dash.
    pub value: String,
    /// The value as a number.
    pub value_number: Option<f64>,
    /// How it comes out of the records.
    pub arithmetic: String,
    /// `final`, `provisional`, `insufficient`.
    pub state: String,
    /// The state in words where it is not final.
    pub state_label: String,
    /// Records that counted.
    pub n: u32,
    /// Who answers for its data and by when it is in; empty where nobody says.
    pub duty: String,
    /// The target with its unit.
    pub target: String,
    /// How a value becomes points; empty for a KPI that the scorecard does not have.
    pub rule: String,
    /// The weight among the items scored; a dash outside the scorecard.
    pub weight: String,
    /// The same as a number.
    pub weight_number: Option<f64>,
    /// Points, or a dash.
    pub points: String,
    /// The same as a number.
    pub points_number: Option<f64>,
    /// Weight × points ÷ Σ weight: what it brings to the total.
    pub contribution: Option<f64>,
    /// Why it has no points; absent where it has.
    pub unscored: Option<String>,
    /// Its records.
    pub records: Evidence,
}

/// Where rows come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Source {
    /// Table or view.
    pub table: String,
    /// The SQL of the view; absent for a table.
    pub view: Option<String>,
    /// Column that dates a row.
    pub date: String,
    /// Months up to the end of the period that its rows are of, where not the period's own.
    pub trailing_months: Option<u32>,
    /// The expressions by their key: `where`, `of`, `value`, `per`, `weight`.
    pub expressions: Vec<(String, String)>,
    /// Files that rows were read from.
    pub files: Vec<String>,
    /// The file that defines the KPI.
    pub defined_in: String,
}

/// The records of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// How many there are, and what those marked mean; empty where none are listed.
    pub title: String,
    /// Those that cost points first, worst first; then the others by day.
    pub table: Table,
    /// What became of each, beside the rows of the table.
    pub outcomes: Vec<Outcome>,
    /// Which did not count and why; or that they are anonymous.
    pub remarks: Vec<String>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// In words: counted, missed, its value, why it did not count.
    pub label: String,
    /// Whether it counted.
    pub counted: bool,
    /// Whether it cost points.
    pub cost: bool,
    /// What it would give by itself.
    pub value: Option<f64>,
}

/// Something that the records do not confirm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Identifier of a KPI, or `total`.
    pub of: String,
    /// What: value, state, points, weight, score, grade.
    pub what: String,
    /// What packets say.
    pub shown: String,
    /// What the records give.
    pub recomputed: String,
}
