//! The sample company, table by table: Bluebank Software (蓝岸软件), which is invented.
//!
//! [`TABLES`] names the files and writes each to whatever takes bytes, so that a
//! company of ten thousand needs no more memory than one of fifty. The same options
//! give the same bytes. Rows come person by person, each person's in order of time.

mod business;
mod calendar;
mod checks;
mod csv;
mod delivery;
mod draw;
mod follow_ups;
mod goals;
mod growth;
mod holidays;
mod monthly;
mod names;
mod opportunities;
mod people;
mod phrases;
mod plans;
mod presales;
mod projects;
mod ratings;
mod rollouts;
mod roster;
mod soft;
mod support;
mod surveys;
mod teams;
mod texts;

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};

use self::calendar::{Month, at_hour, is_service_day, is_working_day, shift};
use self::draw::{Draw, Purpose};
use self::names::Customer;
use self::people::{Person, Role, Trait};
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
pub(crate) const TABLES: &[(&str, WriteTable)] = &[
    ("roster.csv", roster::write_roster),
    ("teams.csv", roster::write_teams),
    ("projects.csv", projects::write_projects),
    ("milestones.csv", delivery::write_milestones),
    ("tasks.csv", delivery::write_tasks),
    ("deliverables.csv", delivery::write_deliverables),
    ("trainees.csv", delivery::write_trainees),
    ("outcomes.csv", delivery::write_outcomes),
    ("defects.csv", projects::write_defects),
    ("change_requests.csv", projects::write_change_requests),
    ("surveys.csv", surveys::write_surveys),
    ("surveys_more.csv", follow_ups::write_follow_ups),
    ("complaints.csv", surveys::write_complaints),
    ("contracts.csv", business::write_contracts),
    ("revenues.csv", business::write_revenues),
    ("costs.csv", business::write_costs),
    ("budgets.csv", business::write_budgets),
    ("issues.csv", support::write_issues),
    ("incidents.csv", checks::write_incidents),
    ("root_cause_reports.csv", checks::write_root_cause_reports),
    ("work_orders.csv", support::write_work_orders),
    ("shifts.csv", checks::write_shifts),
    ("audits.csv", checks::write_audits),
    ("compliance_checks.csv", checks::write_compliance_checks),
    ("safety_incidents.csv", checks::write_safety_incidents),
    ("opportunities.csv", opportunities::write_opportunities),
    ("recommendations.csv", presales::write_recommendations),
    ("needs_reports.csv", presales::write_needs_reports),
    ("solutions.csv", presales::write_solutions),
    ("support_requests.csv", presales::write_support_requests),
    ("bids.csv", presales::write_bids),
    ("meetings.csv", presales::write_meetings),
    ("insight_reports.csv", presales::write_insight_reports),
    ("needs_updates.csv", presales::write_needs_updates),
    ("sales_ratings.csv", presales::write_sales_ratings),
    ("skill_assessments.csv", presales::write_skill_assessments),
    ("industry_tests.csv", presales::write_industry_tests),
    ("demos.csv", presales::write_demos),
    ("knowledge_items.csv", soft::write_knowledge_items),
    ("trainings.csv", growth::write_trainings),
    ("sharings.csv", growth::write_sharings),
    ("certificates.csv", growth::write_certificates),
    ("mentorings.csv", growth::write_mentorings),
    ("improvements.csv", growth::write_improvements),
    ("scripts.csv", growth::write_scripts),
    ("success_cases.csv", growth::write_success_cases),
    ("suggestions.csv", growth::write_suggestions),
    ("reviews.csv", soft::write_reviews),
    ("goals.csv", goals::write_goals),
    ("action_plans.csv", plans::write_action_plans),
    ("overrides.csv", plans::write_overrides),
    ("bonus_pools.csv", plans::write_bonus_pools),
    ("holidays.csv", holidays::write_holidays),
];

/// What the calendar says of a month.
struct Sheet {
    working: Vec<NaiveDate>,
    service: Vec<NaiveDate>,
    seasons: [f64; 3],
}

impl Sheet {
    fn of(month: Month) -> Self {
        let roles = [Role::Implementation, Role::Service, Role::Presales];
        Self {
            working: month.days(is_working_day),
            service: month.days(is_service_day),
            seasons: roles.map(|role| month.season(role)),
        }
    }
}

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
    /// For each month, what the calendar says; looked up for every person and table.
    sheets: Vec<Sheet>,
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
            sheets: (first.0..=last.0 + AHEAD)
                .map(|month| Sheet::of(Month(month)))
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

    /// The months that the younger tables cover, from the start of a quarter on:
    /// thirteen, what they are compared with, and the days after the last.
    fn recent(&self) -> impl Iterator<Item = Month> + use<> {
        let year = self.last.plus(-13);
        let quarter = year.plus(-((year.number() - 1) % 3));
        (self.first.max(quarter).0..=self.last.0 + 1).map(Month)
    }

    /// The calendar of a month.
    fn sheet(&self, month: Month) -> Option<&Sheet> {
        let at = usize::try_from(month.0 - self.first.0).ok()?;
        self.sheets.get(at)
    }

    /// Monday to Friday, holidays excepted.
    fn working_days(&self, month: Month) -> &[NaiveDate] {
        self.sheet(month).map_or(&[], |sheet| &sheet.working)
    }

    /// The days on which the service desk is staffed.
    fn service_days(&self, month: Month) -> &[NaiveDate] {
        self.sheet(month).map_or(&[], |sheet| &sheet.service)
    }

    /// How much work a role has in a month, 1.0 being ordinary.
    fn season(&self, month: Month, role: Role) -> f64 {
        self.sheet(month)
            .and_then(|sheet| sheet.seasons.get(role as usize))
            .copied()
            .unwrap_or(1.0)
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

    /// `count` of the `days` of a month on which a person has events, in order.
    fn days(
        &self,
        person: &Person,
        draw: &mut Draw,
        days: &[NaiveDate],
        count: u32,
    ) -> Vec<NaiveDate> {
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
