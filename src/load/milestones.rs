//! Milestones as plain values: what was due in a period, what was reached in it, and what
//! was overdue when it began.
//!
//! As for KPIs, a milestone counts for nobody whose engineer was not on the roster on the
//! day it was due. Without the column that says when milestones were reached, each would
//! look overdue; so there are none then.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Tables;
use super::roster::{Columns, Roster};
use crate::period::Period;

/// A milestone of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Position of the person in the roster.
    pub person: usize,
    /// Identifier.
    pub id: String,
    /// Name, where it has one.
    pub name: Option<String>,
    /// Name of its project, or else the project's identifier.
    pub project: Option<String>,
    /// The day it was to be reached.
    pub due: NaiveDate,
    /// The day it was reached.
    pub done: Option<NaiveDate>,
}

impl Milestone {
    /// Days after the due day on which it was reached, or on which it is still open on
    /// `day`; 0 where it is in time.
    pub fn days_late(&self, day: NaiveDate) -> u32 {
        let days = (self.done.unwrap_or(day) - self.due).num_days();
        u32::try_from(days).unwrap_or(0)
    }
}

/// Whether a period speaks of a milestone that is due and reached on these days.
fn belongs(due: NaiveDate, done: Option<NaiveDate>, period: Period) -> bool {
    let reached_before = done.is_some_and(|day| day < period.start());
    let reached_in = done.is_some_and(|day| period.contains(day));
    period.contains(due) || reached_in || (due < period.start() && !reached_before)
}

/// The milestones that packets of one period speak of, found by person.
#[derive(Clone, Debug, Default)]
pub struct Milestones {
    /// Sorted by person, due day and identifier.
    all: Vec<Milestone>,
}

impl Milestones {
    /// Reads what the packets of `period` speak of; nothing where there is no table.
    pub fn read(tables: &Tables, roster: &Roster, period: Period) -> Self {
        let Some(table) = tables.get("milestones") else {
            return Self::default();
        };
        if tables.lacks("milestones", "done_on") {
            return Self::default();
        }
        let columns = Columns::of(table);
        let mut all: Vec<Milestone> = (0..columns.rows)
            .filter_map(|row| milestone(&columns, roster, period, row))
            .collect();
        name_projects(&mut all, tables);
        all.sort_by(|x, y| {
            let key = |one: &Milestone| (one.person, one.due);
            key(x).cmp(&key(y)).then_with(|| x.id.cmp(&y.id))
        });
        Self { all }
    }

    /// A person's milestones by due day.
    pub fn of(&self, person: usize) -> &[Milestone] {
        let begin = self.all.partition_point(|one| one.person < person);
        let end = self.all.partition_point(|one| one.person <= person);
        &self.all[begin..end]
    }
}

/// Puts the names of projects in place of their identifiers, where they have any. There are many
/// more projects than milestones that a period speaks of.
fn name_projects(milestones: &mut [Milestone], tables: &Tables) {
    let Some(table) = tables.get("projects") else {
        return;
    };
    let text = |column| table.frame.column(column).and_then(|column| column.str());
    let (Ok(ids), Ok(names)) = (text("project_id"), text("name")) else {
        return;
    };
    let wanted: HashSet<&str> = (milestones.iter())
        .filter_map(|milestone| milestone.project.as_deref())
        .collect();
    let named: HashMap<String, String> = (ids.iter().zip(names.iter()))
        .filter_map(|(id, name)| Some((id.filter(|id| wanted.contains(id))?, name?)))
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .collect();
    for project in milestones.iter_mut().filter_map(|m| m.project.as_mut()) {
        if let Some(name) = named.get(project) {
            project.clone_from(name);
        }
    }
}

fn milestone(columns: &Columns, roster: &Roster, period: Period, row: usize) -> Option<Milestone> {
    let due = columns.date("due_on", row)?;
    let done = columns.date("done_on", row);
    if !belongs(due, done, period) {
        return None;
    }
    let person = roster.person(&columns.text("engineer_id", row)?)?;
    roster.people[person].stint_on(due)?;
    Some(Milestone {
        person,
        id: columns.text("milestone_id", row)?,
        name: columns.text("name", row),
        project: columns.text("project_id", row),
        due,
        done,
    })
}
