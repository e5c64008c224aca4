//! Excel workbooks, old and new.
//!
//! Cells arrive typed: real dates, numbers and texts. A formula counts by its
//! stored result. The whole sheet is held in memory (Excel ends at 1,048,576
//! rows). Lines in diagnostics are the row numbers that Excel shows. Durations
//! and times of day without a date are numbers of days.

use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::file::SourceFile;
use super::header::bind;
use super::intake::Intake;
use super::record::{Cells, Record};
use super::report::{FileReport, nearest};
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::TableSource;

/// Reads one sheet into the intake.
pub(super) fn read(
    file: &SourceFile,
    source: &TableSource,
    intake: &mut Intake<'_>,
) -> Result<FileReport, Vec<Diagnostic>> {
    let (sha256, bytes) = file
        .read_whole()
        .map_err(|error| vec![file.unreadable(error)])?;
    if bytes.is_empty() {
        let found = file.unreadable("it has no bytes");
        return Err(vec![found.hint("export or copy it again; it was cut off")]);
    }
    let (sheet, range) = open_sheet(bytes, source.sheet.as_deref()).map_err(|reason| {
        let found = file.unreadable(reason);
        vec![found.hint(
            "if it is no workbook, name it by what it is (`.csv`) or state `format`; else save it again in Excel",
        )]
    })?;
    let before = intake.rows_read;
    let first = range.start().map_or(0, |(row, _)| row);
    let mut rows = (first..).zip(range.rows());
    let header = rows.find(|(row, cells)| {
        *row >= source.skip_rows && cells.iter().any(|cell| *cell != Data::Empty)
    });
    let Some((header_row, header)) = header else {
        let message = format!("Sheet `{sheet}` of `{}` is empty.", file.label);
        let place = Place::file(&file.label);
        let found = Diagnostic::error("empty-file", place, message)
            .hint("name the right one with `sheet`, or export it again");
        return Err(vec![found]);
    };
    let headers = read_headers(header);
    let place = Place::file(&file.label).at_line(header_row + 1);
    let slots = bind(&headers, &source.columns, &place)?;
    intake.begin_file(&file.label, &headers, slots);
    for (row, cells) in rows {
        intake.take(&Record {
            row: row - header_row,
            line: Some(row + 1),
            lines: 1,
            cells: Cells::Sheet(cells),
        });
    }
    Ok(FileReport {
        path: file.label.clone(),
        part: Some(match file.part() {
            Some(member) => format!("{member}/{sheet}"),
            None => sheet,
        }),
        encoding: None,
        delimiter: None,
        rows_read: intake.rows_read - before,
        sha256,
    })
}

fn read_headers(cells: &[Data]) -> Vec<String> {
    let record = Record {
        row: 0,
        line: None,
        lines: 1,
        cells: Cells::Sheet(cells),
    };
    let texts = (0..cells.len()).map(|index| record.cell(index).to_text().into_owned());
    texts.collect()
}

fn open_sheet(bytes: Vec<u8>, wanted: Option<&str>) -> Result<(String, Range<Data>), String> {
    let mut workbook =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let names = workbook.sheet_names();
    let sheet = match wanted {
        None => names.first().cloned().ok_or("it has no sheet")?,
        Some(wanted) if names.iter().any(|name| name == wanted) => wanted.to_owned(),
        Some(wanted) => {
            let near = nearest(wanted, names.iter().map(String::as_str));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let list = names.join(", ");
            return Err(format!("it has no sheet `{wanted}`, only: {list}{hint}"));
        }
    };
    let range = workbook
        .worksheet_range(&sheet)
        .map_err(|error| error.to_string())?;
    Ok((sheet, range))
}
