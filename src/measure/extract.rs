//! The rows of each KPI, from the answer of its source.
//!
//! A source is read once, for person, team and the columns that any of its KPIs needs; the
//! SQL expressions of each KPI then give its list of rows, with person and team as positions
//! in the roster. Of a source with many KPIs only the rows of those at work are in memory.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use super::rows::{Source, failed};
use super::selection::{Answer, NOBODY, PERSON, Selection, TEAM, day_column, subject_columns};
use crate::diagnostic::Diagnostic;
use crate::load::Roster;
use crate::period::{Grain, Period};
use crate::statistics::rank;
use crate::workspace::{Kind, Kpi};

/// Whose values there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Person,
    Team,
    Department,
    Organisation,
}

impl Level {
    pub(super) const ALL: [Self; 4] = [
        Self::Person,
        Self::Team,
        Self::Department,
        Self::Organisation,
    ];

    /// As the column of a row names it.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "person" => Some(Self::Person),
            "team" => Some(Self::Team),
            "department" => Some(Self::Department),
            "company" => Some(Self::Organisation),
            _ => None,
        }
    }
}

/// One row of a KPI.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fact {
    /// Position in the roster, or [`NOBODY`].
    pub(super) person: u32,
    /// Position in the roster, or [`NOBODY`].
    pub(super) team: u32,
    /// The month of its day.
    pub(super) month: Period,
    /// The number of its week, see [`Period::index`].
    pub(super) week: i32,
    /// First expression.
    pub(super) a: f64,
    /// Second expression, or weight; 1 where there is none.
    pub(super) b: f64,
    /// A number for the rater; 0 where none is asked for.
    pub(super) rater: u32,
    /// The one level that it counts at, where its KPI has a column for that.
    pub(super) level: Option<Level>,
}

/// Positions of people and teams by identifier.
pub(super) struct Directory<'a> {
    roster: &'a Roster,
    people: PlHashMap<&'a str, u32>,
    teams: PlHashMap<&'a str, u32>,
}

impl<'a> Directory<'a> {
    pub(super) fn of(roster: &'a Roster) -> Self {
        let people = roster.people.iter().enumerate();
        let teams = roster.teams.iter().enumerate();
        Self {
            roster,
            people: people
                .map(|(index, person)| (person.id.as_str(), index as u32))
                .collect(),
            teams: teams
                .map(|(index, team)| (team.id.as_str(), index as u32))
                .collect(),
        }
    }

    /// Position of a person.
    pub(super) fn person(&self, id: &str) -> Option<u32> {
        self.people.get(id).copied()
    }

    /// Position of a team.
    pub(super) fn team(&self, id: &str) -> Option<u32> {
        self.teams.get(id).copied()
    }

    /// The team a person's row belongs to on a day; `None` if they were not there.
    pub(super) fn team_on(&self, person: u32, day: NaiveDate) -> Option<u32> {
        let stint = self.roster.people[person as usize].stint_on(day)?;
        Some(stint.team as u32)
    }
}

/// A source that was read: the columns that its KPIs need, and whose each row is.
pub(super) struct Extract<'a> {
    name: &'a str,
    frame: DataFrame,
    asked: Vec<Vec<Expr>>,
    people: Vec<u32>,
    teams: Vec<u32>,
    /// Whether a row belongs to the team that its person had.
    own_team: bool,
    directory: &'a Directory<'a>,
    last_day: NaiveDate,
}

impl<'a> Extract<'a> {
    /// Reads a source once.
    ///
    /// # Errors
    /// Expressions that cannot be computed, all of them.
    pub(super) fn of(
        source: &Source<'a>,
        directory: &'a Directory<'a>,
        last_day: NaiveDate,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (mut asked, mut problems) = (Vec::new(), Vec::new());
        let (mut needed, mut days) = (BTreeSet::new(), BTreeMap::new());
        for (index, (kpi, rows)) in source.kpis.iter().enumerate() {
            match Selection::of(index, kpi, rows) {
                Ok(selection) => {
                    needed.extend(selection.values.iter().flat_map(columns_of));
                    // Many KPIs go by one day, which is worked out once.
                    let name = format!("day of {}", rows.date);
                    let day = col(name.as_str()).alias(day_column(index));
                    days.insert(name, selection.day);
                    asked.push(std::iter::once(day).chain(selection.values).collect());
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let days = days.into_iter().map(|(name, day)| day.alias(name));
        let selection = needed.into_iter().map(col).chain(days);
        let selection: Vec<Expr> = selection.chain(subject_columns(source)).collect();
        let read = || {
            let frame = source.frame.clone().select_seq(selection).collect()?;
            let people = positions(&frame, PERSON, &directory.people)?;
            let teams = positions(&frame, TEAM, &directory.teams)?;
            Ok((frame.drop_many([PERSON, TEAM]), people, teams))
        };
        let read: PolarsResult<_> = read();
        let (frame, people, teams) =
            read.map_err(|error| vec![uncomputable(source.name, &error)])?;
        Ok(Self {
            name: source.name,
            frame,
            asked,
            people,
            teams,
            own_team: source.team.is_none(),
            directory,
            last_day,
        })
    }

    /// The rows of the KPI at `index` of the source, sorted by person, team and month, and how
    /// many were dated outside their person's stints.
    ///
    /// # Errors
    /// An expression that cannot be computed.
    pub(super) fn facts(&self, index: usize, kpi: &Kpi) -> Result<(Vec<Fact>, usize), Diagnostic> {
        // One after the other: threads enough are at work on other KPIs.
        let plan = self.frame.clone().lazy().select_seq(&self.asked[index]);
        let taken = plan
            .collect()
            .and_then(|answer| self.take(&Answer::of(&answer, index)?, kpi));
        taken.map_err(|error| uncomputable(self.name, &error))
    }

    fn take(&self, answer: &Answer<'_>, kpi: &Kpi) -> PolarsResult<(Vec<Fact>, usize)> {
        let Answer {
            days,
            filters,
            firsts,
            seconds,
            ..
        } = answer;
        let values = firsts.iter().zip(seconds.iter());
        let dated = days.iter().zip(filters.iter());
        let mut numbers: PlHashMap<String, u32> = PlHashMap::default();
        let most = filters.sum().unwrap_or(0) as usize;
        let (mut rows, mut unplaced) = (Vec::with_capacity(most), 0);
        for (row, ((day, filter), value)) in dated.zip(values).enumerate() {
            let (Some(day), Some(true)) = (day.and_then(to_date), filter) else {
                continue;
            };
            let (Some(a), Some(b)) = value else {
                continue;
            };
            if day > self.last_day || !a.is_finite() || !b.is_finite() {
                continue;
            }
            // What weighs nothing does not count.
            if matches!(kpi.kind, Kind::Rate { .. } | Kind::Mean { .. }) && b <= 0.0 {
                continue;
            }
            let (person, mut team) = (self.people[row], self.teams[row]);
            if person != NOBODY {
                match self.directory.team_on(person, day) {
                    Some(own) if self.own_team => team = own,
                    Some(_) => {}
                    None => {
                        unplaced += 1;
                        continue;
                    }
                }
            }
            let rater = match (&kpi.raters, answer.rater(row)) {
                (Some(_), Some(rater)) => {
                    let next = numbers.len() as u32 + 1;
                    *numbers.entry(rater.to_owned()).or_insert(next)
                }
                _ => 0,
            };
            rows.push(Fact {
                person,
                team,
                month: Period::containing(Grain::Month, day),
                week: Period::containing(Grain::Week, day).index(),
                a,
                b,
                rater,
                level: answer.level(row),
            });
        }
        let mut rows = by_person(&rows, self.directory.roster.people.len());
        // Sorted by everything that reaches a sum, so that file order cannot change one.
        for own in rows.chunk_by_mut(|one, other| one.person == other.person) {
            own.sort_unstable_by_key(|fact| {
                let cell = (fact.team, fact.month.index());
                (cell, fact.rater, rank(fact.a), rank(fact.b))
            });
        }
        Ok((rows, unplaced))
    }
}

/// Rows in the order of their people, nobody's last: counted into place, because there are
/// many rows of each.
fn by_person(rows: &[Fact], people: usize) -> Vec<Fact> {
    let mut next = offsets(rows.iter().map(|fact| fact.person), people);
    let mut sorted = rows.to_vec();
    for fact in rows {
        let next = &mut next[(fact.person as usize).min(people)];
        sorted[*next as usize] = *fact;
        *next += 1;
    }
    sorted
}

/// Where the rows of each of `count` owners begin once they are sorted, nobody's last.
pub(super) fn offsets(owners: impl Iterator<Item = u32>, count: usize) -> Vec<u32> {
    let mut offsets = vec![0; count + 1];
    for owner in owners.filter(|owner| *owner != NOBODY) {
        offsets[owner as usize + 1] += 1;
    }
    for index in 1..offsets.len() {
        offsets[index] += offsets[index - 1];
    }
    offsets
}

/// The columns that an expression reads.
fn columns_of(expression: &Expr) -> impl Iterator<Item = PlSmallStr> {
    expression.into_iter().filter_map(|part| match part {
        Expr::Column(name) => Some(name.clone()),
        _ => None,
    })
}

/// Each row's position in the roster, by the identifier in a column.
fn positions(
    frame: &DataFrame,
    column: &str,
    index: &PlHashMap<&str, u32>,
) -> PolarsResult<Vec<u32>> {
    let texts = frame.column(column)?.str()?;
    let position = |text: Option<&str>| text.and_then(|t| index.get(t).copied()).unwrap_or(NOBODY);
    Ok(texts.iter().map(position).collect())
}

fn uncomputable(source: &str, error: &PolarsError) -> Diagnostic {
    failed(
        source,
        &format!("the KPIs of `{source}` cannot be computed"),
        error,
    )
}

pub(super) fn to_date(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}
