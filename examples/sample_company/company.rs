//! The sample company, table by table: Bluebank Software (蓝岸软件), which is invented.
//!
//! [`TABLES`] names the files and writes each to whatever takes bytes, so that a
//! company of ten thousand needs no more memory than one of fifty. The same options
//! give the same bytes. Rows come person by person, each person's in order of time.

mod calendar;
mod csv;
mod draw;
mod names;
mod opportunities;
mod people;
mod projects;
mod roster;
mod soft;
mod support;
mod surveys;
mod teams;
mod texts;

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};

use self::calendar::{Month, at_hour, shift};
use self::draw::{Draw, Purpose};
use self::names::Customer;
use self::people::{Person, Trait};
use self::teams::{TEAM_SIZE, Team};

/// Months generated beyond the end, so that what is still open then looks like
/// what is under way in a real export.
const AHEAD: i32 = 4;

/// How many days after the end of the last month the data were drawn up.
const CLOSE: i64 = 5;

/// Which company to make.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    /// Number of people ever employed.
    pub(crate) people: usize,
    /// Number of months.
    pub(crate) months: u32,
    /// The last month: year, and month from 1 to 12.
    pub(crate) end: (i32, u32),
    /// Seed of every draw.
    pub(crate) seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            people: 48,
            months: 26,
            end: (2026, 10),
            seed: 30,
        }
    }
}

/// Writes one table.
type WriteTable = fn(&Company, &mut dyn Write) -> io::Result<()>;

/// Every table: the name of its file and its writer.
pub(crate) const TABLES: [(&str, WriteTable); 12] = [
    ("roster.csv", roster::write_roster),
    ("teams.csv", roster::write_teams),
    ("projects.csv", projects::write_projects),
    ("defects.csv", projects::write_defects),
    ("change_requests.csv", projects::write_change_requests),
    ("surveys.csv", surveys::write_surveys),
    ("complaints.csv", surveys::write_complaints),
    ("issues.csv", support::write_issues),
    ("work_orders.csv", support::write_work_orders),
    ("opportunities.csv", opportunities::write_opportunities),
    ("knowledge_items.csv", soft::write_knowledge_items),
    ("reviews.csv", soft::write_reviews),
];

/// A company: its people, and what makes a team's months better or worse.
pub(crate) struct Company {
    seed: u64,
    first: Month,
    last: Month,
    /// When the data were drawn up.
    now: NaiveDateTime,
    people: Vec<Person>,
    /// For each team and month, what it adds to everybody's traits.
    moods: Vec<Vec<f64>>,
    /// For each team, the customers it serves.
    customers: Vec<Vec<Customer>>,
}

impl Company {
    /// The company of these options.
    pub(crate) fn new(options: Options) -> Self {
        let last = Month(options.end.0 * 12 + options.end.1 as i32 - 1);
        let first = last.plus(1 - options.months as i32);
        let people: Vec<Person> = (0..options.people)
            .map(|number| people::person(options.seed, number, options.people, first, last))
            .collect();
        // A transfer may lead to a team beyond the last one that is full.
        let teams = options.people.div_ceil(TEAM_SIZE) + 2;
        let months = options.months as i32 + AHEAD;
        Self {
            seed: options.seed,
            first,
            last,
            now: at_hour(shift(last.last(), CLOSE), 18.0),
            people,
            moods: (0..teams)
                .map(|team| moods(options.seed, team, months))
                .collect(),
            customers: (0..teams)
                .map(|team| customers(options.seed, team))
                .collect(),
        }
    }

    /// The day of the data.
    fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// The months in which something is drawn.
    fn months(&self) -> impl Iterator<Item = Month> {
        (self.first.0..=self.last.0 + AHEAD).map(Month)
    }

    /// The draws of one person for one table.
    fn draw(&self, purpose: Purpose, person: &Person) -> Draw {
        Draw::new(self.seed, purpose, person.number)
    }

    /// Years since the start of the data.
    fn years(&self, day: NaiveDate) -> f64 {
        (day - self.first.day(1)).num_days() as f64 / 365.25
    }

    /// How strong a person is on one side on `day`: 0 is ordinary, 1 clearly better.
    fn form(&self, person: &Person, side: Trait, day: NaiveDate) -> f64 {
        let month = Month::of(day);
        let at = usize::try_from(month.0 - self.first.0).unwrap_or_default();
        let team = person.team(day);
        let mood = self
            .moods
            .get(team)
            .and_then(|moods| moods.get(at))
            .copied()
            .unwrap_or_default();
        // Three months before the end one team is short of people: late and unloved.
        let is_weak = Team::new(team).is_weak() && month == self.last.plus(-3);
        let weak = match side {
            Trait::Pace if is_weak => -2.2,
            Trait::Rapport if is_weak => -2.6,
            _ => 0.0,
        };
        person.strength(side, self.years(day), day) + mood + weak
    }

    /// One of the customers that a person serves.
    fn customer(&self, person: &Person, draw: &mut Draw) -> Customer {
        let pool = self
            .customers
            .get(person.home)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let at = draw.whole(0, pool.len() as i64 - 1).unsigned_abs() as usize;
        pool.get(at).cloned().unwrap_or(Customer {
            name: String::new(),
            industry: "general",
        })
    }

    /// `count` days of a month on which a person has events, in order.
    fn days(
        &self,
        person: &Person,
        draw: &mut Draw,
        month: Month,
        count: u32,
        wanted: fn(NaiveDate) -> bool,
    ) -> Vec<NaiveDate> {
        let days = month.days(wanted);
        let mut chosen: Vec<NaiveDate> = (0..count)
            .filter_map(|_| days.get(draw.whole(0, days.len() as i64 - 1).unsigned_abs() as usize))
            .copied()
            .collect();
        chosen.retain(|day| person.is_there(*day) && *day <= self.today());
        chosen.sort();
        chosen
    }

    /// The instant, unless it is still to come.
    fn known(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        (at <= self.now).then_some(at)
    }
}

/// What each month adds to a team: slow waves and some noise.
fn moods(seed: u64, team: usize, months: i32) -> Vec<f64> {
    let mut draw = Draw::new(seed, Purpose::TeamMood, team);
    let mut mood = 0.0;
    (0..months)
        .map(|_| {
            mood = 0.6 * mood + draw.normal(0.0, 0.14);
            mood
        })
        .collect()
}

/// The customers of a team.
fn customers(seed: u64, team: usize) -> Vec<Customer> {
    let mut draw = Draw::new(seed, Purpose::TeamCustomers, team);
    (0..16)
        .map(|_| names::customer(&mut draw, Team::new(team).industry()))
        .collect()
}
