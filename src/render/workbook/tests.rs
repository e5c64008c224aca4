//! The workbook read back: texts stay texts, limits of Excel hold, bytes repeat.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::locale::Language;

fn book(sheets: Vec<Sheet<'static>>) -> Workbook<'static> {
    Workbook {
        language: Language::En,
        title: "Scores & more".to_owned(),
        author: "R&D <Ltd>".to_owned(),
        confidentiality: "Confidential".to_owned(),
        as_of: NaiveDate::from_ymd_opt(2026, 11, 5).unwrap(),
        sheets,
    }
}

fn sheet(name: &str, style: Style, rows: Vec<Value<'static>>) -> Sheet<'static> {
    Sheet {
        name: name.to_owned(),
        columns: vec![Column {
            title: "=Heading".to_owned(),
            style,
        }],
        frozen: 1,
        filtered: true,
        rows: Box::new(rows.into_iter().map(|value| vec![value])),
    }
}

fn written(book: Workbook<'_>, most_rows: u32) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fill(book, &Theme::default(), folder.path(), most_rows).unwrap()
}

fn read(bytes: &[u8]) -> Vec<(String, Vec<Data>)> {
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheets = file.worksheets();
    sheets
        .into_iter()
        .map(|(name, range)| (name, range.rows().map(|row| row[0].clone()).collect()))
        .collect()
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let hostile = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=HYPERLINK(\"http://example.org\")",
        "_x0041_",
        "a\u{1}b",
        "<&>\"'",
    ];
    let values = hostile.map(Value::text).to_vec();
    let bytes = written(book(vec![sheet("Texts", Style::Text, values)]), MOST_ROWS);
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let formulas = file.worksheet_formula("Texts").unwrap();
    assert!(formulas.is_empty(), "{formulas:?}");
    let (_, cells) = &read(&bytes)[0];
    assert_eq!(cells[0], Data::String("=Heading".to_owned()));
    for (cell, text) in cells[1..]
        .iter()
        .zip(hostile)
        .filter(|(_, t)| !t.contains(['\r', '\u{1}']))
    {
        assert_eq!(cell, &Data::String(text.to_owned()));
    }
}

#[test]
fn rows_that_do_not_fit_go_on_in_a_further_sheet() {
    let values = (1..=5).map(|n| Value::Number(f64::from(n))).collect();
    let bytes = written(book(vec![sheet("People", Style::Number(0), values)]), 3);
    let sheets = read(&bytes);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["People", "People (2)", "People (3)"]);
    let numbers: Vec<f64> = sheets
        .iter()
        .flat_map(|(_, cells)| &cells[1..])
        .filter_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [1.0, 2.0, 3.0, 4.0, 5.0]);
    assert!(sheets.iter().all(|(_, cells)| cells.len() <= 3));
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_says_so() {
    for text in ["x".repeat(40_000), "𠮷".repeat(20_000)] {
        let clipped = clipped(&text);
        assert!(clipped.encode_utf16().count() <= MOST_CHARACTERS);
        assert!(clipped.encode_utf16().count() > MOST_CHARACTERS - 3);
        assert!(clipped.ends_with('…'));
    }
    assert_eq!(clipped("short"), "short");
}

#[test]
fn what_is_no_number_is_empty_and_old_days_are_texts() {
    let day = |year| Value::Date(NaiveDate::from_ymd_opt(year, 2, 3).unwrap());
    let values = vec![
        Value::Number(f64::NAN),
        Value::Number(f64::INFINITY),
        day(1850),
        day(2026),
        Value::Number(0.125),
    ];
    let bytes = written(
        book(vec![sheet("Values", Style::Percent(1), values)]),
        MOST_ROWS,
    );
    let (_, cells) = &read(&bytes)[0];
    assert_eq!(cells[1], Data::Empty);
    assert_eq!(cells[2], Data::Empty);
    assert_eq!(cells[3], Data::String("1850-02-03".to_owned()));
    assert!(matches!(&cells[4], Data::DateTime(date) if date.as_f64() == 46056.0));
    assert_eq!(cells[5], Data::Float(0.125));
}

#[test]
fn the_same_sheets_give_the_same_bytes() {
    let make = || {
        let values = vec![Value::text("张伟"), Value::Empty, Value::text("b")];
        written(book(vec![sheet("人员", Style::Text, values)]), MOST_ROWS)
    };
    let first = make();
    // Zip counts in steps of two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(make() == first);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_a_problem_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    let sheets = || vec![sheet("People", Style::Text, vec![Value::text("A")])];
    let told = write(book(sheets()), &Theme::default(), &absent).unwrap_err();
    assert_eq!(told.code, "unwritable-archive");
    assert!(told.place.to_string().contains("absent"), "{told:?}");
    assert!(!told.hint.is_empty());

    // As the crate does where a disk is full: it panics while it writes rows.
    let mut broken = sheets();
    broken[0].rows = Box::new(std::iter::from_fn(no_space));
    let told = write(book(broken), &Theme::default(), folder.path()).unwrap_err();
    assert_eq!(told.code, "unwritable-archive");
}

#[expect(clippy::panic, reason = "as the crate that writes does")]
fn no_space() -> Option<Vec<Value<'static>>> {
    panic!("no space left on device")
}
