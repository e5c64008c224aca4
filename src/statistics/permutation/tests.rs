//! Arrangements counted against arrangements listed, and the normal share against counted ones.

use super::*;

fn p(now: &[f64], before: &[f64]) -> Option<f64> {
    median_test(now, before).map(|test| test.p)
}

/// All arrangements, one by one.
fn enumerate(now: &[f64], before: &[f64]) -> f64 {
    let pool = merge(now, before);
    let distance = |chosen: u32| {
        let pick = |bit: u32| -> Vec<f64> {
            let of = |(i, v): (usize, &f64)| (chosen >> i & 1 == bit).then_some(*v);
            pool.iter().enumerate().filter_map(of).collect()
        };
        (median(&pick(1)).unwrap_or(0.0) - median(&pick(0)).unwrap_or(0.0)).abs()
    };
    let observed = median(now).unwrap_or(0.0) - median(before).unwrap_or(0.0);
    let (mut all, mut far) = (0.0, 0.0);
    for chosen in 0..1_u32 << pool.len() {
        if chosen.count_ones() as usize == now.len() {
            all += 1.0;
            far += f64::from(u8::from(distance(chosen) >= observed.abs() - 1e-9));
        }
    }
    far / all
}

#[test]
fn three_against_three_never_reach_ten_percent() {
    let far = [100.0, 1e3, 1e6];
    let near = [1.0, 2.0, 3.0];
    for (now, before) in [(far, near), (near, far)] {
        assert!(p(&now, &before).is_some_and(|p| (p - 0.2).abs() < 1e-12));
    }
    assert_eq!(p(&near, &near), Some(1.0));
    assert_eq!(p(&[], &[1.0]), None);
}

#[test]
fn counting_arrangements_gives_what_listing_them_gives() {
    // Skewed values with ties, at sizes odd and even.
    let values = [
        0.5, 1.0, 1.0, 2.0, 3.0, 3.5, 3.5, 8.0, 9.0, 21.0, 22.0, 60.0,
    ];
    for n in 1..=6 {
        for m in 1..=6 {
            for step in [1, 5, 7] {
                let mut dealt: Vec<f64> = (0..n + m).map(|i| values[i * step % 12]).collect();
                let mut before = dealt.split_off(n);
                dealt.sort_by(f64::total_cmp);
                before.sort_by(f64::total_cmp);
                let (counted, listed) = (p(&dealt, &before), enumerate(&dealt, &before));
                assert!(
                    counted.is_some_and(|p| (p - listed).abs() < 1e-12),
                    "{dealt:?} {before:?}: {counted:?}, not {listed}"
                );
                for level in [0.01, 0.05, 0.2, 0.5, 0.9] {
                    assert_eq!(
                        medians_differ(&dealt, &before, level),
                        counted.map(|p| p < level)
                    );
                }
            }
        }
    }
}

#[test]
fn the_normal_share_of_many_values_is_about_as_near_as_20_000_draws() {
    // Values that are skewed: exponential quantiles.
    for (n, m) in [(2_500, 2_500), (400, 4_600), (1_001, 3_998)] {
        let all = n + m;
        let pool: Vec<f64> = (0..all)
            .map(|i| -(1.0 - (i as f64 + 0.5) / all as f64).ln())
            .collect();
        for errors in [1.0, 2.0, 3.0] {
            // The standard error of the difference, where the density is one half.
            let least = errors * (1.0 / n as f64 + 1.0 / m as f64).sqrt();
            let counted = Arrangements::new(&pool, n, m, least).share(1.0);
            let normal = normal_share(&pool, n, least);
            let drawn = (counted * (1.0 - counted) / 20_000.0).sqrt();
            assert!(
                (normal - counted).abs() < 1.5 * drawn,
                "{counted}, not {normal}"
            );
        }
    }
}
