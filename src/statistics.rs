//! Intervals and tests for small samples.
//!
//! Formulae with their sources stand at each function; quantiles come from a
//! maintained library. Everything is a pure function of its numbers. Rates are
//! fractions here (0 to 1), scores −100 to 100.

mod change;
mod discovery;
mod forecast;
mod interval;
mod rise;
mod sum;

pub use self::change::{mean_change, nps_change, rate_change};
pub use self::discovery::{adjusted, discoveries};
pub use self::forecast::{Forecast, forecast};
pub use self::interval::{
    count_interval, mean_interval, median_interval, nps_interval, rate_interval,
};
pub use self::rise::count_rise;
pub use self::sum::ExactSum;

/// The 97.5 % quantile of the normal distribution: limits at 95 %.
pub const Z: f64 = 1.959_963_984_540_054;

/// The median of values in ascending order; `None` for none.
pub fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(sorted[middle - 1].midpoint(sorted[middle])),
    }
}

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

impl Interval {
    /// Both limits multiplied by `factor`, which is not negative.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
        }
    }

    /// The mirrored interval.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            low: -self.high,
            high: -self.low,
        }
    }
}
