//! Values computed a second time, from records alone.
//!
//! An explanation must not repeat what it explains. So this module does not read a
//! measure, a cell or a sufficient statistic: it takes a holder's records of a period one
//! by one, by the definitions in `docs/workspace.md`, and gives a table of its own.
//! Intervals are not computed again; no score rests on them.

use chrono::NaiveDate;

use super::records::{Holder, Record, Records};
use super::table::{Measure, Measures, Row, State, Subject, Subjects};
use super::value::final_on;
use crate::load::{Roster, Stint};
use crate::period::{Grain, Period};
use crate::statistics::ExactSum;
use crate::workspace::{Against, Direction, Kind, Kpi, Workspace};

/// What values rest on besides records.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// Who belongs where.
    pub roster: &'a Roster,
    /// KPIs and scorecards.
    pub workspace: &'a Workspace,
    /// The last day that is measured.
    pub last_day: NaiveDate,
    /// The day of the data.
    pub as_of: NaiveDate,
}

/// The values of `holders` in `periods`, of every KPI whose records are there.
///
/// The records have to reach from the beginning of the data to `last_day`: whether nothing
/// is a count of 0, and what a change is against, lies before the periods themselves.
pub fn recount(
    records: &Records<'_>,
    basis: Basis<'_>,
    holders: &[Holder],
    periods: &[Period],
) -> Measures {
    let ids: Vec<String> = basis.workspace.kpis.keys().cloned().collect();
    let subjects = Subjects::of(basis.roster);
    let counts = Recount { records, basis };
    let values = |kpi: &Kpi| {
        let mut rows = Vec::new();
        for holder in holders {
            for period in periods {
                rows.extend(counts.value(kpi, *holder, *period).map(|measure| Row {
                    subject: subject(&subjects, *holder),
                    period: *period,
                    measure,
                }));
            }
        }
        rows.sort_by_key(|row| (row.subject, row.period));
        rows
    };
    let rows: Vec<Vec<Row>> = basis.workspace.kpis.values().map(values).collect();
    Measures::from_rows(ids, subjects.clone(), &rows)
}

fn subject(subjects: &Subjects, holder: Holder) -> Subject {
    match holder {
        Holder::Person(person) => subjects.person(person),
        Holder::Team(team) => subjects.team(team),
    }
}

struct Recount<'a> {
    records: &'a Records<'a>,
    basis: Basis<'a>,
}

/// What was divided, by what, and the result.
struct Division {
    numerator: f64,
    denominator: f64,
    value: f64,
}

impl Recount<'_> {
    /// The value of a KPI, if the holder has one.
    fn value(&self, kpi: &Kpi, holder: Holder, period: Period) -> Option<Measure> {
        if let Kind::Change { base, against } = &kpi.kind {
            let base = self.basis.workspace.kpis.get(base)?;
            return self.change(kpi, base, *against, holder, period);
        }
        let mut rows = self.records.of(&kpi.id, holder, period);
        rows.retain(|record| record.counts());
        if rows.is_empty() && !self.nothing_is_zero(kpi, holder, period) {
            return None;
        }
        let division = divide(&kpi.kind, &rows)?;
        let n = rows.len() as u32;
        let mut state = self.state(kpi, n, division.value, period);
        if let Some((_, least)) = kpi.raters {
            let named = rows.iter().map(|record| record.rater);
            let mut raters: Vec<u32> = named.filter(|rater| *rater != 0).collect();
            raters.sort_unstable();
            raters.dedup();
            if (raters.len() as u32) < least {
                state = State::Insufficient;
            }
        }
        Some(measure(&division, n, state))
    }

    fn state(&self, kpi: &Kpi, n: u32, value: f64, period: Period) -> State {
        if n < kpi.min_n || !value.is_finite() {
            State::Insufficient
        } else if self.basis.as_of < final_on(kpi.lag, period) {
            State::Provisional
        } else {
            State::Final
        }
    }

    /// Whether no record means 0: of counts and sums, from the first month with any record
    /// on, for whoever is scored by the KPI in a month of the period or ever had a record.
    fn nothing_is_zero(&self, kpi: &Kpi, holder: Holder, period: Period) -> bool {
        let additive = matches!(kpi.kind, Kind::Count | Kind::Sum { .. }) && kpi.raters.is_none();
        let Some(first) = self.records.first_day(&kpi.id, holder).filter(|_| additive) else {
            return false;
        };
        let month = |day| Period::containing(Grain::Month, day);
        let (start, end) = self.records.window(&kpi.id, period);
        let from = month(start).max(month(first));
        let to = month(end).min(month(self.basis.last_day));
        let scored = |stint: &Stint| {
            let card = self.basis.workspace.scorecards.get(&stint.role);
            card.is_some_and(|card| card.items.iter().any(|item| item.kpi == kpi.id))
        };
        let concerns = |person: usize, stint: &Stint| match holder {
            Holder::Person(wanted) => person == wanted,
            Holder::Team(team) => stint.team == team,
        };
        let people: Vec<usize> = match holder {
            Holder::Person(person) => vec![person],
            Holder::Team(_) => (0..self.basis.roster.people.len()).collect(),
        };
        people.into_iter().any(|person| {
            let months = (from.index()..=to.index()).map(|i| Period::from_index(Grain::Month, i));
            let mut stints =
                months.filter_map(|month| self.basis.roster.people[person].stint_in(month));
            stints.any(|stint| {
                concerns(person, stint) && (scored(stint) || self.records.has_any(&kpi.id, person))
            })
        })
    }

    fn change(
        &self,
        kpi: &Kpi,
        base: &Kpi,
        against: Against,
        holder: Holder,
        period: Period,
    ) -> Option<Measure> {
        let now = self.value(base, holder, period)?;
        let at = |period: Period| self.value(base, holder, period).map(|m| (m.value, m.n));
        let (before, n) = match against {
            Against::Fixed(value) => (value, now.n),
            Against::Previous => at(period.offset(-1))?,
            Against::LastYear => at(period.year_before())?,
            Against::Trailing12 => self.pace(base, holder, period)?,
        };
        let better = match base.direction {
            Some(Direction::Down) => before - now.value,
            _ => now.value - before,
        };
        let points = kpi.is_difference();
        let value = if points {
            better
        } else {
            100.0 * better / before
        };
        let n = n.min(now.n);
        let unusable =
            now.state == State::Insufficient || n < base.min_n || (before <= 0.0 && !points);
        let state = match self.state(kpi, n, value, period) {
            _ if unusable => State::Insufficient,
            State::Final => now.state,
            other => other,
        };
        let division = Division {
            numerator: now.value,
            denominator: before,
            value,
        };
        Some(measure(&division, n, state))
    }

    /// What the twelve months before a period would have given in its time: the mean of the
    /// months, by their rows; of counts and sums the mean month times the period's months.
    fn pace(&self, base: &Kpi, holder: Holder, period: Period) -> Option<(f64, u32)> {
        let additive = matches!(base.kind, Kind::Count | Kind::Sum { .. });
        let month = Period::containing(Grain::Month, period.start());
        let values: Vec<Measure> = (1..=12)
            .rev()
            .filter_map(|back| self.value(base, holder, month.offset(-back)))
            .filter(|measure| measure.value.is_finite())
            .collect();
        let share = |m: &Measure| if additive { 1.0 } else { f64::from(m.n) };
        let weight: f64 = values.iter().map(share).sum();
        let total: f64 = values.iter().map(|m| m.value * share(m)).sum();
        // A value that looks back over months of its own does not grow with the period.
        let own = base.quota.and_then(|quota| quota.over);
        let months = if additive && own.is_none() {
            f64::from(period.grain().months())
        } else {
            1.0
        };
        let rows = values.iter().map(|m| m.n).sum();
        (weight > 0.0).then_some((total / weight * months, rows))
    }
}

fn measure(division: &Division, n: u32, state: State) -> Measure {
    Measure {
        value: division.value,
        n,
        numerator: division.numerator,
        denominator: division.denominator,
        low: f64::NAN,
        high: f64::NAN,
        detail: f64::NAN,
        state,
    }
}

/// The value of rows by the definition of their kind; `None` for a change.
fn divide(kind: &Kind, rows: &[&Record]) -> Option<Division> {
    let n = rows.len() as f64;
    let of = |wanted: fn(&Record) -> bool| rows.iter().filter(|r| wanted(r)).count() as f64;
    let sum = |term: fn(&Record) -> f64| total(rows.iter().map(|record| term(record)));
    let (numerator, denominator, scale) = match kind {
        Kind::Rate { weight: None, .. } => (of(|r| r.a != 0.0), n, 100.0),
        Kind::Rate { .. } => (sum(|r| r.a * r.b), sum(|r| r.b), 100.0),
        Kind::Nps { .. } => (of(|r| r.a >= 9.0) - of(|r| r.a <= 6.0), n, 100.0),
        Kind::Mean { .. } => (sum(|r| r.a * r.b), sum(|r| r.b), 1.0),
        Kind::Ratio { .. } => (sum(|r| r.a), sum(|r| r.b), 1.0),
        Kind::Sum { .. } => (sum(|r| r.a), 1.0, 1.0),
        Kind::Count => (n, 1.0, 1.0),
        Kind::Percentile { percentile, .. } => {
            let value = quantile(rows, percentile / 100.0);
            return Some(Division {
                numerator: value,
                denominator: n,
                value,
            });
        }
        Kind::Change { .. } => return None,
    };
    Some(Division {
        numerator,
        denominator,
        value: scale * numerator / denominator,
    })
}

/// A sum that depends on the terms and not on their order.
fn total(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_by(f64::total_cmp);
    let mut sum = ExactSum::default();
    for term in terms {
        sum.add(term);
    }
    sum.value()
}

/// The value below which a share of the rows lies, on the line between its neighbours.
fn quantile(rows: &[&Record], share: f64) -> f64 {
    let mut values: Vec<f64> = rows.iter().map(|record| record.a).collect();
    values.sort_by(f64::total_cmp);
    let rank = share * (values.len() as f64 - 1.0);
    let at = |rank: f64| values.get(rank as usize).copied().unwrap_or(f64::NAN);
    let (below, above) = (at(rank.floor()), at(rank.ceil()));
    below + (above - below) * rank.fract()
}
