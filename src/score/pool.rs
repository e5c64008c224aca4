//! Pools of people who are compared: by default those of the same role and level.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::Total;
use super::distribution::position;
use crate::load::{Roster, Stint};
use crate::period::Period;
use crate::workspace::PoolPart;

/// What the people of a pool have in common, in the order of the configuration; empty
/// where the pool is everybody. What the roster does not say is an empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoolKey(pub Vec<(PoolPart, String)>);

impl fmt::Display for PoolKey {
    /// `implementation/senior`, as in files; `organisation` for everybody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&str> = self.0.iter().map(|(_, value)| value.as_str()).collect();
        if values.is_empty() {
            f.write_str("organisation")
        } else {
            f.write_str(&values.join("/"))
        }
    }
}

impl Serialize for PoolKey {
    /// A map from each part to its value.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(part, value)| (part.name(), value)))
    }
}

/// One pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// People in it, gradable or not.
    pub people: usize,
    /// People with a grade.
    pub gradable: usize,
}

/// A place in a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// 1 is the best; equal scores share the better place.
    pub position: usize,
    /// People with a grade in the pool.
    pub size: usize,
    /// 1 is the best quarter.
    pub quartile: usize,
}

/// The pool that somebody in this stint belongs to.
pub fn pool_key(stint: &Stint, roster: &Roster, parts: &[PoolPart]) -> PoolKey {
    let team = &roster.teams[stint.team];
    let value = |part: PoolPart| match part {
        PoolPart::Role => stint.role.clone(),
        PoolPart::Level => stint.level.clone(),
        PoolPart::Team => team.id.clone(),
        PoolPart::Department => roster.departments[team.department].id.clone(),
        PoolPart::Industry => stint.industry.clone().unwrap_or_default(),
        PoolPart::Mode => stint.mode.clone().unwrap_or_default(),
        PoolPart::Region => stint.region.clone().unwrap_or_default(),
    };
    PoolKey(parts.iter().map(|part| (*part, value(*part))).collect())
}

/// Everybody with a total by pool, each in the order of the roster.
pub(super) fn members(
    people: &[Option<Total>],
    roster: &Roster,
    parts: &[PoolPart],
    period: Period,
) -> BTreeMap<PoolKey, Vec<usize>> {
    let mut members: BTreeMap<PoolKey, Vec<usize>> = BTreeMap::new();
    for (index, person) in roster.people.iter().enumerate() {
        if let (Some(stint), Some(_)) = (person.stint_in(period), &people[index]) {
            let key = pool_key(stint, roster, parts);
            members.entry(key).or_default().push(index);
        }
    }
    members
}

/// Ranks everybody in their pool; pools smaller than `smallest` show no rank.
pub(super) fn rank(
    people: &mut [Option<Total>],
    pools: &BTreeMap<PoolKey, Vec<usize>>,
    smallest: u32,
) -> BTreeMap<PoolKey, Pool> {
    let mut sizes = BTreeMap::new();
    for (key, members) in pools {
        let score_of = |index: &usize| people[*index].as_ref().and_then(|total| total.score);
        let mut scores: Vec<f64> = members.iter().filter_map(score_of).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let pool = Pool {
            people: members.len(),
            gradable: scores.len(),
        };
        for index in members {
            if let Some(total) = people[*index].as_mut() {
                let score = total.score.filter(|_| scores.len() >= smallest as usize);
                total.rank = score.map(|score| place(&scores, score));
            }
        }
        sizes.insert(key.clone(), pool);
    }
    sizes
}

/// The place of `score` among `scores`, which fall.
pub(super) fn place(scores: &[f64], score: f64) -> Rank {
    let position = position(scores, score);
    Rank {
        position,
        size: scores.len(),
        quartile: (4 * position).div_ceil(scores.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_share_the_better_place() {
        let scores = [97.0, 90.0, 90.0, 80.0, 70.0, 60.0, 50.0, 40.0];
        let at = |score| {
            let rank = place(&scores, score);
            (rank.position, rank.quartile)
        };
        assert_eq!(
            [at(97.0), at(90.0), at(80.0), at(40.0)],
            [(1, 1), (2, 1), (4, 2), (8, 4)]
        );
    }
}
