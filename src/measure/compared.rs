//! The 95 % interval of a change from its two samples.
//!
//! Differences: of rates by Newcombe, of net promoter scores from the adjusted ones, of
//! means by Welch, of all else from the intervals of both values. Relative changes: of
//! counts by the conditional binomial, of percentiles by the seeded bootstrap of their
//! rows, of all else from the intervals of both values, which for means is Fieller's.
//! Against a fixed value, which is no sample, the interval of the value itself is moved.
//!
//! Limits: none for sums, which have no interval, and none where either sample is too
//! small for one, or what was before may be 0.

use super::aggregate::Frame;
use super::pooled::{months_of, pooled, twelve_months};
use super::samples::Samples;
use super::table::{Measure, Measures, Subject};
use crate::period::{Grain, Period};
use crate::statistics::{self, Interval};
use crate::workspace::{Against, Kind, Kpi, RowSpan};

/// Limits of `now − before` for kinds whose values say enough without their rows; `None`
/// where either value has no interval.
pub fn difference(kpi: &Kpi, now: &Measure, before: &Measure) -> Option<Interval> {
    let n = |measure: &Measure| f64::from(measure.n);
    match &kpi.kind {
        Kind::Rate { .. } => {
            let interval = statistics::rate_change(hits(now), hits(before))?;
            Some(interval.scaled(100.0))
        }
        Kind::Nps { .. } => {
            let part = |m: &Measure| (m.numerator + m.detail, m.detail, n(m));
            statistics::nps_change(part(now), part(before))
        }
        Kind::Mean { weight: None, .. } => {
            let part = |m: &Measure| (m.value, m.detail, n(m));
            statistics::mean_change(part(now), part(before))
        }
        _ => Some(statistics::change_from_intervals(
            limited(now)?,
            limited(before)?,
        )),
    }
}

/// Hits and rows of a rate; effective ones where rows have weights.
fn hits(m: &Measure) -> (f64, f64) {
    let rows = if m.detail.is_finite() {
        m.detail
    } else {
        m.denominator
    };
    (m.numerator / m.denominator * rows, rows)
}

/// A value with its interval, if it has one.
pub fn limited(m: &Measure) -> Option<(f64, Interval)> {
    let (low, high) = (m.low, m.high);
    let known = low.is_finite() && high.is_finite();
    known.then_some((m.value, Interval { low, high }))
}

/// One KPI whose changes are measured.
pub(super) struct Compared<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) measures: &'a Measures,
    pub(super) samples: &'a Samples,
    /// What changes.
    pub(super) base: &'a Kpi,
    /// The change, whose name is part of the seed.
    pub(super) kpi: &'a Kpi,
    pub(super) against: Against,
}

impl Compared<'_> {
    /// Limits of `now − before`, or where `relative` of `now ÷ before − 1`.
    pub(super) fn limits(
        &self,
        subject: Subject,
        period: Period,
        now: &Measure,
        relative: bool,
    ) -> Option<Interval> {
        if let Against::Fixed(value) = self.against {
            let (_, Interval { low, high }) = limited(now)?;
            let moved = |limit: f64| match relative {
                true => limit / value - 1.0,
                false => limit - value,
            };
            return Some(Interval {
                low: moved(low),
                high: moved(high),
            });
        }
        match self.base.kind {
            Kind::Sum { .. } | Kind::Change { .. } => None,
            Kind::Count if relative => self.counts(subject, period, now),
            Kind::Percentile { percentile, .. } => {
                self.percentiles(subject, period, percentile, relative)
            }
            _ => {
                let before = self.before(subject, period)?;
                if relative {
                    statistics::relative_change(limited(now)?, limited(&before)?)
                } else {
                    difference(self.base, now, &before)
                }
            }
        }
    }

    fn earlier(&self, period: Period) -> Option<Period> {
        match self.against {
            Against::Previous => Some(period.offset(-1)),
            Against::LastYear => Some(period.year_before()),
            Against::Trailing12 | Against::Fixed(_) => None,
        }
    }

    /// What is compared with, with its limits: of twelve months from their statistics, or
    /// where these do not add up from the limits of the months.
    fn before(&self, subject: Subject, period: Period) -> Option<Measure> {
        if let Some(earlier) = self.earlier(period) {
            return self.measures.get(subject, &self.base.id, earlier);
        }
        let before = pooled(self.measures, subject, self.base, period).measure;
        let limits = |value: f64, found: Option<Interval>| {
            let Interval { low, high } = found?;
            before.map(|before| Measure {
                value,
                low,
                high,
                ..before
            })
        };
        match &self.base.kind {
            Kind::Rate { .. } => {
                let (hits, rows) = hits(&before?);
                let found = statistics::rate_interval(hits, rows);
                limits(before?.value, found.map(|found| found.scaled(100.0)))
            }
            Kind::Nps { .. } => {
                let Measure {
                    value,
                    numerator,
                    detail,
                    n,
                    ..
                } = before?;
                let found = statistics::nps_interval(numerator + detail, detail, f64::from(n));
                limits(value, found)
            }
            Kind::Mean { weight: None, .. } => {
                let Measure {
                    value, detail, n, ..
                } = before?;
                limits(
                    value,
                    statistics::mean_interval(value, detail, f64::from(n)),
                )
            }
            Kind::Count => {
                let (events, share) = self.twelve_counts(subject, period, before?)?;
                let found = statistics::count_interval(events);
                limits(before?.value, found.map(|found| found.scaled(share)))
            }
            _ => {
                let months = twelve_months(self.measures, subject, self.base, period);
                let part = |(_, measure): (Period, Measure)| {
                    let (value, limits) = limited(&measure)?;
                    Some((f64::from(measure.n), value, limits))
                };
                let parts: Option<Vec<_>> = months.map(part).collect();
                let (value, found) = statistics::mean_of_values(&parts?)?;
                limits(value, Some(found))
            }
        }
    }

    /// Events of twelve months, and what part of them a period of this length has; `None`
    /// where months overlap, so that events are in several of them.
    fn twelve_counts(
        &self,
        subject: Subject,
        period: Period,
        before: Measure,
    ) -> Option<(f64, f64)> {
        let span = self.base.rows.as_ref().map(|rows| rows.span);
        let apart = !matches!(span, Some(RowSpan::Trailing(_)));
        let months = twelve_months(self.measures, subject, self.base, period).count();
        let share = f64::from(period.grain().months()) / months as f64;
        apart.then_some((f64::from(before.n), share))
    }

    fn counts(&self, subject: Subject, period: Period, now: &Measure) -> Option<Interval> {
        let own = f64::from(period.grain().months());
        let (events, months) = match self.earlier(period) {
            Some(earlier) => {
                let before = self.measures.get(subject, &self.base.id, earlier)?;
                (f64::from(before.n), own)
            }
            None => {
                let before = pooled(self.measures, subject, self.base, period).measure?;
                let (events, share) = self.twelve_counts(subject, period, before)?;
                (events, own / share)
            }
        };
        let found = statistics::count_test((f64::from(now.n), own), (events, months))?;
        found.test.interval.filter(|found| found.high.is_finite())
    }

    fn percentiles(
        &self,
        subject: Subject,
        period: Period,
        percentile: f64,
        relative: bool,
    ) -> Option<Interval> {
        let position = self.measures.kpi(&self.base.id)?;
        let last = Period::containing(Grain::Month, self.frame.last_day);
        let rows = |period: Period| -> Option<Vec<f64>> {
            let (first, last) = months_of(self.base, period, last);
            let subjects = self.frame.subjects;
            let rows = self
                .samples
                .find(subjects, subject, position, first, last)?;
            Some(rows.into_iter().map(|row| row.0).collect())
        };
        let before: Vec<statistics::Weighted> = match self.earlier(period) {
            Some(earlier) => vec![(1.0, rows(earlier)?)],
            None => {
                let months = twelve_months(self.measures, subject, self.base, period);
                let part = |(month, measure): (Period, Measure)| {
                    Some((f64::from(measure.n), rows(month)?))
                };
                months.map(part).collect::<Option<_>>()?
            }
        };
        let (kind, id) = self.frame.subjects.describe(subject);
        let seed = statistics::seed(&[kind.name(), id, &self.kpi.id, &period.to_string()]);
        statistics::percentile_change(&rows(period)?, &before, percentile, relative, seed)
    }
}
