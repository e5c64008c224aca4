//! The roster as plain values: who belonged where, and when.
//!
//! One person has one stint a stretch of time with the same team, role and level. A
//! month counts for the stint that holds on its last day with the person.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use polars::prelude::*;

use super::{Table, Tables};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Language, Text};
use crate::period::Period;

/// Everybody, their teams and departments, each sorted by identifier, but for people who were
/// [reordered](Roster::reorder).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// People.
    pub people: Vec<Person>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Positions of people by identifier, where they stand in another order.
    by_id: Vec<usize>,
}

/// One person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Identifier.
    pub id: String,
    /// Name, in Latin letters where the roster has it.
    pub name: Text,
    /// Where the packet is sent.
    pub email: Option<String>,
    /// Language of the packet, where it differs from the organisation's.
    pub language: Option<Language>,
    /// First day with the organisation.
    pub joined: Option<NaiveDate>,
    /// Stints in order of time.
    pub stints: Vec<Stint>,
}

/// A stretch of time with the same team, role and level.
#[derive(Clone, Debug, PartialEq)]
pub struct Stint {
    /// First day.
    pub from: NaiveDate,
    /// Last day; open where absent.
    pub to: Option<NaiveDate>,
    /// Role: selects the scorecard.
    pub role: String,
    /// Level.
    pub level: String,
    /// Position of the team.
    pub team: usize,
    /// Name of the manager.
    pub manager: Option<Text>,
    /// Industry served.
    pub industry: Option<String>,
    /// On-site or remote.
    pub mode: Option<String>,
    /// Where they work.
    pub region: Option<String>,
}

/// One team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Position of the department.
    pub department: usize,
    /// Identifier of who leads it, where that is known.
    pub lead: Option<String>,
}

/// One department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
}

impl Person {
    /// The stint that holds on `day`.
    pub fn stint_on(&self, day: NaiveDate) -> Option<&Stint> {
        self.stints
            .iter()
            .find(|stint| stint.from <= day && stint.to.is_none_or(|to| day <= to))
    }

    /// The stint that holds on the last day of `period` with the person; `None` if there is none.
    pub fn stint_in(&self, period: Period) -> Option<&Stint> {
        self.stints.iter().rev().find(|stint| {
            stint.from <= period.end() && stint.to.is_none_or(|to| period.start() <= to)
        })
    }
}

impl Roster {
    /// The person with this identifier.
    pub fn person(&self, id: &str) -> Option<usize> {
        if self.by_id.is_empty() {
            let found = self
                .people
                .binary_search_by(|person| person.id.as_str().cmp(id));
            return found.ok();
        }
        let found = self
            .by_id
            .binary_search_by(|at| self.people[*at].id.as_str().cmp(id));
        found.ok().map(|place| self.by_id[place])
    }

    /// Puts people into the order of `key`, before anything speaks of their positions.
    pub fn reorder<K: Ord>(&mut self, key: impl Fn(&Person) -> K) {
        self.people.sort_by_cached_key(key);
        let mut by_id: Vec<usize> = (0..self.people.len()).collect();
        by_id.sort_by(|x, y| self.people[*x].id.cmp(&self.people[*y].id));
        self.by_id = by_id;
    }

    /// Positions of every team's members in `period`, in the order of people.
    pub fn members(&self, period: Period) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.teams.len()];
        for (index, person) in self.people.iter().enumerate() {
            if let Some(stint) = person.stint_in(period) {
                members[stint.team].push(index);
            }
        }
        members
    }

    /// Reads the roster and, where there is one, the table of teams.
    ///
    /// # Errors
    /// A roster that is missing or has no rows; teams that the table of teams lacks are
    /// made up from their identifiers with a warning in the second part.
    pub fn of(tables: &Tables) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let empty = || {
            let message = "the roster has no usable rows, so nobody would get a packet";
            vec![
                Diagnostic::error(
                    "empty-roster",
                    Place::default().in_column("roster"),
                    message,
                )
                .hint("see refused/roster.csv for the rows that were refused and why"),
            ]
        };
        let table = tables
            .get("roster")
            .filter(|table| table.frame.height() > 0)
            .ok_or_else(empty)?;
        let roster = Columns::of(table);
        let mut teams = read_teams(tables.get("teams"));
        let mut warnings = Vec::new();
        let unknown = add_unknown_teams(&roster, &mut teams);
        if tables.get("teams").is_some() && !unknown.is_empty() {
            let message = format!(
                "teams of the roster that the table of teams lacks: {}",
                unknown.join(", ")
            );
            warnings.push(
                Diagnostic::warning("unknown-team", Place::default().in_column("teams"), message)
                    .hint("add them to the table; they stand under their identifiers now"),
            );
        }
        let departments: BTreeMap<String, Text> = teams
            .values()
            .map(|team| (team.department.clone(), team.department_name.clone()))
            .collect();
        let position = |id: &str| {
            departments
                .keys()
                .position(|key| key == id)
                .unwrap_or_default()
        };
        let team_ids: Vec<&String> = teams.keys().collect();
        let people = read_people(&roster, &team_ids);
        Ok((
            Self {
                people,
                by_id: Vec::new(),
                teams: teams
                    .iter()
                    .map(|(id, team)| Team {
                        id: id.clone(),
                        name: team.name.clone(),
                        department: position(&team.department),
                        lead: team.lead.clone(),
                    })
                    .collect(),
                departments: departments
                    .iter()
                    .map(|(id, name)| Department {
                        id: id.clone(),
                        name: name.clone(),
                    })
                    .collect(),
            },
            warnings,
        ))
    }
}

/// Typed access to the cells of a table; a column that is absent is empty.
pub(super) struct Columns {
    pub(super) rows: usize,
    texts: BTreeMap<String, StringChunked>,
    dates: BTreeMap<String, Int32Chunked>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let (mut texts, mut dates) = (BTreeMap::new(), BTreeMap::new());
        for column in table.frame.columns() {
            let name = column.name().to_string();
            if let Ok(values) = column.str() {
                texts.insert(name, values.clone());
            } else if let Ok(days) = column.cast(&DataType::Int32)
                && let Ok(days) = days.i32()
            {
                dates.insert(name, days.clone());
            }
        }
        Self {
            rows: table.frame.height(),
            texts,
            dates,
        }
    }

    pub(super) fn text(&self, column: &str, row: usize) -> Option<String> {
        self.texts.get(column)?.get(row).map(str::to_owned)
    }

    pub(super) fn date(&self, column: &str, row: usize) -> Option<NaiveDate> {
        let days = self.dates.get(column)?.get(row)?;
        NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
    }

    /// A name with its Latin form, which stands in for the other where one is missing.
    fn name(&self, column: &str, row: usize) -> Option<Text> {
        let latin = self.text(&format!("{column}_en"), row);
        let own = self.text(column, row).or_else(|| latin.clone())?;
        Some(Text {
            en: latin.unwrap_or_else(|| own.clone()),
            zh: own,
        })
    }
}

struct RawTeam {
    name: Text,
    department: String,
    department_name: Text,
    lead: Option<String>,
}

fn both(text: &str) -> Text {
    Text {
        en: text.to_owned(),
        zh: text.to_owned(),
    }
}

fn read_teams(table: Option<&Table>) -> BTreeMap<String, RawTeam> {
    let mut teams = BTreeMap::new();
    let Some(table) = table else {
        return teams;
    };
    let columns = Columns::of(table);
    for row in 0..table.frame.height() {
        let Some(id) = columns.text("team_id", row) else {
            continue;
        };
        let department = columns.text("department_id", row).unwrap_or_default();
        teams.insert(
            id.clone(),
            RawTeam {
                name: columns.name("name", row).unwrap_or_else(|| both(&id)),
                department_name: columns
                    .name("department", row)
                    .unwrap_or_else(|| both(&department)),
                department,
                lead: columns.text("lead_id", row),
            },
        );
    }
    teams
}

/// Gives every team of the roster a row; the identifiers that had none.
fn add_unknown_teams(roster: &Columns, teams: &mut BTreeMap<String, RawTeam>) -> Vec<String> {
    let mut unknown = Vec::new();
    for row in 0..roster.rows {
        let id = roster.text("team_id", row).unwrap_or_default();
        if !teams.contains_key(&id) {
            teams.insert(
                id.clone(),
                RawTeam {
                    name: both(&id),
                    department: String::new(),
                    department_name: both("–"),
                    lead: None,
                },
            );
            unknown.push(id);
        }
    }
    unknown.sort();
    unknown
}

fn read_people(roster: &Columns, teams: &[&String]) -> Vec<Person> {
    let mut people: BTreeMap<String, Vec<(Stint, usize)>> = BTreeMap::new();
    for row in 0..roster.rows {
        let Some(id) = roster.text("engineer_id", row) else {
            continue;
        };
        let team = roster.text("team_id", row).unwrap_or_default();
        let from = roster
            .date("valid_from", row)
            .or_else(|| roster.date("joined_on", row));
        let last = [roster.date("valid_to", row), roster.date("left_on", row)];
        let stint = Stint {
            from: from.unwrap_or(NaiveDate::MIN),
            to: last.into_iter().flatten().min(),
            role: roster.text("role", row).unwrap_or_default(),
            level: roster.text("level", row).unwrap_or_default(),
            team: teams
                .binary_search_by(|known| known.as_str().cmp(&team))
                .unwrap_or_default(),
            manager: roster.name("manager", row),
            industry: roster.text("industry", row),
            mode: roster.text("mode", row),
            region: roster.text("region", row),
        };
        people.entry(id).or_default().push((stint, row));
    }
    people
        .into_iter()
        .map(|(id, mut stints)| {
            stints.sort_by_key(|(stint, row)| (stint.from, *row));
            // What describes the person is taken from their latest row.
            let row = stints.last().map_or(0, |(_, row)| *row);
            Person {
                name: roster.name("name", row).unwrap_or_else(|| both(&id)),
                email: roster.text("email", row),
                joined: roster.date("joined_on", row),
                language: roster
                    .text("language", row)
                    .and_then(|code| code.parse().ok()),
                stints: stints.into_iter().map(|(stint, _)| stint).collect(),
                id,
            }
        })
        .collect()
}
