//! A person's milestones: planned and actual day, the latest ones first.
//!
//! Listed are those due in the period, those reached in it, and those that were overdue
//! when it began. Whether one is late is judged by the day of the data.

use std::cmp::Reverse;

use super::Composer;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::load::Milestone;

/// Milestones in the table; all are counted above it.
const MOST: usize = 20;

impl Composer<'_> {
    /// The milestones of the person at this position of the roster; `None` without any.
    pub(super) fn milestones(&self, words: &Wording<'_>, person: usize) -> Option<Table> {
        let mut own: Vec<&Milestone> = self.dialogue.milestones.of(person).iter().collect();
        if own.is_empty() {
            return None;
        }
        // They come by due day, which is kept among those that are equally late.
        own.sort_by_key(|one| Reverse(one.days_late(self.as_of)));
        let rows = own.iter().take(MOST);
        Some(Table {
            id: "milestones".to_owned(),
            title: words.locale.text("milestones-title"),
            caption: self.milestones_caption(words, &own),
            columns: vec![
                words.column("milestones-column-milestone", false, 1.6),
                words.column("milestones-column-project", false, 2.4),
                words.column("milestones-column-due", false, 1.0),
                words.column("milestones-column-done", false, 1.0),
                words.column("milestones-column-outcome", false, 1.5),
            ],
            rows: rows.map(|one| self.milestone_row(words, one)).collect(),
        })
    }

    fn milestones_caption(&self, words: &Wording<'_>, own: &[&Milestone]) -> String {
        let late = own.iter().filter(|one| one.days_late(self.as_of) > 0);
        let open = late.clone().filter(|one| one.done.is_none()).count();
        let arguments = [
            ("count", own.len().into()),
            ("late", late.count().into()),
            ("open", open.into()),
            ("shown", MOST.into()),
        ];
        let key = match own.len() <= MOST {
            true => "milestones-caption",
            false => "milestones-caption-long",
        };
        words.locale.format(key, &arguments)
    }

    fn milestone_row(&self, words: &Wording<'_>, one: &Milestone) -> Vec<Cell> {
        let late = one.days_late(self.as_of);
        let key = match (one.done, late) {
            (Some(_), 0) => "milestones-in-time",
            (Some(_), _) => "milestones-late",
            (None, 0) => "milestones-open",
            (None, _) => "milestones-overdue",
        };
        // Written as in the data, as days of records are.
        let done = one.done.map(|day| day.to_string());
        vec![
            cell(one.name.clone().unwrap_or_else(|| one.id.clone())),
            cell(one.project.clone().unwrap_or_else(|| DASH.to_owned())),
            cell(one.due.to_string()),
            cell(done.unwrap_or_else(|| DASH.to_owned())),
            cell(words.locale.format(key, &[("days", late.into())])),
        ]
    }
}
