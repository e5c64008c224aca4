//! Separated text: CSV, TSV and their relatives, record by record.
//!
//! Quotes follow RFC 4180: a quoted cell may hold separators, line ends and
//! doubled quotes. Lines without any content are skipped. Memory does not grow
//! with the file. A quote that is never closed swallows the rest of the file into
//! one row, which is then refused and says over how many lines it runs; beyond 16 MiB
//! the file is refused.

use std::cell::Cell;
use std::error::Error;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::encoding::{Evidence, count_lines};
use super::file::SourceFile;
use super::header::bind;
use super::intake::Intake;
use super::limits::{LONGEST_RECORD, OverLimit, over};
use super::record::{Cells, Record};
use super::report::FileReport;
use super::transcode::{Undecodable, Utf8Reader};
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::{ColumnSource, FileFormat, TableSource};

/// How much text is looked at to tell the separator.
const SAMPLE: u64 = 1 << 16;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads one text file into the intake.
pub(super) fn read(
    file: &SourceFile,
    source: &TableSource,
    intake: &mut Intake<'_>,
) -> Result<FileReport, Vec<Diagnostic>> {
    let (sha256, evidence) = file.survey().map_err(|error| vec![file.failed(&error)])?;
    let encoding = evidence.choose(source.encoding).map_err(|wrong| {
        let message = format!("`{}` {}.", file.label, wrong.message);
        let mut place = Place::file(&file.label);
        place.line = wrong.line;
        let diagnostic = Diagnostic::error("wrong-encoding", place, message);
        vec![diagnostic.hint("Leave `encoding` out to have it detected.")]
    })?;
    let before = intake.rows_read;
    let mut delimiter = b',';
    let progress = Progress::default();
    let outcome = file.stream(|reader| {
        let text = Bounded {
            inner: Utf8Reader::new(reader, encoding),
            progress: &progress,
        };
        read_stream(file, source, text, &evidence, &mut delimiter, intake)
    });
    outcome.map_err(|error| vec![explain(file, &error, progress.line.get())])??;
    Ok(FileReport {
        path: file.label.clone(),
        part: file.part(),
        encoding: Some(encoding),
        delimiter: Some(char::from(delimiter)),
        rows_read: intake.rows_read - before,
        sha256,
    })
}

/// How far reading has come.
#[derive(Default)]
struct Progress {
    /// Bytes since the end of the last record.
    pending: Cell<u64>,
    /// The line after the last record, if one was read.
    line: Cell<u32>,
}

impl Progress {
    fn pass(&self, line: u64) {
        self.pending.set(0);
        self.line.set(line as u32);
    }
}

/// Ends with an error where one record takes all the memory.
struct Bounded<'a, R> {
    inner: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let pending = self.progress.pending.get() + count as u64;
        self.progress.pending.set(pending);
        if pending > LONGEST_RECORD {
            let most = LONGEST_RECORD >> 20;
            let reason = format!("a row has more than {most} MiB; perhaps a quote is left open");
            return Err(over(reason));
        }
        Ok(count)
    }
}

type Findings = Result<(), Vec<Diagnostic>>;

fn read_stream(
    file: &SourceFile,
    source: &TableSource,
    text: Bounded<'_, Utf8Reader<&mut dyn Read>>,
    evidence: &Evidence,
    delimiter: &mut u8,
    intake: &mut Intake<'_>,
) -> io::Result<Findings> {
    let progress = text.progress;
    let mut text = BufReader::new(text);
    let mut skipped = Vec::new();
    for _ in 0..source.skip_rows {
        skipped.clear();
        text.read_until(b'\n', &mut skipped)?;
        progress.pass(0);
    }
    let mut sample = Vec::new();
    text.by_ref().take(SAMPLE).read_to_end(&mut sample)?;
    *delimiter = choose_delimiter(file.format, source, &sample);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(*delimiter)
        .from_reader(Cursor::new(sample).chain(text));
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        let message = format!("`{}` has no header: it is empty.", file.label);
        let place = Place::file(&file.label);
        let found = Diagnostic::error("empty-file", place, message)
            .hint("export it again; a table without rows still has its header");
        return Ok(Err(vec![found]));
    }
    let text = text_of(&record)?;
    let headers: Vec<String> = (0..record.len())
        .filter_map(|index| text.get(record.range(index)?))
        .map(|header| header.trim().to_owned())
        .collect();
    progress.pass(reader.position().line() + u64::from(source.skip_rows));
    let (header_line, _) = lines_of(&record, reader.position().line());
    let place = Place::file(&file.label).at_line(header_line + source.skip_rows);
    let slots = match bind(&headers, &source.columns, &place) {
        Ok(slots) => slots,
        Err(diagnostics) => return Ok(Err(diagnostics)),
    };
    intake.expect(evidence.rows(headers.len()));
    intake.begin_file(&file.label, &headers, slots);
    let mut row = 0;
    while reader.read_byte_record(&mut record)? {
        row += 1;
        let text = text_of(&record)?;
        progress.pass(reader.position().line() + u64::from(source.skip_rows));
        let (line, lines) = lines_of(&record, reader.position().line());
        intake.take(&Record {
            row,
            line: Some(line + source.skip_rows),
            lines,
            cells: Cells::Text(text, &record),
        });
    }
    Ok(Ok(()))
}

/// All cells of a record as one text. Checked as a whole, which takes a tenth of the time of
/// checking cell by cell; it cannot be wrong, for the stream is UTF-8, and no separator is a part of
/// a character.
fn text_of(record: &ByteRecord) -> io::Result<&str> {
    simdutf8::basic::from_utf8(record.as_slice()).map_err(io::Error::other)
}

/// The line that a record begins at, and how many it runs over, from the line after it.
fn lines_of(record: &ByteRecord, next: u64) -> (u32, u32) {
    let started = record.position().map_or(1, csv::Position::line);
    if started + 1 == next {
        return (started as u32, 1);
    }
    // The reader counts empty lines before a record to it; every record ends with a line end.
    let inside = u64::from(count_lines(record.as_slice()));
    if started + inside == next {
        // A quote is open at the end of the file.
        return (started as u32, inside as u32);
    }
    let begin = next.saturating_sub(inside + 1);
    (begin as u32, inside as u32 + 1)
}

/// What went wrong, in a record that begins at or after `line` if that is known.
fn explain(file: &SourceFile, error: &io::Error, line: u32) -> Diagnostic {
    if let Some(limit) = cause::<OverLimit>(error) {
        let mut found = file.failed(&over(limit.to_string()));
        found.place.line = Some(line).filter(|line| *line > 0);
        return found;
    }
    let Some(fault) = cause::<Undecodable>(error) else {
        return file.unreadable(error);
    };
    let place = Place::file(&file.label).at_line(fault.line);
    let message = format!("`{}`: {fault}.", file.label);
    Diagnostic::error("wrong-encoding", place, message).hint(format!(
        "State `encoding`, if the file is not {}.",
        fault.encoding
    ))
}

/// The error of ours that a stream ended with, which the reader of records may have wrapped.
fn cause<T: Error + 'static>(error: &io::Error) -> Option<&T> {
    let cause = error.get_ref()?;
    match cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(inner)) => inner.get_ref()?.downcast_ref(),
        _ => cause.downcast_ref(),
    }
}

fn choose_delimiter(format: FileFormat, source: &TableSource, sample: &[u8]) -> u8 {
    let stated = source.delimiter;
    let by_format = (format == FileFormat::Tsv).then_some(b'\t');
    stated
        .or(by_format)
        .unwrap_or_else(|| detect_delimiter(source, sample))
}

/// The separator that finds most of the headers; of equals, the one that makes most cells.
fn detect_delimiter(source: &TableSource, sample: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(sample);
        let mut header = StringRecord::new();
        if !reader.read_record(&mut header).unwrap_or(false) {
            return (0, 0);
        }
        let is_found = |column: &&ColumnSource| header.iter().any(|found| column.takes(found));
        (source.columns.iter().filter(is_found).count(), header.len())
    };
    let mut best = (DELIMITERS[0], score(DELIMITERS[0]));
    for delimiter in &DELIMITERS[1..] {
        let score = score(*delimiter);
        if score > best.1 {
            best = (*delimiter, score);
        }
    }
    best.0
}
