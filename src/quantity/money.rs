//! Money in whole cents, and sharing out a whole by weights without losing any of it.
//!
//! Limits: the currency has a hundred cents; amounts reach up to 90 trillion, beyond
//! which a number read from a table no longer tells cents apart.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Serialize, Serializer};

use super::round_half_away;

/// The largest amount in cents of which a float still knows every cent.
const LARGEST: f64 = 9.0e15;

/// An amount in cents (fen) of the organisation's currency; never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u64);

impl Money {
    /// So many cents.
    pub fn from_cents(cents: u64) -> Self {
        Self(cents)
    }

    /// An amount in the main unit; `None` if it is negative, no number, too large, or has
    /// parts of a cent.
    pub fn from_amount(amount: f64) -> Option<Self> {
        let cents = round_half_away(amount * 100.0, 0);
        let fits = (0.0..=LARGEST).contains(&cents) && round_half_away(amount, 4) == cents / 100.0;
        fits.then_some(Self(cents as u64))
    }

    /// In cents.
    pub fn cents(self) -> u64 {
        self.0
    }

    /// In the main unit, to be shown.
    pub fn amount(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// So many times the amount; `None` if that is too large.
    pub fn times(self, count: u64) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// A share of it, in hundredths of a percent, rounded half up to a cent.
    #[must_use]
    pub fn share(self, hundredths: u32) -> Self {
        let exact = u128::from(self.0) * u128::from(hundredths);
        Self(((exact + 5_000) / 10_000) as u64)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Money {
    /// `1234.50`, for files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Shares out `whole` indivisible pieces by weight, by largest remainder (Hamilton's method).
///
/// Everybody first gets the whole part of their exact share; what is left goes, one
/// piece each, to the largest remainders, of equal ones to the earlier. The result sums
/// to `whole`, unless every weight is 0: then nobody gets anything.
pub fn apportion(whole: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &u64| u128::from(whole) * u128::from(*weight);
    let mut shares: Vec<u64> = weights.iter().map(|w| (exact(w) / sum) as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // The sort is stable, so equal remainders stay in their order.
    order.sort_by_key(|index| std::cmp::Reverse(exact(&weights[*index]) % sum));
    let left = whole - shares.iter().sum::<u64>();
    for index in order.into_iter().take(left as usize) {
        shares[index] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pool_of_thirty_has_three_six_eighteen_and_three_places() {
        assert_eq!(apportion(30, &[1_000, 2_000, 6_000, 1_000]), [3, 6, 18, 3]);
    }

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        // 33.3, 33.3 and 33.3: the first gets the odd cent.
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
        // 35 people: 3.5, 7, 21 and 3.5; the better grade gets the odd place.
        assert_eq!(apportion(35, &[1_000, 2_000, 6_000, 1_000]), [4, 7, 21, 3]);
        // 14 people: 1.4, 2.8, 8.4 and 1.4.
        assert_eq!(apportion(14, &[1_000, 2_000, 6_000, 1_000]), [2, 3, 8, 1]);
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        assert_eq!(apportion(7, &[]), Vec::<u64>::new());
    }

    #[test]
    fn amounts_are_read_to_the_cent_or_not_at_all() {
        let read = |amount| Money::from_amount(amount).map(|money| money.to_string());
        assert_eq!(read(10_000.0).as_deref(), Some("10000.00"));
        assert_eq!(read(0.29).as_deref(), Some("0.29"));
        assert_eq!(read(1_234_567.89).as_deref(), Some("1234567.89"));
        for wrong in [-0.01, 0.001, 12.345, f64::NAN, f64::INFINITY, 1e17] {
            assert_eq!(read(wrong), None, "{wrong} was taken");
        }
    }

    #[test]
    fn a_share_is_rounded_half_up_to_the_cent() {
        assert_eq!(Money::from_cents(1_010).share(2_500).cents(), 253);
        assert_eq!(Money::from_cents(1_009).share(2_500).cents(), 252);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nobody_is_off_by_a_whole_piece(
            whole in 0_u64..1_000_000_000_000,
            weights in prop::collection::vec(0_u64..1_000_000, 1..40),
        ) {
            let shares = apportion(whole, &weights);
            let sum: u64 = weights.iter().sum();
            if sum > 0 {
                prop_assert_eq!(shares.iter().sum::<u64>(), whole);
                for (share, weight) in shares.iter().zip(&weights) {
                    let exact = u128::from(whole) * u128::from(*weight);
                    let distance = (u128::from(*share) * u128::from(sum)).abs_diff(exact);
                    prop_assert!(distance < u128::from(sum));
                }
            }
        }
    }
}
