//! Tables that are frames already: Parquet files and the results of queries.
//!
//! Only the columns that are wanted are read from a Parquet file. Integers of any
//! width, decimals, categories and instants of any unit are brought to the plain
//! types first; lists and structures are not read. A decimal becomes a double.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::{Column, DataFrame, DataType, PolarsError, PolarsResult, Series, TimeUnit};
use polars_io::prelude::{ParquetReader, SerReader};

use super::file::SourceFile;
use super::header::bind;
use super::intake::Intake;
use super::limits::{MOST_ROWS, over};
use super::record::{Cells, Record};
use super::report::FileReport;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::TableSource;

/// Reads a Parquet file into the intake.
pub(super) fn read(
    file: &SourceFile,
    source: &TableSource,
    intake: &mut Intake<'_>,
) -> Result<FileReport, Vec<Diagnostic>> {
    let (sha256, bytes) = file
        .read_whole()
        .map_err(|error| vec![file.failed(&error)])?;
    let before = intake.rows_read;
    let frame = decode(bytes, file, source)?;
    take_frame(&frame, &file.label, source, intake)?;
    Ok(FileReport {
        path: file.label.clone(),
        part: file.part(),
        encoding: None,
        delimiter: None,
        rows_read: intake.rows_read - before,
        sha256,
    })
}

/// The wanted columns of a Parquet file. Its decoder panics on some that are damaged.
fn decode(
    bytes: Vec<u8>,
    file: &SourceFile,
    source: &TableSource,
) -> Result<DataFrame, Vec<Diagnostic>> {
    let read = || {
        let unreadable = |error: PolarsError| vec![file.unreadable(error)];
        let mut reader = ParquetReader::new(Cursor::new(bytes));
        let schema = reader.schema().map_err(unreadable)?;
        let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
        // Names all headers of the file in a message, though few are read.
        bind(&names, &source.columns, &Place::file(&file.label))?;
        let rows = reader.num_rows().map_err(unreadable)?;
        if rows > MOST_ROWS {
            let reason = format!("it tells of {rows} rows, more than {MOST_ROWS}");
            return Err(vec![file.failed(&over(reason))]);
        }
        let wanted = |name: &String| source.columns.iter().any(|column| column.takes(name));
        let columns = names.into_iter().filter(wanted).collect();
        let frame = reader.with_columns(Some(columns)).finish();
        frame.map_err(unreadable)
    };
    let damaged = |_| Err(vec![file.unreadable("it is damaged")]);
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(damaged)
}

/// Feeds the rows of a frame to the intake, as if they were a file called `label`.
pub(super) fn take_frame(
    frame: &DataFrame,
    label: &str,
    source: &TableSource,
    intake: &mut Intake<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let names = frame.get_column_names();
    let headers: Vec<String> = names.iter().map(ToString::to_string).collect();
    let place = Place::file(label);
    let slots = bind(&headers, &source.columns, &place)?;
    let columns: PolarsResult<Vec<Series>> = frame.columns().iter().map(simplify).collect();
    let columns = columns.map_err(|error| {
        let message = format!("`{label}` cannot be read: {error}");
        vec![Diagnostic::error("unreadable-file", place, message)]
    })?;
    intake.begin_file(label, &headers, slots);
    for row in 0..frame.height() {
        intake.take(&Record {
            row: row as u32 + 1,
            line: None,
            lines: 1,
            cells: Cells::Frame(&columns, row),
        });
    }
    Ok(())
}

/// The column in one of the types that a cell can be taken from.
fn simplify(column: &Column) -> PolarsResult<Series> {
    use DataType as T;
    let target = match column.dtype() {
        T::String | T::Int64 | T::Float64 | T::Boolean | T::Date | T::Null => {
            return Ok(column.as_materialized_series().rechunk());
        }
        T::Datetime(_, zone) => T::Datetime(TimeUnit::Microseconds, zone.clone()),
        dtype if dtype.is_integer() => T::Int64,
        dtype if dtype.is_float() || dtype.is_decimal() => T::Float64,
        _ => T::String,
    };
    let series = column.as_materialized_series();
    Ok(series.strict_cast(&target)?.rechunk())
}
