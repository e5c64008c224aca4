//! Roll-outs: implementations over more than a year, one in each of two delivery teams.
//!
//! They are under way on the day of the data, far from delivery, so that they change no
//! figure about finished projects. Both have milestones and a monthly budget; the first
//! spends more than is budgeted and will, at that pace, pass its budget before it ends.

use chrono::NaiveDate;

use super::Company;
use super::calendar::{Month, next_working, previous_working, shift};
use super::draw::{Draw, Purpose};
use super::people::{Person, Role};

/// People after whom the mix of the company repeats; those who run a roll-out, by their
/// place in it, and what they spend of what is budgeted.
const CYCLE: usize = 48;
const RUN_BY: [(usize, f64); 2] = [(4, 1.11), (12, 0.97)];

/// Months from kick-off to the last one of the data, and on to the planned delivery.
const BEHIND: i32 = 9;
const AHEAD: i32 = 3;

/// What a month is budgeted at.
const BUDGET: f64 = 68_000.0;

/// Modules rolled out; complexity.
pub(crate) const SIZE: (i64, f64) = (24, 1.3);

/// Names of milestones, and how far through the plan they are due.
const MILESTONES: [(&str, f64); 4] = [
    ("蓝图确认", 0.15),
    ("试点上线", 0.4),
    ("首批推广", 0.65),
    ("全面推广", 0.9),
];

/// A roll-out under way.
pub(crate) struct Rollout {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) customer: String,
    pub(crate) industry: &'static str,
    pub(crate) kickoff: NaiveDate,
    pub(crate) planned: NaiveDate,
    /// Name, due day, and the day on which it was done, if it was.
    pub(crate) milestones: Vec<(&'static str, NaiveDate, Option<NaiveDate>)>,
    /// Month, budget and, where that is known, what was spent.
    pub(crate) months: Vec<(Month, f64, Option<f64>)>,
}

/// The roll-out that a person runs, if any.
pub(crate) fn rollout(company: &Company, person: &Person) -> Option<Rollout> {
    let place = person.number % CYCLE;
    let (_, pace) = RUN_BY.into_iter().find(|(number, _)| *number == place)?;
    let (first, due) = (company.last.plus(-BEHIND), company.last.plus(AHEAD));
    let kickoff = next_working(first.day(6));
    if person.role != Role::Implementation || first < company.first || !person.is_there(kickoff) {
        return None;
    }
    let mut draw = company.draw(Purpose::Rollouts, person);
    let customer = company.customer(person, &mut draw);
    let planned = previous_working(due.day(25));
    Some(Rollout {
        id: format!("P{:03}-R1", person.number + 1),
        name: format!("{}集团推广", customer.name),
        customer: customer.name,
        industry: customer.industry,
        kickoff,
        planned,
        milestones: milestones(company, kickoff, planned, &mut draw),
        months: months(company, first, due, pace, &mut draw),
    })
}

fn milestones(
    company: &Company,
    kickoff: NaiveDate,
    planned: NaiveDate,
    draw: &mut Draw,
) -> Vec<(&'static str, NaiveDate, Option<NaiveDate>)> {
    let days = (planned - kickoff).num_days() as f64;
    let reached = |(name, share): (&'static str, f64)| {
        let due = next_working(shift(kickoff, (days * share) as i64));
        let done = next_working(shift(due, draw.whole(-5, 3)));
        (name, due, (done <= company.today()).then_some(done))
    };
    MILESTONES.into_iter().map(reached).collect()
}

/// The same budget every month; what is spent of it scatters around `pace`.
fn months(
    company: &Company,
    first: Month,
    due: Month,
    pace: f64,
    draw: &mut Draw,
) -> Vec<(Month, f64, Option<f64>)> {
    (first.0..=due.0)
        .map(Month)
        .map(|month| {
            let spent = BUDGET * draw.normal(pace, 0.03);
            let is_known = month.last() <= company.today();
            let spent = (spent / 1000.0).round() * 1000.0;
            (month, BUDGET, is_known.then_some(spent))
        })
        .collect()
}
