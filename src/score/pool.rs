//! Pools of people who are compared: same role, same level.

use std::collections::BTreeMap;

use super::Total;
use super::distribution::position;
use crate::load::{Roster, Stint};
use crate::period::Period;

/// Role and level.
pub type PoolKey = (String, String);

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
pub(super) fn pool_key(stint: &Stint) -> PoolKey {
    (stint.role.clone(), stint.level.clone())
}

/// Everybody with a total by pool, each in the order of the roster.
pub(super) fn members(
    people: &[Option<Total>],
    roster: &Roster,
    period: Period,
) -> BTreeMap<PoolKey, Vec<usize>> {
    let mut members: BTreeMap<PoolKey, Vec<usize>> = BTreeMap::new();
    for (index, person) in roster.people.iter().enumerate() {
        if let (Some(stint), Some(_)) = (person.stint_in(period), &people[index]) {
            members.entry(pool_key(stint)).or_default().push(index);
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
