//! Control limits of a series of single values: the XmR chart (Shewhart; Wheeler 2000).

use super::ExactSum;

/// Values from which a chart has limits.
const LEAST: usize = 8;

/// Values in a row on one side of the mean that are a signal.
const RUN: usize = 8;

/// The limits of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlLimits {
    /// Mean of the values.
    pub mean: f64,
    /// Mean − 2.66 · mean moving range.
    pub low: f64,
    /// Mean + 2.66 · mean moving range.
    pub high: f64,
}

/// Limits of routine variation: mean ± 2.66 × the mean absolute difference of neighbours
/// (three standard deviations, 3 ÷ 1.128). Values in order of time; `None` for fewer
/// than 8, or where one is not a number.
pub fn control_limits(values: &[f64]) -> Option<ControlLimits> {
    if values.len() < LEAST || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let centre = mean(values.iter().copied());
    let range = mean(values.windows(2).map(|pair| (pair[1] - pair[0]).abs()));
    Some(ControlLimits {
        mean: centre,
        low: centre - 2.66 * range,
        high: centre + 2.66 * range,
    })
}

fn mean(terms: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = terms.len() as f64;
    let mut sum = ExactSum::default();
    terms.for_each(|term| sum.add(term));
    sum.value() / n
}

impl ControlLimits {
    /// Which values are more than routine variation: those beyond the limits, and from
    /// the eighth on those of a run on one side of the mean. Values in order of time.
    pub fn signals(&self, values: &[f64]) -> Vec<bool> {
        let (mut side, mut run) = (0.0, 0);
        let mut signals = Vec::with_capacity(values.len());
        for value in values {
            let now = if *value == self.mean {
                0.0
            } else {
                (value - self.mean).signum()
            };
            run = if now != 0.0 && now == side {
                run + 1
            } else {
                1
            };
            side = now;
            let outside = *value < self.low || *value > self.high;
            signals.push(outside || (side != 0.0 && run >= RUN));
        }
        signals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_stand_2_66_moving_ranges_off_the_mean_from_8_values_on() {
        let values = [10.0, 12.0, 11.0, 13.0, 10.0, 12.0, 11.0, 9.0];
        assert_eq!(control_limits(&values[..7]), None);
        // Mean 11; moving ranges 2 1 2 3 2 1 2, mean 13/7.
        let limits = control_limits(&values);
        assert!(limits.is_some_and(|l| l.mean == 11.0
            && (l.high - 11.0 - 2.66 * 13.0 / 7.0).abs() < 1e-12
            && (l.low - 11.0 + 2.66 * 13.0 / 7.0).abs() < 1e-12
            && !l.signals(&values).contains(&true)));
    }

    #[test]
    fn a_value_beyond_the_limits_and_a_run_of_eight_are_signals() {
        let limits = ControlLimits {
            mean: 10.0,
            low: 5.0,
            high: 15.0,
        };
        let mut values = vec![16.0, 9.0];
        values.extend([11.0; 9]);
        let mut expected = vec![true];
        expected.extend([false; 8]);
        expected.extend([true, true]);
        assert_eq!(limits.signals(&values), expected);
        assert!(!limits.signals(&[10.0; 12]).contains(&true));
    }
}
