//! Tests of one run are corrected together, whatever the rule: the more is looked at, the
//! more it takes to be told.
//!
//! Ada had one complaint in December and nine in January: given ten, nine or more fall in
//! January with (10 + 1) ÷ 1024 = .0107 by chance. Everybody else had one and one. Of n
//! tests the smallest p counts as n times as much (Benjamini and Hochberg), and what is at
//! most .10 is told: up to nine tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fmt::Write as _;

use crate::common::{SMALL, Small, complaints, json, scorepack};

const SURGE: &str = "surge:\n  name: Surge\n  text: More complaints.\n  subject: person\n  series: monthly\n  tells: [manager]\n  streak: {of: complaint_count, periods: 1, state: worse, tested: true}\n";

/// A second rule, of something that nothing ever happens to.
const QUIET: &str = "quiet:\n  name: Quiet\n  text: More of nothing.\n  subject: person\n  series: monthly\n  tells: [manager]\n  streak: {of: old_complaints, periods: 1, state: worse, tested: true}\n";

const OLD: &str = "old_complaints: {name: Old, about: A, formula: F, kind: count, source: complaints, date: raised_at, where: \"LENGTH(complaint_id) < 5\", unit: count, direction: down, target: 0}\n";

/// Who is told of among this many people, with these rules.
fn told(people: usize, rules: &str) -> Vec<String> {
    let small = Small::new();
    let own = format!("{SMALL}  complaints: {{file: data/complaints.csv}}\n");
    small.put("scorepack.yaml", &own);
    let mut roster = "engineer_id,name,role,level,team_id,joined_on,valid_from\n".to_owned();
    let mut rows = "complaint_id,engineer_id,raised_at\n".to_owned();
    for person in 1..=people {
        let id = format!("A{person:02}");
        writeln!(roster, "{id},{id},service,senior,T1,2025-01-01,2025-01-01").unwrap();
        writeln!(rows, "K{id},{id},2025-12-10 09:00").unwrap();
        for number in 0..if person == 1 { 9 } else { 1 } {
            writeln!(rows, "K{id}{number},{id},2026-01-10 09:00").unwrap();
        }
    }
    small.put("data/roster.csv", &roster);
    small.put(
        "data/work_orders.csv",
        "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n",
    );
    small.put("data/complaints.csv", &rows);
    small.put("kpis/mine.yaml", OLD);
    small.put("alerts/mine.yaml", rules);
    let output = scorepack(&[
        "run",
        small.path(),
        "--period",
        "2026-01",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let alerts = json(&small.edition().join("alerts.json"));
    let alerts = alerts["alerts"].as_array().unwrap().iter();
    let ours = alerts.filter(|alert| alert["rule"] == "surge" || alert["rule"] == "quiet");
    ours.map(|alert| alert["subject_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn one_rise_among_nine_people_is_told_and_the_same_among_ten_is_not() {
    assert_eq!(told(9, SURGE), ["A01"]);
    assert!(told(10, SURGE).is_empty());
}

#[test]
fn tests_of_another_rule_count_as_well() {
    assert_eq!(told(8, SURGE), ["A01"]);
    assert!(told(8, &format!("{SURGE}{QUIET}")).is_empty());
}
