//! The page over all periods: who had which score when, from what each edition leaves behind.
//!
//! January, by hand: Ada is on time for 2 of 3 orders (66.7 points, C), Ben for 1 of 1 (100,
//! S); their team for 3 of 4 (75, B). In February Ada is on time for 2 of 2 (100, S) and Ben
//! for 1 of 2 (50, D); their team for 3 of 4 again.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::fs;
use std::path::PathBuf;

use crate::common::{FEBRUARY, IN_TIME, Small, files, json, scorecard};
use serde_json::{Value, json};

fn workspace() -> Small {
    let card = scorecard(&[("in_time", 100)]);
    Small::scored("2026-03-05", FEBRUARY, IN_TIME, &card)
}

fn run(small: &Small, arguments: &[&str]) {
    small.make(arguments);
}

fn archive(small: &Small) -> PathBuf {
    small.folder.path().join("archive")
}

/// What the page has read of editions is kept; without it they are read again.
fn forget(small: &Small) {
    fs::remove_file(archive(small).join("overview.json")).unwrap();
}

fn page(small: &Small) -> String {
    fs::read_to_string(archive(small).join("index.html")).unwrap()
}

/// The JSON that an edition hands to the page's script.
fn marks(small: &Small, period: &str) -> Value {
    let text = fs::read_to_string(archive(small).join(period).join("history.js")).unwrap();
    let json = text.strip_prefix("scorepack(").unwrap();
    serde_json::from_str(json.strip_suffix(");\n").unwrap()).unwrap()
}

/// The texts of the cells of the row that begins with this name, within one list.
fn row(page: &str, list: &str, name: &str) -> Vec<String> {
    let body = page
        .split(&format!("<tbody id=\"{list}\">"))
        .nth(1)
        .unwrap();
    let body = body.split("</tbody>").next().unwrap();
    let start = format!("<tr><th scope=\"row\" class=\"strong\">{name}</th>");
    let row = body
        .split(&start)
        .nth(1)
        .unwrap()
        .split("</tr>")
        .next()
        .unwrap();
    let text = |cell: &str| {
        let mut inside = false;
        let kept = cell.chars().filter(|character| {
            inside = (inside || *character == '<') && *character != '>';
            !inside && *character != '>'
        });
        kept.collect::<String>().trim().to_owned()
    };
    row.split("</td>")
        .map(text)
        .filter(|cell| !cell.is_empty())
        .collect()
}

#[test]
fn the_page_says_what_everybody_had_in_every_period_and_leads_to_each_packet() {
    let small = workspace();
    run(&small, &["--period", "2026-01"]);
    run(&small, &["--period", "2026-02"]);
    let page = page(&small);
    assert_eq!(
        row(&page, "people", "Ada"),
        ["A1", "T1", "C 66.7", "S 100.0"]
    );
    assert_eq!(
        row(&page, "people", "Ben"),
        ["B2", "T1", "S 100.0", "D 50.0"]
    );
    assert_eq!(row(&page, "teams", "T1"), ["T1", "B 75.0", "B 75.0"]);
    assert_eq!(
        row(&page, "pairs", "T1"),
        ["T1", "75.0", "B", "75.0", "B", "0.0"]
    );
    for link in [
        "2026-01/index.html",
        "2026-02/organisation.html",
        "2026-01/people/A1.html",
        "2026-02/people/B2.html",
        "2026-02/teams/T1.html",
    ] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
        assert!(archive(&small).join(link).is_file(), "{link}");
    }
    let index = fs::read_to_string(archive(&small).join("2026-02/index.html")).unwrap();
    assert!(index.contains("href=\"../index.html\""), "the way back");
    assert!(
        page.contains("Scores of Ada: 66.7, 100.0"),
        "the history line"
    );
}

#[test]
fn each_edition_leaves_its_marks_and_figures_behind() {
    let small = workspace();
    run(&small, &["--period", "2026-01", "--format", "html"]);
    assert_eq!(
        marks(&small, "2026-01")["people"],
        json!({
            "id": ["A1", "B2"], "name": ["Ada", "Ben"], "also": ["", ""], "team": ["T1", "T1"],
            "score": [667, 1000], "grade": "CS", "file": ["people/A1.html", "people/B2.html"],
        })
    );
    assert_eq!(
        json(&archive(&small).join("2026-01/summary.json")),
        json!({
            "format": 1, "people": 2, "graded": 2, "grades": [1, 0, 0, 1, 0], "median": 83.4,
            "organisation": ["organisation.html"],
        })
    );
}

#[test]
fn a_later_run_touches_no_earlier_edition_and_comes_to_the_same_page_again() {
    let small = workspace();
    run(&small, &["--period", "2026-02"]);
    let february = files(&archive(&small).join("2026-02"));
    run(&small, &["--period", "2026-01"]);
    let (first, edition) = (page(&small), archive(&small).join("2026-01"));
    assert_eq!(february, files(&archive(&small).join("2026-02")));
    run(&small, &["--period", "2026-01"]);
    assert_eq!(page(&small), first);
    fs::remove_dir_all(edition).unwrap();
    run(&small, &["--period", "2026-02"]);
    assert!(
        !page(&small).contains("2026-01/index.html"),
        "it is not there any more"
    );
}

#[test]
fn an_edition_of_a_few_people_is_not_on_the_page() {
    let small = workspace();
    run(&small, &["--period", "2026-01", "--only", "A1"]);
    assert!(!archive(&small).join("index.html").exists());
    run(&small, &["--period", "2026-02"]);
    assert!(!page(&small).contains("2026-01"));
}

#[test]
fn what_a_killed_run_left_and_damaged_editions_do_no_harm() {
    let small = workspace();
    run(&small, &["--period", "2026-01"]);
    let archive = archive(&small);
    fs::write(archive.join(".index.html.new"), "<!doctype ht").unwrap();
    fs::create_dir(archive.join(".staging-2026-02")).unwrap();
    fs::write(archive.join("2026-01/history.js"), "scorepack({").unwrap();
    forget(&small);
    run(&small, &["--period", "2026-02"]);
    assert!(!archive.join(".index.html.new").exists());
    assert_eq!(row(&page(&small), "people", "Ada"), ["A1", "T1", "S 100.0"]);
    // Without its figures an edition is still listed and linked.
    fs::write(archive.join("2026-01/summary.json"), "{").unwrap();
    forget(&small);
    run(&small, &["--period", "2026-02"]);
    assert!(page(&small).contains("href=\"2026-01/index.html\""));
    assert!(!page(&small).contains("2026-01/history.js"));
}

#[test]
fn no_name_can_break_out_of_the_page_or_its_data() {
    let small = workspace();
    let roster = common::ROSTER.replace("Ada", "Ada</script><b>&");
    small.put("data/roster.csv", &roster);
    run(&small, &["--period", "2026-01"]);
    let page = page(&small);
    assert!(!page.contains("</script><b>"), "a name is text");
    assert_eq!(
        marks(&small, "2026-01")["people"]["name"][0],
        "Ada</script><b>&"
    );
    let policy = page
        .split("script-src ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(
        policy.starts_with("'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
}
