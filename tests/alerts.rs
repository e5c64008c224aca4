//! Alerts, streaks and suggestions: when each built-in rule fires, when it just does not, and
//! who reads of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::common::{Small, complaints, files, json};
use serde_json::Value;

const HEAD: &str = "\
organisation:
  name: {en: Small, zh: 小公司}
  language: en
as_of: 2026-02-03
";

/// A workspace with one table besides the roster.
fn workspace(roster: &str, table: &str, rows: &str) -> Small {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &format!(
            "{HEAD}data:\n  roster: {{file: data/roster.csv}}\n  {table}: {{file: data/{table}.csv}}\n"
        ),
    );
    small.put("data/roster.csv", roster);
    small.put(&format!("data/{table}.csv"), rows);
    small
}

/// Adds a table to the data of a workspace.
fn add_table(small: &Small, table: &str, rows: &str) {
    let path = small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(path).unwrap();
    small.put(
        "scorepack.yaml",
        &format!("{text}  {table}: {{file: data/{table}.csv}}\n"),
    );
    small.put(&format!("data/{table}.csv"), rows);
}

/// People of one role and team, all there since 2024.
fn roster(role: &str, people: &[&str]) -> String {
    let mut text = "engineer_id,name,role,level,team_id,joined_on,valid_from\n".to_owned();
    for id in people {
        writeln!(
            text,
            "{id},Name {id},{role},senior,T1,2024-01-01,2024-01-01"
        )
        .unwrap();
    }
    text
}

/// Alerts of an edition: all of them as JSON.
fn alerts_of(small: &Small, period: &str) -> Vec<Value> {
    let output = common::scorepack(&["run", small.path(), "--period", period, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let path = small
        .folder
        .path()
        .join(format!("archive/{period}/alerts.json"));
    json(&path)["alerts"].as_array().unwrap().clone()
}

/// Identifiers for which a rule fired in an edition.
fn fired(small: &Small, period: &str, rule: &str) -> Vec<String> {
    alerts_of(small, period)
        .iter()
        .filter(|alert| alert["rule"] == rule)
        .map(|alert| alert["subject_id"].as_str().unwrap().to_owned())
        .collect()
}

fn the_alert(small: &Small, period: &str, rule: &str) -> Value {
    let alerts = alerts_of(small, period);
    alerts
        .into_iter()
        .find(|alert| alert["rule"] == rule)
        .unwrap()
}

/// A scorecard of customer satisfaction alone: a mean of 4 is a score of 100, 2.8 one of 70.
fn scorecard(role: &str) -> String {
    format!(
        "name: Mine\nrole: {role}\ngroups:\n  - id: a\n    name: A\n    items:\n      - {{kpi: csat_mean, weight: 100}}\n"
    )
}

/// People whose surveys have these means by month; three answers each.
fn rated(role: &str, people: &[(&str, &[(&str, f64)])]) -> Small {
    let mut rows = "survey_id,kind,engineer_id,sent_at,responded_at,score\n".to_owned();
    for (id, months) in people {
        for (month, mean) in *months {
            for answer in 0..3 {
                writeln!(
                    rows,
                    "{id}-{month}-{answer},csat,{id},{month}-05 09:00,{month}-06 09:00,{mean}"
                )
                .unwrap();
            }
        }
    }
    let ids: Vec<&str> = people.iter().map(|(id, _)| *id).collect();
    let small = workspace(&roster(role, &ids), "surveys", &rows);
    small.put(&format!("scorecards/{role}.yaml"), &scorecard(role));
    small
}

// ── Work that needs a hand ──

#[test]
fn late_deliveries_in_two_weeks_in_a_row_are_told_and_with_a_week_between_not() {
    let head = "project_id,engineer_id,kickoff_on,planned_delivery_on,delivered_on,accepted_on\n";
    // Mondays of the weeks 2, 3 and 4 of 2026 are 5, 12 and 19 January.
    let rows = "\
P1,A1,2025-12-01,2026-01-05,2026-01-06,2026-01-07
P2,A1,2025-12-01,2026-01-12,2026-01-13,2026-01-14
P3,A1,2025-12-01,2026-01-14,2026-01-13,2026-01-14
P4,B2,2025-12-01,2026-01-05,2026-01-06,2026-01-07
P5,B2,2025-12-01,2026-01-14,2026-01-13,2026-01-14
P6,B2,2025-12-01,2026-01-19,2026-01-20,2026-01-21
";
    let people = roster("implementation", &["A1", "B2"]);
    let small = workspace(&people, "projects", &format!("{head}{rows}"));
    assert_eq!(fired(&small, "2026-01", "late_deliveries"), ["A1"]);
    let alert = the_alert(&small, "2026-01", "late_deliveries");
    assert_eq!(
        (&alert["first"], &alert["last"]),
        (&"2026-W02".into(), &"2026-W03".into())
    );
    let evidence = alert["evidence"].as_str().unwrap();
    assert!(
        evidence.contains("missed 1 of 1") && evidence.contains("missed 1 of 2"),
        "{evidence}"
    );
    // Only what a weekly rule looks at has weekly values.
    let measures = fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let weekly: Vec<&str> = measures
        .lines()
        .filter(|line| line.contains(",week,"))
        .collect();
    assert_eq!(weekly.len(), 5);
    assert!(
        weekly
            .iter()
            .all(|line| line.starts_with("person,") && line.contains("on_time_delivery"))
    );
}

#[test]
fn complaints_that_rise_twice_are_told_and_those_that_stay_are_not() {
    let complaint = |number: u32, day: u32| format!("K{number},A1,2026-01-{day:02} 09:00\n");
    let head = "complaint_id,engineer_id,raised_at\n";
    // Weeks 2, 3, 4: none, one, two.
    let rising = [complaint(1, 12), complaint(2, 19), complaint(3, 20)].concat();
    let people = roster("implementation", &["A1", "B2"]);
    let small = workspace(&people, "complaints", &format!("{head}{rising}"));
    assert_eq!(fired(&small, "2026-01", "rising_complaints"), ["T1"]);
    let figures = &the_alert(&small, "2026-01", "rising_complaints")["figures"];
    let values: Vec<f64> = figures["observations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seen| seen["value"].as_f64().unwrap())
        .collect();
    assert_eq!(values, [0.0, 1.0, 2.0]);
    // None, one, one.
    let level = [complaint(1, 12), complaint(2, 19)].concat();
    let small = workspace(&people, "complaints", &format!("{head}{level}"));
    assert_eq!(fired(&small, "2026-01", "rising_complaints"), [""; 0]);
}

#[test]
fn answers_after_their_limit_are_told_with_their_records() {
    let people = roster("implementation", &["A1", "B2"]);
    let mut rows = "change_id,engineer_id,raised_at,first_response_at\n".to_owned();
    // Twelve a minute late, one exactly in time, one of the month before.
    for number in 0..12 {
        writeln!(rows, "C{number:02},A1,2026-01-12 09:00,2026-01-12 13:01").unwrap();
    }
    rows += "C90,A1,2026-01-12 09:00,2026-01-12 13:00\nC91,A1,2025-12-12 09:00,2025-12-13 13:01\n";
    let small = workspace(&people, "change_requests", &rows);
    let alert = the_alert(&small, "2026-01", "change_response");
    assert_eq!(alert["figures"]["count"], 12);
    assert_eq!(alert["figures"]["ids"].as_array().unwrap().len(), 10);
    assert_eq!(
        alert["evidence"],
        "12 records: C00, C01, C02, C03, C04, C05, C06, C07, C08, C09 and 2 more."
    );
    let in_time = "change_id,engineer_id,raised_at,first_response_at\nC90,A1,2026-01-12 09:00,2026-01-12 13:00\n";
    let small = workspace(&people, "change_requests", in_time);
    assert_eq!(fired(&small, "2026-01", "change_response"), [""; 0]);
}

#[test]
fn a_p0_is_due_in_an_hour_and_a_p1_is_not() {
    let rows = |priority: &str, answered: &str| {
        let issue = format!(
            "issue_id,engineer_id,priority,opened_at,first_response_at\nI1,A1,{priority},2026-01-12 09:00,{answered}\n"
        );
        let order = format!(
            "order_id,engineer_id,priority,opened_at,first_contact_at\nW1,A1,{priority},2026-01-12 09:00,{answered}\n"
        );
        (issue, order)
    };
    let people = roster("service", &["A1", "B2"]);
    for (priority, answered, late) in [
        ("P0", "2026-01-12 10:01", true),
        ("P0", "", true),
        ("P0", "2026-01-12 10:00", false),
        ("P1", "2026-01-12 19:00", false),
    ] {
        let (issues, orders) = rows(priority, answered);
        let small = workspace(&people, "issues", &issues);
        add_table(&small, "work_orders", &orders);
        let alerts = alerts_of(&small, "2026-01");
        let told: Vec<(&str, &str)> = alerts
            .iter()
            .map(|alert| {
                let ids = &alert["figures"]["ids"][0];
                (alert["rule"].as_str().unwrap(), ids.as_str().unwrap())
            })
            .collect();
        let expected = [("p0_contact", "W1"), ("p0_response", "I1")];
        let expected = if late { &expected[..] } else { &[] };
        assert_eq!(told, expected, "{priority} answered at {answered:?}");
    }
}

#[test]
fn a_project_past_its_day_is_told_and_one_that_was_delivered_is_not() {
    let rows = "project_id,name,engineer_id,kickoff_on,planned_delivery_on,delivered_on\n\
        P1,Late one,A1,2025-12-01,2026-01-30,\n\
        P2,Done one,A1,2025-12-01,2026-01-30,2026-01-31\n\
        P3,Later one,A1,2025-12-01,2026-02-01,\n\
        P4,Done after the period,A1,2025-12-01,2026-01-30,2026-02-02\n";
    let people = roster("implementation", &["A1"]);
    let small = workspace(&people, "projects", rows);
    // As of the end of January, P4 was not delivered either.
    assert_eq!(fired(&small, "2026-01", "project_finish"), ["P1", "P4"]);
    let alert = the_alert(&small, "2026-01", "project_finish");
    assert_eq!(alert["subject"], "Late one");
    assert_eq!(
        alert["evidence"],
        "Planned for 30 January 2026, not delivered by 31 January 2026. Engineer: Name A1."
    );
}

#[test]
fn milestones_that_slip_are_told_with_forecast_interval_and_method() {
    let projects = "project_id,engineer_id,kickoff_on,planned_delivery_on,delivered_on\nP1,A1,2025-12-01,2026-03-13,\n";
    // One due each Sunday from 7 December on, one day later each time: seven days in the
    // eighth and last whole week of January, fourteen seven weeks on.
    let sundays = [
        "12-07", "12-14", "12-21", "12-28", "01-04", "01-11", "01-18",
    ];
    let late = [
        "12-08", "12-16", "12-24", "01-01", "01-09", "01-17", "01-25",
    ];
    let day = |day: &str| format!("{}-{day}", if day.starts_with("12") { 2025 } else { 2026 });
    let people = roster("implementation", &["A1"]);
    for (done, told) in [(late, true), (sundays, false)] {
        let mut milestones = "milestone_id,project_id,engineer_id,due_on,done_on\n".to_owned();
        for (number, (due, done)) in sundays.iter().zip(done).enumerate() {
            writeln!(milestones, "M{number},P1,A1,{},{}", day(due), day(done)).unwrap();
        }
        milestones += "M9,P1,A1,2026-03-13,\n";
        let small = workspace(&people, "projects", projects);
        add_table(&small, "milestones", &milestones);
        let alerts = alerts_of(&small, "2026-01");
        assert_eq!(alerts.len(), usize::from(told), "{alerts:?}");
        for alert in &alerts {
            assert_eq!(alert["figures"]["finish"], "2026-03-27");
            assert_eq!(alert["figures"]["slip"], 7.0);
            let evidence = alert["evidence"].as_str().unwrap();
            for part in [
                "27 March 2026 (95% interval",
                "Milestones done: 7 of 8, slip: ",
                "over 8 weeks",
            ] {
                assert!(evidence.contains(part), "no {part} in {evidence}");
            }
        }
    }
}

#[test]
fn spending_that_will_pass_the_budget_is_told() {
    let people = roster("implementation", &["A1"]);
    let projects = "project_id,engineer_id,kickoff_on,planned_delivery_on,delivered_on\nP1,A1,2025-07-01,2026-03-31,\n";
    // 100 a month for seven months, two more to come: 900.
    for (budget, over) in [(99, true), (101, false)] {
        let mut lines = "budget_id,project_id,engineer_id,budget,actual,month_on\n".to_owned();
        for (index, month) in [
            "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02",
            "2026-03",
        ]
        .iter()
        .enumerate()
        {
            let actual = if index < 7 { "100" } else { "" };
            writeln!(lines, "G{index},P1,A1,{budget},{actual},{month}-01").unwrap();
        }
        let small = workspace(&people, "projects", projects);
        add_table(&small, "budgets", &lines);
        // 700 of 891 are spent, so it is the forecast that passes.
        let found = fired(&small, "2026-01", "project_spend");
        assert_eq!(found.len(), usize::from(over), "{budget}");
        if over {
            let figures = &the_alert(&small, "2026-01", "project_spend")["figures"];
            assert_eq!(
                (&figures["kind"], &figures["n"]),
                (&"costly".into(), &7.into())
            );
            assert!(
                (figures["value"].as_f64().unwrap() - 900.0).abs() < 1.0,
                "{figures}"
            );
        }
    }
}

// ── Recognition ──

#[test]
fn the_best_fifth_of_a_pool_is_one_of_five_and_none_of_four() {
    let people: [(&str, &[(&str, f64)]); 5] = [
        ("A1", &[("2026-01", 3.5)]),
        ("A2", &[("2026-01", 3.6)]),
        ("A3", &[("2026-01", 3.9)]),
        ("A4", &[("2026-01", 3.7)]),
        ("A5", &[("2026-01", 3.8)]),
    ];
    let small = rated("service", &people);
    assert_eq!(fired(&small, "2026-01", "top_of_pool"), ["A3"]);
    let small = rated("service", &people[..4]);
    assert_eq!(fired(&small, "2026-01", "top_of_pool"), [""; 0]);
}

#[test]
fn three_months_on_target_make_a_promotion_and_a_miss_among_them_does_not() {
    let on = [("2025-11", 4.0), ("2025-12", 4.0), ("2026-01", 4.0)];
    let off = [("2025-11", 3.9), ("2025-12", 4.0), ("2026-01", 4.0)];
    let gap = [("2025-10", 4.0), ("2025-12", 4.0), ("2026-01", 4.0)];
    let small = rated("service", &[("A1", &on), ("B2", &off), ("C3", &gap)]);
    assert_eq!(fired(&small, "2026-01", "months_on_target"), ["A1"]);
    let lists = fs::read_to_string(small.edition().join("lists.csv")).unwrap();
    let promotion: Vec<&str> = lists
        .lines()
        .filter(|line| line.starts_with("promotion,"))
        .collect();
    assert_eq!(promotion.len(), 1);
    assert!(
        promotion[0].starts_with("promotion,A1,Name A1,T1,service,senior,months_on_target,100.0,S"),
        "{promotion:?}"
    );
}

#[test]
fn three_quarters_must_be_above_target_and_end_with_the_edition() {
    let months = |mean: f64| [("2025-05", mean), ("2025-08", mean), ("2025-11", mean)];
    let (above, on) = (months(4.1), months(4.0));
    let small = rated("service", &[("A1", &above), ("B2", &on)]);
    assert_eq!(fired(&small, "2025-12", "quarters_above_target"), ["A1"]);
    assert_eq!(fired(&small, "2025-Q4", "quarters_above_target"), ["A1"]);
    // November does not end a quarter.
    assert_eq!(fired(&small, "2025-11", "quarters_above_target"), [""; 0]);
}

#[test]
fn presales_with_grade_b_may_be_promoted_and_others_need_more() {
    // 2.8 is 70.0, the bound of B; 2.7 is 67.5.
    let people: [(&str, &[(&str, f64)]); 2] =
        [("A1", &[("2026-01", 2.8)]), ("B2", &[("2026-01", 2.7)])];
    assert_eq!(
        fired(&rated("presales", &people), "2026-01", "presales_grade"),
        ["A1"]
    );
    assert_eq!(
        fired(&rated("service", &people), "2026-01", "presales_grade"),
        [""; 0]
    );
}

#[test]
fn the_most_complete_root_causes_need_three_reports() {
    let mut rows = "report_id,engineer_id,completeness,resolved_at\n".to_owned();
    for (person, completeness, reports) in [
        ("A1", 90, 3),
        ("B2", 100, 2),
        ("C3", 80, 3),
        ("D4", 70, 3),
        ("E5", 60, 4),
    ] {
        for report in 0..reports {
            writeln!(
                rows,
                "{person}-{report},{person},{completeness},2026-01-12 09:00"
            )
            .unwrap();
        }
    }
    let people = roster("service", &["A1", "B2", "C3", "D4", "E5"]);
    let small = workspace(&people, "root_cause_reports", &rows);
    // Three places; B2 is best, but on two reports.
    assert_eq!(
        fired(&small, "2026-01", "root_cause_award"),
        ["A1", "C3", "D4"]
    );
}

// ── Support ──

#[test]
fn two_periods_below_b_make_a_coaching_plan_and_one_does_not() {
    let twice = [("2025-12", 2.7), ("2026-01", 2.7)];
    let once = [("2025-12", 2.8), ("2026-01", 2.7)];
    let small = rated("service", &[("A1", &twice), ("B2", &once)]);
    assert_eq!(fired(&small, "2026-01", "periods_below"), ["A1"]);
    // A C is enough for a training plan; both have one.
    assert_eq!(fired(&small, "2026-01", "low_grade"), ["A1", "B2"]);
    assert_eq!(fired(&small, "2025-12", "low_grade"), ["A1"]);
    // Both together are a risk, one alone is none.
    assert_eq!(fired(&small, "2026-01", "at_risk"), ["A1"]);
    assert_eq!(
        the_alert(&small, "2026-01", "at_risk")["figures"]["rules"],
        serde_json::json!(["low_grade", "periods_below"])
    );
}

#[test]
fn high_potential_takes_two_signs() {
    let good = [("2025-11", 4.5), ("2025-12", 4.5), ("2026-01", 4.5)];
    let steady = [("2025-11", 4.1), ("2025-12", 4.1), ("2026-01", 4.1)];
    let new = [("2026-01", 3.0)];
    let people: [(&str, &[(&str, f64)]); 5] = [
        ("A1", &good),
        ("B2", &steady),
        ("C3", &new),
        ("D4", &new),
        ("E5", &new),
    ];
    let small = rated("service", &people);
    assert_eq!(fired(&small, "2026-01", "months_on_target"), ["A1", "B2"]);
    assert_eq!(fired(&small, "2026-01", "high_potential"), ["A1"]);
}

// ── Rules of a workspace ──

#[test]
fn a_rule_can_be_switched_off_changed_and_added() {
    let off = [("2025-12", 2.7), ("2026-01", 2.7)];
    let small = rated("service", &[("A1", &off)]);
    small.put(
        "alerts/mine.yaml",
        "low_grade: {active: false}\nperiods_below:\n  streak: {of: score, periods: 3, state: below_target, target: B}\nunhappy:\n  name: Unhappy\n  text: Below three.\n  subject: team\n  series: monthly\n  tells: [lead]\n  streak: {of: csat_mean, periods: 2, state: below_target, target: 3}\n",
    );
    let rules: Vec<Value> = alerts_of(&small, "2026-01")
        .iter()
        .map(|alert| alert["rule"].clone())
        .collect();
    assert_eq!(rules, ["unhappy"]);
    // The configuration has the last word.
    let path = small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(path).unwrap();
    small.put(
        "scorepack.yaml",
        &format!("{text}alerts:\n  low_grade: {{active: true}}\n  unhappy: {{active: false}}\n"),
    );
    assert_eq!(fired(&small, "2026-01", "low_grade"), ["A1"]);
    assert_eq!(fired(&small, "2026-01", "unhappy"), [""; 0]);
}

#[test]
fn a_tested_rise_must_be_more_than_chance() {
    for (now, expected) in [(12, true), (3, false)] {
        let mut rows = "complaint_id,engineer_id,raised_at\nK00,A1,2025-12-10 09:00\n".to_owned();
        for number in 1..=now {
            writeln!(rows, "K{number:02},A1,2026-01-10 09:00").unwrap();
        }
        let small = workspace(&roster("service", &["A1"]), "complaints", &rows);
        small.put(
            "alerts/mine.yaml",
            "surge:\n  name: Surge\n  text: More complaints.\n  subject: organisation\n  series: monthly\n  tells: [hr]\n  streak: {of: complaint_count, periods: 1, state: worse, tested: true}\n",
        );
        let found = fired(&small, "2026-01", "surge");
        assert_eq!(!found.is_empty(), expected, "1 → {now}");
        if expected {
            // 12 or 13 of 13: (13 + 1) / 2¹³.
            let p = the_alert(&small, "2026-01", "surge")["p"].as_f64().unwrap();
            assert!((p - 14.0 / 8192.0).abs() < 1e-12, "{p}");
        }
    }
}

#[test]
fn all_problems_of_rules_are_told_with_their_lines() {
    let small = Small::new();
    small.put(
        "alerts/mine.yaml",
        "\
first:
  name: First
  text: First
  subject: person
  tells: [hr]
  list: nobel
second:
  name: Second
  text: Second
  subject: team
  tells: [manager]
  list: bonus
  streak: {of: no_such_kpi, periods: 2, state: worse}
third:
  name: Third
  text: Third
  subject: person
  tells: [manager]
  list: at_risk
  fired: {at_least: 1, of: [nothing]}
fourth:
  name: Fourth
  text: Fourth
  subject: person
  tells: [hr]
  rows: {source: work_orders, date: opened_at, where: 'no_such_column > 1', id: order_id}
fifth:
  name: Fifth
  text: Fifth
  subject: person
  tells: [hr]
  streak: {of: score, periods: 2, state: misses}
",
    );
    let text = small.check();
    for (code, place) in [
        ("wrong-value", "alerts/mine.yaml:6 `first.list`"),
        ("missing-key", "alerts/mine.yaml:1 `first.streak`"),
        ("unknown-kpi", "alerts/mine.yaml:13 `second.streak.of`"),
        ("wrong-value", "alerts/mine.yaml:18 `third.tells`"),
        ("unknown-rule", "alerts/mine.yaml:20 `third.fired.of`"),
        ("wrong-value", "alerts/mine.yaml:32 `fifth.streak`"),
    ] {
        assert!(
            text.contains(code) && text.contains(place),
            "no {code} at {place} in:\n{text}"
        );
    }
    small.put("alerts/mine.yaml", "fourth:\n  name: Fourth\n  text: Fourth\n  subject: person\n  tells: [hr]\n  rows: {source: work_orders, date: opened_at, where: 'no_such_column > 1', id: order_id}\n");
    let text = small.check();
    assert!(
        text.contains("wrong-expression") && text.contains("no_such_column"),
        "{text}"
    );
}

// ── Who reads of it ──

#[test]
fn no_persons_packet_says_anything_of_alerts_or_lists() {
    let out = common::run_sample(&["--period", "2026-09", "--format", "html,json"]);
    let folder = out.path().join("2026-09");
    let alerts = json(&folder.join("alerts.json"));
    let mut phrases: BTreeSet<String> = BTreeSet::new();
    for alert in alerts["alerts"].as_array().unwrap() {
        phrases.insert(alert["rule"].to_string());
        for key in ["name", "text"] {
            phrases.insert(alert[key].as_str().unwrap().to_owned());
        }
    }
    assert!(phrases.len() > 30, "{phrases:?}");
    phrases.extend(
        [
            "奖金建议",
            "晋升",
            "最佳实践奖",
            "辅导计划",
            "培训计划",
            "高潜",
            "风险关注",
            "建议名单",
            "预警",
            "at_risk",
        ]
        .map(str::to_owned),
    );
    for (name, bytes) in files(&folder.join("people")) {
        let text = String::from_utf8(bytes).unwrap();
        for phrase in &phrases {
            assert!(!text.contains(phrase), "{name} says {phrase}");
        }
    }
    // The lead reads neither HR's lists nor suggestions.
    for (name, bytes) in files(&folder.join("teams")) {
        let text = String::from_utf8(bytes).unwrap();
        for phrase in ["高潜", "风险关注", "奖金建议", "晋升"] {
            assert!(!text.contains(phrase), "{name} says {phrase}");
        }
    }
    let report = json(&folder.join("report.json"));
    let listed = fs::read_to_string(folder.join("lists.csv")).unwrap();
    let coaching = listed
        .lines()
        .filter(|line| line.starts_with("coaching,"))
        .count();
    assert_eq!(report["alerts"]["lists"]["coaching"], coaching);
}

#[test]
fn a_lead_reads_of_their_members_but_not_of_suggestions_about_themselves() {
    let low = [("2025-12", 2.0), ("2026-01", 2.0)];
    let small = rated("service", &[("A1", &low), ("B2", &low)]);
    add_table(
        &small,
        "teams",
        "team_id,name,department_id,department,lead_id\nT1,Team,D1,Department,A1\n",
    );
    assert_eq!(fired(&small, "2026-01", "low_grade"), ["A1", "B2"]);
    let team = json(&small.edition().join("teams/T1.json"));
    let groups = team["alerts"]["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2, "{groups:?}");
    for group in groups {
        let items = group["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["id"]), (1, &"B2".into()));
    }
    let person = fs::read_to_string(small.edition().join("people/A1.json")).unwrap();
    assert!(!person.contains("alerts"), "{person}");
}
