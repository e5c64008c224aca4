//! The bootstrap of ratios: intervals and tests of Σa ÷ Σb over rows.
//!
//! A draw gives every row a weight, the number of times that it is drawn, and a ratio of
//! weighted sums. Weights do not depend on what the rows say, so they are drawn once, from
//! a fixed seed, and serve every ratio: the same rows always have the same interval, and an
//! interval costs sums and nothing else. Up to [`FEW`] rows the weights of a draw are those
//! of n rows drawn out of n; from there on each row has a weight of its own, Poisson with
//! mean 1, which is what that comes to with many rows (Chamandy et al. 2012). From
//! [`GROUPS`] rows on the sums of groups of rows are drawn in place of the rows, so that
//! the work does not grow.

use std::sync::{LazyLock, OnceLock};

use fearless_simd::{Level, dispatch};

use super::order::{rank, unrank};
use super::resample::Dice;
use super::{Interval, Test};

/// Draws of a bootstrap. With 999 the limits are the 25th value from each end, no
/// interpolation; the share beyond each limit then has a standard error of 0.5 %
/// against its 2.5 % (Davison and Hinkley 1997), which ten times the work would only
/// bring to 0.16 %.
pub(super) const DRAWS: usize = 999;

/// Position of the lower limit among the sorted draws.
const LOW: usize = 24;

/// Rows that are drawn as n out of n.
const FEW: usize = 32;

/// Rows that are drawn each by itself. The spread of as many groups, dealt at random, has a
/// standard error of 4.4 %.
const GROUPS: usize = 256;

/// Draws whose sums are made side by side.
const LANES: usize = 16;

/// How wide the registers of this processor are. The sums are the same bits whatever they are.
static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);

/// 95 % interval of Σa ÷ Σb by the percentile bootstrap over rows (Efron 1979). Pairs
/// (a, b) in an order that does not depend on chance. `None` for fewer than 2 rows, where
/// all draws are equal (no defect in any row does not show that there never is one), or
/// where more than 2.5 % of the draws have no denominator.
pub fn ratio_interval(rows: &[(f64, f64)]) -> Option<Interval> {
    // Nothing above, or nothing below, is so in every draw.
    let nothing = |part: fn(&(f64, f64)) -> f64| rows.iter().all(|row| part(row) == 0.0);
    if rows.len() < 2 || nothing(|row| row.0) || nothing(|row| row.1) {
        return None;
    }
    limits_if_varied(&draw_ratios(rows))
}

/// The change `now − before` of two ratios by the bootstrap of both samples; p is twice
/// the smaller share of draws beyond 0. `None` where a ratio would have no interval.
pub fn ratio_test(now: &[(f64, f64)], before: &[(f64, f64)]) -> Option<Test> {
    if now.len() < 2 || before.len() < 2 {
        return None;
    }
    let (first, mut second) = (draw_ratios(now), draw_ratios(before));
    // Draws of one number have the weights in common, which two samples must not.
    second.rotate_left(DRAWS / 2);
    // A ratio without denominator, and so the difference, is beyond every limit.
    limits_if_varied(&first)?;
    limits_if_varied(&second)?;
    let differences: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a - b).collect();
    let beyond = |side: fn(&f64) -> bool| differences.iter().filter(|d| side(d)).count();
    let fewest = beyond(|d| *d <= 0.0 || d.is_nan()).min(beyond(|d| *d >= 0.0 || d.is_nan()));
    let p = 2.0 * (fewest + 1) as f64 / (DRAWS + 1) as f64;
    Some(Test {
        change: ratio(now) - ratio(before),
        interval: Some(limits(&differences)?),
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
fn draw_ratios(rows: &[(f64, f64)]) -> Vec<f64> {
    if rows.len() > GROUPS {
        return draw_ratios(&group(rows));
    }
    let weights = Weights::of(rows.len());
    let adds = |term: &Term| term.1 != 0.0 || term.2 != 0.0;
    let terms = rows.iter().enumerate().map(|(row, (a, b))| (row, *a, *b));
    let terms: Vec<Term> = terms.filter(adds).collect();
    let mut ratios = Vec::with_capacity(DRAWS.next_multiple_of(LANES));
    dispatch!(*LEVEL, _ => fill(&mut ratios, weights, &terms));
    ratios.truncate(DRAWS);
    ratios
}

/// Adds the ratios of all draws.
#[inline(always)]
fn fill(ratios: &mut Vec<f64>, weights: &Weights, terms: &[Term]) {
    for block in weights.0.chunks_exact(weights.1) {
        let (above, below) = sums(block, terms);
        // Here and not in a call, which would not know of the widest registers.
        let mut own = [0.0; LANES];
        let mut lane = 0;
        while lane < LANES {
            let ratio = above[lane] / below[lane];
            own[lane] = if below[lane] == 0.0 {
                f64::INFINITY
            } else {
                ratio
            };
            lane += 1;
        }
        ratios.extend_from_slice(&own);
    }
}

/// A row, and what it adds to the two sums of a ratio.
type Term = (usize, f64, f64);

/// The two weighted sums of a block of draws, which stay in registers.
#[inline(always)]
fn sums(block: &[[f32; LANES]], terms: &[Term]) -> ([f64; LANES], [f64; LANES]) {
    let (mut above, mut below) = ([0.0; LANES], [0.0; LANES]);
    for &(row, a, b) in terms {
        let weights = &block[row];
        // Without ranges, which are two fifths of an explanation where nothing is optimised.
        let mut lane = 0;
        // Of most rows nothing is above: defects of a project, say.
        if a == 0.0 {
            while lane < LANES {
                below[lane] += f64::from(weights[lane]) * b;
                lane += 1;
            }
            continue;
        }
        while lane < LANES {
            let weight = f64::from(weights[lane]);
            above[lane] += weight * a;
            below[lane] += weight * b;
            lane += 1;
        }
    }
    (above, below)
}

/// Sums of rows that are dealt to groups at random.
fn group(rows: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut dice = Dice::new(rows.len() as u64);
    for last in (1..rows.len()).rev() {
        dice.draw(last + 1, 1, |other| order.swap(last, other));
    }
    let mut groups = vec![(0.0, 0.0); GROUPS];
    for (place, row) in order.into_iter().enumerate() {
        let group = &mut groups[place % GROUPS];
        *group = (group.0 + rows[row].0, group.1 + rows[row].1);
    }
    groups
}

/// Weights of rows: for each block of [`LANES`] draws those of the first row, of the
/// second, and so on; and the number of rows. Whole numbers, in as few bytes as are read
/// quickly: what takes time is to bring them from memory.
struct Weights(Vec<[f32; LANES]>, usize);

impl Weights {
    /// Those of a number of rows up to [`GROUPS`].
    fn of(rows: usize) -> &'static Self {
        static FEWER: [OnceLock<Weights>; FEW + 1] = [const { OnceLock::new() }; FEW + 1];
        static MORE: LazyLock<Weights> = LazyLock::new(|| Weights::new(GROUPS, poisson));
        let Some(few) = FEWER.get(rows) else {
            return &MORE;
        };
        few.get_or_init(|| {
            Weights::new(rows, |dice, weights| {
                dice.draw(rows, rows, |row| weights[row] += 1.0);
            })
        })
    }

    /// As `draw` gives them, draw by draw, to weights of 0.
    fn new(rows: usize, draw: impl Fn(&mut Dice, &mut [f32])) -> Self {
        let mut dice = Dice::new(rows as u64);
        let mut all = vec![[0.0; LANES]; rows * DRAWS.div_ceil(LANES)];
        let mut weights = vec![0.0; rows];
        for number in 0..DRAWS {
            weights.fill(0.0);
            draw(&mut dice, &mut weights);
            let block = &mut all[number / LANES * rows..][..rows];
            for (lanes, weight) in block.iter_mut().zip(&weights) {
                lanes[number % LANES] = *weight;
            }
        }
        Self(all, rows)
    }
}

/// Weights with the Poisson distribution of mean 1, by inversion.
fn poisson(dice: &mut Dice, weights: &mut [f32]) {
    for weight in weights {
        let chance = dice.fraction();
        let (mut term, mut sum) = ((-1.0_f64).exp(), 0.0);
        while sum + term <= chance && *weight < 20.0 {
            sum += term;
            *weight += 1.0;
            term /= f64::from(*weight);
        }
    }
}

/// The 25th draw from each end.
pub(super) fn limits(draws: &[f64]) -> Option<Interval> {
    spread(draws).map(|(limits, ..)| limits)
}

/// The limits of draws of which those that have a denominator differ by more than rounding.
fn limits_if_varied(draws: &[f64]) -> Option<Interval> {
    let (limits, least, most) = spread(draws)?;
    (most - least > 1e-12 * most.abs()).then_some(limits)
}

/// The limits, and the least and the largest draw that is finite; those lie beyond the limits,
/// so that few have to be looked through for them.
fn spread(draws: &[f64]) -> Option<(Interval, f64, f64)> {
    let ranks: Vec<i64> = draws.iter().map(|draw| rank(*draw)).collect();
    let (mut lowest, mut highest) = ends(&ranks);
    let (below, low, _) = lowest.select_nth_unstable(LOW);
    let position = highest.len() - 1 - LOW;
    let (_, high, beyond) = highest.select_nth_unstable(position);
    let (low, high) = (unrank(*low), unrank(*high));
    let least = below.iter().map(|rank| unrank(*rank)).fold(low, f64::min);
    let beyond = beyond.iter().map(|rank| unrank(*rank));
    let most = beyond.filter(|draw| draw.is_finite()).fold(high, f64::max);
    let limits = Interval { low, high };
    (low.is_finite() && high.is_finite()).then_some((limits, least, most))
}

/// The lowest and the highest of `ranks`, at least as many of each as lie up to a limit. One of
/// sixteen tells where a tenth of all begins; to look through that is soon done.
fn ends(ranks: &[i64]) -> (Vec<i64>, Vec<i64>) {
    let mut some: Vec<i64> = ranks.iter().copied().step_by(16).collect();
    some.sort_unstable();
    let tenth = some.len() / 10;
    let (low, high) = (some[tenth], some[some.len() - 1 - tenth]);
    let enough = |end: Vec<i64>| match end.len() > LOW {
        true => end,
        false => ranks.to_vec(),
    };
    let lowest = chosen(ranks, |rank| rank <= low);
    let highest = chosen(ranks, |rank| rank >= high);
    (enough(lowest), enough(highest))
}

/// What of `ranks` is wanted. Which ones are cannot be foretold, so that nothing depends on it
/// but where the next one goes.
fn chosen(ranks: &[i64], wanted: impl Fn(i64) -> bool) -> Vec<i64> {
    let mut chosen = vec![0; ranks.len()];
    let mut count = 0;
    for &rank in ranks {
        chosen[count] = rank;
        count += usize::from(wanted(rank));
    }
    chosen.truncate(count);
    chosen
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
    fn the_same_rows_have_the_same_interval_and_one_row_has_none() {
        let few = rows(12);
        assert!(ratio_interval(&few).is_some());
        assert_eq!(ratio_interval(&few), ratio_interval(&few));
        assert_ne!(ratio_interval(&few), ratio_interval(&rows(13)));
        assert_eq!(ratio_interval(&few[..1]), None);
        assert_eq!(ratio_interval(&[(1.0, 0.0), (1.0, 1.0)]), None);
        assert_eq!(ratio_interval(&[(0.0, 3.0), (0.0, 5.0), (0.0, 4.0)]), None);
    }

    #[test]
    fn limits_are_those_of_all_draws_in_order_wherever_they_lie() {
        let spread_of = |draw: &dyn Fn(usize) -> f64| {
            let draws: Vec<f64> = (0..DRAWS).map(draw).collect();
            let mut sorted = draws.clone();
            sorted.sort_by(f64::total_cmp);
            let (low, high) = (sorted[LOW], sorted[DRAWS - 1 - LOW]);
            let expected = (Interval { low, high }, sorted[0], sorted[DRAWS - 1]);
            assert_eq!(spread(&draws), Some(expected));
        };
        let scattered = |n: usize| (n * 7919 % DRAWS) as f64 - 300.0;
        spread_of(&scattered);
        spread_of(&|n| (scattered(n) / 100.0).floor());
        // One of sixteen may tell nothing of the others.
        spread_of(&|n| if n % 16 == 0 { 1e6 } else { scattered(n) });
        spread_of(&|n| if n % 16 == 0 { -1e6 } else { scattered(n) });
        spread_of(&|_| 1.0);
        // As many draws without denominator as lie beyond the limit, and one more.
        let draws = |most: usize| -> Vec<f64> {
            let some = (most..DRAWS).map(scattered);
            some.chain((0..most).map(|_| f64::INFINITY)).collect()
        };
        assert!(spread(&draws(LOW)).is_some_and(|(limits, ..)| limits.high.is_finite()));
        assert_eq!(spread(&draws(LOW + 1)), None);
    }

    /// The standard error by linearisation, which many rows come to.
    fn assert_normal(n: u32) {
        let many = rows(n);
        let whole = ratio(&many);
        let residuals = many
            .iter()
            .map(|(a, b)| (a - whole * b).powi(2))
            .sum::<f64>();
        let error = residuals.sqrt() / many.iter().map(|row| row.1).sum::<f64>();
        let interval = ratio_interval(&many);
        assert!(
            interval.is_some_and(|i| {
                let (low, high) = ((i.low - whole) / error, (i.high - whole) / error);
                (low + 1.96).abs() < 0.25 && (high - 1.96).abs() < 0.25
            }),
            "{n}: {interval:?}, {whole} ± {error}"
        );
    }

    #[test]
    fn many_rows_have_the_interval_of_the_normal_distribution() {
        for n in [32, 33, 100, 256, 257, 300, 1_000, 40_000] {
            assert_normal(n);
        }
    }

    #[test]
    fn a_ratio_that_doubles_is_a_change_and_one_that_does_not_is_none() {
        let before = rows(30);
        let now: Vec<_> = before.iter().map(|(a, b)| (2.0 * a, *b)).collect();
        let test = ratio_test(&now, &before);
        assert!(test.is_some_and(|t| t.p < 0.05 && t.interval.is_some_and(|i| i.low > 0.0)));
        let same = ratio_test(&before, &before);
        assert!(same.is_some_and(|t| t.p > 0.5 && t.change == 0.0));
        assert_eq!(ratio_test(&now[..1], &before), None);
    }

    #[test]
    fn weights_of_few_rows_sum_to_their_number_and_of_many_to_about_it() {
        for n in [2, 7, 32] {
            let weights = Weights::of(n);
            let drawn: f64 = weights.0.iter().flatten().copied().map(f64::from).sum();
            assert_eq!(drawn, (n * DRAWS) as f64);
        }
        let drawn = Weights::of(33);
        let drawn: Vec<f64> = drawn.0.iter().flatten().copied().map(f64::from).collect();
        let count = (GROUPS * DRAWS) as f64;
        let mean = drawn.iter().sum::<f64>() / count;
        let squares = drawn.iter().map(|w| w * w).sum::<f64>() / count;
        assert!((mean - 1.0).abs() < 0.01 && (squares - 2.0).abs() < 0.03);
    }
}
