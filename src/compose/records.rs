//! Records as a reader sees them: headings, cells, and which of them cost points.
//!
//! Packets and `scorepack explain` show records through this module only, so that both
//! name, order and withhold the same.

use super::Composer;
use super::packet::{Cell as TableCell, Table};
use super::why::words_of;
use super::wording::{DASH, Wording, cell, column};
use crate::measure::{Cell, Holder, Record};
use crate::quantity::round_half_away;
use crate::score::ItemScore;
use crate::workspace::{ColumnSchema, Direction, Kind, Kpi};

/// Why the records shown are those shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Those that missed (rates).
    Missed,
    /// Those that happened and should not have (rates that should be low).
    Happened,
    /// Answers below promoter.
    Answers,
    /// Those worse than the target.
    Worse,
    /// Each one costs (counts and sums that should be low).
    Events,
    /// All there is: more of them would be needed.
    Contributing,
}

impl Choice {
    /// Its name in message keys.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Happened => "happened",
            Self::Answers => "answers",
            Self::Worse => "worse",
            Self::Events => "events",
            Self::Contributing => "contributing",
        }
    }
}

/// The records that cost an item points, those that cost most first.
pub(super) fn costly<'r>(
    item: &ItemScore<'_>,
    records: &[&'r Record],
) -> (Choice, Vec<&'r Record>) {
    let down = item.kpi.direction == Some(Direction::Down);
    let sign = item.kpi.direction.map_or(1.0, Direction::sign);
    let mut chosen: Vec<&Record> = records.iter().copied().filter(|r| r.counts()).collect();
    let choice = match (&item.kpi.kind, down) {
        (Kind::Rate { .. }, false) => Choice::Missed,
        (Kind::Rate { .. }, true) => Choice::Happened,
        (Kind::Nps { .. }, _) => Choice::Answers,
        (Kind::Mean { .. } | Kind::Percentile { .. } | Kind::Ratio { .. }, _) => Choice::Worse,
        (Kind::Count | Kind::Sum { .. }, true) => Choice::Events,
        _ => Choice::Contributing,
    };
    let target = item.target.unwrap_or(f64::NAN);
    chosen.retain(|record| match choice {
        Choice::Missed => record.a == 0.0,
        Choice::Happened => record.a != 0.0,
        Choice::Answers => record.a < 9.0,
        Choice::Worse => sign * (own_value(item.kpi, record) - target) < 0.0,
        Choice::Events | Choice::Contributing => true,
    });
    let weighs = matches!(
        choice,
        Choice::Worse | Choice::Answers | Choice::Events | Choice::Contributing
    );
    // Days are in order already; a stable sort keeps them so among equals.
    chosen.sort_by(|x, y| {
        let by_value = own_value(item.kpi, x).total_cmp(&own_value(item.kpi, y));
        let worst_first = if down { by_value.reverse() } else { by_value };
        match choice {
            Choice::Contributing => by_value.reverse(),
            _ if weighs => worst_first,
            _ => std::cmp::Ordering::Equal,
        }
    });
    (choice, chosen)
}

/// What one record by itself would give.
pub(super) fn own_value(kpi: &Kpi, record: &Record) -> f64 {
    match kpi.kind {
        Kind::Ratio { .. } => record.a / record.b,
        Kind::Rate { .. } => 100.0 * record.a,
        _ => record.a,
    }
}

impl Composer<'_> {
    /// Records of a KPI as a table: whose (of a team), what identifies them, day, value.
    pub(super) fn record_table(
        &self,
        words: &Wording<'_>,
        kpi: &Kpi,
        holder: Holder,
        records: &[&Record],
    ) -> Table {
        let names = self.records.columns(&kpi.id);
        let dated = kpi.rows.as_ref().filter(|rows| !names.contains(&rows.date));
        let mut table = Table {
            id: format!("records-{}", kpi.id),
            title: words.pick(&kpi.name).to_owned(),
            ..Table::default()
        };
        if matches!(holder, Holder::Team(_)) {
            table
                .columns
                .push(words.column("record-column-engineer", false, 1.2));
        }
        for name in names {
            let (number, share) = self.shape(kpi, records, name);
            let title = self.heading(words, kpi, name);
            table.columns.push(column(title, number, share));
        }
        if let Some(rows) = dated {
            let title = self.heading(words, kpi, &rows.date);
            table.columns.push(column(title, false, 1.0));
        }
        if self.has_value_column(kpi) {
            let title = words.locale.text(value_heading(&kpi.kind));
            table.columns.push(column(title, true, 0.9));
        }
        let row = |record: &&Record| self.record_row(words, kpi, holder, record);
        table.rows = records.iter().map(row).collect();
        table
    }

    fn record_row(
        &self,
        words: &Wording<'_>,
        kpi: &Kpi,
        holder: Holder,
        record: &Record,
    ) -> Vec<TableCell> {
        let names = self.records.columns(&kpi.id);
        let mut row = Vec::new();
        if matches!(holder, Holder::Team(_)) {
            row.push(cell(self.engineer(words, record)));
        }
        row.extend(names.iter().map(|name| {
            let found = self.records.cell(&kpi.id, record, name);
            cell(show(words, found))
        }));
        if let Some(rows) = &kpi.rows
            && !names.contains(&rows.date)
        {
            row.push(cell(record.day.to_string()));
        }
        if self.has_value_column(kpi) {
            row.push(cell(words.value(kpi, own_value(kpi, record))));
        }
        row
    }

    /// Name of the person whose record it is, or a dash.
    pub(super) fn engineer(&self, words: &Wording<'_>, record: &Record) -> String {
        record.person().map_or_else(
            || DASH.to_owned(),
            |person| words.pick(&self.roster.people[person].name).to_owned(),
        )
    }

    /// Whether a record's own figure is worth a column: not a hit or a piece, and not in a
    /// column that is shown already.
    fn has_value_column(&self, kpi: &Kpi) -> bool {
        let shown = |text: &str| {
            let names = self.records.columns(&kpi.id);
            names.iter().any(|name| name == text.trim())
        };
        match &kpi.kind {
            Kind::Rate { .. } | Kind::Count | Kind::Change { .. } => false,
            Kind::Ratio { value, per } => !(shown(value) && shown(per)),
            Kind::Nps { value }
            | Kind::Mean { value, .. }
            | Kind::Percentile { value, .. }
            | Kind::Sum { value } => !shown(value),
        }
    }

    /// Whether a column holds numbers, and its share of the width.
    fn shape(&self, kpi: &Kpi, records: &[&Record], name: &str) -> (bool, f32) {
        let cells = records
            .iter()
            .map(|record| self.records.cell(&kpi.id, record, name));
        let mut cells = cells.filter(|cell| *cell != Cell::Empty);
        match cells.next() {
            Some(Cell::Number(_)) => (true, 0.8),
            Some(Cell::Date(_) | Cell::Flag(_)) => (false, 1.0),
            Some(Cell::Instant(_)) => (false, 1.4),
            Some(Cell::Text(_)) if name == "comment" => (false, 3.0),
            Some(Cell::Text(_)) if name.ends_with("_id") => (false, 1.0),
            Some(Cell::Text(text)) if text.chars().count() < 6 => (false, 0.9),
            Some(Cell::Text(_)) => (false, 1.7),
            Some(Cell::Withheld | Cell::Empty) | None => (false, 1.0),
        }
    }

    /// The heading of a column of records.
    pub(super) fn heading(&self, words: &Wording<'_>, kpi: &Kpi, name: &str) -> String {
        let key = format!("record-{}", name.replace('_', "-"));
        if words.locale.has(&key) {
            return words.locale.text(&key);
        }
        let about = self.column_schema(kpi, name).map(|schema| {
            let about = words.pick(&schema.about);
            // What a reader of a table needs not know comes after a comma.
            let end = about.find([',', ';', ':', '，', '；', '：']);
            about[..end.unwrap_or(about.len())].to_owned()
        });
        about.unwrap_or_else(|| name.replace('_', " "))
    }

    /// What is known of a column of a KPI's table, or of the tables behind its view.
    fn column_schema(&self, kpi: &Kpi, name: &str) -> Option<&ColumnSchema> {
        let source = &kpi.rows.as_ref()?.source;
        let tables = &self.workspace.tables;
        if let Some(table) = tables.get(source) {
            return table.columns.get(name);
        }
        let sql = &self.workspace.views.get(source)?.sql;
        words_of(sql)
            .filter_map(|word| tables.get(word))
            .find_map(|table| table.columns.get(name))
    }
}

fn value_heading(kind: &Kind) -> &'static str {
    match kind {
        Kind::Sum { .. } => "record-column-contribution",
        _ => "record-column-value",
    }
}

/// A cell in words and figures. Days are written as in the data, so that a record is found
/// there again.
pub(super) fn show(words: &Wording<'_>, cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => DASH.to_owned(),
        Cell::Withheld => words.locale.text("record-withheld"),
        Cell::Date(day) => day.to_string(),
        Cell::Instant(instant) => instant.format("%Y-%m-%d %H:%M").to_string(),
        Cell::Flag(true) => words.locale.text("record-yes"),
        Cell::Flag(false) => words.locale.text("record-no"),
        Cell::Number(number) => plain(words, number),
        Cell::Text(text) => {
            let key = format!("record-value-{}", text.replace('_', "-"));
            let word = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if word && words.locale.has(&key) {
                words.locale.text(&key)
            } else {
                text.to_owned()
            }
        }
    }
}

/// A number with the decimals that it has, or two where it has many.
pub(super) fn plain(words: &Wording<'_>, number: f64) -> String {
    let exact = |decimals: &u8| (round_half_away(number, *decimals) - number).abs() < 1e-9;
    let decimals = (0..=4).find(exact).unwrap_or(2);
    words.locale.number(number, decimals)
}
