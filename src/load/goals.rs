//! The table of goals: into plain assessments, with complaints about chains that do not
//! hold, and back into a table of how every goal stood at the end of each month.
//!
//! What is complained about counts as far as it can: see `cascade`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame, DataType, PolarsResult};

use super::calendar::{date_column, months};
use super::cascade::{Assessment, Goals, Node, Scope};
use super::date::date_from_days;
use super::places::Places;
use super::{Roster, Table, Tables};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::period::Period;

/// The table of assessments.
pub const GOALS: &str = "goals";
/// The table of how goals stood, month by month.
pub const GOAL_STATES: &str = "goal_states";

/// More complaints of one kind than this are counted, not told.
const TOLD: usize = 20;

impl Goals {
    /// The goals of a workspace; none without the table.
    pub fn of(tables: &Tables) -> Self {
        let rows = tables.get(GOALS).map_or_else(Vec::new, read);
        Self::new(rows.into_iter().flatten().collect())
    }
}

/// The rows of the table in their order; `None` for one that lacks what no row may lack.
fn read(table: &Table) -> Vec<Option<Assessment>> {
    let column = |name: &str| table.frame.column(name).ok();
    let text = |name: &'static str| {
        let column = column(name).and_then(|column| column.str().ok());
        move |row: usize| column.and_then(|column| column.get(row)).map(str::to_owned)
    };
    let number = |name: &'static str| {
        let column = column(name).and_then(|column| column.f64().ok());
        move |row: usize| column.and_then(|column| column.get(row))
    };
    let day = |name: &'static str| {
        let column = column(name).and_then(|column| column.date().ok());
        move |row: usize| {
            column
                .and_then(|column| column.physical().get(row))
                .and_then(date_from_days)
        }
    };
    let (goal, parent, scope, title) = (
        text("goal_id"),
        text("parent_id"),
        text("scope"),
        text("title"),
    );
    let (owner, team, department) = (text("engineer_id"), text("team_id"), text("department_id"));
    let (weight, progress) = (number("weight"), number("progress"));
    let (on, due) = (day("assessed_on"), day("due_on"));
    (0..table.frame.height())
        .map(|row| {
            let named = scope(row)?;
            Some(Assessment {
                goal: goal(row)?,
                parent: parent(row),
                scope: Scope::ALL.into_iter().find(|scope| scope.name() == named)?,
                title: title(row),
                owner: owner(row),
                team: team(row),
                department: department(row),
                weight: weight(row),
                progress: progress(row)?,
                on: on(row)?,
                due: due(row),
            })
        })
        .collect()
}

/// What is wrong with the chains of goals, each goal's latest row taken; `places` says where
/// rows come from.
pub(super) fn check(table: &Table, places: Option<&Places>) -> Vec<Diagnostic> {
    let rows = read(table);
    let mut latest: BTreeMap<&str, (&Assessment, usize)> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(row) = row else { continue };
        let held = latest.entry(&row.goal).or_insert((row, index));
        if row.on >= held.0.on {
            *held = (row, index);
        }
    }
    let circles = find_circles(&latest);
    let mut complaints = Complaints::new(table, places);
    for (row, index) in latest.values() {
        if row.weight.is_some() && row.counted_weight() <= 0.0 {
            complaints.weight(row, *index);
        }
        if row.owner.is_none() && is_ownerless(row) {
            complaints.owner(row, *index);
        }
        let Some(parent) = &row.parent else { continue };
        match latest.get(parent.as_str()) {
            None => complaints.parent(row, *index),
            Some(_)
                if circles
                    .iter()
                    .any(|circle| circle.contains(&row.goal.as_str())) => {}
            Some((above, _)) if above.scope >= row.scope => {
                complaints.scope(row, above, *index);
            }
            Some(_) => {}
        }
    }
    for circle in &circles {
        complaints.circle(circle, latest[circle[0]].1);
    }
    complaints.finish()
}

fn is_ownerless(row: &Assessment) -> bool {
    match row.scope {
        Scope::Person => true,
        Scope::Team => row.team.is_none(),
        Scope::Department => row.department.is_none(),
        Scope::Company => false,
    }
}

/// The circles among goals, each beginning with its first identifier.
fn find_circles<'a>(latest: &BTreeMap<&'a str, (&'a Assessment, usize)>) -> Vec<Vec<&'a str>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in latest.keys().copied() {
        let (mut path, mut at) = (Vec::new(), Some(start));
        while let Some(goal) = at.filter(|goal| seen.insert(goal)) {
            path.push(goal);
            let parent = latest.get(goal).and_then(|(row, _)| row.parent.as_deref());
            at = parent.and_then(|parent| latest.get_key_value(parent).map(|(key, _)| *key));
        }
        if let Some(begin) = at.and_then(|goal| path.iter().position(|known| *known == goal)) {
            let mut circle = path.split_off(begin);
            let first = (0..circle.len()).min_by_key(|index| circle[*index]);
            circle.rotate_left(first.unwrap_or_default());
            circles.push(circle);
        }
    }
    circles
}

/// Gathers complaints, so many of a kind.
struct Complaints<'a> {
    table: &'a Table,
    places: Option<&'a Places>,
    found: Vec<Diagnostic>,
    counts: BTreeMap<Code, usize>,
}

impl<'a> Complaints<'a> {
    fn new(table: &'a Table, places: Option<&'a Places>) -> Self {
        Self {
            table,
            places,
            found: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    /// The place of a row, unless enough of this kind have been told.
    fn place(&mut self, code: Code, row: usize, column: &str) -> Option<Place> {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count > TOLD {
            return None;
        }
        let place = match self.places {
            Some(places) => {
                let (file, row) = places.find(row);
                Place::file(file).at_row(row)
            }
            None => Place::file(&self.table.name),
        };
        Some(place.in_column(column))
    }

    fn weight(&mut self, goal: &Assessment, row: usize) {
        let Some(place) = self.place("goal-weight", row, "weight") else {
            return;
        };
        let weight = goal.weight.unwrap_or_default();
        let message = format!("the goal `{}` has the weight {weight}", goal.goal);
        let found = Diagnostic::warning("goal-weight", place, message);
        self.found.push(found.hint(
            "it counts for nothing; give it a weight above 0, or leave the cell empty for 1",
        ));
    }

    fn owner(&mut self, goal: &Assessment, row: usize) {
        let Some(place) = self.place("goal-owner", row, "engineer_id") else {
            return;
        };
        let (id, scope) = (&goal.goal, goal.scope.name());
        let message = format!("the {scope} goal `{id}` does not say whose it is");
        let found = Diagnostic::warning("goal-owner", place, message);
        self.found.push(
            found.hint("fill in `engineer_id`; for a team's or department's goal, `team_id` or `department_id` will do"),
        );
    }

    fn parent(&mut self, goal: &Assessment, row: usize) {
        let Some(place) = self.place("goal-parent", row, "parent_id") else {
            return;
        };
        let parent = goal.parent.as_deref().unwrap_or_default();
        let message = format!(
            "the goal `{}` serves `{parent}`, which is no goal",
            goal.goal
        );
        let found = Diagnostic::warning("goal-parent", place, message);
        self.found
            .push(found.hint("it stands at the top now; correct the identifier or add the goal"));
    }

    fn scope(&mut self, goal: &Assessment, above: &Assessment, row: usize) {
        let Some(place) = self.place("goal-scope", row, "parent_id") else {
            return;
        };
        let (own, wider) = (goal.scope.name(), above.scope.name());
        let message = format!(
            "the {own} goal `{}` serves the {wider} goal `{}`",
            goal.goal, above.goal
        );
        let found = Diagnostic::warning("goal-scope", place, message);
        self.found.push(found.hint(
            "the link does not count; a goal serves one of a wider scope: company, department, team, person",
        ));
    }

    fn circle(&mut self, circle: &[&str], row: usize) {
        let Some(place) = self.place("goal-cycle", row, "parent_id") else {
            return;
        };
        let message = format!(
            "goals serve each other in a circle: {} → {}",
            circle.join(" → "),
            circle[0]
        );
        let found = Diagnostic::warning("goal-cycle", place, message);
        self.found
            .push(found.hint("take out the `parent_id` of the widest of them"));
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        for (code, count) in &self.counts {
            if *count > TOLD {
                let message = format!("{} more goals have the same problem", count - TOLD);
                let place = Place::file(&self.table.name);
                self.found.push(Diagnostic::warning(code, place, message));
            }
        }
        self.found
    }
}

/// Whose a goal is; nobody's in particular if it is the company's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder<'a> {
    /// Identifier of the person, of a person's goal.
    pub person: Option<&'a str>,
    /// Identifier of the team, or of some team of the department.
    pub team: Option<&'a str>,
    /// The last day of the month on which it is theirs, where that is not the month's last.
    day: Option<NaiveDate>,
}

/// The table `goal_states` for a run of `period`: one row a goal in force and month.
///
/// # Errors
/// None in practice; polars gives a result.
pub fn goal_states(goals: &Goals, roster: &Roster, period: Period) -> Result<Table, Diagnostic> {
    let mut states = States::default();
    for month in months(period) {
        for (_, node) in goals.at(month).in_force() {
            if let Some(holder) = find_holder(node, roster, month) {
                states.push(node, &holder, month);
            }
        }
    }
    let frame = states.into_frame().map_err(|error| {
        let message = format!("the table of goals by month cannot be made: {error}");
        Diagnostic::error("internal", Place::default(), message)
    })?;
    Ok(Table {
        name: GOAL_STATES.to_owned(),
        frame,
        person: Some("engineer_id".to_owned()),
        team: Some("team_id".to_owned()),
        key: vec!["goal_id".to_owned(), "stands_on".to_owned()],
        absent: BTreeSet::new(),
    })
}

/// Whose a goal is in a month; `None` if that cannot be told or they were not there.
pub fn find_holder<'a>(node: &Node<'a>, roster: &'a Roster, month: Period) -> Option<Holder<'a>> {
    let goal = node.assessment;
    let owner = goal.owner.as_deref();
    let stint = owner.and_then(|id| roster.people[roster.person(id)?].stint_in(month));
    let team_of_owner = || stint.map(|stint| roster.teams[stint.team].id.as_str());
    let team_of_department = |id: &String| {
        let department = roster
            .departments
            .iter()
            .position(|known| known.id == *id)?;
        let team = roster
            .teams
            .iter()
            .find(|team| team.department == department);
        team.map(|team| team.id.as_str())
    };
    match goal.scope {
        Scope::Company => Some(Holder::default()),
        Scope::Person => Some(Holder {
            person: owner,
            // A row has to lie in its person's time: they may have left within the month.
            day: stint?.to.map(|last| last.min(month.end())),
            team: None,
        }),
        Scope::Team => Some(Holder {
            team: Some(goal.team.as_deref().or_else(team_of_owner)?),
            ..Holder::default()
        }),
        Scope::Department => {
            let given = goal.department.as_ref().and_then(team_of_department);
            Some(Holder {
                team: Some(given.or_else(team_of_owner)?),
                ..Holder::default()
            })
        }
    }
}

/// The columns of the table.
#[derive(Default)]
struct States<'a> {
    goals: Vec<&'a str>,
    people: Vec<Option<&'a str>>,
    teams: Vec<Option<&'a str>>,
    scopes: Vec<&'static str>,
    weights: Vec<f64>,
    progress: Vec<f64>,
    days: Vec<NaiveDate>,
}

impl<'a> States<'a> {
    fn push(&mut self, node: &Node<'a>, holder: &Holder<'a>, month: Period) {
        self.goals.push(&node.assessment.goal);
        self.people.push(holder.person);
        self.teams.push(holder.team);
        self.scopes.push(node.assessment.scope.name());
        self.weights.push(node.assessment.counted_weight());
        self.progress.push(node.progress);
        self.days.push(holder.day.unwrap_or_else(|| month.end()));
    }

    fn into_frame(self) -> PolarsResult<DataFrame> {
        let height = self.goals.len();
        let columns = vec![
            Column::new("goal_id".into(), self.goals),
            Column::new("engineer_id".into(), self.people).cast(&DataType::String)?,
            Column::new("team_id".into(), self.teams).cast(&DataType::String)?,
            Column::new("scope".into(), self.scopes),
            Column::new("weight".into(), self.weights),
            Column::new("progress".into(), self.progress),
            date_column("stands_on", &self.days)?,
        ];
        DataFrame::new(height, columns)
    }
}
