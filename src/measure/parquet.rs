//! `measures.parquet`: the tidy table of [`csv`](super::csv) for programs that load columns.
//!
//! Its texts stand in dictionaries, which are made here: whoever writes plain columns has each
//! text of each row looked up again. Readers see columns of texts. Written in batches, so that
//! no second copy of the table is held; the same measures give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use polars::prelude::{PlHashMap, PolarsResult};
use polars_arrow::array::{Array, DictionaryArray, Float64Array, UInt32Array, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, StatisticsOptions, Version, WriteOptions,
    row_group_iter,
};

use super::table::{Measures, Series};

/// Rows in a batch, which is a row group of the file; those of a subject's KPI stand in one.
const BATCH: usize = 100_000;

type Columns = Vec<(&'static str, Box<dyn Array>)>;

/// Writes the table as Parquet.
///
/// # Errors
/// What the writer refuses.
pub fn write_parquet(measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    write(measures, out).map_err(io::Error::other)
}

fn write(measures: &Measures, out: &mut dyn Write) -> PolarsResult<()> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        // Every reader knows it, and it takes a third of the time.
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    let mut series = measures.series();
    let mut columns = columns_of(measures, &take_batch(&mut series))?;
    let schema: ArrowSchema = columns
        .iter()
        .map(|(name, array)| field(name, &**array))
        .collect();
    let mut writer = FileWriter::try_new(out, schema.clone(), options)?;
    let schema = Arc::new(schema);
    loop {
        let rows = columns.first().map_or(0, |(_, array)| array.len());
        let encodings = columns
            .iter()
            .map(|_| vec![Encoding::RleDictionary])
            .collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        let batch = RecordBatchT::try_new(rows, Arc::clone(&schema), arrays)?;
        let fields = writer.parquet_schema().fields().to_vec();
        // Some readers refuse a group without rows.
        if rows > 0 {
            let group = row_group_iter(batch, encodings, fields, options);
            writer.write(rows as u64, group)?;
        }
        let next = take_batch(&mut series);
        if next.is_empty() {
            break;
        }
        columns = columns_of(measures, &next)?;
    }
    writer.end(None)?;
    Ok(())
}

/// The column as readers see it: of texts, not of places in a dictionary.
fn field(name: &str, array: &dyn Array) -> (polars::prelude::PlSmallStr, Field) {
    let dtype = match array.dtype() {
        ArrowDataType::Dictionary(_, texts, _) => (**texts).clone(),
        plain => plain.clone(),
    };
    (name.into(), Field::new(name.into(), dtype, true))
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

fn columns_of(measures: &Measures, batch: &[Series<'_>]) -> PolarsResult<Columns> {
    let ends = batch.first().zip(batch.last());
    let rows = ends.map_or(0..0, |(first, last)| first.rows.start..last.rows.end);
    let (mut kinds, mut ids, mut kpis) = <(Texts, Texts, Texts)>::default();
    for series in batch {
        let (kind, id) = measures.subjects.describe(series.subject);
        let rows = series.rows.len();
        kinds.push(kind.name(), rows);
        ids.push(id, rows);
        kpis.push(series.kpi, rows);
    }
    let of_rows = &measures.period[rows.clone()];
    let mut names = BTreeMap::new();
    for period in of_rows {
        names.entry(*period).or_insert_with(|| period.to_string());
    }
    let (mut grains, mut periods, mut states) = <(Texts, Texts, Texts)>::default();
    for period in of_rows {
        grains.push(period.grain().name(), 1);
        periods.push(&names[period], 1);
    }
    for state in &measures.state[rows.clone()] {
        states.push(state.name(), 1);
    }
    let floats = |column: &[f64]| floats(column, &rows);
    Ok(vec![
        ("subject_kind", kinds.finish()?),
        ("subject_id", ids.finish()?),
        ("kpi", kpis.finish()?),
        ("grain", grains.finish()?),
        ("period", periods.finish()?),
        ("value", floats(&measures.value)),
        (
            "n",
            UInt32Array::from_slice(&measures.n[rows.clone()]).boxed(),
        ),
        ("numerator", floats(&measures.numerator)),
        ("denominator", floats(&measures.denominator)),
        ("low", floats(&measures.low)),
        ("high", floats(&measures.high)),
        ("state", states.finish()?),
    ])
}

/// Numbers; what is none is absent.
fn floats(column: &[f64], rows: &Range<usize>) -> Box<dyn Array> {
    let values = column[rows.clone()].iter();
    let values = values.map(|value| Some(*value).filter(|value| value.is_finite()));
    values.collect::<Float64Array>().boxed()
}

/// A column of texts: each of them once, and which one a row has.
#[derive(Default)]
struct Texts<'a> {
    texts: Vec<&'a str>,
    known: PlHashMap<&'a str, u32>,
    keys: Vec<u32>,
}

impl<'a> Texts<'a> {
    /// The next rows have this text.
    fn push(&mut self, text: &'a str, rows: usize) {
        // Mostly the one of the row before, or the one that followed it the last time.
        let last = self.keys.last().map_or(0, |key| *key);
        let has = |key: &u32| self.texts.get(*key as usize) == Some(&text);
        let near = [last, last + 1].into_iter().find(has);
        let key = near.unwrap_or_else(|| {
            *self.known.entry(text).or_insert_with(|| {
                self.texts.push(text);
                self.texts.len() as u32 - 1
            })
        });
        self.keys.resize(self.keys.len() + rows, key);
    }

    fn finish(self) -> PolarsResult<Box<dyn Array>> {
        let texts = Utf8ViewArray::from_slice_values(&self.texts);
        let kind = ArrowDataType::Dictionary(
            IntegerType::UInt32,
            Box::new(ArrowDataType::Utf8View),
            false,
        );
        let keys = UInt32Array::from_vec(self.keys);
        Ok(DictionaryArray::<u32>::try_new(kind, keys, texts.boxed())?.boxed())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use polars_io::prelude::{ParquetReader, SerReader};

    use super::super::table::{Row, Subjects};
    use super::*;

    #[test]
    fn a_table_without_rows_has_its_columns() {
        let none: &[Vec<Row>] = &[];
        let measures = Measures::from_rows(Vec::new(), Subjects::default(), none);
        let mut bytes = Vec::new();
        write_parquet(&measures, &mut bytes).unwrap();
        let frame = ParquetReader::new(io::Cursor::new(bytes)).finish().unwrap();
        assert_eq!((frame.height(), frame.width()), (0, 12));
    }
}
