//! Action plans as plain values: what was agreed in which review, and what became of it.
//!
//! Only what the packets of a period speak of is kept: the plan of the period itself, the
//! plans made since the packet before, and older actions that are not finished.

use super::Tables;
use super::roster::{Columns, Roster};
use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;
use chrono::NaiveDate;

/// What became of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done.
    Done,
    /// Begun and not finished.
    Partly,
    /// Not begun.
    Open,
    /// Given up.
    Dropped,
}

impl Status {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::Open => "open",
            Self::Dropped => "dropped",
        }
    }

    /// Whether there is still something to do.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Partly | Self::Open)
    }
}

/// One action that was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Position of the person in the roster.
    pub person: usize,
    /// The period whose review it was agreed in.
    pub period: Period,
    /// Identifier.
    pub id: String,
    /// Identifier of the KPI that it is for.
    pub kpi: Option<String>,
    /// What is to be done.
    pub action: String,
    /// What is to be reached.
    pub target: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// What became of it.
    pub status: Status,
    /// That in words.
    pub result: Option<String>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
}

/// The actions that packets of one period speak of, found by person.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    /// Sorted by person, period, day due and identifier.
    all: Vec<Plan>,
    period: Option<Period>,
}

impl Plans {
    /// Reads what the packets of `period` speak of; nothing where there is no table.
    ///
    /// The second part warns of actions whose period cannot be read: they are in no packet.
    pub fn read(tables: &Tables, roster: &Roster, period: Period) -> (Self, Vec<Diagnostic>) {
        let Some(table) = tables.get("action_plans") else {
            return (Self::default(), Vec::new());
        };
        let columns = Columns::of(table);
        let (mut all, mut unread) = (Vec::new(), Vec::new());
        for row in 0..columns.rows {
            let written = columns.text("period", row).unwrap_or_default();
            let Ok(made_in) = written.parse::<Period>() else {
                unread.push(written);
                continue;
            };
            let status = status(columns.text("status", row).as_deref());
            let recent = made_in.end() >= period.offset(-1).end() || status.is_open();
            if made_in.end() <= period.end() && recent {
                all.extend(plan(&columns, roster, row, made_in, status));
            }
        }
        all.sort_by(|x, y| {
            let key = |plan: &Plan| (plan.person, plan.period.end(), plan.due_on);
            key(x).cmp(&key(y)).then_with(|| x.id.cmp(&y.id))
        });
        let plans = Self {
            all,
            period: Some(period),
        };
        (plans, wrong_period(&unread).into_iter().collect())
    }

    fn of(&self, person: usize) -> &[Plan] {
        let begin = self.all.partition_point(|plan| plan.person < person);
        let end = self.all.partition_point(|plan| plan.person <= person);
        &self.all[begin..end]
    }

    fn is_current(&self, plan: &Plan) -> bool {
        self.period
            .is_some_and(|period| plan.period.end() == period.end())
    }

    /// What a person agreed to before this period's review: since the packet before, and
    /// unfinished older actions. Oldest first.
    pub fn before(&self, person: usize) -> impl Iterator<Item = &Plan> {
        self.of(person).iter().filter(|plan| !self.is_current(plan))
    }

    /// What a person agreed to in this period's review.
    pub fn current(&self, person: usize) -> impl Iterator<Item = &Plan> {
        self.of(person).iter().filter(|plan| self.is_current(plan))
    }

    /// What a person has still to do.
    pub fn open(&self, person: usize) -> impl Iterator<Item = &Plan> {
        self.of(person).iter().filter(|plan| plan.status.is_open())
    }
}

fn status(text: Option<&str>) -> Status {
    match text {
        Some("done") => Status::Done,
        Some("partly") => Status::Partly,
        Some("dropped") => Status::Dropped,
        _ => Status::Open,
    }
}

fn plan(
    columns: &Columns,
    roster: &Roster,
    row: usize,
    period: Period,
    status: Status,
) -> Option<Plan> {
    Some(Plan {
        person: roster.person(&columns.text("engineer_id", row)?)?,
        period,
        id: columns.text("plan_id", row)?,
        kpi: columns.text("kpi", row),
        action: columns.text("action", row)?,
        target: columns.text("target", row),
        owner: columns.text("owner", row),
        due_on: columns.date("due_on", row),
        status,
        result: columns.text("result", row),
        done_on: columns.date("done_on", row),
    })
}

fn wrong_period(unread: &[String]) -> Option<Diagnostic> {
    let first = unread.first()?;
    let message = format!(
        "{} rows of `action_plans` have a period that cannot be read and are in no packet; the first: `{first}`",
        unread.len()
    );
    let place = Place::default().in_column("action_plans.period");
    Some(
        Diagnostic::warning("wrong-plan-period", place, message)
            .hint("write 2026-09, 2026-Q3 or 2026"),
    )
}
