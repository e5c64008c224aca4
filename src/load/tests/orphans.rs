//! A refused row of the roster, and what it does to the other tables.

use super::checks::roster;
use super::*;

/// A table of rows that belong to people.
fn own(folder: &Folder, name: &str, content: &str) -> TableSource {
    folder.write(&format!("{name}.csv"), content);
    let mut source = folder.table(name, &format!("{name}.csv"), vec![text("id"), integer("n")]);
    source.person = Some("id".to_owned());
    source
}

fn said<'a>(loaded: &'a Loaded, code: &str) -> Vec<&'a Diagnostic> {
    let found = loaded.diagnostics.iter();
    found.filter(|finding| finding.code == code).collect()
}

#[test]
fn a_refused_row_of_the_roster_is_told_once_and_not_again_in_every_table() {
    // E2 leaves before she comes, so her row is refused: line 3.
    let folder = Folder::with(
        "roster.csv",
        "id,valid_from,valid_to\nE1,2020-01-01,\nE2,2020-02-01,2020-01-01\n",
    );
    let issues = own(&folder, "issues", "id,n\nE1,1\nE2,2\nE2,3\n");
    let surveys = own(&folder, "surveys", "id,n\nE2,1\nE1,2\n");
    let loaded = load(&[roster(&folder), issues, surveys], &context());
    assert_eq!(codes(&loaded), ["finish-before-start", "orphaned-rows"]);
    let orphans = said(&loaded, "orphaned-rows")[0];
    assert_eq!((orphans.place.row, orphans.place.line), (Some(2), Some(3)));
    assert_eq!(
        orphans.message,
        "3 rows of 2 tables (issues, surveys) are refused because they name `E2`, whose row of the roster was refused (`valid_to` 2020-01-01 is before `valid_from` 2020-02-01)."
    );
    // They are refused and counted all the same.
    assert_eq!(refusals(&loaded).len(), 4);
    assert_eq!(loaded.reports[1].refusals["unknown-engineer"], 2);
}

#[test]
fn people_whom_the_roster_never_had_are_still_unknown() {
    let folder = Folder::with(
        "roster.csv",
        "id,valid_from,valid_to\nE1,2020-01-01,\nE2,2020-02-01,2020-01-01\n",
    );
    let issues = own(&folder, "issues", "id,n\nE2,1\nE8,2\nE9,3\n");
    let loaded = load(&[roster(&folder), issues], &context());
    let unknown = said(&loaded, "unknown-engineer");
    assert_eq!(unknown.len(), 1);
    assert_eq!(
        unknown[0].message,
        "2 rows are refused in `issues`; the first: `id`: `E8` is not in the roster."
    );
    assert_eq!(unknown[0].place.line, Some(3));
    assert_eq!(said(&loaded, "orphaned-rows").len(), 1);
}

#[test]
fn of_many_refused_people_five_are_told_and_the_others_counted() {
    let mut people = String::from("id,valid_from,valid_to\nE0,2020-01-01,\n");
    let mut rows = String::from("id,n\n");
    for number in 1..=7 {
        people += &format!("E{number},2020-02-01,2020-01-01\n");
        rows += &format!("E{number},{number}\n");
    }
    let folder = Folder::with("roster.csv", &people);
    let issues = own(&folder, "issues", &rows);
    let loaded = load(&[roster(&folder), issues], &context());
    let orphans = said(&loaded, "orphaned-rows");
    assert_eq!(orphans.len(), 6);
    assert_eq!(
        orphans[5].message,
        "2 rows of 1 table (issues) are refused because they name 2 more people whose rows of the roster were refused; the first: `E6`."
    );
}
