//! The rows of one table, judged one by one and gathered into a frame.
//!
//! A row is read cell by cell; then what happened must have happened, the order
//! of its dates must hold, its person must be known, and its key must be new. The
//! first problem names the refusal; all are told. In a table with [`Keep`] a row is
//! chosen before it is judged, so that a faulty last event never makes an older
//! one count as the last.
//!
//! Limits: keys are remembered as 128-bit hashes (20 bytes a row), so two different
//! keys of one table are confused with a chance below 10⁻²⁴ at ten million rows.
//! In a table with `Keep` the faulty rows are held until the end with their cells.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, VecDeque};

use polars::prelude::{
    BooleanChunked, DataFrame, NewChunkedArray, PlHashMap, PlHashSet, PlSmallStr, PolarsResult,
};

use super::column::{ColumnBuilder, ColumnReader, Problem, shorten};
use super::header::Slot;
use super::keep::{Chooser, Digest, digest};
use super::places::Places;
use super::record::{Cell, RawCell, Record};
use super::report::{Refusal, Refusals, RefusedRow};
use crate::diagnostic::Place;
use crate::workspace::source::{Keep, LoadContext, TableSource};

/// Rows that room is made for beforehand, at most: a file of empty lines must not ask for all
/// memory.
const MOST_EXPECTED: usize = 1 << 22;

/// Everybody in the roster, at any time.
pub(super) type People = PlHashSet<String>;

/// Takes the rows of a table, file after file.
pub(super) struct Intake<'a> {
    source: &'a TableSource,
    context: &'a LoadContext,
    people: Option<&'a People>,
    readers: Vec<ColumnReader<'a>>,
    builders: Vec<ColumnBuilder>,
    order: Vec<(usize, usize)>,
    person: Option<usize>,
    key: Vec<usize>,
    keep: Option<Chooser>,
    seen: PlHashMap<Digest, u32>,
    file: CurrentFile,
    pub(super) headers: Vec<String>,
    pub(super) refusals: Refusals,
    pending: Vec<(Option<usize>, RefusedRow)>,
    pub(super) places: Places,
    pub(super) rows_read: u64,
    pub(super) rows_superseded: u64,
    /// Where the cells of a row stand while it is judged; empty between rows.
    room: Vec<Cell<'static>>,
    /// Cells that had characters which nobody sees, and the first of them.
    pub(super) invisible: (u64, Option<Place>),
    /// Columns that some file does not have.
    pub(super) absent: BTreeSet<String>,
    /// Columns that some file has.
    present: BTreeSet<String>,
}

/// The file that rows come from now.
#[derive(Default)]
struct CurrentFile {
    label: String,
    slots: Vec<Slot>,
    width: usize,
    /// For each of its columns the index among the headers of the table.
    columns: Vec<usize>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        source: &'a TableSource,
        context: &'a LoadContext,
        people: Option<&'a People>,
    ) -> Self {
        let find = |name: &String| {
            source
                .columns
                .iter()
                .position(|column| column.name == *name)
        };
        let indices = |names: &[String]| names.iter().filter_map(find).collect();
        let chooser =
            |keep: &Keep| Chooser::new(keep.which, indices(&keep.by), indices(&keep.order));
        let identifying = |name: &String| {
            let by = source.keep.iter().flat_map(|keep| &keep.by);
            source.key.iter().chain(by).any(|key| key == name)
        };
        let reader = |column| ColumnReader::new(source, column, identifying(&column.name));
        Self {
            source,
            context,
            people,
            readers: source.columns.iter().map(reader).collect(),
            builders: builders(source, 0),
            order: source
                .order
                .iter()
                .filter_map(|(first, second)| Some((find(first)?, find(second)?)))
                .collect(),
            person: source.person.as_ref().and_then(find),
            key: source.key.iter().filter_map(find).collect(),
            keep: source.keep.as_ref().map(chooser),
            seen: PlHashMap::default(),
            file: CurrentFile::default(),
            headers: Vec::new(),
            refusals: Refusals::default(),
            pending: Vec::new(),
            places: Places::default(),
            rows_read: 0,
            rows_superseded: 0,
            room: Vec::new(),
            invisible: (0, None),
            absent: BTreeSet::new(),
            present: BTreeSet::new(),
        }
    }

    /// Columns that no file has.
    pub(super) fn absent_everywhere(&self) -> BTreeSet<String> {
        self.absent.difference(&self.present).cloned().collect()
    }

    /// Makes room for about so many rows: columns that grow are copied again and again.
    pub(super) fn expect(&mut self, rows: usize) {
        let rows = rows.min(MOST_EXPECTED);
        if self.places.rows.is_empty() {
            self.builders = builders(self.source, rows);
        }
        self.places.rows.reserve(rows);
        if !self.key.is_empty() && self.keep.is_none() {
            self.seen.reserve(rows);
        }
    }

    /// The rows that follow come from this file.
    pub(super) fn begin_file(&mut self, label: &str, headers: &[String], slots: Vec<Slot>) {
        for (column, slot) in self.source.columns.iter().zip(&slots) {
            let columns = match slot {
                Slot::Absent => &mut self.absent,
                Slot::Cell(_) | Slot::Constant => &mut self.present,
            };
            columns.insert(column.name.clone());
        }
        // Columns by their headers; of several that are equal each is taken once a file.
        let mut known: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, header) in self.headers.iter().enumerate() {
            known.entry(header.clone()).or_default().push_back(index);
        }
        let mut columns = Vec::with_capacity(headers.len());
        for header in headers {
            let free = known.get_mut(header).and_then(VecDeque::pop_front);
            let index = free.unwrap_or(self.headers.len());
            if index == self.headers.len() {
                self.headers.push(header.clone());
            }
            columns.push(index);
        }
        self.places
            .files
            .push((self.places.rows.len(), label.to_owned()));
        self.file = CurrentFile {
            label: label.to_owned(),
            slots,
            width: headers.len(),
            columns,
        };
    }

    /// Takes one row.
    pub(super) fn take(&mut self, record: &Record<'_>) {
        if record.is_blank() {
            return;
        }
        self.rows_read += 1;
        if record.len() != self.file.width {
            let problem = self.wrong_field_count(record);
            self.refuse(record, None, &[problem]);
            return;
        }
        let (cells, problems) = self.read_cells(record);
        self.judge(record, &cells, problems);
        self.room = emptied(cells);
    }

    fn judge(&mut self, record: &Record<'_>, cells: &[Cell<'_>], mut problems: Vec<Problem>) {
        self.check_row(cells, &mut problems);
        if self.keep.is_some() {
            self.take_candidate(record, cells, &problems);
            return;
        }
        if problems.is_empty() && !self.key.is_empty() {
            problems.extend(self.check_key(cells));
        }
        if problems.is_empty() {
            self.push(record, cells);
        } else {
            self.refuse(record, None, &problems);
        }
    }

    fn read_cells<'r>(&mut self, record: &Record<'r>) -> (Vec<Cell<'r>>, Vec<Problem>)
    where
        'a: 'r,
    {
        let mut cells: Vec<Cell<'r>> = std::mem::take(&mut self.room);
        let mut problems = Vec::new();
        for (slot, reader) in self.file.slots.iter().zip(&self.readers) {
            let column = reader.source();
            let raw = match slot {
                Slot::Cell(index) => record.cell(*index),
                Slot::Constant => {
                    RawCell::Text(column.constant.as_deref().unwrap_or_default().into())
                }
                Slot::Absent => RawCell::Empty,
            };
            let cell = reader.read(&raw).unwrap_or_else(|problem| {
                problems.push(problem);
                Cell::Null
            });
            if is_altered(&raw, &cell) {
                self.invisible.0 += 1;
                self.invisible.1.get_or_insert_with(|| {
                    let mut place = Place::file(&self.file.label).at_row(record.row);
                    place.line = record.line;
                    place.in_column(&column.name)
                });
            }
            cells.push(cell);
        }
        (cells, problems)
    }

    /// What concerns more than one cell.
    fn check_row(&self, cells: &[Cell<'_>], problems: &mut Vec<Problem>) {
        let name = |index: usize| &self.source.columns[index].name;
        let problem = |code, index: usize, reason| Problem {
            code,
            column: Some(name(index).clone()),
            value: shorten(&cells[index].to_text()).into_owned(),
            reason,
        };
        let today = self.context.today;
        for (index, column) in self.source.columns.iter().enumerate() {
            if column.happened && cells[index].day().is_some_and(|day| day > today) {
                let day = cells[index].to_text();
                let reason = format!("`{}`: {day} lies after {today}", column.name);
                problems.push(problem("future-date", index, reason));
            }
        }
        for (first, second) in &self.order {
            if cells[*second].is_before(&cells[*first]) {
                let (before, after) = (cells[*second].to_text(), cells[*first].to_text());
                let (late, early) = (name(*second), name(*first));
                let reason = format!("`{late}` {before} is before `{early}` {after}");
                problems.push(problem("finish-before-start", *second, reason));
            }
        }
        if let (Some(index), Some(people)) = (self.person, self.people)
            && let Cell::Text(person) = &cells[index]
            && !people.contains(person.as_ref())
        {
            let reason = format!(
                "`{}`: `{}` is not in the roster",
                name(index),
                shorten(person)
            );
            problems.push(problem("unknown-engineer", index, reason));
        }
    }

    /// Remembers the key, unless another row has it.
    fn check_key(&mut self, cells: &[Cell<'_>]) -> Option<Problem> {
        let index = self.places.rows.len() as u32;
        let digest = digest(cells, &self.key);
        let before = self.seen.insert(digest, index)?;
        // The first one has it.
        self.seen.insert(digest, before);
        let (file, row) = self.places.find(before as usize);
        let texts: Vec<String> = self
            .key
            .iter()
            .map(|index| cells[*index].to_text())
            .collect();
        let value = shorten(&texts.join(", ")).into_owned();
        Some(Problem {
            code: "duplicate-key",
            column: Some(self.source.key.join(", ")),
            reason: format!("`{value}` is already in row {row} of {file}"),
            value,
        })
    }

    /// A row of a log: it may be the one that counts.
    fn take_candidate(&mut self, record: &Record<'_>, cells: &[Cell<'_>], problems: &[Problem]) {
        let index = self.places.rows.len();
        let Some(keep) = &mut self.keep else { return };
        let names: Vec<&String> = keep
            .columns()
            .map(|index| &self.source.columns[index].name)
            .collect();
        let unplaceable = problems.iter().any(|problem| {
            let is_unread = !matches!(
                problem.code,
                "future-date" | "finish-before-start" | "unknown-engineer"
            );
            is_unread
                && problem
                    .column
                    .as_ref()
                    .is_some_and(|column| names.contains(&column))
        });
        if unplaceable {
            self.refuse(record, None, problems);
            return;
        }
        keep.offer(index as u32, cells);
        self.push(record, cells);
        if !problems.is_empty() {
            self.refuse(record, Some(index), problems);
        }
    }

    fn push(&mut self, record: &Record<'_>, cells: &[Cell<'_>]) {
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            builder.push(cell);
        }
        self.places.rows.push(record.row);
    }

    fn refuse(&mut self, record: &Record<'_>, candidate: Option<usize>, problems: &[Problem]) {
        let Some(first) = problems.first() else {
            return;
        };
        let reasons: Vec<&str> = problems
            .iter()
            .map(|problem| problem.reason.as_str())
            .collect();
        let mut cells = vec![String::new(); self.headers.len()];
        for (index, column) in self.file.columns.iter().enumerate() {
            cells[*column] = record.cell(index).to_text().into_owned();
        }
        let row = RefusedRow {
            refusal: Refusal {
                file: self.file.label.clone(),
                row: record.row,
                line: record.line,
                column: first.column.clone(),
                value: first.value.clone(),
                code: first.code,
                reason: reasons.join("; "),
            },
            cells,
        };
        if self.keep.is_some() {
            self.pending.push((candidate, row));
        } else {
            self.refusals.add(row);
        }
    }

    fn wrong_field_count(&self, record: &Record<'_>) -> Problem {
        let (found, expected) = (record.len(), self.file.width);
        let mut reason = format!("has {found} fields instead of {expected}");
        if record.lines > 1 {
            let lines = record.lines;
            reason.push_str(&format!(
                "; it runs over {lines} lines, perhaps a quote is left open"
            ));
        } else if found > expected {
            let surplus: Vec<_> = (expected..found)
                .map(|index| record.cell(index).to_text().into_owned())
                .collect();
            let surplus = surplus.join(", ");
            reason.push_str(&format!("; too many: `{}`", shorten(&surplus)));
        }
        Problem {
            code: "wrong-field-count",
            column: None,
            value: String::new(),
            reason,
        }
    }

    /// The frame of the used rows.
    pub(super) fn finish(&mut self) -> PolarsResult<DataFrame> {
        let builders = std::mem::take(&mut self.builders);
        let columns = builders.into_iter().map(ColumnBuilder::finish).collect();
        let frame = DataFrame::new(self.places.rows.len(), columns)?;
        let Some(keep) = self.keep.take() else {
            return Ok(frame);
        };
        let mut chosen = keep.choose(self.places.rows.len());
        self.rows_superseded = chosen.iter().filter(|chosen| !**chosen).count() as u64;
        for (candidate, row) in std::mem::take(&mut self.pending) {
            match candidate {
                Some(index) if !chosen[index] => continue,
                Some(index) => chosen[index] = false,
                None => {}
            }
            self.refusals.add(row);
        }
        self.places.retain(&chosen);
        frame.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, &chosen))
    }
}

fn builders(source: &TableSource, room: usize) -> Vec<ColumnBuilder> {
    let columns = source.columns.iter();
    columns
        .map(|column| ColumnBuilder::new(column, room))
        .collect()
}

/// The room of cells for those of another row: collected in place, it is not asked for anew.
fn emptied<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Null).collect()
}

/// Whether a text is not as in its cell; what the vocabulary of the workspace makes of it aside.
fn is_altered(raw: &RawCell<'_>, cell: &Cell<'_>) -> bool {
    matches!((raw, cell), (RawCell::Text(raw), Cell::Text(Cow::Owned(text))) if raw.as_ref() != text)
}
