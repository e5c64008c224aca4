//! The documents, judged by programs that did not make them: poppler and qpdf.
//!
//! Where those are not installed the tests say so and pass, unless the variable
//! `SCOREPACK_REQUIRE_TOOLS` is set, as it is in the gate.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use crate::common::{SAMPLE, Small, complaints, json};
use tempfile::TempDir;

/// Documents of a few people in both languages, a team and the organisation.
static EDITION: LazyLock<TempDir> = LazyLock::new(|| {
    common::run_sample(&[
        "--period",
        "2026-10",
        "--format",
        "pdf,json",
        "--only",
        "E003,E008,E026,E041,T02",
    ])
});

fn document(name: &str) -> PathBuf {
    EDITION.path().join("2026-10.only").join(name)
}

const DOCUMENTS: [&str; 5] = [
    "people/E003",
    "people/E008",
    "people/E026",
    "people/E041",
    "teams/T02",
];

/// What a tool prints; `None` where it is not installed.
fn ask(tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(
                output.status.success(),
                "{tool} {arguments:?}: {text}{}",
                complaints(&output)
            );
            Some(text)
        }
        Err(_) if std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_none() => {
            // The harness shows it with --nocapture.
            eprint(&format!("skipped: {tool} is not installed"));
            None
        }
        Err(error) => unreachable!("{tool}: {error}"),
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn eprint(text: &str) {
    eprintln!("{text}");
}

fn pdf(name: &str) -> String {
    document(&format!("{name}.pdf"))
        .to_str()
        .unwrap()
        .to_owned()
}

/// Text without spaces and line ends, in which a wrapped sentence is found whole.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn documents_are_sound_tagged_and_titled() {
    for name in DOCUMENTS {
        let path = pdf(name);
        let Some(checked) = ask("qpdf", &["--check", &path]) else {
            return;
        };
        assert!(
            checked.contains("No syntax or stream encoding errors"),
            "{name}: {checked}"
        );
        let Some(info) = ask("pdfinfo", &[&path]) else {
            return;
        };
        let packet = json(&document(&format!("{name}.json")));
        let title = packet["head"]["document_title"].as_str().unwrap();
        assert!(info.contains(title), "{name}: {info}");
        assert!(
            info.contains("Tagged:          yes") && info.contains("595.28 x 841.89"),
            "{name}: {info}"
        );
    }
}

#[test]
fn every_font_is_embedded_as_a_subset_that_can_be_read_back() {
    for name in DOCUMENTS {
        let Some(fonts) = ask("pdffonts", &[&pdf(name)]) else {
            return;
        };
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(rows.len() >= 2, "{fonts}");
        for row in rows {
            assert!(
                row.contains("NotoSansSC") && row.contains("yes yes yes"),
                "{name}: {fonts}"
            );
        }
    }
}

#[test]
fn the_text_of_a_document_is_the_text_of_the_packet() {
    for name in DOCUMENTS {
        let Some(text) = ask("pdftotext", &["-layout", &pdf(name), "-"]) else {
            return;
        };
        let Some(raw) = ask("pdftotext", &["-raw", &pdf(name), "-"]) else {
            return;
        };
        let (text, raw) = (squeezed(&text), squeezed(&raw));
        let packet = json(&document(&format!("{name}.json")));
        let mut expected: Vec<&str> = vec![
            packet["head"]["title"].as_str().unwrap(),
            packet["glance"]["score"].as_str().unwrap(),
            packet["scorecard"]["total"].as_str().unwrap(),
        ];
        expected.extend(
            packet["glance"]["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f.as_str().unwrap()),
        );
        expected.extend(
            packet["notes"]["remarks"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| r.as_str().unwrap()),
        );
        for group in packet["scorecard"]["groups"].as_array().unwrap() {
            for item in group["items"].as_array().unwrap() {
                expected.push(item["value"].as_str().unwrap());
                expected.push(item["points"].as_str().unwrap());
            }
        }
        for part in expected {
            let part = squeezed(part);
            assert!(
                text.contains(&part) || raw.contains(&part),
                "{name} lacks {part:?} in:\n{raw}"
            );
        }
    }
}

/// How many pages a document has.
fn pages(path: &str) -> Option<usize> {
    let info = ask("pdfinfo", &[path])?;
    let pages = info.lines().find_map(|l| l.strip_prefix("Pages:")).unwrap();
    Some(pages.trim().parse().unwrap())
}

#[test]
fn everybody_is_told_everything_on_two_to_four_pages_in_both_languages() {
    for language in ["zh", "en"] {
        let edition = common::run_sample(&[
            "--period", "2026-10", "--format", "pdf", "--locale", language,
        ]);
        let people = common::files(&edition.path().join("2026-10/people"));
        assert_eq!(people.len(), 47, "{language}");
        for name in people.keys() {
            let path = edition.path().join("2026-10/people").join(name);
            let Some(pages) = pages(path.to_str().unwrap()) else {
                return;
            };
            assert!(
                (2..=4).contains(&pages),
                "{name} in {language}: {pages} pages"
            );
        }
    }
}

#[test]
fn pages_are_numbered_and_tables_repeat_their_header() {
    let Some(pages) = pages(&pdf("people/E003")) else {
        return;
    };
    for page in 1..=pages {
        let number = page.to_string();
        let arguments = [
            "-f",
            &number,
            "-l",
            &number,
            "-layout",
            &pdf("people/E003"),
            "-",
        ];
        let Some(text) = ask("pdftotext", &arguments) else {
            return;
        };
        assert!(
            squeezed(&text).contains(&format!("{page}/{pages}")),
            "page {page}: {text}"
        );
    }
}

#[test]
fn documents_name_nobody_else() {
    let roster = std::fs::read_to_string(format!("{SAMPLE}/data/roster.csv")).unwrap();
    for name in DOCUMENTS.iter().filter(|name| name.starts_with("people")) {
        let Some(text) = ask("pdftotext", &["-raw", &pdf(name), "-"]) else {
            return;
        };
        let packet = json(&document(&format!("{name}.json")));
        let id = name.rsplit('/').next().unwrap();
        let own = packet["head"].to_string() + &common::managers(id);
        for line in roster.lines().skip(1) {
            let mut cells = line.split(',');
            let (id, person) = (cells.next().unwrap(), cells.next().unwrap());
            assert!(
                name.ends_with(id) || !text.contains(id),
                "{name} shows {id}"
            );
            assert!(
                own.contains(person) || !text.contains(person),
                "{name} shows {person}"
            );
        }
    }
}

#[test]
fn very_long_names_and_labels_stay_on_the_page() {
    let small = Small::new();
    let long = "Bartholomew Featherstonehaugh-Cholmondeley von und zu Unterammergau-Langenscheidt 欧阳上官司徒南宫".repeat(3);
    small.put("data/roster.csv", &common::ROSTER.replace("Ada", &long));
    let kpi = format!(
        "mine:\n  name: {{en: '{long}', zh: '{long}'}}\n  about: A\n  formula: B\n  kind: rate\n  source: work_orders\n  date: opened_at\n  of: fixed_first_visit\n  unit: percent\n  direction: up\n  target: 90\n"
    );
    small.put("kpis/mine.yaml", &kpi);
    small.put(
        "scorecards/service.yaml",
        "name: Mine\nrole: service\ngroups:\n  - id: a\n    name: A\n    items:\n      - {kpi: mine, weight: 100, core: true}\n",
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let path = small.edition().join("people/A1.pdf");
    let Some(boxes) = ask("pdftotext", &["-bbox", path.to_str().unwrap(), "-"]) else {
        return;
    };
    let attribute = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\""))
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    let words: Vec<&str> = boxes
        .lines()
        .filter(|line| line.trim_start().starts_with("<word"))
        .collect();
    assert!(words.len() > 50);
    for word in words {
        let (left, right) = (attribute(word, "xMin"), attribute(word, "xMax"));
        assert!(
            left >= 38.0 && right <= 595.28 - 38.0,
            "off the page: {word}"
        );
    }
}
