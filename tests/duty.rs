//! Who answers for data and by when it is in: in explanations, and as a warning to readers.
//!
//! January 2026 ends on a Saturday, so its fifth working day after is Friday, 6 February;
//! the data of the small workspace is of 3 February.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common::{Small, complaints, json, scorepack};

fn workspace(deadline: &str) -> Small {
    let small = Small::new();
    small.put("scorecards/service.yaml", &format!("name: Service\nrole: service\nowner: {{en: Service desk, zh: 服务台}}\ndeadline: {deadline}\ngroups:\n  - {{id: a, name: A, items: [{{kpi: sla_attainment, weight: 100}}]}}\n"));
    small.put("kpis/own.yaml", "sla_attainment: {name: In time, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: resolved_at <= promised_at, unit: percent, direction: up, target: 100, min_n: 1}\n");
    small
}

/// The remarks of Ada's packet.
fn remarks(small: &Small) -> String {
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    json(&small.edition().join("people/A1.json"))["notes"]["remarks"].to_string()
}

fn explained(small: &Small, locale: &str) -> String {
    let month = ["--person", "A1", "--period", "2026-01", "--locale", locale];
    let mut arguments = vec!["explain", small.path()];
    arguments.extend(month);
    let output = scorepack(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_reader_is_told_that_data_may_be_missing_before_its_deadline() {
    let early = workspace("5 working days");
    let remarks_then = remarks(&early);
    assert!(
        remarks_then.contains(
            "The data of 1 KPI is due by 6 February 2026; this packet rests on data as of 3 February 2026, so some may be missing."
        ),
        "{remarks_then}"
    );
    let told = explained(&early, "en");
    assert!(
        told.contains("Data: Service desk, in by 6 February 2026; here as of 3 February 2026"),
        "{told}"
    );
    let told = explained(&early, "zh");
    assert!(told.contains("数据责任方：服务台"), "{told}");
    assert!(told.contains("可能尚不完整"), "{told}");
}

#[test]
fn after_the_deadline_only_the_explanation_names_who_answers_and_when() {
    let complete = workspace("1 working day");
    let remarks = remarks(&complete);
    assert!(!remarks.contains("may be missing"), "{remarks}");
    let told = explained(&complete, "en");
    assert!(
        told.contains("  Data: Service desk, in by 2 February 2026\n"),
        "{told}"
    );
}
