//! The five published cases come out as they were published, with the verdicts that
//! their numbers of rows allow; and the pages that tell of them print what the program
//! prints.
//!
//! `SCOREPACK_BLESS=1 cargo test cases::` overwrites the tables in the pages; look
//! at the difference before you commit it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot prepare has failed"
)]

#[path = "../examples/sample_cases/cases.rs"]
mod generator;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{complaints, json, scorepack};
use serde_json::Value;
use tempfile::TempDir;

type Row = BTreeMap<String, String>;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// The edition of a case.
struct Edition {
    folder: TempDir,
    period: String,
    measures: Vec<Row>,
}

impl Edition {
    fn new(case: u32, period: &str, language: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = root(&format!("sample-data/cases/{case}"));
        let output = scorepack(&[
            "run",
            workspace.to_str().unwrap(),
            "--out",
            folder.path().to_str().unwrap(),
            "--period",
            period,
            "--format",
            "json",
            "--locale",
            language,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let measures = rows(&folder.path().join(period).join("measures.csv"));
        Self {
            folder,
            period: period.to_owned(),
            measures,
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(&self.period).join(name)
    }

    fn team(&self) -> Value {
        json(&self.file("teams/T1.json"))
    }

    /// What the organisation reached.
    fn measure(&self, kpi: &str, period: &str) -> &Row {
        self.measures
            .iter()
            .find(|row| {
                row["subject_kind"] == "organisation"
                    && row["kpi"] == kpi
                    && row["period"] == period
            })
            .unwrap_or_else(|| panic!("{kpi} in {period}"))
    }

    fn value(&self, kpi: &str, period: &str) -> f64 {
        // Apart from what binary fractions cannot hold, all figures are exact.
        let value: f64 = self.measure(kpi, period)["value"].parse().unwrap();
        (value * 1e9).round() / 1e9
    }

    fn n(&self, kpi: &str, period: &str) -> u32 {
        self.measure(kpi, period)["n"].parse().unwrap()
    }

    /// How often each grade was given to people.
    fn grades(&self) -> BTreeMap<String, usize> {
        let mut grades = BTreeMap::new();
        for row in rows(&self.file("scores.csv")) {
            if row["subject_kind"] == "person" {
                *grades.entry(row["grade"].clone()).or_default() += 1;
            }
        }
        grades
    }
}

fn items(packet: &Value) -> Vec<&Value> {
    packet["scorecard"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["items"].as_array().unwrap())
        .collect()
}

fn item<'a>(packet: &'a Value, kpi: &str) -> &'a Value {
    let found = items(packet).into_iter().find(|item| item["kpi"] == kpi);
    found.unwrap_or_else(|| panic!("no item {kpi}"))
}

/// The change of an item, and its verdict, against the twelve months before.
fn change(packet: &Value, kpi: &str) -> (f64, String) {
    let changes = item(packet, kpi)["changes"].as_array().unwrap();
    let change = changes
        .iter()
        .find(|one| one["against"] == "baseline")
        .unwrap();
    let verdict = change["verdict"].as_str().unwrap().to_owned();
    (change["number"].as_f64().unwrap(), verdict)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn the_data_of_the_cases_are_what_the_generator_makes() {
    for (name, text) in generator::files() {
        let committed = fs::read_to_string(root("sample-data/cases").join(&name)).unwrap();
        assert!(
            text == committed,
            "{name} differs; run `cargo run --example sample_cases sample-data/cases`"
        );
        assert!(text.len() <= 60_000, "{name} has {} bytes", text.len());
    }
}

#[test]
fn no_row_of_a_case_is_refused() {
    for case in 1..=5 {
        let output = scorepack(&[
            "check",
            root(&format!("sample-data/cases/{case}")).to_str().unwrap(),
        ]);
        let said = complaints(&output);
        assert_eq!(output.status.code(), Some(0), "case {case}: {said}");
        assert!(!said.contains("refused"), "case {case}: {said}");
    }
}

#[test]
fn case_1_satisfaction_rises_and_the_cycle_shrinks_but_fifty_answers_do_not_prove_it() {
    let edition = Edition::new(1, "2026-Q3", "en");
    assert_eq!(edition.value("csat_top_box", "2026-Q1"), 78.0);
    assert_eq!(edition.value("csat_top_box", "2026-Q3"), 92.0);
    assert_eq!(edition.value("delivery_cycle", "2026-Q1"), 60.0);
    assert_eq!(edition.value("delivery_cycle", "2026-Q3"), 48.0);
    assert_eq!(edition.value("delivery_cycle_reduction", "2026-Q3"), 20.0);
    let team = edition.team();
    // Newcombe's limits of 46/50 − 39/50 are −0.002 and 0.282: zero is among them.
    assert_eq!(
        [
            edition.n("csat_top_box", "2026-Q1"),
            edition.n("csat_top_box", "2026-Q3")
        ],
        [50, 50]
    );
    let (points, verdict) = change(&team, "csat_top_box");
    assert!(close(points, 14.0), "{points}");
    assert_eq!(verdict, "unchanged");
    // What counts is whether customers succeed, not how many launches there were.
    assert_eq!(edition.value("customer_success_rate", "2026-Q3"), 87.5);
}

#[test]
fn case_1_training_is_mandatory_and_soft_items_wait_for_the_quarter() {
    let quarter = Edition::new(1, "2026-Q3", "en");
    let untrained = json(&quarter.file("people/E06.json"));
    let training = item(&untrained, "training_satisfaction");
    assert_eq!(training["state"], "insufficient");
    assert_eq!(training["points_number"].as_f64(), Some(0.0));
    assert_eq!(quarter.value("good_documents", "2026-Q3"), 11.0);
    assert_eq!(item(&quarter.team(), "good_documents")["scored"], true);
    // 500 for each of them.
    let rewards: Vec<f64> = rows(&quarter.file("bonus.csv"))
        .iter()
        .map(|row| row["amount"].parse().unwrap())
        .collect();
    assert_eq!(rewards, [1000.0, 1000.0, 1000.0, 500.0, 1000.0, 1000.0]);
    let month = Edition::new(1, "2026-09", "en");
    let team = month.team();
    let unscored: Vec<&str> = team["scorecard"]["unscored"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["kpi"].as_str().unwrap())
        .collect();
    assert_eq!(unscored, ["collaboration", "good_documents"]);
}

#[test]
fn case_2_the_score_more_than_doubles_but_45_answers_do_not_prove_it() {
    let edition = Edition::new(2, "2026-Q3", "en");
    assert_eq!(edition.value("nps", "2026-Q1"), 25.0);
    assert_eq!(edition.value("nps", "2026-Q3"), 52.0);
    assert_eq!(
        [edition.n("nps", "2026-Q1"), edition.n("nps", "2026-Q3")],
        [20, 25]
    );
    let team = edition.team();
    // Adjusted scores of 5/23 and 13/28 with variances of 0.0254 and 0.0159 are 1.22
    // standard errors apart.
    assert_eq!(change(&team, "nps"), (27.0, "unchanged".to_owned()));
    let nps = edition.measure("nps", "2026-Q3");
    let limit = |name: &str| nps[name].parse::<f64>().unwrap();
    // 15 promoters and 2 detractors of 25: 100 · (13/28 ± 1.959964 · √0.01590).
    assert!((limit("low") - 21.7).abs() < 0.05 && (limit("high") - 71.1).abs() < 0.05);
    assert_eq!(edition.value("delivery_cycle", "2026-Q1"), 50.0);
    assert_eq!(edition.value("delivery_cycle", "2026-Q3"), 39.0);
    assert_eq!(edition.value("delivery_cycle_reduction", "2026-Q3"), 22.0);
    assert_eq!(change(&team, "delivery_cycle").1, "improved");
    assert_eq!(edition.value("attrition", "2026-Q1"), 12.5);
    assert_eq!(edition.value("attrition", "2026-Q3"), 7.5);
    assert_eq!(edition.value("attrition_reduction", "2026-Q3"), 40.0);
}

#[test]
fn case_2_every_industry_has_a_checklist_of_its_own() {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&root("sample-data/cases/2/data/compliance_checks.csv")) {
        lists
            .entry(row["industry"].clone())
            .or_default()
            .push(row["item"].clone());
    }
    let mut seen = std::collections::BTreeSet::new();
    for items in lists.values_mut() {
        items.sort();
        items.dedup();
        assert_eq!(items.len(), 3);
        seen.extend(items.iter().cloned());
    }
    assert_eq!((lists.len(), seen.len()), (3, 9));
    let edition = Edition::new(2, "2026-Q3", "en");
    assert_eq!(edition.value("checklist_pass", "2026-Q3"), 95.0);
}

#[test]
fn case_2_a_month_has_a_points_board() {
    let month = Edition::new(2, "2026-09", "en");
    let board = rows(&month.file("board.csv"));
    // The forty who are there at its end.
    assert_eq!(board.len(), 40);
    for row in &board {
        let points = |part: &str| row[part].parse::<f64>().unwrap_or_default();
        let sum = points("satisfaction") + points("timeliness") + points("checklists");
        assert!((points("points") - sum).abs() < 0.051, "{row:?}");
    }
}

#[test]
fn case_3_satisfaction_in_four_groups_and_twelve_kpis_has_improved() {
    let edition = Edition::new(3, "2026-Q3", "en");
    let team = edition.team();
    let groups = team["scorecard"]["groups"].as_array().unwrap();
    assert_eq!((groups.len(), items(&team).len()), (4, 12));
    let weights: Vec<f64> = groups[0]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["weight_number"].as_f64().unwrap())
        .collect();
    assert_eq!(weights.iter().sum::<f64>(), 40.0);
    assert_eq!(edition.value("csat_top_box", "2026-Q1"), 68.0);
    assert_eq!(edition.value("csat_top_box", "2026-Q3"), 92.0);
    // Newcombe's limits of 46/50 − 34/50 are 0.084 and 0.386.
    let (points, verdict) = change(&team, "csat_top_box");
    assert!(close(points, 24.0), "{points}");
    assert_eq!(verdict, "improved");
    // 4 of 26 people, then 3 of 30.
    assert!(close(edition.value("attrition", "2026-Q1"), 15.384_615_385));
    assert_eq!(edition.value("attrition", "2026-Q3"), 10.0);
    assert_eq!(edition.value("attrition_reduction", "2026-Q3"), 35.0);
}

#[test]
fn case_4_the_product_team_reaches_all_its_targets() {
    let edition = Edition::new(4, "2026-Q3", "en");
    for month in ["2026-07", "2026-08", "2026-09"] {
        assert!(edition.value("releases", month) >= 2.0, "{month}");
    }
    assert_eq!(edition.value("bug_fix_time", "2026-Q2"), 60.0);
    assert_eq!(edition.value("bug_fix_time", "2026-Q3"), 46.0);
    assert_eq!(edition.value("acquisition_cost", "2025-Q3"), 5_000.0);
    assert_eq!(edition.value("acquisition_cost", "2026-Q3"), 3_900.0);
    assert_eq!(edition.value("acquisition_cost_reduction", "2026-Q3"), 22.0);
    assert_eq!(edition.value("attrition", "2026-Q3"), 4.0);
    assert_eq!(edition.value("iteration_efficiency", "2026-Q2"), 0.5);
    assert_eq!(edition.value("iteration_efficiency", "2026-Q3"), 0.7);
    assert_eq!(edition.value("iteration_efficiency_gain", "2026-Q3"), 40.0);
    let team = edition.team();
    for item in items(&team) {
        assert!(item["points_number"].as_f64().unwrap() >= 100.0, "{item}");
    }
    // Twenty bugs that took up to 38 hours more or less than the mean do not prove that
    // fixing got faster.
    assert_eq!(change(&team, "bug_fix_time").1, "unchanged");
    // What the team reaches, nobody reaches alone: 25 people and the one who left.
    assert_eq!(edition.grades(), BTreeMap::from([(String::new(), 26)]));
}

#[test]
fn case_5_thirty_people_are_graded_from_s_to_d_as_the_reference_has_it() {
    let expected: BTreeMap<String, usize> = [("S", 3), ("A", 6), ("B", 18), ("C", 2), ("D", 1)]
        .map(|(grade, count)| (grade.to_owned(), count))
        .into();
    for period in ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"] {
        let edition = Edition::new(5, period, "en");
        assert_eq!(edition.grades(), expected, "{period}");
        let scores = rows(&edition.file("scores.csv"));
        let mut people = scores.iter().filter(|row| row["subject_kind"] == "person");
        assert!(people.all(|row| row["pool_size"] == "30"));
        // The distribution is enforced, and has nobody to move.
        let grading = rows(&edition.file("grading.csv"));
        assert_eq!(grading.len(), 30);
        assert!(
            grading
                .iter()
                .all(|row| row["absolute_grade"] == row["grade"])
        );
    }
}

#[test]
fn case_5_a_contribution_is_a_share_of_what_was_won() {
    let edition = Edition::new(5, "2026", "en");
    let (mut won, mut decided, mut contribution) = (0.0, 0.0, 0.0);
    for row in rows(&root("sample-data/cases/5/data/opportunities.csv")) {
        decided += 1.0;
        if row["status"] == "won" {
            won += 1.0;
            let share = if row["participation"] == "lead" {
                0.3
            } else {
                0.2
            };
            contribution += share * row["amount"].parse::<f64>().unwrap();
        }
    }
    let team = edition.team();
    let value = |kpi: &str| item(&team, kpi)["value_number"].as_f64().unwrap();
    assert!((value("win_rate") - 100.0 * won / decided).abs() < 1e-6);
    assert!(
        (value("sales_contribution") - contribution).abs() < 0.01,
        "{contribution}"
    );
}

/// What a page prints of a case: the team's scorecard.
fn printed(case: u32, period: &str, language: &str) -> String {
    let edition = Edition::new(case, period, language);
    let team = edition.team();
    let compared = team["scorecard"]["comparisons"].as_array().unwrap();
    let names = match language {
        "zh" => ["指标", "数值", "样本", "95% 区间", "目标", "得分"],
        _ => ["KPI", "Value", "Rows", "95 % interval", "Target", "Points"],
    };
    let shown: Vec<usize> = (0..compared.len())
        .filter(|at| items(&team)[0]["changes"][at]["against"] != "last_year")
        .collect();
    let mut heads: Vec<String> = names.map(str::to_owned).to_vec();
    heads.extend(
        shown
            .iter()
            .map(|at| compared[*at].as_str().unwrap().to_owned()),
    );
    let mut lines = vec![
        format!("| {} |", heads.join(" | ")),
        format!("|{}|", vec!["---"; heads.len()].join("|")),
    ];
    for item in items(&team) {
        let measure = edition.measure(item["kpi"].as_str().unwrap(), period);
        let limit = |name: &str| measure[name].parse::<f64>().ok();
        let interval = match (limit("low"), limit("high")) {
            (Some(low), Some(high)) => format!("{low:.1} … {high:.1}"),
            _ => "—".to_owned(),
        };
        let text = |key: &str| item[key].as_str().unwrap().to_owned();
        let mut cells = vec![text("name"), text("value"), text("sample"), interval];
        cells.extend([text("target"), text("points")]);
        for at in &shown {
            let change = &item["changes"][at];
            let part = |key: &str| change[key].as_str().unwrap();
            cells.push(format!(
                "{} {} {}",
                part("text"),
                part("mark"),
                part("verdict_label")
            ));
        }
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    let grades: Vec<String> = ["S", "A", "B", "C", "D", ""]
        .iter()
        .filter_map(|grade| Some((grade, *edition.grades().get(*grade)?)))
        .map(|(grade, count)| match *grade {
            "" => format!("— {count}"),
            grade => format!("{grade} {count}"),
        })
        .collect();
    let score = team["glance"]["score"].as_str().unwrap_or("—").to_owned();
    let grade = team["glance"]["grade"].as_str().unwrap_or("—").to_owned();
    lines.push(String::new());
    lines.push(match language {
        "zh" => format!(
            "团队得分 {score}，等级 {grade}；个人等级：{}。",
            grades.join("，")
        ),
        _ => format!(
            "Team score {score}, grade {grade}; people: {}.",
            grades.join(", ")
        ),
    });
    lines.join("\n")
}

#[test]
fn the_pages_print_what_the_program_prints() {
    for (language, page) in [("en", "docs/cases.md"), ("zh", "docs/cases.zh.md")] {
        let mut text = fs::read_to_string(root(page)).unwrap();
        for (case, period) in [
            (1, "2026-Q3"),
            (2, "2026-Q3"),
            (3, "2026-Q3"),
            (4, "2026-Q3"),
            (5, "2026-Q4"),
            (5, "2026"),
        ] {
            let marker = format!("<!-- case {case}, {period} -->\n\n");
            let start = text
                .find(&marker)
                .unwrap_or_else(|| panic!("{page}: {marker}"))
                + marker.len();
            let end = start + text[start..].find("\n\n<!-- end -->").unwrap();
            let made = printed(case, period, language);
            if std::env::var_os("SCOREPACK_BLESS").is_some() {
                text.replace_range(start..end, &made);
                fs::write(root(page), &text).unwrap();
            } else {
                assert_eq!(
                    &text[start..end],
                    made,
                    "{page}, case {case}; see the head of this file"
                );
            }
        }
    }
}
