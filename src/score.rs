//! The score stage: from values to points, totals, grades, ranks and verdicts.
//!
//! Every verdict of the product is made here, once. Totals of everybody come first,
//! because ranks need them all; the items behind a total are assessed again, by the
//! same function, when a packet is composed, so that memory does not hold them all.
//!
//! Limits: absolute grades; distribution is not applied yet.

mod assess;
mod points;
mod pool;
mod verdict;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::load::{Roster, Stint};
use crate::measure::Measures;
use crate::period::Period;
use crate::workspace::{Circumstances, Workspace};

pub use self::assess::{Assessment, Assessor, Gap, GroupScore, ItemScore};
pub use self::pool::{Pool, Rank};
pub use self::verdict::{Change, Comparison, Verdict};

/// A grade; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Absent where not gradable.
    pub grade: Option<Grade>,
    /// Share of weight with evidence, 0 to 1.
    pub evidence: f64,
    /// The score of the period before, under today's definitions.
    pub previous: Option<f64>,
    /// Place in the pool; absent where not gradable.
    pub rank: Option<Rank>,
}

/// Totals of everybody for one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// By position in the roster; absent for people who were not there or have no scorecard.
    pub people: Vec<Option<Total>>,
    /// By position in the roster.
    pub teams: Vec<Option<Total>>,
    /// Pools by role and level.
    pub pools: BTreeMap<(String, String), Pool>,
}

/// Scores everybody for `period`.
pub fn score(
    measures: &Measures,
    roster: &Roster,
    workspace: &Workspace,
    period: Period,
) -> Scores {
    let assessor = Assessor::new(measures, workspace);
    let mut people: Vec<Option<Total>> = (0..roster.people.len())
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
        .collect();
    let pools = pool::rank(&mut people, roster, period, workspace.scoring.smallest_pool);
    let before = period.offset(-1);
    let (members, earlier) = (roster.members(period), roster.members(before));
    let teams = (0..roster.teams.len())
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
        .collect();
    Scores {
        people,
        teams,
        pools,
    }
}

fn total(now: &Assessment, previous: Option<&Assessment>) -> Total {
    Total {
        score: now.score,
        grade: now.grade,
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
