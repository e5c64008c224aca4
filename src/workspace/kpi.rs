//! KPI definitions, resolved: what is counted, from which rows, and which way is better.

mod resolve;

use super::duty::Deadline;
use super::rule::Rule;
use crate::locale::Text;
use crate::quantity::Unit;

pub(super) use self::resolve::{check_bases, resolve, resolve_against};

/// One KPI.
#[derive(Clone, Debug, PartialEq)]
pub struct Kpi {
    /// Its stable name.
    pub id: String,
    /// Name for readers.
    pub name: Text,
    /// What it is and why it matters.
    pub about: Text,
    /// Its formula in words.
    pub formula: Text,
    /// What to do when it misses its target.
    pub advice: Option<Text>,
    /// How rows become a value.
    pub kind: Kind,
    /// The rows; absent for a change of another KPI.
    pub rows: Option<Rows>,
    /// Unit of value, target and limits.
    pub unit: Unit,
    /// Which way is better; `None` where neither is.
    pub direction: Option<Direction>,
    /// Value at which an item earns 100 points.
    pub target: Option<f64>,
    /// For counts and sums, which grow with time and people: what the target, floor and
    /// stretch are for.
    pub quota: Option<Quota>,
    /// Value at or beyond which an item earns nothing.
    pub floor: Option<f64>,
    /// Value beyond which an item earns no more.
    pub stretch: Option<f64>,
    /// How long a value stays provisional after its period.
    pub lag: Lag,
    /// Fewest rows that are evidence.
    pub min_n: u32,
    /// Fewest different raters that are evidence, with the column that tells them apart.
    pub raters: Option<(String, u32)>,
    /// Changes within ± this are noise.
    pub noise: f64,
    /// Decimals shown.
    pub decimals: u8,
    /// Limits that values cannot cross.
    pub bounds: (Option<f64>, Option<f64>),
    /// How often it is scored.
    pub track: Track,
    /// Columns that identify its records to a reader.
    pub evidence: Vec<String>,
    /// Whether it counts volume, which alone invites gaming.
    pub volume: bool,
    /// KPIs of quality, one of which belongs beside it on a scorecard.
    pub paired_with: Vec<String>,
    /// Whether it shows what lasts, beyond the period.
    pub long_term: bool,
    /// How a value becomes points, unless a scorecard says otherwise.
    pub rule: Rule,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// By when the data of a period is in.
    pub deadline: Option<Deadline>,
    /// The KPI whose rows it is a part of.
    pub slice_of: Option<String>,
    /// File that defines it.
    pub file: String,
}

impl Kpi {
    /// Whether it is a change by a difference, in points, and not in percent of a base.
    pub fn is_difference(&self) -> bool {
        matches!(self.kind, Kind::Change { .. }) && self.unit == Unit::Points
    }
}

/// The rows of a KPI.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Table or view.
    pub source: String,
    /// Column that dates a row.
    pub date: String,
    /// SQL condition; all dated rows where absent.
    pub filter: Option<String>,
    /// Which of the dated rows a period has.
    pub span: RowSpan,
    /// Column with the one level that a row counts at; all levels where absent.
    pub level: Option<String>,
    /// Columns without which it is not measured: of the source, or `TABLE.COLUMN`.
    pub needs: Vec<String>,
}

/// Which rows a period has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowSpan {
    /// Those dated in it.
    #[default]
    Period,
    /// Those of this many months up to its end.
    Trailing(u32),
    /// Those of its last month.
    LastMonth,
}

/// How rows become a value. The SQL expressions are per row.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// 100 · (rows where `of` holds) ÷ rows, each row counted by its weight.
    Rate {
        /// SQL condition.
        of: String,
        /// SQL number; 1 where absent.
        weight: Option<String>,
    },
    /// 100 · (promoters − detractors) ÷ answers.
    Nps {
        /// SQL number from 0 to 10.
        value: String,
    },
    /// Σ(weight · value) ÷ Σ weight.
    Mean {
        /// SQL number.
        value: String,
        /// SQL number; 1 where absent.
        weight: Option<String>,
    },
    /// A percentile by linear interpolation; 50 is the true median.
    Percentile {
        /// SQL number.
        value: String,
        /// From 0 to 100.
        percentile: f64,
    },
    /// Number of rows.
    Count,
    /// Σ value.
    Sum {
        /// SQL number.
        value: String,
    },
    /// Σ value ÷ Σ per.
    Ratio {
        /// SQL number.
        value: String,
        /// SQL number.
        per: String,
    },
    /// Improvement of another KPI, in percent.
    Change {
        /// That KPI.
        base: String,
        /// What it is compared with.
        against: Against,
    },
}

impl Kind {
    /// The SQL expressions of a kind with the key each was written under.
    pub fn expressions(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Rate { of, weight } => weighted(("of", of), weight),
            Self::Nps { value } | Self::Percentile { value, .. } | Self::Sum { value } => {
                vec![("value", value)]
            }
            Self::Mean { value, weight } => weighted(("value", value), weight),
            Self::Ratio { value, per } => vec![("value", value), ("per", per)],
            Self::Count | Self::Change { .. } => Vec::new(),
        }
    }
}

fn weighted<'a>(
    first: (&'static str, &'a str),
    weight: &'a Option<String>,
) -> Vec<(&'static str, &'a str)> {
    let weight = weight.as_deref().map(|weight| ("weight", weight));
    [first].into_iter().chain(weight).collect()
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Against {
    /// The period before.
    Previous,
    /// The same period last year.
    LastYear,
    /// The twelve months before the period.
    Trailing12,
    /// A fixed value.
    Fixed(f64),
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
}

impl Direction {
    /// 1 where higher is better, −1 where lower is.
    pub fn sign(self) -> f64 {
        match self {
            Self::Up => 1.0,
            Self::Down => -1.0,
        }
    }
}

/// What the target of a count or a sum is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Months.
    pub months: u32,
    /// One person; else the team or organisation as a whole.
    pub per_person: bool,
    /// Months that every value is over, where those are not the period's.
    pub over: Option<u32>,
}

impl Quota {
    /// What a target grows by for `people` in a period of `months`.
    pub fn scale(self, months: u32, people: usize) -> f64 {
        let people = if self.per_person { people as f64 } else { 1.0 };
        f64::from(self.over.unwrap_or(months)) / f64::from(self.months) * people
    }
}

/// How long a value stays provisional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Whole months.
    pub months: u32,
    /// Days on top.
    pub days: u32,
}

/// How often an item is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Every month.
    Hard,
    /// Every quarter; a monthly packet shows it as progress.
    Soft,
}
