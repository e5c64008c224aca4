//! Funnel limits: how far a rate or a mean of n rows strays by chance from a common
//! value (Spiegelhalter 2005, "Funnel plots for comparing institutional performance").

use super::distribution::binomial_quantile;
use super::{Interval, Z};

/// The 99.9 % quantile of the normal distribution: limits at 99.8 %.
const FAR: f64 = 3.090_232_306_167_813;

/// Limits around a common value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Funnel {
    /// 19 of 20 are within by chance alone.
    pub inner: Interval,
    /// 998 of 1,000 are.
    pub outer: Interval,
}

/// Exact binomial limits of a rate of `n` rows where the common rate is `rate` (0 to 1), in
/// whole hits: beyond each lies at most 2.5 % (0.1 %) of chance. Spiegelhalter's appendix A.1
/// interpolates between whole hits for a smoother curve; that would put one hit of one row
/// beyond the limits of a common rate of 0.8. `None` for no rows or for a rate beyond 0 to 1.
pub fn rate_funnel(rate: f64, n: u32) -> Option<Funnel> {
    if n == 0 || !(0.0..=1.0).contains(&rate) {
        return None;
    }
    let limit = |level: f64| binomial_quantile(u64::from(n), rate, level) as f64 / f64::from(n);
    let between = |tail: f64| Interval {
        low: limit(tail),
        high: limit(1.0 - tail),
    };
    Some(Funnel {
        inner: between(0.025),
        outer: between(0.001),
    })
}

/// Normal limits of a mean of `n` rows where single rows have mean `mean` and standard
/// deviation `deviation` (Spiegelhalter's appendix A.2). `None` for no rows.
pub fn mean_funnel(mean: f64, deviation: f64, n: u32) -> Option<Funnel> {
    if n == 0 {
        return None;
    }
    let error = deviation / f64::from(n).sqrt();
    let within = |quantile: f64| Interval {
        low: mean - quantile * error,
        high: mean + quantile * error,
    };
    Some(Funnel {
        inner: within(Z),
        outer: within(FAR),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_a_rate_narrow_as_rows_grow_and_stay_within_0_and_1() {
        let width = |n| rate_funnel(0.9, n).map_or(f64::NAN, |f| f.inner.high - f.inner.low);
        assert!(width(10) > width(100) && width(100) > width(1000));
        assert!(rate_funnel(1.0, 8).is_some_and(|f| f.outer.high <= 1.0));
        assert_eq!(rate_funnel(1.5, 8), None);
    }

    #[test]
    fn whole_hits_are_beyond_their_limits_only_if_that_is_rare() {
        let inner = |rate, n| rate_funnel(rate, n).map(|f| (f.inner.low, f.inner.high));
        // One row says nothing: both outcomes are likelier than 2.5 %.
        assert_eq!(inner(0.8, 1), Some((0.0, 1.0)));
        // Of 10 at one half, 0 or 1 hits have 11/1024 together, 2 or fewer 56/1024.
        assert_eq!(inner(0.5, 10), Some((0.2, 0.8)));
        let outer = rate_funnel(0.5, 10).map(|f| (f.outer.low, f.outer.high));
        // None has 1/1024, which is less than 0.1 %.
        assert_eq!(outer, Some((0.1, 0.9)));
        assert_eq!(rate_funnel(0.5, 0), None);
    }

    #[test]
    fn limits_of_a_mean_are_normal() {
        let funnel = mean_funnel(50.0, 10.0, 25);
        assert!(
            funnel.is_some_and(|f| (f.inner.high - 53.919_928).abs() < 1e-6
                && (f.outer.low - 43.819_535).abs() < 1e-6)
        );
    }
}
