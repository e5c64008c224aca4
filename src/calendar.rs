//! Working days: the week as it is, but for holidays and make-up workdays.
//!
//! Saturday and Sunday are days off unless the organisation says that they are worked,
//! as Chinese calendars do around long holidays. What a day is depends on nothing but
//! the list of exceptions; a day that is not in it is what its weekday says.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

/// How far a working day is looked for: no holiday is longer than a year.
const HORIZON: usize = 366;

/// What a day that differs from its weekday is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A day off.
    Holiday,
    /// A make-up workday.
    Workday,
}

/// The days that are not what their weekday says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    exceptions: BTreeMap<NaiveDate, DayKind>,
}

impl WorkCalendar {
    /// A calendar with these exceptions; of several for one day the last counts.
    pub fn new(exceptions: impl IntoIterator<Item = (NaiveDate, DayKind)>) -> Self {
        Self {
            exceptions: exceptions.into_iter().collect(),
        }
    }

    /// Whether `day` is worked.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        match self.exceptions.get(&day) {
            Some(kind) => *kind == DayKind::Workday,
            None => is_weekday(day),
        }
    }

    /// The `count`th working day after `day`, `day` itself not counted; with 0 it is `day`.
    /// `None` where no working day comes within a year of the one before.
    pub fn after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        (0..count).try_fold(day, |day, _| {
            day.iter_days()
                .skip(1)
                .take(HORIZON)
                .find(|next| self.is_workday(*next))
        })
    }

    /// Whether it has any exception in `year`; without one, nobody has entered that year.
    pub fn knows(&self, year: i32) -> bool {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX);
        let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
        self.exceptions.range(first..=last).next().is_some()
    }

    /// Whether there are no exceptions at all.
    pub fn is_empty(&self) -> bool {
        self.exceptions.is_empty()
    }

    /// Make-up workdays that would be worked anyway: most likely the wrong date.
    pub fn idle(&self) -> impl Iterator<Item = NaiveDate> {
        self.exceptions
            .iter()
            .filter(|(day, kind)| **kind == DayKind::Workday && is_weekday(**day))
            .map(|(day, _)| *day)
    }
}

fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    fn days(month: u32, range: std::ops::RangeInclusive<u32>) -> Vec<(NaiveDate, DayKind)> {
        range.map(|d| (day(month, d), DayKind::Holiday)).collect()
    }

    /// National Day as it is usually arranged: 1 to 7 October off, and the Sunday before
    /// and the Saturday after are worked.
    fn national_day() -> WorkCalendar {
        let mut exceptions = days(10, 1..=7);
        exceptions.extend([
            (day(9, 27), DayKind::Workday),
            (day(10, 10), DayKind::Workday),
        ]);
        WorkCalendar::new(exceptions)
    }

    #[test]
    fn without_a_calendar_the_weekend_is_off() {
        let plain = WorkCalendar::default();
        // Friday 30 October 2026; Saturday and Sunday follow.
        assert_eq!(plain.after(day(10, 30), 1), Some(day(11, 2)));
        assert_eq!(plain.after(day(10, 30), 5), Some(day(11, 6)));
        // From a Saturday the first working day is Monday.
        assert_eq!(plain.after(day(10, 31), 1), Some(day(11, 2)));
        assert_eq!(plain.after(day(10, 31), 0), Some(day(10, 31)));
    }

    #[test]
    fn five_working_days_after_september_jump_national_day() {
        // Wednesday 30 September. Off: 1 to 7 October. Worked: Thu 8, Fri 9, Sat 10 (make-up),
        // Mon 12, Tue 13.
        let calendar = national_day();
        let found: Vec<_> = (1..=5).map(|n| calendar.after(day(9, 30), n)).collect();
        let expected = [8, 9, 10, 12, 13].map(|d| Some(day(10, d)));
        assert_eq!(found, expected);
        // The Sunday before the holiday is worked as well.
        assert_eq!(calendar.after(day(9, 25), 1), Some(day(9, 27)));
        assert!(calendar.is_workday(day(9, 27)) && !calendar.is_workday(day(10, 11)));
    }

    #[test]
    fn a_week_after_january_jumps_spring_festival() {
        // 15 to 23 February off; Saturday 14 and Saturday 28 February worked.
        let mut exceptions = days(2, 15..=23);
        exceptions.extend([
            (day(2, 14), DayKind::Workday),
            (day(2, 28), DayKind::Workday),
        ]);
        let calendar = WorkCalendar::new(exceptions);
        // From Thursday 12: Fri 13, Sat 14 (make-up), then Tue 24, Wed 25, Thu 26.
        let found: Vec<_> = (1..=5).map(|n| calendar.after(day(2, 12), n)).collect();
        assert_eq!(found, [13, 14, 24, 25, 26].map(|d| Some(day(2, d))));
        assert_eq!(calendar.after(day(2, 27), 1), Some(day(2, 28)));
    }

    #[test]
    fn what_a_calendar_does_not_know_is_told() {
        let calendar = WorkCalendar::new([
            (day(10, 1), DayKind::Holiday),
            (day(10, 13), DayKind::Workday),
        ]);
        assert!(calendar.knows(2026) && !calendar.knows(2027));
        // A Tuesday is worked anyway.
        assert_eq!(calendar.idle().collect::<Vec<_>>(), [day(10, 13)]);
        assert_eq!(national_day().idle().count(), 0);
    }

    #[test]
    fn a_year_off_has_no_working_day() {
        let year = day(1, 1).iter_days().take(800);
        let calendar = WorkCalendar::new(year.map(|day| (day, DayKind::Holiday)));
        assert_eq!(calendar.after(day(1, 1), 1), None);
    }
}
