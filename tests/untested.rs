//! A change without a test says so, and its packet says why.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{SMALL, Small, WORK_ORDERS, complaints, json, scorecard};

const KPIS: &str = "\
hours: {name: Hours, about: A, formula: F, kind: sum, source: work_orders, date: opened_at, value: (resolved_at - opened_at) / INTERVAL '1 hour', unit: hours, direction: down, target: 40, min_n: 1}
in_time: {name: In time, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: resolved_at <= promised_at, unit: percent, direction: up, target: 100, min_n: 1}
";

fn both() -> String {
    scorecard(&[("hours", 40), ("in_time", 60)])
}

/// Ada's legend and the verdicts on her items against the month before, in February.
fn february(card: &str, language: &str) -> (String, Vec<String>) {
    let small = Small::new();
    small.put("scorepack.yaml", &SMALL.replace("2026-02-03", "2026-03-03"));
    small.put("kpis/own.yaml", KPIS);
    small.put("scorecards/service.yaml", card);
    // 6 + 48 + 1 hours in January, 10 in February: the values are known, a test is not.
    let february = "F1,A1,2026-02-02 09:00,2026-02-03 09:00,2026-02-02 19:00,true\n";
    small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{february}"));
    let output = common::scorepack(&[
        "run",
        small.path(),
        "--period",
        "2026-02",
        "--locale",
        language,
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let packet = json(&small.folder.path().join("archive/2026-02/people/A1.json"));
    let card = &packet["scorecard"];
    let items = card["groups"][0]["items"].as_array().unwrap().iter();
    let verdict =
        |item: &serde_json::Value| item["changes"][0]["verdict"].as_str().unwrap().to_owned();
    (
        card["legend"].as_str().unwrap().to_owned(),
        items.map(verdict).collect(),
    )
}

#[test]
fn the_packet_says_why_the_change_of_a_sum_is_not_tested() {
    let (legend, verdicts) = february(&both(), "en");
    assert_eq!(verdicts, ["untested", "unchanged"]);
    assert!(
        legend.contains("lies beyond zero. Not tested: a sum has no interval;"),
        "{legend}"
    );
    let (legend, _) = february(&both(), "zh");
    assert!(legend.contains("未作检验：合计值没有置信区间"), "{legend}");
}

#[test]
fn where_everything_was_tested_there_is_nothing_to_say() {
    let tested = scorecard(&[("in_time", 60)]);
    let (legend, verdicts) = february(&tested.replace("60", "100"), "en");
    assert_eq!(verdicts, ["unchanged"]);
    assert!(!legend.contains("Not tested:"), "{legend}");
}

#[test]
fn a_loss_of_less_than_a_tenth_of_a_point_is_not_told_as_none() {
    let small = Small::new();
    // Three orders of 3.012: 99.6 points, of which a weight of 10 in 100 loses 0.04.
    let kpi = |name: &str, target: &str| {
        format!(
            "{name}: {{name: {name}, about: A, formula: F, kind: count, source: work_orders, date: opened_at, unit: count, direction: up, target: {target}}}\n"
        )
    };
    small.put("kpis/own.yaml", &(kpi("few", "1") + &kpi("most", "3.012")));
    let card = scorecard(&[("few", 90), ("most", 10)]);
    small.put("scorecards/service.yaml", &card);
    small.make(&["--period", "2026-01", "--format", "json"]);
    let packet = json(&small.edition().join("people/A1.json"));
    let statement = packet["why"]["items"][0]["statement"].as_str().unwrap();
    assert!(statement.contains("<0.1"), "{statement}");
    assert_eq!(packet["raise"]["items"][0]["gain"], "<0.1");
}
