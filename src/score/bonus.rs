//! Bonus: pools shared out to the cent, and fixed sums for accepted work.
//!
//! A pool has two parts. The team part (60 % by default) is the team's result and goes
//! to all members of the team in the period equally; the rest goes by each member's
//! share of individual points, and equally where nobody has any. Parts and shares are
//! apportioned by largest remainder, so they sum to the pool exactly. Of equal
//! remainders the cent goes to the one with more points, then to the earlier in the
//! roster.

use std::collections::BTreeMap;

use super::board::Board;
use super::{Scores, Total};
use crate::load::{Decisions, Roster};
use crate::measure::Measures;
use crate::period::Period;
use crate::quantity::{Money, apportion};
use crate::workspace::{BonusPoints, BonusRules};

/// What everybody gets, by position in the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bonus {
    /// Payments of each person who gets any.
    pub people: BTreeMap<usize, Vec<Payment>>,
}

/// One sum that somebody gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What for.
    pub source: PaymentSource,
    /// How much.
    pub amount: Money,
    /// How much of it is performance pay; nothing of a reward.
    pub performance: Money,
}

/// What a sum is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentSource {
    /// A share of a pool.
    Pool {
        /// Its identifier.
        id: String,
        /// What it is for.
        about: Option<String>,
        /// Share of the team part.
        team_part: Money,
        /// Share by points.
        points_part: Money,
        /// The person's points, in tenths.
        points: u64,
    },
    /// A fixed sum for each row of a KPI.
    Reward {
        /// The KPI.
        kpi: String,
        /// How many rows.
        count: u64,
    },
}

/// Shares out `pool` among people with these points (in any unit): the team part and the
/// part by points of each, in their order. `None` if there is nobody.
///
/// `team_share` is in hundredths of a percent, at most 10,000.
pub(super) fn split(pool: Money, team_share: u32, points: &[u64]) -> Option<Vec<(Money, Money)>> {
    let team_share = u64::from(team_share.min(10_000));
    let parts = apportion(pool.cents(), &[team_share, 10_000 - team_share]);
    if points.is_empty() {
        return None;
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|person| std::cmp::Reverse(points[*person]));
    let ordered: Vec<u64> = order.iter().map(|person| points[*person]).collect();
    let equal = vec![1; points.len()];
    let by_points = if ordered.iter().any(|points| *points > 0) {
        &ordered
    } else {
        &equal
    };
    let team = apportion(parts[0], &equal);
    let own = apportion(parts[1], by_points);
    let mut shares = vec![(Money::default(), Money::default()); points.len()];
    for ((person, team), own) in order.into_iter().zip(team).zip(own) {
        shares[person] = (Money::from_cents(team), Money::from_cents(own));
    }
    Some(shares)
}

/// What everybody gets in `period`.
pub(super) fn pay(
    scores: &Scores,
    decisions: &Decisions,
    measures: &Measures,
    roster: &Roster,
    rules: &BonusRules,
    period: Period,
) -> Bonus {
    let mut bonus = Bonus::default();
    let members = roster.members(period);
    for pool in &decisions.bonus_pools {
        let members = &members[pool.team];
        let points: Vec<u64> = members
            .iter()
            .map(|person| {
                points(
                    rules.points,
                    scores.people[*person].as_ref(),
                    &scores.board,
                    *person,
                )
            })
            .collect();
        let shares = split(pool.amount, rules.team_share, &points).unwrap_or_default();
        for ((person, points), (team_part, points_part)) in members.iter().zip(points).zip(shares) {
            let amount = team_part + points_part;
            bonus.people.entry(*person).or_default().push(Payment {
                source: PaymentSource::Pool {
                    id: pool.id.clone(),
                    about: pool.about.clone(),
                    team_part,
                    points_part,
                    points,
                },
                amount,
                performance: amount.share(rules.performance_share),
            });
        }
    }
    reward(&mut bonus, measures, roster, rules, period);
    bonus
}

/// Individual points in tenths.
fn points(basis: BonusPoints, total: Option<&Total>, board: &Board, person: usize) -> u64 {
    match basis {
        BonusPoints::Score => total
            .and_then(Total::own_score)
            .map_or(0, |score| (score * 10.0).round() as u64),
        BonusPoints::Board => board.of(person).map_or(0, |points| u64::from(points.total)),
    }
}

fn reward(
    bonus: &mut Bonus,
    measures: &Measures,
    roster: &Roster,
    rules: &BonusRules,
    period: Period,
) {
    for reward in &rules.rewards {
        let Some(kpi) = measures.kpi(&reward.kpi) else {
            continue;
        };
        for (index, person) in roster.people.iter().enumerate() {
            if person.stint_in(period).is_none() {
                continue;
            }
            let found = measures.at(measures.subjects.person(index), kpi, period);
            let count = found.map_or(0, |measure| measure.value.max(0.0).round() as u64);
            if let (1.., Some(amount)) = (count, reward.amount.times(count)) {
                bonus.people.entry(index).or_default().push(Payment {
                    source: PaymentSource::Reward {
                        kpi: reward.kpi.clone(),
                        count,
                    },
                    amount,
                    performance: Money::default(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(shares: &[(Money, Money)]) -> Vec<(u64, u64)> {
        shares
            .iter()
            .map(|(team, own)| (team.cents(), own.cents()))
            .collect()
    }

    #[test]
    fn sixty_percent_are_shared_equally_and_forty_by_points() {
        // 10,000.00 among three with 90, 60 and 50 points of 200: 2,000.00 each of the
        // 6,000.00, and 45 %, 30 % and 25 % of the 4,000.00.
        let shares = split(Money::from_cents(1_000_000), 6_000, &[600, 900, 500]);
        assert_eq!(
            cents(&shares.unwrap_or_default()),
            [(200_000, 120_000), (200_000, 180_000), (200_000, 100_000)]
        );
    }

    #[test]
    fn an_odd_cent_goes_to_the_one_with_more_points() {
        // 100.00: 60.00 are 20.00 each, 40.00 over 1, 1 and 1 are 13.33⅓.
        let shares = split(Money::from_cents(10_000), 6_000, &[800, 800, 800]);
        assert_eq!(
            cents(&shares.unwrap_or_default()),
            [(2_000, 1_334), (2_000, 1_333), (2_000, 1_333)]
        );
        // One cent: the whole of it is the team's, and goes to who has most points.
        let shares = split(Money::from_cents(1), 6_000, &[0, 900]);
        assert_eq!(cents(&shares.unwrap_or_default()), [(0, 0), (1, 0)]);
    }

    #[test]
    fn without_points_all_is_shared_equally_and_without_people_nothing_is() {
        let shares = split(Money::from_cents(10_000), 6_000, &[0, 0]);
        assert_eq!(
            cents(&shares.unwrap_or_default()),
            [(3_000, 2_000), (3_000, 2_000)]
        );
        assert_eq!(split(Money::from_cents(10_000), 6_000, &[]), None);
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_pool_exactly(
            pool in 1_u64..10_000_000_000_000,
            team_share in 0_u32..=10_000,
            points in prop::collection::vec(prop_oneof![Just(0_u64), 0_u64..1_200], 1..60),
        ) {
            let shares = split(Money::from_cents(pool), team_share, &points).unwrap_or_default();
            let sum: Money = shares.iter().map(|(team, own)| *team + *own).sum();
            prop_assert_eq!(sum.cents(), pool);
            // More points never earn less.
            for (mine, my_points) in shares.iter().zip(&points) {
                for (other, other_points) in shares.iter().zip(&points) {
                    prop_assert!(my_points < other_points || mine.0 >= other.0 || my_points == other_points);
                    prop_assert!(my_points <= other_points || mine.1 >= other.1);
                }
            }
        }
    }
}
