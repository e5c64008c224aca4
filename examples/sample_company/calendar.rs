//! The Chinese working year: months, working days, holidays, seasons, and the
//! hours in which somebody answers.
//!
//! Holidays are approximate (the official list moves weekends about) and the
//! Spring Festival is known for the years 2020 to 2030 only; other years have none.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Weekday};

use super::draw::Draw;
use super::people::Role;

/// Lunar New Year's Day from 2020 on, as month and day.
const NEW_YEAR: [(u32, u32); 11] = [
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
];

/// A calendar month, counted from the year 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month(pub(crate) i32);

impl Month {
    /// The month of a day.
    pub(crate) fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// The month `count` later.
    pub(crate) fn plus(self, count: i32) -> Self {
        Self(self.0 + count)
    }

    /// Day `day` of the month; the last one where the month is shorter.
    pub(crate) fn day(self, day: u32) -> NaiveDate {
        let (year, month) = (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1);
        (28..=day.clamp(1, 31))
            .rev()
            .chain([day.clamp(1, 28)])
            .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
            .unwrap_or_default()
    }

    /// Last day.
    pub(crate) fn last(self) -> NaiveDate {
        self.day(31)
    }

    /// From 1 to 12.
    pub(crate) fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// All days that satisfy `wanted`.
    pub(crate) fn days(self, wanted: fn(NaiveDate) -> bool) -> Vec<NaiveDate> {
        self.day(1)
            .iter_days()
            .take_while(|day| Self::of(*day) == self)
            .filter(|day| wanted(*day))
            .collect()
    }

    /// How much work a role has in this month, 1.0 being ordinary.
    pub(crate) fn season(self, role: Role) -> f64 {
        let days = self.days(is_working_day).len() as f64 / 21.0;
        let rush = match (role, self.number()) {
            // Acceptances pile up before the year's books close.
            (Role::Implementation, 12) => 1.35,
            (Role::Implementation, 1) => 0.8,
            (Role::Implementation, 6 | 11) => 1.08,
            // Heat and stocktaking bring calls.
            (Role::Service, 7 | 8) => 1.25,
            (Role::Service, 6 | 9) => 1.08,
            // Tenders are decided at the ends of quarters.
            (Role::Presales, 3 | 6 | 9) => 1.15,
            (Role::Presales, 12) => 1.3,
            (Role::Presales, 1 | 2) => 0.8,
            _ => 1.0,
        };
        days * rush
    }
}

/// Public holidays, without the moved weekends.
fn is_holiday(day: NaiveDate) -> bool {
    let fixed = match (day.month(), day.day()) {
        (1, 1) | (5, 1..=5) | (10, 1..=7) => true,
        (4, day) => day == 5,
        _ => false,
    };
    let festival = usize::try_from(day.year() - 2020)
        .ok()
        .and_then(|year| NEW_YEAR.get(year))
        .and_then(|(month, first)| NaiveDate::from_ymd_opt(day.year(), *month, *first))
        .is_some_and(|first| (-1..=6).contains(&(day - first).num_days()));
    fixed || festival
}

/// Monday to Friday, holidays excepted.
pub(crate) fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The service desk is also staffed on Saturdays.
pub(crate) fn is_service_day(day: NaiveDate) -> bool {
    day.weekday() != Weekday::Sun && !is_holiday(day)
}

/// `count` days later (or earlier).
pub(crate) fn shift(day: NaiveDate, count: i64) -> NaiveDate {
    let days = Days::new(count.unsigned_abs());
    let moved = if count < 0 {
        day.checked_sub_days(days)
    } else {
        day.checked_add_days(days)
    };
    moved.unwrap_or(day)
}

/// The working day on or after `day`.
pub(crate) fn next_working(day: NaiveDate) -> NaiveDate {
    day.iter_days()
        .find(|day| is_working_day(*day))
        .unwrap_or(day)
}

/// The working day on or before `day`.
pub(crate) fn previous_working(day: NaiveDate) -> NaiveDate {
    (0..30)
        .map(|back| shift(day, -back))
        .find(|day| is_working_day(*day))
        .unwrap_or(day)
}

/// `hours` later, to the minute.
pub(crate) fn later(at: NaiveDateTime, hours: f64) -> NaiveDateTime {
    let minutes = TimeDelta::try_minutes((hours * 60.0).round() as i64).unwrap_or_default();
    at.checked_add_signed(minutes).unwrap_or(at)
}

/// Hours from one instant to another.
pub(crate) fn hours(from: NaiveDateTime, to: NaiveDateTime) -> f64 {
    (to - from).num_minutes() as f64 / 60.0
}

/// An hour of the day (8.5 is half past eight).
pub(crate) fn at_hour(day: NaiveDate, hour: f64) -> NaiveDateTime {
    later(day.and_time(chrono::NaiveTime::MIN), hour)
}

/// A moment in office hours.
pub(crate) fn office_time(day: NaiveDate, draw: &mut Draw) -> NaiveDateTime {
    // Mornings and mid-afternoons are busiest.
    let centre = if draw.chance(0.55) { 10.2 } else { 15.3 };
    at_hour(day, draw.normal(centre, 1.0).clamp(8.5, 18.0))
}

/// Nobody acts at night: what would fall between 22 and 8 o'clock happens next morning.
pub(crate) fn awake(at: NaiveDateTime, draw: &mut Draw) -> NaiveDateTime {
    let morning = draw.between(8.0, 9.5);
    match at.hour() {
        22.. => at_hour(shift(at.date(), 1), morning),
        0..8 => at_hour(at.date(), morning),
        _ => at,
    }
}
