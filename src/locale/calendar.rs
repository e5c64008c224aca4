//! Dates and periods in words.

use chrono::{Datelike, NaiveDate};

use super::{Argument, Locale};
use crate::period::{Grain, Period};

impl Locale {
    /// "5 October 2026"; "2026 年 10 月 5 日".
    pub fn date(&self, date: NaiveDate) -> String {
        let day = date.day().to_string();
        self.calendar("date", date, &[("day", Argument::Text(&day))])
    }

    /// "October 2026", "Q3 2025", "2025", "week 44 of 2026"; "2026 年 10 月", "2025 年第三季度",
    /// "2025 年", "2026 年第 44 周".
    pub fn period(&self, period: Period) -> String {
        let start = period.start();
        match period.grain() {
            Grain::Week => {
                // The year that the week is numbered in, not always that of its Monday.
                let (year, week) = (start.iso_week().year(), start.iso_week().week());
                let (year, week) = (year.to_string(), week.to_string());
                let arguments = [("year", (&year).into()), ("week", (&week).into())];
                self.format("period-week", &arguments)
            }
            Grain::Month => self.calendar("period-month", start, &[]),
            Grain::Quarter => {
                let key = format!("period-quarter-{}", start.month0() / 3 + 1);
                self.calendar(&key, start, &[])
            }
            Grain::Year => self.calendar("period-year", start, &[]),
            Grain::Whole => self.text("period-whole"),
        }
    }

    fn calendar(&self, key: &str, date: NaiveDate, more: &[(&str, Argument<'_>)]) -> String {
        // As texts: a year is not grouped like a number.
        let year = date.year().to_string();
        let month = self.text(&format!("month-{}", date.month()));
        let mut arguments = vec![
            ("year", Argument::Text(&year)),
            ("month", Argument::Text(&month)),
        ];
        arguments.extend_from_slice(more);
        self.format(key, &arguments)
    }
}
