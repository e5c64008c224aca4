//! Verdicts on changes that are tested from rows: medians, counts and ratios.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fmt::Write as _;

use crate::common::{Small, complaints, json};

const KPIS: &str = "\
hours_median: {name: Hours, about: A, formula: F, kind: median, source: work_orders, date: opened_at, value: \"(resolved_at - opened_at) / INTERVAL '1 hour'\", unit: hours, direction: down, target: 9, min_n: 3}
hours_ratio: {name: Hours each, about: A, formula: F, kind: ratio, source: work_orders, date: opened_at, value: \"(resolved_at - opened_at) / INTERVAL '1 hour'\", per: \"1.0\", unit: hours, direction: down, target: 9, min_n: 3}
orders: {name: Orders, about: A, formula: F, kind: count, source: work_orders, date: opened_at, unit: count, direction: up, target: 9}
";

const SCORECARD: &str = "\
name: Mine
role: service
groups:
  - id: all
    name: All
    items:
      - {kpi: hours_median, weight: 40, core: true}
      - {kpi: hours_ratio, weight: 30}
      - {kpi: orders, weight: 30}
";

/// Orders of one person in one month that took these hours.
fn orders(person: &str, month: &str, hours: &[u32]) -> String {
    let mut rows = String::new();
    for (index, hours) in hours.iter().enumerate() {
        let day = index % 25 + 1;
        writeln!(
            rows,
            "{person}{month}{index},{person},{month}-{day:02} 00:00,{month}-28 00:00,{month}-{:02} {:02}:00,true",
            day + *hours as usize / 24,
            hours % 24
        )
        .unwrap();
    }
    rows
}

/// The verdicts against the month before, by KPI.
fn verdicts(small: &Small, file: &str) -> Vec<(String, String)> {
    let packet = json(&small.edition().join(file));
    let mut found = Vec::new();
    for group in packet["scorecard"]["groups"].as_array().unwrap() {
        for item in group["items"].as_array().unwrap() {
            let changes = item["changes"].as_array().unwrap();
            let previous = changes.iter().find(|c| c["against"] == "previous").unwrap();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            found.push((text(&item["kpi"]), text(&previous["verdict"])));
        }
    }
    found
}

#[test]
fn medians_counts_and_ratios_have_verdicts_for_people_and_teams() {
    let small = Small::new();
    small.put("kpis/mine.yaml", KPIS);
    small.put("scorecards/service.yaml", SCORECARD);
    // Ada's orders took three times as long; Ben had ten times as many, as long as before.
    let ada = [
        orders("A1", "2025-12", &[2, 3, 4, 5, 6, 7, 8, 9]),
        orders("A1", "2026-01", &[20, 21, 22, 23, 24, 25, 26, 27]),
    ];
    let many: Vec<u32> = (0..40).map(|index| 10 + index % 5).collect();
    let ben = [
        orders("B2", "2025-12", &[10, 11, 12, 14]),
        orders("B2", "2026-01", &many),
    ];
    let header = "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n";
    let rows = [ada.concat(), ben.concat()].concat();
    small.put("data/work_orders.csv", &format!("{header}{rows}"));
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let expected = |median: &str, ratio: &str, count: &str| {
        [
            ("hours_median", median),
            ("hours_ratio", ratio),
            ("orders", count),
        ]
        .map(|(kpi, verdict)| (kpi.to_owned(), verdict.to_owned()))
        .to_vec()
    };
    assert_eq!(
        verdicts(&small, "people/A1.json"),
        expected("worsened", "worsened", "unchanged")
    );
    assert_eq!(
        verdicts(&small, "people/B2.json"),
        expected("unchanged", "unchanged", "improved")
    );
    // The team has the rows of both.
    assert_eq!(
        verdicts(&small, "teams/T1.json"),
        expected("worsened", "worsened", "improved")
    );
}
