//! Merges the rows of a KPI into cells and the cells upward.
//!
//! Person × team × month is the finest cell. Levels: person, team, department,
//! organisation; grains: month, quarter, year, the whole. Percentiles, ratios (for
//! their interval) and KPIs that ask for several raters go back to rows, the others never
//! do. A row counts for the period that it lies in, unless its KPI looks back over several
//! months or at the last one only; it counts at every level, unless its KPI has a column
//! that names one.

use std::ops::Range;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::extract::{Fact, Level};
use super::selection::NOBODY;
use super::stats::Stats;
use super::table::{Measure, Row, State, Subject, Subjects};
use super::value::{evaluate, evaluate_percentile};
use crate::load::Roster;
use crate::period::{Grain, Period};
use crate::statistics::{rank, ratio_interval};
use crate::workspace::{Checked, Kind, Kpi, RowSpan, Scorecard};

/// What all KPIs of a run share.
pub(super) struct Frame<'a> {
    pub(super) roster: &'a Roster,
    pub(super) subjects: &'a Subjects,
    /// The day of the data.
    pub(super) as_of: NaiveDate,
    /// The last day that is measured.
    pub(super) last_day: NaiveDate,
    /// The scorecards, which say for whom nothing happening is a count of 0.
    pub(super) scorecards: &'a Checked<Scorecard>,
}

/// Person, team (either may be [`NOBODY`]) and month of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CellKey {
    person: u32,
    team: u32,
    month: Period,
}

/// All values of one KPI from its rows, grain by grain, each grain's sorted by subject and period.
pub(super) fn aggregate(frame: &Frame<'_>, kpi: &Kpi, facts: Vec<Fact>) -> Vec<Row> {
    if kpi.rows.as_ref().is_some_and(|rows| rows.level.is_some()) {
        let of_level = |level: &Level| {
            let own = facts.iter().filter(|fact| fact.level == Some(*level));
            merge(frame, kpi, own.copied().collect(), &[*level])
        };
        Level::ALL.iter().flat_map(of_level).collect()
    } else {
        merge(frame, kpi, facts, &Level::ALL)
    }
}

/// The values of rows at these levels and all grains.
fn merge(frame: &Frame<'_>, kpi: &Kpi, mut facts: Vec<Fact>, levels: &[Level]) -> Vec<Row> {
    let by_rows =
        matches!(kpi.kind, Kind::Percentile { .. } | Kind::Ratio { .. }) || kpi.raters.is_some();
    let (mut cells, mut teams) = (Vec::new(), Vec::new());
    if by_rows {
        // In the order of their values, so that each group of them comes out sorted.
        facts.sort_unstable_by_key(|fact| (rank(fact.a), rank(fact.b), fact.rater));
    } else {
        cells = self::cells(frame, kpi, &facts);
        teams = by_team(frame, &cells);
        facts = Vec::new();
    }
    let each: Vec<(Level, Grain)> = levels
        .iter()
        .flat_map(|level| Grain::ALL.map(|grain| (*level, grain)))
        .collect();
    let parts: Vec<Vec<Row>> = each
        .par_iter()
        .with_max_len(1)
        .map(|(level, grain)| {
            if by_rows {
                from_rows(frame, kpi, &facts, *level, *grain)
            } else {
                let of_people = *level == Level::Person;
                let cells = if of_people { &cells } else { &teams };
                from_cells(frame, kpi, cells, *level, *grain)
            }
        })
        .collect();
    let mut rows = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for part in parts {
        rows.extend(part);
    }
    rows
}

/// Numbers the values of a level and grain: subject by subject, period by period.
struct Slots {
    level: Level,
    grain: Grain,
    first_subject: u32,
    first_period: i32,
    periods: usize,
    count: usize,
    span: RowSpan,
    /// Index of the last month that is measured.
    last_month: i32,
}

impl Slots {
    /// For rows from the month `first` to the frame's last day.
    fn new(frame: &Frame<'_>, kpi: &Kpi, level: Level, grain: Grain, first: Period) -> Self {
        let (subjects, roster) = (frame.subjects, frame.roster);
        let (first_subject, number) = match level {
            Level::Person => (subjects.person(0), roster.people.len()),
            Level::Team => (subjects.team(0), roster.teams.len()),
            Level::Department => (subjects.department(0), roster.departments.len()),
            Level::Organisation => (subjects.organisation(), 1),
        };
        let first_period = first.within(grain).index();
        let last = Period::containing(grain, frame.last_day).index();
        let periods = usize::try_from(last - first_period + 1).unwrap_or(0);
        Self {
            level,
            grain,
            first_subject: first_subject.0,
            first_period,
            periods,
            count: number * periods,
            span: kpi.rows.as_ref().map_or(RowSpan::Period, |rows| rows.span),
            last_month: Period::containing(Grain::Month, frame.last_day).index(),
        }
    }

    /// The slots that a row counts for; none if it counts for nobody at this level.
    fn find(&self, roster: &Roster, person: u32, team: u32, month: Period) -> Range<usize> {
        let subject = match self.level {
            Level::Person => Some(person as usize).filter(|_| person != NOBODY),
            Level::Team => Some(team as usize).filter(|_| team != NOBODY),
            Level::Department if team == NOBODY => None,
            Level::Department => Some(roster.teams[team as usize].department),
            Level::Organisation => Some(0),
        };
        let Some(subject) = subject else {
            return 0..0;
        };
        let slot = |period: i32| {
            let period = usize::try_from(period - self.first_period).unwrap_or(0);
            subject * self.periods + period.min(self.periods)
        };
        let periods = self.periods_of(month);
        slot(periods.start)..slot(periods.end)
    }

    /// The periods that a row of this month counts for, by index.
    fn periods_of(&self, month: Period) -> Range<i32> {
        let own = month.within(self.grain).index();
        match self.span {
            RowSpan::Period => own..own + 1,
            RowSpan::LastMonth if month.index() == self.end(own) => own..own + 1,
            RowSpan::LastMonth => own..own,
            RowSpan::Trailing(months) => {
                let reach = month.index() + months as i32;
                let mut end = own;
                let last = self.first_period + self.periods as i32;
                while end < last && self.end(end) < reach {
                    end += 1;
                }
                own..end
            }
        }
    }

    /// Index of the last month of a period, as far as it is measured.
    fn end(&self, period: i32) -> i32 {
        let months = self.grain.months() as i32;
        (period * months + months - 1).min(self.last_month)
    }

    fn subject(&self, slot: usize) -> Subject {
        Subject(self.first_subject + (slot / self.periods) as u32)
    }

    fn period(&self, slot: usize) -> Period {
        Period::from_index(self.grain, self.first_period + (slot % self.periods) as i32)
    }
}

fn cells(frame: &Frame<'_>, kpi: &Kpi, facts: &[Fact]) -> Vec<(CellKey, Stats)> {
    let mut cells: Vec<(CellKey, Stats)> = Vec::new();
    for fact in facts {
        let key = CellKey {
            person: fact.person,
            team: fact.team,
            month: fact.month,
        };
        if cells.last().is_none_or(|(last, _)| *last != key) {
            cells.push((key, Stats::default()));
        }
        if let Some((_, stats)) = cells.last_mut() {
            stats.add(&kpi.kind, fact.a, fact.b);
        }
    }
    // No event is a count of 0, not a gap, as soon as the source has events at all.
    if matches!(kpi.kind, Kind::Count | Kind::Sum { .. })
        && let Some(first) = cells.iter().map(|(key, _)| key.month).min()
    {
        cells.extend(idle_cells(frame, kpi, facts, first));
    }
    cells
}

/// The cells of people merged into those of teams, which are far fewer: nobody's, by team (that of
/// no team last) and month.
fn by_team(frame: &Frame<'_>, cells: &[(CellKey, Stats)]) -> Vec<(CellKey, Stats)> {
    let months = || cells.iter().map(|(key, _)| key.month.index());
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return Vec::new();
    };
    let (teams, months) = (frame.roster.teams.len(), (last - first + 1) as usize);
    let mut merged: Vec<Option<(CellKey, Stats)>> = vec![None; (teams + 1) * months];
    for (key, stats) in cells {
        let month = (key.month.index() - first) as usize;
        let key = CellKey {
            person: NOBODY,
            ..*key
        };
        let place = &mut merged[(key.team as usize).min(teams) * months + month];
        match place {
            Some((_, merged)) => merged.merge(stats),
            None => *place = Some((key, *stats)),
        }
    }
    merged.into_iter().flatten().collect()
}

/// An empty cell for every month of everybody whose scorecard counts the KPI, or who
/// ever had an event: a service engineer without sales has no sales of 0.
fn idle_cells(
    frame: &Frame<'_>,
    kpi: &Kpi,
    facts: &[Fact],
    first: Period,
) -> Vec<(CellKey, Stats)> {
    let counted = |role: &str| {
        frame
            .scorecards
            .get(role)
            .is_some_and(|card| card.items.iter().any(|item| item.kpi == kpi.id))
    };
    let mut active = vec![false; frame.roster.people.len()];
    for fact in facts.iter().filter(|fact| fact.person != NOBODY) {
        active[fact.person as usize] = true;
    }
    let last = Period::containing(Grain::Month, frame.last_day);
    let mut cells = Vec::new();
    for (person, row) in frame.roster.people.iter().enumerate() {
        for index in first.index()..=last.index() {
            let month = Period::from_index(Grain::Month, index);
            if let Some(stint) = row
                .stint_in(month)
                .filter(|stint| active[person] || counted(&stint.role))
            {
                let key = CellKey {
                    person: person as u32,
                    team: stint.team as u32,
                    month,
                };
                cells.push((key, Stats::default()));
            }
        }
    }
    cells
}

fn from_cells(
    frame: &Frame<'_>,
    kpi: &Kpi,
    cells: &[(CellKey, Stats)],
    level: Level,
    grain: Grain,
) -> Vec<Row> {
    let Some(first) = cells.iter().map(|(key, _)| key.month).min() else {
        return Vec::new();
    };
    let nobodys = |(key, _): &(CellKey, Stats)| key.person == NOBODY;
    if level == Level::Person && cells.iter().all(nobodys) {
        return Vec::new();
    }
    let slots = Slots::new(frame, kpi, level, grain, first);
    let mut merged: Vec<Option<Stats>> = vec![None; slots.count];
    // Cells are met in one order, whatever the threads do, so sums come out the same.
    for (key, stats) in cells {
        for slot in slots.find(frame.roster, key.person, key.team, key.month) {
            merged[slot].get_or_insert_default().merge(stats);
        }
    }
    merged
        .iter()
        .enumerate()
        .filter_map(|(slot, stats)| {
            let period = slots.period(slot);
            Some(Row {
                subject: slots.subject(slot),
                period,
                measure: evaluate(kpi, stats.as_ref()?, period, frame.as_of),
            })
        })
        .collect()
}

fn from_rows(frame: &Frame<'_>, kpi: &Kpi, facts: &[Fact], level: Level, grain: Grain) -> Vec<Row> {
    let Some(first) = facts.iter().map(|fact| fact.month).min() else {
        return Vec::new();
    };
    let slots = Slots::new(frame, kpi, level, grain, first);
    let find = |fact: &Fact| slots.find(frame.roster, fact.person, fact.team, fact.month);
    let places: Vec<Range<usize>> = facts.iter().map(find).collect();
    // Counted into their slots one after the other, which keeps the order of values.
    let mut ends = vec![0; slots.count];
    for slot in places.iter().cloned().flatten() {
        ends[slot] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += std::mem::replace(end, sum);
    }
    let mut grouped = vec![0; sum];
    for (index, slots) in places.into_iter().enumerate() {
        for slot in slots {
            grouped[ends[slot]] = index as u32;
            ends[slot] += 1;
        }
    }
    let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
    let evaluate = |slot: usize| {
        let group = &grouped[starts[slot]..ends[slot]];
        let group: Vec<&Fact> = group.iter().map(|index| &facts[*index as usize]).collect();
        let (subject, period) = (slots.subject(slot), slots.period(slot));
        (!group.is_empty()).then(|| Row {
            subject,
            period,
            measure: evaluate_rows(frame, kpi, &group, period),
        })
    };
    (0..slots.count)
        .into_par_iter()
        .filter_map(evaluate)
        .collect()
}

/// The value of the rows of one slot, which come in the order of their values.
pub(super) fn evaluate_rows(
    frame: &Frame<'_>,
    kpi: &Kpi,
    rows: &[&Fact],
    period: Period,
) -> Measure {
    let mut measure = if let Kind::Percentile { percentile, .. } = kpi.kind {
        let sorted: Vec<f64> = rows.iter().map(|row| row.a).collect();
        evaluate_percentile(kpi, percentile, &sorted, period, frame.as_of)
    } else {
        let mut stats = Stats::default();
        for row in rows {
            stats.add(&kpi.kind, row.a, row.b);
        }
        evaluate(kpi, &stats, period, frame.as_of)
    };
    if matches!(kpi.kind, Kind::Ratio { .. }) && measure.state != State::Insufficient {
        let pairs: Vec<(f64, f64)> = rows.iter().map(|row| (row.a, row.b)).collect();
        if let Some(interval) = ratio_interval(&pairs) {
            (measure.low, measure.high) = (interval.low, interval.high);
        }
    }
    if let Some((_, least)) = kpi.raters {
        // A rater who is not named may be any of the others, and so counts for no one.
        let named = rows.iter().map(|row| row.rater).filter(|rater| *rater != 0);
        let mut raters: Vec<u32> = named.collect();
        raters.sort_unstable();
        raters.dedup();
        if (raters.len() as u32) < least {
            measure.state = State::Insufficient;
        }
    }
    measure
}
