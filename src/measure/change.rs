//! KPIs that are the improvement of another KPI over a base.
//!
//! In percent: (base − now) ÷ base where lower is better, (now − base) ÷ base where higher
//! is. In points, where the KPI's unit is points: base − now, or now − base; so for net
//! promoter scores and ratings, which have no natural zero. Intervals are those of
//! [`super::compared`].

use super::compared::Compared;
use super::table::{Measure, Measures, Row, State, Subject};
use super::value;
use crate::period::{Grain, Period};
use crate::statistics::Interval;
use crate::workspace::{Against, Direction, Kind, Kpi};

/// The values of a change for every subject and period in which its base has one.
pub(super) fn derive(compared: &Compared<'_>) -> Vec<Row> {
    let Compared {
        kpi,
        base,
        measures,
        against,
        frame,
        ..
    } = *compared;
    let sign = base.direction.map_or(1.0, Direction::sign);
    let relative = !kpi.is_difference();
    let mut rows = Vec::new();
    for (subject, id, period, now) in measures.iter() {
        if id != base.id || matches!(period.grain(), Grain::Week | Grain::Whole) {
            continue;
        }
        let Some((before, n)) = reference(measures, subject, base, period, against) else {
            continue;
        };
        let improvement = sign * (now.value - before);
        let change = match relative {
            true => 100.0 * improvement / before,
            false => improvement,
        };
        let n = n.unwrap_or(now.n).min(now.n);
        let mut state = value::state(kpi, n, change, period, frame.as_of);
        if now.state == State::Insufficient || n < base.min_n || (relative && before <= 0.0) {
            state = State::Insufficient;
        } else if now.state == State::Provisional {
            state = state.max(State::Provisional);
        }
        let limits = match state {
            State::Insufficient => None,
            _ => compared.limits(subject, period, &now, relative),
        };
        let limits = limits.map(|limits| {
            let limits = if sign < 0.0 { limits.negated() } else { limits };
            limits.scaled(if relative { 100.0 } else { 1.0 })
        });
        let Interval { low, high } = limits.unwrap_or(Interval {
            low: f64::NAN,
            high: f64::NAN,
        });
        rows.push(Row {
            subject,
            period,
            measure: Measure {
                value: change,
                n,
                numerator: now.value,
                denominator: before,
                low,
                high,
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
        kpi.quota
            .and_then(|quota| quota.over)
            .map_or_else(|| f64::from(period.grain().months()), |_| 1.0)
    } else {
        1.0
    };
    (weight > 0.0).then(|| (sum / weight * months, rows))
}
