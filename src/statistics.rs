//! Intervals and tests for small samples.
//!
//! Formulae with their sources stand at each function; quantiles come from a
//! maintained library. Everything is a pure function of its numbers. Rates are
//! fractions here (0 to 1), scores −100 to 100.

mod bootstrap;
mod chance;
mod change;
mod control;
mod correlation;
mod discovery;
mod distribution;
mod forecast;
mod funnel;
mod interval;
mod order;
mod permutation;
mod proportion;
mod redraw;
mod resample;
mod sum;
mod test;

pub use self::bootstrap::{ratio_interval, ratio_test};
pub use self::chance::{Chance, Counts};
pub use self::change::{mean_change, nps_change, rate_change};
pub use self::control::{ControlLimits, control_limits};
pub use self::correlation::{Correlation, correlation};
pub use self::discovery::{adjusted, discoveries};
pub use self::forecast::{Forecast, forecast};
pub use self::funnel::{Funnel, mean_funnel, rate_funnel};
pub use self::interval::{count_interval, mean_interval, nps_interval, rate_interval};
pub use self::order::{median, median_interval, percentile_interval, rank};
pub use self::permutation::{median_test, medians_differ};
pub use self::proportion::{change_at_most, mean_of_values, relative_change};
pub use self::redraw::{Weighted, percentile_change};
pub use self::resample::{seed, stability};
pub use self::sum::ExactSum;
pub use self::test::{
    CountTest, Test, change_from_intervals, count_test, mean_test, nps_test, nps_z, rate_test,
    weighted_mean_interval,
};

/// The 97.5 % quantile of the normal distribution: limits at 95 %.
pub const Z: f64 = 1.959_963_984_540_054;

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
