//! Seeded draws from the distributions that values of a period come from.
//!
//! The same seed gives the same draws. Whole numbers are drawn from a table of their
//! probabilities, so that hundreds of draws cost little more than a few.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A source of random numbers.
pub struct Chance {
    numbers: Pcg64Mcg,
    /// The second of the last pair of normal values.
    spare: Option<f64>,
}

impl Chance {
    /// Seeded as by [`super::seed`].
    pub fn new(seed: u64) -> Self {
        Self {
            numbers: Pcg64Mcg::seed_from_u64(seed),
            spare: None,
        }
    }

    /// From 0 to below 1.
    pub fn uniform(&mut self) -> f64 {
        // 53 bits are what a number between 0 and 1 holds.
        (self.numbers.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A position below `n`, which is above 0.
    pub fn position(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// A standard normal value (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }
}

/// A probability below this share of the greatest one is left out.
const RARE: f64 = 1e-12;

/// Rows up to which net scores are tabulated; the work grows with their square.
const TABULATED: u32 = 100;

/// A distribution over whole numbers.
pub struct Counts {
    first: f64,
    /// Probability of each number or a smaller one, from `first` on.
    below: Vec<f64>,
}

impl Counts {
    /// Hits among `n` rows of which each is one with probability `p`.
    pub fn binomial(n: u32, p: f64) -> Self {
        if p <= 0.0 || p >= 1.0 {
            return Self::only(if p > 0.0 { f64::from(n) } else { 0.0 });
        }
        let (n, odds) = (f64::from(n), p / (1.0 - p));
        let mode = ((n + 1.0) * p).floor().min(n);
        Self::around(mode, |k| (n - k) / (k + 1.0) * odds)
    }

    /// Events where `mean` are expected.
    pub fn poisson(mean: f64) -> Self {
        if mean <= 0.0 {
            return Self::only(0.0);
        }
        Self::around(mean.floor(), |k| mean / (k + 1.0))
    }

    /// Promoters less detractors among `n` answers, where shares `up` and `down` are such;
    /// `None` above 100 answers, whose net score is normal for all that can be seen.
    pub fn net(n: u32, up: f64, down: f64) -> Option<Self> {
        if n > TABULATED {
            return None;
        }
        let still = (1.0 - up - down).max(0.0);
        let mut shares = vec![1.0];
        for _ in 0..n {
            let mut next = vec![0.0; shares.len() + 2];
            for (at, share) in shares.iter().enumerate() {
                next[at] += share * down;
                next[at + 1] += share * still;
                next[at + 2] += share * up;
            }
            shares = next;
        }
        Some(Self::from_shares(-f64::from(n), shares))
    }

    fn only(value: f64) -> Self {
        Self::from_shares(value, vec![1.0])
    }

    /// From the mode outward; `ratio` is the probability of k + 1 over that of k.
    fn around(mode: f64, ratio: impl Fn(f64) -> f64) -> Self {
        let mut lower = Vec::new();
        let (mut share, mut k) = (1.0, mode);
        while share > RARE && k > 0.0 {
            k -= 1.0;
            share /= ratio(k);
            lower.push(share);
        }
        let first = k;
        lower.reverse();
        lower.push(1.0);
        (share, k) = (1.0, mode);
        loop {
            share *= ratio(k);
            k += 1.0;
            if share <= RARE {
                break;
            }
            lower.push(share);
        }
        Self::from_shares(first, lower)
    }

    fn from_shares(first: f64, shares: Vec<f64>) -> Self {
        let sum: f64 = shares.iter().sum();
        let mut so_far = 0.0;
        let below = shares.into_iter().map(|share| {
            so_far += share / sum;
            so_far
        });
        Self {
            first,
            below: below.collect(),
        }
    }

    /// One number.
    pub fn draw(&self, chance: &mut Chance) -> f64 {
        let level = chance.uniform();
        let at = self.below.partition_point(|below| *below <= level);
        self.first + at.min(self.below.len().saturating_sub(1)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of 40,000 draws.
    fn moments(mut draw: impl FnMut(&mut Chance) -> f64) -> (f64, f64) {
        let mut chance = Chance::new(7);
        let values: Vec<f64> = (0..40_000).map(|_| draw(&mut chance)).collect();
        let mean = values.iter().sum::<f64>() / 40_000.0;
        let square = |value: &f64| (value - mean).powi(2);
        (mean, values.iter().map(square).sum::<f64>() / 40_000.0)
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        let cases = [
            (Some(Counts::binomial(20, 0.9)), 18.0, 1.8),
            (Some(Counts::binomial(5_000, 0.5)), 2_500.0, 1_250.0),
            (Some(Counts::poisson(3.5)), 3.5, 3.5),
            // Of 10 answers 5 promoters and 2 detractors: 10 · (.7 − .09).
            (Counts::net(10, 0.5, 0.2), 3.0, 6.1),
        ];
        for (counts, mean, variance) in cases {
            let counts = counts.unwrap_or_else(|| Counts::only(f64::NAN));
            let found = moments(|chance| counts.draw(chance));
            let error = (variance / 40_000.0_f64).sqrt();
            assert!((found.0 - mean).abs() < 4.0 * error, "{found:?} for {mean}");
            assert!(
                (found.1 / variance - 1.0).abs() < 0.05,
                "{found:?} for {variance}"
            );
        }
        let (mean, variance) = moments(Chance::normal);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03);
    }

    #[test]
    fn certainty_has_one_outcome() {
        let mut chance = Chance::new(1);
        assert_eq!(Counts::binomial(9, 0.0).draw(&mut chance), 0.0);
        assert_eq!(Counts::binomial(9, 1.0).draw(&mut chance), 9.0);
        assert_eq!(Counts::poisson(0.0).draw(&mut chance), 0.0);
        assert!(Counts::net(101, 0.5, 0.5).is_none());
    }
}
