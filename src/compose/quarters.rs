//! An annual packet's four quarters beside the year: score, grade and value of each item.
//!
//! Score and grade of a quarter are those of its edition, the distribution and whatever was
//! decided included; where there is no edition, they are worked out as it would have been.
//! Values are today's, against the targets of the scorecard that applied in the quarter. A
//! quarter that is not there, or without evidence, is a dash.

use super::Composer;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell, column};
use crate::measure::Subject;
use crate::period::{Grain, Period};
use crate::score::history::{Mark, Marks};
use crate::score::{Assessment, circumstances, team_role};
use crate::workspace::Circumstances;

impl Composer<'_> {
    /// A person's quarters; `None` but for a year.
    pub(super) fn person_quarters(
        &self,
        words: &Wording<'_>,
        index: usize,
        year: Option<&Assessment<'_>>,
    ) -> Option<Table> {
        let (subject, person) = (
            self.measures.subjects.person(index),
            &self.roster.people[index],
        );
        let total = self.scores.people.get(index)?.as_ref().map(Mark::of);
        let marks = self.marks(|marks| &marks.people, index, total);
        self.quarters(words, subject, &marks, year?, |quarter, _| {
            let stint = person.stint_in(quarter)?;
            let when = circumstances(stint);
            self.assessor
                .assess(subject, &stint.role, &when, quarter, 1)
        })
    }

    /// A team's quarters; `None` but for a year.
    pub(super) fn team_quarters(
        &self,
        words: &Wording<'_>,
        index: usize,
        year: Option<&Assessment<'_>>,
    ) -> Option<Table> {
        let subject = self.measures.subjects.team(index);
        let total = self.scores.teams.get(index)?.as_ref().map(Mark::of);
        let marks = self.marks(|marks| &marks.teams, index, total);
        self.quarters(words, subject, &marks, year?, |quarter, position| {
            let members = self.references.quarter_members(position, index);
            let role = team_role(self.roster, members, quarter)?;
            let everybody = Circumstances::default();
            self.assessor
                .assess(subject, &role, &everybody, quarter, members.len())
        })
    }

    /// Somebody's marks of the quarters and, last, of the year.
    fn marks(
        &self,
        of: impl Fn(&Marks) -> &Vec<Option<Mark>>,
        index: usize,
        year: Option<Mark>,
    ) -> Vec<Mark> {
        let quarters = self.history.quarters.iter();
        let mark = |marks: &Marks| of(marks).get(index).copied().flatten().unwrap_or_default();
        let mut marks: Vec<Mark> = quarters.map(|quarter| mark(&quarter.marks)).collect();
        marks.push(year.unwrap_or_default());
        marks
    }

    fn quarters<'b>(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        marks: &[Mark],
        year: &Assessment<'_>,
        assess: impl Fn(Period, usize) -> Option<Assessment<'b>>,
    ) -> Option<Table> {
        if self.period.grain() != Grain::Year {
            return None;
        }
        let quarters: Vec<Period> = quarters(self.period).collect();
        let assessed = quarters.iter().enumerate();
        let assessed: Vec<Option<Assessment<'_>>> = assessed
            .map(|(position, quarter)| assess(*quarter, position))
            .collect();
        let mut columns = vec![words.column("packet-column-kpi", false, 2.0)];
        columns.extend(quarters.iter().enumerate().map(|(position, _)| {
            let arguments = [("quarter", (position + 1).into())];
            column(words.locale.format("tracks-quarter", &arguments), true, 1.0)
        }));
        columns.push(words.column("tracks-column-year", true, 1.0));
        let mut rows = vec![
            mark_row(words, "packet-column-score", marks, |mark| {
                Some(words.locale.number(mark.score?, 1))
            }),
            mark_row(words, "packet-column-grade", marks, |mark| {
                Some(mark.grade?.letter().to_owned())
            }),
        ];
        for item in &year.items {
            let mut row = vec![cell(words.pick(&item.kpi.name).to_owned())];
            row.extend(quarters.iter().zip(&assessed).map(|(quarter, assessment)| {
                let measure = self.measures.get(subject, &item.kpi.id, *quarter);
                let items = assessment.iter().flat_map(|a| &a.items);
                let own = items.filter(|own| own.kpi.id == item.kpi.id);
                let target = own.filter_map(|own| own.target).next();
                self.heat_cell(words, item.kpi, target, measure)
            }));
            row.push(self.heat_cell(words, item.kpi, item.target, item.measure));
            rows.push(row);
        }
        Some(Table {
            id: "quarters".to_owned(),
            title: words.locale.text("tracks-quarters-title"),
            caption: self.quarters_caption(words),
            columns,
            rows,
        })
    }

    /// Where the scores of the quarters come from.
    fn quarters_caption(&self, words: &Wording<'_>) -> String {
        let quarters = &self.history.quarters;
        let named = |published: bool| {
            let these = quarters.iter().filter(|one| one.published == published);
            let names: Vec<String> = these.map(|one| words.locale.period(one.period)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            words.locale.list(&names)
        };
        let (published, computed) = (named(true), named(false));
        let key = match (published.is_empty(), computed.is_empty()) {
            (false, true) => "tracks-quarters-published",
            (true, _) => "tracks-quarters-computed",
            (false, false) => "tracks-quarters-mixed",
        };
        let arguments = [
            ("published", (&published).into()),
            ("computed", (&computed).into()),
        ];
        words.locale.format(key, &arguments)
    }
}

/// The quarters of a year.
pub(super) fn quarters(year: Period) -> impl Iterator<Item = Period> {
    Period::containing(Grain::Quarter, year.end()).trailing(4)
}

/// A row of what the quarters and the year came to.
fn mark_row(
    words: &Wording<'_>,
    key: &str,
    marks: &[Mark],
    text: impl Fn(&Mark) -> Option<String>,
) -> Vec<Cell> {
    let mut row = vec![cell(words.locale.text(key))];
    let of = |mark: &Mark| cell(text(mark).unwrap_or_else(|| DASH.to_owned()));
    row.extend(marks.iter().map(of));
    row
}
