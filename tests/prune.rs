//! Retention as HR carries it out: listed first, confirmed, and on record.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use crate::common::{Small, complaints, files, scorepack};

fn archive() -> Small {
    let small = Small::new();
    for period in ["2025-11", "2025-12", "2026-01"] {
        let output = scorepack(&["run", small.path(), "--period", period, "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    }
    small
}

fn prune(small: &Small, more: &[&str]) -> Output {
    scorepack(&[&["archive", "prune", small.path()], more].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn all(small: &Small) -> BTreeMap<String, Vec<u8>> {
    files(&small.folder.path().join("archive"))
}

#[test]
fn without_a_yes_it_only_lists_what_would_go_and_says_how() {
    let small = archive();
    let before = all(&small);
    for more in [&["--keep", "1"][..], &["--keep", "1", "--by", "Ada"]] {
        let output = prune(&small, more);
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        for line in [
            "would go: 2025-11 (not approved)",
            "would go: 2025-12",
            "1 periods stay",
            "--yes",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
        assert!(!said.contains("2026-01"), "{said}");
        assert!(all(&small) == before);
    }
}

#[test]
fn with_a_name_and_a_yes_old_periods_go_and_the_record_says_who_wanted_it() {
    let small = archive();
    small.put("archive/delivery/2025-12/outbox/A1.eml", "Ada");
    small.put("archive/delivery/2026-01/ledger.jsonl", "stays");
    let before = all(&small);
    let output = prune(&small, &["--keep", "1", "--by", "Ada", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(
        said(&output).contains("2 editions were removed"),
        "{}",
        said(&output)
    );
    let after = all(&small);
    assert!(
        !after.keys().any(|name| name.starts_with("2025-")),
        "{:?}",
        after.keys()
    );
    // It named everybody who ever was in the archive.
    assert!(before.contains_key("index.html") && !after.contains_key("index.html"));
    let of_january = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files
            .clone()
            .into_iter()
            .filter(|(name, _)| name.starts_with("2026-01/"))
            .collect()
    };
    assert!(of_january(&after) == of_january(&before));
    assert!(after.contains_key("delivery/2026-01/ledger.jsonl"));
    assert!(
        !after
            .keys()
            .any(|name| name.starts_with("delivery/2025-12")),
        "{:?}",
        after.keys()
    );
    let record = String::from_utf8(after["pruned.jsonl"].clone()).unwrap();
    let lines: Vec<serde_json::Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["2025-11", "2025-12"]);
    for line in &lines {
        assert_eq!(line["by"], "Ada");
        assert_eq!(line["manifest_sha256"].as_str().unwrap().len(), 64);
        assert!(line["at"].as_str().unwrap().contains('T'), "{line}");
    }
    let again = prune(&small, &["--keep", "1", "--by", "Ada", "--yes"]);
    assert_eq!(again.status.code(), Some(0));
    assert!(
        said(&again).contains("Nothing to remove"),
        "{}",
        said(&again)
    );

    // The next run makes the page over all periods anew.
    assert_eq!(small.run(&["--format", "json"]).status.code(), Some(0));
    assert!(all(&small).contains_key("index.html"));
}

#[test]
fn a_yes_without_a_name_is_no_order() {
    let small = archive();
    let before = all(&small);
    let output = prune(&small, &["--keep", "1", "--yes"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("--by"),
        "{}",
        complaints(&output)
    );
    for more in [&["--keep", "0"][..], &[]] {
        assert_eq!(prune(&small, more).status.code(), Some(2));
    }
    let blank = prune(&small, &["--keep", "1", "--yes", "--by", " "]);
    assert_eq!(blank.status.code(), Some(1));
    assert!(all(&small) == before);
}

#[test]
fn what_a_stopped_run_left_goes_too_and_what_nobody_knows_stays() {
    let small = archive();
    small.put("archive/stopped/refused/surveys.csv", "Ada");
    small.put("archive/2024-12/photo.txt", "no edition");
    let output = prune(&small, &["--keep", "3", "--by", "Ada", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(
        complaints(&output).contains("unprunable"),
        "{}",
        complaints(&output)
    );
    let archive = small.folder.path().join("archive");
    assert!(!archive.join("stopped").exists());
    assert_eq!(
        fs::read_to_string(archive.join("2024-12/photo.txt")).unwrap(),
        "no edition"
    );
}

#[test]
fn an_archive_that_is_not_there_is_an_error() {
    let small = Small::new();
    let output = prune(&small, &["--keep", "1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("unreadable-archive"));
}
