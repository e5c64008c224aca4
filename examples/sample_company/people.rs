//! Who works there: roles, levels, teams over time, and the hidden traits that
//! everything a person does is drawn from.
//!
//! Person number i sits in team i / 8. Every 48 people repeat the same mix of
//! roles and levels and the same five histories: a transfer between teams, a
//! promotion, a joiner, a leaver and a namesake.

use chrono::NaiveDate;

use super::calendar::{Month, next_working, previous_working, shift};
use super::draw::{Draw, Purpose};
use super::names;
use super::teams::{TEAM_SIZE, Team};

/// People after whom the mix repeats.
const CYCLE: usize = 48;

/// Years after the start of the data at which strengths are as drawn.
const ORDINARY: f64 = 1.8;

/// What a person is measured as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Implementation = 0,
    Service = 1,
    Presales = 2,
}

impl Role {
    /// The name in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Implementation => "implementation",
            Self::Service => "service",
            Self::Presales => "presales",
        }
    }
}

/// How experienced a person is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Junior,
    Intermediate,
    Senior,
}

impl Level {
    /// The name in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Junior => "junior",
            Self::Intermediate => "intermediate",
            Self::Senior => "senior",
        }
    }

    /// What experience adds to a trait.
    fn bonus(self) -> f64 {
        match self {
            Self::Junior => -0.35,
            Self::Intermediate => 0.0,
            Self::Senior => 0.35,
        }
    }
}

/// A side of a person's work; each has a strength of its own.
#[derive(Clone, Copy)]
pub(crate) enum Trait {
    /// Keeping dates, answering soon.
    Pace = 0,
    /// Few defects, lasting repairs.
    Care = 1,
    /// What customers feel.
    Rapport = 2,
    /// Winning deals.
    Persuasion = 3,
    /// What colleagues feel, and what is written down for them.
    Sharing = 4,
}

/// A person and their history in the company.
pub(crate) struct Person {
    /// From 0.
    pub(crate) number: usize,
    /// `E001`.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) role: Role,
    /// Whether the person works on site in a team that does both.
    pub(crate) on_site: bool,
    pub(crate) language: &'static str,
    pub(crate) joined: NaiveDate,
    pub(crate) left: Option<NaiveDate>,
    /// Number of the first team.
    pub(crate) home: usize,
    /// First day in another team, and its number.
    pub(crate) transfer: Option<(NaiveDate, usize)>,
    level: Level,
    /// First day on the next level.
    pub(crate) promoted: Option<NaiveDate>,
    strengths: [f64; 5],
    /// What a year adds to every trait.
    learning: f64,
    /// Share by which durations shrink in a year.
    pub(crate) shrink: f64,
    /// Work done against the ordinary amount.
    pub(crate) load: f64,
}

impl Person {
    /// The level held on `day`.
    pub(crate) fn level(&self, day: NaiveDate) -> Level {
        match self.promoted {
            Some(first) if day >= first => Level::Intermediate,
            _ => self.level,
        }
    }

    /// The number of the team on `day`.
    pub(crate) fn team(&self, day: NaiveDate) -> usize {
        match self.transfer {
            Some((first, team)) if day >= first => team,
            _ => self.home,
        }
    }

    /// Whether the person is employed on `day`.
    pub(crate) fn is_there(&self, day: NaiveDate) -> bool {
        day >= self.joined && self.left.is_none_or(|left| day <= left)
    }

    /// Strength without what the team's month adds, `years` after the start of the data.
    pub(crate) fn strength(&self, side: Trait, years: f64, day: NaiveDate) -> f64 {
        let own = self
            .strengths
            .get(side as usize)
            .copied()
            .unwrap_or_default();
        own + self.level(day).bonus() + self.learning * (years - ORDINARY)
    }

    /// First days of the stretches with one team and level, oldest first.
    pub(crate) fn turns(&self) -> Vec<NaiveDate> {
        let transferred = self.transfer.map(|(first, _)| first);
        let mut turns = vec![self.joined];
        // In a company of few months these may lie before the first day.
        turns.extend(
            [self.promoted, transferred]
                .into_iter()
                .flatten()
                .filter(|day| *day > self.joined),
        );
        turns.sort();
        turns
    }
}

/// The levels of a team's eight seats; the first leads.
const SEATS: [Level; TEAM_SIZE] = [
    Level::Senior,
    Level::Intermediate,
    Level::Junior,
    Level::Intermediate,
    Level::Senior,
    Level::Intermediate,
    Level::Junior,
    Level::Intermediate,
];

/// Person number `number` of a company of `people`, whose data start with `first`
/// and end with `last`.
pub(crate) fn person(seed: u64, number: usize, people: usize, first: Month, last: Month) -> Person {
    let mut draw = Draw::new(seed, Purpose::Person, number);
    let home = number / TEAM_SIZE;
    let team = Team::new(home);
    let (name, name_en) = names::person(&mut draw);
    let general = draw.normal(0.0, 0.75);
    let strengths = [(); 5].map(|()| general + draw.normal(0.0, 0.6));
    // One person in eight does not get faster.
    let shrink = if draw.chance(0.12) {
        0.0
    } else {
        draw.normal(0.1, 0.02).clamp(0.05, 0.15)
    };
    let level = SEATS
        .get(number % TEAM_SIZE)
        .copied()
        .unwrap_or(Level::Intermediate);
    let days = match level {
        Level::Junior => draw.whole(150, 700),
        Level::Intermediate => draw.whole(400, 2000),
        Level::Senior => draw.whole(1100, 3600),
    };
    let before = previous_working(shift(first.day(1), -days));
    let learning = draw.normal(0.17, 0.1);
    let load = draw.normal(1.0, 0.1).clamp(0.75, 1.25);
    let width = people.to_string().len().max(3);
    let mut person = Person {
        number,
        id: format!("E{:0width$}", number + 1),
        name,
        name_en,
        role: team.role(),
        on_site: draw.chance(0.5),
        language: if number % 12 == 7 { "en" } else { "zh" },
        joined: before,
        left: None,
        home,
        transfer: None,
        level,
        promoted: None,
        strengths,
        learning,
        shrink,
        load,
    };
    add_history(&mut person, seed, last);
    person
}

/// The five people of every 48 to whom something happens. The distances from the
/// end of the data are such that monthly, quarterly and yearly packets show them.
fn add_history(person: &mut Person, seed: u64, last: Month) {
    match person.number % CYCLE {
        5 => person.transfer = Some((last.plus(-11).day(16), person.home + 2)),
        18 => person.promoted = Some(last.plus(-9).day(1)),
        22 => person.joined = next_working(last.plus(-7).day(9)),
        28 => person.left = Some(previous_working(last.plus(-2).day(21))),
        // Shares the name of the person 24 seats before: names do not identify.
        41 => {
            let mut namesake = Draw::new(seed, Purpose::Person, person.number - 24);
            (person.name, person.name_en) = names::person(&mut namesake);
        }
        _ => {}
    }
}
