//! From a value to points: 100 at target.
//!
//! Four rules, all of them monotone in the KPI's direction and never below 0: `linear`,
//! `bands`, `deduct` and `pass` (see [`Rule`]). Limits: what a rule needs of target and
//! floor has been checked by the workspace.

use crate::workspace::{Band, Direction, Item, Kpi, Rule};

/// How near to a limit counts as reaching it: limits that are scaled to a period and to
/// people are fractions, and must not miss a whole number by their last digit.
const NEAR: f64 = 1e-9;

/// What the rules need to know, in the KPI's unit and for the period and subject at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    /// Which way is better.
    direction: Direction,
    /// Value that earns 100 points.
    target: f64,
    /// Value at or beyond which nothing is earned.
    floor: Option<f64>,
    /// Value beyond which no more is earned.
    stretch: Option<f64>,
    /// Most points.
    cap: f64,
    /// What limits were multiplied by, for the period and the people of the subject.
    factor: f64,
}

impl Scale {
    /// Whether `value` is at `limit` or better.
    fn reaches(&self, value: f64, limit: f64) -> bool {
        self.direction.sign() * (value - limit) >= -NEAR * limit.abs().max(1.0)
    }
}

/// Points of a value; see [`Ruling::of`].
pub(super) fn points(kpi: &Kpi, item: &Item, factor: f64, value: f64) -> Option<f64> {
    Ruling::of(kpi, item, factor).map(|ruling| ruling.points(value))
}

/// An item's rule with its limits: made once where many values are asked for.
pub(super) struct Ruling<'a> {
    rule: &'a Rule,
    scale: Scale,
}

impl<'a> Ruling<'a> {
    /// The item's limits in place of the KPI's and all of them multiplied by `factor`; `None`
    /// where the KPI has no target or no direction.
    pub(super) fn of(kpi: &'a Kpi, item: &'a Item, factor: f64) -> Option<Self> {
        let scaled = |limit: Option<f64>| limit.map(|limit| limit * factor);
        let scale = Scale {
            direction: kpi.direction?,
            target: scaled(item.target.or(kpi.target))?,
            floor: scaled(item.floor.or(kpi.floor)),
            stretch: scaled(item.stretch.or(kpi.stretch)),
            cap: item.cap,
            factor,
        };
        let rule = item.rule(kpi);
        Some(Self { rule, scale })
    }

    /// Points of a value.
    pub(super) fn points(&self, value: f64) -> f64 {
        let scale = &self.scale;
        let points = match self.rule {
            Rule::Linear => linear(scale, value),
            Rule::Bands(bands) => banded(scale, bands, value),
            Rule::Deduct(each) => deducted(scale, *each, value),
            Rule::Pass => passed(scale, value),
        };
        points.clamp(0.0, scale.cap)
    }
}

/// The rule `linear`.
///
/// With a floor: linear from 0 at the floor through 100 at the target, and on at the
/// same slope. Without: value ÷ target where higher is better, target ÷ value where
/// lower is.
fn linear(scale: &Scale, value: f64) -> f64 {
    let Scale {
        direction,
        target,
        floor,
        stretch,
        cap,
        ..
    } = *scale;
    let value = match (stretch, direction) {
        (Some(stretch), Direction::Up) => value.min(stretch),
        (Some(stretch), Direction::Down) => value.max(stretch),
        (None, _) => value,
    };
    match (floor, direction) {
        (Some(floor), _) if floor != target => 100.0 * (value - floor) / (target - floor),
        (_, Direction::Up) if target > 0.0 => 100.0 * value / target,
        (_, Direction::Down) if target > 0.0 && value > 0.0 => 100.0 * target / value,
        (_, Direction::Down) if target > 0.0 => cap,
        // Nothing can be divided by a target of 0: it is met or it is not.
        _ => passed(scale, value),
    }
}

/// The rule `bands`: the points of the best band whose limit is reached, else 0.
fn banded(scale: &Scale, bands: &[Band], value: f64) -> f64 {
    bands
        .iter()
        .find(|band| scale.reaches(value, band.limit * scale.factor))
        .map_or(0.0, |band| band.points)
}

/// The rule `deduct`: 100, less `each` for every event beyond the target. An event costs
/// less in a longer period or among more people, as the target allows more.
fn deducted(scale: &Scale, each: f64, value: f64) -> f64 {
    let excess = (value - scale.target).max(0.0);
    100.0 - each * excess / scale.factor
}

/// The rule `pass`: 100 where the target is reached, else 0.
fn passed(scale: &Scale, value: f64) -> f64 {
    100.0 * f64::from(u8::from(scale.reaches(value, scale.target)))
}

#[cfg(test)]
mod tests;
