//! From totals to final grades: the team's share, the distribution, overrides.
//!
//! Every step keeps what was before it, so that a packet can show both grades and why.
//! The distribution is worked out for every pool even where it only advises, so that
//! the report can say what the rules would allow.

use std::collections::BTreeMap;

use serde::Serialize;

use super::distribution::{
    CLASSES, Graded, Outcome, Regime, Rules, Shift, class, distribute, position,
};
use super::pool::PoolKey;
use super::{Blend, Grade, Total};
use crate::load::{Decisions, Roster};
use crate::period::Period;
use crate::quantity::round_half_away;
use crate::workspace::{Distribution, Mode, Scoring};

/// Where the distribution put somebody, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The grade it gives.
    pub grade: Grade,
    /// Why it is not the one by score.
    pub shift: Shift,
    /// Position in the pool; 1 is the best.
    pub position: usize,
    /// People with a grade in the pool.
    pub size: usize,
    /// Places of S, A, B, and C with D.
    pub places: [usize; CLASSES],
}

/// How pools stand to their quotas.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Grading {
    /// Whether the distribution was off, advised or was enforced.
    pub mode: Option<Mode>,
    /// Pools with people in the order of what they have in common; none where it is off.
    pub pools: Vec<PoolReport>,
}

/// One pool against its quotas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PoolReport {
    /// What its people have in common.
    #[serde(flatten)]
    pub pool: PoolKey,
    /// People in it, gradable or not.
    pub people: usize,
    /// People with a score.
    pub gradable: usize,
    /// How far the rules go for a pool of this size.
    pub regime: Regime,
    /// S, A, B, and C with D.
    pub classes: Vec<ClassReport>,
    /// Why the grades given are not as the quotas; empty where they are.
    pub obstacles: Vec<Obstacle>,
    /// Whose score lies near the bound of a grade, best first.
    #[serde(skip)]
    pub near: Vec<Near>,
}

/// One quota.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassReport {
    /// `S`, `A`, `B` or `C+D`.
    pub grade: &'static str,
    /// Share in percent.
    pub quota: f64,
    /// People it comes to.
    pub places: usize,
    /// People with the grade by score.
    pub by_score: usize,
    /// People whom the rules would give it.
    pub allowed: usize,
    /// People who have it in the end.
    pub given: usize,
}

/// A reason why grades are not as the quotas, with the number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", content = "people", rename_all = "snake_case")]
pub enum Obstacle {
    /// The distribution advises only.
    AdviceOnly,
    /// The pool is too small for quotas.
    SmallPool,
    /// The pool has caps only, so nobody is lifted or forced down.
    CapsOnly,
    /// Equal scores share the better grade.
    Tied(usize),
    /// Scores from `keep_from` on are not pushed to C or D.
    Kept(usize),
    /// Scores below `lift_from` are not lifted.
    NotLifted(usize),
    /// Grades that somebody decided.
    Decided(usize),
}

/// Somebody near the bound of a grade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Position in the roster.
    pub person: usize,
    /// The grade whose lower bound it is.
    pub grade: Grade,
    /// Points above (or, negative, below) it.
    pub distance: f64,
}

/// Gives the team's score its share in everybody's score, now and before.
///
/// The parts are scores as they are shown, so that a reader can blend them again; where
/// the team has no score, the own one stands alone.
pub(super) fn blend(
    people: &mut [Option<Total>],
    teams: &[Option<Total>],
    roster: &Roster,
    rules: &Scoring,
    period: Period,
) {
    if rules.team_share == 0 {
        return;
    }
    for (total, person) in people.iter_mut().zip(&roster.people) {
        let Some(total) = total else { continue };
        let team_in = |period| {
            let stint = person.stint_in(period)?;
            teams[stint.team].as_ref()
        };
        let team = team_in(period).and_then(|team| team.score);
        if let (Some(own), Some(team)) = (total.score, team) {
            let score = blended(team, own, rules.team_share);
            total.score = Some(score);
            total.absolute = Some(Grade::of(score, rules.bounds));
            total.grade = total.absolute;
            total.blend = Some(Blend { team, own });
        }
        let before = team_in(period.offset(-1)).and_then(|team| team.previous);
        if let (Some(own), Some(team)) = (total.previous, before) {
            total.previous = Some(blended(team, own, rules.team_share));
        }
    }
}

/// Two scores with one decimal as one, rounded half up once; exact, for it counts in tenths.
pub(super) fn blended(team: f64, own: f64, share: u32) -> f64 {
    let tenths = |score: f64| (score * 10.0).round() as u64;
    let share = u64::from(share.min(10_000));
    let sum = share * tenths(team) + (10_000 - share) * tenths(own);
    ((sum + 5_000) / 10_000) as f64 / 10.0
}

/// Applies the distribution and what people decided; how pools stand to their quotas.
pub(super) fn settle(
    people: &mut [Option<Total>],
    pools: &BTreeMap<PoolKey, Vec<usize>>,
    decisions: &Decisions,
    rules: &Scoring,
) -> Grading {
    let distribution = &rules.distribution;
    let mut outcomes = Vec::new();
    for members in pools.values() {
        let graded: Vec<(usize, Graded)> = members
            .iter()
            .filter_map(|index| Some((*index, graded(people[*index].as_ref()?)?)))
            .collect();
        let only: Vec<Graded> = graded.iter().map(|(_, graded)| *graded).collect();
        let outcome = distribute(&only, &rules_of(distribution));
        if distribution.mode == Mode::Enforce {
            place(people, &graded, &outcome);
        }
        outcomes.push(outcome);
    }
    for (person, decided) in &decisions.overrides {
        if let Some(total) = people.get_mut(*person).and_then(Option::as_mut) {
            total.grade = Grade::from_letter(&decided.grade).or(total.grade);
            total.decided = Some(decided.clone());
        }
    }
    if distribution.mode == Mode::Off {
        return Grading {
            mode: Some(Mode::Off),
            pools: Vec::new(),
        };
    }
    Grading {
        mode: Some(distribution.mode),
        pools: (pools.iter().zip(&outcomes))
            .map(|((key, members), outcome)| report(key, members, outcome, people, rules))
            .collect(),
    }
}

fn rules_of(distribution: &Distribution) -> Rules {
    Rules {
        quota: distribution.quota,
        keep_from: distribution.keep_from,
        lift_from: distribution.lift_from,
        caps_from: distribution.caps_from,
        full_from: distribution.full_from,
    }
}

fn graded(total: &Total) -> Option<Graded> {
    Some(Graded {
        score: total.score?,
        grade: total.absolute?,
    })
}

/// Gives everybody of a pool the grade that the distribution found.
fn place(people: &mut [Option<Total>], pool: &[(usize, Graded)], outcome: &Outcome) {
    let mut falling: Vec<f64> = pool.iter().map(|(_, graded)| graded.score).collect();
    falling.sort_by(|a, b| b.total_cmp(a));
    for ((index, graded), grade) in pool.iter().zip(&outcome.grades) {
        let Some(total) = people[*index].as_mut().filter(|_| *grade != graded.grade) else {
            continue;
        };
        let shift = match outcome.regime {
            Regime::Caps => Shift::Capped,
            _ if *grade < graded.grade => Shift::Lifted,
            _ => Shift::Lowered,
        };
        total.grade = Some(*grade);
        total.placement = Some(Placement {
            grade: *grade,
            shift,
            position: position(&falling, graded.score),
            size: pool.len(),
            places: outcome.places,
        });
    }
}

fn report(
    pool: &PoolKey,
    members: &[usize],
    outcome: &Outcome,
    people: &[Option<Total>],
    rules: &Scoring,
) -> PoolReport {
    let totals: Vec<&Total> = members
        .iter()
        .filter_map(|index| people[*index].as_ref())
        .filter(|total| total.score.is_some())
        .collect();
    let count = |grade: fn(&Total) -> Option<Grade>, of: usize| {
        let grades = totals.iter().filter_map(|total| grade(total));
        grades.filter(|grade| class(*grade) == of).count()
    };
    let allowed = |of: usize| {
        let grades = outcome.grades.iter();
        grades.filter(|grade| class(**grade) == of).count()
    };
    let classes: Vec<ClassReport> = ["S", "A", "B", "C+D"]
        .into_iter()
        .enumerate()
        .map(|(of, grade)| ClassReport {
            grade,
            quota: f64::from(rules.distribution.quota[of]) / 100.0,
            places: outcome.places[of],
            by_score: count(|total| total.absolute, of),
            allowed: allowed(of),
            given: count(|total| total.grade, of),
        })
        .collect();
    let decided = totals.iter().filter(|total| total.decided.is_some());
    PoolReport {
        pool: pool.clone(),
        people: members.len(),
        gradable: totals.len(),
        regime: outcome.regime,
        obstacles: obstacles(&classes, outcome, rules.distribution.mode, decided.count()),
        classes,
        near: near(members, people, rules),
    }
}

/// Why the grades given are not as the quotas.
fn obstacles(
    classes: &[ClassReport],
    outcome: &Outcome,
    mode: Mode,
    decided: usize,
) -> Vec<Obstacle> {
    if classes.iter().all(|class| class.given == class.places) {
        return Vec::new();
    }
    let mut found = Vec::new();
    match outcome.regime {
        Regime::Advice => found.push(Obstacle::SmallPool),
        Regime::Caps => found.push(Obstacle::CapsOnly),
        Regime::Full => {}
    }
    if mode == Mode::Advise && outcome.regime != Regime::Advice {
        found.insert(0, Obstacle::AdviceOnly);
    }
    let counted = [
        (outcome.tied, Obstacle::Tied as fn(usize) -> Obstacle),
        (outcome.kept, Obstacle::Kept),
        (outcome.not_lifted, Obstacle::NotLifted),
        (decided, Obstacle::Decided),
    ];
    let counted = counted.into_iter().filter(|(people, _)| *people > 0);
    found.extend(counted.map(|(people, obstacle)| obstacle(people)));
    found
}

/// Members within `near` points of the closest bound of a grade, best score first.
fn near(members: &[usize], people: &[Option<Total>], rules: &Scoring) -> Vec<Near> {
    let mut found: Vec<(f64, Near)> = members
        .iter()
        .filter_map(|person| {
            let score = people[*person].as_ref()?.score?;
            let distances = rules.bounds.iter().map(|bound| score - bound);
            let (grade, distance) = Grade::ALL
                .into_iter()
                .zip(distances)
                .min_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))?;
            let near = Near {
                person: *person,
                grade,
                distance: round_half_away(distance, 1),
            };
            (near.distance.abs() <= rules.distribution.near).then_some((score, near))
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.into_iter().map(|(_, near)| near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blend_can_be_computed_again_from_its_parts() {
        // 0.6 × 85.3 + 0.4 × 91.2 = 51.18 + 36.48 = 87.66.
        assert_eq!(blended(85.3, 91.2, 6_000), 87.7);
        // 0.5 × 80.1 + 0.5 × 80.0 = 80.05: half up.
        assert_eq!(blended(80.1, 80.0, 5_000), 80.1);
        assert_eq!(blended(80.1, 0.0, 10_000), 80.1);
    }
}
