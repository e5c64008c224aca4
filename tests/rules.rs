//! Scorecards and rules as HR writes them: what is said of mistakes, what each combination
//! comes to, and what a person's points become.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::path::Path;

use crate::common::{SAMPLE, Small, complaints, json, scorepack};
use scorepack::workspace::{self, Circumstances, Scorecard, Workspace};
use serde_json::Value;

const ROLES: [&str; 4] = ["implementation", "service", "presales", "project"];

fn read(folder: &str) -> Workspace {
    let read = workspace::read(Path::new(folder), &|_| None);
    read.map_err(|found| format!("{found:?}")).unwrap().0
}

fn weights(scorecard: &Scorecard, when: &Circumstances) -> Vec<(String, f64)> {
    let items = scorecard.effective(when).into_iter();
    items.map(|item| (item.kpi, item.weight)).collect()
}

fn weight(scorecard: &Scorecard, when: &Circumstances, kpi: &str) -> f64 {
    let items = weights(scorecard, when).into_iter();
    items.filter(|(id, _)| id == kpi).map(|(_, w)| w).sum()
}

fn when(level: Option<&str>, industry: Option<&str>, mode: Option<&str>) -> Circumstances {
    Circumstances {
        level: level.map(str::to_owned),
        industry: industry.map(str::to_owned),
        mode: mode.map(str::to_owned),
    }
}

/// A workspace of its own with this scorecard for service.
fn with_scorecard(text: &str) -> Small {
    let small = Small::new();
    small.put("scorecards/service.yaml", text);
    small
}

fn check_strictly(small: &Small) -> (Option<i32>, String) {
    let output = scorepack(&["check", "--strict", small.path()]);
    (output.status.code(), complaints(&output))
}

#[test]
fn the_built_in_weights_are_those_that_were_decided() {
    let workspace = read(SAMPLE);
    let expected: [(&str, &[(&str, f64)]); 4] = [
        (
            "implementation",
            &[
                ("on_time_delivery", 15.0),
                ("delivery_cycle", 10.0),
                ("change_response_time", 5.0),
                ("nps", 10.0),
                ("csat_mean", 10.0),
                ("complaint_handling", 5.0),
                ("training_satisfaction", 5.0),
                ("launch_defect_rate", 8.0),
                ("issue_closure", 7.0),
                ("customer_success_rate", 5.0),
                ("collaboration", 5.0),
                ("knowledge_contribution", 4.0),
                ("training_participation", 3.0),
                ("improvement_proposals", 4.0),
                ("automation_scripts", 2.0),
                ("success_cases", 2.0),
            ],
        ),
        (
            "service",
            &[
                ("nps", 12.0),
                ("callback_rating", 16.0),
                ("complaint_count", 12.0),
                ("first_contact_time", 8.0),
                ("dispatch_time", 7.0),
                ("onsite_wait", 10.0),
                ("first_time_fix", 12.0),
                ("repeat_repair", 8.0),
                ("service_duration", 5.0),
                ("knowledge_contribution", 4.0),
                ("training_participation", 3.0),
                ("safety_incidents", 3.0),
            ],
        ),
        (
            "presales",
            &[
                ("win_rate", 20.0),
                ("sales_contribution", 15.0),
                ("high_value_conversion", 12.0),
                ("proposal_adoption", 8.0),
                ("first_pass_review", 7.0),
                ("solution_timeliness", 6.0),
                ("support_timeliness", 5.0),
                ("bid_quality", 4.0),
                ("customer_meetings", 3.0),
                ("insight_reports", 4.0),
                ("needs_feedback", 3.0),
                ("certifications", 3.0),
                ("skill_assessment", 3.0),
                ("collaboration", 2.0),
                ("sales_satisfaction", 3.0),
                ("product_suggestions", 2.0),
            ],
        ),
        (
            "project",
            &[
                ("releases", 25.0),
                ("bug_fix_time", 25.0),
                ("acquisition_cost_reduction", 25.0),
                ("attrition", 25.0),
            ],
        ),
    ];
    for (role, items) in expected {
        let everybody = weights(&workspace.scorecards[role], &Circumstances::default());
        let expected: Vec<(String, f64)> = items
            .iter()
            .map(|(kpi, weight)| ((*kpi).to_owned(), *weight))
            .collect();
        assert_eq!(everybody, expected, "{role}");
    }
}

#[test]
fn every_combination_of_level_industry_mode_and_options_sums_to_a_hundred() {
    for options in [
        "",
        "repurchase",
        "sales_satisfaction",
        "repurchase, sales_satisfaction",
    ] {
        let small = Small::new();
        let text = format!("{}scoring: {{options: [{options}]}}\n", common::SMALL);
        small.put("scorepack.yaml", &text);
        let workspace = read(small.path());
        for role in ROLES {
            let scorecard = &workspace.scorecards[role];
            // Those the scorecard tells apart, and some that it does not know.
            let levels = [
                None,
                Some("junior"),
                Some("intermediate"),
                Some("senior"),
                Some("x"),
            ];
            let industries = [
                "general",
                "finance",
                "healthcare",
                "manufacturing",
                "retail",
                "x",
            ];
            for level in levels {
                for industry in industries {
                    for mode in ["onsite", "remote"] {
                        let when = when(level, Some(industry), Some(mode));
                        let all = weights(scorecard, &when);
                        let sum: f64 = all.iter().map(|(_, weight)| weight).sum();
                        assert!((sum - 100.0).abs() < 1e-9, "{role} {when:?}: {sum}");
                        assert!(all.iter().all(|(_, weight)| *weight > 0.0));
                    }
                }
            }
        }
    }
}

#[test]
fn finance_takes_its_fifteen_from_all_others_in_proportion() {
    let workspace = read(SAMPLE);
    let card = &workspace.scorecards["implementation"];
    let finance = when(Some("junior"), Some("finance"), None);
    assert!((weight(card, &finance, "compliance_pass") - 15.0).abs() < 1e-9);
    // A junior's 18 and 6, less fifteen of a hundred.
    assert!((weight(card, &finance, "on_time_delivery") - 15.3).abs() < 1e-9);
    assert!((weight(card, &finance, "task_completion") - 5.1).abs() < 1e-9);
}

#[test]
fn levels_industries_and_modes_shift_what_they_say() {
    let workspace = read(SAMPLE);
    let card = &workspace.scorecards["implementation"];
    let everybody = Circumstances::default();
    let more = |when: &Circumstances, kpi: &str| {
        let (base, refined) = (weight(card, &everybody, kpi), weight(card, when, kpi));
        assert!(refined > base, "{kpi}: {refined} is not more than {base}");
    };
    let (junior, senior) = (
        when(Some("junior"), None, None),
        when(Some("senior"), None, None),
    );
    more(&junior, "task_completion");
    more(&junior, "on_time_delivery");
    for kpi in [
        "improvement_proposals",
        "knowledge_contribution",
        "mentoring",
    ] {
        more(&senior, kpi);
    }
    let healthcare = when(None, Some("healthcare"), None);
    more(&healthcare, "launch_defect_rate");
    more(&healthcare, "follow_up_satisfaction");
    let service = &workspace.scorecards["service"];
    let remote = when(None, None, Some("remote"));
    assert_eq!(weight(service, &remote, "onsite_wait"), 0.0);
    assert_eq!(weight(service, &remote, "first_response_time"), 10.0);
}

#[test]
fn an_option_counts_only_where_the_workspace_switches_it_on() {
    let small = Small::new();
    let everybody = Circumstances::default();
    let of = |small: &Small, kpi: &str| {
        let workspace = read(small.path());
        weight(&workspace.scorecards["presales"], &everybody, kpi)
    };
    assert_eq!(of(&small, "repurchase_rate"), 0.0);
    let on = format!("{}scoring: {{options: [repurchase]}}\n", common::SMALL);
    small.put("scorepack.yaml", &on);
    assert_eq!(of(&small, "repurchase_rate"), 5.0);
    assert!((of(&small, "win_rate") - 19.0).abs() < 1e-9);
    let wrong = format!("{}scoring: {{options: [repurchases]}}\n", common::SMALL);
    small.put("scorepack.yaml", &wrong);
    let said = small.check();
    assert!(said.contains("error[unknown-option]"), "{said}");
    assert!(
        said.contains("there are: repurchase, sales_satisfaction"),
        "{said}"
    );
}

#[test]
fn an_effective_weight_says_what_changed_it() {
    let workspace = read(SAMPLE);
    let card = &workspace.scorecards["implementation"];
    let items = card.explain(&when(Some("senior"), Some("finance"), None));
    let of = |kpi: &str| items.iter().find(|item| item.item.kpi == kpi).unwrap();
    let by = |kpi: &str| -> Vec<String> {
        let changed = of(kpi).changed_by.iter();
        changed
            .map(|index| {
                let when = &card.refinements[*index].when;
                when.level
                    .clone()
                    .or_else(|| when.industry.clone())
                    .unwrap()
            })
            .collect()
    };
    assert_eq!(by("mentoring"), ["senior", "finance"]);
    assert_eq!(by("compliance_pass"), ["finance"]);
    assert_eq!(by("task_completion"), [""; 0]);
    let mentoring = of("mentoring");
    assert_eq!(mentoring.base_weight, 0.0);
    assert!((mentoring.item.weight - 3.4).abs() < 1e-9);
}

#[test]
fn every_mistake_of_a_scorecard_is_an_error_with_its_line() {
    let small = with_scorecard(
        "\
name: Mine
role: service
groups:
  - id: a
    name: A
    items:
      - {kpi: sla_attainment, weight: {range: [10, 20], chosen: 25}}
      - {kpi: nps, weight: 30, floor: 60}
      - {kpi: first_time_fix, weight: 15, rule: {deduct: 5}}
      - {kpi: csat_mean, weight: 10, rule: {bands: [[3, 60], [4, 100]]}}
      - {kpi: callback_rating, weight: 10, rule: steep}
      - {kpi: customer_revenue, weight: 10}
refine:
  - when: {level: junior}
    items:
      nps: {weight: 35}
",
    );
    let (code, said) = check_strictly(&small);
    assert_eq!(code, Some(2), "{said}");
    for (what, line) in [
        (
            "error[weight-range]: the weight 25 of `sla_attainment` lies outside its range, 10 to 20",
            7,
        ),
        (
            "error[rule-conflict]: `nps`: the floor 60 is not worse than the target 50",
            8,
        ),
        (
            "error[rule-conflict]: `first_time_fix`: `deduct` is for events",
            9,
        ),
        (
            "error[rule-conflict]: `csat_mean`: bands go from best to worst",
            10,
        ),
        ("error[wrong-value]: `steep` is no rule", 11),
        (
            "error[unscorable-item]: `customer_revenue` has no direction or no target",
            12,
        ),
        (
            "error[weight-sum]: the weights of `service` for junior sum to 105, not 100: sla_attainment 25, nps 35",
            3,
        ),
    ] {
        let found = said.split_once(what).map(|(_, rest)| rest);
        assert!(found.is_some(), "{what}\n{said}");
        let place = found.and_then(|rest| rest.lines().nth(1)).unwrap();
        let expected = format!("scorecards/service.yaml:{line} ");
        assert!(place.contains(&expected), "{what}: {place}, not {expected}");
    }
}

#[test]
fn a_poor_scorecard_is_warned_of_and_used_all_the_same() {
    let small = with_scorecard(
        "\
name: Mine
role: service
groups:
  - id: a
    name: A
    items:
      - {kpi: sla_attainment, weight: 60}
      - {kpi: customer_meetings, weight: 40}
",
    );
    small.put("kpis/own.yaml", "\
sla_attainment:
  {name: SLA, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: resolved_at <= promised_at, unit: percent, direction: up, target: 95}
");
    let (code, said) = check_strictly(&small);
    assert_eq!(code, Some(1), "{said}");
    for what in [
        "warning[few-items]: the scorecard of `service` scores 2 items for everybody",
        "warning[no-long-term]",
        "warning[unpaired-volume]: `customer_meetings` counts volume without a KPI of quality beside it",
        "warning[no-owner]: KPIs on the scorecard of `service` have no owner: sla_attainment",
        "warning[no-deadline]",
    ] {
        assert!(said.contains(what), "{what}\n{said}");
    }
    let place = said.split("unpaired-volume").nth(1).unwrap();
    assert!(place.contains("scorecards/service.yaml:8 "), "{place}");
    assert_eq!(scorepack(&["check", small.path()]).status.code(), Some(0));
    assert_eq!(small.run(&[]).status.code(), Some(0));
}

#[test]
fn a_scorecard_of_soft_items_or_of_too_many_is_warned_of() {
    let text = |items: &str| {
        format!(
            "name: Mine\nrole: service\nnormalise: true\nowner: Me\ndeadline: 5 working days\ngroups:\n  - id: a\n    name: A\n    items:\n{items}"
        )
    };
    let soft = with_scorecard(&text(
        "      - {kpi: collaboration, weight: 1}\n      - {kpi: knowledge_contribution, weight: 1}\n      - {kpi: mentoring, weight: 1}\n",
    ));
    let said = soft.check();
    assert!(said.contains("warning[soft-only]"), "{said}");
    assert!(
        !said.contains("no-owner") && !said.contains("no-deadline"),
        "{said}"
    );
    let many = [
        "nps",
        "csat_mean",
        "csat_top_box",
        "stage_rating",
        "callback_rating",
        "complaint_count",
        "complaint_handling",
        "sla_attainment",
        "first_time_fix",
        "repeat_repair",
        "service_duration",
        "onsite_wait",
        "dispatch_time",
    ];
    let items: String = many
        .iter()
        .map(|kpi| format!("      - {{kpi: {kpi}, weight: 1}}\n"))
        .collect();
    let said = with_scorecard(&text(&items)).check();
    assert!(
        said.contains("warning[many-items]: the scorecard of `service` scores 13 items"),
        "{said}"
    );
    assert!(
        !said.contains("no-long-term"),
        "repeat_repair lasts: {said}"
    );
}

#[test]
fn built_in_scorecards_give_no_warning() {
    let small = Small::new();
    let said = small.check();
    assert!(said.contains("note[many-items]"), "{said}");
    for code in [
        "many-items",
        "no-long-term",
        "unpaired-volume",
        "no-owner",
        "no-deadline",
    ] {
        assert!(!said.contains(&format!("warning[{code}]")), "{said}");
    }
}

#[test]
fn a_grade_that_nobody_can_reach_is_warned_of() {
    let small = Small::new();
    let text = format!(
        "{}scoring:\n  grades: {{S: 130, A: 80, B: 70, C: 60}}\n  distribution: {{mode: off}}\n",
        common::SMALL
    );
    small.put("scorepack.yaml", &text);
    let said = small.check();
    assert!(said.contains("warning[unreachable-grade]"), "{said}");
    assert!(said.contains("scorepack.yaml:9 `scoring.grades`"), "{said}");
}

/// The packet of A1 for January with a scorecard of these items.
fn packet(items: &str, kpis: &str) -> Value {
    let small = with_scorecard(&format!(
        "name: Mine\nrole: service\ngroups:\n  - id: a\n    name: A\n    items:\n{items}"
    ));
    small.put("kpis/own.yaml", kpis);
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    json(&small.edition().join("people/A1.json"))
}

fn item<'a>(packet: &'a Value, kpi: &str) -> &'a Value {
    let groups = packet["scorecard"]["groups"].as_array().unwrap().iter();
    let mut items = groups.flat_map(|group| group["items"].as_array().unwrap());
    items.find(|item| item["kpi"] == kpi).unwrap()
}

/// A rate over A1's three orders: W1 and W3 in time, W2 late.
const IN_TIME: &str = "\
in_time:
  name: In time
  about: Orders in time
  formula: in time ÷ orders
  kind: rate
  source: work_orders
  date: opened_at
  of: resolved_at <= promised_at
  unit: percent
  direction: up
  target: 80
";

/// A count of A1's late orders: one.
const LATE: &str = "\
late:
  {name: Late, about: Late, formula: late, kind: count, source: work_orders, date: opened_at, where: resolved_at > promised_at, unit: count, direction: down, target: 0, rule: {deduct: 30}}
";

#[test]
fn an_item_goes_by_its_own_rule_before_that_of_the_kpi() {
    let kpis = format!("{IN_TIME}  rule: pass\n{LATE}");
    let made = packet(
        "      - {kpi: in_time, weight: 60}\n      - {kpi: late, weight: 40}\n",
        &kpis,
    );
    // 2 of 3 miss 80 %; one late order costs 30.
    assert_eq!(item(&made, "in_time")["points_number"], 0.0);
    assert_eq!(item(&made, "late")["points_number"], 70.0);
    assert_eq!(made["glance"]["score_value"], 28.0);
    let made = packet(
        "      - {kpi: in_time, weight: 60, rule: {bands: [[80, 100], [60, 75]]}}\n      - {kpi: late, weight: 40, rule: pass}\n",
        &kpis,
    );
    assert_eq!(item(&made, "in_time")["points_number"], 75.0);
    assert_eq!(item(&made, "late")["points_number"], 0.0);
    assert_eq!(made["glance"]["score_value"], 45.0);
}

#[test]
fn a_packet_says_how_points_came_about() {
    let kpis = format!("{IN_TIME}{LATE}");
    let made = packet(
        "      - {kpi: in_time, weight: 60}\n      - {kpi: late, weight: 40}\nrefine:\n  - name: {en: late orders cost more, zh: 迟到更贵}\n    when: {level: senior}\n    items:\n      in_time: {weight: 50, target: 75}\n      late: {weight: 50}\n",
        &kpis,
    );
    let rules = &made["notes"]["rules"];
    let caption = rules["caption"].as_str().unwrap();
    assert!(
        caption.contains("refined for 1 Senior (late orders cost more)"),
        "{caption}"
    );
    let rows: Vec<Vec<&str>> = rules["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let cells = row.as_array().unwrap().iter();
            cells.map(|cell| cell["text"].as_str().unwrap()).collect()
        })
        .collect();
    assert_eq!(
        rows,
        [
            [
                "In time",
                "60.00",
                "50.00",
                "50.00",
                "100 × value ÷ 75.0%, at most 120",
                "1"
            ],
            [
                "Late",
                "40.00",
                "50.00",
                "50.00",
                "100, less 30.0 for each beyond 0",
                "1"
            ],
        ]
    );
}

#[test]
fn a_rate_counts_each_row_by_its_weight() {
    // W1 and W3 in time at 1 each, W2 late at 2: 2 of 4.
    let kpis =
        format!("{IN_TIME}  weight: CASE WHEN order_id = 'W2' THEN 2.0 ELSE 1.0 END\n{LATE}");
    let made = packet(
        "      - {kpi: in_time, weight: 60}\n      - {kpi: late, weight: 40}\n",
        &kpis,
    );
    let item = item(&made, "in_time");
    assert_eq!(item["value_number"], 50.0);
    assert_eq!(item["sample"], "3");
}

#[test]
fn a_weighted_rate_has_the_interval_of_its_effective_rows() {
    // Effective rows 4² ÷ (1 + 1 + 4) = 2.667. Wilson's interval of half of these, worked
    // out apart: (1.3333 + 3.8415/2)/(2.6667 + 3.8415) ± 1.96·√(…) gives 0.1161 to 0.8839.
    let small = Small::new();
    small.put(
        "kpis/own.yaml",
        &format!("{IN_TIME}  weight: CASE WHEN order_id = 'W2' THEN 2.0 ELSE 1.0 END\n"),
    );
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let text = std::fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let row = text
        .lines()
        .find(|line| line.contains("A1") && line.contains("in_time") && line.contains("2026-01"))
        .unwrap();
    let cells: Vec<&str> = row.split(',').collect();
    let of = |name: &str| -> f64 {
        let column = header.iter().position(|title| *title == name).unwrap();
        cells[column].parse().unwrap()
    };
    assert_eq!(
        (of("numerator"), of("denominator"), of("n")),
        (2.0, 4.0, 3.0)
    );
    let (z, n) = (1.959_963_984_540_054_f64, 16.0 / 6.0);
    let centre = (0.5 * n + z * z / 2.0) / (n + z * z);
    let half = z * (0.25 / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    assert!((of("low") - 100.0 * (centre - half)).abs() < 1e-6, "{row}");
    assert!((of("high") - 100.0 * (centre + half)).abs() < 1e-6, "{row}");
}

#[test]
fn a_year_shows_its_quarters_beside_it() {
    let out = common::run_sample(&["--period", "2025", "--format", "json", "--only", "E001,T01"]);
    let edition = out.path().join("2025.only");
    for (file, quarterly) in [("people/E001", "2025-Q3"), ("teams/T01", "2025-Q3")] {
        let packet = json(&edition.join(format!("{file}.json")));
        let tables = packet["tables"].as_array().unwrap();
        let table = tables
            .iter()
            .find(|table| table["id"] == "quarters")
            .unwrap();
        assert_eq!(table["columns"].as_array().unwrap().len(), 6);
        let row = |index: usize| -> Vec<String> {
            let cells = table["rows"][index].as_array().unwrap().iter();
            cells
                .map(|cell| cell["text"].as_str().unwrap().to_owned())
                .collect()
        };
        let (score, grade) = (row(0), row(1));
        assert_eq!(score[5], packet["glance"]["score"].as_str().unwrap());
        assert_eq!(grade[5], packet["glance"]["grade"].as_str().unwrap());
        // The third quarter is what its own packet says.
        let third = common::run_sample(&[
            "--period", quarterly, "--format", "json", "--only", "E001,T01",
        ]);
        let third = json(&third.path().join(format!("{quarterly}.only/{file}.json")));
        assert_eq!(score[3], third["glance"]["score"].as_str().unwrap());
        assert_eq!(grade[3], third["glance"]["grade"].as_str().unwrap());
        let items = third["scorecard"]["groups"].as_array().unwrap().iter();
        let items: Vec<&Value> = items
            .flat_map(|group| group["items"].as_array().unwrap())
            .collect();
        let rows = table["rows"].as_array().unwrap().len();
        for index in 2..rows {
            let row = row(index);
            if let Some(item) = items.iter().find(|item| item["name"] == row[0].as_str()) {
                assert_eq!(row[3], item["value"].as_str().unwrap(), "{file}: {row:?}");
            }
        }
    }
}

#[test]
fn a_target_that_is_a_third_of_a_whole_does_not_show_as_nothing() {
    let kpis = format!("{IN_TIME}{LATE}").replace(
        "target: 0, rule: {deduct: 30}",
        "target: 1, target_per: quarter",
    );
    let made = packet(
        "      - {kpi: in_time, weight: 60}\n      - {kpi: late, weight: 40}\n",
        &kpis,
    );
    let late = item(&made, "late");
    assert_eq!(late["target"], "0.33");
    // One late order where a third is allowed.
    assert!((late["points_number"].as_f64().unwrap() - 100.0 / 3.0).abs() < 1e-9);
}
