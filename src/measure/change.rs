//! KPIs that are the improvement of another KPI over a base, in percent.
//!
//! (base − now) ÷ base where lower is better, (now − base) ÷ base where higher is.
//! Limits: no interval yet.

use super::aggregate::Frame;
use super::table::{Measure, Measures, Row, State, Subject};
use super::value;
use crate::period::{Grain, Period};
use crate::workspace::{Against, Direction, Kind, Kpi};

/// The values of a change for every subject and period in which its base has one.
pub(super) fn derive(
    frame: &Frame<'_>,
    kpi: &Kpi,
    base: &Kpi,
    against: Against,
    measures: &Measures,
) -> Vec<Row> {
    let sign = base.direction.map_or(1.0, Direction::sign);
    let mut rows = Vec::new();
    for (subject, id, period, now) in measures.iter() {
        if id != base.id || period.grain() == Grain::Whole {
            continue;
        }
        let Some((before, n)) = reference(measures, subject, base, period, against) else {
            continue;
        };
        let change = 100.0 * sign * (now.value - before) / before;
        let n = n.unwrap_or(now.n).min(now.n);
        let mut state = value::state(kpi, n, change, period, frame.as_of);
        if now.state == State::Insufficient || n < base.min_n || before <= 0.0 {
            state = State::Insufficient;
        } else if now.state == State::Provisional {
            state = state.max(State::Provisional);
        }
        rows.push(Row {
            subject,
            period,
            measure: Measure {
                value: change,
                n,
                numerator: now.value,
                denominator: before,
                low: f64::NAN,
                high: f64::NAN,
                detail: f64::NAN,
                state,
            },
        });
    }
    rows
}

/// The value to compare with and its rows; a fixed value has none.
fn reference(
    measures: &Measures,
    subject: Subject,
    base: &Kpi,
    period: Period,
    against: Against,
) -> Option<(f64, Option<u32>)> {
    let at = |period: Period| measures.get(subject, &base.id, period);
    let single = |measure: Measure| (measure.value, Some(measure.n));
    match against {
        Against::Fixed(value) => Some((value, None)),
        Against::Previous => at(period.offset(-1)).map(single),
        Against::LastYear => at(period.year_before()).map(single),
        Against::Trailing12 => trailing(measures, subject, base, period).map(|(v, n)| (v, Some(n))),
    }
}

/// What a period would have been at the pace of the twelve months before it, and the
/// rows behind that: the mean of the monthly values, weighted by their rows; for counts
/// and sums the mean month times the months of the period.
pub fn trailing(
    measures: &Measures,
    subject: Subject,
    kpi: &Kpi,
    period: Period,
) -> Option<(f64, u32)> {
    let additive = matches!(kpi.kind, Kind::Count | Kind::Sum { .. });
    let first = Period::containing(Grain::Month, period.start());
    let (mut sum, mut weight, mut rows) = (0.0, 0.0, 0);
    for month in first.offset(-1).trailing(12) {
        if let Some(measure) = measures
            .get(subject, &kpi.id, month)
            .filter(|m| m.value.is_finite())
        {
            let share = if additive { 1.0 } else { f64::from(measure.n) };
            sum += measure.value * share;
            weight += share;
            rows += measure.n;
        }
    }
    let months = if additive {
        f64::from(period.grain().months())
    } else {
        1.0
    };
    (weight > 0.0).then(|| (sum / weight * months, rows))
}
