//! The rows behind percentiles and ratios, whose changes cannot be tested from sums.
//!
//! One copy of the numbers of each such KPI, by columns in the order of people, and for
//! teams an index into it; departments are their teams, the organisation is all rows. A
//! lookup costs what it finds, not what there is, but for the organisation.

use super::extract::{Fact, offsets};
use super::selection::NOBODY;
use super::table::{Subject, SubjectKind, Subjects};
use crate::load::Roster;
use crate::period::{Grain, Period};
use crate::workspace::{Kind, Kpi};

/// The rows of all KPIs that are tested by rows, by the position of the KPI.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Samples {
    kpis: Vec<(u16, Columns)>,
    /// Teams of each department.
    departments: Vec<Vec<u32>>,
}

/// The rows of one KPI.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    month: Vec<i32>,
    first: Vec<f64>,
    /// Empty for percentiles.
    second: Vec<f64>,
    /// First row of each person, and one past the last.
    people: Vec<u32>,
    /// Rows in the order of teams and months, and the first of each team.
    by_team: Vec<u32>,
    teams: Vec<u32>,
}

impl Samples {
    pub(super) fn new(roster: &Roster) -> Self {
        let mut departments = vec![Vec::new(); roster.departments.len()];
        for (index, team) in roster.teams.iter().enumerate() {
            departments[team.department].push(index as u32);
        }
        Self {
            kpis: Vec::new(),
            departments,
        }
    }

    /// Keeps what [`columns`] made of a KPI's rows.
    pub(super) fn keep(&mut self, index: u16, columns: Columns) {
        self.kpis.push((index, columns));
        self.kpis.sort_by_key(|(index, _)| *index);
    }

    /// The rows of a subject in the months from `first` to `last`, in ascending order;
    /// `None` where rows of the KPI are not kept. The second number of a percentile is 1.
    pub(super) fn find(
        &self,
        subjects: &Subjects,
        subject: Subject,
        kpi: u16,
        first: Period,
        last: Period,
    ) -> Option<Vec<(f64, f64)>> {
        let found = self.kpis.binary_search_by_key(&kpi, |(index, _)| *index);
        let columns = &self.kpis[found.ok()?].1;
        let months = first.within(Grain::Month).index()..=last.within(Grain::Month).index();
        let (kind, index) = subjects.locate(subject);
        let mut rows = match kind {
            SubjectKind::Person => columns.filter(columns.of_person(index), &months),
            SubjectKind::Team => columns.of_team(index as u32, &months),
            SubjectKind::Department => {
                let teams = self.departments[index].iter();
                teams
                    .flat_map(|team| columns.of_team(*team, &months))
                    .collect()
            }
            SubjectKind::Organisation => columns.filter(0..columns.month.len(), &months),
        };
        rows.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1)));
        Some(rows)
    }
}

/// What is kept of a KPI's rows, which come sorted by person; `None` unless its changes are
/// tested by rows.
pub(super) fn columns(roster: &Roster, kpi: &Kpi, facts: &[Fact]) -> Option<Columns> {
    let pairs = match kpi.kind {
        Kind::Percentile { .. } => false,
        Kind::Ratio { .. } => true,
        _ => return None,
    };
    let mut by_team: Vec<u32> = (0..facts.len() as u32)
        .filter(|row| facts[*row as usize].team != NOBODY)
        .collect();
    by_team.sort_by_key(|row| {
        let fact = &facts[*row as usize];
        (fact.team, fact.month, *row)
    });
    let teams = by_team.iter().map(|row| facts[*row as usize].team);
    Some(Columns {
        month: facts.iter().map(|fact| fact.month.index()).collect(),
        first: facts.iter().map(|fact| fact.a).collect(),
        second: facts.iter().filter(|_| pairs).map(|fact| fact.b).collect(),
        people: offsets(facts.iter().map(|fact| fact.person), roster.people.len()),
        teams: offsets(teams, roster.teams.len()),
        by_team,
    })
}

type Months = std::ops::RangeInclusive<i32>;

impl Columns {
    fn row(&self, row: usize) -> (f64, f64) {
        (
            self.first[row],
            self.second.get(row).copied().unwrap_or(1.0),
        )
    }

    fn of_person(&self, index: usize) -> std::ops::Range<usize> {
        self.people[index] as usize..self.people[index + 1] as usize
    }

    fn filter(&self, rows: std::ops::Range<usize>, months: &Months) -> Vec<(f64, f64)> {
        rows.filter(|row| months.contains(&self.month[*row]))
            .map(|row| self.row(row))
            .collect()
    }

    fn of_team(&self, team: u32, months: &Months) -> Vec<(f64, f64)> {
        let team = team as usize;
        let rows = &self.by_team[self.teams[team] as usize..self.teams[team + 1] as usize];
        let from = rows.partition_point(|row| self.month[*row as usize] < *months.start());
        let to = rows.partition_point(|row| self.month[*row as usize] <= *months.end());
        // No rows where the months end before they begin.
        let rows = rows.get(from..to).unwrap_or_default();
        rows.iter().map(|row| self.row(*row as usize)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_person_team_department_and_organisation() {
        let month = |index| Period::from_index(Grain::Month, index);
        let fact = |person, team, at, a| Fact {
            person,
            team,
            month: month(at),
            a,
            b: 2.0,
            rater: 0,
            level: None,
            week: 0,
        };
        // Two people, the second of whom changed teams; one row of a team, one of nobody.
        let facts = [
            fact(0, 0, 10, 5.0),
            fact(0, 0, 11, 4.0),
            fact(1, 0, 10, 3.0),
            fact(1, 1, 11, 1.0),
            fact(NOBODY, 1, 11, 9.0),
            fact(NOBODY, NOBODY, 11, 7.0),
        ];
        let owners = |part: fn(&Fact) -> u32| facts.iter().map(part);
        let mut by_team: Vec<u32> = (0..5).collect();
        by_team.sort_by_key(|row| (facts[*row as usize].team, facts[*row as usize].month));
        let teams = by_team.iter().map(|row| facts[*row as usize].team);
        let columns = Columns {
            month: facts.iter().map(|fact| fact.month.index()).collect(),
            first: facts.iter().map(|fact| fact.a).collect(),
            second: Vec::new(),
            people: offsets(owners(|fact| fact.person), 2),
            teams: offsets(teams, 2),
            by_team,
        };
        let firsts = |rows: Vec<(f64, f64)>| rows.iter().map(|row| row.0).collect::<Vec<_>>();
        assert_eq!(
            firsts(columns.filter(columns.of_person(1), &(10..=11))),
            [3.0, 1.0]
        );
        assert_eq!(
            firsts(columns.filter(columns.of_person(0), &(11..=11))),
            [4.0]
        );
        assert_eq!(firsts(columns.of_team(0, &(10..=10))), [5.0, 3.0]);
        assert_eq!(firsts(columns.of_team(1, &(11..=11))), [1.0, 9.0]);
        assert_eq!(columns.filter(0..6, &(0..=99)).len(), 6);
    }
}
