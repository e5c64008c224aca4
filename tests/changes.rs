//! KPIs that are changes: their intervals, against values worked out elsewhere, and what is
//! said of a change that nothing tests.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::common::{SMALL, Small, complaints, json};
use serde_json::Value;

/// `hours` of a work order, and whether it was fixed at once.
const HOURS: &str = "(resolved_at - opened_at) / INTERVAL '1 hour'";

/// One KPI a line: id, what makes it, unit and direction.
fn kpi(id: &str, what: &str, unit: &str, direction: &str) -> String {
    let rows = match what.contains("base:") {
        true => "",
        false => ", source: work_orders, date: opened_at",
    };
    format!(
        "{id}: {{name: {id}, about: A, formula: F, {what}{rows}, unit: {unit}, direction: {direction}, target: 10, min_n: 1}}\n"
    )
}

fn change(of: &str, against: &str, unit: &str) -> String {
    let what = format!("kind: change, base: {{kpi: {of}, against: {against}}}");
    kpi(&format!("{of}_change"), &what, unit, "up")
}

fn bases() -> String {
    [
        kpi(
            "fixed",
            "kind: rate, of: fixed_first_visit",
            "percent",
            "up",
        ),
        kpi(
            "recommend",
            &format!("kind: nps, value: \"{HOURS}\""),
            "points",
            "up",
        ),
        kpi(
            "duration",
            &format!("kind: mean, value: \"{HOURS}\""),
            "hours",
            "down",
        ),
        kpi(
            "typical",
            &format!("kind: median, value: \"{HOURS}\""),
            "hours",
            "down",
        ),
        kpi(
            "each",
            &format!("kind: ratio, value: \"{HOURS}\", per: \"1.0\""),
            "hours",
            "down",
        ),
        kpi("orders", "kind: count", "count", "up"),
        kpi(
            "total",
            &format!("kind: sum, value: \"{HOURS}\""),
            "hours",
            "up",
        ),
    ]
    .concat()
}

const CHANGED: [&str; 7] = [
    "fixed",
    "recommend",
    "duration",
    "typical",
    "each",
    "orders",
    "total",
];

/// Every base and its change against this.
fn workspace(against: &str) -> Small {
    let small = Small::new();
    let unit = |of: &str| match of {
        "fixed" | "recommend" => "points",
        _ => "percent",
    };
    let changes = CHANGED.map(|of| change(of, against, unit(of))).concat();
    small.put("kpis/mine.yaml", &(bases() + &changes));
    let items: String = CHANGED
        .iter()
        .flat_map(|of| [(*of).to_owned(), format!("{of}_change")])
        .fold(String::new(), |mut text, id| {
            writeln!(text, "      - {{kpi: {id}, weight: 1}}").unwrap();
            text
        });
    let card = format!(
        "name: Mine\nrole: service\nnormalise: true\ngroups:\n  - id: all\n    name: All\n    items:\n{items}"
    );
    small.put("scorecards/service.yaml", &card);
    small
}

/// Ada's orders of a month: hours, the first `fixed` of them fixed at once.
fn orders(month: &str, hours: &[u32], fixed: usize) -> String {
    let mut rows = String::new();
    for (index, hours) in hours.iter().enumerate() {
        let (day, yes) = (index % 25 + 1, index < fixed);
        writeln!(
            rows,
            "A{month}{index},A1,{month}-{day:02} 00:00,{month}-28 00:00,{month}-{day:02} {hours:02}:00,{yes}"
        )
        .unwrap();
    }
    rows
}

const HEADER: &str = "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n";

/// Ten orders, nine fixed at once, against ten with six.
fn ten_against_ten(small: &Small) {
    let rows = [
        orders("2025-12", &[4, 9, 10, 6, 8, 9, 12, 7, 5, 8], 6),
        orders("2026-01", &[3, 5, 10, 4, 9, 3, 6, 9, 4, 5], 9),
    ];
    small.put(
        "data/work_orders.csv",
        &format!("{HEADER}{}", rows.concat()),
    );
}

/// Ada's values of January: value, low, high.
fn values(small: &Small) -> BTreeMap<String, [Option<f64>; 3]> {
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let text = fs::read_to_string(small.edition().join("measures.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [id, kpi, period] = ["subject_id", "kpi", "period"].map(at);
    let cells = ["value", "low", "high"].map(at);
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| &row[id] == "A1" && &row[period] == "2026-01")
        .map(|row| {
            (
                row[kpi].to_owned(),
                cells.map(|cell| row[cell].parse().ok()),
            )
        })
        .collect()
}

fn near(found: [Option<f64>; 3], expected: [f64; 3]) {
    for (found, expected) in found.iter().zip(expected) {
        let close = found.is_some_and(|found| (found - expected).abs() < 5e-4);
        assert!(close, "{found:?}, not {expected}");
    }
}

/// The changes of Ada's items by KPI: verdict, its words, and amount against one reference.
fn verdicts(small: &Small, against: &str) -> BTreeMap<String, (String, String)> {
    let packet = json(&small.edition().join("people/A1.json"));
    let groups = packet["scorecard"]["groups"].as_array().unwrap();
    let items = groups
        .iter()
        .flat_map(|group| group["items"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items
        .map(|item| {
            let changes = item["changes"].as_array().unwrap();
            let change = changes.iter().find(|c| c["against"] == against).unwrap();
            let told = (text(&change["verdict"]), text(&change["verdict_label"]));
            (text(&item["kpi"]), told)
        })
        .collect()
}

#[test]
fn a_change_has_the_interval_of_its_two_samples() {
    let small = workspace("previous");
    ten_against_ten(&small);
    let found = values(&small);
    // Newcombe: 9 of 10 against 6 of 10 is [−.082, .599], here in points.
    near(found["fixed_change"], [30.0, -8.2423, 59.8832]);
    // 3 promoters and 7 detractors of 10 against 4 and 3: by scipy, from the adjusted shares.
    near(found["recommend_change"], [-50.0, -103.6448, 26.7217]);
    // Means of 5.8 and 7.8 hours: the roots of Fieller's equation, by numpy.
    near(found["duration_change"], [25.6410, -8.1135, 51.8604]);
    // Ten orders against ten: scipy.stats.binomtest(10, 20).proportion_ci() as odds.
    near(found["orders_change"], [0.0, -62.6453, 167.7040]);
    // Medians of 5 against 8 hours.
    let [value, low, high] = found["typical_change"].map(Option::unwrap);
    assert!((value - 37.5).abs() < 1e-9 && -40.0 < low && low < value && value < high);
    // A ratio of the same hours; its limits come from draws and are near those of the mean.
    let [value, low, high] = found["each_change"].map(Option::unwrap);
    assert!((value - 25.6410).abs() < 5e-4);
    assert!((low + 8.1).abs() < 12.0 && (high - 51.9).abs() < 12.0);
    assert!(found["total_change"][0].is_some());
    assert_eq!(found["total_change"][1..], [None, None]);
}

#[test]
fn nothing_tests_a_sum_and_the_packet_says_so() {
    let small = workspace("previous");
    ten_against_ten(&small);
    values(&small);
    let untested = ("untested".to_owned(), "not tested".to_owned());
    let told = verdicts(&small, "previous");
    assert_eq!(told["total"], untested);
    assert_ne!(told["orders"], untested);
    assert_ne!(told["duration"], untested);
    // The change of a month before needs November, of which there is nothing.
    assert_eq!(told["duration_change"].0, "insufficient");
}

#[test]
fn a_change_is_compared_with_the_one_before_where_both_have_intervals() {
    let small = workspace("previous");
    let around = |hours: u32| -> Vec<u32> { (0..20).map(|i| hours + i % 2).collect() };
    let rows = [
        orders("2025-11", &around(10), 10),
        orders("2025-12", &around(10), 10),
        orders("2026-01", &around(4), 10),
    ];
    small.put(
        "data/work_orders.csv",
        &format!("{HEADER}{}", rows.concat()),
    );
    values(&small);
    let told = verdicts(&small, "previous");
    let verdict = |kpi: &str| told[kpi].0.clone();
    // Nothing changed in December, and hours fell by more than half in January.
    for kpi in ["duration_change", "typical_change", "each_change"] {
        assert_eq!(verdict(kpi), "improved", "{kpi}");
    }
    assert_eq!(verdict("fixed_change"), "unchanged");
    assert_eq!(verdict("orders_change"), "unchanged");
    assert_eq!(verdict("total_change"), "untested");
}

#[test]
fn a_fixed_baseline_is_compared_with_by_the_interval_of_the_value() {
    // Mean 5.8, 95 % from 3.9 to 7.7 hours; 10 orders, from 4.8 to 18.4.
    for (baseline, duration, orders) in [
        ("10", "improved", "unchanged"),
        ("5", "unchanged", "unchanged"),
        ("3", "worsened", "improved"),
    ] {
        let small = workspace("previous");
        ten_against_ten(&small);
        let own = format!("{SMALL}scoring: {{baseline: {{fixed: {baseline}}}}}\n");
        small.put("scorepack.yaml", &own);
        values(&small);
        let told = verdicts(&small, "baseline");
        assert_eq!(told["duration"].0, duration, "against {baseline}");
        assert_eq!(told["orders"].0, orders, "against {baseline}");
        assert_eq!(told["total"].1, "not tested");
    }
}

#[test]
fn a_change_against_a_fixed_value_or_twelve_months_has_an_interval_too() {
    let small = workspace("{fixed: 10}");
    ten_against_ten(&small);
    let found = values(&small);
    // Student's interval of 5.8 hours is [3.92849, 7.67151] (scipy.stats.t), here of 10.
    near(found["duration_change"], [42.0, 23.2849, 60.7151]);
    let small = workspace("trailing_12");
    ten_against_ten(&small);
    // December is all there is of the twelve months before.
    let found = values(&small);
    near(found["duration_change"], [25.6410, -8.1135, 51.8604]);
    near(found["fixed_change"], [30.0, -8.2423, 59.8832]);
    near(found["orders_change"], [0.0, -62.6453, 167.7040]);
    let [_, low, high] = found["typical_change"].map(Option::unwrap);
    assert!(low < 37.5 && high > 37.5);
}

#[test]
fn what_has_no_zero_does_not_change_in_percent() {
    let small = Small::new();
    let wrong = change("recommend", "previous", "percent");
    small.put("kpis/mine.yaml", &(bases() + &wrong));
    let told = small.check();
    assert!(
        told.contains("wrong-value") && told.contains("unit: points"),
        "{told}"
    );
}
