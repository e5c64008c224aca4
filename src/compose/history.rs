//! What changed since the last edition, in words: values restated, past grades that would
//! be others, definitions that changed and what they did to the score, movement of grades.
//!
//! A person's packet tells of that person only: their values, their grades, the definitions
//! of their scorecard. Names of others are in the packets of the team (its own members) and
//! of the organisation.

mod definitions;
mod movement;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::definitions::effect;
use super::Composer;
use super::file_name::page_of_person;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::measure::{Subject, SubjectKind};
use crate::period::Period;
use crate::score::Assessment;
use crate::score::history::{Mark, Redefined, Regraded, Restatement, Shown};
use crate::workspace::{DefinitionChange, Kpi};

/// Names in a table at most; the files of the edition have all.
const MOST_NAMED: usize = 50;

/// What changed since the last edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistorySection {
    /// Heading.
    pub title: String,
    /// Sentences: what became final as it was, what past scores would be, what other
    /// definitions did to the score.
    pub remarks: Vec<String>,
    /// Restated values, past grades, changed definitions; those without rows are left out.
    pub tables: Vec<Table>,
}

impl Composer<'_> {
    /// What changed for one person; `None` where nothing did.
    pub(super) fn history_of_person(
        &self,
        words: &Wording<'_>,
        index: usize,
        assessment: Option<&Assessment<'_>>,
    ) -> Option<HistorySection> {
        let subject = self.measures.subjects.person(index);
        let role = self.roster.people[index]
            .stint_in(self.period)?
            .role
            .as_str();
        let mut section = self.subject_section(words, subject);
        if let Some(redefined) = &self.history.redefined {
            let marks = redefined.marks.as_ref();
            let old = marks.and_then(|marks| marks.people[index]);
            let new = self.scores.people[index].as_ref().map(Mark::of);
            let mine = self.definitions_of(words, redefined, role, assessment);
            section.add_redefined(words, redefined, mine, (old, new));
        }
        section.some()
    }

    /// What changed for a team and its members; `None` where nothing did.
    pub(super) fn history_of_team(
        &self,
        words: &Wording<'_>,
        index: usize,
        role: &str,
        members: &[usize],
        assessment: Option<&Assessment<'_>>,
    ) -> Option<HistorySection> {
        let subject = self.measures.subjects.team(index);
        let mut section = self.subject_section(words, subject);
        let members = members
            .iter()
            .map(|member| self.measures.subjects.person(*member));
        let regraded = members.flat_map(|member| self.history.regraded_of(member));
        let regraded: Vec<&Regraded> = regraded.collect();
        section.tables.push(self.regraded_table(words, &regraded));
        if let Some(redefined) = &self.history.redefined {
            let marks = redefined.marks.as_ref();
            let old = marks.and_then(|marks| marks.teams[index]);
            let new = self.scores.teams[index].as_ref().map(Mark::of);
            let mine = self.definitions_of(words, redefined, role, assessment);
            section.add_redefined(words, redefined, mine, (old, new));
        }
        section.some()
    }

    /// What changed in the organisation; `None` where nothing did.
    pub(super) fn history_of_organisation(&self, words: &Wording<'_>) -> Option<HistorySection> {
        let mut section = HistorySection::new(words);
        section.tables.push(self.restated_counts(words));
        let people = |regraded: &&Regraded| {
            let (kind, _) = self.measures.subjects.describe(regraded.subject);
            kind == SubjectKind::Person
        };
        let all: Vec<&Regraded> = self.history.regraded.iter().filter(people).collect();
        let moved = |regraded: &&&Regraded| regraded.old.grade != regraded.new.grade;
        let graded: Vec<&Regraded> = all.iter().filter(moved).copied().collect();
        if !all.is_empty() {
            let arguments = [
                ("scores", all.len().into()),
                ("grades", graded.len().into()),
            ];
            let remark = words
                .locale
                .format("history-regraded-organisation", &arguments);
            section.remarks.push(remark);
        }
        section.tables.push(self.regraded_table(words, &graded));
        if let Some(redefined) = &self.history.redefined {
            section.remarks.extend(self.mean_effect(words, redefined));
            section.tables.push(self.changed_marks(words, redefined));
            let changes: Vec<&DefinitionChange> = redefined.changes.iter().collect();
            section
                .tables
                .push(self.definition_table(words, redefined, &changes));
        }
        section.some()
    }

    /// Restated values and past marks of one subject.
    fn subject_section(&self, words: &Wording<'_>, subject: Subject) -> HistorySection {
        let mut section = HistorySection::new(words);
        let restatements = self.history.restatements_of(subject);
        let changed = restatements.iter().filter(|one| one.is_changed());
        section.tables.push(self.restated_table(words, changed));
        let confirmed: Vec<String> = restatements
            .iter()
            .filter(|one| !one.is_changed())
            .map(|one| {
                let kpi = self.kpi_name(words, &one.kpi).to_owned();
                let period = words.locale.period(one.period);
                say(
                    words,
                    "history-kpi-period",
                    &[("kpi", kpi), ("period", period)],
                )
            })
            .collect();
        if !confirmed.is_empty() {
            let names: Vec<&str> = confirmed.iter().map(String::as_str).collect();
            let list = words.locale.list(&names);
            section
                .remarks
                .push(words.with("history-confirmed", "kpis", &list));
        }
        section.remarks.extend(self.unmoved(words, subject));
        let regraded = self.history.regraded_of(subject).iter();
        section.remarks.extend(regraded.map(|one| {
            let key = if one.old.grade == one.new.grade {
                "history-rescored"
            } else {
                "history-regraded"
            };
            let period = words.locale.period(one.period);
            let (old, new) = (mark(words, one.old), mark(words, one.new));
            say(
                words,
                key,
                &[("period", period), ("old", old), ("new", new)],
            )
        }));
        section
    }

    /// That restated values left past scores as they are, where they were worked out again.
    fn unmoved(&self, words: &Wording<'_>, subject: Subject) -> Option<String> {
        let moved = self.history.regraded_of(subject);
        let restated = self.history.restatements_of(subject).iter();
        let periods: BTreeSet<Period> = restated
            .filter(|one| one.settled && one.is_changed())
            .map(|one| one.period)
            .filter(|period| self.history.reviewed.contains(period))
            .filter(|period| moved.iter().all(|regraded| regraded.period != *period))
            .collect();
        let names: Vec<String> = periods.iter().map(|p| words.locale.period(*p)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let list = words.locale.list(&names);
        (!names.is_empty()).then(|| words.with("history-unmoved", "periods", &list))
    }

    fn restated_table<'b>(
        &self,
        words: &Wording<'_>,
        restatements: impl Iterator<Item = &'b Restatement>,
    ) -> Table {
        let rows = restatements.map(|one| {
            let state = if one.settled {
                "history-now-final"
            } else {
                "history-now-provisional"
            };
            vec![
                cell(self.kpi_name(words, &one.kpi).to_owned()),
                cell(words.locale.period(one.period)),
                cell(self.shown(words, &one.kpi, one.old)),
                cell(self.shown(words, &one.kpi, one.new)),
                cell(words.locale.text(state)),
            ]
        });
        Table {
            id: "restatements".to_owned(),
            title: words.locale.text("history-restated-title"),
            caption: words.locale.text("history-restated-caption"),
            columns: vec![
                words.column("packet-column-kpi", false, 2.2),
                words.column("history-column-period", false, 1.2),
                words.column("history-column-shown", true, 1.3),
                words.column("history-column-now", true, 1.3),
                words.column("history-column-state", false, 1.2),
            ],
            rows: rows.collect(),
        }
    }

    /// How many values of each KPI and period were restated.
    fn restated_counts(&self, words: &Wording<'_>) -> Table {
        #[derive(Default)]
        struct Counts {
            people: usize,
            teams: usize,
            confirmed: usize,
            organisation: Option<(Shown, Shown)>,
        }
        let mut counts: BTreeMap<(&str, Period), Counts> = BTreeMap::new();
        for one in &self.history.restatements {
            let entry = counts.entry((&one.kpi, one.period)).or_default();
            let (kind, _) = self.measures.subjects.describe(one.subject);
            match kind {
                SubjectKind::Organisation => entry.organisation = Some((one.old, one.new)),
                SubjectKind::Person if one.is_changed() => entry.people += 1,
                SubjectKind::Team if one.is_changed() => entry.teams += 1,
                SubjectKind::Person => entry.confirmed += 1,
                SubjectKind::Team | SubjectKind::Department => {}
            }
        }
        let count = |number: usize| cell(words.locale.number(number as f64, 0));
        let rows = counts.into_iter().map(|((kpi, period), counts)| {
            let whole = |part: fn((Shown, Shown)) -> Shown| {
                let shown = counts.organisation.map(part);
                cell(shown.map_or_else(|| DASH.to_owned(), |shown| self.shown(words, kpi, shown)))
            };
            vec![
                cell(self.kpi_name(words, kpi).to_owned()),
                cell(words.locale.period(period)),
                count(counts.people),
                count(counts.teams),
                count(counts.confirmed),
                whole(|(old, _)| old),
                whole(|(_, new)| new),
            ]
        });
        Table {
            id: "restatements".to_owned(),
            title: words.locale.text("history-restated-title"),
            caption: words.locale.text("history-counts-caption"),
            columns: vec![
                words.column("packet-column-kpi", false, 2.0),
                words.column("history-column-period", false, 1.1),
                words.column("history-column-people", true, 0.8),
                words.column("history-column-teams", true, 0.8),
                words.column("history-column-confirmed", true, 0.9),
                words.column("history-column-whole-shown", true, 1.2),
                words.column("history-column-whole-now", true, 1.2),
            ],
            rows: rows.collect(),
        }
    }

    /// Past marks that would be others, by name.
    fn regraded_table(&self, words: &Wording<'_>, regraded: &[&Regraded]) -> Table {
        let rows = regraded.iter().take(MOST_NAMED).map(|one| {
            vec![
                self.person_cell(words, one.subject),
                cell(words.locale.period(one.period)),
                cell(mark(words, one.old)),
                cell(mark(words, one.new)),
            ]
        });
        Table {
            id: "regraded".to_owned(),
            title: words.locale.text("history-regraded-title"),
            caption: capped(words, "history-regraded-caption", regraded.len()),
            columns: vec![
                words.column("packet-column-name", false, 2.0),
                words.column("history-column-period", false, 1.2),
                words.column("history-column-shown", true, 1.2),
                words.column("history-column-now", true, 1.2),
            ],
            rows: rows.collect(),
        }
    }

    fn kpi_name<'w>(&'w self, words: &Wording<'_>, id: &'w str) -> &'w str {
        let kpi = self.workspace.kpis.get(id);
        kpi.map_or(id, |kpi| words.pick(&kpi.name))
    }

    /// A value with the rows behind it.
    fn shown(&self, words: &Wording<'_>, kpi: &str, shown: Shown) -> String {
        let Some(value) = shown.value else {
            return DASH.to_owned();
        };
        let plain = |value: f64| words.locale.number(value, 1);
        let kpi: Option<&Kpi> = self.workspace.kpis.get(kpi);
        let value = kpi.map_or_else(|| plain(value), |kpi| words.value(kpi, value));
        let arguments = [("value", (&value).into()), ("n", shown.n.into())];
        words.locale.format("history-value", &arguments)
    }

    fn person_cell(&self, words: &Wording<'_>, subject: Subject) -> Cell {
        let (_, id) = self.measures.subjects.describe(subject);
        let person = self.roster.people.get(subject.0 as usize);
        // Whoever left has no page in this edition.
        let here = person.is_some_and(|person| person.stint_in(self.period).is_some());
        Cell {
            text: person
                .map_or(id, |person| words.pick(&person.name))
                .to_owned(),
            link: here.then(|| page_of_person(id)),
            heat: 0,
        }
    }
}

impl HistorySection {
    fn new(words: &Wording<'_>) -> Self {
        Self {
            title: words.locale.text("history-title"),
            remarks: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// Adds changed definitions, and what they did to a mark if they could have done anything.
    fn add_redefined(
        &mut self,
        words: &Wording<'_>,
        redefined: &Redefined,
        definitions: Table,
        (old, new): (Option<Mark>, Option<Mark>),
    ) {
        if !definitions.rows.is_empty() || old != new {
            self.remarks.extend(effect(words, redefined, old, new));
        }
        self.tables.push(definitions);
    }

    /// The section without empty tables; `None` where it says nothing.
    fn some(mut self) -> Option<Self> {
        self.tables.retain(|table| !table.rows.is_empty());
        (!self.remarks.is_empty() || !self.tables.is_empty()).then_some(self)
    }
}

/// `84.2 (B)`, or that there is no grade.
fn mark(words: &Wording<'_>, mark: Mark) -> String {
    match (mark.score, mark.grade) {
        (Some(score), Some(grade)) => {
            let score = words.locale.number(score, 1);
            let arguments = [("score", (&score).into()), ("grade", grade.letter().into())];
            words.locale.format("history-mark", &arguments)
        }
        (Some(score), None) => words.locale.number(score, 1),
        (None, Some(grade)) => grade.letter().to_owned(),
        (None, None) => words.locale.text("history-no-mark"),
    }
}

/// A message with texts filled in.
fn say(words: &Wording<'_>, key: &str, texts: &[(&str, String)]) -> String {
    let arguments: Vec<_> = texts
        .iter()
        .map(|(name, text)| (*name, text.into()))
        .collect();
    words.locale.format(key, &arguments)
}

/// A caption, and how many more there are than are named.
fn capped(words: &Wording<'_>, key: &str, count: usize) -> String {
    let caption = words.locale.text(key);
    if count <= MOST_NAMED {
        return caption;
    }
    let arguments = [
        ("caption", (&caption).into()),
        ("more", (count - MOST_NAMED).into()),
    ];
    words.locale.format("history-more", &arguments)
}
