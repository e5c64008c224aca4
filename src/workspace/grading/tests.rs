//! Settings that hold, and those that contradict themselves.

use super::*;

const BOUNDS: [f64; 4] = [90.0, 80.0, 70.0, 60.0];

/// The codes of what is wrong with this distribution.
fn codes(yaml: &str, bounds: [f64; 4]) -> Vec<&'static str> {
    let raw = super::yaml::read::<RawDistribution>("scorepack.yaml", yaml);
    assert!(raw.problems.is_empty(), "{:?}", raw.problems);
    let mut problems = Problems::new("scorepack.yaml", yaml);
    resolve_distribution(raw.value.as_ref(), bounds, &mut problems);
    let found = problems.into_diagnostics();
    found.iter().map(|problem| problem.code).collect()
}

#[test]
fn the_default_is_the_reference_distribution_as_advice() {
    let mut problems = Problems::new("scorepack.yaml", "");
    let distribution = resolve_distribution(None, BOUNDS, &mut problems);
    assert!(problems.into_diagnostics().is_empty());
    assert_eq!(distribution.mode, Mode::Advise);
    assert_eq!(distribution.quota, [1_000, 2_000, 6_000, 1_000]);
    assert_eq!((distribution.caps_from, distribution.full_from), (10, 30));
    assert_eq!(
        (distribution.keep_from, distribution.lift_from),
        (70.0, 60.0)
    );
}

#[test]
fn quotas_that_do_not_sum_to_a_hundred_are_told() {
    let quota = |s, below| format!("quota: {{S: {s}, A: 20 %, B: 60 %, \"C+D\": {below}}}");
    assert_eq!(codes(&quota("10 %", "10 %"), BOUNDS), [""; 0]);
    assert_eq!(codes(&quota("12.5 %", "7.5 %"), BOUNDS), [""; 0]);
    assert_eq!(codes(&quota("10 %", "11 %"), BOUNDS), ["quota-sum"]);
}

#[test]
fn limits_that_contradict_the_bounds_of_grades_are_told() {
    assert_eq!(codes("keep_from: 65", BOUNDS), ["quota-conflict"]);
    assert_eq!(codes("keep_from: 75", BOUNDS), [""; 0]);
    assert_eq!(codes("lift_from: 95", BOUNDS), ["quota-conflict"]);
    assert_eq!(codes("", [130.0, 80.0, 70.0, 60.0]), ["quota-conflict"]);
    assert_eq!(codes("", [90.0, 80.0, 0.0, -1.0]), ["quota-conflict"]);
    assert_eq!(codes("caps_from: 40", BOUNDS), ["wrong-value"]);
}

#[test]
fn rewards_are_positive_sums_to_the_cent() {
    let yaml = "rewards: [{kpi: a, amount: 500}, {kpi: b, amount: -1}, {kpi: c, amount: 0.001}]";
    let raw = super::yaml::read::<RawBonus>("scorepack.yaml", yaml);
    let mut problems = Problems::new("scorepack.yaml", yaml);
    let bonus = resolve_bonus(raw.value.as_ref(), &mut problems);
    assert_eq!(bonus.rewards.len(), 1);
    assert_eq!(bonus.rewards[0].amount.cents(), 50_000);
    assert_eq!(problems.into_diagnostics().len(), 2);
}
