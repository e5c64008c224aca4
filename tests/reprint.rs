//! A packet rendered again from its JSON is what the run wrote, byte for byte.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use crate::common::{SMALL, Small, complaints, files, run_sample, scorepack};
use tempfile::TempDir;

/// What `render` makes of these files, with its exit code.
fn render(from: &[&str], more: &[&str]) -> (TempDir, Output) {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let mut arguments = vec!["render", "--out", folder];
    arguments.extend(more);
    arguments.push("--from");
    arguments.extend(from);
    let output = scorepack(&arguments);
    (out, output)
}

/// The pages and documents of packets in a folder, by path.
fn packets(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = files(folder);
    found.retain(|name, _| name.ends_with(".html") || name.ends_with(".pdf"));
    found.remove("index.html");
    found
}

/// Says which files differ, not how.
fn assert_same(made: &BTreeMap<String, Vec<u8>>, written: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        written.keys().collect::<Vec<_>>()
    );
    let different: Vec<&String> = made
        .iter()
        .filter(|(name, bytes)| written[*name] != **bytes)
        .map(|(name, _)| name)
        .collect();
    assert!(different.is_empty(), "{different:?} differ");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_packet_of_the_sample_company_comes_out_as_it_was_written() {
    let archive = run_sample(&["--period", "2026-10"]);
    let edition = archive.path().join("2026-10");
    let (out, output) = render(&[text(&edition)], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert_eq!(complaints(&output), "");
    let written = packets(&edition);
    assert!(written.len() > 100, "{} files", written.len());
    assert!(written.contains_key("organisation.pdf"));
    assert_same(&packets(out.path()), &written);

    // One alone is the same as among all; the language is the packet's own.
    let json = |name: &str| edition.join(name);
    let (person, team) = (json("people/E003.json"), json("teams/T02.json"));
    let (out, _) = render(&[text(&person), text(&team)], &["--format", "pdf"]);
    let alone = packets(out.path());
    assert_eq!(alone.len(), 2);
    for (name, bytes) in alone {
        assert!(bytes == written[&name], "{name}");
    }
}

#[test]
fn pages_in_either_language_with_a_workspaces_own_look_come_out_as_they_were_written() {
    for language in ["en", "zh"] {
        let small = Small::new();
        let accent = format!("{SMALL}theme: {{accent: \"#7a1f5c\", logo: look/logo.svg}}\n");
        small.put(
            "look/logo.svg",
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><path d="M0 0h3v1z"/></svg>"#,
        );
        small.put("scorepack.yaml", &accent);
        small.put("templates/styles.css", "/* ours */ body { margin: 3rem }");
        small.put(
            "templates/locales/en/own.ftl",
            "page-section-scorecard = What counted\n",
        );
        let run = small.run(&["--locale", language]);
        assert_eq!(run.status.code(), Some(0), "{}", complaints(&run));
        let edition = small.edition();
        // The edition keeps what it needs: the workspace is not read again.
        small.put("scorepack.yaml", "gone");
        small.put("templates/styles.css", "gone");
        let (out, output) = render(&[text(&edition)], &["--format", "html,pdf"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let written = packets(&edition);
        assert_eq!(written.len(), 8, "two people, a team, the organisation");
        assert!(String::from_utf8_lossy(&written["people/A1.html"]).contains("margin: 3rem"));
        assert_same(&packets(out.path()), &written);
    }
}

#[test]
fn an_edition_keeps_the_font_that_its_documents_are_written_with() {
    let small = Small::new();
    // A font may lie anywhere, also outside the workspace.
    let elsewhere = tempfile::tempdir().unwrap();
    let font = elsewhere.path().join("more.ttf");
    let own = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/fonts/NotoSansSymbols2-Regular.ttf"
    );
    fs::copy(own, &font).unwrap();
    let theme = format!("{SMALL}theme: {{fallback_font: {}}}\n", text(&font));
    small.put("scorepack.yaml", &theme);
    let run = small.run(&[]);
    assert_eq!(run.status.code(), Some(0), "{}", complaints(&run));
    let edition = small.edition();
    drop(elsewhere);
    small.put("scorepack.yaml", "gone");
    let (out, output) = render(&[text(&edition)], &["--format", "pdf"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let mut written = packets(&edition);
    written.retain(|name, _| name.ends_with(".pdf"));
    assert_eq!(written.len(), 4, "two people, a team, the organisation");
    assert_same(&packets(out.path()), &written);
}

#[test]
fn json_and_patterns_are_understood_too() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let pattern = small.edition().join("people/*.json");
    let (out, output) = render(&[text(&pattern)], &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let made = files(out.path());
    assert_eq!(made.len(), 2);
    for (name, bytes) in made {
        assert!(
            bytes == fs::read(small.edition().join(&name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_packet_taken_out_of_its_edition_needs_the_workspace() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("mine.json");
    fs::copy(small.edition().join("people/A1.json"), &copy).unwrap();
    let (_, output) = render(&[text(&copy)], &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = complaints(&output);
    assert!(said.contains("error[missing-edition]"), "{said}");
    assert!(
        said.contains("mine.json") && said.contains("--workspace"),
        "{said}"
    );

    let (out, output) = render(&[text(&copy)], &["--workspace", small.path()]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let made = fs::read(out.path().join("people/A1.pdf")).unwrap();
    assert!(made == fs::read(small.edition().join("people/A1.pdf")).unwrap());
}

#[test]
fn what_is_no_packet_is_told_and_the_others_are_made() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let people = small.edition().join("people");
    let packet = fs::read_to_string(people.join("A1.json")).unwrap();
    let put = |name: &str, text: &str| fs::write(people.join(name), text).unwrap();
    put("broken.json", "{\n  \"format\": 1,\n  oops");
    put("other.json", "{\"hello\": 1}");
    put(
        "newer.json",
        &packet.replacen("\"format\":1", "\"format\":99", 1),
    );
    let unfit = packet.replacen("\"organisation\":\"Small\"", "\"organisation\":7", 1);
    assert_ne!(unfit, packet);
    put("unfit.json", &unfit);
    let (out, output) = render(&[text(&people)], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = complaints(&output);
    for (code, place) in [
        ("not-a-packet", "broken.json:3"),
        ("not-a-packet", "other.json"),
        ("other-packet-format", "newer.json"),
        ("not-a-packet", "head.organisation"),
    ] {
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
        assert!(said.contains(place), "{place}: {said}");
    }
    assert_eq!(said.matches("help: ").count(), 4, "{said}");
    assert_eq!(
        packets(out.path()).len(),
        4,
        "two people, page and document"
    );

    let (_, output) = render(&["no/such/*.json"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("error[missing-file]"));
}

#[test]
fn an_edition_that_lacks_something_or_was_changed_says_so() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let edition = small.edition();
    let packet = edition.join("people/A1.json");

    // Changed by hand: made, but not without a word.
    let written = fs::read_to_string(&packet).unwrap();
    fs::write(&packet, written.replacen("Ada", "Eve", 1)).unwrap();
    let (out, output) = render(&[text(&packet)], &["--format", "html"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(complaints(&output).contains("warning[changed-packet]"));
    assert_eq!(packets(out.path()).len(), 1);

    // Another workspace: likewise.
    let other = Small::new();
    other.put("templates/styles.css", "body { margin: 1rem }");
    let (_, output) = render(&[text(&packet)], &["--workspace", other.path()]);
    assert!(complaints(&output).contains("warning[other-configuration]"));

    // An edition is never written to.
    let folder = text(&edition);
    let output = scorepack(&["render", "--from", text(&packet), "--out", folder]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("error[output-is-edition]"));

    fs::remove_file(edition.join("fonts.json")).unwrap();
    fs::write(edition.join("configuration/scorepack.yaml"), "changed").unwrap();
    let (_, output) = render(&[text(&packet)], &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = complaints(&output);
    assert!(said.contains("error[incomplete-edition]"), "{said}");
    assert!(said.contains("configuration/scorepack.yaml"), "{said}");
    let (_, output) = render(&[text(&packet)], &["--workspace", small.path()]);
    assert!(complaints(&output).contains("fonts.json"));
}
