//! Whether an open project will pass its plan: its planned day, or its budget.
//!
//! What has happened already needs no forecast. Otherwise the series of a project goes on
//! by `statistics::forecast`, which gives none under six periods.

use chrono::NaiveDate;
use serde::Serialize;

use crate::measure::Project;
use crate::period::{Grain, Period};
use crate::statistics::{Interval, forecast};

/// A finish farther away than this many weeks is not named.
const FARTHEST: usize = 104;

/// The name of the method of [`forecast`], for readers.
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
    /// Its milestones will not all be done by then.
    Late {
        /// Planned delivery.
        planned: NaiveDate,
        /// End of the week in which they are forecast to be done, if within two years.
        finish: Option<NaiveDate>,
        /// The earliest such week of the 95 % interval.
        earliest: Option<NaiveDate>,
        /// The latest.
        latest: Option<NaiveDate>,
        /// Share of milestones done so far, 0 to 1.
        done: f64,
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
    let now = Period::containing(Grain::Week, as_of);
    let last = if now.end() <= as_of {
        now
    } else {
        now.offset(-1)
    };
    let planned_week = Period::containing(Grain::Week, planned);
    let steps = usize::try_from(planned_week.index() - last.index()).ok()?;
    let series = &project.progress;
    let ahead = forecast(series, steps.max(FARTHEST))?.steps;
    let there = steps.checked_sub(1).and_then(|step| ahead.get(step))?;
    if is_done(there.0) {
        return None;
    }
    let day = |part: fn(&(f64, Interval)) -> f64| {
        let step = ahead
            .iter()
            .take(FARTHEST)
            .position(|step| is_done(part(step)))?;
        Some(last.offset(i32::try_from(step + 1).ok()?).end())
    };
    Some(Outlook::Late {
        planned,
        finish: day(|step| step.0),
        earliest: day(|step| step.1.high),
        latest: day(|step| step.1.low),
        done: *series.last()?,
        n: series.len(),
        method: METHOD,
    })
}

/// All milestones, but for the last digits of a floating sum.
fn is_done(share: f64) -> bool {
    share >= 1.0 - 1e-9
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
    let ahead = forecast(&spending.spent, spending.ahead)?.steps;
    let (value, Interval { low, high }) = *ahead.last()?;
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

    /// Known until Sunday, 1 November 2026, with a tenth done each week.
    fn project(planned: &str, weeks: u32) -> Project {
        Project {
            id: "P1".to_owned(),
            planned: Some(day(planned)),
            cut: day("2026-11-01"),
            progress: (1..=weeks).map(|week| f64::from(week) / 10.0).collect(),
            ..Project::default()
        }
    }

    #[test]
    fn a_project_that_will_be_done_in_time_is_no_alert() {
        // Six tenths are done; the other four take four weeks, to 29 November.
        assert_eq!(finish(&project("2026-11-29", 6)), None);
        let late = finish(&project("2026-11-22", 6));
        assert!(
            matches!(late, Some(Outlook::Late { finish, n: 6, .. }) if finish == Some(day("2026-11-29"))),
            "{late:?}"
        );
    }

    #[test]
    fn five_weeks_are_no_forecast_but_a_passed_day_needs_none() {
        assert_eq!(finish(&project("2026-11-02", 5)), None);
        assert!(matches!(
            finish(&project("2026-10-30", 0)),
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
            ..project("2027-01-01", 0)
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
