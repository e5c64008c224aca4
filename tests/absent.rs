//! What an export does not have: a column that is absent is not the same as an empty cell.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;

use crate::common::{ROSTER, SMALL, Small, complaints};

/// The lines of `measures.csv` about a KPI.
fn lines(small: &Small, kpi: &str) -> usize {
    let measures = fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let about = |line: &&str| line.split(',').nth(2) == Some(kpi);
    measures.lines().filter(about).count()
}

#[test]
fn nobody_is_praised_for_repeats_that_no_export_tells_of() {
    let small = Small::new();
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(lines(&small, "repeat_repair"), 0);
    assert_eq!(lines(&small, "first_time_fix"), 0);
    assert_eq!(lines(&small, "attrition"), 0);
    assert!(lines(&small, "sla_attainment") > 0);
    let report = small.check();
    assert!(
        report.contains("`repeat_repair` is not measured: `work_orders` comes without `repeat_on`"),
        "{report}"
    );
    assert!(
        report
            .contains("`attrition` is not measured: `employments` comes without `roster.left_on`"),
        "{report}"
    );
}

#[test]
fn an_empty_cell_still_says_that_it_has_not_happened() {
    let small = Small::new();
    small.put(
        "data/work_orders.csv",
        "order_id,engineer_id,opened_at,repeat_on\n\
         W1,A1,2026-01-05 09:00,\nW2,A1,2026-01-07 09:00,2026-01-20\nW3,A1,2026-01-12 09:00,\n",
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let measures = fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let value = "person,A1,repeat_repair,month,2026-01,33.33333333333333";
    assert!(measures.contains(value), "{measures}");
}

#[test]
fn a_column_that_one_file_of_several_has_is_there() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &SMALL.replace("data/work_orders.csv", "data/work_orders*.csv"),
    );
    small.put(
        "data/work_orders_2.csv",
        "order_id,engineer_id,opened_at,repeat_on\nW9,B2,2026-01-05 09:00,2026-01-06\n",
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(lines(&small, "repeat_repair") > 0);
}

#[test]
fn a_rule_over_an_absent_column_raises_no_alarm() {
    let small = Small::new();
    let requests = "  change_requests: {file: data/change_requests.csv}\n";
    small.put("scorepack.yaml", &format!("{SMALL}{requests}"));
    small.put("data/roster.csv", ROSTER);
    let file = "data/change_requests.csv";
    small.put(
        file,
        "change_id,engineer_id,raised_at\nC1,A1,2026-01-05 09:00\n",
    );
    small.run(&[]);
    let alerts = || fs::read_to_string(small.edition().join("alerts.csv")).unwrap();
    assert!(!alerts().contains("change_response"), "{}", alerts());
    small.put(
        file,
        "change_id,engineer_id,raised_at,first_response_at\nC1,A1,2026-01-05 09:00,\n",
    );
    small.run(&[]);
    assert!(alerts().contains("change_response"), "{}", alerts());
}

#[test]
fn a_kpi_that_needs_an_unknown_column_is_an_error() {
    let small = Small::new();
    small.put(
        "kpis/own.yaml",
        "mended:\n  name: Mended\n  about: Mended at all.\n  formula: mended ÷ all\n  kind: rate\n  \
         source: work_orders\n  date: opened_at\n  of: fixed_first_visit\n  unit: percent\n  \
         needs: [mended_on]\n",
    );
    let report = small.check();
    assert!(report.contains("wrong-expression"), "{report}");
    assert!(report.contains("kpis/own.yaml"), "{report}");
    assert!(report.contains("mended_on"), "{report}");
}
