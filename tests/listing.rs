//! `scorepack kpis`: what is listed, and that it stands in columns.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common::{SAMPLE, Small, complaints, scorepack};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

fn listed(arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["kpis", SAMPLE, "--json"];
    all.extend(arguments);
    let output = scorepack(&all);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ids(arguments: &[&str]) -> Vec<String> {
    let id = |kpi: &Value| kpi["id"].as_str().unwrap().to_owned();
    listed(arguments).iter().map(id).collect()
}

#[test]
fn filters_combine() {
    assert!(ids(&[]).len() > 80);
    let rates = listed(&["--kind", "rate", "--source", "work_orders"]);
    assert!(rates.len() >= 3);
    for kpi in &rates {
        assert_eq!(kpi["kind"], "rate");
        assert_eq!(kpi["source"], "work_orders");
    }
    assert_eq!(ids(&["--search", "修复率"]), ["first_time_fix"]);
    assert_eq!(
        ids(&[
            "--search",
            "NET PROMOTER",
            "--unit",
            "points",
            "--track",
            "hard"
        ]),
        ["nps"]
    );
    assert!(ids(&["--search", "NPS", "--track", "soft"]).is_empty());
}

#[test]
fn roles_are_those_of_the_scorecards() {
    let service = ids(&["--role", "service"]);
    assert!(service.contains(&"first_time_fix".to_owned()));
    assert!(!service.contains(&"win_rate".to_owned()));
    let used = listed(&["--used"]);
    let has_role = |kpi: &Value| !kpi["roles"].as_array().unwrap().is_empty();
    assert!(used.iter().all(has_role));
    let all = listed(&[]);
    assert_eq!(used.len(), all.iter().filter(|kpi| has_role(kpi)).count());
}

#[test]
fn columns_are_aligned_though_chinese_is_two_wide() {
    for language in ["en", "zh"] {
        let output = scorepack(&["kpis", SAMPLE, "--locale", language, "--source", "surveys"]);
        let text = String::from_utf8(output.stdout).unwrap();
        let sources = text
            .lines()
            .skip(1)
            .map(|line| line[..line.rfind("surveys").unwrap()].width());
        let columns: std::collections::BTreeSet<usize> = sources.collect();
        assert_eq!(columns.len(), 1, "{text}");
        assert!(text.lines().count() > 5, "{text}");
    }
}

#[test]
fn one_kpi_is_told_in_full() {
    let output = scorepack(&["kpis", SAMPLE, "--id", "first_time_fix", "--locale", "zh"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "首次修复率",
        "fixed_first_visit",
        "30 天",
        "服务运营中心",
        "离场前带载测试",
        "order_id",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn a_word_that_nothing_has_is_a_slip() {
    let output = scorepack(&["kpis", SAMPLE, "--id", "first_time", "--unit", "weeks"]);
    assert_eq!(output.status.code(), Some(2));
    let told = complaints(&output);
    assert!(
        told.contains("`first_time`") && told.contains("first_time_fix"),
        "{told}"
    );
    assert!(told.contains("`weeks`") && told.contains("hours"), "{told}");
}

#[test]
fn keys_that_do_not_fit_their_kind_are_told() {
    let small = Small::new();
    small.put(
        "kpis/own.yaml",
        "\
a: {name: A, about: a, formula: a, kind: mean, source: work_orders, date: opened_at, value: '1', unit: ratio, trailing_months: 3}
b: {name: B, about: b, formula: b, kind: change, base: {kpi: nps, against: previous}, unit: percent, slices: {x: {name: X, where: 'TRUE'}}}
c: {name: C, about: c, formula: c, kind: count, source: work_orders, date: opened_at, unit: count, trailing_months: 3, snapshot: true}
d: {name: D, about: d, formula: d, kind: count, source: work_orders, date: opened_at, unit: count, trailing_months: 0}
",
    );
    let told = small.check();
    for key in [
        "a.trailing_months",
        "b.slices",
        "c.snapshot",
        "d.trailing_months",
    ] {
        assert!(
            told.contains(&format!("`{key}`")),
            "{key} is missing in\n{told}"
        );
    }
}

#[test]
fn a_slice_of_a_workspace_is_a_kpi_of_its_own() {
    let small = Small::new();
    small.put(
        "kpis/own.yaml",
        "\
long_orders:
  name: {en: Long orders, zh: 长工单}
  about: a
  formula: orders
  kind: count
  source: work_orders
  date: opened_at
  unit: count
  slices:
    ada: {name: {en: of Ada, zh: 甲}, where: \"engineer_id = 'A1'\"}
",
    );
    assert_eq!(small.run(&["--format", "json"]).status.code(), Some(0));
    let measures = std::fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let value = |kpi: &str| {
        let start = format!("team,T1,{kpi},month,2026-01,");
        let line = measures.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap().split(',').next().unwrap().to_owned()
    };
    // Four orders, three of them Ada's.
    assert_eq!(value("long_orders"), "4");
    assert_eq!(value("long_orders_ada"), "3");
    let output = scorepack(&[
        "kpis",
        small.path(),
        "--search",
        "长工单（甲）",
        "--locale",
        "zh",
    ]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
}
