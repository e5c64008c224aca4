//! What an explanation says is what the packet says, and what a reader would stumble over is
//! said in words.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{SAMPLE, Small, complaints, json, scorepack};
use serde_json::Value;

fn explain(folder: &str, more: &[&str]) -> String {
    let mut arguments = vec!["explain", folder];
    arguments.extend(more);
    let output = scorepack(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Items of a packet, scored or shown as progress, in their order.
fn items(packet: &Value) -> Vec<&Value> {
    let groups = packet["scorecard"]["groups"].as_array().unwrap().iter();
    let scored = groups.flat_map(|group| group["items"].as_array().unwrap());
    let unscored = packet["scorecard"]["unscored"].as_array().unwrap();
    scored.chain(unscored).collect()
}

/// Every figure of an explanation against that of the packet; how many items there were.
fn compare(explanation: &Value, packet: &Value) -> usize {
    let explained = explanation["items"].as_array().unwrap();
    let shown = items(packet);
    assert_eq!(explained.len(), shown.len(), "{}", packet["id"]);
    let mut brought = 0.0;
    for item in &shown {
        let kpi = &item["kpi"];
        let found = explained
            .iter()
            .find(|one| &one["definition"]["kpi"] == kpi);
        let found = found.unwrap();
        for key in ["value", "value_number", "target", "state", "state_label"] {
            assert_eq!(found[key], item[key], "{key} of {kpi}");
        }
        for key in ["weight_number", "points_number"] {
            assert_eq!(found[key], item[key], "{key} of {kpi}");
        }
        if item["scored"] == true {
            assert_eq!(found["weight"], item["weight"], "weight of {kpi}");
            if item["points_number"].is_number() {
                assert_eq!(found["points"], item["points"], "points of {kpi}");
            }
        }
        brought += found["contribution"].as_f64().unwrap_or(0.0);
    }
    let (published, glance) = (&explanation["published"], &packet["glance"]);
    assert_eq!(published["score"], glance["score_value"]);
    assert_eq!(published["grade"], glance["grade"]);
    let basis = published["basis"].as_array().unwrap();
    let said = glance["basis"].as_array().unwrap();
    assert!(basis.iter().all(|sentence| said.contains(sentence)));
    assert_eq!(explanation["raise"], packet["raise"]);
    assert_eq!(explanation["total"]["text"], packet["scorecard"]["total"]);
    if let Some(score) = explanation["total"]["score"].as_f64() {
        assert!((brought - score).abs() <= 0.05, "{brought} and {score}");
    }
    let tables = packet["tables"].as_array().unwrap().iter();
    let mut milestones = tables.filter(|table| table["id"] == "milestones");
    assert_eq!(
        explanation["milestones"],
        milestones.next().cloned().unwrap_or(Value::Null)
    );
    shown.len()
}

/// Three roles and a team, in a month and in a quarter, in English and in Chinese.
#[test]
fn an_explanation_has_the_figures_of_the_packet() {
    for (period, locale, asked) in [
        (
            "2026-10",
            "en",
            [
                ("--person", "E024"),
                ("--person", "E043"),
                ("--team", "T04"),
            ],
        ),
        (
            "2026-Q3",
            "zh",
            [
                ("--person", "E026"),
                ("--person", "E041"),
                ("--team", "T01"),
            ],
        ),
    ] {
        let out = tempfile::tempdir().unwrap();
        let only: Vec<&str> = asked.iter().map(|(_, id)| *id).collect();
        let only = only.join(",");
        let folder = out.path().to_str().unwrap();
        let made = scorepack(&[
            "run", SAMPLE, "--out", folder, "--period", period, "--locale", locale, "--only",
            &only, "--format", "json",
        ]);
        assert_eq!(made.status.code(), Some(0), "{}", complaints(&made));
        for (option, id) in asked {
            let arguments = [option, id, "--period", period, "--locale", locale, "--json"];
            let explanation: Value = serde_json::from_str(&explain(SAMPLE, &arguments)).unwrap();
            let kind = option.trim_start_matches("--").replace("person", "people");
            let kind = kind.replace("team", "teams");
            let packet = out.path().join(format!("{period}.only/{kind}/{id}.json"));
            let compared = compare(&explanation, &json(&packet));
            assert!(compared >= 10, "{id}: {compared} items");
        }
    }
}

#[test]
fn a_grade_that_somebody_decided_is_explained_with_who_and_why() {
    let asked = ["--person", "E043", "--period", "2026-10", "--locale", "zh"];
    let text = explain(SAMPLE, &asked);
    let lines: Vec<&str> = text.lines().collect();
    // The records give 66.5, which is a C; the sample's overrides.csv makes it a B.
    assert_eq!(lines[3], "得分 66.5，等级 C");
    assert_eq!(lines[4], "评审包中：得分 66.5，等级 B");
    assert!(lines[5].contains("纪若琛"), "{}", lines[5]);
    assert!(lines[5].contains("签约在十一月初"), "{}", lines[5]);
}

/// Eleven ratings, six of 4 and five of 5: 49 ÷ 11 = 4.4545…, which rounds to the target 4.5.
const RATED: &str = "\
rating:
  name: Rating
  about: Mean rating.
  formula: mean rating
  kind: mean
  source: surveys
  date: responded_at
  value: score
  unit: score5
  direction: up
  target: 4.5
  evidence: [survey_id, score]
bad:
  name: Bad answers
  about: Share of answers of 4.
  formula: answers of 4 ÷ answers
  kind: rate
  source: surveys
  date: responded_at
  of: score = 4
  unit: percent
  direction: down
  target: 50
  evidence: [survey_id, score]
answers:
  name: Answers
  about: Number of answers.
  formula: number of answers
  kind: count
  source: surveys
  date: responded_at
  unit: count
  direction: up
  target: 12
  evidence: [survey_id]
";

fn rated() -> Small {
    let small = Small::new();
    let configuration = common::SMALL.to_owned() + "  surveys: {file: data/surveys.csv}\n";
    small.put("scorepack.yaml", &configuration);
    small.put("kpis/own.yaml", RATED);
    let items = [("rating", 40), ("bad", 30), ("answers", 30)];
    small.put("scorecards/service.yaml", &common::scorecard(&items));
    let mut surveys = String::from("survey_id,engineer_id,kind,score,sent_at,responded_at\n");
    for number in 1..=11 {
        let score = if number <= 6 { 4 } else { 5 };
        surveys +=
            &format!("S{number:02},A1,csat,{score},2026-01-01 09:00,2026-01-{number:02} 09:00\n");
    }
    small.put("data/surveys.csv", &surveys);
    small
}

#[test]
fn a_value_that_only_rounds_to_its_target_is_shown_to_miss_it() {
    let small = rated();
    let asked = ["--person", "A1", "--period", "2026-01", "--kpi", "rating"];
    let text = explain(small.path(), &asked);
    assert!(
        text.contains("Value: 49 (sum) ÷ 11 records = 4.45\n"),
        "{text}"
    );
    assert!(text.contains("Target: 4.5\n"), "{text}");
    // 100 × 4.4545 ÷ 4.5 = 98.99; 40 × 98.99 ÷ 100 = 39.60.
    assert!(text.contains(
        "Brings 39.60 points to the total: weight 40.0 × 99.0 points ÷ 100.0, the weight with evidence."
    ));
}

#[test]
fn the_heading_of_records_says_what_they_did_to_the_points() {
    let small = rated();
    let asked = |locale| {
        let arguments = ["--person", "A1", "--period", "2026-01", "--locale", locale];
        explain(small.path(), &arguments)
    };
    let english = asked("en");
    // Of the ratings, six are below the target. Six of eleven bad answers are 54.5 %, more
    // than 50 %. Eleven answers are one short of twelve, and none of them cost anything.
    let headings: Vec<&str> = english
        .lines()
        .filter(|line| line.trim_start().starts_with("Records:"))
        .map(str::trim)
        .collect();
    assert_eq!(
        headings,
        [
            "Records: 11, of which 6, marked ✗, cost points",
            "Records: 11, of which 6, marked ✗, cost points",
            "Records: 11, each of which counts towards the target",
        ]
    );
    let bad = english.split("Bad answers · bad").nth(1).unwrap();
    let bad = bad.split("Answers · answers").next().unwrap();
    let marked: Vec<&str> = bad.lines().filter(|line| line.contains('✗')).collect();
    assert_eq!(marked.len(), 7, "the heading and six records: {bad}");
    assert!(marked[1].ends_with("happened"), "{bad}");
    assert!(bad.contains("did not happen"), "{bad}");
    let chinese = asked("zh");
    assert!(chinese.contains("记录 11 条，其中标 ✗ 的 6 条造成失分"));
    assert!(chinese.contains("记录 11 条，均计入完成数"));
}

#[test]
fn a_reader_is_told_of_other_months_and_of_weights_that_were_raised() {
    let asked = ["--person", "E043", "--period", "2026-10", "--locale", "en"];
    let text = explain(SAMPLE, &asked);
    assert!(text.contains(
        "Source: certificates, dated by earned_on, of the 12 months up to the end of the period"
    ));
    assert!(text.contains("Quarterly items are not scored in a month; the weights of the others"));
    assert!(text.contains("Scored quarterly: shown as progress, no points in a month."));
}
