//! `scorepack init`: the first minutes with the program.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{complaints, files, scorepack};
use tempfile::TempDir;

/// A workspace as `scorepack init` makes it.
fn started() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    let output = scorepack(&["init", demo.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("scorepack run") && said.contains("scorepack check"),
        "{said}"
    );
    (folder, demo)
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The text of a PDF; `None` without poppler.
fn text_of(pdf: &Path) -> Option<String> {
    match Command::new("pdftotext")
        .args([pdf.to_str().unwrap(), "-"])
        .output()
    {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) => {
            let required = std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_some();
            assert!(!required, "pdftotext: {error}");
            None
        }
    }
}

#[test]
fn a_new_workspace_is_clean_and_makes_packets_at_once() {
    let (_folder, demo) = started();
    let demo = demo.to_str().unwrap();
    let check = scorepack(&["check", "--strict", demo]);
    assert_eq!(check.status.code(), Some(0), "{}", complaints(&check));
    assert_eq!(
        String::from_utf8_lossy(&check.stdout),
        "0 errors, 0 warnings\n"
    );
    let run = scorepack(&["run", "--strict", demo]);
    assert_eq!(run.status.code(), Some(0), "{}", complaints(&run));
    let edition = Path::new(demo).join("archive/2026-10");
    let made = files(&edition);
    for name in [
        "index.html",
        "organisation.pdf",
        "people/A01.html",
        "people/B03.pdf",
        "teams/T2.html",
    ] {
        assert!(made.contains_key(name), "{name} is not there");
    }
    let page = String::from_utf8_lossy(&made["people/A02.html"]);
    assert!(
        page.contains("class=\"grade\""),
        "everybody in the starter gets a grade"
    );
    assert!(page.contains("Zhou Qianfan"));
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("mine.txt"), "mine");
    let output = scorepack(&["init", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("folder-not-empty"));
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn templates_are_written_out_and_never_over_changed_ones() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let notes = folder.path().join("templates/notes.html");
    write(&notes, "mine");
    let output = scorepack(&["init", dir, "--templates"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("Kept") && said.contains("notes.html"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&notes).unwrap(), "mine");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut there = files(&folder.path().join("templates"));
    let mut built_in = files(&repository.join("templates"));
    there.remove("notes.html");
    let own = built_in.remove("notes.html").unwrap();
    assert!(
        there == built_in,
        "every template is written out as it is built in"
    );
    let output = scorepack(&["init", dir, "--templates", "--force"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(fs::read(&notes).unwrap(), own);
}

#[test]
fn templates_that_are_written_out_change_nothing_until_they_are_changed() {
    let (_folder, demo) = started();
    let path = demo.to_str().unwrap();
    let run = |out: &str| {
        let out = demo.join(out);
        let arguments = ["run", path, "--only", "A01", "--out", out.to_str().unwrap()];
        let output = scorepack(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let made = files(&out.join("2026-10.only"));
        // Whose configuration it was stands in both, and differs.
        ["people/A01.json", "people/A01.html"].map(|name| {
            let text = String::from_utf8_lossy(&made[name]).into_owned();
            let line = |line: &&str| !line.contains("efinitions");
            text.lines().filter(line).collect::<Vec<_>>().join("\n")
        })
    };
    let before = run("before");
    assert_eq!(
        scorepack(&["init", path, "--templates"]).status.code(),
        Some(0)
    );
    assert!(before == run("after"));
}

#[test]
fn a_section_and_a_kpi_of_ones_own_are_on_the_page_and_on_paper() {
    let (_folder, demo) = started();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let notes = fs::read_to_string(repository.join("templates/notes.html")).unwrap();
    let section = "<section><h2>House rules</h2><p>{{ packet.head.organisation }} talks before it grades.</p></section>";
    write(
        &demo.join("templates/notes.html"),
        &format!("{section}{notes}"),
    );
    let output = scorepack(&["run", demo.to_str().unwrap(), "--only", "A01"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let people = demo.join("archive/2026-10.only/people");
    let page = fs::read_to_string(people.join("A01.html")).unwrap();
    let paper = text_of(&people.join("A01.pdf"));
    for text in [Some(page), paper].into_iter().flatten() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("House rules"));
        assert!(text.contains("Example Service talks before it grades."));
        // The KPI of kpis/own.yaml.
        assert!(text.contains("Repaired on the day"));
    }
}

#[test]
fn what_is_wrong_with_a_template_is_told_with_file_line_and_name() {
    let (_folder, demo) = started();
    let path = demo.to_str().unwrap();
    for (text, line, named) in [
        ("<section>\n{{ packet.colour }}\n</section>", 2, "colour"),
        (
            "<section>\n\n{% for x of packet.tables %}{% endfor %}</section>",
            3,
            "expected in",
        ),
        ("<section>\n{{ packet.id | shout }}</section>", 2, "shout"),
        ("<section>\n<p>never closed\n</section>", 2, "p"),
        (
            "<section>\n\n\n<marquee>no</marquee></section>",
            4,
            "marquee",
        ),
        ("<section>\n<p class=\"loud\">no</p></section>", 2, "loud"),
    ] {
        write(&demo.join("templates/notes.html"), text);
        let output = scorepack(&["run", path, "--only", "A01", "--format", "pdf"]);
        let said = complaints(&output);
        assert_ne!(output.status.code(), Some(0), "{text}");
        assert!(
            said.contains(&format!("templates/notes.html:{line}")),
            "{text}: {said}"
        );
        assert!(said.contains(named), "{text}: {said}");
    }
}
