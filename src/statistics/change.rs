//! 95 % intervals of the change from one sample to another.

use super::interval::{adjusted_nps, rate_interval, student_quantile};
use super::{Interval, Z};

/// Newcombe's interval of `now − before` for two rates, from their Wilson limits
/// (Newcombe 1998, method 10). Hits and rows; `None` if either has no rows.
pub fn rate_change(now: (f64, f64), before: (f64, f64)) -> Option<Interval> {
    let (a, b) = (
        rate_interval(now.0, now.1)?,
        rate_interval(before.0, before.1)?,
    );
    let (p, q) = (now.0 / now.1, before.0 / before.1);
    let difference = p - q;
    Some(Interval {
        low: difference - ((p - a.low).powi(2) + (b.high - q).powi(2)).sqrt(),
        high: difference + ((a.high - p).powi(2) + (q - b.low).powi(2)).sqrt(),
    })
}

/// Interval of `now − before` for two net promoter scores, from the adjusted scores.
/// Promoters, detractors and answers; `None` if either has no answers.
pub fn nps_change(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<Interval> {
    if now.2 <= 0.0 || before.2 <= 0.0 {
        return None;
    }
    let (a, b) = (
        adjusted_nps(now.0, now.1, now.2),
        adjusted_nps(before.0, before.1, before.2),
    );
    let (difference, half) = (a.0 - b.0, Z * (a.1 + b.1).sqrt());
    Some(Interval {
        low: 100.0 * (difference - half),
        high: 100.0 * (difference + half),
    })
}

/// Welch's interval of `now − before` for two means. Mean, sample variance and rows;
/// `None` if either has fewer than 2 rows or neither varies.
pub fn mean_change(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<Interval> {
    if now.2 < 2.0 || before.2 < 2.0 {
        return None;
    }
    let (a, b) = (now.1.max(0.0) / now.2, before.1.max(0.0) / before.2);
    if a + b <= 0.0 {
        return None;
    }
    let freedom = (a + b).powi(2) / (a * a / (now.2 - 1.0) + b * b / (before.2 - 1.0));
    let quantile = student_quantile(freedom)?;
    let (difference, half) = (now.0 - before.0, quantile * (a + b).sqrt());
    Some(Interval {
        low: difference - half,
        high: difference + half,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rates_have_newcombes_interval() {
        let interval = rate_change((9.0, 10.0), (6.0, 10.0));
        let near = |a: f64, b: f64| (a - b).abs() < 5e-4;
        assert!(
            interval.is_some_and(|i| near(i.low, -0.082) && near(i.high, 0.599)),
            "{interval:?}"
        );
    }

    #[test]
    fn plus_27_points_at_20_answers_each_are_no_evidence_of_change() {
        // +25: 9 promoters, 4 detractors; +52 is nearest with 12 and 2 (+50).
        let interval = nps_change((12.0, 2.0, 20.0), (9.0, 4.0, 20.0));
        assert!(
            interval.is_some_and(|i| i.low < 0.0 && i.high > 0.0),
            "{interval:?}"
        );
        let far = nps_change((180.0, 5.0, 200.0), (90.0, 40.0, 200.0));
        assert!(far.is_some_and(|i| i.low > 0.0), "{far:?}");
    }

    #[test]
    fn two_means_have_welchs_interval() {
        // scipy.stats.ttest_ind_from_stats(50, 6, 12, 44, 9, 15, equal_var=False).confidence_interval()
        let interval = mean_change((50.0, 36.0, 12.0), (44.0, 81.0, 15.0));
        let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
        assert!(
            interval.is_some_and(|i| near(i.low, 0.022_445_79) && near(i.high, 11.977_554_21)),
            "{interval:?}"
        );
        assert_eq!(mean_change((1.0, 0.0, 3.0), (1.0, 0.0, 3.0)), None);
    }
}
