//! What the conversations of a period rest on, read once for everybody: ratings, action
//! plans, milestones and the times of interviews.
//!
//! Interviews are spread over the days that the rule allows, so that no manager meets two
//! people at once: their people, in the order of the roster, fill the first hour of each
//! day, then the second. The times depend on roster, rule and calendar only, so a run for a
//! few people gives them the same as a run for all.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use crate::calendar::WorkCalendar;
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Milestones, Plans, Ratings, Roster, Tables, read_calendar};
use crate::period::Period;
use crate::score::feedback_periods;
use crate::workspace::{InterviewRule, Workspace};

/// What the conversations of one period rest on.
#[derive(Clone, Debug, Default)]
pub struct Dialogue {
    /// Ratings of the periods that packets may show.
    pub ratings: Ratings,
    /// Action plans that packets speak of.
    pub plans: Plans,
    /// Milestones that packets speak of.
    pub milestones: Milestones,
    /// By position in the roster; absent where no interview is held.
    pub interviews: Vec<Option<NaiveDateTime>>,
    /// The last day on which interviews are held.
    pub deadline: Option<NaiveDate>,
    /// Days off and make-up workdays.
    pub calendar: WorkCalendar,
}

impl Dialogue {
    /// Reads it for the packets of `period`; the second part holds warnings.
    pub fn of(
        tables: &Tables,
        roster: &Roster,
        workspace: &Workspace,
        period: Period,
    ) -> (Self, Vec<Diagnostic>) {
        let shown = feedback_periods(period);
        let from = shown.iter().map(|period| period.start()).min();
        let from = from.unwrap_or(period.start());
        let (ratings, mut found) = Ratings::read(tables, roster, from, period.end());
        let (plans, unread) = Plans::read(tables, roster, period);
        let (calendar, idle) = read_calendar(tables);
        found.extend(unread.into_iter().chain(idle));
        let mut dialogue = Self {
            ratings,
            plans,
            milestones: Milestones::read(tables, roster, period),
            interviews: vec![None; roster.people.len()],
            deadline: None,
            calendar: WorkCalendar::default(),
        };
        if let Some(rule) = &workspace.review.interview {
            found.extend(dialogue.schedule(rule, &calendar, roster, period));
        }
        dialogue.calendar = calendar;
        (dialogue, found)
    }

    /// Finds a time for everybody who is there on the first day of interviews.
    fn schedule(
        &mut self,
        rule: &InterviewRule,
        calendar: &WorkCalendar,
        roster: &Roster,
        period: Period,
    ) -> Vec<Diagnostic> {
        let days = interview_days(rule, calendar, period);
        let Some((first, last)) = days.first().copied().zip(days.last().copied()) else {
            return vec![no_workday(period)];
        };
        self.deadline = Some(last);
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, person) in roster.people.iter().enumerate() {
            if let (Some(stint), Some(_)) = (person.stint_in(period), person.stint_on(first)) {
                let team = &roster.teams[stint.team].id;
                let who = stint.manager.as_ref().map_or(team, |manager| &manager.zh);
                groups.entry(who).or_default().push(index);
            }
        }
        let room = days.len() * rule.slots();
        for people in groups.values() {
            for (place, person) in people.iter().enumerate() {
                let slot = place / days.len() % rule.slots();
                let begins = rule.from + rule.length * i32::try_from(slot).unwrap_or(0);
                self.interviews[*person] = Some(days[place % days.len()].and_time(begins));
            }
        }
        let crowded = groups.values().filter(|people| people.len() > room).count();
        let mut found = Vec::new();
        found.extend(crowding(crowded, room));
        found.extend(unknown_year(calendar, last));
        found
    }
}

/// The working days on which interviews are held, in order; fewer than the rule says where
/// the calendar has no more.
fn interview_days(rule: &InterviewRule, calendar: &WorkCalendar, period: Period) -> Vec<NaiveDate> {
    let Some(closed) = calendar.after(period.end(), rule.close_days) else {
        return Vec::new();
    };
    (1..=rule.within)
        .map_while(|count| calendar.after(closed, count))
        .collect()
}

fn place() -> Place {
    Place::default().in_column("holidays")
}

fn no_workday(period: Period) -> Diagnostic {
    let message = format!("no working day follows {period}, so no interview has a date");
    Diagnostic::warning("no-workday", place(), message)
        .hint("correct the table of holidays: it takes a whole year off")
}

/// A calendar that ends before the interviews would be wrong without anybody noticing.
fn unknown_year(calendar: &WorkCalendar, day: NaiveDate) -> Option<Diagnostic> {
    let year = day.year();
    (!calendar.is_empty() && !calendar.knows(year)).then(|| {
        let message =
            format!("the calendar has no day of {year}, so interviews may fall on holidays");
        Diagnostic::warning("unknown-year", place(), message)
            .hint(format!("add the holidays and make-up workdays of {year}"))
    })
}

fn crowding(crowded: usize, room: usize) -> Option<Diagnostic> {
    (crowded > 0).then(|| {
        let message = format!(
            "{crowded} managers have more people than the {room} interviews there is time for; some overlap"
        );
        let place = Place::default().in_column("review");
        Diagnostic::warning("crowded-interviews", place, message)
            .hint("raise `within`, widen `time` and `until`, or shorten `minutes`")
    })
}
