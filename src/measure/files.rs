//! `measures.parquet` and `measures.csv`: the tidy table for other tools.
//!
//! Columns: subject_kind, subject_id, kpi, grain, period, value, n, numerator,
//! denominator, low, high, state. Rows are sorted; the same measures give the same
//! bytes. Both are written in batches, so that no second copy of the table is held.

use std::fmt::Write as _;
use std::io::{self, Write};

use polars::prelude::*;
use polars_io::parquet::write::ParquetCompression;
use polars_io::prelude::ParquetWriter;

use super::table::{Measures, Series};
use crate::cell::guarded;
use crate::period::Period;

/// Rows in a batch, which is a row group of the Parquet file; those of a subject's KPI stand in
/// one.
const BATCH: usize = 100_000;

/// Writes the table as CSV; a value that is absent is an empty field.
///
/// # Errors
/// What the writer refuses.
pub fn write_csv(measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    let header =
        "subject_kind,subject_id,kpi,grain,period,value,n,numerator,denominator,low,high,state";
    writeln!(out, "{header}")?;
    let mut periods = Periods::default();
    // The lines of a subject's KPI, and what each of them begins with.
    let (mut lines, mut begin) = (String::new(), String::new());
    for Series { subject, kpi, rows } in measures.series() {
        let (kind, id) = measures.subjects.describe(subject);
        begin.clear();
        begin.push_str(kind.name());
        begin.push(',');
        push_quoted(&mut begin, id);
        begin.push(',');
        begin.push_str(kpi);
        lines.clear();
        for row in rows {
            lines.push_str(&begin);
            lines.push_str(&periods.of(measures.period[row]).fields);
            push_number(&mut lines, measures.value[row]);
            lines.push(',');
            lines.push_str(itoa::Buffer::new().format(measures.n[row]));
            for column in [
                &measures.numerator,
                &measures.denominator,
                &measures.low,
                &measures.high,
            ] {
                lines.push(',');
                push_number(&mut lines, column[row]);
            }
            lines.push(',');
            lines.push_str(measures.state[row].name());
            lines.push('\n');
        }
        out.write_all(lines.as_bytes())?;
    }
    Ok(())
}

/// What is written of a period, made once.
struct Described {
    period: Period,
    name: String,
    /// Grain and name between commas.
    fields: String,
}

/// The periods met so far, in order.
#[derive(Default)]
struct Periods(Vec<Described>);

impl Periods {
    fn known(&self, period: Period) -> &str {
        let found = self.0.binary_search_by(|known| known.period.cmp(&period));
        found.map_or("", |place| &self.0[place].name)
    }

    fn of(&mut self, period: Period) -> &Described {
        let found = self.0.binary_search_by(|known| known.period.cmp(&period));
        let place = found.unwrap_or_else(|place| {
            let (grain, name) = (period.grain().name(), period.to_string());
            let fields = format!(",{grain},{name},");
            self.0.insert(
                place,
                Described {
                    period,
                    name,
                    fields,
                },
            );
            place
        });
        &self.0[place]
    }
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
        // Only far from 1 there may be an exponent, or a fraction that is none.
        if (1e-4..1e15).contains(&value.abs()) {
            line.push_str(text);
        } else if text.bytes().any(|byte| byte == b'e') {
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
    let mut series = measures.series();
    let mut batch = to_frame(measures, &take_batch(&mut series)).map_err(io::Error::other)?;
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
        let next = take_batch(&mut series);
        if next.is_empty() {
            break;
        }
        batch = to_frame(measures, &next).map_err(io::Error::other)?;
    }
    writer.finish().map_err(io::Error::other)?;
    Ok(())
}

fn take_batch<'a>(all: &mut impl Iterator<Item = Series<'a>>) -> Vec<Series<'a>> {
    let mut left = BATCH;
    let mut batch = Vec::new();
    while left > 0
        && let Some(series) = all.next()
    {
        left = left.saturating_sub(series.rows.len());
        batch.push(series);
    }
    batch
}

fn to_frame(measures: &Measures, batch: &[Series<'_>]) -> PolarsResult<DataFrame> {
    let ends = batch.first().zip(batch.last());
    let rows = ends.map_or(0..0, |(first, last)| first.rows.start..last.rows.end);
    let floats = |name: &str, column: &[f64]| {
        let values = column[rows.clone()].iter();
        let values = values.map(|value| Some(*value).filter(|v| v.is_finite()));
        Column::new(name.into(), values.collect::<Float64Chunked>())
    };
    let describe = |series: &Series<'_>| measures.subjects.describe(series.subject);
    let long = |series: &Series<'_>| series.rows.len();
    let kinds = batch.iter().map(|s| (describe(s).0.name(), long(s)));
    let ids = batch.iter().map(|s| (describe(s).1, long(s)));
    let kpis = batch.iter().map(|s| (s.kpi, long(s)));
    let of_rows = &measures.period[rows.clone()];
    let grains = of_rows.iter().map(|period| (period.grain().name(), 1));
    let mut periods = Periods::default();
    for period in of_rows {
        periods.of(*period);
    }
    let names = of_rows.iter().map(|p| (periods.known(*p), 1));
    let states = measures.state[rows.clone()].iter();
    let states = states.map(|state| (state.name(), 1));
    let columns = vec![
        texts("subject_kind", kinds)?,
        texts("subject_id", ids)?,
        texts("kpi", kpis)?,
        texts("grain", grains)?,
        texts("period", names)?,
        floats("value", &measures.value),
        Column::new("n".into(), &measures.n[rows.clone()]),
        floats("numerator", &measures.numerator),
        floats("denominator", &measures.denominator),
        floats("low", &measures.low),
        floats("high", &measures.high),
        texts("state", states)?,
    ];
    DataFrame::new(rows.len(), columns)
}

/// A column of texts, each with the number of rows that it stands in. One that stands in many
/// on end is copied once.
fn texts<'a>(name: &str, runs: impl Iterator<Item = (&'a str, usize)>) -> PolarsResult<Column> {
    let mut found: Vec<&str> = Vec::new();
    let mut places: Vec<IdxSize> = Vec::new();
    for (text, rows) in runs {
        if !found.last().is_some_and(|last| std::ptr::eq(*last, text)) {
            found.push(text);
        }
        places.resize(places.len() + rows, (found.len() - 1) as IdxSize);
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
