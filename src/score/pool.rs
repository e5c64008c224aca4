//! Pools of people who are compared: same role, same level.

use std::collections::BTreeMap;

use super::{Grade, Total};
use crate::load::Roster;
use crate::period::Period;

/// One pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// People in it, gradable or not.
    pub people: usize,
    /// People with a grade.
    pub gradable: usize,
    /// How many have each grade, from S to D.
    pub grades: [usize; 5],
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

/// Ranks everybody in their pool; pools smaller than `smallest` show no rank.
pub(super) fn rank(
    people: &mut [Option<Total>],
    roster: &Roster,
    period: Period,
    smallest: u32,
) -> BTreeMap<(String, String), Pool> {
    let mut members: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, person) in roster.people.iter().enumerate() {
        if let (Some(stint), Some(_)) = (person.stint_in(period), &people[index]) {
            members
                .entry((stint.role.clone(), stint.level.clone()))
                .or_default()
                .push(index);
        }
    }
    let mut pools = BTreeMap::new();
    for (key, members) in members {
        let score_of = |index: usize| people[index].as_ref().and_then(|total| total.score);
        let mut scores: Vec<f64> = members
            .iter()
            .filter_map(|index| score_of(*index))
            .collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let mut pool = Pool {
            people: members.len(),
            gradable: scores.len(),
            grades: [0; 5],
        };
        for index in members {
            let Some(total) = people[index].as_mut() else {
                continue;
            };
            if let (Some(score), Some(grade)) = (total.score, total.grade) {
                pool.grades[Grade::ALL.iter().position(|g| *g == grade).unwrap_or(4)] += 1;
                total.rank = (scores.len() >= smallest as usize).then(|| place(&scores, score));
            }
        }
        pools.insert(key, pool);
    }
    pools
}

/// The place of `score` among `scores`, which fall.
fn place(scores: &[f64], score: f64) -> Rank {
    let position = scores.partition_point(|other| *other > score) + 1;
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
