//! A year and its four quarters: what the quarters said, or what they would have said.
//!
//! Ten service engineers of one level count their orders of a quarter against a target of
//! 100. In the second quarter of 2025 they have 99 to 90 and so S by score, all ten; the cap
//! of a pool of ten leaves S to one, A to two and B to the others. In the first quarter all
//! have 80, an A; somebody decided C for E04.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fmt::Write;

use crate::common::{SMALL, Small, complaints, json, scorepack};

fn company(first_quarter: u32) -> Small {
    let small = Small::new();
    let mut roster = String::from("engineer_id,name,role,level,team_id,joined_on,valid_from\n");
    let mut orders = String::from("order_id,engineer_id,opened_at\n");
    for person in 1..=10 {
        let id = format!("E{person:02}");
        writeln!(
            roster,
            "{id},Person {id},service,senior,T1,2025-01-01,2025-01-01"
        )
        .unwrap();
        for (day, count) in [("2025-02-03", first_quarter), ("2025-05-06", 100 - person)] {
            for order in 0..count {
                writeln!(orders, "W{id}-{day}-{order},{id},{day} 09:00").unwrap();
            }
        }
    }
    small.put("data/roster.csv", &roster);
    small.put("data/work_orders.csv", &orders);
    small.put("kpis/orders.yaml", "orders: {name: Orders, about: Orders, formula: orders, kind: count, source: work_orders, date: opened_at, unit: count, direction: up, target: 100, min_n: 0, target_per: quarter, target_each: person}\n");
    small.put("scorecards/service.yaml", "name: Service\nrole: service\ngroups:\n  - {id: all, name: All, items: [{kpi: orders, weight: 100}]}\n");
    let data = "data:\n  overrides: {file: data/overrides.csv}\n";
    let configuration = SMALL.replace("data:\n", data);
    small.put(
        "scorepack.yaml",
        &format!("{configuration}scoring:\n  distribution: {{mode: enforce}}\n"),
    );
    small.put("data/overrides.csv", "engineer_id,period,grade,reason,decided_by\nE04,2025-Q1,C,Half of the quarter on loan,Wang Min\n");
    small
}

fn run(small: &Small, period: &str) {
    let output = scorepack(&["run", small.path(), "--period", period, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
}

/// Scores and grades of E04's quarters and year, and what is said of them.
fn quarters(small: &Small) -> (String, String, String) {
    let path = small.folder.path().join("archive/2025/people/E04.json");
    let packet = json(&path);
    let mut tables = packet["tables"].as_array().unwrap().iter();
    let table = tables.find(|table| table["id"] == "quarters").unwrap();
    let row = |index: usize| {
        let cells = table["rows"][index].as_array().unwrap().iter();
        let texts: Vec<&str> = cells.map(|cell| cell["text"].as_str().unwrap()).collect();
        texts[1..].join(" ")
    };
    (
        row(0),
        row(1),
        table["caption"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn quarters_without_an_edition_are_graded_with_their_distribution_and_decisions() {
    let small = company(80);
    run(&small, "2025");
    let (scores, grades, caption) = quarters(&small);
    // 176 of 400 in the year; in the second half nobody has an order.
    assert_eq!(scores, "80.0 96.0 0.0 0.0 44.0");
    // By score A, S, D, D and D.
    assert_eq!(grades, "C B D D D");
    assert!(caption.contains("worked out from today's"), "{caption}");
}

#[test]
fn quarters_with_an_edition_say_what_it_said_even_where_data_changed_since() {
    let small = company(80);
    run(&small, "2025-Q1");
    // Five more orders of the first quarter come in late.
    let late = company(85);
    let orders = late.folder.path().join("data/work_orders.csv");
    let orders = std::fs::read_to_string(orders).unwrap();
    small.put("data/work_orders.csv", &orders);
    run(&small, "2025");
    let (scores, grades, caption) = quarters(&small);
    // 181 of 400 in the year: 45.25.
    assert_eq!(scores, "80.0 96.0 0.0 0.0 45.3");
    assert_eq!(grades, "C B D D D");
    assert!(
        caption.starts_with("Scores and grades of Q1 2025 are those that the packets said"),
        "{caption}"
    );
}
