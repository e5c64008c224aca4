//! The rules against values worked out by hand, and against what must hold for any value.

use proptest::prelude::*;

use super::*;

fn scale(direction: Direction, target: f64, floor: Option<f64>) -> Scale {
    Scale {
        direction,
        target,
        floor,
        stretch: None,
        cap: 120.0,
        factor: 1.0,
    }
}

/// Points by a rule, held between 0 and the cap as [`points`] does.
fn by(rule: &Rule, scale: &Scale, value: f64) -> f64 {
    let points = match rule {
        Rule::Linear => linear(scale, value),
        Rule::Bands(bands) => banded(scale, bands, value),
        Rule::Deduct(each) => deducted(scale, *each, value),
        Rule::Pass => passed(scale, value),
    };
    points.clamp(0.0, scale.cap)
}

fn line(direction: Direction, target: f64, floor: Option<f64>, value: f64) -> f64 {
    by(&Rule::Linear, &scale(direction, target, floor), value)
}

fn bands(table: &[(f64, f64)]) -> Rule {
    let band = |(limit, points): &(f64, f64)| Band {
        limit: *limit,
        points: *points,
    };
    Rule::Bands(table.iter().map(band).collect())
}

#[test]
fn without_a_floor_points_are_the_ratio_to_target_up_to_the_cap() {
    let up = |value| line(Direction::Up, 50.0, None, value);
    assert_eq!([up(25.0), up(50.0), up(500.0)], [50.0, 100.0, 120.0]);
    assert!((up(55.0) - 110.0).abs() < 1e-9);
    assert_eq!(up(-10.0), 0.0);
    let down = |value| line(Direction::Down, 40.0, None, value);
    assert_eq!(
        [down(50.0), down(40.0), down(0.0), down(-3.0)],
        [80.0, 100.0, 120.0, 120.0]
    );
}

#[test]
fn with_a_floor_points_are_linear_between_floor_and_target_and_beyond() {
    let up = |value| line(Direction::Up, 95.0, Some(75.0), value);
    assert_eq!(
        [up(60.0), up(75.0), up(85.0), up(97.0), up(100.0)],
        [0.0, 0.0, 50.0, 110.0, 120.0]
    );
    let down = |value| line(Direction::Down, 5.0, Some(15.0), value);
    assert_eq!(
        [down(20.0), down(15.0), down(10.0), down(4.0)],
        [0.0, 0.0, 50.0, 110.0]
    );
    // A target of 0, and a value below it, as of a budget that was not used up.
    let none = |value| line(Direction::Down, 0.0, Some(4.0), value);
    assert_eq!([none(9.0), none(1.0), none(-1.0)], [0.0, 75.0, 120.0]);
}

#[test]
fn without_a_floor_a_target_of_zero_is_met_or_not() {
    let points = |direction, value| line(direction, 0.0, None, value);
    assert_eq!(
        [0.0, 1.0, -1.0].map(|value| points(Direction::Down, value)),
        [100.0, 0.0, 100.0]
    );
    assert_eq!(
        [0.0, 1.0, -1.0].map(|value| points(Direction::Up, value)),
        [100.0, 100.0, 0.0]
    );
}

#[test]
fn beyond_the_stretch_nothing_more_is_earned() {
    let up = Scale {
        stretch: Some(55.0),
        ..scale(Direction::Up, 50.0, None)
    };
    assert_eq!(linear(&up, 60.0), linear(&up, 55.0));
    let down = Scale {
        stretch: Some(36.0),
        ..scale(Direction::Down, 40.0, None)
    };
    assert_eq!(linear(&down, 10.0), linear(&down, 36.0));
}

#[test]
fn bands_give_the_points_of_the_best_limit_reached() {
    let csat = bands(&[(4.0, 100.0), (3.5, 80.0), (3.0, 60.0)]);
    let up = scale(Direction::Up, 4.0, None);
    let points = [4.7, 4.0, 3.999, 3.5, 3.0, 2.9].map(|value| by(&csat, &up, value));
    assert_eq!(points, [100.0, 100.0, 80.0, 80.0, 60.0, 0.0]);
    let hours = bands(&[(4.0, 100.0), (8.0, 70.0)]);
    let down = scale(Direction::Down, 4.0, None);
    let points = [1.0, 4.0, 4.1, 8.0, 8.1].map(|value| by(&hours, &down, value));
    assert_eq!(points, [100.0, 100.0, 70.0, 70.0, 0.0]);
}

#[test]
fn each_event_costs_its_points_and_never_more_than_all() {
    let complaints = scale(Direction::Down, 0.0, None);
    let rule = Rule::Deduct(25.0);
    let points = [0.0, 1.0, 2.0, 4.0, 9.0].map(|value| by(&rule, &complaints, value));
    assert_eq!(points, [100.0, 75.0, 50.0, 0.0, 0.0]);
    // One event is allowed where the target says so.
    let allowed = scale(Direction::Down, 1.0, None);
    assert_eq!(
        [0.0, 1.0, 2.0].map(|value| by(&rule, &allowed, value)),
        [100.0, 100.0, 75.0]
    );
    // Three months of one event each are worth what each of the months is.
    let quarter = Scale {
        factor: 3.0,
        ..complaints
    };
    assert_eq!(by(&rule, &quarter, 3.0), 75.0);
}

#[test]
fn a_pass_is_all_or_nothing() {
    let compliance = scale(Direction::Up, 100.0, None);
    let points = [100.0, 99.9, 0.0].map(|value| by(&Rule::Pass, &compliance, value));
    assert_eq!(points, [100.0, 0.0, 0.0]);
}

#[test]
fn a_limit_that_was_divided_is_still_reached() {
    // Ten thirds of a person's yearly three, in a team of ten over four months.
    let factor = 10.0 / 3.0;
    let rule = bands(&[(3.0, 100.0)]);
    let team = Scale {
        factor,
        ..scale(Direction::Up, 3.0 * factor, None)
    };
    assert_eq!(by(&rule, &team, 10.0), 100.0);
    assert_eq!(by(&Rule::Pass, &team, 10.0), 100.0);
}

fn any_scale() -> impl Strategy<Value = Scale> {
    (
        any::<bool>(),
        0.01..1000.0_f64,
        prop::option::of(0.01..1000.0_f64),
        prop::option::of(0.01..1000.0_f64),
        100.0..200.0_f64,
        0.1..40.0_f64,
    )
        .prop_map(|(up, target, floor, stretch, cap, factor)| {
            let direction = if up { Direction::Up } else { Direction::Down };
            let sign = direction.sign();
            Scale {
                direction,
                target,
                floor: floor.map(|distance| target - sign * distance),
                stretch: stretch.map(|distance| target + sign * distance),
                cap,
                factor,
            }
        })
}

fn any_rule(direction: Direction, target: f64, factor: f64) -> Vec<Rule> {
    let step = direction.sign() * 0.1 * target / factor;
    let limit = target / factor;
    let table = [
        (limit, 100.0),
        (limit - step, 80.0),
        (limit - 2.0 * step, 60.0),
    ];
    let mut rules = vec![Rule::Linear, Rule::Pass, bands(&table)];
    if direction == Direction::Down {
        rules.push(Rule::Deduct(7.5));
    }
    rules
}

proptest! {
    #[test]
    fn a_better_value_never_earns_less(
        scale in any_scale(),
        value in -1000.0..2000.0_f64,
        gain in 0.0..1000.0_f64,
    ) {
        let better = value + scale.direction.sign() * gain;
        for rule in any_rule(scale.direction, scale.target, scale.factor) {
            let (less, more) = (by(&rule, &scale, value), by(&rule, &scale, better));
            prop_assert!(more >= less - 1e-9, "{rule:?}: {value} earns {less}, {better} earns {more}");
        }
    }

    #[test]
    fn the_target_earns_a_hundred_by_every_rule(scale in any_scale()) {
        for rule in any_rule(scale.direction, scale.target, scale.factor) {
            let points = by(&rule, &scale, scale.target);
            prop_assert!((points - 100.0).abs() < 1e-6, "{rule:?}: {points}");
        }
    }

    #[test]
    fn points_stay_between_nothing_and_the_cap(scale in any_scale(), value in -1e9..1e9_f64) {
        for rule in any_rule(scale.direction, scale.target, scale.factor) {
            let points = by(&rule, &scale, value);
            prop_assert!((0.0..=scale.cap).contains(&points), "{rule:?}: {points}");
        }
    }

    #[test]
    fn at_the_floor_and_beyond_nothing_is_earned(scale in any_scale(), beyond in 0.0..1e6_f64) {
        if let Some(floor) = scale.floor {
            let value = floor - scale.direction.sign() * beyond;
            prop_assert!(by(&Rule::Linear, &scale, value) < 1e-9);
        }
    }
}
