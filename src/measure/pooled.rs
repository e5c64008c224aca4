//! The twelve months before a period as one value.

use super::change::trailing;
use super::table::{Measure, Measures, State, Subject};
use crate::period::{Grain, Period};
use crate::statistics;
use crate::workspace::{Kind, Kpi, RowSpan};

/// The twelve months before a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pooled {
    /// As one value, without limits; absent where it cannot be made.
    pub measure: Option<Measure>,
    /// First and last month.
    pub span: (Period, Period),
    /// Months with a value, which counts are compared by.
    pub months: f64,
}

/// The twelve months before a period as one value, from their statistics.
pub fn pooled(measures: &Measures, subject: Subject, kpi: &Kpi, period: Period) -> Pooled {
    let first = Period::containing(Grain::Month, period.start());
    let span = (first.offset(-12), first.offset(-1));
    let months: Vec<Measure> = twelve_months(measures, subject, kpi, period)
        .map(|(_, measure)| measure)
        .collect();
    Pooled {
        measure: pool(measures, subject, kpi, period, span, &months),
        span,
        months: months.len() as f64,
    }
}

/// The months before a period that have a value, oldest first.
pub(super) fn twelve_months<'a>(
    measures: &'a Measures,
    subject: Subject,
    kpi: &'a Kpi,
    period: Period,
) -> impl Iterator<Item = (Period, Measure)> + 'a {
    let first = Period::containing(Grain::Month, period.start());
    first.offset(-1).trailing(12).filter_map(move |month| {
        let measure = measures.get(subject, &kpi.id, month)?;
        measure.value.is_finite().then_some((month, measure))
    })
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

/// First and last month whose rows a value of `period` has, for KPIs that are tested by
/// rows; `last` is the last month that is measured.
pub(super) fn months_of(kpi: &Kpi, period: Period, last: Period) -> (Period, Period) {
    let month = |day| Period::containing(Grain::Month, day);
    let end = month(period.end()).min(last);
    match kpi.rows.as_ref().map(|rows| rows.span) {
        Some(RowSpan::LastMonth) => (end, end),
        Some(RowSpan::Trailing(months)) => (end.offset(1 - months as i32), end),
        Some(RowSpan::Period) | None => (month(period.start()), end),
    }
}
