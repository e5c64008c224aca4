//! `measures.parquet` and `measures.csv`: the tidy table for other tools.
//!
//! Columns: subject_kind, subject_id, kpi, grain, period, value, n, numerator,
//! denominator, low, high, state. Rows are sorted; the same measures give the same
//! bytes. Both are written in batches, so that no second copy of the table is held.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use polars::prelude::*;
use polars_io::parquet::write::ParquetCompression;
use polars_io::prelude::ParquetWriter;

use super::table::{Measure, Measures, Subject};
use crate::cell::guarded;
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
    let mut line = String::with_capacity(256);
    let mut names = BTreeMap::new();
    // Whose lines are written now, and how each of them begins.
    let mut whose = None;
    let mut begin = 0;
    for (subject, kpi, period, measure) in measures.iter() {
        if whose.replace(subject) != Some(subject) {
            let (kind, id) = measures.subjects.describe(subject);
            line.clear();
            line.push_str(kind.name());
            line.push(',');
            push_quoted(&mut line, id);
            begin = line.len();
        }
        line.truncate(begin);
        let name = names.entry(period).or_insert_with(|| period.to_string());
        for text in [kpi, period.grain().name(), name] {
            line.push(',');
            line.push_str(text);
        }
        line.push(',');
        push_number(&mut line, measure.value);
        line.push(',');
        push_number(&mut line, f64::from(measure.n));
        for number in [
            measure.numerator,
            measure.denominator,
            measure.low,
            measure.high,
        ] {
            line.push(',');
            push_number(&mut line, number);
        }
        line.push(',');
        line.push_str(measure.state.name());
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The shortest text that reads back as the same number, without an exponent.
fn push_number(line: &mut String, value: f64) {
    let whole = value as i64;
    // −0 is not a whole number.
    if whole as f64 == value && whole.abs() < 1 << 53 && (whole != 0 || value.is_sign_positive()) {
        line.push_str(itoa::Buffer::new().format(whole));
    } else if value.is_finite() {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        if text.bytes().any(|byte| byte == b'e') {
            // Writing to text cannot fail.
            let _ = write!(line, "{value}");
        } else {
            line.push_str(text.strip_suffix(".0").unwrap_or(text));
        }
    }
}

fn push_quoted(line: &mut String, text: &str) {
    let text = &*guarded(text);
    if text.contains([',', '"', '\n', '\r']) {
        let _ = write!(line, "\"{}\"", text.replace('"', "\"\""));
    } else {
        line.push_str(text);
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
    // By this thread alone: one that waits for polars' own takes other work up meanwhile, as all
    // packets, and comes back when that is done.
    let mut writer = ParquetWriter::new(out)
        .set_parallel(false)
        // Every reader knows it, and it takes a third of the time.
        .with_compression(ParquetCompression::Snappy)
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
    let mut names = BTreeMap::new();
    for (_, _, period, _) in lines {
        names.entry(*period).or_insert_with(|| period.to_string());
    }
    let describe = |line: &Line<'_>| measures.subjects.describe(line.0);
    let states = lines.iter().map(|line| line.3.state.name());
    let counts: Vec<u32> = lines.iter().map(|(.., measure)| measure.n).collect();
    let columns = vec![
        texts(
            "subject_kind",
            lines.iter().map(|line| describe(line).0.name()),
        )?,
        texts("subject_id", lines.iter().map(|line| describe(line).1))?,
        texts("kpi", lines.iter().map(|line| line.1))?,
        texts("grain", lines.iter().map(|line| line.2.grain().name()))?,
        texts("period", lines.iter().map(|line| names[&line.2].as_str()))?,
        floats("value", |measure| measure.value),
        Column::new("n".into(), counts),
        floats("numerator", |measure| measure.numerator),
        floats("denominator", |measure| measure.denominator),
        floats("low", |measure| measure.low),
        floats("high", |measure| measure.high),
        texts("state", states)?,
    ];
    DataFrame::new(lines.len(), columns)
}

/// A column of texts. One that stands in many rows on end is copied once.
fn texts<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> PolarsResult<Column> {
    let mut found: Vec<&str> = Vec::new();
    let mut places: Vec<IdxSize> = Vec::new();
    for text in all {
        if !found.last().is_some_and(|last| std::ptr::eq(*last, text)) {
            found.push(text);
        }
        places.push((found.len() - 1) as IdxSize);
    }
    let found = StringChunked::from_slice(name.into(), &found);
    Ok(found.take(&places)?.into_column())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: f64) -> String {
        let mut line = String::new();
        push_number(&mut line, value);
        line
    }

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        for value in [
            0.0,
            -0.0,
            1.0,
            -17.0,
            0.1,
            1e-7,
            1.5e300,
            9_007_199_254_740_993.0,
        ] {
            assert_eq!(text(value), value.to_string());
        }
        assert_eq!(text(f64::NAN), "");
    }

    proptest! {
        #[test]
        fn any_number_reads_back_from_the_shortest_text(value in any::<f64>()) {
            prop_assume!(value.is_finite());
            let text = text(value);
            prop_assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
            // Of two texts of one length that are as near, `Display` may take the other one.
            prop_assert_eq!(text.len(), value.to_string().len());
        }
    }
}
