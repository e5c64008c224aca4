//! The members of a team, for its lead.

use super::Composer;
use super::file_name::page_of_person;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell, column};
use crate::measure::{Measure, State};
use crate::score::{Assessment, ItemScore, circumstances};
use crate::workspace::{Direction, Kpi};

/// KPIs in the table, at most: more do not fit on a page.
const COLUMNS: usize = 6;

impl Composer<'_> {
    /// Members × core KPIs, tinted by distance from target.
    pub(super) fn members(
        &self,
        words: &Wording<'_>,
        members: &[usize],
        assessment: Option<&Assessment<'_>>,
    ) -> Table {
        let items = assessment.map_or_else(Vec::new, core_items);
        let mut columns = vec![
            words.column("packet-column-name", false, 1.5),
            words.column("packet-column-level", false, 1.0),
            words.column("packet-column-score", true, 0.9),
            words.column("packet-column-grade", false, 0.7),
            words.column("packet-column-change", true, 0.8),
        ];
        columns.extend(
            items
                .iter()
                .map(|item| column(words.pick(&item.kpi.name).to_owned(), true, 1.2)),
        );
        let rows = members
            .iter()
            .map(|person| self.member(words, *person, &items));
        Table {
            id: "members".to_owned(),
            title: words.locale.text("packet-table-members-title"),
            caption: words.locale.text("packet-table-members-caption"),
            columns,
            rows: rows.collect(),
        }
    }

    fn member(&self, words: &Wording<'_>, index: usize, items: &[&ItemScore<'_>]) -> Vec<Cell> {
        let person = &self.roster.people[index];
        let total = self.scores.people[index].as_ref();
        let level = person
            .stint_in(self.period)
            .map(|stint| words.level(&stint.level));
        let score = total.and_then(|total| total.score);
        let change = total.and_then(|total| Some(total.score? - total.previous?));
        let dash = || DASH.to_owned();
        let mut cells = vec![
            Cell {
                text: words.pick(&person.name).to_owned(),
                link: Some(page_of_person(&person.id)),
                heat: 0,
            },
            cell(level.unwrap_or_default()),
            cell(score.map_or_else(dash, |score| words.locale.number(score, 1))),
            cell(self.grades(total)),
            cell(change.map_or_else(dash, |change| words.locale.signed(change, 1))),
        ];
        // The member's own targets: they differ by level, and counts by people.
        let subject = self.measures.subjects.person(index);
        let own = person.stint_in(self.period).and_then(|stint| {
            self.assessor
                .assess(subject, &stint.role, &circumstances(stint), self.period, 1)
        });
        cells.extend(items.iter().map(|item| {
            let measure = self.measures.get(subject, &item.kpi.id, self.period);
            let scored = own
                .as_ref()
                .and_then(|a| a.items.iter().find(|i| i.kpi.id == item.kpi.id));
            self.heat_cell(
                words,
                item.kpi,
                scored.and_then(|item| item.target),
                measure,
            )
        }));
        cells
    }

    /// A value tinted by its distance from target.
    pub(super) fn heat_cell(
        &self,
        words: &Wording<'_>,
        kpi: &Kpi,
        target: Option<f64>,
        measure: Option<Measure>,
    ) -> Cell {
        let enough = measure.filter(|measure| measure.state != State::Insufficient);
        let heat = match (enough, target, kpi.direction) {
            (Some(measure), Some(target), Some(direction)) => {
                heat(measure.value, target, direction)
            }
            _ => 0,
        };
        Cell {
            text: words.measure(kpi, measure),
            heat,
            link: None,
        }
    }
}

/// Core items, or the heaviest where none is marked.
pub(super) fn core_items<'a, 'b>(assessment: &'b Assessment<'a>) -> Vec<&'b ItemScore<'a>> {
    let mut items: Vec<&ItemScore> = assessment.items.iter().filter(|item| item.core).collect();
    if items.is_empty() {
        items = assessment.items.iter().collect();
        items.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    }
    items.truncate(COLUMNS);
    items
}

/// −2 to 2: far below, below, above, far above target; 0 within 2 % of it.
fn heat(value: f64, target: f64, direction: Direction) -> i8 {
    let scale = if target == 0.0 { 1.0 } else { target.abs() };
    let distance = direction.sign() * (value - target) / scale;
    match distance {
        d if d < -0.15 => -2,
        d if d < -0.02 => -1,
        d if d > 0.15 => 2,
        d if d > 0.02 => 1,
        _ => 0,
    }
}
