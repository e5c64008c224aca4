//! Grades, distribution, overrides, team share, bonus and points, as HR and a person see them.
//!
//! Workspaces are small and their scores are plain: one KPI counts the work orders of a
//! month with a target of 100, so that 87 orders are 87 points.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::common::{Small, complaints, json};

/// Rows of a table by its first column, each cell by its header.
fn rows(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| {
            let cells = header.iter().zip(record.iter());
            let cells = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned()));
            (record[0].to_owned(), cells.collect())
        })
        .collect()
}

/// A workspace of service engineers E01, E02, … of one level and team with these scores.
fn company(scores: &[u32], scoring: &str) -> Small {
    let small = Small::new();
    let mut roster = String::from("engineer_id,name,role,level,team_id,joined_on,valid_from\n");
    let mut orders = String::from("order_id,engineer_id,opened_at\n");
    for (index, score) in scores.iter().enumerate() {
        let id = index + 1;
        writeln!(
            roster,
            "E{id:02},Person {id:02},service,senior,T1,2025-01-01,2025-01-01"
        )
        .unwrap();
        for order in 0..*score {
            writeln!(orders, "W{id}-{order},E{id:02},2026-01-05 09:00").unwrap();
        }
    }
    small.put("data/roster.csv", &roster);
    small.put("data/work_orders.csv", &orders);
    small.put("kpis/orders.yaml", "orders: {name: Orders, about: Orders, formula: orders, kind: count, source: work_orders, date: opened_at, unit: count, direction: up, target: 100, target_each: person}\n");
    small.put("scorecards/service.yaml", "name: Service\nrole: service\ngroups:\n  - {id: all, name: All, items: [{kpi: orders, weight: 100}]}\n");
    small.put(
        "scorepack.yaml",
        &format!("{}scoring:\n{scoring}", common::SMALL),
    );
    small
}

fn add_table(small: &Small, name: &str, text: &str) {
    let configuration = small.folder.path().join("scorepack.yaml");
    let before = fs::read_to_string(&configuration).unwrap();
    let with = before.replace(
        "data:\n",
        &format!("data:\n  {name}: {{file: data/{name}.csv}}\n"),
    );
    fs::write(configuration, with).unwrap();
    small.put(&format!("data/{name}.csv"), text);
}

fn run(small: &Small) -> std::path::PathBuf {
    let output = small.run(&["--format", "json,html"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    small.edition()
}

/// Scores of thirty people: 27 from 96 down to 70, then 69, 65 and 55.
fn thirty() -> Vec<u32> {
    (70..=96).rev().chain([69, 65, 55]).collect()
}

const ENFORCE: &str = "  distribution: {mode: enforce}\n  points_board: {show: false}\n";

#[test]
fn a_pool_of_thirty_is_graded_three_six_eighteen_three_where_it_is_enforced() {
    let small = company(&thirty(), ENFORCE);
    let folder = run(&small);
    let graded = rows(&folder.join("grading.csv"));
    let count = |grades: &str| {
        let found = graded.values().filter(|row| grades.contains(&row["grade"]));
        found.count()
    };
    assert_eq!(
        [count("S"), count("A"), count("B"), count("CD")],
        [3, 6, 18, 3]
    );
    // By score 96 to 90 are S, so the fourth, 93, is lowered to A; the tenth, 87, from A to B.
    for (id, absolute, grade, reason) in [
        ("E03", "S", "S", ""),
        ("E04", "S", "A", "lowered"),
        ("E10", "A", "B", "lowered"),
        ("E27", "B", "B", ""),
        ("E28", "C", "C", ""),
        ("E30", "D", "D", ""),
    ] {
        let row = &graded[id];
        let found = [&row["absolute_grade"], &row["grade"], &row["reason"]];
        assert_eq!(found, [absolute, grade, reason], "{id}");
    }
    assert_eq!(graded["E04"]["moved_by"], "distribution");
    let scores = fs::read_to_string(folder.join("scores.csv")).unwrap();
    let lowered = scores.lines().find(|line| line.contains(",E04,")).unwrap();
    assert!(
        lowered.contains(",93.0,A,") && lowered.ends_with(",S,distribution"),
        "{lowered}"
    );
    let report = json(&folder.join("report.json"));
    let classes = &report["grading"]["pools"][0]["classes"];
    let places: Vec<u64> = classes
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["places"].as_u64().unwrap())
        .collect();
    assert_eq!(places, [3, 6, 18, 3]);
    assert_eq!(
        report["grading"]["pools"][0]["obstacles"],
        serde_json::json!([])
    );
    let moved = graded
        .values()
        .filter(|row| !row["moved_by"].is_empty())
        .count();
    assert_eq!(report["grading"]["moves"].as_array().unwrap().len(), moved);
}

#[test]
fn a_moved_person_reads_both_grades_and_the_reason_and_no_other_name() {
    let small = company(&thirty(), ENFORCE);
    let folder = run(&small);
    let packet = json(&folder.join("people/E04.json"));
    assert_eq!(packet["glance"]["grade"], "A");
    assert_eq!(
        packet["glance"]["basis"][0],
        "By score S, by distribution A: position 4 of 30, and S or better goes to the first 3."
    );
    let page = fs::read_to_string(folder.join("people/E04.html")).unwrap();
    assert!(page.contains("By score S, by distribution A"));
    for other in (1..=30).filter(|other| *other != 4) {
        assert!(
            !page.contains(&format!("Person {other:02}")),
            "Person {other:02}"
        );
    }
    // Nobody moved the best, whose grade may still be near a boundary.
    let best = json(&folder.join("people/E01.json"))["glance"]["basis"].to_string();
    assert!(!best.contains("by distribution"), "{best}");
    let team = json(&folder.join("teams/T1.json"));
    let table = |id: &str| {
        let tables = team["tables"].as_array().unwrap();
        tables
            .iter()
            .find(|table| table["id"] == id)
            .cloned()
            .unwrap()
    };
    assert_eq!(table("members")["rows"][3][3]["text"], "S → A");
    assert_eq!(table("moves")["rows"][0][0]["text"], "Person 04");
}

#[test]
fn advice_moves_nobody_and_says_what_the_quotas_would_give() {
    let small = company(&thirty(), "  smallest_pool: 5\n");
    let folder = run(&small);
    let graded = rows(&folder.join("grading.csv"));
    assert!(
        graded
            .values()
            .all(|row| row["grade"] == row["absolute_grade"])
    );
    let pool = &json(&folder.join("report.json"))["grading"]["pools"][0];
    let top = &pool["classes"][0];
    assert_eq!(
        [
            &top["by_score"],
            &top["places"],
            &top["allowed"],
            &top["given"]
        ],
        [7, 3, 3, 7]
    );
    assert_eq!(pool["obstacles"][0]["reason"], "advice_only");
    let packet = json(&folder.join("organisation.json"));
    let tables = packet["tables"].as_array().unwrap();
    let found = tables
        .iter()
        .find(|table| table["id"] == "distribution")
        .unwrap();
    assert_eq!(found["rows"][0][3]["text"], "7 (3)");
    let near = tables.iter().find(|table| table["id"] == "near").unwrap();
    // 89, 90, 91, 79, 80, 81, 70, 71 and 69 lie within one point of a bound.
    assert_eq!(near["rows"].as_array().unwrap().len(), 9);
}

#[test]
fn a_pool_of_ten_has_caps_and_one_of_nine_has_none() {
    let ten = [97, 96, 95, 94, 85, 84, 75, 74, 65, 50];
    let grades = |scores: &[u32]| -> String {
        let small = company(scores, ENFORCE);
        let graded = rows(&run(&small).join("grading.csv"));
        graded.values().map(|row| row["grade"].as_str()).collect()
    };
    assert_eq!(grades(&ten), "SAABBBBBCD");
    assert_eq!(grades(&ten[..9]), "SSSSAABBC");
}

#[test]
fn an_override_needs_a_reason_and_a_name_and_goes_last() {
    let small = company(&thirty(), ENFORCE);
    add_table(
        &small,
        "overrides",
        "engineer_id,period,grade,reason,decided_by,decided_on\n\
         E04,2026-01,S,Saved the launch,Wang Min,2026-02-02\n\
         E05,2026-01,S,,Wang Min,2026-02-02\n\
         E06,2026-01,S,Good,,2026-02-02\n\
         E07,2025-12,D,Other month,Wang Min,2026-01-02\n\
         E08,January,D,No period,Wang Min,2026-01-02\n\
         E09,2026-01,E,No grade,Wang Min,2026-01-02\n",
    );
    let output = small.run(&["--format", "json"]);
    let told = complaints(&output);
    assert!(
        told.contains("missing-value") && told.contains("`reason`"),
        "{told}"
    );
    assert!(
        told.contains("idle-decision") && told.contains("`January` is no period"),
        "{told}"
    );
    assert!(told.contains("unknown-value"), "{told}");
    let folder = small.edition();
    let refused = fs::read_to_string(folder.join("refused/overrides.csv")).unwrap();
    assert_eq!(refused.lines().count(), 4, "{refused}");
    let graded = rows(&folder.join("grading.csv"));
    let row = &graded["E04"];
    let found = [
        "absolute_grade",
        "distributed_grade",
        "grade",
        "moved_by",
        "reason",
        "decided_by",
        "decided_on",
    ];
    assert_eq!(
        found.map(|name| row[name].as_str()),
        [
            "S",
            "A",
            "S",
            "override",
            "Saved the launch",
            "Wang Min",
            "2026-02-02"
        ]
    );
    for id in ["E05", "E06", "E07", "E08", "E09"] {
        let row = &graded[id];
        assert_eq!(row["grade"], row["distributed_grade"], "{id}");
        assert_ne!(row["moved_by"], "override", "{id}");
    }
    let packet = json(&folder.join("people/E04.json"));
    let sentence = packet["glance"]["basis"][1].as_str().unwrap();
    assert!(
        sentence.starts_with("Wang Min decided the grade S in place of A")
            && sentence.ends_with("Reason: Saved the launch"),
        "{sentence}"
    );
    let moves = json(&folder.join("report.json"))["grading"]["moves"].clone();
    assert!(
        moves
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["by"] == "Wang Min")
    );
}

#[test]
fn the_teams_share_shows_both_parts_of_the_score() {
    // The team has 80 + 60 = 140 orders of a target of 200: 70 points.
    let small = company(&[80, 60], "  team_share: 60\n");
    let folder = run(&small);
    let scores = fs::read_to_string(folder.join("scores.csv")).unwrap();
    // 0.6 × 70 + 0.4 × 80 = 74, and 0.6 × 70 + 0.4 × 60 = 66.
    assert!(
        scores.contains("2026-01,74.0,B,") && scores.contains("2026-01,66.0,C,"),
        "{scores}"
    );
    let packet = json(&folder.join("people/E01.json"));
    assert_eq!(
        packet["glance"]["basis"][0],
        "Score 74.0 = 60% × 70.0 of the team + 40% × 80.0 of your own."
    );
}

#[test]
fn a_bonus_pool_is_shared_to_the_cent_and_shown_only_if_asked() {
    let pools = "pool_id,team_id,period,amount,about\n\
                 P1,T1,2026-01,10000.00,Year start\n\
                 P2,T1,2026-01,-5,Wrong\n\
                 P3,T9,2026-01,5,Nobody\n\
                 P4,T1,2026-02,5,Later\n";
    let scoring = "  bonus: {rewards: [{kpi: orders, amount: 0.5}]}\n";
    let small = company(&[80, 60, 60], scoring);
    add_table(&small, "bonus_pools", pools);
    let told = complaints(&small.run(&["--format", "json"]));
    assert!(
        told.contains("idle-decision") && told.contains("`P2`") && told.contains("`T9`"),
        "{told}"
    );
    let text = fs::read_to_string(small.edition().join("bonus.csv")).unwrap();
    // 60 % are 2,000.00 each; 40 % by 80, 60 and 60 of 200 points. A reward is 0.50 an order.
    for line in [
        "E01,T1,2026-01,pool,P1,80.0,2000.00,1600.00,,3600.00,900.00",
        "E02,T1,2026-01,pool,P1,60.0,2000.00,1200.00,,3200.00,800.00",
        "E01,T1,2026-01,reward,orders,,,,80,40.00,0.00",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    let packet = fs::read_to_string(small.edition().join("people/E01.json")).unwrap();
    assert!(!packet.contains("3,600"), "shown without being asked");
    let small = company(
        &[80, 60, 60],
        &scoring.replace("{rewards", "{show: true, rewards"),
    );
    add_table(&small, "bonus_pools", pools);
    let packet = fs::read_to_string(run(&small).join("people/E01.json")).unwrap();
    assert!(
        packet.contains("3,600.00") && !packet.contains("3,200.00"),
        "one's own only"
    );
}

#[test]
fn the_points_board_ranks_and_a_person_sees_only_their_own() {
    let scoring = "  smallest_pool: 3\n  points_board: {components: [{id: work, name: Work, kpis: [orders]}]}\n";
    let small = company(&[80, 60, 60, 97], scoring);
    let folder = run(&small);
    let board = rows(&folder.join("board.csv"));
    let row = |id: &str| {
        ["work", "points", "rank", "pool_size", "quartile"].map(|n| board[id][n].clone())
    };
    assert_eq!(row("E04"), ["97.0", "97.0", "1", "4", "1"]);
    assert_eq!(row("E02"), ["60.0", "60.0", "3", "4", "3"]);
    let packet = json(&folder.join("people/E01.json"));
    let points = &packet["tables"][0];
    assert_eq!(
        (&points["id"], &points["rows"][0][1]["text"]),
        (&"points".into(), &"80.0".into())
    );
    assert!(
        points["caption"]
            .as_str()
            .unwrap()
            .starts_with("Place 2 of 4, second quartile.")
    );
    let team = json(&folder.join("teams/T1.json"));
    let tables = team["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["id"] == "board").unwrap();
    assert_eq!(table["rows"][0][0]["text"], "Person 04");
}

#[test]
fn settings_that_contradict_themselves_are_told_with_their_line() {
    let small = company(
        &[80],
        "  distribution:\n    keep_from: 65\n    quota: {S: 10, A: 20, B: 60, C+D: 20}\n  bonus:\n    performance_share: 50\n    rewards: [{kpi: no_such, amount: 5}]\n",
    );
    let told = small.check();
    for part in [
        "quota-sum",
        "scorepack.yaml:10",
        "quota-conflict",
        "unusual-share",
        "no_such",
    ] {
        assert!(told.contains(part), "no {part} in\n{told}");
    }
}

#[test]
fn a_position_is_shown_with_the_size_of_the_pool_from_five_people_on() {
    let packet = |scores: &[u32]| {
        let small = company(scores, "  points_board: {show: false}\n");
        json(&run(&small).join("people/E03.json"))["glance"]["facts"].to_string()
    };
    // Two at 60 share the third place of five; the third is in the third quarter (4 × 3 ÷ 5).
    let five = packet(&[97, 80, 60, 60, 50]);
    assert!(
        five.contains("Position 3 of 5 (Service engineer, Senior), third quartile"),
        "{five}"
    );
    let four = packet(&[97, 80, 60, 60]);
    assert!(four.contains("No position: only 4 people"), "{four}");
}

#[test]
fn somebody_without_enough_evidence_has_a_grade_only_if_somebody_decides_one() {
    let small = company(&[80, 70], "  points_board: {show: false}\n");
    // An item that never has evidence and holds more than 40 % of the weight.
    small.put("scorecards/service.yaml", "name: Service\nrole: service\ngroups:\n  - {id: all, name: All, items: [{kpi: orders, weight: 50}, {kpi: nps, weight: 50}]}\n");
    add_table(
        &small,
        "overrides",
        "engineer_id,period,grade,reason,decided_by\nE01,2026-01,B,On loan to another unit,Wang Min\n",
    );
    let folder = run(&small);
    let graded = rows(&folder.join("grading.csv"));
    assert_eq!(graded.keys().collect::<Vec<_>>(), ["E01"]);
    assert_eq!(
        (&*graded["E01"]["absolute_grade"], &*graded["E01"]["grade"]),
        ("", "B")
    );
    let glance = json(&folder.join("people/E01.json"))["glance"].clone();
    assert_eq!(
        glance["basis"][0],
        "Wang Min decided the grade B; the figures give none. Reason: On loan to another unit"
    );
    let report = json(&folder.join("report.json"));
    assert_eq!(report["grading"]["pools"][0]["gradable"], 0);
}

#[test]
fn a_pool_is_what_the_workspace_says_people_have_in_common() {
    let run_with = |pool: &str| {
        let small = company(
            &[90, 80, 70, 60],
            &format!(
                "  smallest_pool: 2\n  distribution: {{pool: {pool}}}\n  points_board: {{show: false}}\n"
            ),
        );
        // Two regions, and a level of their own for E03 and E04.
        let mut roster =
            String::from("engineer_id,name,role,level,team_id,region,joined_on,valid_from\n");
        for (id, level, region) in [
            ("E01", "senior", "East"),
            ("E02", "senior", "West"),
            ("E03", "junior", "East"),
            ("E04", "junior", "West"),
        ] {
            writeln!(
                roster,
                "{id},Person {id},service,{level},T1,{region},2025-01-01,2025-01-01"
            )
            .unwrap();
        }
        small.put("data/roster.csv", &roster);
        let folder = run(&small);
        let pools = rows(&folder.join("grading.csv"))
            .into_values()
            .map(|row| format!("{} {}", row["pool"], row["rank"]))
            .collect::<Vec<_>>();
        let facts = json(&folder.join("people/E03.json"))["glance"]["facts"].to_string();
        let report = json(&folder.join("report.json"))["grading"]["pools"].clone();
        (pools, facts, report)
    };
    let (pools, facts, report) = run_with("[role, region]");
    assert_eq!(
        pools,
        [
            "service/East 1",
            "service/West 1",
            "service/East 2",
            "service/West 2"
        ]
    );
    assert!(
        facts.contains("Position 2 of 2 (Service engineer · East)"),
        "{facts}"
    );
    assert_eq!(report[0]["region"], "East");
    let (pools, facts, report) = run_with("organisation");
    assert_eq!(
        pools,
        [
            "organisation 1",
            "organisation 2",
            "organisation 3",
            "organisation 4"
        ]
    );
    assert!(
        facts.contains("Position 3 of 4 (Whole organisation)"),
        "{facts}"
    );
    assert_eq!(report.as_array().unwrap().len(), 1);
    // Alone in the pool of a level and a region, and told so in the words of the pool.
    let (_, facts, _) = run_with("[level, region]");
    assert!(
        facts.contains("No position: nobody else has the same level and region"),
        "{facts}"
    );
}

#[test]
fn a_pool_that_makes_no_sense_is_told_with_its_line() {
    for (pool, told) in [
        (
            "[role, salary]",
            "`salary` is nothing that people of a pool have in common",
        ),
        ("[role, role]", "`role` stands twice"),
        ("[organisation, role]", "`organisation` is everybody"),
        (
            "[team, department]",
            "`department` says nothing beside `team`",
        ),
        ("[]", "a pool needs something"),
    ] {
        let small = company(&[80], &format!("  distribution:\n    pool: {pool}\n"));
        let output = small.check();
        assert!(output.contains(told), "no {told} in\n{output}");
        assert!(output.contains("scorepack.yaml:10"), "{output}");
    }
}
