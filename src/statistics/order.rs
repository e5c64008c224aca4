//! The order of values, and medians and percentiles with their intervals.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Interval;
use super::distribution::binomial_quantile;

/// A whole number that orders values as [`f64::total_cmp`] does, and is compared faster.
pub fn rank(value: f64) -> i64 {
    turned(value.to_bits() as i64)
}

/// The value that has this [`rank`].
pub(super) fn unrank(rank: i64) -> f64 {
    f64::from_bits(turned(rank) as u64)
}

/// The bits of a negative number in the opposite order, and back.
fn turned(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// The median of values in ascending order; `None` for none.
pub fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(sorted[middle - 1].midpoint(sorted[middle])),
    }
}

/// 95 % interval of the median by order statistics of Binomial(n, ½): `sorted` holds
/// the values in ascending order; `None` for fewer than 6.
pub fn median_interval(sorted: &[f64]) -> Option<Interval> {
    percentile_interval(sorted, 50.0)
}

/// 95 % interval of a percentile (0 to 100) by order statistics: the share of values
/// below it is Binomial(n, `percentile` %). `sorted` holds the values in ascending
/// order. `None` where no two of them enclose it with 95 %: below 6 for the median,
/// below 36 for the 90th percentile. (Conover 1999, section 3.2.)
pub fn percentile_interval(sorted: &[f64], percentile: f64) -> Option<Interval> {
    let (low, high) = known_positions(sorted.len(), percentile / 100.0)?;
    Some(Interval {
        low: sorted[low],
        high: sorted[high],
    })
}

/// The same as [`positions`], which is asked for the same numbers of values again and again.
fn known_positions(n: usize, p: f64) -> Option<(usize, usize)> {
    type Known = BTreeMap<(usize, u64), Option<(usize, usize)>>;
    thread_local! {
        static KNOWN: RefCell<Known> = const { RefCell::new(BTreeMap::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        let found = known.entry((n, p.to_bits()));
        *found.or_insert_with(|| positions(n, p))
    })
}

/// Positions, from 0, of the narrowest pair with at most 2.5 % beyond each.
fn positions(n: usize, p: f64) -> Option<(usize, usize)> {
    let outside = |share: f64| share.powf(n as f64) > 0.025;
    if n == 0 || outside(p) || outside(1.0 - p) {
        return None;
    }
    // The least count with more than 2.5 % at or below it is the position itself.
    let low = binomial_quantile(n as u64, p, 0.025_f64.next_up()) as usize;
    let high = binomial_quantile(n as u64, p, 0.975) as usize;
    (low >= 1 && high < n).then(|| (low - 1, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(n: u32) -> Vec<f64> {
        (1..=n).map(f64::from).collect()
    }

    fn limits(n: u32, percentile: f64) -> Option<(f64, f64)> {
        percentile_interval(&counting(n), percentile).map(|i| (i.low, i.high))
    }

    #[test]
    fn medians_take_the_order_statistics_of_the_binomial() {
        assert_eq!(limits(5, 50.0), None);
        assert_eq!(limits(6, 50.0), Some((1.0, 6.0)));
        assert_eq!(limits(10, 50.0), Some((2.0, 9.0)));
        // scipy.stats.binom.ppf(0.025, 100000, 0.5) = 49690
        assert_eq!(limits(100_000, 50.0), Some((49_690.0, 50_311.0)));
    }

    #[test]
    fn a_high_percentile_needs_more_values() {
        assert_eq!(limits(35, 90.0), None);
        assert_eq!(limits(36, 90.0).map(|l| l.1), Some(36.0));
        // scipy.stats.binom.ppf([0.025, 0.975], 200, 0.9) = [171, 188]
        assert_eq!(limits(200, 90.0), Some((171.0, 189.0)));
    }
}
