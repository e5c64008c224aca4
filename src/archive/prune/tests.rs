//! Pruning as HR would notice it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::io::Write;

use super::record::record;
use super::*;
use crate::archive::{Edition, Link, Provenance, approve, latest, private};
use crate::render::Artifact;

pub(super) const AT: &str = "2030-01-02T09:00:00+08:00";

pub(super) fn make(archive: &Path, period: &str, approved: bool) {
    let period: Period = period.parse().unwrap();
    let edition = Edition::begin(archive, period).unwrap();
    fill(edition, period);
    if approved {
        let edition = latest(archive, period).unwrap().unwrap();
        approve(&edition, "Ada", "2026-11-06T09:00:00+08:00", "scorepack 0").unwrap();
    }
}

fn fill(edition: Edition, period: Period) {
    let (path, bytes) = ("people/E1.html".to_owned(), b"page".to_vec());
    edition.write(&Artifact { path, bytes }).unwrap();
    let as_of = period.end();
    let provenance = Provenance {
        program: "scorepack 0".to_owned(),
        period,
        as_of,
        configuration: String::new(),
        inputs: BTreeMap::new(),
        asked: None,
        compared: BTreeMap::new(),
    };
    edition.finish(&provenance).unwrap();
}

fn gone(plan: &Pruning) -> Vec<String> {
    plan.periods
        .values()
        .flatten()
        .map(|edition| edition.name.clone())
        .collect()
}

pub(super) fn names(archive: &Path) -> Vec<String> {
    let entries = fs::read_dir(archive).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_oldest_periods_go_with_all_their_revisions_and_stay_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    for (period, approved) in [
        ("2026-07", true),
        ("2026-07", false),
        ("2026-08", true),
        ("2026-09", true),
    ] {
        make(archive, period, approved);
    }
    let period: Period = "2026-07".parse().unwrap();
    fill(Edition::begin_partial(archive, period).unwrap(), period);
    fill(Edition::begin_redacted(archive, period).unwrap(), period);
    fs::write(archive.join("index.html"), "E1").unwrap();
    let sealed = latest(archive, "2026-07".parse().unwrap())
        .unwrap()
        .unwrap();
    let first = StoredEdition::open(&archive.join("2026-07")).unwrap();

    let plan = Pruning::plan(archive, 2).unwrap();
    assert_eq!(
        gone(&plan),
        ["2026-07", "2026-07.only", "2026-07.r2", "2026-07.redacted"]
    );
    assert_eq!(plan.carry_out(archive, "Ben", AT).unwrap(), 4);
    assert_eq!(
        names(archive),
        [
            ".lock-2026-08",
            ".lock-2026-09",
            "2026-08",
            "2026-09",
            PRUNED
        ]
    );

    let record = pruned(archive);
    assert_eq!(record.len(), 4);
    let link = |edition: &StoredEdition| Link {
        name: edition.name.clone(),
        manifest_sha256: edition.manifest_sha256.clone(),
    };
    let found = find_pruned(archive, &link(&first)).unwrap();
    assert_eq!((found.by.as_str(), found.at.as_str()), ("Ben", AT));
    assert_eq!(found.approval, first.approval);
    assert!(
        find_pruned(archive, &link(&sealed))
            .unwrap()
            .approval
            .is_none()
    );
    // The successor in the chain names exactly what is on record.
    let next = StoredEdition::open(&archive.join("2026-08")).unwrap();
    assert!(find_pruned(archive, &next.manifest.before.unwrap()).is_some());
    let forged = Link {
        manifest_sha256: "0".repeat(64),
        ..link(&first)
    };
    assert!(find_pruned(archive, &forged).is_none());
    assert!(Pruning::plan(archive, 2).unwrap().is_empty());
}

#[test]
fn longer_periods_go_when_they_end_before_all_that_stay() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    for period in [
        "2025", "2026-Q2", "2026-Q3", "2026-08", "2026-09", "2026-10",
    ] {
        make(archive, period, true);
    }
    assert_eq!(
        gone(&Pruning::plan(archive, 3).unwrap()),
        ["2026-Q2", "2025"]
    );
    // The quarter ends in September, which stays.
    assert_eq!(
        gone(&Pruning::plan(archive, 2).unwrap()),
        ["2026-08", "2026-Q2", "2025"]
    );
    assert_eq!(gone(&Pruning::plan(archive, 1).unwrap()).len(), 5);
    assert!(gone(&Pruning::plan(archive, 9).unwrap()).contains(&"2025".to_owned()));
}

#[test]
fn what_does_not_read_as_an_edition_stays_with_its_period() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    for period in ["2026-06", "2026-07", "2026-08", "2026-09"] {
        make(archive, period, true);
    }
    fs::create_dir_all(archive.join("2026-06.r2")).unwrap();
    fs::write(archive.join("2026-07/approval.json"), "{").unwrap();
    let manifest = archive.join("2026-08/manifest.json");
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + " ").unwrap();
    for strange in ["2019-13", "holiday photos", "2019-01.bak"] {
        fs::create_dir(archive.join(strange)).unwrap();
    }
    let before = names(archive);
    let plan = Pruning::plan(archive, 1).unwrap();
    assert_eq!(gone(&plan), Vec::<String>::new());
    let codes: Vec<_> = plan.unreadable.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["unprunable"; 3]);
    assert_eq!(plan.carry_out(archive, "Ben", AT).unwrap(), 0);
    assert_eq!(names(archive), before);
}

#[test]
fn what_a_killed_pruning_began_the_next_one_ends_and_nothing_is_recorded_twice() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    for period in ["2026-07", "2026-08", "2026-09"] {
        make(archive, period, true);
    }
    // Killed after the record of July, in the middle of that of August, and once before,
    // while a folder was being deleted.
    let july = StoredEdition::open(&archive.join("2026-07")).unwrap();
    record(archive, &july, "Ben", AT).unwrap();
    let mut file = private::append_file(&archive.join(PRUNED)).unwrap();
    file.write_all(b"{\"format\":1,\"name\":\"2026-0").unwrap();
    fs::create_dir_all(archive.join(".pruned-2026-06/people")).unwrap();
    fs::create_dir_all(archive.join(".staging-2026-07/people")).unwrap();
    fs::create_dir_all(archive.join("stopped/refused")).unwrap();

    let plan = Pruning::plan(archive, 1).unwrap();
    assert_eq!(plan.carry_out(archive, "Cleo", AT).unwrap(), 2);
    let record: Vec<(String, String)> = pruned(archive)
        .into_iter()
        .map(|one| (one.name, one.by))
        .collect();
    let said = |name: &str, by: &str| (name.to_owned(), by.to_owned());
    assert_eq!(record, [said("2026-07", "Ben"), said("2026-08", "Cleo")]);
    assert_eq!(names(archive), [".lock-2026-09", "2026-09", PRUNED]);
}

#[test]
fn a_period_that_somebody_writes_is_not_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    make(archive, "2026-08", true);
    make(archive, "2026-09", true);
    let running = Edition::begin(archive, "2026-08".parse().unwrap()).unwrap();
    let plan = Pruning::plan(archive, 1).unwrap();
    let error = plan.carry_out(archive, "Ben", AT).unwrap_err();
    assert_eq!(error.code, "run-in-progress");
    assert!(archive.join("2026-08/people/E1.html").exists());
    drop(running);
}

#[test]
fn exports_leave_with_the_last_edition_that_was_made_from_them() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    let [july, august, both, part, inner] =
        ["a", "b", "c", "d", "e"].map(|letter| letter.repeat(64));
    for (period, inputs) in [("2026-07", [&july, &both]), ("2026-08", [&august, &part])] {
        let period: Period = period.parse().unwrap();
        let inputs = inputs.into_iter().chain([&both]);
        let provenance = Provenance {
            program: "scorepack 0".to_owned(),
            period,
            as_of: period.end(),
            configuration: String::new(),
            inputs: inputs
                .map(|sha256| (format!("{sha256}.csv"), sha256.clone()))
                .collect(),
            asked: None,
            compared: BTreeMap::new(),
        };
        Edition::begin(archive, period)
            .unwrap()
            .finish(&provenance)
            .unwrap();
    }
    let inputs = archive.join("inputs");
    private::create_folders(&inputs).unwrap();
    for name in [&july, &august, &both, &inner] {
        fs::write(inputs.join(name), "rows").unwrap();
    }
    // A part of a manifest that stays keeps what it names.
    fs::write(inputs.join(&part), format!("{{\"sha256\": \"{inner}\"}}")).unwrap();
    fs::write(inputs.join("notes.txt"), "mine").unwrap();
    fs::write(archive.join("overview.json"), "names").unwrap();

    let plan = Pruning::plan(archive, 1).unwrap();
    assert_eq!(plan.carry_out(archive, "Ben", AT).unwrap(), 1);
    assert_eq!(
        names(&inputs),
        [august, both, part, inner, "notes.txt".to_owned()]
    );
    assert!(!archive.join("overview.json").exists());
}

#[test]
fn the_chain_takes_a_predecessor_on_record_for_present() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    make(archive, "2026-08", true);
    make(archive, "2026-09", true);
    let september = StoredEdition::open(&archive.join("2026-09")).unwrap();
    assert!(crate::archive::check_chain(archive, &september).is_none());
    Pruning::plan(archive, 1)
        .unwrap()
        .carry_out(archive, "Ben", AT)
        .unwrap();
    assert!(crate::archive::check_chain(archive, &september).is_none());
    fs::remove_file(archive.join(PRUNED)).unwrap();
    let broken = crate::archive::check_chain(archive, &september).unwrap();
    assert_eq!(broken.code, "broken-chain");
}
