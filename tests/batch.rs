//! The monthly batch as HR runs it: what an edition holds, whom it shows, what a bad day does.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use polars::prelude::{Column, DataType};
use polars_io::prelude::{ParquetReader, SerReader};

use crate::common::{SAMPLE, Small, complaints, files, json, scorepack};
use tempfile::TempDir;

/// One edition of the sample company, made once for all tests of this file.
static EDITION: LazyLock<TempDir> = LazyLock::new(|| common::run_sample(&["--period", "2026-10"]));

fn edition() -> std::path::PathBuf {
    EDITION.path().join("2026-10")
}

#[test]
fn everybody_gets_a_page_a_document_and_data() {
    let names: BTreeSet<String> = files(&edition()).into_keys().collect();
    let of = |folder: &str, extension: &str| {
        names
            .iter()
            .filter(|name| name.starts_with(folder) && name.ends_with(extension))
            .count()
    };
    for extension in [".html", ".pdf", ".json"] {
        // 48 people, one of whom left in August.
        assert_eq!(
            (of("people/", extension), of("teams/", extension)),
            (47, 6),
            "{extension}"
        );
        assert!(names.contains(&format!("organisation{extension}")));
    }
    for name in [
        "index.html",
        "manifest.json",
        "report.json",
        "measures.csv",
        "measures.parquet",
        "scores.csv",
    ] {
        assert!(names.contains(name), "{name} is missing");
    }
}

/// The columns of a Parquet file by name, each cell as `measures.csv` writes it.
fn columns_of(path: &Path) -> Vec<(String, Vec<String>)> {
    let file = fs::File::open(path).unwrap();
    let frame = ParquetReader::new(file).finish().unwrap();
    let written = |column: &Column| -> Vec<String> {
        if let Ok(texts) = column.str() {
            return texts.iter().map(|text| text.unwrap().to_owned()).collect();
        }
        let numbers = column.cast(&DataType::Float64).unwrap();
        let numbers = numbers.f64().unwrap().iter();
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        numbers.map(number).collect()
    };
    let columns = frame.columns().iter();
    columns
        .map(|column| (column.name().to_string(), written(column)))
        .collect()
}

#[test]
fn both_files_of_measures_say_the_same() {
    let columns = columns_of(&edition().join("measures.parquet"));
    let mut reader = csv::Reader::from_path(edition().join("measures.csv")).unwrap();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(reader.headers().unwrap(), names);
    let mut rows = 0;
    for (row, record) in reader.records().enumerate() {
        for (text, (name, cells)) in record.unwrap().iter().zip(&columns) {
            // One number may have two shortest texts.
            let as_number = || text.parse::<f64>().ok() == cells[row].parse().ok();
            let same = text == cells[row] || (!text.is_empty() && as_number());
            assert!(same, "row {row}, {name}: {text} and {}", cells[row]);
        }
        rows += 1;
    }
    assert!(rows > 10_000 && columns.iter().all(|(_, cells)| cells.len() == rows));
}

#[test]
fn a_persons_packet_names_nobody_else_but_their_manager() {
    let folder = edition();
    let people: Vec<serde_json::Value> = fs::read_dir(folder.join("people"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| json(&path))
        .collect();
    let names: Vec<(String, String)> = people
        .iter()
        .map(|packet| {
            let title = packet["head"]["title"].as_str().unwrap();
            (packet["id"].as_str().unwrap().to_owned(), title.to_owned())
        })
        .collect();
    for packet in &people {
        let id = packet["id"].as_str().unwrap();
        let own = packet["head"]["title"].as_str().unwrap();
        // The manager, who may own an action, by both names.
        let manager = common::managers(id);
        let page = fs::read_to_string(folder.join(format!("people/{id}.html"))).unwrap();
        let data = packet.to_string();
        for (other, name) in names.iter().filter(|(other, _)| other != id) {
            assert!(
                !page.contains(other.as_str()) && !data.contains(other.as_str()),
                "{id} shows {other}"
            );
            // Namesakes and managers aside; a short name may be part of one's own.
            if !own.contains(name.as_str()) && !manager.contains(name.as_str()) {
                assert!(
                    !page.contains(name.as_str()),
                    "the packet of {id} names {name}"
                );
                assert!(
                    !data.contains(name.as_str()),
                    "the data of {id} names {name}"
                );
            }
        }
    }
}

#[test]
fn the_total_can_be_computed_again_from_the_scorecard() {
    for (name, bytes) in files(&edition().join("people")) {
        if !name.ends_with(".json") {
            continue;
        }
        let packet: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let Some(score) = packet["glance"]["score_value"].as_f64() else {
            continue;
        };
        let (mut sum, mut weight) = (0.0, 0.0);
        for group in packet["scorecard"]["groups"].as_array().unwrap() {
            for item in group["items"].as_array().unwrap() {
                if let Some(points) = item["points_number"].as_f64() {
                    let own = item["weight_number"].as_f64().unwrap();
                    sum += own * points;
                    weight += own;
                }
            }
        }
        assert!(
            (sum / weight - score).abs() <= 0.05 + 1e-9,
            "{name}: {} is not {score}",
            sum / weight
        );
    }
}

#[test]
fn no_message_is_missing_or_unfilled_in_any_packet() {
    for (name, bytes) in files(&edition()) {
        if name.ends_with(".html") || name.ends_with(".json") {
            let text = String::from_utf8(bytes).unwrap();
            for trace in ["⟨", "{$", "{ $", "NaN", "undefined"] {
                assert!(!text.contains(trace), "{name} contains {trace}");
            }
        }
    }
}

#[test]
fn pages_ask_the_network_for_nothing() {
    for (name, bytes) in files(&edition()) {
        if name.ends_with(".html") {
            let text = String::from_utf8(bytes).unwrap();
            for reference in ["src=\"http", "href=\"http", "url(http", "@import", "//cdn"] {
                assert!(!text.contains(reference), "{name} contains {reference}");
            }
        }
    }
}

#[test]
fn links_between_the_files_of_an_edition_lead_somewhere() {
    let folder = edition();
    for (name, bytes) in files(&folder) {
        if !name.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let base = Path::new(&name).parent().unwrap().to_owned();
        for target in text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            if !target.starts_with('#') {
                let path = folder.join(&base).join(target);
                assert!(
                    path.exists(),
                    "{name} leads to {target}, which is not there"
                );
            }
        }
    }
}

#[test]
fn the_manifest_lists_every_file_with_its_checksum() {
    use sha2::{Digest, Sha256};
    let all = files(&edition());
    let manifest = json(&edition().join("manifest.json"));
    let listed = manifest["files"].as_object().unwrap();
    assert_eq!(listed.len() + 1, all.len());
    for (name, entry) in listed {
        let hex: String = Sha256::digest(&all[name])
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(entry["sha256"].as_str(), Some(hex.as_str()), "{name}");
        assert_eq!(
            entry["size"].as_u64(),
            Some(all[name].len() as u64),
            "{name}"
        );
    }
    let inputs = fs::read_dir(format!("{}/data", common::SAMPLE)).unwrap();
    assert_eq!(
        manifest["inputs"].as_object().unwrap().len(),
        inputs.count()
    );
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let out = common::run_sample(&["--period", "2026-10", "--jobs", "1"]);
    let (one, many) = (files(&out.path().join("2026-10")), files(&edition()));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        many.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(bytes == &many[name], "{name} differs");
    }
}

#[test]
fn a_packet_that_fails_does_not_stop_the_others() {
    let small = Small::new();
    // A template that asks for what paper cannot show, for one of them.
    let person = include_str!("../templates/person.html").replace(
        "</article>",
        "{% if packet.id == \"B2\" %}<video></video>{% endif %}</article>",
    );
    small.put("templates/person.html", &person);
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    let text = complaints(&output);
    assert!(
        text.contains("B2") && text.contains("template-markup") && text.contains("<video>"),
        "{text}"
    );
    let names: Vec<String> = files(&small.edition()).into_keys().collect();
    assert!(names.contains(&"people/A1.pdf".to_owned()));
    assert!(
        !names.iter().any(|name| name.starts_with("people/B2")),
        "{names:?}"
    );
    let report = json(&small.edition().join("report.json"));
    assert_eq!(report["failed"][0]["id"], "B2");
    let index = fs::read_to_string(small.edition().join("index.html")).unwrap();
    assert!(index.contains("people/A1.pdf") && !index.contains("people/B2"));
}

#[test]
fn a_run_for_a_few_people_leaves_the_edition_of_all_alone() {
    let small = Small::new();
    assert_eq!(small.run(&["--format", "json"]).status.code(), Some(0));
    let before = files(&small.edition());
    assert_eq!(small.run(&["--only", "A1"]).status.code(), Some(0));
    assert_eq!(files(&small.edition()), before);
    let part = files(&small.folder.path().join("archive/2026-01.only"));
    assert!(part.contains_key("people/A1.pdf") && !part.contains_key("people/B2.pdf"));
}

#[test]
fn a_killed_run_leaves_no_half_edition_and_the_next_one_succeeds() {
    let out = tempfile::tempdir().unwrap();
    let arguments = [
        "run",
        SAMPLE,
        "--period",
        "2026-10",
        "--out",
        out.path().to_str().unwrap(),
    ];
    for delay in [300, 2500, 5000] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scorepack"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        let _ = child.wait();
        let target = out.path().join("2026-10");
        // Whole or not there at all, however far the run had come.
        assert!(!target.exists() || target.join("manifest.json").exists());
    }
    let output = scorepack(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(
        files(&out.path().join("2026-10")).len(),
        files(&edition()).len()
    );
    let left: Vec<String> = fs::read_dir(out.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("staging") || name.contains("old"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn quarters_and_years_have_editions_too() {
    for period in ["2026-Q3", "2025"] {
        let out = common::run_sample(&["--period", period, "--format", "json", "--only", "E003"]);
        let packet = json(&out.path().join(format!("{period}.only/people/E003.json")));
        assert_eq!(packet["period"], *period);
        // Quarterly items are scored, not only shown.
        assert_eq!(packet["scorecard"]["unscored"].as_array().unwrap().len(), 0);
    }
}
