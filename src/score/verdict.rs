//! What can be said of a change: improved, worsened, no evidence of change, too little data.
//!
//! A change is *improved* or *worsened* only where the 95 % interval of the change lies
//! beyond zero (and beyond ± noise) in the KPI's direction. Limits: rates, net promoter
//! scores and unweighted means are tested; other kinds are shown untested.

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

/// The changes of a value against the previous period, last year and the baseline.
pub(super) fn changes(
    measures: &Measures,
    subject: Subject,
    kpi: &Kpi,
    period: Period,
    baseline: Against,
) -> Vec<Change> {
    let now = measures.get(subject, &kpi.id, period);
    let at = |period: Period| measures.get(subject, &kpi.id, period);
    let against = |comparison, before: Option<Measure>| Change {
        comparison,
        amount: amount(kpi, now, before),
        verdict: verdict(kpi, now, before),
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
            all.push(against(
                Comparison::Baseline,
                pooled(measures, subject, kpi, period),
            ));
        }
        Against::Fixed(value) => {
            let before = now.map(|now| Measure { value, ..now });
            all.push(Change {
                comparison: Comparison::Baseline,
                amount: amount(kpi, now, before),
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

fn verdict(kpi: &Kpi, now: Option<Measure>, before: Option<Measure>) -> Verdict {
    let usable = |measure: &Measure| measure.state != State::Insufficient;
    let (Some(now), Some(before)) = (now.filter(usable), before.filter(usable)) else {
        return Verdict::Insufficient;
    };
    let (Some(interval), Some(direction)) = (interval(kpi, &now, &before), kpi.direction) else {
        return Verdict::Untested;
    };
    let better = match direction {
        Direction::Up => interval,
        Direction::Down => interval.negated(),
    };
    if better.low > kpi.noise {
        Verdict::Improved
    } else if better.high < -kpi.noise {
        Verdict::Worsened
    } else {
        Verdict::Unchanged
    }
}

/// The 95 % interval of `now − before` in the KPI's unit, or any interval around zero
/// where that is all that matters; `None` where there is no test.
fn interval(kpi: &Kpi, now: &Measure, before: &Measure) -> Option<Interval> {
    let n = |measure: &Measure| f64::from(measure.n);
    match kpi.kind {
        Kind::Rate { .. } => {
            // Effective rows where rows have weights.
            let rows = |m: &Measure| {
                if m.detail.is_finite() {
                    m.detail
                } else {
                    m.denominator
                }
            };
            let part = |m: &Measure| (m.numerator / m.denominator * rows(m), rows(m));
            statistics::rate_change(part(now), part(before)).map(|i| i.scaled(100.0))
        }
        Kind::Nps { .. } => {
            let part = |m: &Measure| (m.numerator + m.detail, m.detail, n(m));
            statistics::nps_change(part(now), part(before))
        }
        Kind::Mean { weight: None, .. } => {
            let part = |m: &Measure| (m.value, m.detail, n(m));
            let (now, before) = (part(now), part(before));
            // A t interval is wider than a normal one: what does not leave that one is
            // no change, without the search for the exact quantile.
            let error = (now.1 / now.2 + before.1 / before.2).sqrt();
            if (now.0 - before.0).abs() <= statistics::Z * error && now.2 >= 2.0 && before.2 >= 2.0
            {
                return Some(Interval {
                    low: -error,
                    high: error,
                });
            }
            statistics::mean_change(now, before)
        }
        _ => None,
    }
}

/// The twelve months before a period as one value, from their statistics.
fn pooled(measures: &Measures, subject: Subject, kpi: &Kpi, period: Period) -> Option<Measure> {
    let first = Period::containing(Grain::Month, period.start());
    let months: Vec<Measure> = first
        .offset(-1)
        .trailing(12)
        .filter_map(|month| measures.get(subject, &kpi.id, month))
        .filter(|measure| measure.n > 0 && measure.value.is_finite())
        .collect();
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
