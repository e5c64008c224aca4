//! `measures.parquet` and `measures.csv`: the tidy table for other tools.
//!
//! Columns: subject_kind, subject_id, kpi, grain, period, value, n, numerator,
//! denominator, low, high, state. Rows are sorted; the same measures give the same bytes.

use std::fmt::Write as _;

use polars::prelude::*;

use super::table::{Measure, Measures};
use crate::diagnostic::{Diagnostic, Place};

/// The table as CSV; a value that is absent is an empty field.
pub fn to_csv(measures: &Measures) -> String {
    let mut text = String::from(
        "subject_kind,subject_id,kpi,grain,period,value,n,numerator,denominator,low,high,state\n",
    );
    for (subject, kpi, period, measure) in measures.iter() {
        let (kind, id) = measures.subjects.describe(subject);
        let _ = write!(text, "{},{},{kpi},{},{period}", kind.name(), quoted(id), period.grain().name());
        let Measure { value, n, numerator, denominator, low, high, state, .. } = measure;
        let _ = writeln!(
            text,
            ",{},{n},{},{},{},{},{}",
            number(value),
            number(numerator),
            number(denominator),
            number(low),
            number(high),
            state.name()
        );
    }
    text
}

/// The shortest text that reads back as the same number.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The table as Parquet.
///
/// # Errors
/// What polars refuses; it does not for tables that fit into memory.
pub fn to_parquet(measures: &Measures) -> Result<Vec<u8>, Diagnostic> {
    let wrong = |error: PolarsError| {
        Diagnostic::error("internal", Place::file("measures.parquet"), format!("cannot be written: {error}"))
            .hint("please report this with the version of the program")
    };
    let mut frame = to_frame(measures).map_err(wrong)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).map_err(wrong)?;
    Ok(bytes)
}

fn to_frame(measures: &Measures) -> PolarsResult<DataFrame> {
    let rows = || measures.iter();
    let floats = |name: &str, part: fn(&Measure) -> f64| {
        let values = rows().map(|(.., m)| Some(part(&m)).filter(|v| v.is_finite()));
        Column::new(name.into(), values.collect::<Float64Chunked>())
    };
    let texts = |name: &str, values: Vec<String>| Column::new(name.into(), values);
    let describe = |part: fn((super::SubjectKind, &str)) -> String| {
        rows().map(|(subject, ..)| part(measures.subjects.describe(subject))).collect::<Vec<_>>()
    };
    let columns = vec![
        texts("subject_kind", describe(|(kind, _)| kind.name().to_owned())),
        texts("subject_id", describe(|(_, id)| id.to_owned())),
        texts("kpi", rows().map(|(_, kpi, ..)| kpi.to_owned()).collect()),
        texts("grain", rows().map(|(_, _, period, _)| period.grain().name().to_owned()).collect()),
        texts("period", rows().map(|(_, _, period, _)| period.to_string()).collect()),
        floats("value", |measure| measure.value),
        Column::new("n".into(), rows().map(|(.., measure)| measure.n).collect::<Vec<u32>>()),
        floats("numerator", |measure| measure.numerator),
        floats("denominator", |measure| measure.denominator),
        floats("low", |measure| measure.low),
        floats("high", |measure| measure.high),
        texts("state", rows().map(|(.., measure)| measure.state.name().to_owned()).collect()),
    ];
    DataFrame::new(measures.len(), columns)
}
