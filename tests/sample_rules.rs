//! The sample company shows every built-in rule of alerts at work.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{complaints, json};

/// The alerts of an edition of the sample company, made for one person to be quick: rules
/// look at everybody all the same.
fn alerts(period: &str, archive: &Path) -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_scorepack"))
        .arg("run")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"))
        .args(["--period", period, "--only", "E001", "--format", "json"])
        .args(["--locale", "en", "--quiet", "--out"])
        .arg(archive)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", complaints(&output));
    let file = json(&archive.join(format!("{period}.only/alerts.json")));
    file["alerts"].as_array().unwrap().clone()
}

/// The rules of the catalogue: its keys at the beginning of a line.
fn rules() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/alerts.yaml");
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_suffix(':'));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_built_in_rule_fires_somewhere_in_the_sample() {
    let archive = tempfile::tempdir().unwrap();
    let month = alerts("2026-10", archive.path());
    let year = alerts("2025", archive.path());
    let fired: BTreeSet<String> = month
        .iter()
        .chain(&year)
        .map(|alert| alert["rule"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fired, rules());
    // 884,000 are budgeted for the roll-out, 756,000 are spent after ten of thirteen months.
    let of = |project: &str| {
        let mut found = month.iter();
        found.find(|alert| alert["rule"] == "project_spend" && alert["subject_id"] == project)
    };
    let costly = of("P005-R1").unwrap()["evidence"].as_str().unwrap();
    for part in ["884,000", "756,000", "986,000"] {
        assert!(costly.contains(part), "no {part} in: {costly}");
    }
    // The other keeps to its budget, and nothing is told of it.
    assert_eq!(of("P013-R1"), None);
}
