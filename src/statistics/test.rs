//! Tests of a change from one sample to another: how much, within which limits, and how
//! likely as much would be by chance.

use super::change::{mean_change, nps_change, rate_change};
use super::distribution::{beta_quantile, binomial_below, normal_tails, student_tails};
use super::interval::{adjusted_nps, wilson};
use super::{Interval, mean_interval};

/// What a test says. The interval excludes no change exactly where p is below .05.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// `now − before`, or `now ÷ before − 1` for counts; 0 is no change.
    pub change: f64,
    /// Its 95 % limits; none for the permutation test, which has none.
    pub interval: Option<Interval>,
    /// Two-sided p: the chance of a change at least as large if nothing changed.
    pub p: f64,
}

/// Two rates by Newcombe's method (Newcombe 1998, method 10). Hits and rows; `None` if
/// either has no rows. p is the level at which Newcombe's interval would touch 0.
pub fn rate_test(now: (f64, f64), before: (f64, f64)) -> Option<Test> {
    let interval = rate_change(now, before)?;
    let (rate, base) = (now.0 / now.1, before.0 / before.1);
    let (high, low) = if rate >= base {
        (now, before)
    } else {
        (before, now)
    };
    let change = rate - base;
    // How far the interval reaches towards 0 at a quantile z, which grows with z.
    let reach = |z: f64| {
        let below = high.0 / high.1 - wilson(high.0, high.1, z).low;
        let above = wilson(low.0, low.1, z).high - low.0 / low.1;
        below.hypot(above)
    };
    // Beyond 39 standard errors p is no longer a number above 0.
    let (mut from, mut to) = (0.0, 39.0);
    while change != 0.0 && to - from > 1e-14 * to {
        let middle = f64::midpoint(from, to);
        if middle <= from || middle >= to {
            break;
        }
        if reach(middle) < change.abs() {
            from = middle;
        } else {
            to = middle;
        }
    }
    Some(Test {
        change,
        interval: Some(interval),
        p: normal_tails(from),
    })
}

/// Two net promoter scores by their adjusted shares (Sauro and Lewis, after Rocks 2016).
/// Promoters, detractors and answers; `None` if either has no answers. `change` is of
/// the scores as they are, interval and p are of the adjusted ones.
pub fn nps_test(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<Test> {
    let score = |(promoters, detractors, n): (f64, f64, f64)| (promoters - detractors) / n;
    Some(Test {
        change: 100.0 * (score(now) - score(before)),
        interval: Some(nps_change(now, before)?),
        p: normal_tails(nps_z(now, before)?),
    })
}

/// The difference of two adjusted net promoter scores in standard errors.
pub fn nps_z(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<f64> {
    if now.2 <= 0.0 || before.2 <= 0.0 {
        return None;
    }
    let (a, b) = (
        adjusted_nps(now.0, now.1, now.2),
        adjusted_nps(before.0, before.1, before.2),
    );
    Some((a.0 - b.0) / (a.1 + b.1).sqrt())
}

/// Two means by Welch's t (Welch 1947). Mean, sample variance and rows; `None` if either
/// has fewer than 2 rows or neither varies.
pub fn mean_test(now: (f64, f64, f64), before: (f64, f64, f64)) -> Option<Test> {
    let interval = mean_change(now, before)?;
    let (a, b) = (now.1.max(0.0) / now.2, before.1.max(0.0) / before.2);
    let freedom = (a + b).powi(2) / (a * a / (now.2 - 1.0) + b * b / (before.2 - 1.0));
    let change = now.0 - before.0;
    Some(Test {
        change,
        interval: Some(interval),
        p: student_tails(change / (a + b).sqrt(), freedom),
    })
}

/// Two counts, compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountTest {
    /// The test of any change.
    pub test: Test,
    /// One-sided p of a rise: the chance of a count of now as large or larger.
    pub rise: f64,
}

/// Two counts over exposures (months, people, or any other time at risk): the exact
/// conditional test. Given their sum, the count of now is binomial with its share of the
/// exposure (Przyborowski and Wilenski 1940), so that the limits of Clopper and Pearson
/// give those of the ratio of the rates. p is twice the smaller tail, as these limits
/// are. `None` without exposure. From none to some is an infinite `change`.
pub fn count_test(now: (f64, f64), before: (f64, f64)) -> Option<CountTest> {
    let ((count, time), (base, base_time)) = (now, before);
    let share = time / (time + base_time);
    if !(time > 0.0 && base_time > 0.0 && share > 0.0 && share < 1.0) {
        return None;
    }
    if count + base <= 0.0 {
        let test = Test {
            change: 0.0,
            interval: Some(Interval {
                low: -1.0,
                high: f64::INFINITY,
            }),
            p: 1.0,
        };
        return Some(CountTest { test, rise: 1.0 });
    }
    let (events, all) = (count as u64, (count + base) as u64);
    // The upper tail from the other end, so that a small one keeps its digits.
    let rise = binomial_below(all - events, all, base_time / (time + base_time));
    let tail = binomial_below(events, all, share).min(rise);
    // A share of all events as a change of the rate.
    let change = |share: f64| share / (1.0 - share) * base_time / time - 1.0;
    let low = if count > 0.0 {
        change(beta_quantile(count, base + 1.0, 0.025)?)
    } else {
        -1.0
    };
    let high = if base > 0.0 {
        change(beta_quantile(count + 1.0, base, 0.975)?)
    } else {
        f64::INFINITY
    };
    let test = Test {
        change: count / time / (base / base_time) - 1.0,
        interval: Some(Interval { low, high }),
        p: (2.0 * tail).min(1.0),
    };
    Some(CountTest { test, rise })
}

/// 95 % interval of a weighted mean by Student's t with the effective number of rows
/// (Σw)² ÷ Σw² (Kish 1965) in place of their number; equal weights give the interval of
/// the plain mean. `sums` are Σw, Σwx, Σwx² and Σw². `None` for fewer than 2 effective
/// rows. Assumes weights that have nothing to do with how much values vary.
pub fn weighted_mean_interval(sums: [f64; 4]) -> Option<Interval> {
    let [weight, first, second, squares] = sums;
    let n = weight * weight / squares;
    if n.is_nan() || n < 2.0 - 1e-9 || weight <= 0.0 {
        return None;
    }
    let mean = first / weight;
    let square = second / weight;
    // Of equal values rounding leaves a trace, which is no variance.
    let spread = Some(square - mean * mean).filter(|spread| *spread > 1e-14 * square);
    let variance = spread.unwrap_or(0.0) * n / (n - 1.0);
    mean_interval(mean, variance, n.max(2.0))
}

/// The 95 % interval of `now − before` from the intervals of both, by the method of
/// variance estimates recovery (Zou and Donner 2008), which Newcombe's is a case of.
/// Value and its interval, each.
pub fn change_from_intervals(now: (f64, Interval), before: (f64, Interval)) -> Interval {
    let difference = now.0 - before.0;
    Interval {
        low: difference - (now.0 - now.1.low).hypot(before.1.high - before.0),
        high: difference + (now.1.high - now.0).hypot(before.0 - before.1.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, tolerance: f64) {
        assert!(
            (found - expected).abs() < tolerance,
            "{found}, not {expected}"
        );
    }

    #[test]
    fn plus_27_points_at_20_answers_each_are_about_one_standard_error() {
        // +25: half promoters, a quarter detractors; +52: 62 % and 10 %. Of 20 answers
        // these are no whole numbers, which the formula does not ask for.
        let (now, before) = ((12.4, 2.0, 20.0), (10.0, 5.0, 20.0));
        let z = nps_z(now, before).unwrap_or(f64::NAN);
        near(z, 1.05, 0.005);
        let test = nps_test(now, before);
        assert!(test.is_some_and(|t| (t.change - 27.0).abs() < 1e-9 && t.p > 0.29));
    }

    #[test]
    fn p_is_below_5_percent_exactly_where_the_interval_excludes_no_change() {
        for hits in 0..=20 {
            let rate = rate_test((f64::from(hits), 20.0), (10.0, 20.0));
            let count = count_test((f64::from(hits), 1.0), (60.0, 12.0)).map(|found| found.test);
            for test in [rate, count].into_iter().flatten() {
                let apart = test.interval.is_some_and(|i| i.low > 0.0 || i.high < 0.0);
                assert_eq!(apart, test.p < 0.05, "{hits}: {test:?}");
            }
        }
    }

    #[test]
    fn counts_are_compared_given_their_sum() {
        // scipy.stats.binomtest(11, 14).proportion_ci(method="exact") as odds, less 1;
        // 2 * scipy.stats.binom.cdf(3, 14, 0.5).
        let test = count_test((11.0, 1.0), (3.0, 1.0));
        let parts = test.map(|t| (t.test.change, t.test.interval, t.test.p));
        let Some((change, Some(interval), p)) = parts else {
            unreachable!("counts have an interval")
        };
        near(change, 11.0 / 3.0 - 1.0, 1e-12);
        near(interval.low, -0.031_401_806_853_483, 1e-9);
        near(interval.high, 19.468_769_603_480_06, 1e-9);
        near(p, 0.057_373_046_875, 1e-12);
        let none = count_test((0.0, 1.0), (0.0, 12.0));
        assert!(none.is_some_and(|t| t.test.p == 1.0 && t.test.change == 0.0));
        assert_eq!(count_test((1.0, 0.0), (1.0, 1.0)), None);
    }

    #[test]
    fn a_rise_has_the_exact_binomial_probability() {
        let rise = |before: f64, now: f64| {
            count_test((now, 1.0), (before, 1.0)).map_or(f64::NAN, |found| found.rise)
        };
        // 0 → 2: both of two fall later, ¼. 1 → 9: (10 + 1) of 1024.
        near(rise(0.0, 2.0), 0.25, 1e-12);
        near(rise(1.0, 9.0), 11.0 / 1024.0, 1e-12);
        near(rise(0.0, 0.0), 1.0, 1e-12);
        near(rise(4.0, 0.0), 1.0, 1e-12);
    }

    #[test]
    fn equal_weights_give_the_interval_of_the_plain_mean() {
        // 1 to 5, each with weight 3.
        let weighted = weighted_mean_interval([15.0, 45.0, 165.0, 45.0]);
        let plain = mean_interval(3.0, 2.5, 5.0);
        let (Some(a), Some(b)) = (weighted, plain) else {
            unreachable!("both have an interval")
        };
        near(a.low, b.low, 1e-12);
        near(a.high, b.high, 1e-12);
        // One row that outweighs all others is hardly more than one row.
        assert_eq!(weighted_mean_interval([101.0, 0.0, 0.0, 10_001.0]), None);
    }

    #[test]
    fn two_intervals_give_newcombes_for_rates() {
        let rates = [(9.0, 10.0), (6.0, 10.0)];
        let [now, before] = rates.map(|(k, n)| (k / n, wilson(k, n, super::super::Z)));
        let interval = change_from_intervals(now, before);
        let newcombe = rate_change(rates[0], rates[1]).map(|i| (i.low, i.high));
        near(interval.low, newcombe.map_or(0.0, |i| i.0), 1e-12);
        near(interval.high, newcombe.map_or(0.0, |i| i.1), 1e-12);
    }
}
