//! Dates and periods in words.
//!
//! Days, months and years are written by ICU from CLDR, in whatever language; days of English
//! in their British order. Chinese has a blank between figures and characters, as all texts
//! here do. ICU has no formatter for quarters and weeks: those are messages, in the words that
//! CLDR has for them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu_datetime::fieldsets::{Y, YM, YMD};
use icu_locale_core::Locale as Tag;

use super::{Language, Locale};
use crate::period::{Grain, Period};

thread_local! {
    // One a thread: ICU's formatters may not be shared between threads.
    static FORMATTERS: RefCell<BTreeMap<Language, Option<Formatters>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// What writes the dates of a language.
struct Formatters {
    day: Formatter<Gregorian, YMD>,
    month: Formatter<Gregorian, YM>,
    year: Formatter<Gregorian, Y>,
}

impl Formatters {
    fn new(language: Language) -> Option<Self> {
        let tag = match language {
            Language::En => "en-GB",
            ref other => other.code(),
        };
        let tag = Tag::try_from_str(tag).ok()?;
        Some(Self {
            day: Formatter::try_new((&tag).into(), YMD::long()).ok()?,
            month: Formatter::try_new((&tag).into(), YM::long()).ok()?,
            year: Formatter::try_new((&tag).into(), Y::long()).ok()?,
        })
    }
}

impl Locale {
    /// "5 October 2026"; "2026 年 10 月 5 日".
    pub fn date(&self, date: NaiveDate) -> String {
        self.spell(date, |formatters, date| {
            formatters.day.format(&date).to_string()
        })
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
            Grain::Month => self.spell(start, |formatters, date| {
                formatters.month.format(&date).to_string()
            }),
            Grain::Quarter => {
                let key = format!("period-quarter-{}", start.month0() / 3 + 1);
                // As a text: a year is not grouped like a number.
                let year = start.year().to_string();
                self.format(&key, &[("year", (&year).into())])
            }
            Grain::Year => self.spell(start, |formatters, date| {
                formatters.year.format(&date).to_string()
            }),
            Grain::Whole => self.text("period-whole"),
        }
    }

    /// `date` as a formatter of the language writes it; by ISO 8601 where there is none.
    fn spell(
        &self,
        date: NaiveDate,
        write: impl Fn(&Formatters, Date<Gregorian>) -> String,
    ) -> String {
        let (month, day) = (date.month() as u8, date.day() as u8);
        let known = Date::try_new_gregorian(date.year(), month, day).ok();
        let written = FORMATTERS.with_borrow_mut(|formatters| {
            let formatters = formatters
                .entry(self.language)
                .or_insert_with(|| Formatters::new(self.language));
            Some(write(formatters.as_ref()?, known?))
        });
        match written {
            Some(written) if self.language == Language::Zh => spaced(&written),
            Some(written) => written,
            None => date.to_string(),
        }
    }
}

/// Chinese with a blank between figures and characters.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 6);
    let mut before: Option<char> = None;
    for character in text.chars() {
        let borders = |last: char| last.is_ascii_digit() != character.is_ascii_digit();
        if before.is_some_and(borders) {
            spaced.push(' ');
        }
        spaced.push(character);
        before = Some(character);
    }
    spaced
}
