//! What changed since the last edition: a late record, a changed target, a damaged archive.
//!
//! January, by hand: Ada fixes 2 of 3 at the first visit and is on time for 2 of 3, so both
//! items give 66.7 points and her grade is C; Ben has 1 of 1 of both, 100 points, S. In
//! February Ada has 2 of 2 (100, S) and Ben 1 of 2 (50, D). Then a fourth order of Ada's
//! January comes in, fixed and on time: 3 of 4, 75 points, B.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::PathBuf;

use crate::common::{FEBRUARY, IN_TIME, SMALL, Small, WORK_ORDERS, files, json, scorecard};
use scorepack::archive::checksum;
use serde_json::{Value, json};

const FIRST_FIX: &str = "\
first_fix: {name: First fix, about: A, formula: F, kind: rate, source: work_orders, date: resolved_at, of: fixed_first_visit, unit: percent, decimals: 1, direction: up, target: 100, lag: {days: 30}, min_n: 1}
";

const LATE: &str = "W5,A1,2026-01-14 09:00,2026-01-15 09:00,2026-01-14 15:00,true\n";

fn kpis() -> String {
    format!("{FIRST_FIX}{IN_TIME}")
}

fn card() -> String {
    scorecard(&[("first_fix", 50), ("in_time", 50)])
}

/// The workspace in early February, with the edition of January.
fn january() -> Small {
    let small = Small::scored("2026-02-03", "", &kpis(), &card());
    run(&small, "2026-01");
    small
}

/// The same in early March, before its run.
fn march(small: &Small, more: &str) {
    small.put("scorepack.yaml", &SMALL.replace("2026-02-03", "2026-03-05"));
    let orders = format!("{WORK_ORDERS}{FEBRUARY}{more}");
    small.put("data/work_orders.csv", &orders);
}

fn run(small: &Small, period: &str) {
    small.make(&["--period", period]);
}

fn edition(small: &Small, period: &str) -> PathBuf {
    small.folder.path().join("archive").join(period)
}

fn packet(small: &Small, period: &str, name: &str) -> Value {
    json(&edition(small, period).join(name))
}

/// The texts of the rows of one table of a section.
fn rows(tables: &Value, id: &str) -> Vec<Vec<String>> {
    let tables = tables.as_array().unwrap();
    let Some(table) = tables.iter().find(|table| table["id"] == id) else {
        return Vec::new();
    };
    let text = |cell: &Value| cell["text"].as_str().unwrap().to_owned();
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| row.as_array().unwrap().iter().map(text).collect())
        .collect()
}

#[test]
fn a_late_record_restates_the_value_and_says_what_the_past_grade_would_be() {
    let small = january();
    let before = files(&edition(&small, "2026-01"));
    march(&small, LATE);
    run(&small, "2026-02");
    let ada = packet(&small, "2026-02", "people/A1.json");
    assert_eq!(
        rows(&ada["history"]["tables"], "restatements"),
        [[
            "First fix",
            "January 2026",
            "66.7% (n 3)",
            "75.0% (n 4)",
            "final"
        ]]
    );
    assert_eq!(
        ada["history"]["remarks"],
        json!([
            "With the data as it is now, January 2026 would come to 75.0 (B) instead of the 66.7 (C) in its packet. That packet stands; if the grade should be reviewed, question the result."
        ])
    );
    assert_eq!(
        before,
        files(&edition(&small, "2026-01")),
        "a past edition was touched"
    );
}

#[test]
fn a_value_that_became_final_as_it_was_is_confirmed_and_tells_of_nobody_else() {
    let small = january();
    march(&small, LATE);
    run(&small, "2026-02");
    let ben = packet(&small, "2026-02", "people/B2.json");
    assert_eq!(
        ben["history"],
        json!({
            "title": "Changed since the last edition",
            "remarks": ["Provisional before, final now and unchanged: First fix (January 2026)."],
            "tables": [],
        })
    );
    let page = fs::read_to_string(edition(&small, "2026-02").join("people/B2.html")).unwrap();
    assert!(
        page.contains("final now and unchanged: First fix"),
        "not on the page"
    );
    assert!(!page.contains("Ada"), "Ben reads of Ada");
}

#[test]
fn the_lead_and_hr_see_whose_past_grades_would_differ() {
    let small = january();
    march(&small, LATE);
    run(&small, "2026-02");
    let team = packet(&small, "2026-02", "teams/T1.json");
    assert_eq!(
        rows(&team["history"]["tables"], "restatements"),
        [[
            "First fix",
            "January 2026",
            "75.0% (n 4)",
            "80.0% (n 5)",
            "final"
        ]]
    );
    let changed = [["Ada", "January 2026", "66.7 (C)", "75.0 (B)"]];
    assert_eq!(rows(&team["history"]["tables"], "regraded"), changed);
    let organisation = packet(&small, "2026-02", "organisation.json");
    let history = &organisation["history"];
    assert_eq!(
        rows(&history["tables"], "restatements"),
        [[
            "First fix",
            "January 2026",
            "1",
            "1",
            "1",
            "75.0% (n 4)",
            "80.0% (n 5)"
        ]]
    );
    assert_eq!(rows(&history["tables"], "regraded"), changed);
    let list = fs::read_to_string(edition(&small, "2026-02").join("restatements.csv")).unwrap();
    for line in [
        "person,A1,value,first_fix,2026-01,66.66666666666667,3,75,4,,,changed-final",
        "person,B2,value,first_fix,2026-01,100,1,100,1,,,confirmed",
        "person,A1,score,,2026-01,66.7,,75.0,,C,B,changed",
    ] {
        assert!(
            list.lines().any(|one| one == line),
            "{line} is not in\n{list}"
        );
    }
    let report = packet(&small, "2026-02", "report.json");
    assert_eq!(report["history"]["editions"], json!(["2026-01"]));
    assert_eq!(report["history"]["regraded"][0]["new"]["grade"], "B");
}

#[test]
fn movement_is_from_the_grades_of_the_last_edition_even_where_data_changed_since() {
    let small = january();
    march(&small, LATE);
    run(&small, "2026-02");
    let moved = |small: &Small| {
        let tables = packet(small, "2026-02", "organisation.json")["tables"].clone();
        rows(&tables, "movement")
    };
    let dash = |row: &[String]| row.iter().skip(1).all(|cell| cell == "—");
    let told = moved(&small);
    // Columns: from, S, A, B, C, D, not graded, left. Ada C to S, Ben S to D.
    assert_eq!(told[0], ["S", "—", "—", "—", "—", "1", "—", "—"]);
    assert_eq!(told[3], ["C", "1", "—", "—", "—", "—", "—", "—"]);
    assert!(
        [1, 2, 4, 5, 6].iter().all(|row| dash(&told[*row])),
        "{told:?}"
    );
    // Without that edition the late record counts: Ada comes from B.
    fs::remove_dir_all(edition(&small, "2026-01")).unwrap();
    run(&small, "2026-02");
    let told = moved(&small);
    assert_eq!(told[2], ["B", "1", "—", "—", "—", "—", "—", "—"]);
    assert!(dash(&told[3]), "{told:?}");
}

#[test]
fn a_changed_target_is_named_and_what_it_did_to_the_score_is_told() {
    let small = january();
    march(&small, LATE);
    // Half the target: Ada's first fix earns the most, 120, so (120 + 100) / 2 = 110. Ben's
    // 50 % reaches it: (100 + 50) / 2 = 75.
    let eased = kpis().replacen("target: 100", "target: 50", 1);
    small.put("kpis/own.yaml", &eased);
    run(&small, "2026-02");
    let ben = &packet(&small, "2026-02", "people/B2.json")["history"];
    assert_eq!(
        rows(&ben["tables"], "definition-changes"),
        [["First fix", "Target", "100.0%", "50.0%"]]
    );
    let said = "By the definitions of January 2026 this score would be 50.0 (D); by those in force it is 75.0 (B).";
    assert!(
        ben["remarks"].as_array().unwrap().contains(&json!(said)),
        "{ben}"
    );
    // January is restated by the definitions of January: 75, not (120 + 75) / 2.
    let ada = packet(&small, "2026-02", "people/A1.json")["history"].to_string();
    assert!(
        ada.contains("would come to 75.0 (B) instead of the 66.7 (C)"),
        "{ada}"
    );
    let organisation = &packet(&small, "2026-02", "organisation.json")["history"];
    let effect = "Against the definitions of January 2026, those in force change scores by +17.5 points on average (2 people with both scores) and 1 grade. redefined.csv lists everybody.";
    assert!(
        organisation["remarks"]
            .as_array()
            .unwrap()
            .contains(&json!(effect)),
        "{organisation}"
    );
    assert_eq!(
        rows(&organisation["tables"], "redefined"),
        [["Ben", "50.0 (D)", "75.0 (B)"]]
    );
    let list = fs::read_to_string(edition(&small, "2026-02").join("redefined.csv")).unwrap();
    assert!(list.contains("person,A1,2026-01,100.0,S,110.0,S"), "{list}");
}

#[test]
fn weights_of_a_scorecard_and_bounds_of_grades_are_named_in_chinese_too() {
    let small = january();
    march(&small, "");
    let heavier = card().replace("first_fix, weight: 50", "first_fix, weight: 60");
    let heavier = heavier.replace("in_time, weight: 50", "in_time, weight: 40");
    small.put("scorecards/service.yaml", &heavier);
    let own = SMALL.replace("2026-02-03", "2026-03-05")
        + "scoring: {grades: {S: 90, A: 80, B: 70, C: 45}}\n";
    small.put(
        "scorepack.yaml",
        &own.replace("language: en", "language: zh"),
    );
    run(&small, "2026-02");
    let ben = &packet(&small, "2026-02", "people/B2.json")["history"];
    assert_eq!(
        rows(&ben["tables"], "definition-changes"),
        [
            ["评分卡：售后服务工程师", "First fix · 权重", "50", "60"],
            ["评分卡：售后服务工程师", "In time · 权重", "50", "40"],
            ["计分规则", "等级下限 · C", "60", "45"],
        ]
    );
    // Both items have 50 points, so weights do not matter; the bound makes a D a C.
    let said = "按 2026 年 1 月的口径，本期得分应为 50.0（D）；按现行口径为 50.0（C）。";
    assert!(
        ben["remarks"].as_array().unwrap().contains(&json!(said)),
        "{ben}"
    );
}

/// An earlier edition whose configuration comes to other definitions than it had, as with
/// another built-in catalogue, and one whose configuration is damaged.
#[test]
fn where_earlier_definitions_cannot_be_used_the_changes_are_told_without_their_effect() {
    let small = january();
    march(&small, "");
    let eased = kpis().replacen("target: 100", "target: 50", 1);
    small.put("kpis/own.yaml", &eased);
    let folder = edition(&small, "2026-01");
    let other = kpis().replacen("target: 100", "target: 90", 1);
    fs::write(folder.join("configuration/kpis/own.yaml"), &other).unwrap();
    for code in ["damaged-edition", "definitions-not-comparable"] {
        run(&small, "2026-02");
        let ben = &packet(&small, "2026-02", "people/B2.json")["history"];
        let changes = rows(&ben["tables"], "definition-changes");
        assert_eq!(changes, [["First fix", "Target", "100.0%", "50.0%"]]);
        assert_eq!(ben["remarks"], json!([]), "{code}");
        let report = packet(&small, "2026-02", "report.json");
        let notes = report["diagnostics"].as_array().unwrap();
        assert!(
            notes.iter().any(|note| note["code"] == code),
            "{code}: {report}"
        );
        // As if it had been written so.
        let mut manifest = json(&folder.join("manifest.json"));
        manifest["files"]["configuration/kpis/own.yaml"]["sha256"] =
            checksum(other.as_bytes()).into();
        fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    }
}

#[test]
fn a_record_that_comes_before_the_edition_is_replaced_restates_that_edition() {
    let small = january();
    small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{LATE}"));
    run(&small, "2026-01");
    let ada = &packet(&small, "2026-01", "people/A1.json")["history"];
    assert_eq!(
        rows(&ada["tables"], "restatements"),
        [[
            "First fix",
            "January 2026",
            "66.7% (n 3)",
            "75.0% (n 4)",
            "still provisional"
        ]]
    );
    assert!(
        packet(&small, "2026-01", "people/B2.json")
            .get("history")
            .is_none()
    );
}

#[test]
fn a_first_edition_and_an_equal_one_in_its_place_are_the_same_but_for_its_mention() {
    let small = january();
    let mut first = files(&edition(&small, "2026-01"));
    assert!(
        packet(&small, "2026-01", "people/A1.json")
            .get("history")
            .is_none()
    );
    run(&small, "2026-01");
    let mut second = files(&edition(&small, "2026-01"));
    for edition in [&mut first, &mut second] {
        edition.remove("report.json");
        edition.remove("manifest.json");
    }
    assert_eq!(first, second);
}

#[test]
fn a_damaged_edition_is_a_note_and_stops_nothing() {
    let small = january();
    march(&small, LATE);
    let scores = edition(&small, "2026-01").join("scores.csv");
    fs::write(&scores, "subject_kind\nnonsense\n").unwrap();
    run(&small, "2026-02");
    let report = packet(&small, "2026-02", "report.json");
    let notes = report["diagnostics"].as_array().unwrap();
    let note = notes
        .iter()
        .find(|note| note["code"] == "damaged-edition")
        .unwrap();
    assert_eq!(note["severity"], "note");
    assert_eq!(report["history"]["editions"], json!([]));
    for damage in ["{", "{}", "not JSON"] {
        fs::write(edition(&small, "2026-01").join("manifest.json"), damage).unwrap();
        run(&small, "2026-02");
    }
}
