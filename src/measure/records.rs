//! The records behind values: whose they are, on which day, and what each was worth.
//!
//! A source is asked once for the rows that its KPIs have between two days, with the
//! columns that identify a row to a reader; after that a person's or a team's records
//! are an index away. Cells stay in the columns that they came in and are shared by the
//! KPIs of a source, so memory grows with the rows between the two days and with nothing
//! else. A row belongs to the team that its person had on its day.
//!
//! Nothing here tells of anybody else: columns that hold a person are left out, and a cell
//! that is somebody's name or identifier is withheld. Raters are numbers.

mod request;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use polars::prelude::*;

use self::request::{ask, evidence, private_columns, reach, unreadable, window};
use super::cells::{Cell, Cells};
use super::extract::Level;
use super::rows::{self, Source};
use super::selection::{Answer, NOBODY, PERSON, TEAM};
use crate::diagnostic::Diagnostic;
use crate::load::{Roster, Tables};
use crate::period::Period;
use crate::statistics::rank;
use crate::workspace::{Kind, Kpi, RowSpan, Workspace};

/// Whose records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The person at this position of the roster.
    Person(usize),
    /// The team at this position of the roster.
    Team(usize),
}

/// Whether a row counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It did.
    Counted,
    /// Its expression gave nothing.
    WithoutValue,
    /// It weighs nothing.
    WithoutWeight,
    /// It is dated when its person was not on the roster.
    OffRoster,
}

/// One row of a KPI.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// The day that dates it.
    pub day: NaiveDate,
    /// First expression: hit or not (1, 0), value; 1 where there is none.
    pub a: f64,
    /// Second expression: weight, per; 1 where there is none.
    pub b: f64,
    /// Tells raters apart; 0 where nobody is named or none is asked for.
    pub rater: u32,
    /// Whether it counted.
    pub standing: Standing,
    /// The one level that it counts at, where its KPI has a column for that.
    level: Option<Level>,
    row: u32,
    person: u32,
    team: u32,
}

impl Record {
    /// Whose it is, by position in the roster.
    pub fn person(&self) -> Option<usize> {
        (self.person != NOBODY).then_some(self.person as usize)
    }

    /// Whether it counted.
    pub fn counts(&self) -> bool {
        self.standing == Standing::Counted
    }
}

/// The records of some KPIs between two days.
pub struct Records<'a> {
    roster: &'a Roster,
    /// What a cell must not say of anybody else: names, and identifiers that are no mere number.
    others: HashSet<&'a str>,
    /// The last day that is measured.
    last_day: NaiveDate,
    sources: Vec<BTreeMap<String, Cells>>,
    kpis: BTreeMap<String, Entries>,
}

/// The records of one KPI.
struct Entries {
    source: usize,
    /// Which of the dated rows a period has.
    span: RowSpan,
    /// Whether each row counts at one level only.
    by_level: bool,
    /// Columns that a reader sees, as the KPI names them and the source has them.
    columns: Vec<String>,
    /// By person, then day.
    records: Vec<Record>,
    /// Positions of records that belong to a team, by team, then day.
    teams: Vec<u32>,
    /// Where each person's records begin, and the end.
    offsets: Vec<u32>,
}

impl<'a> Records<'a> {
    /// The records of the KPIs `wanted` from `first` to `last`.
    ///
    /// # Errors
    /// `wrong-expression` and `wrong-query`, all of them.
    pub fn read(
        tables: &Tables,
        roster: &'a Roster,
        workspace: &Workspace,
        wanted: &BTreeSet<String>,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Self, Vec<Diagnostic>> {
        let kpis: Vec<&Kpi> = workspace
            .kpis
            .values()
            .filter(|kpi| wanted.contains(&kpi.id))
            .collect();
        let private = private_columns(workspace);
        let mut problems = Vec::new();
        let mut read = Self {
            roster,
            others: names(roster),
            last_day: last,
            sources: Vec::new(),
            kpis: BTreeMap::new(),
        };
        for source in rows::sources(tables, workspace, &kpis, &mut problems) {
            let ordered = tables.get(source.name).is_some();
            match ask(&source, &private, (first, last), ordered) {
                Ok((frame, columns)) => read.take(&source, &frame, &columns, (first, last))?,
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(read)
        } else {
            Err(problems)
        }
    }

    /// Columns that identify a KPI's records to a reader.
    pub fn columns(&self, kpi: &str) -> &[String] {
        self.kpis
            .get(kpi)
            .map_or(&[], |entries| entries.columns.as_slice())
    }

    /// The records of a KPI that a holder has in a period, by day.
    pub fn of(&self, kpi: &str, holder: Holder, period: Period) -> Vec<&Record> {
        let Some(entries) = self.kpis.get(kpi) else {
            return Vec::new();
        };
        let (start, end) = window(entries.span, period, self.last_day);
        let counts = |record: &&Record| entries.counts_for(record, holder);
        match holder {
            Holder::Person(person) => {
                let own = entries.own(person);
                let from = own.partition_point(|record| record.day < start);
                let to = own.partition_point(|record| record.day <= end);
                own[from..to].iter().filter(counts).collect()
            }
            Holder::Team(team) => {
                let at = |index: &u32| &entries.records[*index as usize];
                let key = |index: &u32| (at(index).team as usize, at(index).day);
                let from = entries.teams.partition_point(|i| key(i) < (team, start));
                let to = entries.teams.partition_point(|i| key(i) <= (team, end));
                entries.teams[from..to]
                    .iter()
                    .map(at)
                    .filter(counts)
                    .collect()
            }
        }
    }

    /// The days whose records a period has.
    pub fn window(&self, kpi: &str, period: Period) -> (NaiveDate, NaiveDate) {
        let span = self.kpis.get(kpi).map_or(RowSpan::Period, |e| e.span);
        window(span, period, self.last_day)
    }

    /// The day of a KPI's earliest record that counted for holders of this kind.
    pub fn first_day(&self, kpi: &str, holder: Holder) -> Option<NaiveDate> {
        let entries = self.kpis.get(kpi)?;
        let counted = entries.records.iter();
        let counted = counted.filter(|r| r.counts() && entries.counts_for(r, holder));
        counted.map(|record| record.day).min()
    }

    /// Whether a person has any record of a KPI that counted.
    pub fn has_any(&self, kpi: &str, person: usize) -> bool {
        let own = self.kpis.get(kpi).map(|entries| entries.own(person));
        own.is_some_and(|own| own.iter().any(Record::counts))
    }

    /// What one of a KPI's columns holds in one of its records.
    pub fn cell(&self, kpi: &str, record: &Record, column: &str) -> Cell<'_> {
        let cells = self
            .kpis
            .get(kpi)
            .and_then(|entries| self.sources.get(entries.source)?.get(column));
        let cell = cells.map_or(Cell::Empty, |cells| cells.get(record.row as usize));
        match cell {
            Cell::Text(text) if self.tells_of_another(text, record) => Cell::Withheld,
            cell => cell,
        }
    }

    fn tells_of_another(&self, text: &str, record: &Record) -> bool {
        let own = |person: usize| {
            let person = &self.roster.people[person];
            [&person.id, &person.name.en, &person.name.zh]
                .into_iter()
                .any(|own| own == text)
        };
        self.others.contains(text) && !record.person().is_some_and(own)
    }

    /// Takes the answer of a source apart.
    fn take(
        &mut self,
        source: &Source<'_>,
        frame: &DataFrame,
        columns: &BTreeSet<String>,
        days: (NaiveDate, NaiveDate),
    ) -> Result<(), Vec<Diagnostic>> {
        let taken = self.take_rows(source, frame, columns, days);
        taken.map_err(|error| vec![unreadable(source.name, &error)])
    }

    fn take_rows(
        &mut self,
        source: &Source<'_>,
        frame: &DataFrame,
        columns: &BTreeSet<String>,
        days: (NaiveDate, NaiveDate),
    ) -> PolarsResult<()> {
        let mut cells = BTreeMap::new();
        for name in columns {
            let column = frame.column(&evidence(name))?;
            // Words that no row has, as comments that nobody writes, are no column; a day
            // that no row has may be just what is wrong.
            if column.null_count() < column.len() || column.dtype().is_temporal() {
                cells.insert(name.clone(), Cells::of(column)?);
            }
        }
        let position = self.sources.len();
        for (index, (kpi, rows)) in source.kpis.iter().enumerate() {
            let records = self.records(source, frame, index, days)?;
            let columns = kpi.evidence.iter().filter(|name| cells.contains_key(*name));
            let people = self.roster.people.len();
            let mut entries = Entries::new(position, columns.cloned().collect(), records, people);
            entries.span = rows.span;
            entries.by_level = rows.level.is_some();
            self.kpis.insert(kpi.id.clone(), entries);
        }
        self.sources.push(cells);
        Ok(())
    }

    /// The records of the KPI at `index` of a source, by person, then day.
    fn records(
        &self,
        source: &Source<'_>,
        frame: &DataFrame,
        index: usize,
        days: (NaiveDate, NaiveDate),
    ) -> PolarsResult<Vec<Record>> {
        let (kpi, rows) = source.kpis[index];
        let (first, last) = reach(rows.span, days);
        let answer = Answer::of(frame, index)?;
        let Answer {
            days,
            filters,
            firsts,
            seconds,
            ..
        } = answer;
        let (people, teams) = (frame.column(PERSON)?.str()?, frame.column(TEAM)?.str()?);
        let weighs = matches!(kpi.kind, Kind::Rate { .. } | Kind::Mean { .. });
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut records = Vec::new();
        for row in 0..frame.height() {
            let day = days.get(row).and_then(NaiveDate::from_epoch_days);
            let Some(day) = day.filter(|day| (first..=last).contains(day)) else {
                continue;
            };
            if filters.get(row) != Some(true) {
                continue;
            }
            let person = people.get(row).and_then(|id| self.roster.person(id));
            let stint = person.and_then(|person| self.roster.people[person].stint_on(day));
            let team = match (source.team.is_some(), person, stint) {
                (true, _, _) => teams.get(row).and_then(|id| self.team(id)),
                (false, _, stint) => stint.map(|stint| stint.team),
            };
            let off_roster = person.is_some() && stint.is_none();
            let number = |value: Option<f64>| value.filter(|value| value.is_finite());
            let (a, b) = (number(firsts.get(row)), number(seconds.get(row)));
            let next = numbers.len() as u32 + 1;
            records.push(Record {
                day,
                a: a.unwrap_or(f64::NAN),
                b: b.unwrap_or(f64::NAN),
                rater: answer
                    .rater(row)
                    .map_or(0, |rater| *numbers.entry(rater).or_insert(next)),
                standing: match (off_roster, a, b) {
                    (true, _, _) => Standing::OffRoster,
                    (false, Some(_), Some(b)) if weighs && b <= 0.0 => Standing::WithoutWeight,
                    (false, Some(_), Some(_)) => Standing::Counted,
                    _ => Standing::WithoutValue,
                },
                level: answer.level(row),
                row: row as u32,
                person: person.map_or(NOBODY, |person| person as u32),
                team: team.filter(|_| !off_roster).map_or(NOBODY, |t| t as u32),
            });
        }
        records.sort_unstable_by_key(|x| (x.person, x.day, rank(x.a), rank(x.b), x.row));
        Ok(records)
    }

    fn team(&self, id: &str) -> Option<usize> {
        self.roster
            .teams
            .binary_search_by(|team| team.id.as_str().cmp(id))
            .ok()
    }
}

impl Entries {
    fn new(source: usize, columns: Vec<String>, records: Vec<Record>, people: usize) -> Self {
        let with_team =
            |(index, record): (usize, &Record)| (record.team != NOBODY).then_some(index as u32);
        let mut teams: Vec<u32> = records.iter().enumerate().filter_map(with_team).collect();
        teams.sort_by_key(|index| {
            let record = &records[*index as usize];
            (record.team, record.day, *index)
        });
        let mut offsets = vec![0; people + 1];
        for record in records.iter().filter(|record| record.person != NOBODY) {
            offsets[record.person as usize + 1] += 1;
        }
        for person in 0..people {
            offsets[person + 1] += offsets[person];
        }
        Self {
            source,
            span: RowSpan::Period,
            by_level: false,
            columns,
            records,
            teams,
            offsets,
        }
    }

    /// Whether a record counts at a holder's level.
    fn counts_for(&self, record: &Record, holder: Holder) -> bool {
        let level = match holder {
            Holder::Person(_) => Level::Person,
            Holder::Team(_) => Level::Team,
        };
        !self.by_level || record.level == Some(level)
    }

    fn own(&self, person: usize) -> &[Record] {
        let bound = |at: usize| self.offsets.get(at).map_or(0, |offset| *offset as usize);
        self.records
            .get(bound(person)..bound(person + 1))
            .unwrap_or_default()
    }
}

fn names(roster: &Roster) -> HashSet<&str> {
    let mut names = HashSet::new();
    for person in &roster.people {
        // An identifier that is a mere number may be a record's own.
        if person.id.chars().any(|c| !c.is_ascii_digit()) {
            names.insert(person.id.as_str());
        }
        names.extend([person.name.en.as_str(), person.name.zh.as_str()]);
    }
    names
}
