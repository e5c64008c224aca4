//! Tests that are made together are corrected together.

/// Which of these p-values are discoveries at a false discovery rate of `q` (Benjamini and
/// Hochberg 1995): all up to the largest p₍ᵢ₎ ≤ i·q/m. In the order of `p`.
pub fn discoveries(p: &[f64], q: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p.iter().copied().filter(|p| p.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let m = sorted.len() as f64;
    let limit = sorted
        .iter()
        .enumerate()
        .rev()
        .find(|(index, p)| **p <= (*index as f64 + 1.0) * q / m)
        .map(|(_, p)| *p);
    p.iter()
        .map(|p| limit.is_some_and(|limit| *p <= limit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_p_value_under_its_share_takes_the_smaller_ones_along() {
        // q/m = 0.02: limits .02 .04 .06 .08 .10.
        let p = [0.039, 0.30, 0.001, 0.06, 0.055];
        assert_eq!(discoveries(&p, 0.10), [true, false, true, true, true]);
        assert_eq!(discoveries(&[0.06, 0.2], 0.10), [false, false]);
        assert_eq!(discoveries(&[], 0.10), [] as [bool; 0]);
    }
}
