//! Bad input: every problem is told at once, with a place and a way out; nothing is half made.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;

use crate::common::{ROSTER, SMALL, Small, WORK_ORDERS, complaints, files, json, scorepack};

#[test]
fn a_folder_without_a_workspace_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = scorepack(&["run", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let text = complaints(&output);
    assert!(
        text.contains("missing-configuration") && text.contains("scorepack.yaml"),
        "{text}"
    );
}

#[test]
fn all_problems_of_the_configuration_come_at_once_with_their_lines() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &SMALL
            .replace("  language: en\n", "  language: fr\n  colour: red\n")
            .replace(
                "{file: data/work_orders.csv}",
                "\n    file: data/work_orders.csv\n    encoding: klingon\n    keep: all\n",
            ),
    );
    small.put("scorecards/service.yaml", "name: Mine\nrole: service\ngroups:\n  - id: a\n    name: A\n    items:\n      - {kpi: sla_attainment, weight: 60}\n      - {kpi: no_such_kpi, weight: 30}\n");
    small.put("kpis/mine.yaml", "mine:\n  name: Mine\n  about: Mine\n  formula: Mine\n  kind: rate\n  source: work_orders\n  date: opened_at\n  unit: furlongs\n");
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = complaints(&output);
    for (code, place) in [
        ("wrong-value", "scorepack.yaml:3 `organisation.language`"),
        ("unknown-key", "scorepack.yaml:4 `organisation.colour`"),
        ("weight-sum", "scorecards/service.yaml"),
        ("unknown-kpi", "no_such_kpi"),
        ("wrong-value", "kpis/mine.yaml:8 `mine.unit`"),
    ] {
        assert!(
            text.contains(code) && text.contains(place),
            "no {code} at {place} in:\n{text}"
        );
    }
    assert!(!small.folder.path().join("archive").exists());
}

#[test]
fn wrong_encodings_and_keeps_are_told_together() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &SMALL.replace("{file: data/work_orders.csv}", "\n    file: data/work_orders.csv\n    encoding: klingon\n    keep: all\n    delimiter: '||'\n"),
    );
    let text = small.check();
    for part in ["klingon", "`all`", "`||`"] {
        assert!(text.contains(part), "no {part} in:\n{text}");
    }
}

#[test]
fn a_wrong_expression_names_the_unknown_column_or_function() {
    for (expression, culprit) in [
        ("resolved_on <= promised_at", "resolved_on"),
        ("datediff(opened_at, resolved_at) < 3", "datediff"),
        ("opened_at", "not true or false"),
        ("SUM(fixed_first_visit) > 1", "about one row"),
        ("resolved_at <=", "resolved_at <="),
    ] {
        let small = Small::new();
        let kpi = format!(
            "mine:\n  name: Mine\n  about: Mine\n  formula: Mine\n  kind: rate\n  source: work_orders\n  date: opened_at\n  of: \"{expression}\"\n  unit: percent\n"
        );
        small.put("kpis/mine.yaml", &kpi);
        let text = small.check();
        assert!(
            text.contains("wrong-expression") && text.contains(culprit),
            "{expression}:\n{text}"
        );
        assert!(
            text.contains("kpis/mine.yaml") && text.contains("mine.of"),
            "{text}"
        );
        assert_eq!(small.run(&[]).status.code(), Some(2));
    }
}

#[test]
fn a_missing_file_and_a_wrong_header_are_told_apart() {
    let small = Small::new();
    fs::remove_file(small.folder.path().join("data/work_orders.csv")).unwrap();
    let text = small.check();
    assert!(
        text.contains("missing-file") && text.contains("data/work_orders.csv"),
        "{text}"
    );
    small.put(
        "data/work_orders.csv",
        &WORK_ORDERS.replace("order_id", "Order No"),
    );
    let text = small.check();
    assert!(
        text.contains("wrong-header") && text.contains("order_id") && text.contains("Order No"),
        "{text}"
    );
}

#[test]
fn refused_rows_are_counted_shown_and_kept() {
    let small = Small::new();
    let bad = "\
W4,B2,2026-01-13 09:00,2026-01-14 09:00,2026-01-13 19:00,true
W5,Z9,2026-01-13 09:00,2026-01-14 09:00,2026-01-13 19:00,true
W6,B2,2026-13-01 09:00,2026-01-14 09:00,2026-01-13 19:00,true
W7,B2,2026-01-13 09:00,2026-01-14 09:00,2026-01-12 19:00,true
W8,B2,2027-01-13 09:00,2027-01-14 09:00,2027-01-13 19:00,true
W9,B2,2026-01-13 09:00,2026-01-14 09:00,2026-01-13 19:00,perhaps
";
    small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{bad}"));
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let report = json(&small.edition().join("report.json"));
    let table = report["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["table"] == "work_orders")
        .unwrap();
    assert_eq!(
        (
            &table["rows_read"],
            &table["rows_used"],
            &table["rows_refused"]
        ),
        (&10.into(), &4.into(), &6.into())
    );
    let codes = [
        "duplicate-key",
        "unknown-engineer",
        "wrong-date",
        "finish-before-start",
        "future-date",
        "wrong-boolean",
    ];
    for code in codes {
        assert_eq!(
            table["refusals"][code], 1,
            "{code} in {}",
            table["refusals"]
        );
    }
    assert_eq!(table["examples"][0]["line"], 6);
    let kept = fs::read_to_string(small.edition().join("refused/work_orders.csv")).unwrap();
    assert_eq!(kept.lines().count(), 7, "{kept}");
    assert!(kept.contains("W9,B2") && kept.contains("perhaps"), "{kept}");
    let console = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        console.contains("work_orders") && console.contains("Z9"),
        "{console}"
    );
}

#[test]
fn too_many_refused_rows_stop_the_run_before_anything_is_made() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &format!("{SMALL}limits: {{refused: 2 %}}\n"),
    );
    small.put(
        "data/work_orders.csv",
        &format!("{WORK_ORDERS}W5,Z9,2026-01-13 09:00,,,true\n"),
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = complaints(&output);
    assert!(
        text.contains("too-many-refused") && text.contains("1 of 5 rows"),
        "{text}"
    );
    assert!(!small.edition().exists());
    // What was refused can be seen all the same.
    let left = files(&small.folder.path().join("archive/stopped"));
    assert!(left.contains_key("refused/work_orders.csv") && left.contains_key("report.json"));
}

#[test]
fn a_roster_that_contradicts_itself_is_told() {
    let small = Small::new();
    small.put(
        "data/roster.csv",
        &format!("{ROSTER}B2,Ben,service,senior,T1,2025-01-01,2025-06-01\n"),
    );
    let text = small.check();
    assert!(
        text.contains("roster-overlap") && text.contains("B2"),
        "{text}"
    );
}

#[test]
fn a_file_that_is_no_table_ends_in_a_message_not_a_panic() {
    for bytes in [
        &b"\x00\x01\x02\xff\xfe\xfd"[..],
        &b"PK\x03\x04 broken"[..],
        &b""[..],
        &b"\n\n\n"[..],
    ] {
        for name in [
            "data/work_orders.csv",
            "data/work_orders.xlsx",
            "data/work_orders.parquet",
        ] {
            let small = Small::new();
            small.put(
                "scorepack.yaml",
                &SMALL.replace("data/work_orders.csv", name),
            );
            fs::write(small.folder.path().join(name), bytes).unwrap();
            let output = small.run(&[]);
            assert_eq!(
                output.status.code(),
                Some(2),
                "{name}: {}",
                complaints(&output)
            );
            assert!(
                complaints(&output).contains(name),
                "{}",
                complaints(&output)
            );
            assert!(
                !complaints(&output).contains("panicked"),
                "{}",
                complaints(&output)
            );
        }
    }
}

#[test]
fn people_and_periods_that_nobody_knows_stop_the_run() {
    let small = Small::new();
    let output = small.run(&["--only", "a1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("unknown-id") && complaints(&output).contains("`a1`"));
    let output = scorepack(&["run", small.path(), "--period", "2019-01"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("empty-period"),
        "{}",
        complaints(&output)
    );
    assert!(!small.folder.path().join("archive").exists());
}

#[test]
fn a_view_or_a_kpi_over_a_table_that_is_not_there_is_told() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &format!(
            "{SMALL}views:\n  mine:\n    sql: SELECT * FROM work_order\n    person: engineer_id\n"
        ),
    );
    let kpi = |source: &str| {
        format!(
            "mine:\n  name: A\n  about: B\n  formula: C\n  kind: rate\n  source: {source}\n  date: opened_at\n  of: fixed_first_visit\n  unit: percent\n"
        )
    };
    small.put("kpis/mine.yaml", &kpi("mine"));
    let text = small.check();
    assert!(
        text.contains("wrong-query") && text.contains("work_orders"),
        "{text}"
    );
    small.put("scorepack.yaml", SMALL);
    small.put("kpis/mine.yaml", &kpi("work_order"));
    let text = small.check();
    assert!(
        text.contains("unknown-source") && text.contains("kpis/mine.yaml:6"),
        "{text}"
    );
}

#[test]
fn wrong_usage_exits_with_two_and_says_what_is_right() {
    let output = scorepack(&["run", "--period", "2026-13"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("2025-Q3"),
        "{}",
        complaints(&output)
    );
    assert_eq!(scorepack(&["--help"]).status.code(), Some(0));
}
