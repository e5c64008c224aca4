//! Goals: who sees what of the chain, what the KPI makes of it, and complaints about it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{Small, complaints, json};
use serde_json::Value;

/// Of company C the department's D, of that the team's T, of that Ada's (80, weight 3) and Ben's
/// (40, weight 1): T, D and C are at (240 + 40) / 4 = 70. Ben has one goal of his own, X, at 20.
const GOALS: &str = "\
goal_id,engineer_id,parent_id,scope,title,weight,progress,assessed_on,due_on
C,,,company,Loyal customers,1,0,2026-01-10,2026-12-31
D,A1,C,department,Service first,1,0,2026-01-10,2026-12-31
T,A1,D,team,Fixed at once,1,0,2026-01-10,2026-12-31
P,A1,T,person,Ada learns pumps,3,10,2026-01-10,2026-12-31
P,A1,T,person,Ada learns pumps,3,80,2026-01-31,2026-12-31
Q,B2,T,person,Ben writes a guide,1,40,2026-01-31,2026-12-31
X,B2,,person,Ben tidies up,,20,2026-01-31,2026-12-31
";

fn with_goals(goals: &str) -> Small {
    let small = Small::new();
    let configuration = common::SMALL.to_owned() + "  goals: {file: data/goals.csv}\n";
    small.put("scorepack.yaml", &configuration);
    small.put("data/goals.csv", goals);
    small
}

/// Cells of the table of goals of a packet as text, and its caption.
fn table(small: &Small, packet: &str) -> (Vec<Vec<String>>, String) {
    let packet: Value = json(&small.edition().join(packet));
    let tables = packet["tables"].as_array().unwrap();
    let goals = tables.iter().find(|table| table["id"] == "goals").unwrap();
    let text = |cell: &Value| cell["text"].as_str().unwrap().to_owned();
    let row = |row: &Value| row.as_array().unwrap().iter().map(text).collect();
    let rows = goals["rows"].as_array().unwrap().iter().map(row);
    (
        rows.collect(),
        goals["caption"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn everybody_sees_their_part_of_the_chain() {
    let small = with_goals(GOALS);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));

    let (rows, caption) = table(&small, "people/A1.json");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0][0], "Ada learns pumps");
    assert_eq!(rows[0][1..3], ["3", "80.0%"]);
    assert_eq!(
        rows[0][4],
        "Fixed at once → Service first → Loyal customers"
    );
    assert!(caption.contains("80.0%"), "{caption}");

    // 40 x 1 and 20 x 1.
    let (rows, caption) = table(&small, "people/B2.json");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][4], "—");
    assert!(caption.contains("30.0%"), "{caption}");
    let own = std::fs::read_to_string(small.edition().join("people/B2.html")).unwrap();
    assert!(own.contains("Fixed at once"), "the page has the goals too");
    assert!(!own.contains("Ada"), "nobody else's name or goal");

    let (rows, caption) = table(&small, "teams/T1.json");
    let first: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| [&row[0], &row[1], &row[2]].map(String::as_str))
        .collect();
    assert_eq!(
        first,
        [
            ["1", "Fixed at once", "T1"],
            ["1.1", "Ada learns pumps", "Ada"],
            ["1.2", "Ben writes a guide", "Ben"],
        ]
    );
    assert_eq!(rows[0][4], "70.0%");
    assert!(caption.contains("70.0%"), "{caption}");

    let (rows, _) = table(&small, "organisation.json");
    let numbers: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(numbers, ["1", "1.1", "1.1.1"]);
    assert!(rows.iter().all(|row| row[4] == "70.0%"), "{rows:?}");
    assert_eq!(rows[2][6], "2", "goals of people are counted");
}

#[test]
fn the_kpi_agrees_with_the_chain() {
    let small = with_goals(GOALS);
    small.run(&["--format", "json"]);
    let measures = std::fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(measures.as_bytes());
    let mut found = Vec::new();
    for row in reader.deserialize() {
        let row: std::collections::BTreeMap<String, String> = row.unwrap();
        if row["kpi"] == "goal_progress" && row["period"] == "2026-01" {
            found.push((
                row["subject_kind"].clone(),
                row["subject_id"].clone(),
                row["value"].clone(),
            ));
        }
    }
    found.sort();
    let values: Vec<(&str, &str)> = found
        .iter()
        .map(|(kind, _, value)| (kind.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        values,
        [
            ("department", "70"),
            ("organisation", "70"),
            ("person", "80"),
            ("person", "30"),
            ("team", "70")
        ]
    );
}

#[test]
fn check_names_the_row_of_a_chain_that_does_not_hold() {
    let small = with_goals(
        "goal_id,engineer_id,parent_id,scope,title,weight,progress,assessed_on
A,A1,B,team,a,1,0,2026-01-10
B,A1,A,team,b,1,0,2026-01-10
C,A1,nothing,person,c,1,0,2026-01-10
D,A1,C,team,d,1,0,2026-01-10
E,B2,,person,e,0,0,2026-01-10
F,,,person,f,1,0,2026-01-10
",
    );
    let told = small.check();
    for (code, place) in [
        ("goal-cycle", "row 1 `parent_id`"),
        ("goal-parent", "row 3 `parent_id`"),
        ("goal-scope", "row 4 `parent_id`"),
        ("goal-weight", "row 5 `weight`"),
        ("goal-owner", "row 6 `engineer_id`"),
    ] {
        let found = told.split("\n\n").find(|found| found.contains(code));
        assert!(
            found.is_some_and(|found| found.contains("data/goals.csv") && found.contains(place)),
            "{code} at {place}:\n{told}"
        );
    }
    assert_eq!(told.matches("goal-").count(), 5, "{told}");
    assert!(told.contains("A → B → A"), "{told}");
    // They are warnings: packets are made.
    assert_eq!(small.run(&[]).status.code(), Some(0));
}
