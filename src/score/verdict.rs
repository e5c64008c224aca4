//! What can be said of a change: improved, worsened, no evidence of change, too little data.
//!
//! A change is *improved* or *worsened* only where the 95 % interval of the change lies
//! beyond zero (and beyond ± noise) in the KPI's direction; for medians and counts, whose
//! tests give a p, where p is below .05 (and the change beyond ± noise). Medians and
//! ratios go back to their rows. Limits: sums, changes and fixed baselines are untested.

use crate::measure::{Measure, Measures, State, Subject, trailing};
use crate::period::{Grain, Period};
use crate::statistics::{self, Interval};
use crate::workspace::{Against, Direction, Kind, Kpi};

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
    let at = |period: Period| {
        let month = |day| Period::containing(Grain::Month, day);
        Side {
            measure: measures.get(subject, &kpi.id, period),
            span: (month(period.start()), month(period.end())),
            months: f64::from(period.grain().months()),
        }
    };
    let now = at(period);
    let test = Comparable {
        measures,
        subject,
        kpi,
    };
    let against = |comparison, before: Side| Change {
        comparison,
        amount: amount(kpi, now.measure, before.measure),
        verdict: test.verdict(&now, &before),
    };
    let mut all = vec![
        against(Comparison::Previous, at(period.offset(-1))),
        // A year before a year is the previous one.
        against(Comparison::LastYear, at(period.year_before())),
    ];
    if period.grain() == Grain::Year {
        all.pop();
    }
    match baseline {
        Against::Previous | Against::LastYear => {}
        Against::Trailing12 => {
            let pooled = pooled(measures, subject, kpi, period);
            all.push(against(Comparison::Baseline, pooled));
        }
        Against::Fixed(value) => {
            let before = now.measure.map(|now| Measure { value, ..now });
            all.push(Change {
                comparison: Comparison::Baseline,
                amount: amount(kpi, now.measure, before),
                verdict: Verdict::Untested,
            });
        }
    }
    all
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
    fn verdict(&self, now: &Side, before: &Side) -> Verdict {
        let usable = |side: &Side| side.measure.filter(|m| m.state != State::Insufficient);
        let (Some(value), Some(base)) = (usable(now), usable(before)) else {
            return Verdict::Insufficient;
        };
        let Some(direction) = self.kpi.direction else {
            return Verdict::Untested;
        };
        let better = match self.evidence(&value, &base, now, before) {
            None => return Verdict::Untested,
            Some(Evidence::Tested(true)) => {
                let change = value.value - base.value;
                let exactly = Interval {
                    low: change,
                    high: change,
                };
                oriented(exactly, direction)
            }
            Some(Evidence::Tested(false)) => return Verdict::Unchanged,
            Some(Evidence::Limits(interval)) => oriented(interval, direction),
        };
        if better.low > self.kpi.noise {
            Verdict::Improved
        } else if better.high < -self.kpi.noise {
            Verdict::Worsened
        } else {
            Verdict::Unchanged
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
            Kind::Rate { .. } => {
                // Effective rows where rows have weights.
                let part = |m: &Measure| {
                    let rows = if m.detail.is_finite() {
                        m.detail
                    } else {
                        m.denominator
                    };
                    (m.numerator / m.denominator * rows, rows)
                };
                let interval = statistics::rate_change(part(value), part(base))?;
                Some(Evidence::Limits(interval.scaled(100.0)))
            }
            Kind::Nps { .. } => {
                let part = |m: &Measure| (m.numerator + m.detail, m.detail, n(m));
                statistics::nps_change(part(value), part(base)).map(Evidence::Limits)
            }
            Kind::Mean { weight: None, .. } => {
                let part = |m: &Measure| (m.value, m.detail, n(m));
                mean_limits(part(value), part(base)).map(Evidence::Limits)
            }
            Kind::Count => {
                let (now, before) = ((n(value), now.months), (n(base), before.months));
                let test = statistics::count_test(now, before)?;
                Some(Evidence::Tested(test.p < CHANCE))
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
            Kind::Mean { .. } | Kind::Percentile { .. } => {
                let part = |m: &Measure| {
                    let (low, high) = (m.low, m.high);
                    let known = low.is_finite() && high.is_finite();
                    known.then_some((m.value, Interval { low, high }))
                };
                let interval = statistics::change_from_intervals(part(value)?, part(base)?);
                Some(Evidence::Limits(interval))
            }
            Kind::Sum { .. } | Kind::Change { .. } => None,
        }
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

fn mean_limits(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<Interval> {
    // A t interval is wider than a normal one: what does not leave that one is
    // no change, without the search for the exact quantile.
    let error = (now.1 / now.2 + before.1 / before.2).sqrt();
    if (now.0 - before.0).abs() <= statistics::Z * error && now.2 >= 2.0 && before.2 >= 2.0 {
        return Some(Interval {
            low: -error,
            high: error,
        });
    }
    statistics::mean_change(now, before)
}

/// The twelve months before a period as one value, from their statistics.
fn pooled(measures: &Measures, subject: Subject, kpi: &Kpi, period: Period) -> Side {
    let first = Period::containing(Grain::Month, period.start());
    let span = (first.offset(-12), first.offset(-1));
    let months: Vec<Measure> = first
        .offset(-1)
        .trailing(12)
        .filter_map(|month| measures.get(subject, &kpi.id, month))
        .filter(|measure| measure.value.is_finite())
        .collect();
    Side {
        measure: pool(measures, subject, kpi, period, span, &months),
        span,
        months: months.len() as f64,
    }
}

fn pool(
    measures: &Measures,
    subject: Subject,
    kpi: &Kpi,
    period: Period,
    span: (Period, Period),
    months: &[Measure],
) -> Option<Measure> {
    let n: u32 = months.iter().map(|month| month.n).sum();
    let sum = |part: fn(&Measure) -> f64| months.iter().map(part).sum::<f64>();
    let (numerator, denominator) = (sum(|m| m.numerator), sum(|m| m.denominator));
    let (value, detail) = match kpi.kind {
        Kind::Rate { .. } => {
            // Σ weight² of a month is (Σ weight)² ÷ its effective rows; not a number
            // where rows have no weights.
            let squares = sum(|m| m.denominator * m.denominator / m.detail);
            (
                100.0 * numerator / denominator,
                denominator * denominator / squares,
            )
        }
        Kind::Nps { .. } => (100.0 * numerator / denominator, sum(|m| m.detail)),
        Kind::Mean { .. } => {
            let mean = numerator / denominator;
            // Within months and between them (Chan, Golub and LeVeque 1979).
            let within = sum(|m| m.detail * f64::from(m.n.saturating_sub(1)));
            let between: f64 = months
                .iter()
                .map(|m| f64::from(m.n) * (m.value - mean).powi(2))
                .sum();
            (mean, (within + between) / f64::from(n.max(2) - 1))
        }
        Kind::Ratio { .. } => (numerator / denominator, f64::NAN),
        Kind::Percentile {
            percentile: 50.0, ..
        } => {
            let rows = measures.sample(subject, &kpi.id, span.0, span.1)?;
            let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
            (statistics::median(&values)?, f64::NAN)
        }
        Kind::Count | Kind::Sum { .. } | Kind::Percentile { .. } | Kind::Change { .. } => {
            (trailing(measures, subject, kpi, period)?.0, f64::NAN)
        }
    };
    let state = if n < kpi.min_n || !value.is_finite() {
        State::Insufficient
    } else {
        State::Final
    };
    Some(Measure {
        value,
        n,
        numerator,
        denominator,
        low: f64::NAN,
        high: f64::NAN,
        detail,
        state,
    })
}
