//! What rules of alerts look at besides values: records that meet a condition, and open
//! projects.
//!
//! Each rule asks its source once for the edition's period. A rule over a table that the
//! workspace does not have finds nothing, as a KPI over it is not measured; nor does one
//! over a table without a column that the rule needs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;
use polars::sql::sql_expr;

use super::extract::{Directory, to_date};
use super::project::{Project, projects};
use super::rows::{first_line, run_view, wrong_type};
use super::selection::text_column;
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Roster, Tables};
use crate::period::Period;
use crate::workspace::{AlertRows, AlertRule, Condition, Workspace};

/// What rules look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// Records in the period that meet a rule's condition, by rule; by day, then identifier.
    pub records: BTreeMap<String, Vec<Hit>>,
    /// Projects open at the end of the period, by identifier.
    pub projects: Vec<Project>,
    /// Positions of the projects of each person and each team.
    by_person: BTreeMap<usize, Vec<usize>>,
    by_team: BTreeMap<usize, Vec<usize>>,
}

impl Watch {
    fn new(records: BTreeMap<String, Vec<Hit>>, projects: Vec<Project>) -> Self {
        let by = |owner: fn(&Project) -> Option<usize>| {
            let mut owned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (position, project) in projects.iter().enumerate() {
                if let Some(owner) = owner(project) {
                    owned.entry(owner).or_default().push(position);
                }
            }
            owned
        };
        Self {
            by_person: by(|project| project.person),
            by_team: by(|project| project.team),
            records,
            projects,
        }
    }

    /// The open projects of the person at this position of the roster, by identifier.
    pub fn projects_of_person(&self, person: usize) -> impl Iterator<Item = &Project> {
        self.at(self.by_person.get(&person))
    }

    /// The open projects of the team at this position of the roster, by identifier.
    pub fn projects_of_team(&self, team: usize) -> impl Iterator<Item = &Project> {
        self.at(self.by_team.get(&team))
    }

    fn at(&self, positions: Option<&Vec<usize>>) -> impl Iterator<Item = &Project> {
        let positions = positions.map_or(&[][..], Vec::as_slice);
        positions.iter().map(|position| &self.projects[*position])
    }
}

/// A record that meets the condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Its day.
    pub day: NaiveDate,
    /// Its identifier.
    pub id: String,
    /// Whose it is, by position in the roster.
    pub person: Option<usize>,
    /// The team that it counts for, by position in the roster.
    pub team: Option<usize>,
}

/// Looks for what the active rules of a workspace watch, in `period` and up to `as_of`.
///
/// # Errors
/// Conditions that cannot be computed, all of them.
pub fn watch(
    tables: &Tables,
    roster: &Roster,
    workspace: &Workspace,
    period: Period,
    as_of: NaiveDate,
) -> Result<Watch, Vec<Diagnostic>> {
    let directory = Directory::of(roster);
    let (mut records, mut problems) = (BTreeMap::new(), Vec::new());
    let mut forecasts = false;
    for rule in workspace.alerts.values().filter(|rule| rule.active) {
        match &rule.condition {
            Condition::Rows(rows) => {
                let Some(source) = find(tables, workspace, rows) else {
                    continue;
                };
                match source.records(rows, &directory, period) {
                    Ok(found) => {
                        records.insert(rule.id.clone(), found);
                    }
                    Err(error) => problems.push(wrong(rule, rows, &first_line(&error))),
                }
            }
            Condition::Forecast(_) => forecasts = true,
            _ => {}
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let projects = if forecasts {
        projects(tables, &directory, period.end().min(as_of))
    } else {
        Vec::new()
    };
    Ok(Watch::new(records, projects))
}

/// Tries the conditions of all rules against the columns of their sources.
pub(super) fn check(tables: &Tables, workspace: &Workspace) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for rule in workspace.alerts.values() {
        let Condition::Rows(rows) = &rule.condition else {
            continue;
        };
        let Some(mut source) = find(tables, workspace, rows) else {
            continue;
        };
        // A view that cannot be made is reported with the KPIs that rest on views.
        let Ok(schema) = source.frame.collect_schema() else {
            continue;
        };
        let empty = DataFrame::empty_with_schema(&schema).lazy();
        let parts = [
            ("where", sql_expr(&rows.filter)),
            ("date", Ok(col(rows.date.as_str()))),
            ("id", Ok(col(rows.id.as_str()))),
        ];
        for (key, expression) in parts {
            let tried = expression.and_then(|part| empty.clone().select([part]).collect());
            let message = match tried {
                Err(error) => Some(first_line(&error)),
                Ok(_) if key == "id" => None,
                Ok(frame) => wrong_type(key, frame.columns()[0].dtype()),
            };
            problems.extend(message.map(|message| wrong(rule, rows, &message)));
        }
    }
    problems
}

fn wrong(rule: &AlertRule, rows: &AlertRows, message: &str) -> Diagnostic {
    let place = Place::file(&rule.file).in_column(format!("{}.rows", rule.id));
    Diagnostic::error(
        "wrong-expression",
        place,
        format!("`{}` cannot be computed: {message}", rows.filter),
    )
    .hint("correct the column or the function; `scorepack tables` lists the columns of each table")
}

/// A table or view, with the columns that say whose a row is.
struct Source {
    frame: LazyFrame,
    person: Option<String>,
    team: Option<String>,
}

fn find(tables: &Tables, workspace: &Workspace, rows: &AlertRows) -> Option<Source> {
    if (rows.needs.iter()).any(|column| tables.lacks(&rows.source, column)) {
        return None;
    }
    if let Some(table) = tables.get(&rows.source) {
        return Some(Source {
            frame: table.frame.clone().lazy(),
            person: table.person.clone(),
            team: table.team.clone(),
        });
    }
    let view = workspace.views.get(&rows.source)?;
    Some(Source {
        frame: run_view(tables, &view.sql).ok()?,
        person: Some(view.person.clone()),
        team: view.team.clone(),
    })
}

impl Source {
    /// The records of the period that meet a condition.
    fn records(
        &self,
        rows: &AlertRows,
        directory: &Directory<'_>,
        period: Period,
    ) -> PolarsResult<Vec<Hit>> {
        let day = col(rows.date.as_str()).cast(DataType::Date);
        let frame = self
            .frame
            .clone()
            .filter(sql_expr(&rows.filter)?)
            .select([
                text_column(self.person.as_deref()).alias("person"),
                text_column(self.team.as_deref()).alias("team"),
                text_column(Some(&rows.id)).alias("id"),
                day.cast(DataType::Int32).alias("day"),
            ])
            .collect()?;
        let (people, teams) = (frame.column("person")?.str()?, frame.column("team")?.str()?);
        let (ids, days) = (frame.column("id")?.str()?, frame.column("day")?.i32()?);
        let mut records = Vec::new();
        for row in 0..frame.height() {
            let Some(day) = days.get(row).and_then(to_date) else {
                continue;
            };
            if !period.contains(day) {
                continue;
            }
            let person = people.get(row).and_then(|id| directory.person(id));
            let own = person.map(|person| directory.team_on(person, day));
            // As for KPIs, rows from before somebody came or after they left count for nobody.
            if own == Some(None) {
                continue;
            }
            let team = match &self.team {
                Some(_) => teams.get(row).and_then(|id| directory.team(id)),
                None => own.flatten(),
            };
            records.push(Hit {
                day,
                id: ids.get(row).unwrap_or_default().to_owned(),
                person: person.map(|person| person as usize),
                team: team.map(|team| team as usize),
            });
        }
        records.sort();
        Ok(records)
    }
}
