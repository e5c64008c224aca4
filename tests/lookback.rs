//! Values that become final when several editions have been made since: told once, in the
//! first edition that sees the final value.
//!
//! January, by hand: Ada fixes 2 of 3 at the first visit and is on time for 2 of 3, so both
//! items give 66.7 points and her grade is C. A first fix is final 45 days after its month,
//! so that of January on 17 March. A fourth order of January, fixed and on time, comes in
//! late: 3 of 4, 75 points, B.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::PathBuf;

use crate::common::{IN_TIME, SMALL, Small, WORK_ORDERS, json, scorecard};
use serde_json::Value;

const FIRST_FIX: &str = "\
first_fix: {name: First fix, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: fixed_first_visit, unit: percent, decimals: 1, direction: up, target: 100, lag: {days: 45}, min_n: 1}
";

/// Two orders of Ada's in each of these months, all good.
fn later() -> String {
    let order = |month: u32, day: u32| {
        format!(
            "M{month}{day},A1,2026-{month:02}-{day:02} 09:00,2026-{month:02}-{day:02} 19:00,2026-{month:02}-{day:02} 15:00,true\n"
        )
    };
    (2..=5)
        .flat_map(|month| [3, 4].map(|day| order(month, day)))
        .collect()
}

const LATE: &str = "W5,A1,2026-01-14 09:00,2026-01-15 09:00,2026-01-14 15:00,true\n";

fn kpis() -> String {
    format!("{FIRST_FIX}{IN_TIME}")
}

fn workspace() -> Small {
    let card = scorecard(&[("first_fix", 50), ("in_time", 50)]);
    Small::scored("2026-02-03", "", &kpis(), &card)
}

/// The edition of a month, made on the fifth day after it; `late` says whether the late
/// order is there by then.
fn run(small: &Small, month: u32, late: bool) {
    let own = SMALL.replace("2026-02-03", &format!("2026-{:02}-05", month + 1));
    small.put("scorepack.yaml", &own);
    let more = if late { LATE } else { "" };
    small.put(
        "data/work_orders.csv",
        &format!("{WORK_ORDERS}{}{more}", later()),
    );
    small.make(&["--period", &format!("2026-{month:02}")]);
}

fn edition(small: &Small, month: u32) -> PathBuf {
    small.folder.path().join(format!("archive/2026-{month:02}"))
}

/// What Ada's packet of a month says of January: rows of restated values, and remarks.
fn told(small: &Small, month: u32) -> (Vec<String>, Vec<String>) {
    let ada = json(&edition(small, month).join("people/A1.json"));
    let texts = |value: &Value| -> Vec<String> {
        let all = value.as_array().into_iter().flatten();
        all.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let tables = ada["history"]["tables"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let restated = tables.iter().filter(|table| table["id"] == "restatements");
    let rows = restated.flat_map(|table| table["rows"].as_array().unwrap());
    let rows = rows.map(|row| {
        let cells = row.as_array().unwrap().iter();
        let cells: Vec<&str> = cells.map(|cell| cell["text"].as_str().unwrap()).collect();
        cells.join(" | ")
    });
    let of_january = |texts: Vec<String>| {
        let found = texts.into_iter().filter(|text| text.contains("January"));
        found.collect::<Vec<_>>()
    };
    (
        of_january(rows.collect()),
        of_january(texts(&ada["history"]["remarks"])),
    )
}

const RESTATED: &str = "First fix | January 2026 | 66.7% (n 3) | 75.0% (n 4) | final";
const REGRADED: &str = "With the data as it is now, January 2026 would come to 75.0 (B) instead of the 66.7 (C) in its packet. That packet stands; if the grade should be reviewed, question the result.";

#[test]
fn a_value_final_two_editions_later_is_told_then_with_the_grade_and_never_again() {
    let small = workspace();
    run(&small, 1, false);
    run(&small, 2, false);
    // On 5 March it was open and as it had been.
    assert_eq!(told(&small, 2), (vec![], vec![]));
    run(&small, 3, true);
    assert_eq!(
        told(&small, 3),
        (vec![RESTATED.to_owned()], vec![REGRADED.to_owned()])
    );
    let list = fs::read_to_string(edition(&small, 3).join("restatements.csv")).unwrap();
    assert!(
        list.contains("person,A1,value,first_fix,2026-01,66.66666666666667,3,75,4,,,changed-final"),
        "{list}"
    );
    assert!(
        list.contains("person,A1,score,,2026-01,66.7,,75.0,,C,B,changed"),
        "{list}"
    );
    run(&small, 4, true);
    assert_eq!(told(&small, 4), (vec![], vec![]));
    run(&small, 5, true);
    assert_eq!(told(&small, 5), (vec![], vec![]));
}

#[test]
fn an_edition_that_was_never_made_hides_nothing() {
    let small = workspace();
    run(&small, 1, false);
    // No edition of February or March.
    run(&small, 4, true);
    assert_eq!(
        told(&small, 4),
        (vec![RESTATED.to_owned()], vec![REGRADED.to_owned()])
    );
    // Made again, it says the same.
    run(&small, 4, true);
    assert_eq!(told(&small, 4).0, [RESTATED]);
    run(&small, 5, true);
    assert_eq!(told(&small, 5), (vec![], vec![]));
}

#[test]
fn a_restated_value_that_moves_no_grade_says_so() {
    let small = workspace();
    // Targets that 60 % reach as well as 75 %: 120 points at most for both.
    small.put(
        "kpis/own.yaml",
        &kpis().replace("target: 100", "target: 50"),
    );
    run(&small, 1, false);
    run(&small, 2, false);
    run(&small, 3, true);
    let (rows, remarks) = told(&small, 3);
    assert_eq!(rows, [RESTATED]);
    assert_eq!(
        remarks,
        ["The restated values leave score and grade as they are: January 2026."]
    );
}
