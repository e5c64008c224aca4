//! Excel workbooks, old and new.
//!
//! Cells arrive typed: real dates, numbers and texts. A formula counts by its
//! stored result. The whole sheet is held in memory (Excel ends at 1,048,576
//! rows), unless it is far too empty for its size. Lines in diagnostics are the row numbers that Excel shows. Durations
//! and times of day without a date are numbers of days.

use std::error::Error;
use std::io::{self, Cursor};
use std::panic::catch_unwind;

use calamine::{Cell, Data, DataRef, Range, Reader, Sheets, open_workbook_auto_from_rs};

use super::file::SourceFile;
use super::header::bind;
use super::intake::Intake;
use super::limits::{check_area, check_workbook, over};
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
        .map_err(|error| vec![file.failed(&error)])?;
    if bytes.is_empty() {
        let found = file.unreadable("it has no bytes");
        return Err(vec![found.hint("export or copy it again; it was cut off")]);
    }
    let opened = open_sheet(bytes, source.sheet.as_deref());
    let (sheet, range) = opened.map_err(|error| {
        let found = file.failed(&error);
        vec![match found.code {
            "unreadable-file" => found.hint(
                "if it is no workbook, name it by what it is (`.csv`) or state `format`; else save it again in Excel",
            ),
            _ => found,
        }]
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

/// The sheet's name and cells. The reader of workbooks panics on some that are damaged.
fn open_sheet(bytes: Vec<u8>, wanted: Option<&str>) -> io::Result<(String, Range<Data>)> {
    check_workbook(&bytes)?;
    let wanted = wanted.map(str::to_owned);
    catch_unwind(move || read_sheet(bytes, wanted.as_deref()))
        .unwrap_or_else(|_| Err(io::Error::other("it is damaged")))
}

fn read_sheet(bytes: Vec<u8>, wanted: Option<&str>) -> io::Result<(String, Range<Data>)> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(io::Error::other)?;
    let names = workbook.sheet_names();
    let sheet = match wanted {
        None => names.first().ok_or(io::Error::other("it has no sheet"))?,
        Some(wanted) => names.iter().find(|name| *name == wanted).ok_or_else(|| {
            let near = nearest(wanted, names.iter().map(String::as_str));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let list = names.join(", ");
            io::Error::other(format!("it has no sheet `{wanted}`, only: {list}{hint}"))
        })?,
    };
    Ok((sheet.clone(), read_cells(&mut workbook, sheet)?))
}

/// The cells of a sheet. What is wide and nearly empty is refused before room is made for it;
/// the old format cannot be so wide.
fn read_cells(workbook: &mut Sheets<Cursor<Vec<u8>>>, sheet: &str) -> io::Result<Range<Data>> {
    let cells = match workbook {
        Sheets::Xlsx(workbook) => {
            let reader = workbook.worksheet_cells_reader(sheet);
            let mut reader = reader.map_err(io::Error::other)?;
            gather(|| reader.next_cell())?
        }
        Sheets::Xlsb(workbook) => {
            let reader = workbook.worksheet_cells_reader(sheet);
            let mut reader = reader.map_err(io::Error::other)?;
            gather(|| reader.next_cell())?
        }
        Sheets::Xls(workbook) => {
            return workbook.worksheet_range(sheet).map_err(io::Error::other);
        }
        Sheets::Ods(_) => {
            return Err(io::Error::other("it is an OpenDocument sheet, not Excel's"));
        }
    };
    let span = |positions: &mut dyn Iterator<Item = u32>| {
        let (least, most) = positions.fold((u32::MAX, 0), |(least, most), at| {
            (least.min(at), most.max(at))
        });
        u64::from(most.saturating_sub(least)) + 1
    };
    let rows = span(&mut cells.iter().map(|cell| cell.get_position().0));
    let columns = span(&mut cells.iter().map(|cell| cell.get_position().1));
    check_area(rows, columns, cells.len() as u64).map_err(over)?;
    Ok(Range::from_sparse(cells))
}

/// All cells that are not empty.
fn gather<'a, E>(
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, E>,
) -> io::Result<Vec<Cell<Data>>>
where
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let mut cells = Vec::new();
    while let Some(cell) = next().map_err(io::Error::other)? {
        let value = Data::from(cell.get_value().clone());
        if value != Data::Empty {
            cells.push(Cell::new(cell.get_position(), value));
        }
    }
    Ok(cells)
}
