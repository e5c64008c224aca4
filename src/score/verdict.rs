//! What can be said of a change: improved, worsened, no evidence of change, too little data.
//!
//! A change is *improved* or *worsened* only where the 95 % interval of the change lies
//! beyond zero (and beyond ± noise) in the KPI's direction; for medians and counts, whose
//! tests give a p, where p is below .05 (and the change beyond ± noise). Medians and
//! ratios go back to their rows. Against a fixed baseline, which is no sample, the interval
//! of the value itself decides.
//!
//! Limits: sums have no interval, and so neither they nor their changes are tested; nor is
//! what has no spread at all.

use crate::measure::{self, Measure, Measures, State, Subject, limited, pooled};
use crate::period::{Grain, Period};
use crate::statistics::{self, Interval};
use crate::workspace::{Against, Direction, Kind, Kpi, RowSpan};

/// A change against one reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// What it is compared with.
    pub comparison: Comparison,
    /// In the KPI's unit, or in percent for durations and money; absent without both values.
    pub amount: Option<f64>,
    /// What can be said of it.
    pub verdict: Verdict,
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The period before.
    Previous,
    /// The same period last year.
    LastYear,
    /// The workspace's baseline.
    Baseline,
}

impl Comparison {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::LastYear => "last_year",
            Self::Baseline => "baseline",
        }
    }
}

/// What can be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Better, with evidence.
    Improved,
    /// Worse, with evidence.
    Worsened,
    /// No evidence of change.
    Unchanged,
    /// Too few rows in either period.
    Insufficient,
    /// No test for this kind of KPI.
    Untested,
}

impl Verdict {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Worsened => "worsened",
            Self::Unchanged => "unchanged",
            Self::Insufficient => "insufficient",
            Self::Untested => "untested",
        }
    }

    /// The mark, which reads without colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Improved => "▲",
            Self::Worsened => "▼",
            Self::Unchanged => "●",
            Self::Insufficient => "○",
            Self::Untested => "·",
        }
    }
}

/// A value with the months that it is of.
#[derive(Clone, Copy)]
struct Side {
    measure: Option<Measure>,
    /// Its period; absent for twelve months.
    period: Option<Period>,
    /// First and last month.
    span: (Period, Period),
    /// Months with data, which counts are compared by.
    months: f64,
}

/// The changes of a value against the previous period, last year and the baseline.
pub(super) fn changes(
    measures: &Measures,
    subject: Subject,
    kpi: &Kpi,
    period: Period,
    baseline: Against,
) -> Vec<Change> {
    let test = Comparable {
        measures,
        subject,
        kpi,
    };
    let now = test.at(period);
    let against = |comparison, before: Side| test.change(comparison, &now, &before);
    let mut all = vec![against(Comparison::Previous, test.at(period.offset(-1)))];
    // A year before a year is the previous one.
    if period.grain() != Grain::Year {
        let before = test.at(period.year_before());
        all.push(against(Comparison::LastYear, before));
    }
    match baseline {
        Against::Previous | Against::LastYear => {}
        Against::Trailing12 => {
            let before = pooled(measures, subject, kpi, period);
            let side = Side {
                measure: before.measure,
                period: None,
                span: before.span,
                months: before.months,
            };
            all.push(against(Comparison::Baseline, side));
        }
        Against::Fixed(value) => {
            let before = now.measure.map(|now| Measure { value, ..now });
            all.push(Change {
                comparison: Comparison::Baseline,
                amount: amount(kpi, now.measure, before),
                verdict: test.against_fixed(&now, value),
            });
        }
    }
    all
}

/// The change of a value against the previous period alone.
pub(super) fn change_since_previous(
    measures: &Measures,
    subject: Subject,
    kpi: &Kpi,
    period: Period,
) -> Change {
    let test = Comparable {
        measures,
        subject,
        kpi,
    };
    let (now, before) = (test.at(period), test.at(period.offset(-1)));
    test.change(Comparison::Previous, &now, &before)
}

fn amount(kpi: &Kpi, now: Option<Measure>, before: Option<Measure>) -> Option<f64> {
    let (now, before) = (now?, before?);
    if now.state == State::Insufficient || before.state == State::Insufficient {
        return None;
    }
    let amount = if kpi.unit.is_relative_change() {
        100.0 * (now.value - before.value) / before.value.abs()
    } else {
        now.value - before.value
    };
    amount.is_finite().then_some(amount)
}

/// A change is one where chance alone brings as much less often than this.
const CHANCE: f64 = 0.05;

/// What a test found.
enum Evidence {
    /// The 95 % interval of `now − before` in the KPI's unit, or any interval around zero
    /// where that is all that matters.
    Limits(Interval),
    /// Whether p is below [`CHANCE`], for tests whose interval is in no unit or that have none.
    Tested(bool),
}

/// One KPI of one subject, to be compared between periods.
struct Comparable<'a> {
    measures: &'a Measures,
    subject: Subject,
    kpi: &'a Kpi,
}

impl Comparable<'_> {
    /// The value of a period.
    fn at(&self, period: Period) -> Side {
        let month = |day| Period::containing(Grain::Month, day);
        let (mut first, last) = (month(period.start()), month(period.end()));
        if self.kpi.rows.as_ref().map(|rows| rows.span) == Some(RowSpan::LastMonth) {
            first = last;
        }
        Side {
            measure: self.measures.get(self.subject, &self.kpi.id, period),
            period: Some(period),
            span: (first, last),
            months: f64::from(period.grain().months()),
        }
    }

    fn change(&self, comparison: Comparison, now: &Side, before: &Side) -> Change {
        Change {
            comparison,
            amount: amount(self.kpi, now.measure, before.measure),
            verdict: self.verdict(now, before),
        }
    }

    fn verdict(&self, now: &Side, before: &Side) -> Verdict {
        let (Some(value), Some(base)) = (usable(now), usable(before)) else {
            return Verdict::Insufficient;
        };
        let Some(direction) = self.kpi.direction else {
            return Verdict::Untested;
        };
        let interval = match self.evidence(&value, &base, now, before) {
            None => return self.without_evidence(&[value, base]),
            Some(Evidence::Tested(true)) => {
                let change = value.value - base.value;
                Interval {
                    low: change,
                    high: change,
                }
            }
            Some(Evidence::Tested(false)) => return Verdict::Unchanged,
            Some(Evidence::Limits(interval)) => interval,
        };
        self.judge(oriented(interval, direction))
    }

    /// What can be said against a value that is no sample: whether the interval of the
    /// value of now lies beyond it.
    fn against_fixed(&self, now: &Side, fixed: f64) -> Verdict {
        let Some(value) = usable(now) else {
            return Verdict::Insufficient;
        };
        let Some(direction) = self.kpi.direction else {
            return Verdict::Untested;
        };
        let Some((_, Interval { low, high })) = limited(&value) else {
            return self.without_evidence(&[value]);
        };
        let interval = Interval {
            low: low - fixed,
            high: high - fixed,
        };
        self.judge(oriented(interval, direction))
    }

    /// The verdict of an interval of what is better above 0.
    fn judge(&self, better: Interval) -> Verdict {
        if better.low > self.kpi.noise {
            Verdict::Improved
        } else if better.high < -self.kpi.noise {
            Verdict::Worsened
        } else {
            Verdict::Unchanged
        }
    }

    /// Why there is no evidence: too few rows for an interval, or a kind without one.
    fn without_evidence(&self, sides: &[Measure]) -> Verdict {
        let few = |measure: &Measure| match self.kpi.kind {
            Kind::Mean { .. } | Kind::Ratio { .. } => measure.n < 2,
            Kind::Percentile { .. } => limited(measure).is_none(),
            _ => false,
        };
        if sides.iter().any(few) {
            Verdict::Insufficient
        } else {
            Verdict::Untested
        }
    }

    /// What the test of the KPI's kind finds; `None` where there is no test.
    fn evidence(
        &self,
        value: &Measure,
        base: &Measure,
        now: &Side,
        before: &Side,
    ) -> Option<Evidence> {
        let n = |measure: &Measure| f64::from(measure.n);
        match &self.kpi.kind {
            Kind::Mean { weight: None, .. } if is_within_error(value, base) => {
                Some(Evidence::Tested(false))
            }
            Kind::Rate { .. } | Kind::Nps { .. } | Kind::Mean { .. } => {
                measure::difference(self.kpi, value, base).map(Evidence::Limits)
            }
            // Of twelve months that look back each, the same events are in many.
            Kind::Count if before.period.is_none() && self.looks_back() => None,
            Kind::Count => {
                let (now, before) = ((n(value), now.months), (n(base), before.months));
                let test = statistics::count_test(now, before)?;
                Some(Evidence::Tested(test.test.p < CHANCE))
            }
            Kind::Percentile {
                percentile: 50.0, ..
            } => {
                let values = |side: &Side| -> Option<Vec<f64>> {
                    Some(self.rows(side)?.into_iter().map(|row| row.0).collect())
                };
                let (now, before) = (values(now)?, values(before)?);
                statistics::medians_differ(&now, &before, CHANCE).map(Evidence::Tested)
            }
            Kind::Ratio { .. } => {
                let (now, before) = (self.rows(now)?, self.rows(before)?);
                let test = statistics::ratio_test(&now, &before)?;
                test.interval.map(Evidence::Limits)
            }
            Kind::Percentile { .. } => {
                measure::difference(self.kpi, value, base).map(Evidence::Limits)
            }
            Kind::Change { against, .. } => {
                let (value, base) = (limited(value)?, limited(base)?);
                let interval = match shares_a_sample(now.period?, before.period?, *against) {
                    true => statistics::change_at_most(value, base),
                    false => statistics::change_from_intervals(value, base),
                };
                Some(Evidence::Limits(interval))
            }
            Kind::Sum { .. } => None,
        }
    }

    fn looks_back(&self) -> bool {
        let span = self.kpi.rows.as_ref().map(|rows| rows.span);
        matches!(span, Some(RowSpan::Trailing(_)))
    }

    fn rows(&self, side: &Side) -> Option<Vec<(f64, f64)>> {
        let (first, last) = side.span;
        self.measures
            .sample(self.subject, &self.kpi.id, first, last)
    }
}

/// An interval of what is better above 0 and worse below.
fn oriented(interval: Interval, direction: Direction) -> Interval {
    match direction {
        Direction::Up => interval,
        Direction::Down => interval.negated(),
    }
}

/// The measure of a side, where it is evidence.
fn usable(side: &Side) -> Option<Measure> {
    side.measure.filter(|m| m.state != State::Insufficient)
}

/// Whether two means differ by less than a normal interval reaches. Welch's is wider, so
/// they are then no change, without the search for its quantile.
fn is_within_error(now: &Measure, before: &Measure) -> bool {
    let square = |measure: &Measure| measure.detail / f64::from(measure.n);
    let error = (square(now) + square(before)).sqrt();
    error > 0.0
        && now.n >= 2
        && before.n >= 2
        && (now.value - before.value).abs() <= statistics::Z * error
}

/// Whether a change of one period and that of another rest on some of the same months.
fn shares_a_sample(now: Period, before: Period, against: Against) -> bool {
    let month = |day| Period::containing(Grain::Month, day).index();
    let months = |period: Period| month(period.start())..=month(period.end());
    let samples = |period: Period| {
        let first = month(period.start());
        let compared = match against {
            Against::Previous => Some(months(period.offset(-1))),
            Against::LastYear => Some(months(period.year_before())),
            Against::Trailing12 => Some(first - 12..=first - 1),
            Against::Fixed(_) => None,
        };
        std::iter::once(months(period)).chain(compared)
    };
    samples(now).any(|one| {
        samples(before).any(|other| one.start() <= other.end() && other.start() <= one.end())
    })
}
