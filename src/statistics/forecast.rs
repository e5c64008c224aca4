//! Where a short series is going: a robust line with its interval.

use super::median;

/// Fewer periods than this have no forecast.
const FEWEST: usize = 6;

/// What a series is expected to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The expected value.
    pub value: f64,
    /// Lower 95 % limit.
    pub low: f64,
    /// Upper 95 % limit.
    pub high: f64,
    /// How it was made.
    pub method: &'static str,
}

/// The value of `series` (oldest first) `steps` periods after its last; `None` for fewer
/// than 6 periods or values that are no numbers.
///
/// The median slope of all pairs (Theil 1950, Sen 1968); the interval is ± 1.96 robust
/// standard deviations of the residuals, wider the farther ahead.
pub fn forecast(series: &[f64], steps: usize) -> Option<Forecast> {
    let n = series.len();
    if n < FEWEST || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (i, first) in series.iter().enumerate() {
        for (j, second) in series.iter().enumerate().skip(i + 1) {
            slopes.push((second - first) / (j - i) as f64);
        }
    }
    slopes.sort_by(f64::total_cmp);
    let slope = median(&slopes)?;
    let mut rests: Vec<f64> = series
        .iter()
        .enumerate()
        .map(|(index, value)| value - slope * index as f64)
        .collect();
    rests.sort_by(f64::total_cmp);
    let base = median(&rests)?;
    let mut spread: Vec<f64> = rests.iter().map(|rest| (rest - base).abs()).collect();
    spread.sort_by(f64::total_cmp);
    let deviation = 1.4826 * median(&spread)?;
    let half = super::Z * deviation * (1.0 + steps as f64 / n as f64).sqrt();
    let value = base + slope * (n - 1 + steps) as f64;
    Some(Forecast {
        value,
        low: value - half,
        high: value + half,
        method: "theil-sen",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_and_five_periods_are_too_few() {
        let series = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let found = forecast(&series, 4);
        assert!(found.is_some_and(|f| f.value == 10.0 && f.low == 10.0 && f.high == 10.0));
        assert_eq!(forecast(&series[1..], 4), None);
    }
}
