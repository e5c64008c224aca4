//! A sum that does not lose small terms beside large ones.

use serde::Serialize;

/// Compensated sum after Neumaier (1974): a running error term is carried along.
///
/// The result depends on the order of terms only in its last bit, if at all, and
/// every caller adds in a sorted order, so equal input gives equal bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ExactSum {
    sum: f64,
    error: f64,
}

impl ExactSum {
    /// Adds one term.
    pub fn add(&mut self, term: f64) {
        let total = self.sum + term;
        self.error += if self.sum.abs() >= term.abs() {
            (self.sum - total) + term
        } else {
            (term - total) + self.sum
        };
        self.sum = total;
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Self) {
        self.add(other.sum);
        self.error += other.error;
    }

    /// The sum.
    pub fn value(self) -> f64 {
        self.sum + self.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_survive_beside_large_ones() {
        let mut sum = ExactSum::default();
        for term in [1e100, 1.0, -1e100, 0.1, 0.2] {
            sum.add(term);
        }
        assert!((sum.value() - 1.3).abs() < 1e-15);
        let mut merged = ExactSum::default();
        merged.merge(sum);
        merged.merge(sum);
        assert!((merged.value() - 2.6).abs() < 1e-15);
    }
}
