//! Golden packets: what a person, a team and the organisation read, word for word.
//!
//! `SCOREPACK_BLESS=1 cargo test golden::` overwrites them; look at the difference
//! before you commit it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::Path;

use scorepack::compose::packet::Packet;

use crate::common;

fn compare(period: &str, ids: &[&str], language: Option<&str>) {
    let only = ids.join(",");
    let mut arguments = vec!["--period", period, "--only", &only, "--format", "json"];
    arguments.extend(
        language
            .into_iter()
            .flat_map(|language| ["--locale", language]),
    );
    let out = common::run_sample(&arguments);
    let suffix = language.map_or_else(String::new, |language| format!(".{language}"));
    for id in ids {
        let folder = if id.starts_with('T') {
            "teams"
        } else {
            "people"
        };
        let made = out.path().join(format!("{period}.only/{folder}/{id}.json"));
        compare_file(&made, &format!("{period}/{id}{suffix}.json"));
    }
}

/// Compares a packet that was made with the golden one of this name.
fn compare_file(made: &Path, name: &str) {
    // Packets are written on one line; line by line a difference can be read.
    let packet: Packet = serde_json::from_slice(&fs::read(made).unwrap()).unwrap();
    let made = serde_json::to_string_pretty(&packet).unwrap() + "\n";
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("SCOREPACK_BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &made).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    // The definitions' checksum changes with every word of the configuration.
    let difference = made
        .lines()
        .zip(expected.lines())
        .find(|(a, b)| a != b && !a.contains("provenance"));
    assert_eq!(
        difference,
        None,
        "{} differs; see the head of this file",
        golden.display()
    );
    assert_eq!(
        made.lines().count(),
        expected.lines().count(),
        "{}",
        golden.display()
    );
}

#[test]
fn the_packet_of_the_organisation_says_what_it_said() {
    let out = common::run_sample(&["--period", "2026-10", "--format", "json"]);
    let made = out.path().join("2026-10/organisation.json");
    compare_file(&made, "2026-10/organisation.json");
}

#[test]
fn packets_of_a_month_say_what_they_said() {
    // An implementer, the one who moved, the joiner, a service engineer, one for presales; two teams.
    compare(
        "2026-10",
        &["E003", "E006", "E023", "E026", "E041", "T02", "T06"],
        None,
    );
}

#[test]
fn packets_of_a_quarter_say_what_they_said() {
    compare("2026-Q3", &["E003", "T04"], None);
}

#[test]
fn the_other_language_says_the_same() {
    compare("2026-10", &["E003"], Some("en"));
    compare("2026-10", &["E008"], Some("zh"));
}
