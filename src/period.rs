//! Weeks are for alerts; months, quarters and years are what packets are made for.
//!
//! A period is a plain calendar span in the organisation's own time zone. The
//! types know calendars only; instants have been turned into local dates before.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// A week from Monday to Sunday, as ISO 8601 numbers them.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// All of the data, up to the end of the period that a run is for.
    Whole,
}

impl Grain {
    /// The grains that every KPI is measured in, shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Whole];

    /// Months in one period, none in a week; the whole counts as one period of ten thousand years.
    pub fn months(self) -> u32 {
        match self {
            Self::Week => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
            Self::Whole => 120_000,
        }
    }

    /// The name in files: `week`, `month`, `quarter`, `year`, `whole`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Whole => "whole",
        }
    }
}

/// A week, month, quarter or year; ordered by grain, then time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    grain: Grain,
    /// Whole periods since the year 0; weeks since the one of 1 January 1.
    index: i32,
}

impl Period {
    /// The period of `grain` that `date` lies in.
    pub fn containing(grain: Grain, date: NaiveDate) -> Self {
        if grain == Grain::Week {
            // Day 1 of the common era is a Monday.
            let index = (date.num_days_from_ce() - 1).div_euclid(7);
            return Self { grain, index };
        }
        let months = date.year() * 12 + date.month0() as i32;
        Self {
            grain,
            index: months.div_euclid(grain.months() as i32),
        }
    }

    /// The period with this number, see [`Period::index`].
    pub fn from_index(grain: Grain, index: i32) -> Self {
        Self { grain, index }
    }

    /// Whole periods since the year 0; weeks since the one of 1 January 1.
    pub fn index(self) -> i32 {
        self.index
    }

    /// Its length.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// First day.
    pub fn start(self) -> NaiveDate {
        if self.grain == Grain::Week {
            let day = self.index.saturating_mul(7).saturating_add(1);
            return NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(NaiveDate::MAX);
        }
        let months = self.index * self.grain.months() as i32;
        let month = months.rem_euclid(12) as u32 + 1;
        NaiveDate::from_ymd_opt(months.div_euclid(12), month, 1).unwrap_or(NaiveDate::MAX)
    }

    /// Last day.
    pub fn end(self) -> NaiveDate {
        self.offset(1).start().pred_opt().unwrap_or(NaiveDate::MAX)
    }

    /// The period `by` later, or earlier when negative.
    #[must_use]
    pub fn offset(self, by: i32) -> Self {
        Self {
            index: self.index.saturating_add(by),
            ..self
        }
    }

    /// The same period one year earlier; 52 weeks for a week.
    #[must_use]
    pub fn year_before(self) -> Self {
        if self.grain == Grain::Week {
            return self.offset(-52);
        }
        self.offset(-((12 / self.grain.months().min(12)) as i32))
    }

    /// Whether `date` lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::containing(self.grain, date) == self
    }

    /// The period of a coarser (or the same) grain that it lies in; a week lies where its
    /// Thursday does.
    #[must_use]
    pub fn within(self, grain: Grain) -> Self {
        if self.grain == Grain::Week {
            let thursday = self.start().checked_add_days(Days::new(3));
            return Self::containing(grain, thursday.unwrap_or(NaiveDate::MAX));
        }
        let months = self.index * self.grain.months() as i32;
        Self {
            grain,
            index: months.div_euclid(grain.months() as i32),
        }
    }

    /// The weeks that lie in it, oldest first; see [`Period::within`].
    pub fn weeks(self) -> impl Iterator<Item = Self> {
        let first = Self::containing(Grain::Week, self.start());
        let last = Self::containing(Grain::Week, self.end());
        (first.index..=last.index)
            .map(|index| Self::from_index(Grain::Week, index))
            .filter(move |week| week.within(self.grain) == self)
    }

    /// The `count` periods that end with this one, oldest first.
    pub fn trailing(self, count: u32) -> impl Iterator<Item = Self> {
        let count = count as i32;
        (0..count).map(move |step| self.offset(step + 1 - count))
    }
}

/// `date` moved by whole months; the 31st lands on the last day, never in the next month.
pub fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start();
        match self.grain {
            Grain::Week => {
                let week = start.iso_week();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Grain::Month => write!(f, "{:04}-{:02}", start.year(), start.month()),
            Grain::Quarter => write!(f, "{:04}-Q{}", start.year(), start.month0() / 3 + 1),
            Grain::Year => write!(f, "{:04}", start.year()),
            Grain::Whole => f.write_str("whole"),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads `2025-10`, `2025-Q3` or `2025`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no period; write 2025-10, 2025-Q3 or 2025");
        let (year, rest) = text
            .split_once('-')
            .map_or((text, None), |(y, r)| (y, Some(r)));
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())
                .flatten()
        };
        let year = digits(year, 4).filter(|year| *year > 0).ok_or_else(wrong)? as i32;
        let (grain, month) = match rest {
            None => (Grain::Year, Some(1)),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(quarter) => (
                    Grain::Quarter,
                    digits(quarter, 1)
                        .filter(|q| (1..=4).contains(q))
                        .map(|q| q * 3 - 2),
                ),
                None => (Grain::Month, digits(rest, 2)),
            },
        };
        let date = month.and_then(|month| NaiveDate::from_ymd_opt(year, month, 1));
        Ok(Self::containing(grain, date.ok_or_else(wrong)?))
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }

    #[test]
    fn a_period_reads_back_as_it_is_written() {
        for text in ["2025-10", "2025-Q3", "2025", "2024-02"] {
            assert_eq!(
                text.parse::<Period>().map(|p| p.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "2025-13",
            "2025-Q5",
            "25-01",
            "2025-1",
            "2025-10-01",
            "二〇二五",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn a_period_knows_its_borders_and_neighbours() {
        let february = Period::containing(Grain::Month, day(2024, 2, 29));
        assert_eq!(
            (february.start(), february.end()),
            (day(2024, 2, 1), day(2024, 2, 29))
        );
        assert_eq!(february.offset(-2).to_string(), "2023-12");
        assert_eq!(february.year_before().to_string(), "2023-02");
        assert_eq!(february.within(Grain::Quarter).to_string(), "2024-Q1");
        let quarter = february.within(Grain::Quarter);
        assert_eq!(quarter.year_before().to_string(), "2023-Q1");
        assert_eq!(quarter.end(), day(2024, 3, 31));
    }

    #[test]
    fn a_week_begins_on_monday_and_is_numbered_by_its_thursday() {
        // 1 January 2027 is a Friday, so its week is the last of 2026.
        let week = Period::containing(Grain::Week, day(2027, 1, 1));
        assert_eq!(
            (week.start(), week.end()),
            (day(2026, 12, 28), day(2027, 1, 3))
        );
        assert_eq!(week.to_string(), "2026-W53");
        assert_eq!(week.offset(1).to_string(), "2027-W01");
        assert_eq!(week.within(Grain::Month).to_string(), "2026-12");
        assert_eq!(week.year_before().to_string(), "2026-W01");
    }

    #[test]
    fn a_month_after_the_31st_stays_in_the_next_month() {
        assert_eq!(add_months(day(2025, 1, 31), 1), day(2025, 2, 28));
    }

    #[test]
    fn thirteen_trailing_months_end_with_the_month_itself() {
        let october = Period::containing(Grain::Month, day(2026, 10, 1));
        let months: Vec<String> = october.trailing(13).map(|p| p.to_string()).collect();
        assert_eq!(
            (months.len(), months[0].as_str(), months[12].as_str()),
            (13, "2025-10", "2026-10")
        );
    }
}
