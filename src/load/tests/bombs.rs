//! Files made to exhaust the machine are refused with a place and advice, and in no time.

use std::io::{Cursor, Read, Write};

use polars::df;
use polars_io::prelude::ParquetWriter;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;

/// What is found in a table of one text column `id`.
fn found(name: &str, content: impl AsRef<[u8]>) -> Loaded {
    let folder = Folder::with(name, content);
    load_one(folder.table("bomb", name, vec![text("id")]))
}

fn assert_over(name: &str, content: impl AsRef<[u8]>, line: Option<u32>) {
    let loaded = found(name, content);
    let limit: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|found| found.code == "over-limit")
        .collect();
    assert_eq!(limit.len(), 1, "{name}: {:?}", loaded.diagnostics);
    assert_eq!(limit[0].place.file.as_deref(), Some(name));
    assert_eq!(limit[0].place.line, line, "{name}");
    assert!(
        !limit[0].hint.is_empty() && limit[0].message.len() < 400,
        "{}",
        limit[0]
    );
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cell) in ["id", "one", "two"].into_iter().enumerate() {
        sheet.write(row as u32, 0, cell).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// The workbook with a part changed.
fn changed(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        new.start_file(&name, SimpleFileOptions::default()).unwrap();
        let text = if name == part { change(text) } else { text };
        new.write_all(text.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn a_zip_that_unpacks_to_far_more_than_a_table_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("t.csv", SimpleFileOptions::default())
        .unwrap();
    let chunk = vec![b'0'; 1 << 20];
    for _ in 0..70 {
        zip.write_all(&chunk).unwrap();
    }
    assert_over("t.zip", zip.finish().unwrap().into_inner(), None);
}

#[test]
fn a_workbook_whose_parts_unpack_to_far_more_than_a_table_is_refused() {
    let part = "xl/worksheets/sheet1.xml";
    let bytes = changed(&workbook(), part, |text| text + &" ".repeat(70 << 20));
    assert_over("t.xlsx", bytes, None);
}

#[test]
fn a_workbook_with_one_cell_at_the_far_corner_is_refused_before_room_is_made_for_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "id").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    assert_over("t.xlsx", workbook.save_to_buffer().unwrap(), None);
}

#[test]
fn a_workbook_that_tells_of_more_texts_than_it_has_is_refused() {
    let part = "xl/sharedStrings.xml";
    let lie = |text: String| text.replace("uniqueCount=\"3\"", "uniqueCount=\"99999999999\"");
    assert_over("t.xlsx", changed(&workbook(), part, lie), None);
    let loaded = found("t.xlsx", changed(&workbook(), part, |text| text));
    assert_eq!(cells(&loaded, "bomb", "id"), ["one", "two"]);
}

#[test]
fn a_quote_that_is_left_open_does_not_take_all_memory() {
    let text = format!("id\n1\n2\n\"3\n{}", "4\n".repeat(9 << 20));
    assert_over("t.csv", text, Some(4));
}

#[test]
fn a_line_without_end_is_refused() {
    assert_over("t.csv", format!("id\n{}", "x".repeat(17 << 20)), Some(2));
}

#[test]
fn a_table_has_at_most_as_many_columns_as_excel() {
    let headers: Vec<String> = (0..17_000).map(|at| format!("c{at}")).collect();
    assert_over("t.csv", format!("id,{}\n1\n", headers.join(",")), Some(1));
}

#[test]
fn a_text_that_no_cell_of_excel_can_hold_is_refused_with_its_row() {
    let (fits, longer) = ("张".repeat(32_767), "张".repeat(32_768));
    let loaded = found("t.csv", format!("id\n{fits}\n{longer}\n"));
    assert_eq!(refusals(&loaded), [("long-text", Some(3), 2)]);
    assert_eq!(cells(&loaded, "bomb", "id"), [fits]);
}

#[test]
fn control_characters_and_marks_of_direction_are_left_out_and_told() {
    let text = "id\nE\u{7}1\nE\u{202e}2\nE3\n\u{200b}\n";
    let loaded = found("t.csv", text);
    assert_eq!(cells(&loaded, "bomb", "id"), ["E1", "E2", "E3", "-"]);
    assert_eq!(codes(&loaded), ["invisible-characters"]);
    assert_eq!(loaded.diagnostics[0].place.line, Some(2));
    assert!(loaded.diagnostics[0].message.starts_with("2 texts"));
}

#[test]
fn files_of_nothing_but_zeros_are_refused() {
    for name in ["t.csv", "t.xlsx", "t.parquet", "t.zip"] {
        let loaded = found(name, vec![0; 100_000]);
        assert!(crate::diagnostic::has_errors(&loaded.diagnostics), "{name}");
    }
}

#[test]
fn a_damaged_file_is_told_and_does_not_end_the_program() {
    let mut frame = df!("id" => ["one", "two", "three"]).unwrap();
    let mut parquet = Vec::new();
    ParquetWriter::new(&mut parquet).finish(&mut frame).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for (name, bytes) in [("t.parquet", parquet), ("t.xlsx", workbook())] {
        for _ in 0..150 {
            let mut damaged = bytes.clone();
            for _ in 0..3 {
                let at = random.next_u32() as usize % damaged.len();
                damaged[at] = random.next_u32() as u8;
            }
            let loaded = found(name, damaged);
            // What is read may be wrong, but it is read or told.
            assert_eq!(loaded.reports.len(), 1);
        }
    }
}
