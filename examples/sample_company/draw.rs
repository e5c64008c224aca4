//! Random draws. Every person and table has a stream of its own, so that adding
//! a person, or a draw to one table, leaves everything else as it was.
//!
//! The distributions are written out here, on top of the generator's raw words:
//! committed bytes must not change when a crate changes how it samples.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream is for. The numbers are part of the output: do not renumber.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Person = 1,
    TeamMood = 2,
    TeamCustomers = 3,
    Projects = 4,
    Defects = 5,
    ChangeRequests = 6,
    Surveys = 7,
    Complaints = 8,
    Issues = 9,
    WorkOrders = 10,
    Opportunities = 11,
    Knowledge = 12,
    Reviews = 13,
    Tasks = 14,
    Milestones = 15,
    Deliverables = 16,
    Trainees = 17,
    Outcomes = 18,
    FollowUps = 19,
    Incidents = 20,
    RootCauses = 21,
    Shifts = 22,
    Audits = 23,
    Compliance = 24,
    Safety = 25,
    Contracts = 26,
    Revenues = 27,
    Costs = 28,
    Budgets = 29,
    Recommendations = 30,
    NeedsReports = 31,
    Solutions = 32,
    SupportRequests = 33,
    Bids = 34,
    Meetings = 35,
    Insights = 36,
    NeedsUpdates = 37,
    SalesRatings = 38,
    Skills = 39,
    IndustryTests = 40,
    Demos = 41,
    Sessions = 42,
    Trainings = 43,
    Sharings = 44,
    Certificates = 45,
    Mentorings = 46,
    Improvements = 47,
    Scripts = 48,
    SuccessCases = 49,
    Suggestions = 50,
    Goals = 51,
    Plans = 52,
    Ratings = 53,
    Rollouts = 54,
}

/// A stream of draws.
pub(crate) struct Draw {
    words: ChaCha8Rng,
}

impl Draw {
    /// The stream of person or team number `who` for one purpose.
    pub(crate) fn new(seed: u64, purpose: Purpose, who: usize) -> Self {
        let mut words = ChaCha8Rng::seed_from_u64(seed);
        words.set_stream(((who as u64) << 8) | purpose as u64);
        Self { words }
    }

    /// Evenly from 0 (included) to 1 (excluded).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.words.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Evenly from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low + 1) as f64) as i64
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Normal (Box and Muller; the second value is not kept).
    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let angle = std::f64::consts::TAU * self.unit();
        mean + deviation * radius * angle.cos()
    }

    /// Lognormal: right-skewed, as durations and amounts are.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * self.normal(0.0, sigma).exp()
    }

    /// Poisson, for the small means used here (Knuth).
    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        let limit = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// A count around `mean`, less scattered than Poisson: planned work.
    pub(crate) fn around(&mut self, mean: f64) -> u32 {
        (self.normal(mean, 0.18 * mean + 0.4) + 0.5).max(0.0) as u32
    }

    /// A point on a scale: normal, rounded, clipped to the ends.
    pub(crate) fn rating(&mut self, mean: f64, deviation: f64, low: i64, high: i64) -> i64 {
        (self.normal(mean, deviation).round() as i64).clamp(low, high)
    }

    /// One of `items`.
    pub(crate) fn pick(&mut self, items: &[&'static str]) -> &'static str {
        let at = (self.unit() * items.len() as f64) as usize;
        items.get(at).copied().unwrap_or_default()
    }

    /// The place of one of `weights`, each with its share of the chance.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// Probability from log-odds.
pub(crate) fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
