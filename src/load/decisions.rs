//! What people decided: grade overrides and bonus pools of one period, as plain values.
//!
//! The intake has refused rows without a reason, a name or an amount, and rows of
//! somebody who is not on the roster. What else cannot be carried out is told here, so
//! that no decision is dropped silently.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;

use super::roster::Columns;
use super::{Roster, Table, Tables};
use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;
use crate::quantity::Money;

/// The grades that may be decided.
const GRADES: [&str; 5] = ["S", "A", "B", "C", "D"];

/// Decisions about one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Grades by the position of the person in the roster.
    pub overrides: BTreeMap<usize, Override>,
    /// Bonus pools in the order of their identifiers.
    pub bonus_pools: Vec<BonusPool>,
}

/// A grade that somebody decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// One of S, A, B, C and D.
    pub grade: String,
    /// Why; the person reads it.
    pub reason: String,
    /// Name of who decided.
    pub by: String,
    /// Day of the decision.
    pub on: Option<NaiveDate>,
}

/// A sum that the members of a team share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BonusPool {
    /// Identifier.
    pub id: String,
    /// Position of the team in the roster.
    pub team: usize,
    /// The sum.
    pub amount: Money,
    /// What it is for.
    pub about: Option<String>,
}

impl Decisions {
    /// The decisions of `period`; the second part tells which cannot be carried out.
    pub fn of(tables: &Tables, roster: &Roster, period: Period) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let decisions = Self {
            overrides: tables.get("overrides").map_or_else(BTreeMap::new, |table| {
                read_overrides(table, roster, period, &mut problems)
            }),
            bonus_pools: tables.get("bonus_pools").map_or_else(Vec::new, |table| {
                read_pools(table, roster, period, &mut problems)
            }),
        };
        (decisions, problems)
    }
}

fn read_overrides(
    table: &Table,
    roster: &Roster,
    period: Period,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<usize, Override> {
    let columns = Columns::of(table);
    let mut overrides = BTreeMap::new();
    for row in 0..table.frame.height() {
        let text = |column: &str| columns.text(column, row).unwrap_or_default();
        let id = text("engineer_id");
        let subject = format!("the grade of `{id}`");
        if !is_due(table, &subject, &text("period"), period, problems) {
            continue;
        }
        let here = roster
            .person(&id)
            .filter(|person| roster.people[*person].stint_in(period).is_some());
        let Some(person) = here else {
            let why = format!("they are not on the roster in {period}");
            problems.push(idle(table, &subject, &why));
            continue;
        };
        let decided = Override {
            grade: text("grade"),
            reason: text("reason"),
            by: text("decided_by"),
            on: columns.date("decided_on", row),
        };
        if !GRADES.contains(&decided.grade.as_str()) {
            let why = format!("`{}` is no grade; write S, A, B, C or D", decided.grade);
            problems.push(idle(table, &subject, &why));
        } else if decided.reason.is_empty() || decided.by.is_empty() {
            let why = "it needs a reason and the name of who decided it";
            problems.push(idle(table, &subject, why));
        } else if let Entry::Vacant(free) = overrides.entry(person) {
            free.insert(decided);
        } else {
            let why = format!("another row decides it for {period} already");
            problems.push(idle(table, &subject, &why));
        }
    }
    overrides
}

fn read_pools(
    table: &Table,
    roster: &Roster,
    period: Period,
    problems: &mut Vec<Diagnostic>,
) -> Vec<BonusPool> {
    let columns = Columns::of(table);
    let amounts = table.frame.column("amount").ok();
    let amounts = amounts.and_then(|column| column.f64().ok());
    let members = roster.members(period);
    let mut pools = Vec::new();
    for row in 0..table.frame.height() {
        let text = |column: &str| columns.text(column, row).unwrap_or_default();
        let subject = format!("the bonus pool `{}`", text("pool_id"));
        if !is_due(table, &subject, &text("period"), period, problems) {
            continue;
        }
        let id = text("team_id");
        let team = roster
            .teams
            .binary_search_by(|team| team.id.as_str().cmp(&id))
            .ok();
        let Some(team) = team.filter(|team| !members[*team].is_empty()) else {
            let why = format!("the team `{id}` has nobody in {period} who could share it");
            problems.push(idle(table, &subject, &why));
            continue;
        };
        let written = amounts.and_then(|amounts| amounts.get(row));
        let amount = written.and_then(Money::from_amount);
        let Some(amount) = amount.filter(|amount| amount.cents() > 0) else {
            let written = written.map_or_else(String::new, |amount| amount.to_string());
            let why = format!("`{written}` is no positive amount with at most two decimals");
            problems.push(idle(table, &subject, &why));
            continue;
        };
        pools.push(BonusPool {
            id: text("pool_id"),
            team,
            amount,
            about: columns.text("about", row),
        });
    }
    pools.sort_by(|a, b| (&a.id, a.team).cmp(&(&b.id, b.team)));
    pools
}

/// Whether a decision is about `period`; one that says no period is told.
fn is_due(
    table: &Table,
    subject: &str,
    written: &str,
    period: Period,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    match written.parse::<Period>() {
        Ok(found) => found == period,
        Err(why) => {
            problems.push(idle(table, subject, &why));
            false
        }
    }
}

fn idle(table: &Table, subject: &str, why: &str) -> Diagnostic {
    let message = format!("{subject} is not decided: {why}");
    let place = Place::default().in_column(&table.name);
    Diagnostic::warning("idle-decision", place, message)
        .hint(format!("correct the row in `{}` and run again", table.name))
}
