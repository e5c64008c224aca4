//! What people are seen against: the members of their team, and its median member. Beside
//! that, the order in which lists name people and teams: 2 before 10.
//!
//! Computed once for all teams, since every packet of a team asks for the same.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::HISTORY;
use super::quarters::quarters;
use crate::load::Roster;
use crate::locale::natural_order;
use crate::measure::{Measures, State};
use crate::period::{Grain, Period};
use crate::statistics;
use crate::workspace::Workspace;

/// Fewer members with a value than this have no median: one of two would tell each of
/// them the other's figure.
const SMALLEST: usize = 4;

/// Members and medians by the position of the team.
#[derive(Clone, Debug, Default)]
pub struct References {
    members: Vec<Vec<usize>>,
    people: Vec<usize>,
    teams: Vec<usize>,
    /// By the quarters of a year, if it is one, and by team.
    quarters: Vec<Vec<Vec<usize>>>,
    medians: BTreeMap<(usize, String), Vec<Option<f64>>>,
}

impl References {
    /// For the packets of `period`: medians of the KPIs on any scorecard.
    pub fn of(workspace: &Workspace, roster: &Roster, measures: &Measures, period: Period) -> Self {
        let periods: Vec<Period> = period.trailing(HISTORY).collect();
        let by_period: Vec<Vec<Vec<usize>>> = periods.iter().map(|p| roster.members(*p)).collect();
        let items = workspace.scorecards.values().flat_map(|card| &card.items);
        let mut kpis: Vec<&str> = items.map(|item| item.kpi.as_str()).collect();
        kpis.sort_unstable();
        kpis.dedup();
        let series = |team: usize, id: &str| {
            let kpi = measures.kpi(id)?;
            let of_period = |(period, members): (&Period, &Vec<Vec<usize>>)| {
                median(measures, kpi, &members[team], *period)
            };
            let series: Vec<_> = periods.iter().zip(&by_period).map(of_period).collect();
            let known = series.iter().any(Option::is_some);
            known.then(|| ((team, id.to_owned()), series))
        };
        let medians = kpis.par_iter().flat_map_iter(|id| {
            let teams = 0..roster.teams.len();
            teams.filter_map(|team| series(team, id))
        });
        let medians = medians.collect();
        let people = in_order(roster.people.iter().map(|person| person.id.as_str()));
        let mut ranks = vec![0; people.len()];
        for (rank, position) in people.iter().enumerate() {
            ranks[*position] = rank;
        }
        let ordered = |mut teams: Vec<Vec<usize>>| {
            let each = teams.iter_mut();
            each.for_each(|members| members.sort_by_key(|member| ranks[*member]));
            teams
        };
        Self {
            members: ordered(by_period.into_iter().next_back().unwrap_or_default()),
            quarters: match period.grain() {
                Grain::Year => quarters(period)
                    .map(|quarter| ordered(roster.members(quarter)))
                    .collect(),
                _ => Vec::new(),
            },
            medians,
            teams: in_order(roster.teams.iter().map(|team| team.id.as_str())),
            people,
        }
    }

    /// Positions of everybody in the roster, in the order of lists.
    pub fn people(&self) -> &[usize] {
        &self.people
    }

    /// Positions of all teams, in the order of lists.
    pub fn teams(&self) -> &[usize] {
        &self.teams
    }

    /// Positions of a team's members in the period, in the order of lists.
    pub fn members(&self, team: usize) -> &[usize] {
        self.members.get(team).map_or(&[], Vec::as_slice)
    }

    /// The same in the quarter of a year at `position`.
    pub(super) fn quarter_members(&self, position: usize, team: usize) -> &[usize] {
        let quarter = self.quarters.get(position);
        quarter
            .and_then(|teams| teams.get(team))
            .map_or(&[], Vec::as_slice)
    }

    /// The median member's values over the last periods, oldest first.
    pub(super) fn medians(&self, team: usize, kpi: &str) -> Vec<Option<f64>> {
        let found = self.medians.get(&(team, kpi.to_owned()));
        found
            .cloned()
            .unwrap_or_else(|| vec![None; HISTORY as usize])
    }
}

fn median(measures: &Measures, kpi: u16, members: &[usize], period: Period) -> Option<f64> {
    let mut values: Vec<f64> = members
        .iter()
        .filter_map(|person| measures.at(measures.subjects.person(*person), kpi, period))
        .filter(|measure| measure.state != State::Insufficient)
        .map(|measure| measure.value)
        .collect();
    values.sort_by(f64::total_cmp);
    statistics::median(&values).filter(|_| values.len() >= SMALLEST)
}

/// Positions of identifiers in their natural order.
pub(super) fn in_order<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut positions: Vec<(usize, &str)> = ids.enumerate().collect();
    positions.sort_by(|(_, a), (_, b)| natural_order(a, b));
    positions
        .into_iter()
        .map(|(position, _)| position)
        .collect()
}
