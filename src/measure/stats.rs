//! Sufficient statistics: what of the rows must be kept to merge them upward.
//!
//! A cell is what one person did for one team in one month. Cells merge into months
//! of teams, departments and the organisation, and into quarters and years, without
//! going back to rows; only percentiles and distinct raters need the rows again.

use crate::statistics::ExactSum;
use crate::workspace::Kind;

/// The statistics of a set of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Stats {
    /// Rows.
    pub(super) n: f64,
    /// Σ(weight · hit), promoters, Σ(weight · value), Σ value.
    pub(super) first: ExactSum,
    /// Detractors, Σ(weight · value²), Σ value² (sum), Σ per.
    pub(super) second: ExactSum,
    /// Σ weight.
    pub(super) weight: ExactSum,
    /// Σ weight².
    pub(super) squares: ExactSum,
}

impl Stats {
    /// Adds one row: `a` is the first expression of its kind, `b` the second.
    pub(super) fn add(&mut self, kind: &Kind, a: f64, b: f64) {
        self.n += 1.0;
        match kind {
            Kind::Sum { .. } => {
                self.first.add(a);
                self.second.add(a * a);
            }
            Kind::Rate { .. } => {
                self.first.add(a * b);
                self.weight.add(b);
                self.squares.add(b * b);
            }
            Kind::Nps { .. } => {
                self.first.add(f64::from(u8::from(a >= 9.0)));
                self.second.add(f64::from(u8::from(a <= 6.0)));
            }
            Kind::Mean { .. } | Kind::Percentile { .. } => {
                self.first.add(a * b);
                self.second.add(a * a * b);
                self.weight.add(b);
                self.squares.add(b * b);
            }
            Kind::Ratio { .. } => {
                self.first.add(a);
                self.second.add(b);
            }
            Kind::Count | Kind::Change { .. } => {}
        }
    }

    /// Adds the rows of another set.
    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.first.merge(other.first);
        self.second.merge(other.second);
        self.weight.merge(other.weight);
        self.squares.merge(other.squares);
    }

    /// How many rows of equal weight say as much: (Σ weight)² ÷ Σ weight² (Kish 1965).
    /// Never more than the rows themselves; 0 where nothing has a weight.
    pub(super) fn effective(&self) -> f64 {
        let (weight, squares) = (self.weight.value(), self.squares.value());
        if squares > 0.0 {
            (weight * weight / squares).min(self.n)
        } else {
            0.0
        }
    }

    /// Sample variance of an unweighted mean; 0 for fewer than 2 rows.
    pub(super) fn variance(&self) -> f64 {
        if self.n < 2.0 {
            return 0.0;
        }
        let mean = self.first.value() / self.n;
        ((self.second.value() - mean * self.first.value()) / (self.n - 1.0)).max(0.0)
    }
}
