//! Percentiles of rows that are drawn anew, without drawing the rows.
//!
//! Of n rows drawn with replacement the k-th lies where the k-th of n uniform numbers
//! falls among the old ones, and that one is Beta(k, n − k + 1). So one draw costs the
//! same for six rows and for a million, and has exactly the distribution that drawing and
//! sorting the rows would give (Efron 1979).

use super::bootstrap::{DRAWS, limits};
use super::{Chance, Interval, percentile_interval};

impl Chance {
    /// A value of Gamma(`shape`, 1) for a `shape` of 1 or more (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = (9.0 * d).sqrt().recip();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 {
                let level = (1.0 - self.uniform()).ln();
                if level < 0.5 * x * x + d - d * v + d * v.ln() {
                    return d * v;
                }
            }
        }
    }

    /// The percentile (0 to 100, by linear interpolation) of as many rows as `sorted` has,
    /// drawn from it with replacement. `sorted` is in ascending order; not a number for none.
    pub fn percentile(&mut self, sorted: &[f64], percentile: f64) -> f64 {
        let n = sorted.len();
        let Some(last) = n.checked_sub(1) else {
            return f64::NAN;
        };
        let position = percentile / 100.0 * last as f64;
        let (below, share) = (position.floor(), position.fract());
        let value = |uniform: f64| sorted[((uniform * n as f64) as usize).min(last)];
        let before = self.gamma(below + 1.0);
        let uniform = before / (before + self.gamma(n as f64 - below));
        let low = value(uniform);
        if share == 0.0 {
            return low;
        }
        // The next of the uniform numbers is the least of those left above.
        let left = last as f64 - below;
        let gap = 1.0 - (1.0 - self.uniform()).powf(left.recip());
        low + (value(uniform + (1.0 - uniform) * gap) - low) * share
    }
}

/// Rows of one span of time in ascending order, and how much their percentile counts.
pub type Weighted = (f64, Vec<f64>);

/// 95 % interval of the change from one percentile to another by the seeded percentile
/// bootstrap of both samples: `now ÷ before − 1`, or `now − before` where not `relative`.
/// What was before is the weighted mean over its spans. `None` where the rows of either
/// side are too few for an interval of the percentile, where no draws differ, or where
/// what was before is 0 or less in more than 2.5 % of the draws.
pub fn percentile_change(
    now: &[f64],
    before: &[Weighted],
    percentile: f64,
    relative: bool,
    seed: u64,
) -> Option<Interval> {
    let mut all: Vec<f64> = before.iter().flat_map(|(_, rows)| rows).copied().collect();
    all.sort_by(f64::total_cmp);
    percentile_interval(now, percentile)?;
    percentile_interval(&all, percentile)?;
    let weight: f64 = before.iter().map(|(weight, _)| weight).sum();
    let mut chance = Chance::new(seed);
    let mut draw = || {
        let own = chance.percentile(now, percentile);
        let bases = before.iter();
        let base: f64 = bases
            .map(|(weight, rows)| weight * chance.percentile(rows, percentile))
            .sum();
        let base = base / weight;
        match relative {
            true if base <= 0.0 => f64::INFINITY,
            true => own / base - 1.0,
            false => own - base,
        }
    };
    let draws: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
    let varies = draws.iter().any(|draw| *draw != draws[0]);
    varies.then(|| limits(&draws)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [f64; 7] = [25.0, 30.0, 33.0, 38.0, 42.0, 45.0, 61.0];

    #[test]
    fn draws_have_the_distribution_of_drawn_and_sorted_rows() {
        // The median of 7 rows drawn from 7 is at most the third where at least 4 fall on
        // the lower three: P(Binomial(7, 3/7) ≥ 4).
        let expected: f64 = (4..=7)
            .map(|k| {
                let ways = [35.0, 21.0, 7.0, 1.0][k as usize - 4];
                ways * (3.0_f64 / 7.0).powi(k) * (4.0_f64 / 7.0).powi(7 - k)
            })
            .sum();
        let mut chance = Chance::new(11);
        let low = (0..40_000).filter(|_| chance.percentile(&DAYS, 50.0) <= 33.0);
        let share = low.count() as f64 / 40_000.0;
        assert!((share - expected).abs() < 0.01, "{share}, not {expected}");
        assert!(chance.percentile(&[], 50.0).is_nan());
        assert_eq!(chance.percentile(&[4.0], 90.0), 4.0);
    }

    #[test]
    fn a_median_that_halved_is_a_change_and_five_rows_are_too_few() {
        let now: Vec<f64> = DAYS.iter().map(|days| days / 2.0).collect();
        let before = [(1.0, DAYS.to_vec())];
        let found = percentile_change(&now, &before, 50.0, true, 1);
        assert!(
            found.is_some_and(|i| i.low < -0.5 && i.high > -0.5 && i.high < 0.0),
            "{found:?}"
        );
        assert_eq!(found, percentile_change(&now, &before, 50.0, true, 1));
        assert_eq!(percentile_change(&now[..5], &before, 50.0, true, 1), None);
        assert_eq!(
            percentile_change(&[3.0; 8], &[(1.0, vec![4.0; 8])], 50.0, true, 1),
            None
        );
    }

    #[test]
    fn gamma_has_its_mean_and_variance() {
        let mut chance = Chance::new(5);
        for shape in [1.0, 4.0, 250.0] {
            let values: Vec<f64> = (0..40_000).map(|_| chance.gamma(shape)).collect();
            let mean = values.iter().sum::<f64>() / 40_000.0;
            let square = |value: &f64| (value - mean).powi(2);
            let variance = values.iter().map(square).sum::<f64>() / 40_000.0;
            assert!((mean / shape - 1.0).abs() < 0.02, "{mean} of {shape}");
            assert!(
                (variance / shape - 1.0).abs() < 0.06,
                "{variance} of {shape}"
            );
        }
    }
}
