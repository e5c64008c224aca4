//! The review loop: what was agreed, what is said, when people meet, and who may know what.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::BTreeSet;
use std::process::Command;

use crate::common::{Small, complaints, files, json, scorepack};
use serde_json::Value;

/// Five people of one team; each line of reviews is `id,engineer,rater_id,rater,…`.
const ROSTER: &str = "\
engineer_id,name,role,level,team_id,manager,language,joined_on,valid_from
A1,Ada,service,senior,T1,Max,en,2025-01-01,2025-01-01
B2,Ben,service,junior,T1,Max,zh,2025-01-01,2025-01-01
C3,Cleo,service,junior,T1,Max,en,2025-01-01,2025-01-01
D4,Dora,service,junior,T1,Max,en,2025-01-01,2025-01-01
E5,Egon,service,junior,T1,Max,en,2025-01-01,2025-01-01
";

const CONFIGURATION: &str = "\
organisation:
  name: {en: Small, zh: 小公司}
  language: en
as_of: 2026-02-03
data:
  roster: {file: data/roster.csv}
  work_orders: {file: data/work_orders.csv}
  reviews: {file: data/reviews.csv}
  action_plans: {file: data/action_plans.csv}
  holidays: {file: data/holidays.csv}
review:
  close_days: 2
  within: 3
  place: {en: Room 3, zh: 三号会议室}
";

/// Ada: three peers for collaboration, of whom two comment, and two for care.
const REVIEWS: &str = "\
review_id,engineer_id,rater_id,rater,competency,score,given_on,comment
R1,A1,A1,self,collaboration,5,2026-01-10,I shared what I knew.
R2,A1,M9,manager,collaboration,4,2026-01-12,Answers late at times.
R3,A1,B2,peer,collaboration,4,2026-01-11,Zealous in reviews.
R4,A1,C3,peer,collaboration,3,2026-01-13,A calm colleague.
R5,A1,D4,peer,collaboration,4,2026-01-14,
R6,A1,A1,self,care,3,2026-01-10,
R7,A1,B2,peer,care,1,2026-01-11,Careless with keys.
R8,A1,C3,peer,care,1,2026-01-13,
R9,A1,,peer,care,1,2026-01-13,
R10,A1,A1,peer,care,1,2026-01-13,
";

const PLANS: &str = "\
plan_id,engineer_id,period,kpi,action,target,owner,due_on,status,result,done_on
P1,A1,2025-12,first_time_fix,Carry the usual spare parts,85%,A1,2026-01-31,done,Every van is stocked,2026-01-20
P2,A1,2025-12,,Write down three repairs,,Max,2026-01-31,open,,
P3,A1,2025-06,,Learn the new tool,,,2025-08-31,partly,,
P4,A1,2025-06,,Old and finished,,,2025-08-31,done,,2025-08-01
P5,B2,2026-01,nps,Call customers back,50,,2026-02-28,open,,
P6,C3,last month,,Nobody knows when,,,,open,,
";

/// 2 to 6 February 2026 off; Saturday 7 worked.
const HOLIDAYS: &str = "\
on,name,kind
2026-02-02,Festival,holiday
2026-02-03,Festival,holiday
2026-02-04,Festival,holiday
2026-02-05,Festival,holiday
2026-02-06,Festival,holiday
2026-02-07,Make-up,workday
2026-02-10,Wrong,workday
";

fn workspace() -> Small {
    let small = Small::new();
    small.put("scorepack.yaml", CONFIGURATION);
    small.put("data/roster.csv", ROSTER);
    // Without the column nobody can say that a fault did not come back.
    let orders = common::WORK_ORDERS.replace("visit\n", "visit,repeat_on\n");
    let orders = orders
        .replace("true\n", "true,\n")
        .replace("false\n", "false,\n");
    small.put("data/work_orders.csv", &orders);
    small.put("data/reviews.csv", REVIEWS);
    small.put("data/action_plans.csv", PLANS);
    small.put("data/holidays.csv", HOLIDAYS);
    small
}

fn made(small: &Small, more: &[&str]) -> String {
    let output = small.run(more);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    complaints(&output)
}

fn talk(small: &Small, id: &str) -> Value {
    json(&small.edition().join(format!("people/{id}.json")))["conversation"].clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_packet_says_what_became_of_every_action() {
    let small = workspace();
    let warned = made(&small, &["--format", "json"]);
    let plan = talk(&small, "A1")["last_plan"].clone();
    let actions = plan["actions"].as_array().unwrap();
    let found: Vec<(&str, &str)> = actions
        .iter()
        .map(|action| (text(&action["id"]), text(&action["status_label"])))
        .collect();
    // An older action that is finished is history; one that is not comes first.
    assert_eq!(
        found,
        [
            ("P3", "Partly done, overdue"),
            ("P1", "Done on 20 January 2026"),
            ("P2", "Open, overdue"),
        ]
    );
    assert_eq!(text(&actions[1]["result"]), "Every van is stocked");
    assert!(text(&actions[0]["details"]).contains("Agreed in June 2025"));
    // An owner who is an identifier stands under their name.
    assert_eq!(
        (&actions[1]["owner"], &actions[2]["owner"]),
        (&"Ada".into(), &"Max".into())
    );
    let none = talk(&small, "D4")["last_plan"]["none"].clone();
    assert_eq!(none, "No plan was recorded at the last review.");
    assert!(
        warned.contains("wrong-plan-period") && warned.contains("last month"),
        "{warned}"
    );
}

#[test]
fn peers_are_shown_from_three_named_raters_on() {
    let small = workspace();
    let warned = made(&small, &["--format", "json"]);
    let rows = talk(&small, "A1")["opinions"]["competencies"].clone();
    // By name: care, collaboration.
    let (care, together) = (&rows[0], &rows[1]);
    // 4, 3 and 4 by three peers; the manager's 4: the others are (4 + 11/3) / 2 = 3.83.
    assert_eq!(text(&together["peers"]["text"]), "3.7 (3)");
    assert_eq!(text(&together["distance_label"]), "1.2 above the others");
    // Two named peers, one without a name, and one who is themselves.
    assert_eq!(
        text(&care["peers"]["text"]),
        "not shown: fewer than 3 raters"
    );
    assert_eq!(
        (&care["peers"]["mean"], &care["peers"]["n"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(care["comments"], Value::Array(Vec::new()));
    assert_eq!(text(&care["distance_label"]), "—");
    assert!(warned.contains("own-peer"), "{warned}");
}

#[test]
fn the_order_of_comments_does_not_depend_on_who_wrote_them() {
    let comments = |reviews: &str| -> Vec<String> {
        let small = workspace();
        small.put("data/reviews.csv", reviews);
        made(&small, &["--format", "json", "--only", "A1"]);
        let path = "archive/2026-01.only/people/A1.json";
        let packet = json(&small.folder.path().join(path));
        let row = packet["conversation"]["opinions"]["competencies"][1].clone();
        let comments = row["comments"].as_array().unwrap().clone();
        comments
            .iter()
            .map(|comment| text(&comment["text"]).to_owned())
            .collect()
    };
    let found = comments(REVIEWS);
    assert_eq!(
        found,
        [
            "I shared what I knew.",
            "Answers late at times.",
            "A calm colleague.",
            "Zealous in reviews.",
        ]
    );
    // The same texts by each other's hand, and the rows turned round.
    let turned = REVIEWS
        .replace("B2,peer,collaboration", "XX")
        .replace("C3,peer,collaboration", "B2,peer,collaboration");
    let turned = turned.replace("XX", "C3,peer,collaboration");
    let (head, rows) = turned.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    assert_eq!(comments(&format!("{head}\n{}\n", rows.join("\n"))), found);
}

#[test]
fn the_kpi_on_peers_says_what_the_conversation_says() {
    for (reviews, expected) in [
        (REVIEWS.to_owned(), Some(11.0 / 3.0)),
        // With one of three peers unnamed, neither shows anything.
        (REVIEWS.replace("R5,A1,D4", "R5,A1,"), None),
        // Nor with one who is the person themselves.
        (REVIEWS.replace("R5,A1,D4", "R5,A1,A1"), None),
    ] {
        let small = workspace();
        small.put("data/reviews.csv", &reviews);
        small.put(
            "scorecards/service.yaml",
            "name: Service\nrole: service\ngroups:\n  - id: all\n    name: All\n    items:\n      - {kpi: first_time_fix, weight: 50}\n      - {kpi: collaboration, weight: 50}\n",
        );
        made(&small, &["--format", "json"]);
        let packet = json(&small.edition().join("people/A1.json"));
        let rows = &packet["conversation"]["opinions"]["competencies"];
        let shown = rows[1]["peers"]["mean"].as_f64();
        let measures = std::fs::read_to_string(small.edition().join("measures.csv")).unwrap();
        let row = measures
            .lines()
            .find(|line| line.starts_with("person,A1,collaboration,month,2026-01"));
        let kpi = row
            .filter(|row| !row.ends_with("insufficient"))
            .map(|row| row.split(',').nth(5).unwrap().parse::<f64>().unwrap());
        assert_eq!(shown.is_some(), expected.is_some(), "{shown:?}");
        assert_eq!(kpi.is_some(), expected.is_some(), "{row:?}");
        if let (Some(shown), Some(kpi), Some(expected)) = (shown, kpi, expected) {
            assert!((shown - expected).abs() < 1e-12 && (kpi - expected).abs() < 1e-9);
        }
    }
}

#[test]
fn no_packet_tells_who_rated() {
    let small = workspace();
    made(&small, &[]);
    let poppler = Command::new("pdftotext").arg("-v").output().is_ok();
    for (name, bytes) in files(&small.edition().join("people")) {
        let own = name.split('.').next().unwrap().to_owned();
        let page = if name.ends_with(".pdf") {
            if !poppler {
                continue;
            }
            let path = small.edition().join("people").join(&name);
            let output = Command::new("pdftotext")
                .arg(path)
                .arg("-")
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        } else {
            String::from_utf8(bytes).unwrap()
        };
        for secret in ["A1", "B2", "C3", "D4", "E5", "M9", "Careless", "R3", "R7"] {
            let whole = page.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(
                secret == own || !whole.into_iter().any(|word| word == secret),
                "{name} tells {secret}"
            );
        }
    }
}

#[test]
fn interviews_lie_within_the_working_days_after_the_close_and_do_not_collide() {
    let small = workspace();
    let warned = made(&small, &[]);
    // January ends on a Saturday; 2 to 6 February are off. The close is over on Sunday 8?
    // No: Saturday 7 is worked, then Monday 9. Interviews: Tue 10, Wed 11, Thu 12.
    let times: Vec<String> = ["A1", "B2", "C3", "D4", "E5"]
        .iter()
        .map(|id| text(&talk(&small, id)["interview"]["starts_at"]).to_owned())
        .collect();
    assert_eq!(
        times,
        [
            "2026-02-10T14:00:00+08:00",
            "2026-02-11T14:00:00+08:00",
            "2026-02-12T14:00:00+08:00",
            "2026-02-10T14:45:00+08:00",
            "2026-02-11T14:45:00+08:00",
        ]
    );
    // 10 February is a Tuesday and worked anyway.
    assert!(
        warned.contains("idle-workday") && warned.contains("2026-02-10"),
        "{warned}"
    );
    let all = files(&small.edition());
    let ben = String::from_utf8(all["people/B2.ics"].clone()).unwrap();
    assert!(ben.contains("DTSTART:20260211T060000Z\r\n"), "{ben}");
    assert!(
        ben.contains("SUMMARY;LANGUAGE=zh-CN:绩效面谈：Ben"),
        "{ben}"
    );
    assert!(ben.contains("DTSTAMP:20260203T000000Z\r\n"), "{ben}");
    let manifest = json(&small.edition().join("manifest.json"));
    assert!(manifest["files"]["people/B2.ics"].is_object());
    let index = String::from_utf8(all["index.html"].clone()).unwrap();
    assert!(index.contains("href=\"people/B2.ics\""));
}

#[test]
fn without_the_block_there_are_no_invitations() {
    let small = workspace();
    let (before, _) = CONFIGURATION.split_once("review:").unwrap();
    small.put("scorepack.yaml", before);
    made(&small, &[]);
    let names: BTreeSet<String> = files(&small.edition()).into_keys().collect();
    assert!(
        !names.iter().any(|name| name.ends_with(".ics")),
        "{names:?}"
    );
    assert!(!names.contains("plans.csv"));
    assert_eq!(talk(&small, "A1")["interview"], Value::Null);
}

#[test]
fn a_calendar_without_the_year_is_noticed() {
    let small = workspace();
    small.put(
        "data/holidays.csv",
        "on,name,kind\n2025-10-01,National Day,holiday\n",
    );
    let warned = made(&small, &["--format", "json"]);
    assert!(
        warned.contains("unknown-year") && warned.contains("2026"),
        "{warned}"
    );
}

#[test]
fn a_manager_with_more_people_than_hours_is_noticed() {
    let small = workspace();
    let narrow = CONFIGURATION.replace("  within: 3\n", "  within: 1\n  until: \"15:00\"\n");
    small.put("scorepack.yaml", &narrow);
    let warned = made(&small, &["--format", "json"]);
    assert!(warned.contains("crowded-interviews"), "{warned}");
}

#[test]
fn proposed_plans_come_out_and_go_back_in() {
    let small = workspace();
    made(&small, &["--format", "json"]);
    let plans = std::fs::read_to_string(small.edition().join("plans.csv")).unwrap();
    let ids: Vec<&str> = plans
        .lines()
        .map(|line| line.split(',').next().unwrap())
        .collect();
    // Ben has agreed on a plan already; Ada missed a target; the others have no evidence.
    assert_eq!(ids, ["\u{feff}plan_id", "A1-2026-01-1"]);
    let proposed = talk(&small, "A1")["next_plan"]["actions"].clone();
    assert_eq!(proposed[0]["due_on"], "2026-02-28");
    assert_eq!(proposed[0]["owner"], "Ada");
    let agreed = talk(&small, "B2")["next_plan"].clone();
    assert_eq!(agreed["actions"][0]["action"], "Call customers back");
    assert_eq!(agreed["caption"], "以下为已商定并记录的行动。");
    // What came out is put in: it is the agreed plan now, and the last plan a month later.
    small.put("data/action_plans.csv", &plans);
    let check = small.check();
    assert!(!check.contains("action_plans.csv"), "{check}");
    made(&small, &["--format", "json"]);
    let now = talk(&small, "A1")["next_plan"].clone();
    assert_eq!(now["caption"], "As agreed and recorded.");
    assert_eq!(now["actions"][0]["action"], proposed[0]["action"]);
    let output = scorepack(&[
        "run",
        small.path(),
        "--period",
        "2026-02",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let next = json(&small.folder.path().join("archive/2026-02/people/A1.json"));
    let last = &next["conversation"]["last_plan"]["actions"];
    assert_eq!(last[0]["id"], "A1-2026-01-1");
    assert_eq!(last[0]["status"], "open");
}

#[test]
fn a_lead_sees_what_the_team_has_still_to_do() {
    let small = workspace();
    made(&small, &["--format", "json"]);
    let packet = json(&small.edition().join("teams/T1.json"));
    let tables = packet["tables"].as_array().unwrap();
    let plan = tables.iter().find(|table| table["id"] == "plan").unwrap();
    let rows: Vec<(&str, &str)> = plan["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (text(&row[0]["text"]), text(&row[1]["text"])))
        .collect();
    assert_eq!(
        rows,
        [
            ("Ada", "Learn the new tool"),
            ("Ada", "Write down three repairs"),
            ("Ben", "Call customers back"),
        ]
    );
}

#[test]
fn a_month_shows_the_ratings_of_the_quarter_before_where_it_has_none_itself() {
    let small = workspace();
    let output = scorepack(&[
        "run",
        small.path(),
        "--period",
        "2026-04",
        "--as-of",
        "2026-05-03",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let packet = json(&small.folder.path().join("archive/2026-04/people/A1.json"));
    let opinions = &packet["conversation"]["opinions"];
    assert!(text(&opinions["caption"]).contains("Q1 2026"), "{opinions}");
    assert_eq!(opinions["competencies"][1]["peers"]["n"], 3);
}

#[test]
fn texts_of_two_thousand_characters_are_printed_whole() {
    let small = workspace();
    let sentence = "Agree the scope with the customer before anything is planned. ";
    let long = format!("{}END-OF-TEXT", sentence.repeat(32));
    let chinese = format!(
        "{}完毕。",
        "变更须由双方签字后再排期，超出范围的先记录。".repeat(90)
    );
    let plans = PLANS
        .replace("Every van is stocked", &long)
        .replace("Carry the usual spare parts", &chinese);
    small.put("data/action_plans.csv", &plans);
    small.put(
        "data/reviews.csv",
        &REVIEWS.replace("A calm colleague.", &chinese),
    );
    made(&small, &["--only", "A1"]);
    let folder = small.folder.path().join("archive/2026-01.only/people");
    let page = std::fs::read_to_string(folder.join("A1.html")).unwrap();
    assert!(page.contains(&long) && page.matches(&chinese).count() == 2);
    let Ok(output) = Command::new("pdftotext")
        .arg(folder.join("A1.pdf"))
        .arg("-")
        .output()
    else {
        return;
    };
    let printed: String = String::from_utf8(output.stdout).unwrap();
    let printed: String = printed.split_whitespace().collect();
    assert_eq!(printed.matches("END-OF-TEXT").count(), 1);
    assert_eq!(printed.matches("完毕。").count(), 2);
}
