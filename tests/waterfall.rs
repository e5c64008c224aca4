//! What changed a score since last period: steps that sum exactly to what is shown.
//!
//! By hand, with weights of 60 (on time) and 40 (first visit): in January Ada is on time for 2
//! of 3 orders and fixes 2 of 3 at the first visit, 66.7 points of both, score 66.7. In February
//! she is on time for 2 of 2 (100 points) and fixes 1 of 2 (50): 0.6 · 100 + 0.4 · 50 = 80.0.
//! On time adds 0.6 · 33.33 = 20.0, first visit 0.4 · (−16.67) = −6.67; 13.3 are to be shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{IN_TIME, Small, WORK_ORDERS, json, scorecard};
use serde_json::Value;

const FIRST_VISIT: &str = "\
first_visit: {name: First visit, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: fixed_first_visit, unit: percent, decimals: 1, direction: up, target: 100, min_n: 1}
";

const FEBRUARY: &str = "\
F1,A1,2026-02-03 09:00,2026-02-04 09:00,2026-02-03 15:00,true
F2,A1,2026-02-04 09:00,2026-02-05 09:00,2026-02-04 15:00,false
F3,B2,2026-02-05 09:00,2026-02-06 09:00,2026-02-09 15:00,false
";

fn kpis() -> String {
    format!("{IN_TIME}{FIRST_VISIT}")
}

fn card() -> String {
    scorecard(&[("in_time", 60), ("first_visit", 40)])
}

fn workspace() -> Small {
    Small::scored("2026-03-05", FEBRUARY, &kpis(), &card())
}

fn run(small: &Small, period: &str) {
    small.make(&["--period", period]);
}

fn ada(small: &Small) -> Value {
    json(&small.folder.path().join("archive/2026-02/people/A1.json"))
}

/// Name and amount of each step in the chart.
fn steps(packet: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let steps = packet["charts"]["score-change"]["steps"]
        .as_array()
        .unwrap();
    (steps.iter())
        .map(|step| (text(&step["label"]), text(&step["amount_label"])))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(name, amount): &(&str, &str)| ((*name).to_owned(), (*amount).to_owned());
    expected.iter().map(pair).collect()
}

/// Checks that the steps lead from one end to the other, in tenths.
fn assert_exact(packet: &Value, name: &str) {
    let chart = &packet["charts"]["score-change"];
    let tenths = |value: &Value| (value.as_f64().unwrap() * 10.0).round() as i64;
    let steps = chart["steps"].as_array().unwrap();
    let sum: i64 = steps.iter().map(|step| tenths(&step["amount"])).sum();
    let (from, to) = (
        tenths(&chart["from"]["value"]),
        tenths(&chart["to"]["value"]),
    );
    assert_eq!(from + sum, to, "{name}");
    assert_eq!(to, tenths(&packet["glance"]["score_value"]), "{name}");
}

#[test]
fn each_item_adds_its_weight_times_the_change_of_its_points() {
    let small = workspace();
    run(&small, "2026-02");
    let ada = ada(&small);
    assert_eq!(
        steps(&ada),
        pairs(&[("In time", "+20.0"), ("First visit", "−6.7")])
    );
    assert_exact(&ada, "Ada");
    assert_eq!(
        ada["score_change"]["title"],
        "Up 13.3 since January 2026; the largest change is In time (+20.0)"
    );
}

#[test]
fn changed_weights_are_told_apart_from_changed_points() {
    let small = workspace();
    run(&small, "2026-01");
    // Other weights would have made January 66.7 all the same, so no step tells of them.
    small.put(
        "scorecards/service.yaml",
        &card().replace("60", "30").replace("40", "70"),
    );
    run(&small, "2026-02");
    let ada = ada(&small);
    // 0.3 · 33.33 = 10.0 and 0.7 · (−16.67) = −11.67: 66.7 to 65.0.
    assert_eq!(
        steps(&ada),
        pairs(&[("In time", "+10.0"), ("First visit", "−11.7")])
    );
    assert_exact(&ada, "Ada");
}

#[test]
fn another_target_is_a_step_of_its_own_before_the_items() {
    let small = workspace();
    run(&small, "2026-01");
    // With a target of 80, January's 66.67 % in time are 83.3 points: 0.6 · 83.33 + 0.4 · 66.67
    // = 76.7 in place of 66.7. February's 100 % are cut off at 120 points.
    small.put(
        "kpis/own.yaml",
        &kpis().replacen("target: 100", "target: 80", 1),
    );
    run(&small, "2026-02");
    let ada = ada(&small);
    // 0.6 · (120 − 83.33) = 22.0 and again −6.67: 0.6 · 120 + 0.4 · 50 = 92.0.
    assert_eq!(
        steps(&ada),
        pairs(&[
            ("Changed definitions", "+10.0"),
            ("In time", "+22.0"),
            ("First visit", "−6.7"),
        ])
    );
    assert_exact(&ada, "Ada");
}

#[test]
fn an_item_that_counts_now_and_did_not_before_is_named() {
    let small = workspace();
    // No visits were recorded in January, so only time counted: 66.7.
    let blank = WORK_ORDERS.replace(",true", ",").replace(",false", ",");
    small.put("data/work_orders.csv", &format!("{blank}{FEBRUARY}"));
    let recorded = "of: fixed_first_visit, where: fixed_first_visit IS NOT NULL";
    small.put(
        "kpis/own.yaml",
        &kpis().replace("of: fixed_first_visit", recorded),
    );
    run(&small, "2026-02");
    let ada = ada(&small);
    let names: Vec<String> = steps(&ada).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["In time", "New: First visit", "Other weights"]);
    assert_exact(&ada, "Ada");
}

#[test]
fn steps_sum_exactly_for_everybody_of_the_sample() {
    let out = common::run_sample(&["--period", "2026-10", "--format", "json"]);
    let mut shown = 0;
    for (name, bytes) in common::files(&out.path().join("2026-10/people")) {
        let packet: Value = serde_json::from_slice(&bytes).unwrap();
        if packet["score_change"].is_object() {
            assert_exact(&packet, &name);
            shown += 1;
        }
    }
    assert!(shown > 30, "{shown}");
}
