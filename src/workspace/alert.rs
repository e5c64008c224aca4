//! Rules of alerts and suggestions: a condition on somebody's series, records, rank or
//! projects, whom it tells, and which list it feeds.
//!
//! Rules come in layers: the catalogue, `alerts/*.yaml`, then `alerts:` of the
//! configuration. A later layer gives the keys that differ; a rule with a condition of its
//! own drops the one below. Conditions are a closed vocabulary; only the condition on
//! records is SQL, which `measure` tries.

mod raw;
mod resolve;

use serde::{Deserialize, Serialize};

use crate::locale::Text;

pub(super) use self::raw::{Layers, RawAlert};

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRule {
    /// Its stable name.
    pub id: String,
    /// Whether it is evaluated.
    pub active: bool,
    /// Name for readers.
    pub name: Text,
    /// What it means and what to do.
    pub text: Text,
    /// What it is about.
    pub subject: AlertSubject,
    /// The periods it looks at.
    pub series: Series,
    /// Roles that it is for; all where empty.
    pub roles: Vec<String>,
    /// Whom it tells.
    pub tells: Vec<Audience>,
    /// The list that it puts a person on.
    pub list: Option<List>,
    /// When it fires.
    pub condition: Condition,
    /// File that defines it, or changes it last.
    pub file: String,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertSubject {
    /// Each person.
    Person,
    /// Each team.
    Team,
    /// Each open project.
    Project,
    /// All of it.
    Organisation,
}

/// The periods of a streak, or the editions that another rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Series {
    /// Weeks that end in the edition's period.
    Weekly,
    /// Months likewise.
    Monthly,
    /// Quarters likewise.
    Quarterly,
    /// Periods as long as the edition's.
    #[default]
    Edition,
}

/// Whom a rule tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The person's manager, in the team's packet.
    Manager,
    /// The team's lead, in the team's packet.
    Lead,
    /// HR, in the organisation's packet.
    Hr,
}

impl Audience {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Lead => "lead",
            Self::Hr => "hr",
        }
    }
}

/// A list of suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// For a bonus.
    Bonus,
    /// For a promotion.
    Promotion,
    /// For an award.
    Award,
    /// For a coaching plan.
    Coaching,
    /// For a training plan.
    Training,
    /// Of lasting good results; for HR alone.
    HighPotential,
    /// Who may be struggling; for HR alone.
    AtRisk,
}

impl List {
    /// All lists in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Bonus,
        Self::Promotion,
        Self::Award,
        Self::Coaching,
        Self::Training,
        Self::HighPotential,
        Self::AtRisk,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bonus => "bonus",
            Self::Promotion => "promotion",
            Self::Award => "award",
            Self::Coaching => "coaching",
            Self::Training => "training",
            Self::HighPotential => "high_potential",
            Self::AtRisk => "at_risk",
        }
    }
}

/// When a rule fires.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Consecutive periods in a state.
    Streak(Streak),
    /// Records in the period that meet a condition.
    Rows(AlertRows),
    /// Rank within the best share (0 to 1) of the pool.
    Top(f64),
    /// Grade at least or at most this one, by position from S (0) to D (4).
    Grade {
        /// At least; else at most.
        at_least: bool,
        /// Position of the grade.
        grade: usize,
    },
    /// An open project whose forecast passes its plan.
    Forecast(Plan),
    /// The best values of a KPI.
    Best {
        /// The KPI.
        kpi: String,
        /// Places; equal values share one.
        places: usize,
        /// Fewest rows, where more than the KPI asks for.
        min_n: u32,
    },
    /// Other rules that fired for the same person.
    Fired {
        /// How many of them.
        at_least: usize,
        /// Their ids.
        of: Vec<String>,
    },
}

/// Consecutive periods in a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Streak {
    /// The KPI; the score where absent.
    pub kpi: Option<String>,
    /// How many periods.
    pub periods: usize,
    /// In which state.
    pub state: StreakState,
    /// In place of the target of the KPI, or of 100 points.
    pub target: Option<Bar>,
    /// Whether only a change beyond chance counts.
    pub tested: bool,
}

/// The state of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreakState {
    /// At the target or better.
    OnTarget,
    /// Better than the target.
    AboveTarget,
    /// Worse than the target.
    BelowTarget,
    /// Worse than in the period before.
    Worse,
    /// Better than in the period before.
    Better,
    /// More than 0.
    Positive,
    /// A rate with at least one miss, however few rows there are.
    Misses,
}

/// A value to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// Itself.
    Value(f64),
    /// The lower bound of a grade, by its position from S (0) to C (3).
    Grade(usize),
}

/// Records that meet a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRows {
    /// Table or view.
    pub source: String,
    /// Column that dates a record.
    pub date: String,
    /// SQL condition.
    pub filter: String,
    /// Column that names a record.
    pub id: String,
    /// Columns without which it looks at nothing, as for a KPI.
    pub needs: Vec<String>,
}

/// What of a project is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// The day on which all milestones are done, against the planned delivery.
    Finish,
    /// What it will have cost, against its budget.
    Spend,
}
