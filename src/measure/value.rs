//! From statistics to a value with its interval and state.

use chrono::{Days, NaiveDate};

use super::stats::Stats;
use super::table::{Measure, State};
use crate::period::{Grain, Period, add_months};
use crate::statistics::{self, Interval};
use crate::workspace::{Kind, Kpi, Lag};

/// The value of merged statistics, for every kind but percentiles.
pub(super) fn evaluate(kpi: &Kpi, stats: &Stats, period: Period, as_of: NaiveDate) -> Measure {
    let (first, second, n) = (stats.first.value(), stats.second.value(), stats.n);
    let (value, numerator, denominator, interval, detail) = match &kpi.kind {
        Kind::Rate { weight: None, .. } => {
            let interval = statistics::rate_interval(first, n).map(|i| i.scaled(100.0));
            (100.0 * first / n, first, n, interval, f64::NAN)
        }
        Kind::Rate { .. } => {
            // Unequal weights say less than as many rows of equal weight would.
            let (total, effective) = (stats.weight.value(), stats.effective());
            let share = first / total;
            let interval = statistics::rate_interval(share * effective, effective);
            let interval = interval.map(|i| i.scaled(100.0));
            (100.0 * share, first, total, interval, effective)
        }
        Kind::Nps { .. } => {
            let interval = statistics::nps_interval(first, second, n);
            (
                100.0 * (first - second) / n,
                first - second,
                n,
                interval,
                second,
            )
        }
        Kind::Mean { weight, .. } => {
            let (mean, total) = (first / stats.weight.value(), stats.weight.value());
            let variance = stats.variance();
            let interval = if weight.is_none() {
                statistics::mean_interval(mean, variance, n)
            } else {
                statistics::weighted_mean_interval([total, first, second, stats.squares.value()])
            };
            (
                mean,
                first,
                total,
                interval,
                if weight.is_none() { variance } else { f64::NAN },
            )
        }
        Kind::Sum { .. } => (first, first, 1.0, None, second),
        Kind::Ratio { .. } => (first / second, first, second, None, f64::NAN),
        Kind::Count => (n, n, 1.0, statistics::count_interval(n), f64::NAN),
        Kind::Percentile { .. } | Kind::Change { .. } => {
            (f64::NAN, f64::NAN, f64::NAN, None, f64::NAN)
        }
    };
    Measure {
        value,
        n: n as u32,
        numerator,
        denominator,
        low: interval.map_or(f64::NAN, |interval| interval.low),
        high: interval.map_or(f64::NAN, |interval| interval.high),
        detail,
        state: state(kpi, n as u32, value, period, as_of),
    }
}

/// The value of a percentile from its rows in ascending order.
pub(super) fn evaluate_percentile(
    kpi: &Kpi,
    percentile: f64,
    sorted: &[f64],
    period: Period,
    as_of: NaiveDate,
) -> Measure {
    let value = interpolate(sorted, percentile);
    let interval = statistics::percentile_interval(sorted, percentile);
    let Interval { low, high } = interval.unwrap_or(Interval {
        low: f64::NAN,
        high: f64::NAN,
    });
    Measure {
        value,
        n: sorted.len() as u32,
        numerator: value,
        denominator: sorted.len() as f64,
        low,
        high,
        detail: f64::NAN,
        state: state(kpi, sorted.len() as u32, value, period, as_of),
    }
}

/// Linear interpolation between order statistics (Hyndman and Fan's type 7), so that
/// the 50th percentile of an even number of values is the mean of the middle two.
pub(crate) fn interpolate(sorted: &[f64], percentile: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let position = percentile / 100.0 * last as f64;
    let (below, above) = (position.floor() as usize, position.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (position - position.floor())
}

/// Whether a value is evidence yet, and final. The whole of the data never ends, so it is
/// as final as it gets.
pub(super) fn state(kpi: &Kpi, n: u32, value: f64, period: Period, as_of: NaiveDate) -> State {
    if n < kpi.min_n || !value.is_finite() {
        State::Insufficient
    } else if as_of < final_on(kpi.lag, period) && period.grain() != Grain::Whole {
        State::Provisional
    } else {
        State::Final
    }
}

/// The day from which the values of a period are final: its last day plus the lag.
pub fn final_on(lag: Lag, period: Period) -> NaiveDate {
    add_months(period.end(), lag.months)
        .checked_add_days(Days::new(u64::from(lag.days)))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert_eq!(interpolate(&[1.0, 2.0, 4.0, 9.0], 50.0), 3.0);
        assert_eq!(interpolate(&[1.0, 2.0, 4.0], 50.0), 2.0);
        assert!((interpolate(&[10.0, 20.0, 30.0, 40.0, 50.0], 90.0) - 46.0).abs() < 1e-12);
        assert_eq!(interpolate(&[7.0], 90.0), 7.0);
    }
}
