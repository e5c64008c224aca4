//! What becomes of rows that are wrong, doubled or out of date.

use super::*;

#[test]
fn a_quoted_line_end_belongs_to_its_cell_and_lines_stay_right() {
    let content =
        "id,note,n\r\n1,\"two\r\nlines\",1\r\n\r\n2,\"a \"\"b\"\", c\",2\r\n3,plain,x\r\n4,last,y";
    let folder = Folder::with("t.csv", content);
    let loaded = load_one(folder.table("t", "t.csv", vec![text("note"), integer("n")]));
    assert_eq!(cells(&loaded, "t", "note"), ["two\nlines", "a \"b\", c"]);
    assert_eq!(
        refusals(&loaded),
        [("wrong-number", Some(6), 3), ("wrong-number", Some(7), 4)]
    );
}

#[test]
fn a_row_with_the_wrong_number_of_fields_is_refused() {
    let folder = Folder::with("t.csv", "a,b\n1,2\n1\n1,2,3\n,\n\"4,5\n6,7\n");
    let loaded = load_one(folder.table("t", "t.csv", vec![text("a"), text("b")]));
    assert_eq!(cells(&loaded, "t", "b"), ["2"]);
    let found = refusals(&loaded);
    assert_eq!(found.len(), 3, "the row without content counts nowhere");
    assert!(found.iter().all(|(code, ..)| *code == "wrong-field-count"));
    assert_eq!(found[2].1, Some(6));
    let last = &loaded.refused[0].rows[2].refusal;
    assert!(last.reason.contains("quote"), "{}", last.reason);
}

#[test]
fn a_refused_row_keeps_its_cells_and_tells_all_its_problems() {
    let folder = Folder::with("t.csv", "x,on,n\nkept,2025-13-01,many\n");
    let columns = vec![required(integer("n")), date("on")];
    let loaded = load_one(folder.table("t", "t.csv", columns));
    let refused = &loaded.refused[0];
    assert_eq!(refused.headers, ["x", "on", "n"]);
    assert_eq!(refused.rows[0].cells, ["kept", "2025-13-01", "many"]);
    let refusal = &refused.rows[0].refusal;
    assert_eq!(
        (refusal.code, refusal.column.as_deref()),
        ("wrong-number", Some("n"))
    );
    assert!(
        refusal.reason.contains("`many` is not a number; `on`"),
        "{}",
        refusal.reason
    );
    let csv = String::from_utf8(refused.to_csv()).unwrap();
    assert!(csv.starts_with("\u{feff}x,on,n,file,row,line,column,reason\n"));
    assert!(csv.contains("kept,2025-13-01,many,t.csv,1,2,n,"));
    assert_eq!(loaded.diagnostics[0].place.to_string(), "t.csv:2 row 1 `n`");
}

#[test]
fn the_report_adds_up_and_shows_the_first_five() {
    let rows: String = (0..9).map(|n| format!("x{n}\n")).collect();
    let folder = Folder::with("t.csv", format!("n\n1\n2\n{rows}"));
    let loaded = load_one(folder.table("t", "t.csv", vec![integer("n")]));
    let report = &loaded.reports[0];
    assert_eq!(
        (report.rows_read, report.rows_used, report.rows_refused),
        (11, 2, 9)
    );
    assert_eq!(report.refusals["wrong-number"], 9);
    let shown: Vec<u32> = report.examples.iter().map(|refusal| refusal.row).collect();
    assert_eq!(shown, [3, 4, 5, 6, 7]);
    assert_eq!(codes(&loaded), ["wrong-number"], "one finding for all nine");
}

#[test]
fn markers_of_nothing_and_maps_come_before_reading() {
    let folder = Folder::with("t.csv", "state,n\n在职,?\n离职,-\n?,3\n休假,4\n");
    let mut state = text("state");
    state.map = [("在职", "active"), ("离职", "left"), ("?", "unknown")]
        .map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()))
        .into();
    state.values = ["active", "left", "unknown"].map(str::to_owned).into();
    let mut n = integer("n");
    n.nulls = vec!["-".to_owned()];
    let mut source = folder.table("t", "t.csv", vec![state, n]);
    source.nulls = vec!["?".to_owned()];
    let loaded = load_one(source);
    assert_eq!(cells(&loaded, "t", "state"), ["active", "left", "unknown"]);
    assert_eq!(cells(&loaded, "t", "n"), ["-", "-", "3"]);
    assert_eq!(refusals(&loaded), [("unknown-value", Some(5), 4)]);
}

#[test]
fn a_required_cell_must_not_be_empty() {
    let folder = Folder::with("t.csv", "id,n\n1,\n2,NULL\n3,3\n");
    let mut source = folder.table("t", "t.csv", vec![required(integer("n"))]);
    source.nulls = vec!["NULL".to_owned()];
    let loaded = load_one(source);
    assert_eq!(
        refusals(&loaded),
        [("missing-value", Some(2), 1), ("missing-value", Some(3), 2)]
    );
}

#[test]
fn booleans_are_read_in_both_languages() {
    let folder = Folder::with("t.csv", "b\nTRUE\nno\n是\n否\n1\n0\nmaybe\n");
    let loaded = load_one(folder.table("t", "t.csv", vec![column("b", ColumnKind::Boolean)]));
    assert_eq!(
        cells(&loaded, "t", "b"),
        ["true", "false", "true", "false", "true", "false"]
    );
    assert_eq!(refusals(&loaded), [("wrong-boolean", Some(8), 7)]);
}

#[test]
fn a_constant_column_has_one_value_and_an_optional_one_may_be_absent() {
    let folder = Folder::with("t.csv", "id\n1\n2\n");
    let mut channel = text("channel");
    channel.constant = Some("email".to_owned());
    let mut budget = column("budget", ColumnKind::Money);
    budget.optional_header = true;
    let loaded = load_one(folder.table("t", "t.csv", vec![channel, budget]));
    assert_eq!(cells(&loaded, "t", "channel"), ["email", "email"]);
    assert_eq!(cells(&loaded, "t", "budget"), ["-", "-"]);
    assert_eq!(loaded.reports[0].absent_columns, ["budget"]);
}

#[test]
fn what_happened_lies_on_or_before_the_day_of_the_data() {
    let folder = Folder::with(
        "t.csv",
        "at,due\n2025-11-05 23:59,2026-01-01\n2025-11-06 00:00,\n",
    );
    let columns = vec![happened(column("at", ColumnKind::Instant)), date("due")];
    let loaded = load_one(folder.table("t", "t.csv", columns));
    assert_eq!(refusals(&loaded), [("future-date", Some(3), 2)]);
}

#[test]
fn nothing_finishes_before_it_starts() {
    let folder = Folder::with(
        "t.csv",
        "a,b\n2025-01-02,2025-01-02\n2025-01-02,2025-01-01\n2025-01-02,\n",
    );
    let mut source = folder.table("t", "t.csv", vec![date("a"), date("b")]);
    source.order = vec![("a".to_owned(), "b".to_owned())];
    let loaded = load_one(source);
    assert_eq!(refusals(&loaded), [("finish-before-start", Some(3), 2)]);
    let reason = &loaded.refused[0].rows[0].refusal.reason;
    assert_eq!(reason, "`b` 2025-01-01 is before `a` 2025-01-02");
    let span = loaded.reports[0].spans["b"];
    assert_eq!(
        (span.earliest, span.latest.to_string()),
        (span.latest, "2025-01-02".to_owned())
    );
}

#[test]
fn instants_with_an_offset_are_local_in_the_frame() {
    let folder = Folder::with("t.csv", "at\n2025-10-31T20:00:00Z\n2025-10-31 20:00\n");
    let columns = vec![column("at", ColumnKind::Instant)];
    let loaded = load_one(folder.table("t", "t.csv", columns));
    assert_eq!(
        cells(&loaded, "t", "at"),
        ["2025-11-01 04:00:00", "2025-10-31 20:00:00"]
    );
}

#[test]
fn of_two_rows_with_one_key_the_later_is_refused() {
    let folder = Folder::with("a.csv", "id,part,n\nx,1,1\nx,2,2\n");
    folder.write("b.csv", "id,part,n\nx,1,3\n,1,4\n");
    let mut source = folder.table(
        "t",
        "*.csv",
        vec![text("id"), integer("part"), integer("n")],
    );
    source.key = vec!["id".to_owned(), "part".to_owned()];
    let loaded = load_one(source);
    assert_eq!(cells(&loaded, "t", "n"), ["1", "2"]);
    assert_eq!(
        refusals(&loaded),
        [("duplicate-key", Some(2), 1), ("missing-value", Some(3), 2)]
    );
    let reason = &loaded.refused[0].rows[0].refusal.reason;
    assert_eq!(reason, "`x, 1` is already in row 1 of a.csv");
}

fn log(folder: &Folder) -> TableSource {
    let columns = vec![text("id"), integer("step"), integer("n")];
    let mut source = folder.table("t", "*.csv", columns);
    source.key = vec!["id".to_owned()];
    source.keep = Some(Keep {
        which: Which::Last,
        by: vec!["id".to_owned()],
        order: vec!["step".to_owned()],
    });
    source
}

#[test]
fn of_a_log_the_last_row_of_each_key_counts() {
    let folder = Folder::with("a.csv", "id,step,n\nx,1,10\nx,3,30\ny,1,1\nx,2,20\n");
    folder.write("b.csv", "id,step,n\nx,3,31\nz,,5\n");
    let loaded = load_one(log(&folder));
    assert_eq!(cells(&loaded, "t", "id"), ["y", "x", "z"]);
    assert_eq!(
        cells(&loaded, "t", "n"),
        ["1", "31", "5"],
        "of equals the later in file order"
    );
    let report = &loaded.reports[0];
    assert_eq!(
        (report.rows_read, report.rows_used, report.rows_superseded),
        (6, 3, 3)
    );
    let mut source = log(&folder);
    source.keep.as_mut().unwrap().which = Which::First;
    assert_eq!(cells(&load_one(source), "t", "n"), ["10", "1", "5"]);
}

#[test]
fn a_faulty_last_row_of_a_log_does_not_make_an_older_one_count() {
    let folder = Folder::with(
        "a.csv",
        "id,step,n\nx,1,10\nx,2,many\ny,1,few\ny,2,20\nz,soon,3\n",
    );
    let loaded = load_one(log(&folder));
    assert_eq!(cells(&loaded, "t", "id"), ["y"]);
    assert_eq!(
        refusals(&loaded),
        [("wrong-number", Some(3), 2), ("wrong-number", Some(6), 5)]
    );
    let report = &loaded.reports[0];
    let parts = report.rows_used + report.rows_refused + report.rows_superseded;
    assert_eq!((report.rows_read, parts), (5, 5));
}

pub(super) fn roster(folder: &Folder) -> TableSource {
    let columns = vec![
        required(text("id")),
        required(date("valid_from")),
        date("valid_to"),
    ];
    let mut source = folder.table("roster", "roster.csv", columns);
    source.person = Some("id".to_owned());
    source.key = vec!["id".to_owned(), "valid_from".to_owned()];
    source.order = vec![("valid_from".to_owned(), "valid_to".to_owned())];
    source
}

#[test]
fn a_row_of_somebody_who_is_not_in_the_roster_is_refused() {
    let folder = Folder::with("roster.csv", "id,valid_from,valid_to\nE1,2020-01-01,\n");
    folder.write("t.csv", "id,n\nE1,1\nE9,2\n,3\n");
    let mut source = folder.table("t", "t.csv", vec![text("id"), integer("n")]);
    source.person = Some("id".to_owned());
    // The roster need not come first.
    let loaded = load(&[source, roster(&folder)], &context());
    assert_eq!(cells(&loaded, "t", "n"), ["1", "3"]);
    assert_eq!(refusals(&loaded), [("unknown-engineer", Some(3), 2)]);
    assert_eq!(loaded.reports[0].rows_unassigned, 1);
}

#[test]
fn a_roster_that_cannot_be_read_makes_nobody_unknown() {
    let folder = Folder::with("t.csv", "id\nE1\n");
    let mut source = folder.table("t", "t.csv", vec![text("id")]);
    source.person = Some("id".to_owned());
    let loaded = load(&[roster(&folder), source], &context());
    assert_eq!(codes(&loaded), ["missing-file"]);
}

#[test]
fn nobody_is_in_the_roster_twice_on_one_day() {
    let content = "id,valid_from,valid_to\n\
        E1,2020-01-01,2020-06-30\nE1,2020-07-01,\n\
        E2,2020-07-01,\nE2,2020-01-01,2020-07-01\n\
        E3,2020-02-01,2020-01-01\n";
    let folder = Folder::with("roster.csv", content);
    let loaded = load_one(roster(&folder));
    assert_eq!(codes(&loaded), ["finish-before-start", "roster-overlap"]);
    let overlap = &loaded.diagnostics[1];
    assert_eq!(overlap.place.row, Some(3));
    assert!(
        overlap.message.contains("row 4 of roster.csv"),
        "{}",
        overlap.message
    );
}

#[test]
fn a_source_that_contradicts_itself_is_an_error() {
    let folder = Folder::with("t.csv", "id,n\n1,2\n");
    let mut on = date("n");
    on.formats = vec!["%Q".to_owned()];
    let mut source = folder.table("t", "t.csv", vec![text("id"), on]);
    source.key = vec!["id".to_owned()];
    source.team = Some("team".to_owned());
    source.keep = Some(Keep {
        which: Which::Last,
        by: vec!["n".to_owned()],
        order: Vec::new(),
    });
    let found: Vec<&str> = source.check().iter().map(|found| found.code).collect();
    assert_eq!(found, ["unknown-column", "wrong-keep", "wrong-format"]);
}
