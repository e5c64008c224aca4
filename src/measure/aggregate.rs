//! Merges the rows of a KPI into cells and the cells upward.
//!
//! Person × team × month is the finest cell. Levels: person, team, department,
//! organisation; grains: month, quarter, year, the whole. Percentiles and KPIs that
//! ask for several raters go back to rows, the others never do.

use chrono::NaiveDate;

use super::rows::{Fact, NOBODY};
use super::stats::Stats;
use super::table::{Measure, Row, State, Subject, Subjects};
use super::value::{evaluate, evaluate_percentile};
use crate::load::Roster;
use crate::period::{Grain, Period};
use crate::workspace::{Checked, Kind, Kpi, Scorecard};

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

/// All values of one KPI from its rows, in no particular order.
pub(super) fn aggregate(frame: &Frame<'_>, index: u16, kpi: &Kpi, facts: &[Fact]) -> Vec<Row> {
    let mut values = Vec::new();
    let by_rows = matches!(kpi.kind, Kind::Percentile { .. }) || kpi.raters.is_some();
    if by_rows {
        for_each_level(|level, grain| values.extend(from_rows(frame, kpi, facts, level, grain)));
    } else {
        let cells = cells(frame, kpi, facts);
        for_each_level(|level, grain| values.extend(from_cells(frame, kpi, &cells, level, grain)));
    }
    values
        .into_iter()
        .map(|(subject, period, measure)| Row {
            subject,
            kpi: index,
            period,
            measure,
        })
        .collect()
}

type Value = (Subject, Period, Measure);

#[derive(Clone, Copy)]
enum Level {
    Person,
    Team,
    Department,
    Organisation,
}

fn for_each_level(mut visit: impl FnMut(Level, Grain)) {
    for level in [
        Level::Person,
        Level::Team,
        Level::Department,
        Level::Organisation,
    ] {
        for grain in Grain::ALL {
            visit(level, grain);
        }
    }
}

/// Whom a row counts for at a level; `None` if for nobody there.
fn subject(frame: &Frame<'_>, level: Level, person: u32, team: u32) -> Option<Subject> {
    let subjects = frame.subjects;
    match level {
        Level::Person => (person != NOBODY).then(|| subjects.person(person as usize)),
        Level::Team => (team != NOBODY).then(|| subjects.team(team as usize)),
        Level::Department => (team != NOBODY)
            .then(|| subjects.department(frame.roster.teams[team as usize].department)),
        Level::Organisation => Some(subjects.organisation()),
    }
}

fn cells(frame: &Frame<'_>, kpi: &Kpi, facts: &[Fact]) -> Vec<(CellKey, Stats)> {
    let mut cells: Vec<(CellKey, Stats)> = Vec::new();
    for fact in facts {
        let key = CellKey {
            person: fact.person,
            team: fact.team,
            month: Period::containing(Grain::Month, fact.day),
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
) -> Vec<Value> {
    let mut keyed: Vec<(Subject, Period, CellKey, &Stats)> = cells
        .iter()
        .filter_map(|(key, stats)| {
            let subject = subject(frame, level, key.person, key.team)?;
            Some((subject, key.month.within(grain), *key, stats))
        })
        .collect();
    // The cell's own key last: merging happens in one order, whatever came before.
    keyed.sort_by_key(|(subject, period, key, _)| (*subject, *period, *key));
    keyed
        .chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
        .map(|group| {
            let mut stats = Stats::default();
            for (.., cell) in group {
                stats.merge(cell);
            }
            let (subject, period, ..) = group[0];
            (subject, period, evaluate(kpi, &stats, period, frame.as_of))
        })
        .collect()
}

fn from_rows(
    frame: &Frame<'_>,
    kpi: &Kpi,
    facts: &[Fact],
    level: Level,
    grain: Grain,
) -> Vec<Value> {
    let mut keyed: Vec<(Subject, Period, f64, f64, u32)> = facts
        .iter()
        .filter_map(|fact| {
            let subject = subject(frame, level, fact.person, fact.team)?;
            Some((
                subject,
                Period::containing(grain, fact.day),
                fact.a,
                fact.b,
                fact.rater,
            ))
        })
        .collect();
    keyed.sort_by(|x, y| {
        (x.0, x.1)
            .cmp(&(y.0, y.1))
            .then(x.2.total_cmp(&y.2))
            .then(x.3.total_cmp(&y.3))
            .then(x.4.cmp(&y.4))
    });
    keyed
        .chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
        .map(|group| {
            let (subject, period, ..) = group[0];
            let mut measure = if let Kind::Percentile { percentile, .. } = kpi.kind {
                let sorted: Vec<f64> = group.iter().map(|row| row.2).collect();
                evaluate_percentile(kpi, percentile, &sorted, period, frame.as_of)
            } else {
                let mut stats = Stats::default();
                for row in group {
                    stats.add(&kpi.kind, row.2, row.3);
                }
                evaluate(kpi, &stats, period, frame.as_of)
            };
            if let Some((_, least)) = kpi.raters {
                let mut raters: Vec<u32> = group.iter().map(|row| row.4).collect();
                raters.sort_unstable();
                raters.dedup();
                if (raters.len() as u32) < least {
                    measure.state = State::Insufficient;
                }
            }
            (subject, period, measure)
        })
        .collect()
}
