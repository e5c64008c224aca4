//! `scorepack kpis`: what is listed, and that it stands in columns.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

mod common;

use common::{SAMPLE, complaints, scorepack};
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
