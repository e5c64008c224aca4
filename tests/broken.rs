//! Broken exports: each is told with its code, file, line and a way out; nothing is half written.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;

use crate::common::{ROSTER, SMALL, Small, WORK_ORDERS, complaints};

/// What a run says about a workspace with one file that is not as it should be.
fn say(file: &str, content: &[u8], stops: bool) -> String {
    let small = Small::new();
    let named = SMALL.replace("data/work_orders.csv", file);
    if file.contains(".xls") {
        small.put("scorepack.yaml", &named);
    }
    // One bad row in four is more than the usual limit.
    let lenient = fs::read_to_string(small.folder.path().join("scorepack.yaml")).unwrap();
    small.put(
        "scorepack.yaml",
        &format!("{lenient}limits: {{refused: 60 %}}\n"),
    );
    fs::write(small.folder.path().join(file), content).unwrap();
    let output = small.run(&["--format", "json"]);
    let text = complaints(&output);
    assert_eq!(
        output.status.code(),
        Some(if stops { 2 } else { 0 }),
        "{text}"
    );
    assert_eq!(small.edition().exists(), !stops, "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// Whether a finding has this code, this place and advice.
fn tells(text: &str, code: &str, place: &str) {
    let finding = text
        .split("\n\n")
        .find(|part| part.contains(&format!("[{code}]")));
    let Some(finding) = finding else {
        unreachable!("no {code} in:\n{text}")
    };
    assert!(finding.contains(&format!("--> {place}")), "{finding}");
    assert!(finding.contains("help:"), "{finding}");
}

#[test]
fn a_workbook_on_which_its_reader_breaks_down_is_a_finding_and_nothing_else_is_said() {
    let whole = include_bytes!("workbooks/staff.xls");
    let text = say("data/work_orders.xls", &whole[..855], true);
    tells(&text, "unreadable-file", "data/work_orders.xls");
    assert!(text.starts_with("error["), "{text}");
}

#[test]
fn empty_files_are_told_and_stop_the_run() {
    let text = say("data/work_orders.csv", b"", true);
    tells(&text, "empty-file", "data/work_orders.csv");
    let text = say("data/work_orders.xlsx", b"", true);
    tells(&text, "unreadable-file", "data/work_orders.xlsx");
    assert!(text.contains("it has no bytes"), "{text}");
    let text = say("data/work_orders.xlsx", WORK_ORDERS.as_bytes(), true);
    tells(&text, "unreadable-file", "data/work_orders.xlsx");
}

#[test]
fn rows_that_cannot_be_used_are_told_with_their_line() {
    let wrong_date = WORK_ORDERS.replace("2026-01-07 09:00", "2026-13-45 99:99");
    let text = say("data/work_orders.csv", wrong_date.as_bytes(), false);
    tells(
        &text,
        "wrong-date",
        "data/work_orders.csv:3 row 2 `opened_at`",
    );
    let ragged = WORK_ORDERS.replace("2026-01-12 10:00,true", "2026-01-12 10:00,true,x,y");
    let text = say("data/work_orders.csv", ragged.as_bytes(), false);
    tells(&text, "wrong-field-count", "data/work_orders.csv:4 row 3");
    let open_quote = format!("{WORK_ORDERS}W9,\"A1,2026-01-12 09:00\n");
    let text = say("data/work_orders.csv", open_quote.as_bytes(), false);
    tells(&text, "wrong-field-count", "data/work_orders.csv:6 row 5");
}

#[test]
fn rows_of_the_roster_that_cannot_be_used_are_told_with_their_line() {
    let twice = format!("{ROSTER}A1,Ada,service,senior,T1,2025-01-01,2025-01-01\n");
    let text = say("data/roster.csv", twice.as_bytes(), false);
    tells(&text, "duplicate-key", "data/roster.csv:4 row 3");
    let no_team = ROSTER.replace("junior,T1", "junior,");
    let text = say("data/roster.csv", no_team.as_bytes(), false);
    tells(&text, "missing-value", "data/roster.csv:3 row 2 `team_id`");
    // What follows from it is told once, at its cause, with the person and the tables.
    tells(&text, "orphaned-rows", "data/roster.csv:3 row 2 `team_id`");
    assert!(
        text.contains("1 row of 1 table (work_orders)") && text.contains("`B2`"),
        "{text}"
    );
    assert!(!text.contains("[unknown-engineer]"), "{text}");
}

#[test]
fn utf16_and_stray_zero_bytes_are_read() {
    let mut wide = vec![0xff, 0xfe];
    wide.extend(WORK_ORDERS.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [&wide[..], &wide[2..]] {
        let text = say("data/work_orders.csv", bytes, false);
        assert!(!text.contains("[wrong-"), "{text}");
    }
    let mut damaged = WORK_ORDERS.as_bytes().to_vec();
    damaged.extend(b"W9,A1,2026-01-12 09:00,\0,,true\n");
    let text = say("data/work_orders.csv", &damaged, false);
    tells(
        &text,
        "wrong-date",
        "data/work_orders.csv:6 row 5 `promised_at`",
    );
}
