//! Open projects with how they stand: the slip of their milestones and the money spent,
//! period by period, as forecasts need them.
//!
//! A project is open at the cut if it has begun and is not delivered by then; what happened
//! later is not known. Its slip at the end of a week is how late its longest overdue
//! milestone is by then, or else how late the last one was done (early is negative), as in
//! a milestone trend chart. Its spending is that of its budget lines by month; without
//! these, its costs by week against the project's own budget; it runs from the beginning.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use super::extract::{Directory, to_date};
use crate::load::Tables;
use crate::period::{Grain, Period};
use crate::statistics::ExactSum;

/// An open project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// Identifier.
    pub id: String,
    /// Name, where it has one.
    pub name: Option<String>,
    /// Who answers for it, by position in the roster.
    pub person: Option<usize>,
    /// Their team at the cut.
    pub team: Option<usize>,
    /// Planned delivery.
    pub planned: Option<NaiveDate>,
    /// The cut: the last day that is known.
    pub cut: NaiveDate,
    /// Slip of its milestones at the end of each week since it began, in days, oldest first;
    /// empty without milestones.
    pub slips: Vec<f64>,
    /// Its milestones: done, and all.
    pub milestones: (usize, usize),
    /// Money spent so far.
    pub spending: Option<Spending>,
}

/// Money of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Spending {
    /// All of its budget.
    pub budget: f64,
    /// Spent by the end of each week or month, oldest first.
    pub spent: Vec<f64>,
    /// The last of these periods.
    pub last: Period,
    /// How many more such periods are planned.
    pub ahead: usize,
}

/// Typed columns of a table; one that is absent is empty.
pub(super) struct Columns<'a>(Option<&'a DataFrame>);

impl Columns<'_> {
    fn rows(&self) -> usize {
        self.0.map_or(0, DataFrame::height)
    }

    pub(super) fn texts(&self, name: &str) -> Vec<Option<String>> {
        let column = self.0.and_then(|frame| frame.column(name).ok());
        match column.and_then(|column| column.str().ok()) {
            Some(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
            None => vec![None; self.rows()],
        }
    }

    pub(super) fn dates(&self, name: &str) -> Vec<Option<NaiveDate>> {
        let column = self.0.and_then(|frame| frame.column(name).ok());
        let days = column.and_then(|column| column.cast(&DataType::Int32).ok());
        match days.as_ref().and_then(|days| days.i32().ok()) {
            Some(days) => days.iter().map(|day| day.and_then(to_date)).collect(),
            None => vec![None; self.rows()],
        }
    }

    pub(super) fn amounts(&self, name: &str) -> Vec<Option<f64>> {
        let column = self.0.and_then(|frame| frame.column(name).ok());
        match column.and_then(|column| column.f64().ok()) {
            Some(amounts) => amounts.iter().collect(),
            None => vec![None; self.rows()],
        }
    }
}

pub(super) fn columns<'a>(tables: &'a Tables, name: &str) -> Columns<'a> {
    Columns(tables.get(name).map(|table| &table.frame))
}

/// The projects open at `cut`, by identifier.
pub(super) fn projects(tables: &Tables, directory: &Directory<'_>, cut: NaiveDate) -> Vec<Project> {
    let table = columns(tables, "projects");
    let (ids, names) = (table.texts("project_id"), table.texts("name"));
    let (people, budgets) = (table.texts("engineer_id"), table.amounts("budget"));
    let (begun, planned) = (
        table.dates("kickoff_on"),
        table.dates("planned_delivery_on"),
    );
    let delivered = table.dates("delivered_on");
    let milestones = milestones(tables);
    let lines = budget_lines(tables);
    let costs = costs(tables, cut);
    let mut open = Vec::new();
    for (row, id) in ids.into_iter().enumerate() {
        let (Some(id), Some(kickoff)) = (id, begun[row]) else {
            continue;
        };
        if kickoff > cut || delivered[row].is_some_and(|day| day <= cut) {
            continue;
        }
        let person = people[row].as_deref().and_then(|id| directory.person(id));
        let own = milestones.get(&id).map_or(&[][..], Vec::as_slice);
        let spending = match lines.get(&id) {
            Some(lines) => by_month(lines, cut),
            None => costs
                .get(&id)
                .and_then(|costs| by_week(costs, budgets[row]?, (kickoff, planned[row]?), cut)),
        };
        open.push(Project {
            name: names[row].clone(),
            person: person.map(|person| person as usize),
            team: person
                .and_then(|person| directory.team_on(person, cut))
                .map(|team| team as usize),
            planned: planned[row],
            cut,
            slips: slips(own, kickoff, cut),
            milestones: (own.iter().filter(|own| own.is_done(cut)).count(), own.len()),
            spending,
            id,
        });
    }
    open.sort_by(|a, b| a.id.cmp(&b.id));
    open
}

/// A milestone: its due day, and the day on which it was done.
struct Milestone {
    due: NaiveDate,
    done: Option<NaiveDate>,
}

impl Milestone {
    fn is_done(&self, by: NaiveDate) -> bool {
        self.done.is_some_and(|day| day <= by)
    }
}

/// The milestones of each project, in the order of their due days.
fn milestones(tables: &Tables) -> BTreeMap<String, Vec<Milestone>> {
    let table = columns(tables, "milestones");
    let (due, done) = (table.dates("due_on"), table.dates("done_on"));
    let mut milestones: BTreeMap<String, Vec<Milestone>> = BTreeMap::new();
    for (row, id) in table.texts("project_id").into_iter().enumerate() {
        if let (Some(id), Some(due)) = (id, due[row]) {
            let done = done[row];
            milestones
                .entry(id)
                .or_default()
                .push(Milestone { due, done });
        }
    }
    for own in milestones.values_mut() {
        own.sort_by_key(|milestone| (milestone.due, milestone.done));
    }
    milestones
}

/// The whole weeks from `kickoff` to `cut`.
fn weeks(kickoff: NaiveDate, cut: NaiveDate) -> impl Iterator<Item = Period> {
    let first = Period::containing(Grain::Week, kickoff).index();
    let last = Period::containing(Grain::Week, cut).index();
    (first..=last)
        .map(|index| Period::from_index(Grain::Week, index))
        .filter(move |week| week.end() <= cut)
}

/// The slip at the end of each whole week; nothing has slipped before the first is due.
fn slips(milestones: &[Milestone], kickoff: NaiveDate, cut: NaiveDate) -> Vec<f64> {
    if milestones.is_empty() {
        return Vec::new();
    }
    let slip = |end: NaiveDate| {
        let overdue = milestones
            .iter()
            .find(|own| own.due < end && !own.is_done(end));
        let last = milestones.iter().rev().find(|own| own.is_done(end));
        let until = match (overdue, last) {
            (Some(own), _) => end - own.due,
            (None, Some(own)) => own.done? - own.due,
            (None, None) => return None,
        };
        Some(until.num_days() as f64)
    };
    weeks(kickoff, cut)
        .map(|week| slip(week.end()).unwrap_or(0.0))
        .collect()
}

/// A line of a budget: its month, what was budgeted and what was spent.
type Line = (NaiveDate, f64, Option<f64>);

fn budget_lines(tables: &Tables) -> BTreeMap<String, Vec<Line>> {
    let table = columns(tables, "budgets");
    let (months, budgets) = (table.dates("month_on"), table.amounts("budget"));
    let actual = table.amounts("actual");
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for (row, id) in table.texts("project_id").into_iter().enumerate() {
        if let (Some(id), Some(month), Some(budget)) = (id, months[row], budgets[row]) {
            lines
                .entry(id)
                .or_default()
                .push((month, budget, actual[row]));
        }
    }
    // Sums are made in one order, whatever the order of the file.
    for lines in lines.values_mut() {
        lines.sort_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)));
    }
    lines
}

/// Spending by whole months, from the first line to the last month with an actual amount.
fn by_month(lines: &[Line], cut: NaiveDate) -> Option<Spending> {
    let month = |day: NaiveDate| Period::containing(Grain::Month, day);
    let first = lines.iter().map(|line| month(line.0)).min()?;
    let end = lines.iter().map(|line| month(line.0)).max()?;
    let known = |line: &&Line| line.2.is_some() && month(line.0).end() <= cut;
    let last = lines.iter().filter(known).map(|line| month(line.0)).max()?;
    let mut budget = ExactSum::default();
    lines.iter().for_each(|line| budget.add(line.1));
    let spent = (first.index()..=last.index()).map(|index| {
        let until = Period::from_index(Grain::Month, index);
        let mut sum = ExactSum::default();
        let so_far = lines.iter().filter(|line| month(line.0) <= until);
        so_far
            .filter_map(|line| line.2)
            .for_each(|amount| sum.add(amount));
        sum.value()
    });
    Some(Spending {
        budget: budget.value(),
        spent: spent.collect(),
        last,
        ahead: usize::try_from(end.index() - last.index()).unwrap_or(0),
    })
}

/// Costs of each project up to `cut`: day and amount.
fn costs(tables: &Tables, cut: NaiveDate) -> BTreeMap<String, Vec<(NaiveDate, f64)>> {
    let table = columns(tables, "costs");
    let (days, amounts) = (table.dates("spent_on"), table.amounts("amount"));
    let mut costs: BTreeMap<String, Vec<(NaiveDate, f64)>> = BTreeMap::new();
    for (row, id) in table.texts("project_id").into_iter().enumerate() {
        if let (Some(id), Some(day), Some(amount)) = (id, days[row], amounts[row])
            && day <= cut
        {
            costs.entry(id).or_default().push((day, amount));
        }
    }
    for costs in costs.values_mut() {
        costs.sort_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)));
    }
    costs
}

/// Spending by whole weeks from the beginning, with the weeks left until the planned day.
fn by_week(
    costs: &[(NaiveDate, f64)],
    budget: f64,
    (kickoff, planned): (NaiveDate, NaiveDate),
    cut: NaiveDate,
) -> Option<Spending> {
    let weeks: Vec<Period> = weeks(kickoff, cut).collect();
    let spent = weeks.iter().map(|week| {
        let mut sum = ExactSum::default();
        let so_far = costs.iter().filter(|(day, _)| *day <= week.end());
        so_far.for_each(|(_, amount)| sum.add(*amount));
        sum.value()
    });
    let last = *weeks.last()?;
    let end = Period::containing(Grain::Week, planned);
    Some(Spending {
        budget,
        spent: spent.collect(),
        last,
        ahead: usize::try_from(end.index() - last.index()).unwrap_or(0),
    })
}
