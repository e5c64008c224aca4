//! Tables that are made from other tables.

use super::*;

fn query(name: &str, sql: &str, columns: Vec<ColumnSource>) -> TableSource {
    let sql = sql.to_owned();
    let mut source = TableSource::new(name, Origin::Query { sql });
    source.columns = columns;
    source
}

#[test]
fn a_query_sees_files_and_earlier_queries_and_its_rows_are_sorted() {
    let folder = Folder::with("t.csv", "id,n\nb,1\na,2\nb,3\n");
    let sources = [
        folder.table("t", "t.csv", vec![text("id"), integer("n")]),
        query(
            "sums",
            "SELECT id, SUM(n) AS total FROM t GROUP BY id",
            vec![],
        ),
        query("large", "SELECT id FROM sums WHERE total > 2", vec![]),
    ];
    let loaded = load(&sources, &context());
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(cells(&loaded, "sums", "id"), ["a", "b"]);
    assert_eq!(cells(&loaded, "sums", "total"), ["2", "4"]);
    assert_eq!(cells(&loaded, "large", "id"), ["b"]);
}

#[test]
fn a_wrong_query_names_the_tables_that_there_are() {
    let folder = Folder::with("t.csv", "id\nb\n");
    let sources = [
        folder.table("t", "t.csv", vec![text("id")]),
        query("v", "SELECT id FROM tt", vec![]),
        query("w", "SELEC id", vec![]),
    ];
    let loaded = load(&sources, &context());
    assert_eq!(codes(&loaded), ["wrong-query", "wrong-query"]);
    assert!(loaded.diagnostics[0].message.contains("tt"));
    assert!(loaded.diagnostics[0].hint.contains(": t."));
}

#[test]
fn the_columns_of_a_query_are_checked_like_those_of_a_file() {
    let folder = Folder::with("t.csv", "id,n,at\na,1,2025-10-31T20:00:00Z\nb,,\n");
    let at = column("at", ColumnKind::Instant);
    let mut view = query(
        "v",
        "SELECT id, n, at FROM t",
        vec![text("id"), required(integer("n")), at.clone()],
    );
    view.time_zone = chrono_tz::Tz::Asia__Shanghai;
    view.source_time_zone = Some(chrono_tz::Tz::UTC);
    let table = folder.table("t", "t.csv", vec![text("id"), integer("n"), at]);
    let loaded = load(&[table, view], &context());
    assert_eq!(
        cells(&loaded, "v", "at"),
        ["2025-11-01 04:00:00"],
        "moved once only"
    );
    assert_eq!(refusals(&loaded), [("missing-value", None, 2)]);
    assert_eq!(loaded.refused[0].table, "v");
}

#[test]
fn a_roster_may_be_a_query_and_others_are_checked_against_it() {
    let folder = Folder::with("hr.csv", "id,state\nE1,in\nE2,out\n");
    folder.write("t.csv", "id\nE1\nE2\n");
    let mut roster = query("roster", "SELECT id FROM hr WHERE state = 'in'", vec![]);
    roster.person = Some("id".to_owned());
    let mut table = folder.table("t", "t.csv", vec![text("id")]);
    table.person = Some("id".to_owned());
    let hr = folder.table("hr", "hr.csv", vec![text("id"), text("state")]);
    let loaded = load(&[table, hr, roster], &context());
    assert_eq!(cells(&loaded, "t", "id"), ["E1"]);
    assert_eq!(refusals(&loaded), [("unknown-engineer", Some(3), 2)]);
}
