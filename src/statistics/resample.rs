//! Seeded resampling: intervals of ratios, and how stable a grade is.
//!
//! The same seed gives the same draws on every machine. Draws come from PCG (O'Neill
//! 2014), positions by multiplication and shift; their bias is below one in four million
//! for 1,000 rows.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

use super::{Interval, Test};

/// Draws of a bootstrap. With 999 the limits are the 25th value from each end, no
/// interpolation; the share beyond each limit then has a standard error of 0.5 %
/// against its 2.5 % (Davison and Hinkley 1997), which ten times the work would only
/// bring to 0.16 %.
pub(super) const DRAWS: usize = 999;

/// Position of the lower limit among the sorted draws.
const LOW: usize = 24;

/// Rows of a draw at most. From more rows, draws of this size are taken and their
/// distances from the whole shrunk to what full draws would show (Politis and Romano
/// 1994), so that the work does not grow.
const ROWS: usize = 1_000;

/// A seed from the names of what is drawn: the 64-bit hash FNV-1a of the parts.
pub fn seed(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        // The byte 255 occurs in no text, so that parts do not run together.
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}

/// A source of positions.
struct Dice(Pcg64Mcg);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// Calls `visit` with `count` positions below `n`, two from each random number.
    fn draw(&mut self, n: usize, count: usize, mut visit: impl FnMut(usize)) {
        let scale = |part: u64| ((part * n as u64) >> 32) as usize;
        for pair in 0..count.div_ceil(2) {
            let number = self.0.next_u64();
            visit(scale(number >> 32));
            if 2 * pair + 1 < count {
                visit(scale(number & 0xffff_ffff));
            }
        }
    }
}

/// 95 % interval of Σa ÷ Σb by the percentile bootstrap over rows (Efron 1979). Pairs
/// (a, b) in an order that does not depend on chance. `None` for fewer than 2 rows, where
/// all draws are equal (no defect in any row does not show that there never is one), or
/// where more than 2.5 % of the draws have no denominator.
pub fn ratio_interval(rows: &[(f64, f64)], seed: u64) -> Option<Interval> {
    if rows.len() < 2 {
        return None;
    }
    let draws = draw_ratios(rows, &mut Dice::new(seed));
    varies(&draws).then(|| limits(draws)).flatten()
}

/// The change `now − before` of two ratios by the bootstrap of both samples; p is twice
/// the smaller share of draws beyond 0. `None` where a ratio would have no interval.
pub fn ratio_test(now: &[(f64, f64)], before: &[(f64, f64)], seed: u64) -> Option<Test> {
    if now.len() < 2 || before.len() < 2 {
        return None;
    }
    let mut dice = Dice::new(seed);
    let (first, second) = (draw_ratios(now, &mut dice), draw_ratios(before, &mut dice));
    // A ratio without denominator, and so the difference, is beyond every limit.
    let told = |draws: &[f64]| {
        varies(draws) && draws.iter().filter(|ratio| ratio.is_infinite()).count() <= LOW
    };
    if !told(&first) || !told(&second) {
        return None;
    }
    let differences: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a - b).collect();
    let beyond = |side: fn(&f64) -> bool| differences.iter().filter(|d| side(d)).count();
    let fewest = beyond(|d| *d <= 0.0 || d.is_nan()).min(beyond(|d| *d >= 0.0 || d.is_nan()));
    let p = 2.0 * (fewest + 1) as f64 / (DRAWS + 1) as f64;
    Some(Test {
        change: ratio(now) - ratio(before),
        interval: Some(limits(differences)?),
        p: p.min(1.0),
    })
}

fn ratio(rows: &[(f64, f64)]) -> f64 {
    let (a, b) = rows
        .iter()
        .fold((0.0, 0.0), |s, row| (s.0 + row.0, s.1 + row.1));
    a / b
}

/// Ratios of resampled rows; infinite where there is no denominator.
fn draw_ratios(rows: &[(f64, f64)], dice: &mut Dice) -> Vec<f64> {
    let size = rows.len().min(ROWS);
    let whole = ratio(rows);
    let shrink = (size as f64 / rows.len() as f64).sqrt();
    let draw = |_| {
        let (mut a, mut b) = (0.0, 0.0);
        dice.draw(rows.len(), size, |index| {
            a += rows[index].0;
            b += rows[index].1;
        });
        match b == 0.0 {
            true => f64::INFINITY,
            false if size == rows.len() => a / b,
            false => whole + (a / b - whole) * shrink,
        }
    };
    (0..DRAWS).map(draw).collect()
}

/// Whether draws that have a denominator differ by more than rounding.
fn varies(draws: &[f64]) -> bool {
    let finite = || draws.iter().copied().filter(|draw| draw.is_finite());
    let (least, most) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(f64::NEG_INFINITY, f64::max),
    );
    most - least > 1e-12 * most.abs()
}

/// The 25th draw from each end.
pub(super) fn limits(mut draws: Vec<f64>) -> Option<Interval> {
    let low = *draws.select_nth_unstable_by(LOW, f64::total_cmp).1;
    let high = *draws
        .select_nth_unstable_by(DRAWS - 1 - LOW, f64::total_cmp)
        .1;
    (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
}

/// Draws of [`stability`]: a share of 80 % then has a standard error of 1.8 %.
const REPLAYS: usize = 500;

/// How often a grade comes out the same when its rows are drawn anew: the share of 500
/// draws. `strata` has the number of rows of each KPI, and each KPI's rows are drawn
/// among themselves. `grade` is given positions of rows, stratum by stratum; it is asked
/// first with every row once. `None` where that gives no grade; a draw without a grade
/// counts as another one.
pub fn stability<G: PartialEq>(
    strata: &[usize],
    seed: u64,
    mut grade: impl FnMut(&[Vec<usize>]) -> Option<G>,
) -> Option<f64> {
    let mut rows: Vec<Vec<usize>> = strata.iter().map(|n| (0..*n).collect()).collect();
    let observed = grade(&rows)?;
    let mut dice = Dice::new(seed);
    let mut same = 0;
    for _ in 0..REPLAYS {
        for (stratum, n) in rows.iter_mut().zip(strata) {
            stratum.clear();
            dice.draw(*n, *n, |index| stratum.push(index));
        }
        same += usize::from(grade(&rows).as_ref() == Some(&observed));
    }
    Some(same as f64 / REPLAYS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: u32) -> Vec<(f64, f64)> {
        (0..n)
            .map(|i| (f64::from(i * 7 % 11), f64::from(5 + i % 4)))
            .collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_and_one_row_gives_none() {
        let few = rows(12);
        assert_eq!(ratio_interval(&few, 1), ratio_interval(&few, 1));
        assert_ne!(ratio_interval(&few, 1), ratio_interval(&few, 2));
        assert_eq!(ratio_interval(&few[..1], 1), None);
        assert_eq!(ratio_interval(&[(1.0, 0.0), (1.0, 1.0)], 1), None);
        assert_eq!(
            ratio_interval(&[(0.0, 3.0), (0.0, 5.0), (0.0, 4.0)], 1),
            None
        );
        assert_ne!(seed(&["ab", "c"]), seed(&["a", "bc"]));
    }

    #[test]
    fn many_rows_have_the_interval_of_the_normal_distribution() {
        let many = rows(40_000);
        let whole = ratio(&many);
        let residuals = many
            .iter()
            .map(|(a, b)| (a - whole * b).powi(2))
            .sum::<f64>();
        let error = residuals.sqrt() / many.iter().map(|row| row.1).sum::<f64>();
        let interval = ratio_interval(&many, 5);
        assert!(interval.is_some_and(|i| {
            let (low, high) = ((i.low - whole) / error, (i.high - whole) / error);
            (low + 1.96).abs() < 0.25 && (high - 1.96).abs() < 0.25
        }));
    }

    #[test]
    fn a_ratio_that_doubles_is_a_change_and_one_that_does_not_is_none() {
        let before = rows(30);
        let now: Vec<_> = before.iter().map(|(a, b)| (2.0 * a, *b)).collect();
        let test = ratio_test(&now, &before, 3);
        assert!(test.is_some_and(|t| t.p < 0.05 && t.interval.is_some_and(|i| i.low > 0.0)));
        let same = ratio_test(&before, &before, 3);
        assert!(same.is_some_and(|t| t.p > 0.5 && t.change == 0.0));
        assert_eq!(ratio_test(&now[..1], &before, 3), None);
    }

    #[test]
    fn a_grade_far_from_its_boundary_is_stable_and_one_on_it_is_not() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let above = |bound: f64| {
            let values = &values;
            move |rows: &[Vec<usize>]| {
                let sum: f64 = rows[0].iter().map(|row| values[*row]).sum();
                Some(sum / 20.0 >= bound)
            }
        };
        assert_eq!(stability(&[20], 1, above(1.0)), Some(1.0));
        let on = stability(&[20], 1, above(9.5));
        assert!(
            on.is_some_and(|share| (0.4..0.6).contains(&share)),
            "{on:?}"
        );
        assert_eq!(stability(&[20], 1, |_| None::<u8>), None);
    }
}
