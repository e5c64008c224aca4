//! The points board: points for satisfaction, timeliness and knowledge, and their ranks.
//!
//! A KPI adds weight × points ÷ 100 of its item on the person's scorecard, so an item at
//! target adds its weight. Quarterly items count each month by their value so far. An
//! item without points adds nothing. Points are in tenths, so that parts sum to the total.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::points::points;
use super::pool::{PoolKey, place, pool_key};
use super::{Assessment, Assessor, Gap, ItemScore, Rank, circumstances};
use crate::load::Roster;
use crate::measure::{Measures, State};
use crate::period::Period;
use crate::quantity::round_half_away;
use crate::workspace::{BoardRules, Item, Scoring};

/// Everybody's points, by position in the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    people: Vec<Option<Points>>,
}

/// One person's points, in tenths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    /// By component in the order of the rules; absent where the scorecard has none of its
    /// KPIs with a value.
    pub components: Vec<Option<u32>>,
    /// Their sum.
    pub total: u32,
    /// Place in the pool; absent in small pools.
    pub rank: Option<Rank>,
}

impl Board {
    /// The points of the person at this position; `None` without any item of the board.
    pub fn of(&self, person: usize) -> Option<&Points> {
        self.people.get(person)?.as_ref()
    }
}

/// Points of everybody in `period`; pools smaller than `smallest` show no rank.
pub(super) fn tally(
    assessor: &Assessor<'_>,
    measures: &Measures,
    roster: &Roster,
    scoring: &Scoring,
    period: Period,
) -> Board {
    let rules = &scoring.board;
    if !rules.show {
        return Board::default();
    }
    let mut people: Vec<Option<Points>> = (0..roster.people.len())
        .into_par_iter()
        .map(|index| {
            let stint = roster.people[index].stint_in(period)?;
            let subject = measures.subjects.person(index);
            let when = circumstances(stint);
            let assessment = assessor.assess(subject, &stint.role, &when, period, 1)?;
            let items = assessor.items(&stint.role, &when)?;
            count(&assessment, items, rules, period)
        })
        .collect();
    rank(&mut people, roster, scoring, period);
    Board { people }
}

fn count(
    assessment: &Assessment<'_>,
    items: &[Item],
    rules: &BoardRules,
    period: Period,
) -> Option<Points> {
    let earned: BTreeMap<&str, f64> = assessment
        .items
        .iter()
        .filter_map(|item| {
            let points = item.points.or_else(|| so_far(item, items, period))?;
            Some((item.kpi.id.as_str(), item.weight * points / 100.0))
        })
        .collect();
    let components: Vec<Option<u32>> = rules
        .components
        .iter()
        .map(|component| {
            let found = component
                .kpis
                .iter()
                .filter_map(|kpi| earned.get(kpi.as_str()));
            let sum = found.copied().reduce(|sum, points| sum + points)?;
            Some(round_half_away(sum * 10.0, 0) as u32)
        })
        .collect();
    components.iter().any(Option::is_some).then(|| Points {
        total: components.iter().flatten().sum(),
        components,
        rank: None,
    })
}

/// The points that a quarterly item has in a month, by its value so far.
fn so_far(item: &ItemScore<'_>, items: &[Item], period: Period) -> Option<f64> {
    let measure = item
        .measure
        .filter(|measure| measure.state != State::Insufficient)?;
    let own = items.iter().find(|own| own.kpi == item.kpi.id)?;
    let quota = item.kpi.quota;
    let scale = quota.map_or(1.0, |quota| quota.scale(period.grain().months(), 1));
    (item.gap == Some(Gap::NotThisEdition))
        .then(|| points(item.kpi, own, scale, measure.value))
        .flatten()
}

fn rank(people: &mut [Option<Points>], roster: &Roster, scoring: &Scoring, period: Period) {
    let parts = &scoring.distribution.pool;
    let key = |index: usize| {
        let stint = roster.people[index].stint_in(period)?;
        Some(pool_key(stint, roster, parts))
    };
    let mut pools: BTreeMap<PoolKey, Vec<f64>> = BTreeMap::new();
    for (index, points) in people.iter().enumerate() {
        if let (Some(points), Some(key)) = (points, key(index)) {
            pools.entry(key).or_default().push(f64::from(points.total));
        }
    }
    for totals in pools.values_mut() {
        totals.sort_by(|a, b| b.total_cmp(a));
    }
    for (index, points) in people.iter_mut().enumerate() {
        let Some(points) = points else { continue };
        let totals = key(index).and_then(|key| pools.get(&key));
        points.rank = totals
            .filter(|totals| totals.len() >= scoring.smallest_pool as usize)
            .map(|totals| place(totals, f64::from(points.total)));
    }
}
