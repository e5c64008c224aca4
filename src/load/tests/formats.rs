//! Every file format, encoding and separator gives the same table.

use std::io::{Cursor, Write};

use polars::df;
use polars_io::prelude::ParquetWriter;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const CHINESE: &str = "工号,姓名,入职日期\nE001,张伟,2020-03-01\nE002,王芳,2021/7/15\n";

fn staff(folder: &Folder, pattern: &str) -> TableSource {
    let mut columns = vec![text("id"), text("name"), date("joined_on")];
    for (column, header) in columns.iter_mut().zip(["工号", "姓名", "入职日期"]) {
        column.header = Some(header.to_owned());
    }
    folder.table("staff", pattern, columns)
}

fn assert_staff(loaded: &Loaded) {
    assert_eq!(loaded.diagnostics, [], "no finding");
    assert_eq!(cells(loaded, "staff", "id"), ["E001", "E002"]);
    assert_eq!(cells(loaded, "staff", "name"), ["张伟", "王芳"]);
    assert_eq!(
        cells(loaded, "staff", "joined_on"),
        ["2020-03-01", "2021-07-15"]
    );
}

#[test]
fn chinese_headers_are_read_in_every_encoding() {
    let marked = format!("\u{feff}{CHINESE}");
    let (gb18030, ..) = encoding_rs::GB18030.encode(CHINESE);
    let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = CHINESE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [
        (CHINESE.as_bytes(), EncodingName::Utf8),
        (marked.as_bytes(), EncodingName::Utf8),
        (&gb18030, EncodingName::Gb18030),
        (&little, EncodingName::Utf16Le),
        (&big, EncodingName::Utf16Be),
    ] {
        let folder = Folder::with("staff.csv", bytes);
        let loaded = load_one(staff(&folder, "staff.csv"));
        assert_staff(&loaded);
        assert_eq!(loaded.reports[0].files[0].encoding, Some(encoding));
    }
}

#[test]
fn a_stated_encoding_that_is_wrong_is_an_error_and_no_gibberish() {
    let (gb18030, ..) = encoding_rs::GB18030.encode(CHINESE);
    let folder = Folder::with("staff.csv", gb18030);
    let mut source = staff(&folder, "staff.csv");
    source.encoding = Some(EncodingName::Utf8);
    let loaded = load_one(source);
    assert_eq!(codes(&loaded), ["wrong-encoding"]);
    assert!(loaded.diagnostics[0].message.contains("GB18030"));
}

#[test]
fn the_separator_is_detected_or_stated() {
    for delimiter in [",", ";", "\t", "|"] {
        let folder = Folder::with("staff.csv", CHINESE.replace(',', delimiter));
        let loaded = load_one(staff(&folder, "staff.csv"));
        assert_staff(&loaded);
        assert_eq!(
            loaded.reports[0].files[0].delimiter,
            delimiter.chars().next()
        );
    }
    let folder = Folder::with("staff.csv", CHINESE.replace(',', "~"));
    let mut source = staff(&folder, "staff.csv");
    source.delimiter = Some(b'~');
    assert_staff(&load_one(source));
}

#[test]
fn the_headers_decide_where_cells_hold_more_of_another_separator() {
    let folder = Folder::with("t.csv", "id;a,b,c,d\n1;x\n");
    let loaded = load_one(folder.table("t", "t.csv", vec![text("id")]));
    assert_eq!(cells(&loaded, "t", "id"), ["1"]);
}

#[test]
fn lines_before_the_header_are_skipped_and_still_counted() {
    let folder = Folder::with("t.csv", "Report\n\nid,n\n1,x\n");
    let mut source = folder.table("t", "t.csv", vec![integer("n")]);
    source.skip_rows = 2;
    let loaded = load_one(source);
    assert_eq!(refusals(&loaded), [("wrong-number", Some(4), 1)]);
}

#[test]
fn a_zip_stands_for_the_one_table_in_it() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("export/staff.csv", CHINESE),
        ("__MACOSX/export/._staff.csv", "junk"),
        (".hidden.csv", "junk"),
        ("readme.md", "junk"),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let folder = Folder::with("staff.zip", zip.finish().unwrap().into_inner());
    let loaded = load_one(staff(&folder, "staff.zip"));
    assert_staff(&loaded);
    assert_eq!(
        loaded.reports[0].files[0].part.as_deref(),
        Some("export/staff.csv")
    );
    let mut source = staff(&folder, "staff.zip");
    source.member = Some("staff.csv".to_owned());
    assert_staff(&load_one(source));
}

#[test]
fn a_zip_with_two_tables_asks_which() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.csv", "b.csv"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
    }
    let folder = Folder::with("staff.zip", zip.finish().unwrap().into_inner());
    let loaded = load_one(staff(&folder, "staff.zip"));
    assert_eq!(codes(&loaded), ["unreadable-file"]);
    assert!(loaded.diagnostics[0].message.contains("a.csv, b.csv"));
}

#[test]
fn a_workbook_gives_real_dates_numbers_and_texts() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("数据").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(0, 0, "Report of October").unwrap();
    for (index, header) in ["id", "day", "at", "serial", "amount", "ok"]
        .iter()
        .enumerate()
    {
        sheet.write(2, index as u16, *header).unwrap();
    }
    let on = ExcelDateTime::from_ymd(2025, 10, 3).unwrap();
    let at = ExcelDateTime::from_ymd(2025, 10, 3)
        .unwrap()
        .and_hms(14, 5, 0)
        .unwrap();
    sheet.write(3, 0, 1001).unwrap();
    sheet.write_with_format(3, 1, &on, &day).unwrap();
    sheet
        .write_with_format(3, 2, &at, &Format::new().set_num_format("yyyy-mm-dd hh:mm"))
        .unwrap();
    sheet.write(3, 3, 45933).unwrap();
    sheet.write(3, 4, 0.1 + 0.2).unwrap();
    sheet.write(3, 5, true).unwrap();
    sheet.write(4, 0, "1002").unwrap();
    sheet.write(4, 1, "soon").unwrap();
    let folder = Folder::with("book.xlsx", workbook.save_to_buffer().unwrap());
    let columns = vec![
        text("id"),
        date("day"),
        column("at", ColumnKind::Instant),
        date("serial"),
        column("amount", ColumnKind::Money),
        column("ok", ColumnKind::Boolean),
    ];
    let mut source = folder.table("book", "book.xlsx", columns);
    source.sheet = Some("数据".to_owned());
    source.skip_rows = 1;
    let loaded = load_one(source.clone());
    assert_eq!(cells(&loaded, "book", "id"), ["1001"]);
    assert_eq!(cells(&loaded, "book", "day"), ["2025-10-03"]);
    assert_eq!(cells(&loaded, "book", "at"), ["2025-10-03 14:05:00"]);
    assert_eq!(cells(&loaded, "book", "serial"), ["2025-10-03"]);
    assert_eq!(cells(&loaded, "book", "amount"), ["0.3"]);
    assert_eq!(cells(&loaded, "book", "ok"), ["true"]);
    assert_eq!(refusals(&loaded), [("wrong-date", Some(5), 2)]);
    source.sheet = Some("数".to_owned());
    let loaded = load_one(source);
    assert!(loaded.diagnostics[0].message.contains("only: 数据"));
}

#[test]
fn an_error_in_a_workbook_is_a_text_that_a_map_translates() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "kind").unwrap();
    for (row, error) in [(1, "#N/A"), (2, "#DIV/0!")] {
        let formula = Formula::new("=A1").set_result(error);
        sheet.write_formula(row, 0, formula).unwrap();
    }
    let folder = Folder::with("book.xlsx", workbook.save_to_buffer().unwrap());
    let mut kind = text("kind");
    kind.map.insert("#N/A".to_owned(), "unknown".to_owned());
    let loaded = load_one(folder.table("book", "book.xlsx", vec![kind]));
    assert_eq!(cells(&loaded, "book", "kind"), ["unknown", "#DIV/0!"]);
    assert_eq!(codes(&loaded), [""; 0]);
}

#[test]
fn a_parquet_file_is_checked_like_a_text() {
    let mut frame = df!(
        "id" => ["a", "b", "c"],
        "n" => [Some(1_i32), None, Some(3)],
        "on" => ["2025-10-03", "2025-10-04", "never"],
        "unused" => [1.0, 2.0, 3.0],
    )
    .unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    let folder = Folder::with("t.parquet", bytes);
    let columns = vec![text("id"), integer("n"), date("on")];
    let loaded = load_one(folder.table("t", "t.parquet", columns));
    assert_eq!(cells(&loaded, "t", "n"), ["1", "-"]);
    assert_eq!(cells(&loaded, "t", "on"), ["2025-10-03", "2025-10-04"]);
    assert_eq!(refusals(&loaded), [("wrong-date", None, 3)]);
    let loaded = load_one(folder.table("t", "t.parquet", vec![text("nn")]));
    assert_eq!(codes(&loaded), ["wrong-header"]);
    assert!(loaded.diagnostics[0].message.contains("`unused`"));
}

#[test]
fn several_files_make_one_table_in_the_order_of_their_names() {
    let folder = Folder::with("b.csv", "n,id\n2,y\n");
    folder.write("a.csv", "id,n\nx,1\n");
    folder.write("c.csv", "id,m\nz,3\n");
    let loaded = load_one(folder.table("t", "*.csv", vec![text("id"), integer("n")]));
    assert_eq!(cells(&loaded, "t", "id"), ["x", "y"]);
    assert_eq!(codes(&loaded), ["wrong-header"]);
    assert_eq!(loaded.diagnostics[0].place.file.as_deref(), Some("c.csv"));
    let paths: Vec<&str> = loaded.reports[0]
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["a.csv", "b.csv"]);
}

#[test]
fn every_file_has_the_checksum_that_other_tools_compute() {
    let folder = Folder::with("t.csv", "hello world");
    let loaded = load_one(folder.table("t", "t.csv", vec![]));
    assert_eq!(
        loaded.reports[0].files[0].sha256,
        "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
    );
}

#[test]
fn what_is_not_there_or_empty_or_broken_is_said() {
    let folder = Folder::with("projects.csv", "");
    folder.write("broken.xlsx", "no workbook");
    folder.write("broken.zip", "no zip");
    folder.write("broken.parquet", "no parquet");
    folder.write("data.bin", "?");
    for (pattern, code) in [
        ("project.csv", "missing-file"),
        ("none/*.csv", "missing-file"),
        ("projects.csv", "empty-file"),
        ("broken.xlsx", "unreadable-file"),
        ("broken.zip", "unreadable-file"),
        ("broken.parquet", "unreadable-file"),
        ("data.bin", "unreadable-file"),
    ] {
        let loaded = load_one(folder.table("t", pattern, vec![text("id")]));
        assert_eq!(codes(&loaded), [code], "{pattern}");
        assert_eq!(loaded.tables.get("t").unwrap().frame.height(), 0);
    }
    let loaded = load_one(folder.table("t", "project.csv", vec![]));
    assert!(loaded.diagnostics[0].hint.contains("projects.csv"));
}

#[test]
fn workbooks_in_the_older_forms_of_excel_are_read_too() {
    let files: [(&str, &[u8]); 2] = [
        (
            "staff.xls",
            include_bytes!("../../../tests/workbooks/staff.xls"),
        ),
        (
            "staff.xlsb",
            include_bytes!("../../../tests/workbooks/staff.xlsb"),
        ),
    ];
    for (name, bytes) in files {
        let folder = Folder::with(name, bytes);
        let mut source = staff(&folder, name);
        let number = ColumnKind::Number;
        source.columns.push(column("n", number));
        let loaded = load_one(source);
        assert_staff(&loaded);
        assert_eq!(cells(&loaded, "staff", "n"), ["1.5", "2.0"], "{name}");
        // The rows that Excel shows are those that findings name.
        assert_eq!(loaded.reports[0].rows_read, 2, "{name}");
        let cut = Folder::with(name, &bytes[..bytes.len() / 2]);
        assert_eq!(
            codes(&load_one(staff(&cut, name))),
            ["unreadable-file"],
            "{name}"
        );
    }
}
