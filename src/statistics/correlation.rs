//! Rank correlation.

use super::distribution::student_tails;
use super::{Interval, Z};

/// Pairs up to which p is counted over all orders (8! = 40,320).
const COUNTED: usize = 8;

/// How two quantities go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// Spearman's coefficient, −1 to 1.
    pub rho: f64,
    /// Its 95 % limits; none for fewer than 4 pairs or where all ranks agree.
    pub interval: Option<Interval>,
    /// Two-sided p: the chance of one at least as far from 0 among unrelated pairs.
    pub p: f64,
}

/// Spearman's rank correlation with average ranks for ties; limits by Fisher's z with
/// the variance of Bonett and Wright (2000), (1 + ρ²/2) ÷ (n − 3). p is exact up to 8
/// pairs, by Student's t with n − 2 degrees of freedom above. `None` for fewer than 3
/// pairs, where one side does not vary, or where a value is not a number.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<Correlation> {
    let finite = |(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    if pairs.len() < 3 || !pairs.iter().all(finite) {
        return None;
    }
    let x = centred_ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let y = centred_ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let spread = (product(&x, &x) * product(&y, &y)).sqrt();
    if spread <= 0.0 {
        return None;
    }
    let rho = (product(&x, &y) / spread).clamp(-1.0, 1.0);
    let n = pairs.len() as f64;
    let interval = (pairs.len() > 3 && rho.abs() < 1.0 - 1e-12).then(|| {
        let half = Z * ((1.0 + rho * rho / 2.0) / (n - 3.0)).sqrt();
        Interval {
            low: (rho.atanh() - half).tanh(),
            high: (rho.atanh() + half).tanh(),
        }
    });
    let p = if pairs.len() <= COUNTED {
        count_orders(&x, y)
    } else {
        student_tails(rho * ((n - 2.0) / (1.0 - rho * rho)).sqrt(), n - 2.0)
    };
    Some(Correlation { rho, interval, p })
}

/// Ranks less their mean, in the order of the values; equal values share their mean rank.
fn centred_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mean = (values.len() as f64 - 1.0) / 2.0;
    let mut ranks = values.to_vec();
    let mut below = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = below as f64 + (equal.len() as f64 - 1.0) / 2.0;
        equal.iter().for_each(|index| ranks[*index] = rank - mean);
        below += equal.len();
    }
    ranks
}

/// The share of all orders of `y` that go with `x`, or against it, at least as much
/// (Heap's algorithm).
fn count_orders(x: &[f64], mut y: Vec<f64>) -> f64 {
    let product = |y: &[f64]| x.iter().zip(y).map(|(a, b)| a * b).sum::<f64>().abs();
    // Ranks are halves, so products are exact.
    let observed = product(&y);
    let (mut all, mut far) = (1.0, 1.0);
    let mut turns = vec![0; y.len()];
    let mut at = 1;
    while at < y.len() {
        if turns[at] < at {
            y.swap(if at % 2 == 0 { 0 } else { turns[at] }, at);
            all += 1.0;
            far += f64::from(u8::from(product(&y) >= observed));
            turns[at] += 1;
            at = 1;
        } else {
            turns[at] = 0;
            at += 1;
        }
    }
    far / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_that_agree_in_four_pairs_are_no_proof() {
        let pairs = [(1.0, 10.0), (2.0, 20.0), (3.0, 25.0), (4.0, 99.0)];
        let found = correlation(&pairs);
        // 2 of 24 orders agree or oppose as much.
        assert!(
            found.is_some_and(|c| c.rho == 1.0 && (c.p - 2.0 / 24.0).abs() < 1e-12),
            "{found:?}"
        );
        assert_eq!(correlation(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]), None);
    }

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(centred_ranks(&[5.0, 1.0, 5.0, 0.0]), [1.0, -0.5, 1.0, -1.5]);
    }
}
