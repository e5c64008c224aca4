//! A language that nobody speaks: English with accents, longer by half and in brackets. The
//! sample company in it shows what is written past the messages, and what has no room.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::common::{SAMPLE, Small, complaints, files, scorepack};
use tempfile::TempDir;

/// The words of a message longer and with accents; what stands in braces as it is.
fn stretched(text: &str, depth: &mut usize) -> String {
    let mut written = String::new();
    for letter in text.chars() {
        match letter {
            '{' => *depth += 1,
            '}' => *depth -= 1,
            _ => {}
        }
        let accented = "aàeéiíoóuúAÁEÉIÍOÓUÚ".chars().collect::<Vec<_>>();
        let found = accented.chunks(2).find(|pair| pair[0] == letter);
        match found.filter(|_| *depth == 0) {
            Some(pair) => written.extend([pair[1], pair[1]]),
            None => written.push(letter),
        }
    }
    written
}

/// A message file in that language. `depth` counts open braces over lines.
fn pseudo(text: &str) -> String {
    let mut depth = 0_usize;
    let mut lines = Vec::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let (head, value) = match line.split_once(" = ") {
            Some((key, value)) if indent == 0 && !line.starts_with('#') => {
                (format!("{key} = "), value)
            }
            _ if indent == 0 => {
                lines.push(line.to_owned());
                continue;
            }
            // `[one] …` and `*[other] …` within a choice.
            _ if depth > 0 => match line.split_once("] ") {
                Some((name, value)) => (format!("{name}] "), value),
                None => {
                    stretched(line, &mut depth);
                    lines.push(line.to_owned());
                    continue;
                }
            },
            _ => (line[..indent].to_owned(), &line[indent..]),
        };
        let outer = std::mem::take(&mut depth);
        let value = stretched(value, &mut depth);
        // A message of one line is in brackets, so that one that is cut would show.
        let whole = indent == 0 && depth == 0 && !value.is_empty();
        depth += outer;
        lines.push(match whole {
            true => format!("{head}[{value}]"),
            false => format!("{head}{value}"),
        });
    }
    lines.join("\n") + "\n"
}

/// A copy of the sample with that language.
static SAMPLE_IN_IT: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for (name, bytes) in files(Path::new(SAMPLE)) {
        if !name.starts_with("archive/") && !name.starts_with("cases/") {
            put(&name, &bytes);
        }
    }
    let english = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/locales/en");
    for (name, bytes) in files(&english) {
        let text = pseudo(&String::from_utf8(bytes).unwrap());
        put(&format!("templates/locales/xx/{name}"), text.as_bytes());
    }
    let path = folder.path().to_str().unwrap();
    let output = scorepack(&["run", path, "--period", "2026-10", "--locale", "xx"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    folder
});

/// The files of its edition, by name.
fn edition() -> std::collections::BTreeMap<String, Vec<u8>> {
    files(&SAMPLE_IN_IT.path().join("archive/2026-10"))
}

#[test]
fn every_packet_is_made_in_a_language_of_the_workspace_with_no_message_missing() {
    let edition = edition();
    let packets = |kind: &str| edition.keys().filter(|name| name.ends_with(kind)).count();
    assert_eq!(
        packets(".pdf"),
        packets(".html") - 1,
        "all but the index have both"
    );
    assert!(packets(".pdf") > 50);
    for (name, bytes) in &edition {
        if name.ends_with(".html") || name.ends_with(".json") {
            let text = String::from_utf8_lossy(bytes);
            // `⟨key⟩` stands for a message that is not there, `{$name}` for what it is not given.
            for sign in ["⟨", "{$", "{ $"] {
                let at = text
                    .find(sign)
                    .map(|at| text[at..].chars().take(60).collect::<String>());
                assert_eq!(at, None, "{name}");
            }
        }
    }
    let page = String::from_utf8_lossy(&edition["people/E003.html"]);
    assert!(page.contains("<html lang=\"xx\">"));
    assert!(
        page.contains(&stretched("Scorecard", &mut 0)),
        "{page:.3000}"
    );
}

/// Every text in quotes in the source without its tests, and every template.
fn written_in_source() -> (Vec<String>, String) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut quoted = Vec::new();
    let is_test = |name: &str| name.ends_with("tests.rs") || name.contains("tests/");
    let sources = files(&repository.join("src")).into_iter();
    for (_, bytes) in sources.filter(|(name, _)| !is_test(name)) {
        let text = String::from_utf8(bytes).unwrap();
        quoted.extend(text.split('"').map(str::to_owned));
    }
    let templates = files(&repository.join("templates")).into_iter();
    let templates = templates.filter(|(name, _)| name.ends_with(".html"));
    let templates = templates.map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    (quoted, templates.collect())
}

#[test]
fn no_message_is_there_that_nothing_says() {
    let (quoted, templates) = written_in_source();
    let exact: std::collections::BTreeSet<&str> = quoted.iter().map(String::as_str).collect();
    // `raise-need-{kind}` in the source says every message that begins and ends like it, and
    // `packet-role-` every one that begins so.
    let dashes = |text: &str| text.matches('-').count();
    let patterns: Vec<(&str, &str, usize)> = quoted
        .iter()
        .filter(|text| !text.contains([' ', '\n', '(']) && text.contains('-'))
        .filter_map(|text| match text.ends_with('-') {
            true => Some((text.as_str(), "", dashes(text))),
            false => {
                let (begin, end) = (text.split_once('{')?.0, text.rsplit_once('}')?.1);
                Some((begin, end, dashes(text)))
            }
        })
        .filter(|(begin, ..)| begin.contains('-'))
        .collect();
    let english = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/locales/en");
    let mut unused = Vec::new();
    for (file, bytes) in files(&english) {
        let text = String::from_utf8(bytes).unwrap();
        let keys = text
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| Some(line.split_once('=')?.0.trim()));
        for key in keys {
            let on_page = key
                .strip_prefix("page-")
                .map(|rest| format!("text.{}", rest.replace('-', "_")));
            let of_unit = key.starts_with("unit-") || key.starts_with("change-");
            // `{key}-short` says another form of what is said elsewhere.
            let base = key.strip_suffix("-short");
            let said = exact.contains(key)
                || base.is_some_and(|base| exact.contains("{key}-short") && exact.contains(base))
                || of_unit
                || on_page.is_some_and(|name| templates.contains(&name))
                || patterns.iter().any(|(begin, end, least)| {
                    key.starts_with(begin) && key.ends_with(end) && dashes(key) >= *least
                });
            if !said {
                unused.push(format!("{file}: {key}"));
            }
        }
    }
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn headings_of_pages_come_from_messages_alone() {
    let edition = edition();
    for name in [
        "people/E003.html",
        "teams/T02.html",
        "organisation.html",
        "index.html",
    ] {
        let page = String::from_utf8_lossy(&edition[name]);
        for heading in page.split("<h2>").skip(1) {
            let heading = heading.split("</h2>").next().unwrap();
            let accented = heading.chars().any(|letter| "àéíóúÁÉÍÓÚ".contains(letter));
            assert!(
                accented,
                "{name}: `{heading}` is not in the language of the page"
            );
        }
    }
}

#[test]
fn longer_words_stay_on_the_pages_of_documents() {
    let edition = SAMPLE_IN_IT.path().join("archive/2026-10");
    for name in [
        "people/E003.pdf",
        "people/E026.pdf",
        "teams/T02.pdf",
        "organisation.pdf",
    ] {
        let path = edition.join(name);
        let output = Command::new("pdftotext")
            .args(["-bbox", path.to_str().unwrap(), "-"])
            .output();
        let text = match output {
            Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
            Err(error) => {
                let required = std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_some();
                assert!(!required, "pdftotext: {error}");
                return;
            }
        };
        let mut words = 0;
        for line in text.lines().filter(|line| line.contains("<word ")) {
            let number = |key: &str| -> f32 {
                let rest = line.split(&format!("{key}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            words += 1;
            // The margins at the sides are 40 pt; a hanging blank may reach a little further.
            assert!(
                number("xMin") >= 39.0 && number("xMax") <= 595.28 - 38.0,
                "{name}: {line}"
            );
            assert!(
                number("yMin") >= 0.0 && number("yMax") <= 841.9,
                "{name}: {line}"
            );
        }
        assert!(words > 300, "{name}");
    }
}

#[test]
fn a_language_that_nobody_brings_is_told_with_those_that_there_are() {
    let output = Small::new().run(&["--locale", "fr"]);
    assert_eq!(output.status.code(), Some(2));
    let said = complaints(&output);
    assert!(
        said.contains("error[unknown-language]") && said.contains("en, zh"),
        "{said}"
    );
}

#[test]
fn what_a_language_of_the_workspace_does_not_say_is_said_in_english() {
    let small = Small::new();
    small.put("templates/locales/fr/own.ftl", "page-scorecard = Fiche\n");
    let output = small.run(&["--locale", "fr", "--format", "html"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let page = fs::read_to_string(small.edition().join("people/A1.html")).unwrap();
    assert!(page.contains("Fiche") && page.contains("<html lang=\"fr\">"));
    assert!(page.contains("All packets of this period"));
    // Dates need no messages: CLDR has them in every language.
    assert!(page.contains("janvier 2026") && !page.contains("January 2026"));
}
