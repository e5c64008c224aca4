//! 95 % intervals of single values.

use std::sync::LazyLock;

use super::distribution::{gamma_quantile, student_quantile as find_quantile};
use super::{Interval, Z};

/// Wilson score interval of `hits` out of `n` (Wilson 1927); `None` for `n` = 0.
pub fn rate_interval(hits: f64, n: f64) -> Option<Interval> {
    (n > 0.0).then(|| wilson(hits, n, Z))
}

/// The Wilson interval at the quantile `z`.
pub(super) fn wilson(hits: f64, n: f64, z: f64) -> Interval {
    let (rate, square) = (hits / n, z * z);
    let centre = (hits + square / 2.0) / (n + square);
    let spread = (rate * (1.0 - rate) / n + square / (4.0 * n * n)).sqrt();
    let half = z * spread / (1.0 + square / n);
    Interval {
        low: if hits <= 0.0 {
            0.0
        } else {
            (centre - half).max(0.0)
        },
        high: if hits >= n {
            1.0
        } else {
            (centre + half).min(1.0)
        },
    }
}

/// Shares of promoters and detractors with three pseudo-answers, and their variance:
/// the adjusted Wald method (Sauro and Lewis, after Rocks 2016).
pub(super) fn adjusted_nps(promoters: f64, detractors: f64, n: f64) -> (f64, f64) {
    let (p, d) = (
        (promoters + 0.75) / (n + 3.0),
        (detractors + 0.75) / (n + 3.0),
    );
    (p - d, (p + d - (p - d) * (p - d)) / (n + 3.0))
}

/// Adjusted Wald interval of a net promoter score, clipped to ±100; `None` for `n` = 0.
pub fn nps_interval(promoters: f64, detractors: f64, n: f64) -> Option<Interval> {
    if n <= 0.0 {
        return None;
    }
    let (score, variance) = adjusted_nps(promoters, detractors, n);
    let half = Z * variance.sqrt();
    Some(Interval {
        low: (100.0 * (score - half)).max(-100.0),
        high: (100.0 * (score + half)).min(100.0),
    })
}

/// Student's t interval of a mean from its sample variance; `None` for `n` < 2.
pub fn mean_interval(mean: f64, variance: f64, n: f64) -> Option<Interval> {
    if n < 2.0 {
        return None;
    }
    let quantile = student_quantile(n - 1.0)?;
    let half = quantile * (variance.max(0.0) / n).sqrt();
    Some(Interval {
        low: mean - half,
        high: mean + half,
    })
}

/// Exact Poisson interval of a count (Garwood 1936).
pub fn count_interval(count: f64) -> Option<Interval> {
    COUNTS
        .get(count as usize)
        .copied()
        .unwrap_or_else(|| poisson_limits(count))
}

fn poisson_limits(count: f64) -> Option<Interval> {
    // Gamma(k, 1) at p is half the χ² quantile with 2k degrees of freedom.
    let low = if count <= 0.0 {
        0.0
    } else {
        gamma_quantile(count, 0.025)?
    };
    Some(Interval {
        low,
        high: gamma_quantile(count + 1.0, 0.975)?,
    })
}

/// Quantiles are found by iteration, and the same few are asked for a million times.
const TABLE: usize = 256;

/// The 97.5 % quantiles of Student's t by whole degrees of freedom.
static STUDENT: LazyLock<Vec<Option<f64>>> = LazyLock::new(|| {
    (0..TABLE)
        .map(|freedom| find_quantile(freedom as f64, 0.975))
        .collect()
});

/// Poisson limits by count.
static COUNTS: LazyLock<Vec<Option<Interval>>> = LazyLock::new(|| {
    (0..TABLE)
        .map(|count| poisson_limits(count as f64))
        .collect()
});

/// The 97.5 % quantile of Student's t; `None` for no degree of freedom.
pub(super) fn student_quantile(freedom: f64) -> Option<f64> {
    let whole = freedom.fract() == 0.0;
    let known = STUDENT.get(freedom as usize).filter(|_| whole);
    known
        .copied()
        .unwrap_or_else(|| find_quantile(freedom, 0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(interval: Option<Interval>, low: f64, high: f64, tolerance: f64) {
        let Some(interval) = interval else {
            unreachable!("there is no interval")
        };
        assert!((interval.low - low).abs() < tolerance, "{interval:?}");
        assert!((interval.high - high).abs() < tolerance, "{interval:?}");
    }

    #[test]
    fn rates_have_wilson_intervals() {
        close(rate_interval(9.0, 10.0), 0.596, 0.982, 5e-4);
        close(rate_interval(3.0, 3.0), 0.4385, 1.0, 5e-4);
        close(rate_interval(0.0, 5.0), 0.0, 0.4345, 5e-4);
        assert_eq!(rate_interval(0.0, 0.0), None);
    }

    #[test]
    fn net_promoter_scores_have_adjusted_wald_intervals() {
        close(nps_interval(5.0, 2.0, 10.0), -19.1, 65.2, 0.05);
        close(nps_interval(50.0, 25.0, 100.0), 8.3, 40.2, 0.05);
        close(nps_interval(3.0, 0.0, 3.0), -6.6, 100.0, 0.05);
    }

    #[test]
    fn means_have_t_intervals_and_one_value_has_none() {
        // scipy.stats.t.interval(0.95, 9, loc=5, scale=sqrt(4/10))
        close(
            mean_interval(5.0, 4.0, 10.0),
            3.569_286_9,
            6.430_713_1,
            1e-6,
        );
        assert_eq!(mean_interval(5.0, 0.0, 1.0), None);
    }

    #[test]
    fn counts_have_exact_poisson_intervals() {
        close(count_interval(0.0), 0.0, 3.688_879, 1e-5);
        close(count_interval(10.0), 4.795_389, 18.390_356, 1e-5);
    }
}
