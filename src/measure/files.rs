//! `measures.parquet` and `measures.csv`: the tidy table for other tools.
//!
//! Columns: subject_kind, subject_id, kpi, grain, period, value, n, numerator,
//! denominator, low, high, state. Rows are sorted; the same measures give the same
//! bytes. Both are written in batches, so that no second copy of the table is held.

use std::io::{self, Write};

use polars::prelude::*;
use polars_io::prelude::ParquetWriter;

use super::table::{Measure, Measures, Subject};
use crate::period::Period;

/// Rows in a batch, which is a row group of the Parquet file.
const BATCH: usize = 100_000;

type Line<'a> = (Subject, &'a str, Period, Measure);

/// Writes the table as CSV; a value that is absent is an empty field.
///
/// # Errors
/// What the writer refuses.
pub fn write_csv(measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    let header =
        "subject_kind,subject_id,kpi,grain,period,value,n,numerator,denominator,low,high,state";
    writeln!(out, "{header}")?;
    for (subject, kpi, period, measure) in measures.iter() {
        let (kind, id) = measures.subjects.describe(subject);
        write!(
            out,
            "{},{},{kpi},{},{period}",
            kind.name(),
            quoted(id),
            period.grain().name()
        )?;
        let Measure {
            value,
            n,
            numerator,
            denominator,
            low,
            high,
            state,
            ..
        } = measure;
        writeln!(
            out,
            ",{},{n},{},{},{},{},{}",
            number(value),
            number(numerator),
            number(denominator),
            number(low),
            number(high),
            state.name()
        )?;
    }
    Ok(())
}

/// The shortest text that reads back as the same number.
fn number(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Writes the table as Parquet.
///
/// # Errors
/// What the writer refuses.
pub fn write_parquet(measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    let lines: &mut dyn Iterator<Item = Line<'_>> = &mut measures.iter();
    let mut batch =
        to_frame(measures, &lines.take(BATCH).collect::<Vec<_>>()).map_err(io::Error::other)?;
    let mut writer = ParquetWriter::new(out)
        .batched(batch.schema())
        .map_err(io::Error::other)?;
    loop {
        writer.write_batch(&batch).map_err(io::Error::other)?;
        let next: Vec<Line<'_>> = lines.take(BATCH).collect();
        if next.is_empty() {
            break;
        }
        batch = to_frame(measures, &next).map_err(io::Error::other)?;
    }
    writer.finish().map_err(io::Error::other)?;
    Ok(())
}

fn to_frame(measures: &Measures, lines: &[Line<'_>]) -> PolarsResult<DataFrame> {
    let floats = |name: &str, part: fn(&Measure) -> f64| {
        let values = lines
            .iter()
            .map(|(.., m)| Some(part(m)).filter(|v| v.is_finite()));
        Column::new(name.into(), values.collect::<Float64Chunked>())
    };
    let texts = |name: &str, part: &dyn Fn(&Line<'_>) -> String| {
        Column::new(name.into(), lines.iter().map(part).collect::<Vec<_>>())
    };
    let counts: Vec<u32> = lines.iter().map(|(.., measure)| measure.n).collect();
    let columns = vec![
        texts("subject_kind", &|line| {
            measures.subjects.describe(line.0).0.name().to_owned()
        }),
        texts("subject_id", &|line| {
            measures.subjects.describe(line.0).1.to_owned()
        }),
        texts("kpi", &|line| line.1.to_owned()),
        texts("grain", &|line| line.2.grain().name().to_owned()),
        texts("period", &|line| line.2.to_string()),
        floats("value", |measure| measure.value),
        Column::new("n".into(), counts),
        floats("numerator", |measure| measure.numerator),
        floats("denominator", |measure| measure.denominator),
        floats("low", |measure| measure.low),
        floats("high", |measure| measure.high),
        texts("state", &|line| line.3.state.name().to_owned()),
    ];
    DataFrame::new(lines.len(), columns)
}
