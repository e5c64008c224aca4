//! Faults made for real: runs that are killed, disks that are full, folders that cannot be
//! written, files that cannot be read, a clock set back, runs at the same time. Whoever reads
//! the archive finds whole editions at any moment, every fault is told, and the next run heals.
//!
//! `SCOREPACK_KILLS` is how many runs are killed (12). What needs the rights of root (a disk
//! of a few hundred kilobytes) says so and passes where there are none.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Instant;

use crate::common::disk::{Disk, skipped};
use crate::common::{ROSTER, SMALL, Small, WORK_ORDERS, complaints, files, json, scorepack};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use scorepack::archive::{Lock, checksum};

/// Work orders of which one was resolved later.
fn other_orders() -> String {
    WORK_ORDERS.replace("2026-01-05 15:00", "2026-01-05 18:30")
}

/// A workspace of a few people, so that there is a while to be killed in.
fn workspace() -> Small {
    let small = Small::new();
    let more = (3..9).map(|n| format!("C{n},Name {n},service,junior,T1,2025-01-01,2025-01-01\n"));
    small.put(
        "data/roster.csv",
        &format!("{ROSTER}{}", more.collect::<String>()),
    );
    small
}

fn begin(small: &Small, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_scorepack"))
        .args([
            "run",
            small.path(),
            "--period",
            "2026-01",
            "--quiet",
            "--out",
        ])
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn run(small: &Small, out: &Path) -> Output {
    begin(small, out).wait_with_output().unwrap()
}

fn assert_done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", complaints(output));
}

/// Asserts that an edition has the files of its manifest, as they were written, and no others;
/// the checksum of the work orders that it was made from.
fn assert_whole(edition: &Path) -> String {
    let manifest = json(&edition.join("manifest.json"));
    let mut listed = BTreeSet::from(["manifest.json".to_owned()]);
    let found = files(edition);
    for (name, entry) in manifest["files"].as_object().unwrap() {
        let sha256 = found.get(name).map(|bytes| checksum(bytes));
        assert_eq!(sha256.as_deref(), entry["sha256"].as_str(), "{name}");
        listed.insert(name.clone());
    }
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), listed);
    manifest["inputs"]["data/work_orders.csv"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// What lies in an archive, without locks.
fn shelf(archive: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(archive).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with(".lock")).collect()
}

fn tidy() -> BTreeSet<String> {
    BTreeSet::from(["2026-01", "index.html", "inputs", "overview.json"].map(str::to_owned))
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_a_whole_edition_and_the_next_run_heals() {
    let kills = std::env::var("SCOREPACK_KILLS").map_or(12, |count| count.parse().unwrap());
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    let archive = out.path();
    let begun = Instant::now();
    assert_done(&run(&small, archive));
    let usual = begun.elapsed();
    let inputs = [WORK_ORDERS.to_owned(), other_orders()];
    let mut random = ChaCha8Rng::seed_from_u64(2026);
    let mut said = BTreeSet::new();
    for kill in 0..kills {
        let before = assert_whole(&archive.join("2026-01"));
        let new = &inputs[(kill + 1) % 2];
        small.put("data/work_orders.csv", new);
        let mut child = begin(&small, archive);
        // Most moments are in the second half, in which files are written and renamed.
        let share = f64::from(random.next_u32()) / f64::from(u32::MAX);
        thread::sleep(usual.mul_f64(1.1 * share.sqrt()));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = assert_whole(&archive.join("2026-01"));
        assert!(
            [&before, &checksum(new.as_bytes())].contains(&&now),
            "kill {kill}"
        );
        said.insert(now == before);
        let page = fs::read_to_string(archive.join("index.html")).unwrap();
        assert!(page.trim_end().ends_with("</html>"), "kill {kill}");
        if kill % 10 == 9 {
            assert_healed(&small, archive);
        }
    }
    assert_healed(&small, archive);
    assert!(
        kills < 100 || said.len() == 2,
        "all kills were too early or too late"
    );
}

/// The next run makes what it would have made without what the killed one left behind.
fn assert_healed(small: &Small, archive: &Path) {
    let clean = tempfile::tempdir().unwrap();
    for name in tidy() {
        let copied = Command::new("cp")
            .arg("-r")
            .arg(archive.join(name))
            .arg(clean.path())
            .status();
        assert!(copied.unwrap().success());
    }
    assert_done(&run(small, archive));
    assert_done(&run(small, clean.path()));
    assert_eq!(shelf(archive), tidy());
    assert_whole(&archive.join("2026-01"));
    assert!(files(&archive.join("2026-01")) == files(&clean.path().join("2026-01")));
}

#[test]
fn there_is_an_edition_at_every_moment_while_it_is_replaced() {
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    assert_done(&run(&small, out.path()));
    let manifest = out.path().join("2026-01/manifest.json");
    let mut child = begin(&small, out.path());
    let mut looks = 0;
    while child.try_wait().unwrap().is_none() {
        assert!(manifest.exists(), "look {looks}");
        looks += 1;
    }
    assert!(looks > 100, "{looks}");
}

#[test]
fn two_runs_of_one_edition_at_once_do_not_mix() {
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    let runs: Vec<Child> = (0..3).map(|_| begin(&small, out.path())).collect();
    let outputs: Vec<Output> = runs
        .into_iter()
        .map(|run| run.wait_with_output().unwrap())
        .collect();
    let (done, stopped): (Vec<_>, Vec<_>) = outputs
        .iter()
        .partition(|output| output.status.code() == Some(0));
    assert!(!done.is_empty());
    for output in stopped {
        let text = complaints(output);
        assert!(
            text.contains("[run-in-progress]") && text.contains("help:"),
            "{text}"
        );
    }
    assert_whole(&out.path().join("2026-01"));
    assert_eq!(shelf(out.path()), tidy());
}

#[test]
fn a_full_disk_is_told_the_old_edition_stays_and_the_next_run_heals() {
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    assert_done(&run(&small, out.path()));
    let bytes: usize = files(out.path())
        .values()
        .map(|bytes| bytes.len().next_multiple_of(4096))
        .sum();
    let need = bytes as u64 / 1024;
    let Some(disk) = Disk::new(4 * need + 8192) else {
        return;
    };
    let (archive, filler) = (disk.0.path().join("archive"), disk.0.path().join("filler"));
    assert_done(&run(&small, &archive));
    for (round, percent) in [0, 5, 25, 50, 75, 90].into_iter().enumerate() {
        let before = assert_whole(&archive.join("2026-01"));
        let orders = [other_orders(), WORK_ORDERS.to_owned()];
        small.put("data/work_orders.csv", &orders[round % 2]);
        disk.fill(&filler, need * percent / 100);
        let output = run(&small, &archive);
        let text = complaints(&output);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{percent} % of {need} kB: {text}"
        );
        assert!(
            text.contains("[unwritable-archive]") && text.contains("free space"),
            "{text}"
        );
        assert_eq!(assert_whole(&archive.join("2026-01")), before);
        assert_eq!(
            shelf(&archive),
            tidy(),
            "what was not finished takes no room"
        );
        fs::remove_file(&filler).unwrap();
        assert_done(&run(&small, &archive));
        assert_ne!(assert_whole(&archive.join("2026-01")), before);
    }
}

#[test]
fn exports_are_kept_by_a_run_that_writes_its_edition_only() {
    let (small, archive) = (workspace(), tempfile::tempdir().unwrap());
    let running = Lock::take(archive.path(), "2026-01").unwrap();
    let output = run(&small, archive.path());
    assert!(complaints(&output).contains("[run-in-progress]"));
    // A pruning that found them would have to take them for nobody's.
    assert!(!archive.path().join("inputs").exists());
    drop(running);
    assert_done(&run(&small, archive.path()));
    assert!(archive.path().join("inputs").exists());
}

/// A folder that cannot be removed, because a file system is mounted there.
struct Held(PathBuf);

impl Held {
    fn new(archive: &Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "tmpfs"])
            .arg(archive.join("2026-01/people"))
            .stderr(Stdio::null())
            .status();
        match mounted {
            Ok(status) if status.success() => Some(Self(archive.to_owned())),
            _ => skipped("a folder that cannot be removed: only root may make one"),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for edition in ["2026-01", ".staging-2026-01", ".old-2026-01"] {
            let people = self.0.join(edition).join("people");
            let umount = Command::new("umount")
                .arg(people)
                .stderr(Stdio::null())
                .status();
            drop(umount);
        }
    }
}

#[test]
fn an_old_edition_that_cannot_be_removed_does_not_fail_the_new_one() {
    let (small, archive) = (workspace(), tempfile::tempdir().unwrap());
    assert_done(&run(&small, archive.path()));
    let before = assert_whole(&archive.path().join("2026-01"));
    let Some(held) = Held::new(archive.path()) else {
        return;
    };
    small.put("data/work_orders.csv", &other_orders());
    assert_done(&run(&small, archive.path()));
    drop(held);
    assert_ne!(assert_whole(&archive.path().join("2026-01")), before);
    assert_done(&run(&small, archive.path()));
    assert_eq!(shelf(archive.path()), tidy());
}

/// The program for somebody who is not root, to whom no folder is closed.
fn as_somebody(program: &Path, arguments: &[&str]) -> Option<Output> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = match is_root {
        false => Command::new(program),
        true => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(program);
            command
        }
    };
    match command.args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => skipped("folders without rights: there is no setpriv"),
    }
}

/// The program where everybody may run it.
fn public_program(folder: &Path) -> PathBuf {
    let (program, copy) = (env!("CARGO_BIN_EXE_scorepack"), folder.join("scorepack"));
    if fs::hard_link(program, &copy).is_err() {
        fs::copy(program, &copy).unwrap();
    }
    copy
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn an_archive_that_may_not_be_written_is_told_and_stays_as_it_is() {
    let (small, public) = (workspace(), tempfile::tempdir().unwrap());
    allow(small.folder.path(), 0o755);
    allow(public.path(), 0o755);
    let archive = public.path().join("archive");
    assert_done(&run(&small, &archive));
    let before = files(&archive);
    let program = public_program(public.path());
    allow(&archive, 0o555);
    let arguments = [
        "run",
        small.path(),
        "--period",
        "2026-01",
        "--out",
        archive.to_str().unwrap(),
    ];
    let Some(output) = as_somebody(&program, &arguments) else {
        return;
    };
    let text = complaints(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("[unwritable-archive]") && text.contains("help:"),
        "{text}"
    );
    allow(&archive, 0o755);
    assert!(files(&archive) == before);
    assert_done(&run(&small, &archive));
}

#[test]
fn a_file_that_may_not_be_read_is_told_with_its_name() {
    let (small, public) = (workspace(), tempfile::tempdir().unwrap());
    allow(small.folder.path(), 0o755);
    allow(public.path(), 0o755);
    let program = public_program(public.path());
    for (file, code) in [
        ("data/work_orders.csv", "unreadable-file"),
        ("data/roster.csv", "unreadable-file"),
        ("scorepack.yaml", "missing-configuration"),
    ] {
        let path = small.folder.path().join(file);
        allow(&path, 0o000);
        let Some(output) = as_somebody(&program, &["check", small.path()]) else {
            return;
        };
        allow(&path, 0o644);
        let text = complaints(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains(&format!("[{code}]")) && text.contains(file),
            "{text}"
        );
        assert!(!text.contains("panicked"), "{text}");
    }
}

#[test]
fn a_clock_set_back_is_told_by_the_rows_that_lie_ahead_of_it() {
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    // Most of the rows will lie ahead.
    small.put(
        "scorepack.yaml",
        &format!("{SMALL}limits: {{refused: 80 %}}\n"),
    );
    assert_done(&run(&small, out.path()));
    let to = out.path().to_str().unwrap();
    let back = |day| {
        scorepack(&[
            "run",
            small.path(),
            "--period",
            "2026-01",
            "--out",
            to,
            "--as-of",
            day,
        ])
    };
    let output = back("2026-01-08");
    let text = complaints(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("[future-date]") && text.contains("`as_of`"),
        "{text}"
    );
    assert!(text.contains("[incomplete-period]"), "{text}");
    assert_whole(&out.path().join("2026-01"));
    // Before anything was: an edition without data is not what anybody wants.
    let output = back("1999-12-31");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        !complaints(&output).contains("panicked"),
        "{}",
        complaints(&output)
    );
    assert_eq!(
        json(&out.path().join("2026-01/manifest.json"))["as_of"],
        "2026-01-08"
    );
    assert_done(&run(&small, out.path()));
    assert_eq!(
        json(&out.path().join("2026-01/manifest.json"))["as_of"],
        "2026-02-03"
    );
}

#[test]
fn a_folder_in_place_of_a_file_and_a_file_in_place_of_the_archive_are_told() {
    let (small, out) = (workspace(), tempfile::tempdir().unwrap());
    let file = out.path().join("archive");
    fs::write(&file, "not a folder").unwrap();
    let output = run(&small, &file);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("[unwritable-archive]"),
        "{}",
        complaints(&output)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a folder");
    fs::remove_file(small.folder.path().join("data/work_orders.csv")).unwrap();
    fs::create_dir(small.folder.path().join("data/work_orders.csv")).unwrap();
    let output = run(&small, out.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("[missing-file]"),
        "{}",
        complaints(&output)
    );
}
