//! Whether an open project will pass its plan: its planned day, or its budget.
//!
//! What has happened already needs no forecast. Otherwise the slip of its milestones, or
//! its spending, goes on by `statistics::forecast` until the planned end; there is none
//! under six periods. The forecast finish is the planned day moved by the forecast slip.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use crate::measure::Project;
use crate::period::{Grain, Period};
use crate::statistics::{Interval, forecast};

/// How [`forecast`] works, by its name in files.
const METHOD: &str = "theil-sen";

/// How a project that passes its plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outlook {
    /// It is past its planned day and not delivered.
    Overdue {
        /// Planned delivery.
        planned: NaiveDate,
        /// The last day that is known.
        as_of: NaiveDate,
    },
    /// By the slip of its milestones it will be.
    Late {
        /// Planned delivery.
        planned: NaiveDate,
        /// Forecast delivery.
        finish: NaiveDate,
        /// Lower 95 % limit.
        earliest: NaiveDate,
        /// Upper 95 % limit.
        latest: NaiveDate,
        /// How late its milestones are now, in days.
        slip: f64,
        /// Milestones done.
        done: usize,
        /// All milestones.
        milestones: usize,
        /// Weeks behind the forecast.
        n: usize,
        /// How it was made.
        method: &'static str,
    },
    /// It has spent more than its budget.
    Overspent {
        /// The budget.
        budget: f64,
        /// Spent so far.
        spent: f64,
    },
    /// It will have.
    Costly {
        /// The budget.
        budget: f64,
        /// Spent so far.
        spent: f64,
        /// Forecast at the end of the plan.
        value: f64,
        /// Lower 95 % limit.
        low: f64,
        /// Upper 95 % limit.
        high: f64,
        /// Periods behind the forecast.
        n: usize,
        /// How it was made.
        method: &'static str,
    },
}

/// Whether a project passes its planned delivery.
pub(super) fn finish(project: &Project) -> Option<Outlook> {
    let (planned, as_of) = (project.planned?, project.cut);
    if planned <= as_of {
        return Some(Outlook::Overdue { planned, as_of });
    }
    let expected = expected(project)?;
    (expected.finish > planned).then_some(Outlook::Late {
        planned,
        finish: expected.finish,
        earliest: expected.earliest,
        latest: expected.latest,
        slip: *project.slips.last()?,
        done: project.milestones.0,
        milestones: project.milestones.1,
        n: project.slips.len(),
        method: METHOD,
    })
}

/// When a project will be delivered, by the slip of its milestones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Forecast delivery.
    pub finish: NaiveDate,
    /// Lower 95 % limit.
    pub earliest: NaiveDate,
    /// Upper 95 % limit.
    pub latest: NaiveDate,
}

/// The forecast delivery of a project whose planned day is still to come, in time or not;
/// `None` for others, and under six weeks of milestones.
pub fn expected(project: &Project) -> Option<Expected> {
    let (planned, as_of) = (project.planned?, project.cut);
    if planned <= as_of {
        return None;
    }
    let now = Period::containing(Grain::Week, as_of);
    let last = if now.end() <= as_of {
        now
    } else {
        now.offset(-1)
    };
    let planned_week = Period::containing(Grain::Week, planned);
    let steps = usize::try_from(planned_week.index() - last.index()).ok()?;
    let line = forecast(&project.slips, steps)?.steps;
    let (value, limits) = *line.last()?;
    let day = |slip: f64| {
        let days = TimeDelta::try_days(slip.round() as i64)?;
        planned.checked_add_signed(days)
    };
    Some(Expected {
        finish: day(value)?,
        earliest: day(limits.low)?,
        latest: day(limits.high)?,
    })
}

/// Whether a project passes its budget.
pub(super) fn spend(project: &Project) -> Option<Outlook> {
    let spending = project.spending.as_ref()?;
    let (budget, spent) = (spending.budget, *spending.spent.last()?);
    if budget <= 0.0 {
        return None;
    }
    if spent > budget {
        return Some(Outlook::Overspent { budget, spent });
    }
    if spending.ahead == 0 {
        return None;
    }
    let line = forecast(&spending.spent, spending.ahead)?.steps;
    let (value, Interval { low, high }) = *line.last()?;
    (value > budget).then_some(Outlook::Costly {
        budget,
        spent,
        value,
        low,
        high,
        n: spending.spent.len(),
        method: METHOD,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Spending;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    /// Known until Sunday, 1 November 2026, with these slips week by week.
    fn project(planned: &str, slips: &[f64]) -> Project {
        Project {
            id: "P1".to_owned(),
            planned: Some(day(planned)),
            cut: day("2026-11-01"),
            slips: slips.to_vec(),
            ..Project::default()
        }
    }

    #[test]
    fn milestones_that_slip_move_the_finish_and_those_in_time_do_not() {
        // A day more each week: five now, nine on 29 November, four weeks on.
        let slips = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let late = finish(&project("2026-11-29", &slips));
        assert!(
            matches!(late, Some(Outlook::Late { finish, n: 6, .. }) if finish == day("2026-12-08")),
            "{late:?}"
        );
        assert_eq!(finish(&project("2026-11-29", &[0.0; 6])), None);
        // They were late and are catching up.
        let caught: Vec<f64> = slips.iter().rev().copied().collect();
        assert_eq!(finish(&project("2026-11-29", &caught)), None);
    }

    #[test]
    fn five_weeks_are_no_forecast_but_a_passed_day_needs_none() {
        let slips = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(finish(&project("2026-11-02", &slips)), None);
        assert!(matches!(
            finish(&project("2026-10-30", &[])),
            Some(Outlook::Overdue { .. })
        ));
    }

    #[test]
    fn a_budget_is_passed_where_spending_goes_on_as_it_did() {
        let with = |budget: f64, spent: &[f64], ahead| Project {
            spending: Some(Spending {
                budget,
                spent: spent.to_vec(),
                last: Period::containing(Grain::Month, day("2026-10-31")),
                ahead,
            }),
            ..project("2027-01-01", &[])
        };
        // Ten a month for six months; two more make eighty.
        let spent = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0];
        assert_eq!(spend(&with(80.0, &spent, 2)), None);
        let costly = spend(&with(79.0, &spent, 2));
        assert!(
            matches!(costly, Some(Outlook::Costly { value, .. }) if (value - 80.0).abs() < 1e-9),
            "{costly:?}"
        );
        assert_eq!(spend(&with(79.0, &spent[..5], 3)), None);
        assert!(matches!(
            spend(&with(59.0, &spent, 0)),
            Some(Outlook::Overspent { .. })
        ));
    }
}
