//! Many tests at once: how many of the findings are false (Benjamini and Hochberg 1995).

/// Adjusted p values: the least false discovery rate at which each would be a finding.
/// In the order given; a p that is not a number stays one and does not count.
pub fn adjusted(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|index| !p[*index].is_nan()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let tests = order.len() as f64;
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (rank, index) in order.iter().enumerate().rev() {
        least = least.min(p[*index] * tests / (rank + 1) as f64);
        adjusted[*index] = least;
    }
    adjusted
}

/// Which p values are findings when at most the share `q` of all findings may be false.
pub fn discoveries(p: &[f64], q: f64) -> Vec<bool> {
    adjusted(p).into_iter().map(|p| p <= q).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_fails_alone_is_a_finding_beside_stronger_ones() {
        // The example of Benjamini and Hochberg 1995: of 15 tests, 4 are findings at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0000,
        ];
        let found = discoveries(&p, 0.05);
        assert_eq!(found.iter().filter(|found| **found).count(), 4);
        assert!(found[..4].iter().all(|found| *found));
        assert!(discoveries(&[], 0.1).is_empty());
        assert_eq!(discoveries(&[f64::NAN, 0.04], 0.05), [false, true]);
    }
}
