//! The next values of a short series, robustly: the line of Theil (1950) and Sen (1968).
//!
//! The slope is the median of all slopes between two values, so that up to 29 % of the
//! values may be outliers without spoiling it. Limits: the line is taken to go on, and
//! what lies around it not to depend on what was before; there are no seasons. A series
//! that wanders has wider limits than these.
//!
//! Why the line is made here and not by a crate (looked at in November 2026):
//!
//! - augurs 0.10.2 (exponential smoothing): a model with a trend refuses fewer than 9 values,
//!   one outlier moves its forecast by as much as the series varied, and limits of some of
//!   its models come from a random number generator without a seed.
//! - anofox-forecast 0.19: its Theil-Sen trend is this same line, but without limits; those
//!   that it has are of least squares, which one outlier decides. It would bring a second
//!   rand and statrs, an optimiser and matrices for a median of slopes.
//! - anofox-regression 0.5.9: its Theil-Sen gives points only ("confidence bands are not
//!   analytically tractable"), and of a line through one variable the median of pairs of slope
//!   and level by iteration, which is not the line of Theil and Sen.
//! - robust-rs 0.1: this same line, without limits, in its first release.
//!
//! So the limits, which decide an alert, would be of our own in any case; line and limits
//! are checked against scipy, and that the limits hold what came next.

use super::interval::student_quantile;
use super::{Interval, median};

/// Periods below which there is no forecast.
const LEAST: usize = 6;

/// A line through a series, and its next values.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Change from one period to the next.
    pub slope: f64,
    /// The next values with their 95 % prediction limits, nearest first.
    pub steps: Vec<(f64, Interval)>,
}

/// The `steps` values after `series`, by the method `theil-sen`. Values in order of time,
/// one a period; one that is not a number is a gap. `None` for fewer than 6 values.
///
/// Limits: Student's t with n − 2 degrees of freedom times the spread of a new value
/// around the line. The spread of residuals is 1.4826 × the median of the n − 2 largest
/// absolute ones (two are nearly 0 wherever a line is fitted), or 1.2533 × their mean
/// where that is 0; the errors of slope and level are those of least squares over the
/// efficiency of medians, π ÷ 3 and π ÷ 2. Of normal noise they hold about 93 %.
pub fn forecast(series: &[f64], steps: usize) -> Option<Forecast> {
    let points: Vec<(f64, f64)> = series
        .iter()
        .enumerate()
        .filter_map(|(at, value)| value.is_finite().then_some((at as f64, *value)))
        .collect();
    let n = points.len() as f64;
    if points.len() < LEAST {
        return None;
    }
    let slope = middle(slopes(&points))?;
    let level = middle(points.iter().map(|(x, y)| y - slope * x).collect())?;
    let residuals = points.iter().map(|(x, y)| (y - slope * x - level).abs());
    let spread = spread(residuals.collect())?;
    let centre = points.iter().map(|point| point.0).sum::<f64>() / n;
    let width = points
        .iter()
        .map(|(x, _)| (x - centre).powi(2))
        .sum::<f64>();
    let quantile = student_quantile(n - 2.0)?;
    let step = |ahead: usize| {
        let x = (series.len() + ahead) as f64;
        let value = level + slope * x;
        let line = (x - centre).powi(2) / width * std::f64::consts::FRAC_PI_3
            + std::f64::consts::FRAC_PI_2 / n;
        let half = quantile * spread * (1.0 + line).sqrt();
        let limits = Interval {
            low: value - half,
            high: value + half,
        };
        (value, limits)
    };
    Some(Forecast {
        slope,
        steps: (0..steps).map(step).collect(),
    })
}

/// Slopes between all pairs of points.
fn slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let pairs = points.iter().enumerate().flat_map(|(index, from)| {
        let later = points[index + 1..].iter();
        later.map(move |to| (to.1 - from.1) / (to.0 - from.0))
    });
    pairs.collect()
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    median(&values)
}

/// The standard deviation that absolute residuals of normal values would have.
fn spread(mut residuals: Vec<f64>) -> Option<f64> {
    residuals.sort_by(f64::total_cmp);
    let robust = 1.4826 * median(&residuals[2..])?;
    let mean = residuals.iter().sum::<f64>() / residuals.len() as f64;
    Some(if robust > 0.0 { robust } else { 1.2533 * mean })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_and_one_outlier_does_not_bend_it() {
        let mut series: Vec<f64> = (0..10).map(|i| 60.0 + 2.0 * f64::from(i)).collect();
        let straight = forecast(&series, 3);
        let values = straight.map(|f| f.steps.iter().map(|step| step.0).collect::<Vec<_>>());
        assert_eq!(values, Some(vec![80.0, 82.0, 84.0]));
        series[9] = 0.0;
        let bent = forecast(&series, 1);
        assert!(bent.is_some_and(|f| (f.steps[0].0 - 80.0).abs() < 2.0));
        assert_eq!(forecast(&series[..5], 1), None);
        assert_eq!(forecast(&[f64::NAN; 9], 1), None);
    }
}
