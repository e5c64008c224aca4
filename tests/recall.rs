//! Editions of an earlier program, whose built-in catalogue was another.
//!
//! In February Ada has 2 of 3 orders in time. The built-in target of `sla_attainment` is
//! 95 %, which makes 100 × 66.67 ÷ 95 = 70.2 points, a B. In the catalogue that the edition
//! of January kept it was 50 %, which makes 133 points and so the cap of 120, an S.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::Path;

use crate::common::{SMALL, Small, WORK_ORDERS, complaints, json, scorepack};
use scorepack::archive::checksum;
use serde_json::json;

const FEBRUARY: &str = "\
F1,A1,2026-02-03 09:00,2026-02-04 09:00,2026-02-03 15:00,true
F2,A1,2026-02-04 09:00,2026-02-05 09:00,2026-02-04 15:00,true
F3,A1,2026-02-05 09:00,2026-02-06 09:00,2026-02-09 15:00,false
";

const KEPT: &str = "configuration/catalogue/kpis/service.yaml";

fn run(small: &Small, period: &str) {
    let output = scorepack(&["run", small.path(), "--period", period, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
}

/// Writes a file of an edition as if it had been written so.
fn replace(edition: &Path, name: &str, text: &str) {
    fs::write(edition.join(name), text).unwrap();
    let mut manifest = json(&edition.join("manifest.json"));
    manifest["files"][name]["sha256"] = checksum(text.as_bytes()).into();
    fs::write(edition.join("manifest.json"), manifest.to_string()).unwrap();
}

#[test]
fn scores_by_the_definitions_of_an_earlier_program_are_told() {
    let small = Small::new();
    small.put("scorecards/service.yaml", "name: Service\nrole: service\ngroups:\n  - {id: a, name: A, items: [{kpi: sla_attainment, weight: 100}]}\n");
    run(&small, "2026-01");
    let january = small.folder.path().join("archive/2026-01");
    // The catalogue as an earlier program would have had it …
    let catalogue = fs::read_to_string(january.join(KEPT)).unwrap();
    let (before, after) = catalogue.split_once("\nsla_attainment:").unwrap();
    let after = after.replacen("target: 95", "target: 50", 1);
    let earlier = format!("{before}\nsla_attainment:{after}");
    replace(&january, KEPT, &earlier);
    // … and its definitions, which did not write down yet how many rows are evidence.
    let mut definitions = json(&january.join("definitions.json"));
    definitions["program"] = json!("scorepack 0.0.9");
    let kpi = definitions["kpis"]["sla_attainment"]
        .as_object_mut()
        .unwrap();
    kpi.insert("target".to_owned(), json!("50"));
    kpi.remove("min_n").unwrap();
    replace(&january, "definitions.json", &definitions.to_string());

    small.put("scorepack.yaml", &SMALL.replace("2026-02-03", "2026-03-05"));
    small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{FEBRUARY}"));
    run(&small, "2026-02");
    let february = small.folder.path().join("archive/2026-02");
    let ada = json(&february.join("people/A1.json"));
    assert_eq!(ada["glance"]["score"], "70.2");
    let history = &ada["history"];
    let remarks = history["remarks"].as_array().unwrap();
    assert_eq!(
        remarks.last().unwrap(),
        "By the definitions of January 2026 this score would be 120.0 (S); by those in force it is 70.2 (B)."
    );
    let tables = history["tables"].as_array().unwrap();
    let mut tables = tables.iter();
    let changes = tables.find(|table| table["id"] == "definition-changes");
    let rows = changes.unwrap()["rows"].as_array().unwrap();
    let texts: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.as_array().unwrap().iter())
        .map(|row| row.map(|cell| cell["text"].as_str().unwrap()).collect())
        .collect();
    // That rows of evidence are written down now is no change of what was decided.
    assert_eq!(texts, [["SLA attainment", "Target", "50.0%", "95.0%"]]);
    let report = json(&february.join("report.json")).to_string();
    assert!(!report.contains("definitions-not-comparable"), "{report}");
}

#[test]
fn an_edition_keeps_the_catalogue_it_was_made_with() {
    let small = Small::new();
    run(&small, "2026-01");
    let january = small.folder.path().join("archive/2026-01");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = json(&january.join("manifest.json"));
    for file in ["kpis/service.yaml", "scorecards/service.yaml", "views.yaml"] {
        let kept = format!("configuration/catalogue/{file}");
        assert_eq!(
            fs::read(january.join(&kept)).unwrap(),
            fs::read(root.join("catalogue").join(file)).unwrap()
        );
        assert!(manifest["files"][&kept].is_object(), "{kept}");
    }
}
