//! What is left of people after a pruning that was ended half way: nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::io::Write;

use super::super::tests::{AT, make, names};
use super::*;
use crate::archive::{Edition, PRUNED, private, pruned};

const JULY: &str = "2026-07";
const AUGUST: &str = "2026-08";

/// An archive of July and August, with everything that is about people in July.
fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    make(archive, JULY, true);
    make(archive, AUGUST, true);
    for (path, text) in [
        ("index.html", "names"),
        ("overview.json", "names"),
        ("delivery/2026-07/ledger.jsonl", "names"),
        ("delivery/2026-07.r2/ledger.jsonl", "names"),
        ("delivery/alerts-2026-W27/ledger.jsonl", "names"),
        ("delivery/alerts-2026-W31/ledger.jsonl", "names"),
        (".staging-2026-07/people/E1.html", "names"),
        (".recompute-2026-07/2026-07/people/E1.html", "names"),
        (".lock-recompute-2026-07", ""),
        (&format!("inputs/{}", "a".repeat(64)), "names"),
        (&format!("inputs/.{}.new", "b".repeat(64)), "names"),
    ] {
        put(archive, path, text);
    }
    folder
}

fn put(archive: &Path, path: &str, text: &str) {
    let path = archive.join(path);
    private::create_folders(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn prune(archive: &Path) -> Result<usize, Diagnostic> {
    let plan = Pruning::plan(archive, 1).unwrap();
    assert!(!plan.is_empty());
    plan.carry_out(archive, "Ben", AT)
}

fn assert_all_gone(archive: &Path) {
    let left = names(archive).into_iter();
    let left: Vec<String> = left.filter(|name| !name.starts_with(LOCK)).collect();
    assert_eq!(left, [AUGUST, "delivery", "inputs", PRUNED]);
    for folder in ["delivery", "inputs"] {
        assert_eq!(names(&archive.join(folder)), Vec::<String>::new());
    }
    assert!(!archive.join(".lock-recompute-2026-07").exists());
    assert!(Pruning::plan(archive, 1).unwrap().is_empty());
}

/// Sets July aside as a pruning does that is killed just then.
fn begin(archive: &Path) {
    let edition = StoredEdition::open(&archive.join(JULY)).unwrap();
    record(archive, &edition, "Ben", AT).unwrap();
    fs::rename(&edition.folder, archive.join(".pruned-2026-07")).unwrap();
}

#[test]
fn a_period_goes_with_all_that_is_about_its_people() {
    let folder = archive();
    assert_eq!(prune(folder.path()).unwrap(), 1);
    assert_all_gone(folder.path());
}

#[test]
fn what_a_killed_pruning_left_of_a_period_the_next_one_removes() {
    let folder = archive();
    begin(folder.path());
    assert_eq!(prune(folder.path()).unwrap(), 0);
    assert_all_gone(folder.path());
}

#[test]
fn a_pruning_killed_at_its_very_end_is_ended_too() {
    let folder = archive();
    begin(folder.path());
    empty(&folder.path().join(".pruned-2026-07")).unwrap();
    assert_eq!(prune(folder.path()).unwrap(), 0);
    assert_all_gone(folder.path());
}

#[test]
fn mails_of_a_period_that_is_gone_go_though_nothing_else_is_left_of_it() {
    let folder = archive();
    prune(folder.path()).unwrap();
    for mails in [JULY, "alerts-2026-W30"] {
        put(
            folder.path(),
            &format!("delivery/{mails}/outbox/E1.eml"),
            "names",
        );
    }
    assert_eq!(prune(folder.path()).unwrap(), 0);
    assert_all_gone(folder.path());
}

#[test]
fn alerts_of_a_week_stay_with_the_month_of_its_thursday() {
    let folder = archive();
    // The Thursday of week 32 is 6 August, and year and quarter have no edition.
    put(
        folder.path(),
        "delivery/alerts-2026-W32/ledger.jsonl",
        "names",
    );
    put(folder.path(), "delivery/alerts-none/ledger.jsonl", "names");
    make(folder.path(), "2026", true);
    prune(folder.path()).unwrap();
    let left = names(&folder.path().join("delivery"));
    assert_eq!(left, ["alerts-2026-W32", "alerts-none"]);
}

#[test]
fn where_a_period_cannot_go_the_one_before_still_goes_with_all_of_its_own() {
    let folder = archive();
    let archive = folder.path();
    make(archive, "2026-09", true);
    put(archive, "delivery/2026-08/ledger.jsonl", "names");
    let running = Lock::take(archive, AUGUST).unwrap();
    assert_eq!(prune(archive).unwrap_err().code, "run-in-progress");
    assert!(archive.join("2026-08/people/E1.html").exists());
    assert!(!archive.join("index.html").exists());
    assert_eq!(names(&archive.join("delivery")), [AUGUST]);
    assert_eq!(names(&archive.join("inputs")), Vec::<String>::new());
    let hidden = names(archive).into_iter();
    let hidden: Vec<String> = hidden.filter(|name| name.contains("2026-07")).collect();
    assert_eq!(hidden, Vec::<String>::new());
    drop(running);
    assert_eq!(prune(archive).unwrap(), 1);
}

#[test]
fn an_edition_that_is_being_made_again_stays_until_that_is_over() {
    let folder = archive();
    let running = Lock::take(folder.path(), "recompute-2026-07").unwrap();
    assert_eq!(prune(folder.path()).unwrap_err().code, "run-in-progress");
    assert!(folder.path().join("2026-07/people/E1.html").exists());
    drop(running);
    prune(folder.path()).unwrap();
    assert_all_gone(folder.path());
}

#[test]
fn exports_go_although_a_killed_run_of_another_period_left_its_folder() {
    let folder = archive();
    put(
        folder.path(),
        ".staging-2026-08.only/people/E1.html",
        "half",
    );
    prune(folder.path()).unwrap();
    assert_eq!(names(&folder.path().join("inputs")), Vec::<String>::new());
}

#[test]
fn exports_that_a_run_under_way_may_need_go_with_the_next_pruning() {
    let folder = archive();
    let archive = folder.path();
    let running = Edition::begin_partial(archive, AUGUST.parse().unwrap()).unwrap();
    prune(archive).unwrap();
    assert_eq!(names(&archive.join("inputs")).len(), 2);
    assert_eq!(
        names(&archive.join(".pruned-2026-07")),
        Vec::<String>::new()
    );
    drop(running);
    prune(archive).unwrap();
    assert_all_gone(archive);
}

#[test]
fn a_record_that_was_cut_within_a_character_keeps_its_other_lines() {
    let folder = archive();
    let mut file = private::append_file(&folder.path().join(PRUNED)).unwrap();
    file.write_all(&"{\"by\":\"陈".as_bytes()[..9]).unwrap();
    prune(folder.path()).unwrap();
    let record = pruned(folder.path());
    assert_eq!(record.len(), 1);
    assert_eq!(record[0].name, JULY);
}
