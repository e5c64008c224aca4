//! A person's milestones: planned and actual day, the latest first, in every form of a packet.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{Small, complaints, json, scorepack};
use serde_json::Value;

/// The data are of 3 February 2026. M5 was settled before January, M6 is due after it, and M8
/// was due before Ada came. M9 is Ben's, due in February.
const MILESTONES: &str = "\
milestone_id,project_id,engineer_id,name,due_on,done_on
M1,P1,A1,Design agreed,2026-01-10,2026-01-10
M2,P1,A1,Pilot,2026-01-12,2026-01-20
M3,P2,A1,Data moved,2025-12-20,
M4,P1,A1,Training,2026-02-10,2026-01-25
M5,P1,A1,Kick-off,2025-12-01,2025-12-20
M6,P1,A1,Hand-over,2026-02-20,
M7,P1,A1,Rehearsal,2026-01-31,2026-02-01
M8,P1,A1,Offer,2024-12-20,
M9,P1,B2,Hand-over,2026-02-20,
";

const PROJECTS: &str = "\
project_id,engineer_id,name,kickoff_on
P1,A1,Stock control for Northmill,2025-11-01
";

fn with_milestones(milestones: &str) -> Small {
    let small = Small::new();
    let configuration = common::SMALL.to_owned()
        + "  milestones: {file: data/milestones.csv}\n  projects: {file: data/projects.csv}\n";
    small.put("scorepack.yaml", &configuration);
    small.put("data/milestones.csv", milestones);
    small.put("data/projects.csv", PROJECTS);
    small
}

/// The table of milestones of a packet: caption and rows.
fn table(small: &Small, packet: &str) -> Option<(String, Vec<Vec<String>>)> {
    let packet: Value = json(&small.edition().join(packet));
    let tables = packet["tables"].as_array().unwrap();
    let found = tables.iter().find(|table| table["id"] == "milestones")?;
    let text = |cell: &Value| cell["text"].as_str().unwrap().to_owned();
    let row = |row: &Value| row.as_array().unwrap().iter().map(text).collect();
    let rows = found["rows"].as_array().unwrap().iter().map(row).collect();
    Some((found["caption"].as_str().unwrap().to_owned(), rows))
}

#[test]
fn a_person_sees_their_milestones_with_planned_and_actual_day_the_latest_first() {
    let small = with_milestones(MILESTONES);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let (caption, rows) = table(&small, "people/A1.json").unwrap();
    let northmill = "Stock control for Northmill";
    assert_eq!(
        rows,
        [
            // 11 days of December, 31 of January, 3 of February. P2 is no known project.
            [
                "Data moved",
                "P2",
                "2025-12-20",
                "—",
                "open, 45 days overdue"
            ],
            [
                "Pilot",
                northmill,
                "2026-01-12",
                "2026-01-20",
                "8 days late"
            ],
            [
                "Rehearsal",
                northmill,
                "2026-01-31",
                "2026-02-01",
                "1 day late"
            ],
            [
                "Design agreed",
                northmill,
                "2026-01-10",
                "2026-01-10",
                "on time"
            ],
            ["Training", northmill, "2026-02-10", "2026-01-25", "on time"],
        ]
    );
    assert_eq!(
        caption,
        "5 milestones were due or reached in this period, or overdue when it began; 3 are or were late, 1 of them still open."
    );
    let page = std::fs::read_to_string(small.edition().join("people/A1.html")).unwrap();
    assert!(page.contains("<h2>Milestones</h2>"), "the page has it too");
    assert!(page.contains("open, 45 days overdue"));
}

#[test]
fn in_chinese_the_milestones_say_the_same() {
    let small = with_milestones(MILESTONES);
    let output = small.run(&["--locale", "zh"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let (caption, rows) = table(&small, "people/A1.json").unwrap();
    let outcomes: Vec<&str> = rows.iter().map(|row| row[4].as_str()).collect();
    assert_eq!(
        outcomes,
        [
            "未完成，已逾期 45 天",
            "逾期 8 天完成",
            "逾期 1 天完成",
            "按期",
            "按期"
        ]
    );
    assert_eq!(
        caption,
        "本期到期、完成或期初已逾期的里程碑共 5 项，其中 3 项逾期，1 项尚未完成。"
    );
}

#[test]
fn who_has_no_milestones_gets_no_section_of_them() {
    let small = with_milestones(MILESTONES);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(table(&small, "people/B2.json"), None);
    let page = std::fs::read_to_string(small.edition().join("people/B2.html")).unwrap();
    assert!(!page.contains("Milestones"), "not even a heading");
}

#[test]
fn an_export_without_actual_days_makes_no_milestone_look_overdue() {
    let planned: String = MILESTONES
        .lines()
        .map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\n")
        .collect();
    let small = with_milestones(&planned);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(table(&small, "people/A1.json"), None);
}

#[test]
fn of_many_milestones_the_latest_twenty_are_shown_and_all_are_counted() {
    let mut many = String::from(MILESTONES.lines().next().unwrap()) + "\n";
    for day in 1..=25 {
        // The first is 24 days late, the last in time.
        many += &format!("N{day:02},P1,A1,Step {day},2026-01-{day:02},2026-01-25\n");
    }
    let small = with_milestones(&many);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let (caption, rows) = table(&small, "people/A1.json").unwrap();
    assert_eq!(rows.len(), 20);
    assert_eq!(rows[0][4], "24 days late");
    assert_eq!(rows[19][4], "5 days late");
    assert!(caption.starts_with("25 milestones"), "{caption}");
    assert!(caption.contains("24 were late"), "{caption}");
    assert!(caption.ends_with("The first 20 are shown."), "{caption}");
}

#[test]
fn an_explanation_lists_the_milestones_too() {
    let small = with_milestones(MILESTONES);
    let ask = |person: &str, more: &[&str]| {
        let mut arguments = vec!["explain", small.path(), "--period", "2026-01"];
        arguments.extend(["--person", person]);
        arguments.extend(more);
        String::from_utf8(scorepack(&arguments).stdout).unwrap()
    };
    let text = ask("A1", &[]);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| *line == "Milestones").unwrap();
    assert!(lines[at + 1].starts_with("5 milestones"), "{text}");
    assert!(lines[at + 3].starts_with("Data moved"), "{text}");
    assert!(lines[at + 3].ends_with("open, 45 days overdue"), "{text}");
    let json: Value = serde_json::from_str(&ask("A1", &["--json"])).unwrap();
    let rows = json["milestones"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    assert!(!ask("B2", &[]).contains("Milestones"));
}
