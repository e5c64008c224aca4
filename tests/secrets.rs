//! Passwords of documents, and who may read what the program writes.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{SMALL, Small, complaints, files, scorepack};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn protected() -> Small {
    let small = Small::new();
    small.put(
        "work/scorepack.yaml",
        &(SMALL.to_owned() + "protect: {secrets: ../secrets.csv}\n"),
    );
    for file in ["roster", "work_orders"] {
        let text =
            fs::read_to_string(small.folder.path().join(format!("data/{file}.csv"))).unwrap();
        small.put(&format!("work/data/{file}.csv"), &text);
    }
    small
}

fn new(small: &Small) -> std::process::Output {
    let workspace = small.folder.path().join("work");
    scorepack(&[
        "secrets",
        "new",
        workspace.to_str().unwrap(),
        "--period",
        "2026-01",
    ])
}

#[test]
fn everybody_gets_a_password_that_nobody_else_sees() {
    let small = protected();
    let output = new(&small);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let path = small.folder.path().join("secrets.csv");
    assert_eq!(mode(&path), 0o600);
    let text = fs::read_to_string(&path).unwrap();
    let passwords: Vec<(&str, &str)> = text
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .collect();
    assert_eq!(
        passwords.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        ["A1", "B2", "T1", "organisation"],
        "people, a team that nobody on the roster leads, and the organisation"
    );
    assert_ne!(passwords[0].1, passwords[1].1);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &complaints(&output);
    assert!(said.contains("4 new passwords"), "{said}");
    for (_, password) in &passwords {
        assert!(password.len() >= 17 && !said.contains(password), "{said}");
    }

    let again = new(&small);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let workspace = small.folder.path().join("work");
    let run = scorepack(&["run", workspace.to_str().unwrap(), "--period", "2026-01"]);
    assert_eq!(run.status.code(), Some(0), "{}", complaints(&run));
    for (name, bytes) in files(&workspace.join("archive")) {
        for (_, password) in &passwords {
            let has = bytes
                .windows(password.len())
                .any(|part| part == password.as_bytes());
            assert!(!has, "{name}");
        }
    }
}

#[test]
fn a_file_of_passwords_that_others_may_read_is_refused() {
    let small = protected();
    new(&small);
    let path = small.folder.path().join("secrets.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let output = new(&small);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("exposed-secrets"),
        "{}",
        complaints(&output)
    );
}

#[test]
fn without_a_place_for_them_no_passwords_are_made() {
    let small = Small::new();
    let output = scorepack(&["secrets", "new", small.path(), "--period", "2026-01"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        complaints(&output).contains("protect"),
        "{}",
        complaints(&output)
    );
}

#[test]
fn whatever_the_umask_an_archive_is_its_owners_alone() {
    let small = Small::new();
    for (umask, more) in [("000", ""), ("022", "--redact"), ("000", "--only A1")] {
        let program = env!("CARGO_BIN_EXE_scorepack");
        let command = format!(
            "umask {umask}; '{program}' run '{}' --period 2026-01 {more}",
            small.path()
        );
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    }
    let archive = small.folder.path().join("archive");
    let mut folders: Vec<PathBuf> = vec![archive];
    let (mut count, mut open) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        open.extend((mode(&folder) != 0o700).then(|| folder.clone()));
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                count += 1;
                open.extend((mode(&path) != 0o600).then_some(path));
            }
        }
    }
    assert!(count > 30, "{count}");
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn what_a_stopped_run_leaves_is_its_owners_alone() {
    let small = Small::new();
    small.put(
        "scorepack.yaml",
        &(SMALL.to_owned() + "limits: {refused: 0 %}\n"),
    );
    small.put("data/work_orders.csv", "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\nW1,Z9,2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true\n");
    assert_eq!(small.run(&[]).status.code(), Some(2));
    let stopped = small.folder.path().join("archive/stopped");
    assert_eq!(mode(&stopped), 0o700);
    assert_eq!(mode(&stopped.join("refused/work_orders.csv")), 0o600);
    assert_eq!(mode(&stopped.join("report.json")), 0o600);
}
