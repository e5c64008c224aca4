//! What led from the last score to this one, item by item.
//!
//! A score is Σ share × points over the items that have points, the shares being weights that
//! sum to 1. Between two of them each item's part is
//!
//! - of an item in both: mean share × change of points, and, in one step for all of them,
//!   change of share × (mean points − mean score);
//! - of an item in one of them: ± share × (points − mean score).
//!
//! These sum to the difference exactly, whatever changed, because changes of shares sum to 0.
//! (It is the midpoint decomposition that also splits price and volume: neither period is the
//! base.) Both scores follow today's definitions and data. What the last edition said may
//! differ; that difference comes first, as later data and as changed definitions.
//!
//! Steps are shown with one decimal and sum exactly to the difference that is shown: each gets
//! the whole tenths below its exact part, and what is left goes to the largest remainders.

use super::history::Mark;
use super::{Assessment, ItemScore, Total};
use crate::workspace::Kpi;

/// A part below this is none: points and shares have no such digits.
const NOTHING: f64 = 1e-9;

/// From one score to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge<'a> {
    /// The score of the period before, as its edition said it; as today's definitions and data
    /// have it where there is no edition.
    pub from: f64,
    /// What changed it, in the order of the scorecard.
    pub steps: Vec<Step<'a>>,
    /// The score now.
    pub to: f64,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'a> {
    /// What changed.
    pub cause: Cause<'a>,
    /// By how much, in tenths of a point.
    pub tenths: i64,
}

/// Why a score is another than the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause<'a> {
    /// Data of the last period that came or changed after its edition.
    LaterData,
    /// Definitions that changed since then.
    Definitions,
    /// Other points of an item that counts in both periods: before and now.
    Points(&'a Kpi, f64, f64),
    /// An item that counts now and did not before, with its points.
    Added(&'a Kpi, f64),
    /// An item that counted before and does not now, with its points.
    Dropped(&'a Kpi, f64),
    /// Other weights of the items that count in both.
    Weights,
    /// The share that the team's score has in this one.
    Team,
}

/// What the edition of the last period said, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Published {
    /// Score and grade in that edition.
    pub mark: Mark,
    /// The score by the definitions of then and the data of now, where it is another.
    pub restated: Option<f64>,
    /// Whether definitions changed since.
    pub redefined: bool,
}

/// What led to the score of `total` (assessed as `now`, in the last period as `before`, both
/// by today's definitions). `team_share` is the share of the team's score, 0 to 1. `None`
/// where one of the scores is absent.
pub fn bridge<'a>(
    before: &Assessment<'a>,
    now: &Assessment<'a>,
    total: &Total,
    team_share: f64,
    published: Option<Published>,
) -> Option<Bridge<'a>> {
    let (previous, to) = (total.previous?, total.score?);
    before.score.and(now.score)?;
    let mut known = Vec::new();
    let from = match published {
        None => previous,
        Some(published) => {
            let from = published.mark.score?;
            let restated = published.restated.unwrap_or(from);
            let rest = match published.redefined {
                true => Cause::Definitions,
                false => Cause::LaterData,
            };
            for (cause, change) in [
                (Cause::LaterData, restated - from),
                (rest, previous - restated),
            ] {
                let tenths = in_tenths(change);
                match known.last_mut() {
                    Some(Step {
                        cause: last,
                        tenths: so_far,
                    }) if *last == cause => *so_far += tenths,
                    _ => known.push(Step { cause, tenths }),
                }
            }
            from
        }
    };
    let own = if total.blend.is_some() {
        1.0 - team_share
    } else {
        1.0
    };
    let mut parts = parts(before, now, own);
    if total.blend.is_some() {
        let items: f64 = parts.iter().map(|(_, part)| part).sum();
        parts.push((Cause::Team, to - previous - items));
    }
    parts.retain(|(_, part)| part.abs() > NOTHING);
    let exact: Vec<f64> = parts.iter().map(|(_, part)| part * 10.0).collect();
    let shown = whole_parts(in_tenths(to - previous), &exact);
    let steps = parts.iter().zip(shown);
    known.extend(steps.map(|((cause, _), tenths)| Step {
        cause: *cause,
        tenths,
    }));
    known.retain(|step| {
        !matches!(step.cause, Cause::LaterData | Cause::Definitions) || step.tenths != 0
    });
    let sum: i64 = known.iter().map(|step| step.tenths).sum();
    (sum == in_tenths(to - from)).then_some(Bridge {
        from,
        steps: known,
        to,
    })
}

/// A difference of scores with one decimal, as a whole number.
fn in_tenths(difference: f64) -> i64 {
    (difference * 10.0).round() as i64
}

/// The exact parts in points, in the order of the scorecard.
fn parts<'a>(before: &Assessment<'a>, now: &Assessment<'a>, factor: f64) -> Vec<(Cause<'a>, f64)> {
    let middle = f64::midpoint(before.weighted / before.weight, now.weighted / now.weight);
    let share = |item: &ItemScore<'_>, of: &Assessment<'_>| item.weight / of.weight;
    let mut parts = Vec::new();
    let mut weights = 0.0;
    for item in &now.items {
        let Some(points) = item.points else { continue };
        let (kpi, heavy) = (item.kpi, share(item, now));
        match counted(before, kpi) {
            Some((earlier, old)) => {
                let was = share(earlier, before);
                weights += (heavy - was) * (f64::midpoint(points, old) - middle);
                let cause = Cause::Points(kpi, old, points);
                parts.push((cause, f64::midpoint(heavy, was) * (points - old)));
            }
            None => parts.push((Cause::Added(kpi, points), heavy * (points - middle))),
        }
    }
    for item in &before.items {
        if let (Some(points), None) = (item.points, counted(now, item.kpi)) {
            let part = -share(item, before) * (points - middle);
            parts.push((Cause::Dropped(item.kpi, points), part));
        }
    }
    parts.push((Cause::Weights, weights));
    parts.iter_mut().for_each(|(_, part)| *part *= factor);
    parts
}

/// The item of a KPI with its points, if it has any.
fn counted<'b, 'a>(assessment: &'b Assessment<'a>, kpi: &Kpi) -> Option<(&'b ItemScore<'a>, f64)> {
    let mut items = assessment.items.iter();
    let item = items.find(|item| item.kpi.id == kpi.id)?;
    Some((item, item.points?))
}

/// Whole numbers near `exact` that sum to `whole`, by largest remainder; of equal remainders
/// the earlier gets the piece. Empty where there is nothing to share it among.
fn whole_parts(whole: i64, exact: &[f64]) -> Vec<i64> {
    let mut parts: Vec<i64> = exact.iter().map(|part| part.floor() as i64).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    // A sum of parts may miss a whole number by its last digit; such a part has no remainder.
    let remainder = |at: usize| ((exact[at] - exact[at].floor()) * 1e9).round() as i64;
    order.sort_by_key(|at| std::cmp::Reverse(remainder(*at)));
    let mut left = whole - parts.iter().sum::<i64>();
    while left != 0 && !order.is_empty() {
        // Scores are rounded, so a piece more or less than there are remainders may be left.
        let step = left.signum();
        let count = usize::try_from(left.abs())
            .unwrap_or(usize::MAX)
            .min(order.len());
        let turn: Box<dyn Iterator<Item = &usize>> = match step {
            1 => Box::new(order.iter().take(count)),
            _ => Box::new(order.iter().rev().take(count)),
        };
        turn.for_each(|at| parts[*at] += step);
        left -= step * count as i64;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        // 1.6 + 1.6 − 0.4 = 2.8, shown as 3: floors 1, 1 and −1 leave two pieces for .6 and .6.
        assert_eq!(whole_parts(3, &[1.6, 1.6, -0.4]), [2, 2, -1]);
        // Shown as 2, because the scores were rounded: one piece, for the earlier .6.
        assert_eq!(whole_parts(2, &[1.6, 1.6, -0.4]), [2, 1, -1]);
        // A piece too many in the floors.
        assert_eq!(whole_parts(2, &[1.0, 2.0]), [1, 1]);
        assert_eq!(whole_parts(0, &[]), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn shown_parts_sum_to_the_difference_and_are_near_the_exact_ones(
            exact in prop::collection::vec(-500.0..500.0_f64, 1..20),
            rounding in -1.0..1.0_f64,
        ) {
            let whole = (exact.iter().sum::<f64>() + rounding).round() as i64;
            let shown = whole_parts(whole, &exact);
            prop_assert_eq!(shown.iter().sum::<i64>(), whole);
            // Rounded scores may add a piece to each of a few.
            for (shown, exact) in shown.iter().zip(&exact) {
                prop_assert!((*shown as f64 - exact).abs() < 2.5, "{shown} {exact}");
            }
        }
    }
}
