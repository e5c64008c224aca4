//! From a value to points: 100 at target.

use crate::workspace::Direction;

/// What the rule `linear` needs to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// Which way is better.
    pub(super) direction: Direction,
    /// Value that earns 100 points.
    pub(super) target: f64,
    /// Value at or beyond which nothing is earned.
    pub(super) floor: Option<f64>,
    /// Value beyond which no more is earned.
    pub(super) stretch: Option<f64>,
    /// Most points.
    pub(super) cap: f64,
}

/// Points of a value by the rule `linear`.
///
/// With a floor: linear from 0 at the floor through 100 at the target, and on at the
/// same slope. Without: value ÷ target where higher is better, target ÷ value where
/// lower is. Never below 0 nor above the cap.
pub(super) fn linear(scale: &Scale, value: f64) -> f64 {
    let Scale {
        direction,
        target,
        floor,
        stretch,
        cap,
    } = *scale;
    let value = match (stretch, direction) {
        (Some(stretch), Direction::Up) => value.min(stretch),
        (Some(stretch), Direction::Down) => value.max(stretch),
        (None, _) => value,
    };
    let at_target = match direction {
        Direction::Up => value >= target,
        Direction::Down => value <= target,
    };
    let points = match (floor, direction) {
        (Some(floor), _) if floor != target => 100.0 * (value - floor) / (target - floor),
        (_, Direction::Up) if target > 0.0 => 100.0 * value / target,
        (_, Direction::Down) if target > 0.0 && value > 0.0 => 100.0 * target / value,
        (_, Direction::Down) if target > 0.0 => cap,
        // Nothing can be divided by a target of 0: it is met or it is not.
        _ => 100.0 * f64::from(u8::from(at_target)),
    };
    points.clamp(0.0, cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(direction: Direction, target: f64, floor: Option<f64>, value: f64) -> f64 {
        let scale = Scale {
            direction,
            target,
            floor,
            stretch: None,
            cap: 120.0,
        };
        linear(&scale, value)
    }

    #[test]
    fn without_a_floor_points_are_the_ratio_to_target_up_to_the_cap() {
        assert_eq!(points(Direction::Up, 50.0, None, 25.0), 50.0);
        assert_eq!(
            points(Direction::Up, 50.0, None, 55.0),
            110.00000000000001_f64.min(110.0)
        );
        assert_eq!(points(Direction::Up, 50.0, None, 500.0), 120.0);
        assert_eq!(points(Direction::Up, 50.0, None, -10.0), 0.0);
        assert_eq!(points(Direction::Down, 40.0, None, 50.0), 80.0);
        assert_eq!(points(Direction::Down, 40.0, None, 0.0), 120.0);
    }

    #[test]
    fn with_a_floor_points_are_linear_between_floor_and_target_and_beyond() {
        assert_eq!(points(Direction::Up, 95.0, Some(75.0), 85.0), 50.0);
        assert_eq!(points(Direction::Up, 95.0, Some(75.0), 97.0), 110.0);
        assert_eq!(points(Direction::Up, 95.0, Some(75.0), 60.0), 0.0);
        assert_eq!(points(Direction::Down, 0.0, Some(4.0), 1.0), 75.0);
        assert_eq!(points(Direction::Down, 0.0, Some(4.0), 9.0), 0.0);
    }

    #[test]
    fn a_target_of_zero_is_met_or_not() {
        assert_eq!(points(Direction::Down, 0.0, None, 0.0), 100.0);
        assert_eq!(points(Direction::Down, 0.0, None, 1.0), 0.0);
    }

    #[test]
    fn beyond_the_stretch_nothing_more_is_earned() {
        let scale = Scale {
            direction: Direction::Up,
            target: 100.0,
            floor: None,
            stretch: Some(110.0),
            cap: 120.0,
        };
        assert_eq!(linear(&scale, 118.0), linear(&scale, 110.0));
    }
}
