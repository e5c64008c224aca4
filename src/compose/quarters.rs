//! An annual packet's four quarters beside the year: score, grade and value of each item.
//!
//! Each quarter is assessed by the scorecard of whoever it is about in that quarter, under
//! today's definitions and data. A quarter that is not there, or without evidence, is a dash.

use super::Composer;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell, column};
use crate::measure::Subject;
use crate::period::{Grain, Period};
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
        self.quarters(words, subject, year?, |quarter, _| {
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
        self.quarters(words, subject, year?, |quarter, position| {
            let members = self.references.quarter_members(position, index);
            let role = team_role(self.roster, members, quarter)?;
            let everybody = Circumstances::default();
            self.assessor
                .assess(subject, &role, &everybody, quarter, members.len())
        })
    }

    fn quarters<'b>(
        &self,
        words: &Wording<'_>,
        subject: Subject,
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
            total_row(words, "packet-column-score", &assessed, year, |a| {
                Some(words.locale.number(a.score?, 1))
            }),
            total_row(words, "packet-column-grade", &assessed, year, |a| {
                Some(a.grade?.letter().to_owned())
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
            caption: words.locale.text("tracks-quarters-caption"),
            columns,
            rows,
        })
    }
}

/// The quarters of a year.
pub(super) fn quarters(year: Period) -> impl Iterator<Item = Period> {
    Period::containing(Grain::Quarter, year.end()).trailing(4)
}

/// A row of what the quarters and the year come to.
fn total_row(
    words: &Wording<'_>,
    key: &str,
    quarters: &[Option<Assessment<'_>>],
    year: &Assessment<'_>,
    text: impl Fn(&Assessment<'_>) -> Option<String>,
) -> Vec<Cell> {
    let of = |assessment: Option<&Assessment<'_>>| {
        cell(
            assessment
                .and_then(&text)
                .unwrap_or_else(|| DASH.to_owned()),
        )
    };
    let mut row = vec![cell(words.locale.text(key))];
    row.extend(quarters.iter().map(|quarter| of(quarter.as_ref())));
    row.push(of(Some(year)));
    row
}
