//! The files and the page on operations: what they say can be done, and works.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Small, complaints, scorepack};

fn read(path: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs")
            .join(path),
    )
    .unwrap()
}

#[test]
fn systemd_takes_the_service_and_the_timer() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["scorepack.service", "scorepack.timer"] {
        let program = env!("CARGO_BIN_EXE_scorepack");
        let text = read(&format!("operations/{name}")).replace("/usr/local/bin/scorepack", program);
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        paths.push(path);
    }
    // Where systemd is not installed there is nobody to ask.
    let Ok(output) = Command::new("systemd-analyze")
        .arg("verify")
        .args(&paths)
        .output()
    else {
        return;
    };
    let said = complaints(&output);
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("scorepack."))
        .collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
    let when = Command::new("systemd-analyze")
        .args(["calendar", "*-*-03 06:30:00"])
        .output()
        .unwrap();
    assert!(when.status.success());
}

/// The arguments of each call of the program in a file, the workspace's folder replaced.
fn calls(text: &str, workspace: &str) -> Vec<Vec<String>> {
    let text = text.replace("/srv/scorepack", ".");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let calls = lines.flat_map(|line| line.split("scorepack ").skip(1));
    let words = calls.map(|call| call.split("&&").next().unwrap().split_whitespace());
    words
        .map(|words| {
            let words = words.map(|word| match word {
                "." => workspace.to_owned(),
                word => word.to_owned(),
            });
            words.collect::<Vec<_>>()
        })
        .filter(|call| ["check", "run", "archive"].contains(&call[0].as_str()))
        .collect()
}

#[test]
fn what_the_schedules_call_works_in_a_workspace() {
    for (file, count) in [
        ("operations/scorepack.service", 2),
        ("operations/crontab.example", 3),
    ] {
        let small = Small::new();
        let calls = calls(&read(file), small.path());
        assert_eq!(calls.len(), count, "{file}: {calls:?}");
        for call in calls {
            let arguments: Vec<&str> = call.iter().map(String::as_str).collect();
            let output = scorepack(&arguments);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{call:?}: {}",
                complaints(&output)
            );
        }
        // January is not over by the last day of its data.
        let edition = small.folder.path().join("archive/2025-12");
        assert!(edition.join("manifest.json").exists(), "{file}");
    }
}

/// What stands between backquotes, but for what has words of its language in it.
fn quoted(text: &str) -> BTreeSet<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let pieces = prose.split('`').skip(1).step_by(2);
    let same = |piece: &&str| piece.is_ascii() && !piece.contains("NAME");
    pieces.filter(same).map(str::to_owned).collect()
}

#[test]
fn both_pages_name_the_same_commands_files_and_codes() {
    let (english, chinese) = (read("operations.md"), read("operations.zh.md"));
    assert!(quoted(&english).len() > 50, "{:?}", quoted(&english));
    assert_eq!(quoted(&english), quoted(&chinese));
    let parts = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(parts(&english), parts(&chinese));
    for page in [english, chinese] {
        for link in page.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            assert!(!read(target).is_empty(), "{target}");
        }
    }
}
