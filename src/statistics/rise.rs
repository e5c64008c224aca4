//! Whether a count rose by more than chance.

use statrs::distribution::{Binomial, DiscreteCDF};

/// The exact one-sided p-value of a rise between two counts over equal spans: given their
/// sum, the later one is binomial with ½ if nothing changed (Przyborowski and Wilenski
/// 1940). 1 where nothing was counted.
pub fn count_rise(before: u64, now: u64) -> f64 {
    let Ok(binomial) = Binomial::new(0.5, before + now) else {
        return 1.0;
    };
    match now.checked_sub(1) {
        Some(below) => binomial.sf(below),
        None => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_has_the_exact_binomial_probability() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        // 0 → 2: both of two fall later, ¼. 1 → 9: (10 + 1) of 1024.
        assert!(near(count_rise(0, 2), 0.25));
        assert!(near(count_rise(1, 9), 11.0 / 1024.0));
        assert!(near(count_rise(0, 0), 1.0) && near(count_rise(4, 0), 1.0));
    }
}
