//! Units, and rounding as a reader would do it by hand.
//!
//! A quantity is a plain `f64` in the unit of its KPI; this module says what the
//! unit means. Words and separators belong to `locale`. Sums that are shared out are
//! counted in cents ([`Money`]).

mod money;

use fixed_decimal::{Decimal, FloatPrecision, Sign, SignedRoundingMode, UnsignedRoundingMode};
use serde::{Deserialize, Serialize};

pub use self::money::{Money, apportion};

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Percent: 92.3 is 92.3 %.
    Percent,
    /// Points that may be negative, as the net promoter score: −100 to 100.
    Points,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// A rating from 1 to 5.
    Score5,
    /// A score from 0 to 100.
    Score100,
    /// Pieces.
    Count,
    /// One quantity for each of another, without a unit.
    Ratio,
    /// A ratio for each module delivered.
    PerModule,
    /// Money in the main unit of the organisation's currency (yuan, not fen).
    Money,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 11] = [
        Self::Percent,
        Self::Points,
        Self::Days,
        Self::Hours,
        Self::Minutes,
        Self::Score5,
        Self::Score100,
        Self::Count,
        Self::Ratio,
        Self::PerModule,
        Self::Money,
    ];

    /// The name in files: `percent`, `per_module`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Points => "points",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Score5 => "score5",
            Self::Score100 => "score100",
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::PerModule => "per_module",
            Self::Money => "money",
        }
    }

    /// Whether it measures time, which is skewed and compared by the median.
    pub fn is_duration(self) -> bool {
        matches!(self, Self::Days | Self::Hours | Self::Minutes)
    }

    /// Whether a change is told in percent of the earlier value (durations, money).
    ///
    /// Rates change in percentage points, everything else in its own unit.
    pub fn is_relative_change(self) -> bool {
        self.is_duration() || self == Self::Money
    }

    /// Decimals shown where the KPI does not say.
    pub fn default_decimals(self) -> u8 {
        match self {
            Self::Points | Self::Minutes | Self::Count | Self::Money => 0,
            Self::Percent | Self::Days | Self::Hours | Self::Score5 | Self::Score100 => 1,
            Self::Ratio | Self::PerModule => 2,
        }
    }
}

/// `value` rounded to `decimals`, half away from zero; infinities and NaN stay as they are.
///
/// The shortest decimal that stands for the float is what gets rounded, since it is what
/// a reader sees elsewhere: 2.675 becomes 2.68, although the float lies just below.
pub fn round_half_away(value: f64, decimals: u8) -> f64 {
    if let Some(steps) = clear_steps(value, decimals) {
        return steps as f64 / 10_f64.powi(i32::from(decimals));
    }
    rounded_by_digits(value, decimals)
        .and_then(|decimal| decimal.to_string().parse().ok())
        .unwrap_or(value)
}

/// `value` as a decimal number with exactly `decimals` digits after the point, rounded as
/// [`round_half_away`] does; zero has no sign. `None` for infinities and NaN.
pub fn rounded(value: f64, decimals: u8) -> Option<Decimal> {
    let position = -i16::from(decimals);
    if let Some(steps) = clear_steps(value, decimals) {
        let mut decimal = Decimal::from(steps);
        decimal.multiply_pow10(position);
        decimal.absolute.pad_end(position);
        return Some(decimal);
    }
    rounded_by_digits(value, decimals)
}

fn rounded_by_digits(value: f64, decimals: u8) -> Option<Decimal> {
    let position = -i16::from(decimals);
    let mode = SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand);
    let mut decimal = Decimal::try_from_f64(value, FloatPrecision::RoundTrip).ok()?;
    decimal.round_with_mode(position, mode);
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(position);
    if decimal.absolute.is_zero() {
        decimal.set_sign(Sign::None);
    }
    Some(decimal)
}

/// `value` in steps of its last decimal where it is clear which is nearest, which it is
/// nearly always; `None` near a half, where the digits must be looked at, and for numbers
/// too large to tell.
pub(crate) fn clear_steps(value: f64, decimals: u8) -> Option<i64> {
    let scaled = value * 10_f64.powi(i32::from(decimals));
    let is_clear = scaled.abs() < 1e9 && (scaled.abs().fract() - 0.5).abs() > 1e-6;
    is_clear.then(|| scaled.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_rounded_away_from_zero_as_by_hand() {
        for (value, decimals, expected) in [
            (0.125, 2, 0.13),
            (2.675, 2, 2.68),
            (1.005, 2, 1.01),
            (2.5, 0, 3.0),
            (-2.5, 0, -3.0),
            (0.5, 0, 1.0),
            (89.95, 1, 90.0),
            (89.949_999, 1, 89.9),
            (1e300, 2, 1e300),
            (1e-300, 2, 0.0),
        ] {
            assert_eq!(
                round_half_away(value, decimals),
                expected,
                "{value} at {decimals}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn the_quick_way_rounds_as_the_digits_do(
            thousandths in -2_000_000_i64..2_000_000,
            fine in -1e7..1e7_f64,
            decimals in 0_u8..4,
        ) {
            for value in [thousandths as f64 / 1000.0, fine] {
                let slow = rounded_by_digits(value, decimals).map(|d| d.to_string());
                assert_eq!(rounded(value, decimals).map(|d| d.to_string()), slow, "{value}");
                let slow: Option<f64> = slow.and_then(|digits| digits.parse().ok());
                assert_eq!(Some(round_half_away(value, decimals)), slow, "{value}");
            }
        }
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert!(round_half_away(-0.04, 1).is_sign_positive());
        assert_eq!(
            rounded(-0.04, 1).map(|d| d.to_string()),
            Some("0.0".to_owned())
        );
        assert_eq!(
            rounded(-0.0, 0).map(|d| d.to_string()),
            Some("0".to_owned())
        );
    }

    #[test]
    fn no_number_stays_no_number() {
        assert!(round_half_away(f64::NAN, 1).is_nan());
        assert_eq!(round_half_away(f64::INFINITY, 1), f64::INFINITY);
        assert_eq!(rounded(f64::NEG_INFINITY, 1), None);
    }

    #[test]
    fn a_unit_reads_back_as_it_is_named() {
        for unit in Unit::ALL {
            let text = serde_json::to_string(&unit).unwrap_or_default();
            assert_eq!(text, format!("\"{}\"", unit.name()));
            assert_eq!(serde_json::from_str::<Unit>(&text).ok(), Some(unit));
        }
    }

    #[test]
    fn durations_and_money_change_in_percent() {
        let relative: Vec<_> = Unit::ALL
            .into_iter()
            .filter(|u| u.is_relative_change())
            .collect();
        assert_eq!(
            relative,
            [Unit::Days, Unit::Hours, Unit::Minutes, Unit::Money]
        );
    }
}
