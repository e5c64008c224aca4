//! The score stage: from values to points, totals, grades, ranks and verdicts.
//!
//! Every verdict of the product is made here, once. Totals of everybody come first,
//! because ranks need them all; the items behind a total are assessed again, by the
//! same function, when a packet is composed, so that memory does not hold them all.
//!
//! Grades follow in this order: by score; by the distribution of the pool, where it is
//! enforced; by whoever overrides one. Each step leaves its trace in [`Total`].

mod alert;
mod assess;
mod board;
mod bonus;
pub mod bridge;
pub mod distribution;
mod fairness;
mod feedback;
mod grading;
pub mod history;
mod lists;
mod outlook;
mod points;
mod pool;
mod series;
mod stability;
mod streak;
mod verdict;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::load::{Decisions, Override, Roster, Stint};
use crate::measure::Measures;
use crate::period::Period;
use crate::workspace::{Circumstances, Workspace};

pub use self::alert::{About, Alert, Alerts, Evidence, Inputs, MOST_SHOWN, alerts};
pub use self::assess::{Assessment, Assessor, Gap, GroupScore, ItemScore};
pub use self::board::{Board, Points};
pub use self::bonus::{Bonus, Payment, PaymentSource};
pub use self::fairness::{
    Attribute, Difference, Fairness, Group, Grouping, Profile, Quantity, Relation, SMALLEST_GROUP,
    compare, fairness,
};
pub use self::feedback::{Competency, Distance, Feedback, Mean, Peers, feedback, feedback_periods};
pub use self::grading::{ClassReport, Grading, Near, Obstacle, Placement, PoolReport};
pub use self::history::History;
pub use self::lists::Listing;
pub use self::outlook::{Expected, Outlook, expected};
pub use self::pool::{Pool, PoolKey, Rank, pool_key};
pub use self::stability::Stability;
pub use self::streak::Observation;
pub use self::verdict::{Change, Comparison, Verdict};

/// A grade; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Grade {
    /// Outstanding.
    S,
    /// Very good.
    A,
    /// Good.
    B,
    /// Below expectations.
    C,
    /// Far below.
    D,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Self; 5] = [Self::S, Self::A, Self::B, Self::C, Self::D];

    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// The grade with this letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.letter() == letter)
    }

    /// The grade of a score that has been rounded; `bounds` are the lower ones of S to C.
    pub fn of(score: f64, bounds: [f64; 4]) -> Self {
        let reached = bounds.iter().position(|bound| score >= *bound);
        Self::ALL[reached.unwrap_or(4)]
    }
}

/// The total of one person or team.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Rounded to one decimal; absent where not gradable.
    pub score: Option<f64>,
    /// The final grade; absent where not gradable and nobody decided one.
    pub grade: Option<Grade>,
    /// The grade that the score gives; absent where not gradable.
    pub absolute: Option<Grade>,
    /// How the distribution of the pool moved the grade, if it did.
    pub placement: Option<Placement>,
    /// Who decided the grade and why, if anybody did.
    pub decided: Option<Override>,
    /// What the score was blended from, if a team's score has a share in it.
    pub blend: Option<Blend>,
    /// Share of weight with evidence, 0 to 1.
    pub evidence: f64,
    /// The score of the period before, under today's definitions.
    pub previous: Option<f64>,
    /// Place in the pool; absent where not gradable.
    pub rank: Option<Rank>,
}

impl Total {
    /// The person's own score, before a team's has a share in it.
    pub fn own_score(&self) -> Option<f64> {
        self.blend.map_or(self.score, |blend| Some(blend.own))
    }

    /// The grade before anybody decided another.
    pub fn distributed(&self) -> Option<Grade> {
        self.placement
            .map_or(self.absolute, |placement| Some(placement.grade))
    }
}

/// The parts of a blended score, each a score of its own, rounded as it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blend {
    /// The team's score.
    pub team: f64,
    /// The person's own.
    pub own: f64,
}

/// Totals of everybody for one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// By position in the roster; absent for people who were not there or have no scorecard.
    pub people: Vec<Option<Total>>,
    /// By position in the roster.
    pub teams: Vec<Option<Total>>,
    /// Pools by what their people have in common.
    pub pools: BTreeMap<PoolKey, Pool>,
    /// Quotas against grades, and who is near a bound.
    pub grading: Grading,
    /// Points for satisfaction, timeliness and knowledge.
    pub board: Board,
    /// What everybody gets.
    pub bonus: Bonus,
}

/// Scores everybody for `period` and carries out what people decided about it.
pub fn score(
    measures: &Measures,
    roster: &Roster,
    decisions: &Decisions,
    workspace: &Workspace,
    period: Period,
) -> Scores {
    let assessor = Assessor::new(measures, workspace);
    let rules = &workspace.scoring;
    let teams = score_teams(&assessor, measures, roster, period);
    let mut people = score_people(&assessor, measures, roster, period);
    grading::blend(&mut people, &teams, roster, rules, period);
    let pools = pool::members(&people, roster, &rules.distribution.pool, period);
    let sizes = pool::rank(&mut people, &pools, rules.smallest_pool);
    let grading = grading::settle(&mut people, &pools, decisions, rules);
    let board = board::tally(&assessor, measures, roster, rules, period);
    let mut scores = Scores {
        people,
        teams,
        pools: sizes,
        grading,
        board,
        bonus: Bonus::default(),
    };
    scores.bonus = bonus::pay(&scores, decisions, measures, roster, &rules.bonus, period);
    scores
}

fn score_people(
    assessor: &Assessor<'_>,
    measures: &Measures,
    roster: &Roster,
    period: Period,
) -> Vec<Option<Total>> {
    (0..roster.people.len())
        .into_par_iter()
        .map(|index| {
            let stint = roster.people[index].stint_in(period)?;
            let subject = measures.subjects.person(index);
            let now = assessor.assess(subject, &stint.role, &circumstances(stint), period, 1)?;
            let before = period.offset(-1);
            let previous = roster.people[index].stint_in(before).and_then(|stint| {
                assessor.assess(subject, &stint.role, &circumstances(stint), before, 1)
            });
            Some(total(&now, previous.as_ref()))
        })
        .collect()
}

fn score_teams(
    assessor: &Assessor<'_>,
    measures: &Measures,
    roster: &Roster,
    period: Period,
) -> Vec<Option<Total>> {
    let before = period.offset(-1);
    let (members, earlier) = (roster.members(period), roster.members(before));
    (0..roster.teams.len())
        .into_par_iter()
        .map(|index| {
            let role = team_role(roster, &members[index], period)?;
            let subject = measures.subjects.team(index);
            let assess = |period, people: &[usize]| {
                let everybody = Circumstances::default();
                assessor.assess(subject, &role, &everybody, period, people.len())
            };
            let now = assess(period, &members[index])?;
            Some(total(&now, assess(before, &earlier[index]).as_ref()))
        })
        .collect()
}

fn total(now: &Assessment, previous: Option<&Assessment>) -> Total {
    Total {
        score: now.score,
        grade: now.grade,
        absolute: now.grade,
        placement: None,
        decided: None,
        blend: None,
        evidence: now.evidence,
        previous: previous.and_then(|previous| previous.score),
        rank: None,
    }
}

/// What refines the scorecard of somebody in this stint.
pub fn circumstances(stint: &Stint) -> Circumstances {
    Circumstances {
        level: Some(stint.level.clone()),
        industry: stint.industry.clone(),
        mode: stint.mode.clone(),
    }
}

/// The role of most of these members, whose scorecard their team's rows are scored by; ties
/// go to the first by name. `None` if there are none.
pub fn team_role(roster: &Roster, members: &[usize], period: Period) -> Option<String> {
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for member in members {
        if let Some(stint) = roster.people[*member].stint_in(period) {
            *roles.entry(stint.role.as_str()).or_default() += 1;
        }
    }
    let most = roles.values().copied().max()?;
    roles
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(role, _)| role.to_owned())
}
