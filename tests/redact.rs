//! An edition without names, searched for everybody's name, identifier and address.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::process::Command;
use std::sync::LazyLock;

use crate::common::{ROSTER, SAMPLE, SMALL, Small, complaints, files, json, scorepack};
use calamine::{DataType, Reader, Xlsx, open_workbook};
use scorepack::locale::natural_order;
use tempfile::TempDir;

/// The sample's edition of October with names and the one without, in one archive.
static ARCHIVE: LazyLock<TempDir> = LazyLock::new(|| {
    let out = tempfile::tempdir().unwrap();
    for more in [&["--redact"][..], &["--format", "json"]] {
        let folder = out.path().to_str().unwrap();
        let arguments = [
            &["run", SAMPLE, "--period", "2026-10", "--out", folder],
            more,
        ]
        .concat();
        let output = scorepack(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    }
    out
});

fn redacted() -> BTreeMap<String, Vec<u8>> {
    files(&ARCHIVE.path().join("2026-10.redacted"))
}

/// Rows of a table of the sample by header.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(format!("{SAMPLE}/data/{table}.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().unwrap().clone();
    let cells = |record: csv::StringRecord| {
        headers
            .iter()
            .zip(&record)
            .map(|(h, c)| (h.to_owned(), c.to_owned()))
            .collect()
    };
    reader
        .records()
        .map(|record| cells(record.unwrap()))
        .collect()
}

/// Everything that must not be said, from the tables as they are.
fn secrets() -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for row in rows("roster") {
        for column in [
            "engineer_id",
            "name",
            "name_en",
            "email",
            "manager",
            "manager_en",
        ] {
            secrets.insert(row[column].clone());
        }
    }
    for (table, column) in [
        ("reviews", "comment"),
        ("action_plans", "action"),
        ("overrides", "reason"),
        ("overrides", "decided_by"),
        ("projects", "name"),
        ("projects", "customer"),
        ("work_orders", "order_id"),
        ("work_orders", "customer"),
        ("surveys", "survey_id"),
    ] {
        let found = rows(table);
        assert!(
            found.iter().any(|row| row.contains_key(column)),
            "{table}.{column}"
        );
        secrets.extend(found.into_iter().filter_map(|mut row| row.remove(column)));
    }
    secrets.retain(|secret| secret.chars().count() > 1);
    assert!(secrets.len() > 1000, "{}", secrets.len());
    secrets
}

/// What a reader of a file gets: text, the text of a PDF, the parts of a workbook.
fn readable(name: &str, bytes: &[u8]) -> String {
    if name.ends_with(".pdf") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("document.pdf");
        fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let ask = |tool: &str, arguments: &[&str]| {
            let output = Command::new(tool).args(arguments).output();
            output.map_or_else(
                |_| String::new(),
                |o| String::from_utf8_lossy(&o.stdout).into_owned(),
            )
        };
        return ask("pdftotext", &["-raw", path, "-"])
            + &ask("pdfinfo", &["-meta", path])
            + &ask("pdfinfo", &[path]);
    }
    if name.ends_with(".xlsx") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        for part in 0..archive.len() {
            archive
                .by_index(part)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
        }
        return text;
    }
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn no_tools() -> bool {
    std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_none()
        && Command::new("pdftotext").arg("-v").output().is_err()
}

fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    !word(text[..start].chars().next_back()) && !word(text[end..].chars().next())
}

#[test]
fn no_byte_of_it_names_anybody_or_quotes_what_they_wrote() {
    let secrets = secrets();
    let search = aho_corasick::AhoCorasick::new(&secrets).unwrap();
    let patterns: Vec<&String> = secrets.iter().collect();
    let mut found = BTreeSet::new();
    for (name, bytes) in redacted() {
        let text = readable(&name, &bytes);
        // Without poppler, documents cannot be looked into; their packets are.
        assert!(
            !text.is_empty() || name.ends_with(".pdf") && no_tools(),
            "{name}"
        );
        let text = format!("{name}\n{text}");
        for hit in search.find_overlapping_iter(&text) {
            let secret = patterns[hit.pattern().as_usize()];
            if !secret.is_ascii() || is_whole(&text, hit.start(), hit.end()) {
                found.insert((name.clone(), secret.clone()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} of them: {:#?}",
        found.len(),
        found.iter().take(30).collect::<Vec<_>>()
    );
}

#[test]
fn everybody_is_there_under_one_pseudonym_with_the_same_score() {
    let names = redacted();
    let people: Vec<&String> = names
        .keys()
        .filter(|name| name.starts_with("people/") && name.ends_with(".json"))
        .collect();
    assert_eq!(people.len(), 47);
    for extension in ["html", "pdf"] {
        assert!(
            people
                .iter()
                .all(|name| names.contains_key(&name.replace("json", extension)))
        );
    }
    let scores = |path: &str| {
        let mut reader = csv::Reader::from_path(ARCHIVE.path().join(path)).unwrap();
        let headers = reader.headers().unwrap().clone();
        let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let (kind, score, grade) = (at("subject_kind"), at("score"), at("grade"));
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let mut marks: Vec<(String, String)> = rows
            .iter()
            .filter(|row| &row[kind] == "person")
            .map(|row| (row[score].to_owned(), row[grade].to_owned()))
            .collect();
        marks.sort();
        marks
    };
    assert_eq!(
        scores("2026-10.redacted/scores.csv"),
        scores("2026-10/scores.csv")
    );
    // Files say the same person alike, and not in the order of identifiers.
    let csv = String::from_utf8(names["scores.csv"].clone()).unwrap();
    for name in people {
        let stem = name.trim_start_matches("people/").trim_end_matches(".json");
        assert!(csv.contains(&format!("person,{stem},")), "{stem}");
        let packet: serde_json::Value = serde_json::from_slice(&names[name]).unwrap();
        assert_eq!(packet["head"]["title"], stem);
        assert!(packet["conversation"].is_null());
    }
}

/// Whether names stand in the order of lists.
fn stand_in_order(names: &[String]) -> bool {
    names.is_sorted_by(|a, b| natural_order(a, b).is_lt())
}

#[test]
fn nothing_stands_in_the_order_of_identifiers() {
    let edition = ARCHIVE.path().join("2026-10.redacted");
    let mut teams = 0;
    for (name, bytes) in redacted() {
        if !name.starts_with("teams/") || !name.ends_with(".json") {
            continue;
        }
        let team: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let tables = team["tables"].as_array().unwrap().iter();
        for table in tables.filter(|table| table["id"] == "members") {
            let rows = table["rows"].as_array().unwrap().iter();
            let members: Vec<String> = rows
                .map(|row| row[0]["text"].as_str().unwrap().to_owned())
                .collect();
            assert!(members.len() >= 3, "{name}");
            assert!(stand_in_order(&members), "{name}: {members:?}");
            teams += 1;
        }
    }
    assert!(teams > 3, "{teams}");
    let mut book: Xlsx<_> = open_workbook(edition.join("scores.xlsx")).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let rows = book.worksheet_range(&sheet).unwrap();
    let people: Vec<String> = rows
        .rows()
        .filter_map(|row| row.iter().find_map(DataType::as_string))
        .filter(|text| text.starts_with("P-"))
        .collect();
    assert_eq!(people.len(), 47);
    assert!(stand_in_order(&people), "{people:?}");
}

#[test]
fn a_file_of_its_inputs_is_not_named_by_its_name() {
    let small = many();
    // One export for each person, by their name.
    let orders = common::WORK_ORDERS;
    let (head, _) = orders.split_once('\n').unwrap();
    for (id, name) in [("A1", "Ada Lovell"), ("B2", "Ben Nevis")] {
        let own = orders
            .lines()
            .filter(|line| line.contains(&format!(",{id},")));
        let rows: String = own.map(|line| format!("{line}\n")).collect();
        small.put(
            &format!("data/orders/{name}.csv"),
            &format!("{head}\n{rows}"),
        );
    }
    small.put(
        "scorepack.yaml",
        &SMALL.replace("data/work_orders.csv", "data/orders/*.csv"),
    );
    let output = small.run(&["--redact"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let manifest = json(
        &small
            .folder
            .path()
            .join("archive/2026-01.redacted/manifest.json"),
    );
    let inputs = manifest["inputs"].as_object().unwrap();
    let labels: Vec<&String> = inputs.keys().collect();
    assert_eq!(labels, ["input 1", "input 2", "input 3"]);
    for sha256 in inputs.values() {
        let kept = small.folder.path().join("archive/inputs");
        assert!(kept.join(sha256.as_str().unwrap()).is_file(), "{sha256}");
    }
}

#[test]
fn nothing_tells_the_level_of_a_person_or_the_grades_of_a_small_pool() {
    let levels = ["初级", "中级", "高级"];
    for (name, bytes) in redacted()
        .iter()
        .filter(|(name, _)| name.ends_with(".json"))
    {
        let Ok(packet) = serde_json::from_slice::<serde_json::Value>(bytes) else {
            continue;
        };
        let parts: &[&str] = match packet["kind"].as_str() {
            Some("person") => &["head", "glance", "charts", "trends"],
            Some("team") => &["head", "glance", "charts", "tables"],
            Some(_) => &["charts"],
            None => &[],
        };
        for part in parts {
            let text = packet[part].to_string();
            assert!(
                !levels.iter().any(|level| text.contains(level)),
                "{name} {part}: {text}"
            );
        }
    }
}

#[test]
fn a_second_run_says_the_same_and_another_archive_uses_other_pseudonyms() {
    let small = many();
    assert_eq!(small.run(&["--redact"]).status.code(), Some(0));
    let edition = small.folder.path().join("archive/2026-01.redacted");
    let first = files(&edition);
    assert_eq!(small.run(&["--redact"]).status.code(), Some(0));
    assert!(files(&edition) == first);
    let other = many();
    assert_eq!(other.run(&["--redact"]).status.code(), Some(0));
    let second = files(&other.folder.path().join("archive/2026-01.redacted"));
    let people = |files: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        files
            .keys()
            .filter(|name| name.starts_with("people/"))
            .cloned()
            .collect()
    };
    assert!(people(&first).is_disjoint(&people(&second)));
    assert_eq!(people(&first).len(), people(&second).len());
}

/// A team of five, one of whom is senior, and a team of two.
fn many() -> Small {
    let small = Small::new();
    let mut roster = ROSTER.to_owned();
    for (id, name, team) in [
        ("C3", "Cleo", "T1"),
        ("D4", "Dan", "T1"),
        ("E5", "Eve", "T1"),
        ("F6", "Fay", "Zweite"),
        ("G7", "Gus", "Zweite"),
    ] {
        roster += &format!("{id},{name},service,junior,{team},2025-01-01,2025-01-01\n");
    }
    small.put("data/roster.csv", &roster);
    small.put("scorepack.yaml", SMALL);
    small
}

#[test]
fn groups_of_fewer_than_three_are_left_out() {
    let small = many();
    let output = small.run(&["--redact"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let edition = small.folder.path().join("archive/2026-01.redacted");
    let names: Vec<String> = files(&edition).into_keys().collect();
    assert!(names.contains(&"teams/T1.json".to_owned()), "{names:?}");
    assert!(
        !names.iter().any(|name| name.contains("Zweite")),
        "{names:?}"
    );
    for (name, bytes) in files(&edition) {
        let text = readable(&name, &bytes);
        assert!(!text.contains("Zweite"), "{name}");
        // One person alone is senior.
        let told = |text: &str| text.contains("Senior") || text.contains("senior");
        assert!(!name.ends_with(".csv") || !told(&text), "{name}");
    }
    let team = json(&edition.join("teams/T1.json"));
    let members = team["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["id"] == "members")
        .unwrap();
    assert_eq!(members["rows"].as_array().unwrap().len(), 5);
    assert!(!members.to_string().contains("enior"), "{members}");
}

#[test]
fn it_takes_no_place_in_the_chain_and_leaves_the_other_edition_alone() {
    let small = many();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let before = files(&small.edition());
    let index = fs::read(small.folder.path().join("archive/index.html")).unwrap();
    assert_eq!(small.run(&["--redact"]).status.code(), Some(0));
    assert!(files(&small.edition()) == before);
    assert!(fs::read(small.folder.path().join("archive/index.html")).unwrap() == index);
}

#[test]
fn names_for_a_few_people_are_not_asked_for_without_names() {
    let small = many();
    let output = small.run(&["--redact", "--only", "A1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("--only"));
}
