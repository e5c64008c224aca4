//! `Measures`: one row for each subject × KPI × period, held by columns.
//!
//! Rows are sorted by subject, KPI, grain and period, so that one person's history
//! is one slice and a value is found by binary search.

use std::ops::Range;

use polars::prelude::PlHashMap;

use super::samples::Samples;
use crate::load::Roster;
use crate::period::Period;

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// One engineer.
    Person,
    /// One team.
    Team,
    /// One department.
    Department,
    /// Everybody, and rows that belong to nobody.
    Organisation,
}

impl SubjectKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Department => "department",
            Self::Organisation => "organisation",
        }
    }
}

/// A person, team, department or the organisation, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub u32);

/// Numbers all subjects: people, teams, departments, the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    people: Vec<String>,
    teams: Vec<String>,
    departments: Vec<String>,
}

impl Subjects {
    /// Numbers everybody in a roster, in the order of their identifiers.
    pub fn of(roster: &Roster) -> Self {
        Self {
            people: roster
                .people
                .iter()
                .map(|person| person.id.clone())
                .collect(),
            teams: roster.teams.iter().map(|team| team.id.clone()).collect(),
            departments: roster.departments.iter().map(|d| d.id.clone()).collect(),
        }
    }

    /// The person at `index` of the roster.
    pub fn person(&self, index: usize) -> Subject {
        Subject(index as u32)
    }

    /// The team at `index` of the roster.
    pub fn team(&self, index: usize) -> Subject {
        Subject((self.people.len() + index) as u32)
    }

    /// The department at `index` of the roster.
    pub fn department(&self, index: usize) -> Subject {
        Subject((self.people.len() + self.teams.len() + index) as u32)
    }

    /// The organisation.
    pub fn organisation(&self) -> Subject {
        self.department(self.departments.len())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.organisation().0 as usize + 1
    }

    /// Never: there is always the organisation.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Kind and identifier of a subject.
    pub fn describe(&self, subject: Subject) -> (SubjectKind, &str) {
        let (kind, index) = self.locate(subject);
        let id = match kind {
            SubjectKind::Person => &self.people[index],
            SubjectKind::Team => &self.teams[index],
            SubjectKind::Department => &self.departments[index],
            SubjectKind::Organisation => "organisation",
        };
        (kind, id)
    }

    /// Kind of a subject and its position in the roster.
    pub(super) fn locate(&self, subject: Subject) -> (SubjectKind, usize) {
        let mut index = subject.0 as usize;
        for (kind, ids) in [
            (SubjectKind::Person, &self.people),
            (SubjectKind::Team, &self.teams),
            (SubjectKind::Department, &self.departments),
        ] {
            if index < ids.len() {
                return (kind, index);
            }
            index -= ids.len();
        }
        (SubjectKind::Organisation, 0)
    }
}

/// What a value is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Enough rows, and time for late ones has passed.
    Final,
    /// Late rows may still change it.
    Provisional,
    /// Too few rows to be evidence.
    Insufficient,
}

impl State {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Provisional => "provisional",
            Self::Insufficient => "insufficient",
        }
    }
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// In the KPI's unit; not a number where rows give no value (a ratio over 0).
    pub value: f64,
    /// Rows behind it.
    pub n: u32,
    /// What was divided: hits (each by its weight), promoters − detractors, Σ value.
    pub numerator: f64,
    /// By what: rows, Σ weight, Σ per.
    pub denominator: f64,
    /// Lower 95 % limit; not a number where there is none.
    pub low: f64,
    /// Upper 95 % limit; not a number where there is none.
    pub high: f64,
    /// Detractors (nps), sample variance (mean) or effective rows (weighted rate), for tests
    /// of change; Σ value² (sum), for the stability of grades.
    pub detail: f64,
    /// What it is worth.
    pub state: State,
}

/// One value of a KPI, and whose and when it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) subject: Subject,
    pub(super) period: Period,
    pub(super) measure: Measure,
}

/// The rows of one subject's KPI, by period.
pub(super) struct Series<'a> {
    pub(super) subject: Subject,
    pub(super) kpi: &'a str,
    /// Which rows of the columns they are.
    pub(super) rows: Range<usize>,
}

/// All values, by columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// Identifiers of the KPIs, sorted; rows refer to them by position.
    pub kpis: Vec<String>,
    /// The same, asked for by every value that is looked up.
    positions: PlHashMap<String, u16>,
    /// Who the subjects are.
    pub subjects: Subjects,
    /// First row of each KPI of each subject, and one past the last row.
    offsets: Vec<usize>,
    pub(super) period: Vec<Period>,
    pub(super) value: Vec<f64>,
    pub(super) n: Vec<u32>,
    pub(super) numerator: Vec<f64>,
    pub(super) denominator: Vec<f64>,
    pub(super) low: Vec<f64>,
    pub(super) high: Vec<f64>,
    detail: Vec<f64>,
    pub(super) state: Vec<State>,
    samples: Samples,
}

impl Measures {
    /// Adds the rows of KPIs that are tested by rows.
    pub(super) fn with_samples(self, samples: Samples) -> Self {
        Self { samples, ..self }
    }

    /// The rows behind a percentile or a ratio in the months from `first` to `last`, in
    /// ascending order: its two numbers each, 1 the second of a percentile. `None` for KPIs
    /// of other kinds.
    pub fn sample(
        &self,
        subject: Subject,
        kpi: &str,
        first: Period,
        last: Period,
    ) -> Option<Vec<(f64, f64)>> {
        let kpi = self.kpi(kpi)?;
        self.samples.find(&self.subjects, subject, kpi, first, last)
    }

    /// Puts the rows of each KPI, which are sorted by subject and period, into columns.
    pub(super) fn from_rows<R: AsRef<[Row]> + Sync>(
        kpis: Vec<String>,
        subjects: Subjects,
        rows: &[R],
    ) -> Self {
        let count = rows.iter().map(|rows| rows.as_ref().len()).sum();
        let everybody = subjects.len();
        // Half of the columns each, at the same time.
        let (first, second) = rayon::join(
            || {
                let mut offsets = Vec::with_capacity(everybody * kpis.len() + 1);
                let mut period = Vec::with_capacity(count);
                let mut value = Vec::with_capacity(count);
                let mut n = Vec::with_capacity(count);
                let mut numerator = Vec::with_capacity(count);
                walk(everybody, rows, |rows| {
                    offsets.push(period.len());
                    for row in rows {
                        let measure = &row.measure;
                        period.push(row.period);
                        value.push(measure.value);
                        n.push(measure.n);
                        numerator.push(measure.numerator);
                    }
                });
                offsets.push(period.len());
                (offsets, period, value, n, numerator)
            },
            || {
                let mut denominator = Vec::with_capacity(count);
                let mut low = Vec::with_capacity(count);
                let mut high = Vec::with_capacity(count);
                let mut detail = Vec::with_capacity(count);
                let mut state = Vec::with_capacity(count);
                walk(everybody, rows, |rows| {
                    for Row { measure, .. } in rows {
                        denominator.push(measure.denominator);
                        low.push(measure.low);
                        high.push(measure.high);
                        detail.push(measure.detail);
                        state.push(measure.state);
                    }
                });
                (denominator, low, high, detail, state)
            },
        );
        let (offsets, period, value, n, numerator) = first;
        let (denominator, low, high, detail, state) = second;
        let numbered = kpis.iter().zip(0..);
        Self {
            positions: numbered.map(|(kpi, place)| (kpi.clone(), place)).collect(),
            kpis,
            subjects,
            offsets,
            period,
            value,
            n,
            numerator,
            denominator,
            low,
            high,
            detail,
            state,
            samples: Samples::default(),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// Position of a KPI.
    pub fn kpi(&self, id: &str) -> Option<u16> {
        self.positions.get(id).copied()
    }

    /// The value of a subject, if it has one in that period.
    pub fn get(&self, subject: Subject, kpi: &str, period: Period) -> Option<Measure> {
        self.at(subject, self.kpi(kpi)?, period)
    }

    /// The same by the position of the KPI.
    pub fn at(&self, subject: Subject, kpi: u16, period: Period) -> Option<Measure> {
        let first = subject.0 as usize * self.kpis.len() + usize::from(kpi);
        let (from, to) = (self.offsets[first], self.offsets[first + 1]);
        let found = position(&self.period[from..to], period)?;
        Some(self.row(from + found))
    }

    /// The rows of each KPI of each subject that has any, in order.
    pub(super) fn series(&self) -> impl Iterator<Item = Series<'_>> {
        let subjects = 0..self.subjects.len() as u32;
        let kpis = move |subject| self.kpis.iter().map(move |kpi| (Subject(subject), kpi));
        let extents = self.offsets.windows(2).map(|ends| ends[0]..ends[1]);
        let all = subjects.flat_map(kpis).zip(extents);
        let series = all.map(|((subject, kpi), rows)| Series { subject, kpi, rows });
        series.filter(|series| !series.rows.is_empty())
    }

    /// Subject, KPI, period and value of each row, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, &str, Period, Measure)> {
        self.series()
            .flat_map(move |Series { subject, kpi, rows }| {
                rows.map(move |row| (subject, kpi, self.period[row], self.row(row)))
            })
    }

    fn row(&self, index: usize) -> Measure {
        Measure {
            value: self.value[index],
            n: self.n[index],
            numerator: self.numerator[index],
            denominator: self.denominator[index],
            low: self.low[index],
            high: self.high[index],
            detail: self.detail[index],
            state: self.state[index],
        }
    }
}

/// Where a period stands among those of a series, which are in order.
fn position(periods: &[Period], period: Period) -> Option<usize> {
    let first = periods.first()?;
    // Months come first, and mostly none is left out.
    if first.grain() == period.grain() {
        let guess = period.index().checked_sub(first.index());
        let guess = usize::try_from(guess?).ok()?;
        if periods.get(guess) == Some(&period) {
            return Some(guess);
        }
    }
    periods.binary_search(&period).ok()
}

/// Hands over the rows of each subject by KPI: those of the first subject, of the second, and
/// so on. `rows` holds those of each KPI, sorted by subject.
fn walk<R: AsRef<[Row]>>(subjects: usize, rows: &[R], mut take: impl FnMut(&[Row])) {
    let mut left: Vec<&[Row]> = rows.iter().map(R::as_ref).collect();
    for subject in 0..subjects as u32 {
        for left in &mut left {
            let own = left.iter().take_while(|row| row.subject.0 == subject);
            let (own, rest) = left.split_at(own.count());
            *left = rest;
            take(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Grain;

    #[test]
    fn a_period_is_found_in_a_series_with_and_without_gaps() {
        let month = |index| Period::from_index(Grain::Month, index);
        let quarter = |index| Period::from_index(Grain::Quarter, index);
        let series = [month(4), month(5), month(8), quarter(1), quarter(2)];
        for (place, period) in series.iter().enumerate() {
            assert_eq!(position(&series, *period), Some(place));
        }
        for absent in [
            month(3),
            month(6),
            month(7),
            month(9),
            quarter(0),
            quarter(3),
        ] {
            assert_eq!(position(&series, absent), None, "{absent}");
        }
        assert_eq!(position(&[], month(4)), None);
        assert_eq!(position(&series[3..], month(4)), None);
    }
}
