//! `scores.xlsx`: a workbook's sheets with typed cells, formats and filters.
//!
//! Texts are written as texts, whatever they begin with: there is no formula in the file.
//! Rows go to unnamed temporary files as they are made, so that memory does not grow with
//! them. The same sheets give the same bytes: the file is dated by the day of the data.
//!
//! Excel's limits: 31 characters a sheet's name (`names`), 1,048,576 rows a sheet (further
//! ones go on in a sheet of their own), 32,767 characters a cell (longer texts end in `…`).

mod names;
mod styles;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter as xlsx;
use unicode_width::UnicodeWidthStr;

use self::names::Names;
use self::styles::Styles;
use super::Artifact;
use crate::compose::sheet::{Column, Sheet, Style, Value, Workbook};
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::Theme;

/// The file's name.
pub const NAME: &str = "scores.xlsx";

/// Rows of a sheet, its head included.
const MOST_ROWS: u32 = 1_048_576;

/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;

/// Characters of a cell, as UTF-16 counts them.
const MOST_CHARACTERS: usize = 32_767;

/// Columns up to which a sheet is printed on pages of one width.
const PRINTED_COLUMNS: usize = 24;

/// Lines that a heading may be broken into.
const HEAD_LINES: usize = 3;

/// Lines of sentences that a row has room for, at most; Excel's rows end at 409 points.
const MOST_LINES: usize = 27;

/// Widths of columns: at least, at most, and of sentences.
const WIDTHS: (usize, usize, usize) = (5, 40, 64);

/// Writes the workbook; temporary files are in `folder`.
///
/// # Errors
/// `unwritable-archive` where the folder cannot be written.
pub fn write(book: Workbook<'_>, theme: &Theme, folder: &Path) -> Result<Artifact, Diagnostic> {
    let unwritable = |error: &str| {
        let place = Place::file(folder.join(NAME).display().to_string());
        let message = format!("the workbook cannot be written: {error}");
        Diagnostic::error("unwritable-archive", place, message)
            .hint("check the folder's permissions and the free space")
    };
    // The folder is tried before anything is written; where the disk is full later, the crate
    // that writes panics, which must not take the run with it.
    let filled = catch_unwind(AssertUnwindSafe(|| fill(book, theme, folder, MOST_ROWS)));
    let bytes = match filled {
        Ok(bytes) => bytes.map_err(|error| unwritable(&error.to_string()))?,
        Err(_) => return Err(unwritable("a temporary file could not be written")),
    };
    let path = NAME.to_owned();
    Ok(Artifact { path, bytes })
}

fn fill(
    book: Workbook<'_>,
    theme: &Theme,
    folder: &Path,
    most_rows: u32,
) -> Result<Vec<u8>, xlsx::XlsxError> {
    let mut file = xlsx::Workbook::new();
    file.set_tempdir(folder)?;
    let mut properties = xlsx::DocProperties::new()
        .set_title(&book.title)
        .set_author(&book.author)
        .set_subject(&book.confidentiality);
    if let Some(day) = excel_date(book.as_of) {
        properties = properties.set_creation_datetime(&day);
    }
    file.set_properties(&properties);
    let styles = Styles::new(theme, book.language);
    let mut names = Names::default();
    let margins = Margins::new(&book.author, &book.confidentiality);
    for sheet in book.sheets {
        let Sheet {
            name,
            mut columns,
            frozen,
            filtered,
            rows,
        } = sheet;
        columns.truncate(MOST_COLUMNS);
        let mut rows = rows.peekable();
        loop {
            let sheet = file.new_worksheet_with_constant_memory()?;
            let mut page = Page::begin(sheet, &names.next(&name), &columns, &styles)?;
            while page.row < most_rows
                && let Some(row) = rows.next()
            {
                page.write(&row)?;
            }
            file.push_worksheet(page.finish(frozen, filtered, &margins)?);
            if rows.peek().is_none() {
                break;
            }
        }
    }
    file.save_to_buffer()
}

/// What stands above and below a printed sheet.
struct Margins {
    head: String,
    foot: String,
}

impl Margins {
    fn new(organisation: &str, confidentiality: &str) -> Self {
        // `&` begins a command; a line has 255 characters at most.
        let plain = |text: &str| {
            let text: String = text.chars().take(80).collect();
            text.replace('&', "&&")
        };
        Self {
            head: format!("&L{}&R&A", plain(organisation)),
            foot: format!("&L{}&R&P / &N", plain(confidentiality)),
        }
    }
}

/// A sheet being written, row after row.
struct Page<'a> {
    sheet: xlsx::Worksheet,
    columns: &'a [Column],
    styles: &'a Styles,
    /// The next row.
    row: u32,
    /// Width of what each column holds, a Chinese character counted as two.
    widths: Vec<usize>,
}

impl<'a> Page<'a> {
    fn begin(
        mut sheet: xlsx::Worksheet,
        name: &str,
        columns: &'a [Column],
        styles: &'a Styles,
    ) -> Result<Self, xlsx::XlsxError> {
        sheet.set_name(name)?;
        let lines = columns.iter().map(head_lines).max().unwrap_or(1);
        sheet.set_row_height(0, 6 + 16 * lines as u32)?;
        for (at, column) in columns.iter().enumerate() {
            let title = clipped(&column.title);
            let format = styles.head(column.style);
            sheet.write_string_with_format(0, at as u16, title, format)?;
        }
        Ok(Self {
            sheet,
            columns,
            styles,
            row: 1,
            widths: columns.iter().map(head_width).collect(),
        })
    }

    fn write(&mut self, cells: &[Value<'_>]) -> Result<(), xlsx::XlsxError> {
        let prose = self.columns.iter().zip(cells);
        let lines = prose
            .map(|(column, value)| lines(column.style, value))
            .max();
        // Not every program makes room for sentences of itself.
        if let Some(lines) = lines.filter(|lines| *lines > 1) {
            self.sheet
                .set_row_height(self.row, 2 + 15 * lines.min(MOST_LINES) as u32)?;
        }
        for (at, (column, value)) in self.columns.iter().zip(cells).enumerate() {
            let width = self.write_cell(at as u16, column.style, value)?;
            self.widths[at] = self.widths[at].max(width);
        }
        self.row += 1;
        Ok(())
    }

    /// Writes one cell and gives its width.
    fn write_cell(
        &mut self,
        at: u16,
        style: Style,
        value: &Value<'_>,
    ) -> Result<usize, xlsx::XlsxError> {
        let (sheet, row, styles) = (&mut self.sheet, self.row, self.styles);
        Ok(match value {
            Value::Empty => 0,
            Value::Text(text) => {
                let text = clipped(text);
                let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                sheet.write_string_with_format(row, at, text, styles.text(style))?;
                width
            }
            Value::Date(day) => {
                match excel_date(*day) {
                    Some(date) => {
                        let format = styles.plain(Style::Date);
                        sheet.write_datetime_with_format(row, at, &date, format)?
                    }
                    // Spreadsheets know no days before 1900.
                    None => {
                        let format = styles.text(Style::Text);
                        sheet.write_string_with_format(row, at, day.to_string(), format)?
                    }
                };
                10
            }
            Value::Number(number) if number.is_finite() => {
                sheet.write_number_with_format(row, at, *number, styles.plain(style))?;
                digits(*number, style)
            }
            Value::Number(_) => 0,
            Value::Measured {
                value,
                reached,
                provisional,
            } => {
                let format = styles.measured(style, *reached, *provisional);
                sheet.write_number_with_format(row, at, *value, format)?;
                digits(*value, style) + 3
            }
        })
    }

    fn finish(
        mut self,
        frozen: u16,
        filtered: bool,
        margins: &Margins,
    ) -> Result<xlsx::Worksheet, xlsx::XlsxError> {
        let (last_row, last) = (self.row - 1, self.columns.len().saturating_sub(1) as u16);
        let sheet = &mut self.sheet;
        for (at, (column, width)) in self.columns.iter().zip(&self.widths).enumerate() {
            let (least, most, prose) = WIDTHS;
            let width = match column.style {
                Style::Prose => prose,
                _ => *width.clamp(&least, &most),
            };
            // Room at both sides, and some more for letters, which are wider than digits.
            sheet.set_column_width(at as u16, width as f64 * 1.03 + 1.5)?;
            if column.style == Style::Grade && last_row > 0 {
                for rule in self.styles.grades() {
                    sheet.add_conditional_format(1, at as u16, last_row, at as u16, rule)?;
                }
            }
        }
        sheet.set_freeze_panes(1, frozen)?;
        if filtered {
            sheet.autofilter(0, 0, last_row, last)?;
        }
        sheet.set_landscape().set_paper_size(9);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_header(&margins.head).set_footer(&margins.foot);
        if self.columns.len() <= PRINTED_COLUMNS {
            sheet.set_print_fit_to_pages(1, 0);
        } else {
            sheet.set_repeat_columns(0, frozen.saturating_sub(1))?;
        }
        Ok(self.sheet)
    }
}

/// Lines that a heading is broken into.
fn head_lines(column: &Column) -> usize {
    column.title.width().div_ceil(10).clamp(1, HEAD_LINES)
}

/// The width that a heading asks for: its longest word, or its share of the lines, and room
/// for the button of the filter.
fn head_width(column: &Column) -> usize {
    let title = column.title.as_str();
    // Chinese breaks anywhere.
    let words = title.split_whitespace().filter(|word| word.is_ascii());
    let word = words.map(str::len).max().unwrap_or(0);
    word.max(title.width().div_ceil(head_lines(column))) + 2
}

/// Lines that a cell takes.
fn lines(style: Style, value: &Value<'_>) -> usize {
    let (Style::Prose, Value::Text(text)) = (style, value) else {
        return 1;
    };
    // Words do not fill their lines.
    let width = WIDTHS.2 - 6;
    text.lines()
        .map(|line| line.width().div_ceil(width).max(1))
        .sum()
}

/// About as many characters as a number shows.
fn digits(number: f64, style: Style) -> usize {
    let (number, decimals, further) = match style {
        Style::Number(decimals) => (number, decimals, 0),
        Style::Signed(decimals) => (number, decimals, 1),
        Style::Percent(decimals) => (number * 100.0, decimals, 1),
        _ => (number, 0, 0),
    };
    let whole = number.abs().max(1.0).log10().floor() as usize + 1;
    let point = usize::from(decimals > 0) + usize::from(decimals);
    whole + (whole - 1) / 3 + point + further + usize::from(number < 0.0)
}

/// The text, or as much of it as a cell can hold.
fn clipped(text: &str) -> String {
    if text.len() <= MOST_CHARACTERS || text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut length = 0;
    let fits = |character: &char| {
        length += character.len_utf16();
        length < MOST_CHARACTERS
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn excel_date(day: NaiveDate) -> Option<xlsx::ExcelDateTime> {
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    xlsx::ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

#[cfg(test)]
mod tests;
