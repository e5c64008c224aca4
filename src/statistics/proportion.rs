//! Intervals of a relative change, `now ÷ before − 1`, and of means of values.
//!
//! Both put together limits that single values have already (the method of variance
//! estimates recovery), so they serve every kind of value that has an interval. Limits:
//! the values are taken to be independent.

use super::Interval;

/// The 95 % interval of `now ÷ before − 1` from the intervals of both (Donner and Zou
/// 2012). From intervals that are symmetric it is that of Fieller (1954). Value and its
/// interval, each. `None` where what was before may be 0 or less: then nothing bounds
/// the change from above.
pub fn relative_change(now: (f64, Interval), before: (f64, Interval)) -> Option<Interval> {
    let ((a, own), (b, base)) = (now, before);
    if base.low <= 0.0 || ![own.low, own.high, base.high].iter().all(|l| l.is_finite()) {
        return None;
    }
    // The roots of x²·(b² − e²) − 2·a·b·x + (a² − d²), where d and e are the distances from
    // both values to the limits that count. Their discriminant, written without differences
    // of what is nearly equal, is a²e² + b²d² − d²e².
    let root = |d: f64, e: f64| {
        let square = a * a * e * e + b * b * d * d - d * d * e * e;
        square.max(0.0).sqrt()
    };
    let product = a * b;
    let (low, over) = (a - own.low, base.high - b);
    let (least, most) = (
        own.low * (2.0 * a - own.low),
        base.high * (2.0 * b - base.high),
    );
    // Of the two forms of the lower root the one that loses no digits.
    let lower = match product >= 0.0 {
        true if least == 0.0 => 0.0,
        true => least / (product + root(low, over)),
        false => (product - root(low, over)) / most,
    };
    let (high, under) = (own.high - a, b - base.low);
    let upper = (product + root(high, under)) / (base.low * (2.0 * b - base.low));
    let limits = Interval {
        low: lower - 1.0,
        high: upper - 1.0,
    };
    (limits.low.is_finite() && limits.high.is_finite()).then_some(limits)
}

/// The weighted mean of independent values and its 95 % interval from theirs (Zou and
/// Donner 2008). Weight, value and interval, each; `None` without weight.
pub fn mean_of_values(parts: &[(f64, f64, Interval)]) -> Option<(f64, Interval)> {
    let weight: f64 = parts.iter().map(|part| part.0).sum();
    let mean = |value: fn(&(f64, f64, Interval)) -> f64| {
        parts.iter().map(|part| part.0 * value(part)).sum::<f64>() / weight
    };
    let reach = |distance: fn(&(f64, f64, Interval)) -> f64| {
        let squares = parts.iter().map(|part| (part.0 * distance(part)).powi(2));
        squares.sum::<f64>().sqrt() / weight
    };
    let value = mean(|part| part.1);
    let limits = Interval {
        low: value - reach(|(_, value, limits)| value - limits.low),
        high: value + reach(|(_, value, limits)| limits.high - value),
    };
    (weight > 0.0 && limits.low.is_finite() && limits.high.is_finite()).then_some((value, limits))
}

/// The widest that the 95 % interval of `now − before` can be, however the two values hang
/// together: distances from each value to its limits are added instead of their squares.
/// For changes that share a sample. Value and its interval, each.
pub fn change_at_most(now: (f64, Interval), before: (f64, Interval)) -> Interval {
    Interval {
        low: now.1.low - before.1.high,
        high: now.1.high - before.1.low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{mean_interval, rate_interval};

    fn near(found: Option<Interval>, low: f64, high: f64) {
        assert!(
            found.is_some_and(|i| (i.low - low).abs() < 1e-9 && (i.high - high).abs() < 1e-9),
            "{found:?}, not [{low}, {high}]"
        );
    }

    #[test]
    fn two_means_have_fiellers_interval() {
        // 40 and 50 with half-widths 4 and 5. Fieller: the roots of
        // (50² − 5²)·x² − 2·40·50·x + (40² − 4²) = 2475 x² − 4000 x + 1584.
        let around = |value: f64, half: f64| {
            let (low, high) = (value - half, value + half);
            (value, Interval { low, high })
        };
        let root = (4000.0_f64 * 4000.0 - 4.0 * 2475.0 * 1584.0).sqrt();
        let (low, high) = ((4000.0 - root) / 4950.0, (4000.0 + root) / 4950.0);
        near(
            relative_change(around(40.0, 4.0), around(50.0, 5.0)),
            low - 1.0,
            high - 1.0,
        );
        // What is 0 or less now may be a fall by all and more.
        let lost = relative_change(around(-10.0, 2.0), around(50.0, 5.0));
        assert!(lost.is_some_and(|i| i.low < -1.2 && i.high > -1.2 && i.high < -1.0));
        assert_eq!(relative_change(around(40.0, 4.0), around(3.0, 5.0)), None);
    }

    #[test]
    fn a_rate_of_nothing_fell_by_all_at_most() {
        let rate = |k: f64, n: f64| rate_interval(k, n).map(|i| (k / n, i));
        let found = rate(0.0, 20.0).zip(rate(10.0, 20.0));
        let found = found.and_then(|(now, before)| relative_change(now, before));
        assert!(
            found.is_some_and(|i| i.low == -1.0 && i.high < 0.0),
            "{found:?}"
        );
    }

    #[test]
    fn the_mean_of_values_is_surer_than_each_and_a_shared_sample_less_sure() {
        let one = mean_interval(10.0, 4.0, 9.0);
        let half = one.map_or(f64::NAN, |i| i.high - 10.0);
        let part = one.map(|i| (9.0, 10.0, i));
        let four: Vec<_> = std::iter::repeat_n(part, 4).flatten().collect();
        let mean = mean_of_values(&four).map(|found| found.1);
        near(mean, 10.0 - half / 2.0, 10.0 + half / 2.0);
        assert_eq!(mean_of_values(&[]), None);
        let both = part.map(|(_, value, limits)| change_at_most((value, limits), (value, limits)));
        near(both, -2.0 * half, 2.0 * half);
    }
}
