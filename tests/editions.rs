//! Editions: drafts, approvals, revisions, what verifies and what changed.
//!
//! January, by hand: Ada is on time for 2 of 3 orders (66.7 points, C), Ben for 1 of 1 (100, S);
//! their team for 3 of 4 (75, B).

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::common::{
    FEBRUARY, IN_TIME, SMALL, Small, WORK_ORDERS, complaints, files, json, scorecard, scorepack,
};
use scorepack::archive::Lock;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn workspace() -> Small {
    let card = scorecard(&[("in_time", 100)]);
    Small::scored("2026-03-05", FEBRUARY, IN_TIME, &card)
}

/// A command of the program on a workspace, with further arguments.
fn command(small: &Small, name: &str, more: &[&str]) -> Output {
    scorepack(&[&[name, small.path()], more].concat())
}

fn run(small: &Small, period: &str) {
    let output = command(small, "run", &["--period", period]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
}

fn approve(small: &Small, period: &str) -> String {
    let output = command(
        small,
        "approve",
        &["--period", period, "--by", "Ada Chen", "--locale", "en"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    text(&output)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn archive(small: &Small) -> PathBuf {
    small.folder.path().join("archive")
}

fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exit code and complaints of `verify`.
fn verify(small: &Small, more: &[&str]) -> (Option<i32>, String) {
    let output = command(small, "verify", more);
    (output.status.code(), complaints(&output))
}

fn diff(small: &Small, from: &str, to: &str) -> Value {
    let output = scorepack(&["diff", small.path(), from, to, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn change_of<'a>(diff: &'a Value, id: &str) -> &'a Value {
    let changes = diff["changes"].as_array().unwrap();
    changes.iter().find(|change| change["id"] == id).unwrap()
}

#[test]
fn an_approval_names_who_when_and_exactly_what() {
    let small = workspace();
    run(&small, "2026-01");
    let said = approve(&small, "2026-01");
    let folder = archive(&small).join("2026-01");
    let approval = json(&folder.join("approval.json"));
    assert_eq!(approval["by"], "Ada Chen");
    assert_eq!(approval["edition"], "2026-01");
    assert_eq!(
        approval["manifest_sha256"],
        sha256(&folder.join("manifest.json"))
    );
    let at = approval["at"].as_str().unwrap();
    assert!(chrono::DateTime::parse_from_rfc3339(at).is_ok(), "{at}");
    let manifest = json(&folder.join("manifest.json"));
    assert_eq!(manifest["files"]["approval.json"], Value::Null);

    // Two people: 66.7 (C) and 100 (S), so the median is 83.35, rounded away from zero.
    for part in [
        "2 people, 2 with a grade",
        "people 2 · teams 1 · organisation 1",
        "S 1 · A 0 · B 0 · C 1 · D 0 · median 83.4",
        "no approved edition",
        "approved by Ada Chen",
    ] {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
}

#[test]
fn a_preview_records_nothing_and_a_name_is_required() {
    let small = workspace();
    run(&small, "2026-01");
    let before = files(&archive(&small).join("2026-01"));
    let output = command(
        &small,
        "approve",
        &["--period", "2026-01", "--preview", "--locale", "zh"],
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("未作任何记录"), "{}", text(&output));
    for arguments in [
        &["--period", "2026-01"][..],
        &["--by", "Ada"],
        &["--period", "2026-01", "--by", " "],
        &["--period", "2026-02", "--by", "Ada"],
    ] {
        let output = command(&small, "approve", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(files(&archive(&small).join("2026-01")), before);
}

#[test]
fn what_is_approved_is_never_changed_and_later_runs_make_revisions() {
    let small = workspace();
    run(&small, "2026-01");
    approve(&small, "2026-01");
    let approved = files(&archive(&small).join("2026-01"));
    // Ada's late order was in time after all: 3 of 3.
    let mended = WORK_ORDERS.replace("2026-01-09 09:00", "2026-01-08 08:00");
    small.put("data/work_orders.csv", &mended);
    run(&small, "2026-01");
    run(&small, "2026-01");
    assert_eq!(files(&archive(&small).join("2026-01")), approved);
    assert!(
        !archive(&small).join("2026-01.r3").exists(),
        "a draft is replaced"
    );
    let second = archive(&small).join("2026-01.r2");
    let manifest = json(&second.join("manifest.json"));
    assert_eq!(
        manifest["before"],
        json!({
            "name": "2026-01",
            "manifest_sha256": sha256(&archive(&small).join("2026-01/manifest.json")),
        })
    );
    let said = approve(&small, "2026-01");
    assert!(
        said.contains("Since 2026-01  1 up, 0 down, 1 the same"),
        "{said}"
    );
    run(&small, "2026-01");
    assert!(archive(&small).join("2026-01.r3").exists());

    let again = command(&small, "approve", &["--period", "2026-01", "--by", "Ben"]);
    assert_eq!(again.status.code(), Some(0), "the third is a draft");
    let again = command(&small, "approve", &["--period", "2026-01", "--by", "Ben"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(complaints(&again).contains("error[already-approved]"));
    assert_eq!(verify(&small, &[]), (Some(0), String::new()));
}

#[test]
fn an_edition_of_a_few_people_or_with_other_files_is_not_approved() {
    let small = workspace();
    let output = command(&small, "run", &["--period", "2026-01", "--only", "A1"]);
    assert_eq!(output.status.code(), Some(0));
    let output = command(&small, "approve", &["--period", "2026-01", "--by", "Ada"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("error[missing-edition]"));

    run(&small, "2026-01");
    let folder = archive(&small).join("2026-01");
    fs::write(folder.join("scores.csv"), "mine").unwrap();
    let output = command(&small, "approve", &["--period", "2026-01", "--by", "Ada"]);
    assert_eq!(output.status.code(), Some(2));
    let said = complaints(&output);
    assert!(
        said.contains("error[file-changed]") && said.contains("scores.csv"),
        "{said}"
    );
    assert!(!folder.join("approval.json").exists());
}

#[test]
fn nobody_overlooks_what_may_still_change() {
    let small = workspace();
    run(&small, "2026-01");
    // The data ends in the middle of February, and January is a draft.
    let output = command(
        &small,
        "run",
        &["--period", "2026-02", "--as-of", "2026-02-11"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let said = approve(&small, "2026-02");
    let attention: Vec<&str> = said.lines().filter(|line| line.starts_with("! ")).collect();
    for part in [
        "The period was not over",
        "2026-01, which nobody has approved",
        "incomplete-period 1",
    ] {
        assert!(
            attention.iter().any(|line| line.contains(part)),
            "{part}: {attention:?}"
        );
    }
    // Made again from other data, January is not what February was compared with.
    small.put("data/work_orders.csv", &ONE_ORDER.replace("W9", "W8"));
    run(&small, "2026-01");
    small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{FEBRUARY}"));
    run(&small, "2026-02");
    run(&small, "2026-01");
    let output = command(
        &small,
        "approve",
        &["--period", "2026-02", "--preview", "--json"],
    );
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["summary"]["outdated"], json!(["2026-01"]));
    assert_eq!(summary["approval"], Value::Null);
}

/// One order of Ada's, and nothing in February.
const ONE_ORDER: &str = "\
order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit
W9,A1,2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true
";

#[test]
fn verify_tells_every_file_that_is_missing_changed_or_extra() {
    let small = workspace();
    run(&small, "2026-01");
    run(&small, "2026-02");
    approve(&small, "2026-01");
    assert_eq!(verify(&small, &[]), (Some(0), String::new()));
    let folder = archive(&small).join("2026-01");
    fs::remove_file(folder.join("people/A1.html")).unwrap();
    fs::write(folder.join("people/B2.json"), "{}").unwrap();
    fs::write(folder.join("people/C3.html"), "<p>").unwrap();
    fs::write(folder.join(".DS_Store"), "").unwrap();
    let (code, said) = verify(&small, &[]);
    assert_eq!(code, Some(1));
    for (found, file) in [
        ("file-missing", "A1.html"),
        ("file-changed", "B2.json"),
        ("file-extra", "C3.html"),
    ] {
        let line = said.split("\n\n").find(|one| one.contains(file)).unwrap();
        assert!(line.contains(&format!("error[{found}]")), "{line}");
    }
    assert_eq!(said.matches("error[").count(), 3, "{said}");
    let (code, said) = verify(&small, &["--period", "2026-02"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "the other one holds");
    assert_eq!(verify(&small, &["--period", "2026-03"]).0, Some(2));
}

#[test]
fn verify_tells_a_broken_approval_and_a_broken_chain() {
    let small = workspace();
    run(&small, "2026-01");
    approve(&small, "2026-01");
    run(&small, "2026-02");
    let manifest = archive(&small).join("2026-01/manifest.json");
    let was = fs::read(&manifest).unwrap();
    // A packet is changed and the manifest with it.
    let packet = archive(&small).join("2026-01/people/A1.json");
    let old = sha256(&packet);
    fs::write(&packet, "{}").unwrap();
    let listed = String::from_utf8(was.clone()).unwrap();
    let entry = json(&manifest)["files"]["people/A1.json"]["size"].to_string();
    let forged = listed.replace(&old, &sha256(&packet));
    let forged = forged.replace(&format!("\"size\": {entry},"), "\"size\": 2,");
    assert_ne!(forged, listed);
    fs::write(&manifest, forged).unwrap();
    let (code, said) = verify(&small, &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("error[changed-since-approval]"), "{said}");
    assert!(said.contains("2026-02 follows another 2026-01"), "{said}");

    // An approval that is taken away is missed by the next edition.
    fs::write(&manifest, was).unwrap();
    fs::remove_file(archive(&small).join("2026-01/approval.json")).unwrap();
    let (_, said) = verify(&small, &["--period", "2026-02"]);
    assert!(said.contains("error[broken-chain]"), "{said}");
}

#[test]
fn an_edition_is_made_again_also_where_paths_begin_with_a_dot() {
    let small = workspace();
    let dotted = SMALL.replace("2026-02-03", "2026-03-05");
    let dotted = dotted.replace("data/roster.csv", "./data/roster.csv");
    small.put(
        "scorepack.yaml",
        &dotted.replace("data/work_orders.csv", "./data/work_*.csv"),
    );
    run(&small, "2026-01");
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[test]
fn an_edition_is_made_again_from_the_archive_alone() {
    let small = workspace();
    run(&small, "2026-01");
    run(&small, "2026-02");
    // Drafts that others were compared with are replaced, and the workspace goes on.
    small.put("data/work_orders.csv", ONE_ORDER);
    run(&small, "2026-01");
    run(&small, "2026-01");
    approve(&small, "2026-01");
    run(&small, "2026-01");
    small.put("data/work_orders.csv", "gone");
    small.put("scorecards/service.yaml", "gone");
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(!archive(&small).join(".recompute-2026-01").exists());

    // Unchanged files are kept once: a roster, two states of the orders.
    let kept = files(&archive(&small).join("inputs"));
    assert_eq!(
        kept.values()
            .filter(|bytes| **bytes == common::ROSTER.as_bytes())
            .count(),
        1
    );
    for (name, _) in kept {
        assert_eq!(sha256(&archive(&small).join("inputs").join(&name)), name);
    }
    let roster = Sha256::digest(common::ROSTER.as_bytes());
    let roster: String = roster.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(archive(&small).join("inputs").join(roster), "mine").unwrap();
    let (code, said) = verify(&small, &["--recompute", "--period", "2026-02"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("error[input-missing]") && said.contains("data/roster.csv"),
        "{said}"
    );
}

#[test]
fn a_second_recomputation_leaves_the_first_alone() {
    let small = workspace();
    run(&small, "2026-01");
    let first = Lock::take(&archive(&small), "recompute-2026-01").unwrap();
    let half_made = archive(&small).join(".recompute-2026-01/half.html");
    fs::create_dir_all(half_made.parent().unwrap()).unwrap();
    fs::write(&half_made, "half").unwrap();
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("error[run-in-progress]"), "{said}");
    assert!(half_made.exists(), "the first is still at it");
    drop(first);
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(!half_made.exists());
}

#[test]
fn an_edition_without_names_does_not_keep_the_others_from_being_recomputed() {
    let small = workspace();
    run(&small, "2026-01");
    let output = command(&small, "run", &["--period", "2026-01", "--redact"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(archive(&small).join("2026-01.redacted").is_dir());
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
}

#[test]
fn figures_that_the_inputs_do_not_give_are_found() {
    let small = workspace();
    run(&small, "2026-01");
    // Somebody raises Ada's score and makes the manifest fit.
    let folder = archive(&small).join("2026-01");
    let (scores, manifest) = (folder.join("scores.csv"), folder.join("manifest.json"));
    let old = sha256(&scores);
    let raised = fs::read_to_string(&scores)
        .unwrap()
        .replace("66.7,C", "96.7,S");
    fs::write(&scores, raised).unwrap();
    let listed = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, listed.replace(&old, &sha256(&scores))).unwrap();
    assert_eq!(verify(&small, &[]).0, Some(0), "by itself it holds");
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("scores.csv"), "{said}");
}

#[test]
fn inputs_are_not_kept_where_the_workspace_says_so() {
    let small = workspace();
    let own = SMALL.replace("2026-02-03", "2026-03-05");
    small.put(
        "scorepack.yaml",
        &format!("{own}archive: {{inputs: false}}\n"),
    );
    run(&small, "2026-01");
    assert!(!archive(&small).join("inputs").exists());
    let (code, said) = verify(&small, &["--recompute"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("error[input-missing]"), "{said}");
    assert_eq!(verify(&small, &[]).0, Some(0));
}

/// Half of the points for being in time, and 20 for nothing at all.
const LENIENT: &str = "\
in_time: {name: In time, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: resolved_at <= promised_at, unit: percent, decimals: 1, direction: up, target: 80, min_n: 1}
";

#[test]
fn diff_tells_changed_data_from_changed_definitions() {
    let small = workspace();
    run(&small, "2026-01");
    approve(&small, "2026-01");
    // W2 is taken out: Ada is on time for 2 of 2, 100 points; and the target is another.
    let without: String = WORK_ORDERS
        .lines()
        .filter(|line| !line.starts_with("W2"))
        .map(|line| format!("{line}\n"))
        .collect();
    small.put(
        "data/work_orders.csv",
        &without.replace("2026-01-12 10:00", "2026-01-14 10:00"),
    );
    // Now 1 of 2: 50 % of a target of 100 are 50 points; of a target of 80, 62.5.
    small.put("kpis/own.yaml", LENIENT);
    run(&small, "2026-01");
    let diff = diff(&small, "2026-01", "2026-01.r2");
    assert_eq!(diff["rescored"], true, "{diff:#}");
    let fields: Vec<&Value> = diff["definitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert!(
        fields
            .iter()
            .any(|field| field.as_str().unwrap().contains("target")),
        "{fields:?}"
    );
    let ada = change_of(&diff, "A1");
    assert_eq!(ada["name"], "Ada");
    assert_eq!(ada["old"], json!({"score": 66.7, "grade": "C"}));
    assert_eq!(ada["by_earlier_definitions"]["score"], 50.0);
    assert_eq!(ada["new"]["score"], 62.5);
    assert_eq!(ada["change"], -4.2);
    assert_eq!(ada["from_data"], -16.7);
    assert_eq!(ada["from_definitions"], 12.5);
    let value = &ada["values"][0];
    assert_eq!(value["kpi"], "in_time");
    assert_eq!(
        (&value["old"]["n"], &value["new"]["n"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(value["new"]["value"], 50.0);

    // Without the inputs the later edition still knows what it worked out when it was made.
    fs::remove_dir_all(archive(&small).join("inputs")).unwrap();
    let known = self::diff(&small, "2026-01", "2026-01.r2");
    assert_eq!(change_of(&known, "A1")["from_definitions"], 12.5);
    assert_eq!(change_of(&known, "A1")["from_data"], -16.7);

    // Without that too it is not known, and said so.
    fs::remove_file(archive(&small).join("2026-01.r2/redefined.csv")).unwrap();
    let output = scorepack(&["diff", small.path(), "2026-01", "2026-01.r2"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(complaints(&output).contains("note[definitions-not-comparable]"));
    assert!(text(&output).contains("66.7 C → 62.5"), "{}", text(&output));
}

#[test]
fn a_comparison_leaves_what_a_stopped_run_left_alone() {
    let small = workspace();
    // An order that was opened on no day is refused.
    let orders = format!("{WORK_ORDERS}X9,A1,never,,,true\n");
    small.put("data/work_orders.csv", &orders);
    run(&small, "2026-01");
    approve(&small, "2026-01");
    small.put("kpis/own.yaml", LENIENT);
    let late = orders.replace("2026-01-12 10:00", "2026-01-14 10:00");
    small.put("data/work_orders.csv", &late);
    run(&small, "2026-01");
    // By the rules that the later edition has now, its inputs stop the comparison.
    let rules = archive(&small).join("2026-01.r2/configuration/scorepack.yaml");
    let text = fs::read_to_string(&rules).unwrap();
    fs::write(&rules, format!("{text}limits: {{refused: 0 %}}\n")).unwrap();
    let left = archive(&small).join("stopped/report.json");
    fs::create_dir_all(left.parent().unwrap()).unwrap();
    fs::write(&left, "what HR has to mend").unwrap();
    let diff = diff(&small, "2026-01", "2026-01.r2");
    let value = &change_of(&diff, "A1")["values"][0];
    assert_eq!(value["kpi"], "in_time", "{diff:#}");
    assert_eq!(value["by_earlier_definitions"], Value::Null, "{diff:#}");
    assert_eq!(fs::read_to_string(&left).unwrap(), "what HR has to mend");
}

#[test]
fn between_periods_by_the_same_definitions_all_is_a_change_of_data() {
    let small = workspace();
    run(&small, "2026-01");
    run(&small, "2026-02");
    let diff = diff(&small, "2026-01", "2026-02");
    let ben = change_of(&diff, "B2");
    assert_eq!(ben["change"], -50.0);
    assert_eq!(
        (&ben["from_data"], &ben["from_definitions"]),
        (&json!(-50.0), &json!(0.0))
    );
    assert_eq!(
        diff["moves"],
        json!({"up": 1, "down": 1, "same": 0, "gained": 0, "lost": 0})
    );
    let output = scorepack(&["diff", small.path(), "2026-01", "2026-04"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("error[missing-edition]"));
    let output = scorepack(&["diff", small.path(), "2026-01", "yesterday"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("error[unknown-edition]"));
}

fn page(small: &Small) -> String {
    fs::read_to_string(archive(small).join("index.html")).unwrap()
}

#[test]
fn the_page_over_all_periods_reads_only_what_is_new() {
    let small = workspace();
    run(&small, "2026-01");
    run(&small, "2026-02");
    let first = page(&small);
    assert!(first.contains("66.7"));
    // January cannot be read any more, and need not be.
    for file in ["summary.json", "history.js"] {
        fs::write(archive(&small).join("2026-01").join(file), "no").unwrap();
    }
    run(&small, "2026-02");
    assert_eq!(page(&small), first);
    // Without what was kept it is missed.
    fs::remove_file(archive(&small).join("overview.json")).unwrap();
    run(&small, "2026-02");
    assert!(!page(&small).contains("66.7"));
}

#[test]
fn a_lost_or_damaged_cache_of_the_page_heals() {
    let small = workspace();
    run(&small, "2026-01");
    run(&small, "2026-02");
    // From the second run on, the draft is compared with what it replaces.
    run(&small, "2026-02");
    let (first, cache) = (page(&small), archive(&small).join("overview.json"));
    let kept = fs::read(&cache).unwrap();
    let text = String::from_utf8(kept.clone()).unwrap();
    // Cut off, no JSON at all, and a score that was changed by hand.
    for damaged in [&text[..40], "", &text.replace("667", "967")] {
        fs::write(&cache, damaged).unwrap();
        run(&small, "2026-02");
        assert_eq!(page(&small), first);
        assert_eq!(fs::read(&cache).unwrap(), kept);
    }
}

#[test]
fn the_page_shows_the_latest_revision_of_a_period() {
    let small = workspace();
    run(&small, "2026-01");
    approve(&small, "2026-01");
    small.put(
        "data/work_orders.csv",
        &WORK_ORDERS.replace("2026-01-09 09:00", "2026-01-08 08:00"),
    );
    run(&small, "2026-01");
    let page = page(&small);
    assert!(page.contains("href=\"2026-01.r2/people/A1.html\""));
    assert!(page.contains("January 2026, revision 2"));
    assert!(!page.contains("66.7") && !page.contains("href=\"2026-01/"));
}

#[test]
fn what_was_approved_is_what_a_later_period_is_compared_with() {
    let small = workspace();
    run(&small, "2026-01");
    approve(&small, "2026-01");
    // A draft of a correction is not what people were told.
    small.put(
        "data/work_orders.csv",
        &format!("{WORK_ORDERS}{FEBRUARY}").replace("2026-01-09 09:00", "2026-01-08 08:00"),
    );
    run(&small, "2026-01");
    run(&small, "2026-02");
    let compared = json(&archive(&small).join("2026-02/manifest.json"))["compared"].clone();
    assert!(
        compared["2026-01"].is_string() && compared["2026-01.r2"].is_null(),
        "{compared}"
    );
    approve(&small, "2026-01");
    run(&small, "2026-02");
    let manifest = json(&archive(&small).join("2026-02/manifest.json"));
    assert!(manifest["compared"]["2026-01.r2"].is_string());
    assert_eq!(manifest["before"]["name"], "2026-01.r2");
}
