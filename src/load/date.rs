//! Dates and instants as people and programs write them.
//!
//! Without formats the ISO forms are read: `2025-10-03`, `2025/10/3`,
//! `2025.10.03`, `20251003`, `2025年10月3日`, each but the compact one with
//! `14:05[:06[.789]]` after it, and that with an offset (RFC 3339, `+08`, `UTC`).
//! With formats only those are tried, in order. A year has four digits and lies
//! in 1000–9999, so that `%Y` never takes `20` for the year 20.
//!
//! An instant with an offset is moved to the organisation's zone before its date
//! is taken; one without an offset is read in the source's zone. Where clocks go
//! back the earlier of two instants is meant; one that clocks skip is refused.

mod iso;

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use self::iso::parse_iso;
use super::number::narrow;

/// Excel's last day, 9999-12-31.
const LAST_SERIAL: f64 = 2_958_465.0;

/// Something read from a cell, before zones are applied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moment {
    /// A day without a time.
    Day(NaiveDate),
    /// A time on a clock somewhere.
    Local(NaiveDateTime),
    /// A point in time, in UTC.
    Fixed(NaiveDateTime),
}

/// Reads the dates of one column.
#[derive(Debug)]
pub(super) struct DateReader {
    formats: Vec<Vec<Item<'static>>>,
    zone: Tz,
    source_zone: Tz,
}

impl DateReader {
    /// A format that is no pattern never matches; check it before with [`crate::workspace::source::is_date_format`].
    pub(super) fn new(formats: &[String], zone: Tz, source_zone: Option<Tz>) -> Self {
        let compile = |format: &String| StrftimeItems::new(format).parse_to_owned();
        let failing = || vec![Item::Error];
        Self {
            formats: formats
                .iter()
                .map(|format| compile(format).unwrap_or_else(|_| failing()))
                .collect(),
            zone,
            source_zone: source_zone.unwrap_or(zone),
        }
    }

    /// Reads a text.
    pub(super) fn parse(&self, text: &str) -> Option<Moment> {
        if self.formats.is_empty() {
            return parse_iso(text);
        }
        let text = narrow(text);
        self.formats
            .iter()
            .find_map(|items| parse_format(&text, items))
    }

    /// The local day of a moment.
    pub(super) fn day(&self, moment: Moment) -> Option<NaiveDate> {
        match moment {
            Moment::Day(day) => Some(day),
            Moment::Local(_) | Moment::Fixed(_) => self.instant(moment).map(|at| at.date()),
        }
    }

    /// The local instant of a moment; of a day, its midnight.
    pub(super) fn instant(&self, moment: Moment) -> Option<NaiveDateTime> {
        match moment {
            Moment::Day(day) => Some(day.and_time(NaiveTime::MIN)),
            Moment::Local(local) if self.source_zone == self.zone => Some(local),
            Moment::Local(local) => {
                let there = self.source_zone.from_local_datetime(&local).earliest()?;
                Some(there.with_timezone(&self.zone).naive_local())
            }
            Moment::Fixed(utc) => Some(self.zone.from_utc_datetime(&utc).naive_local()),
        }
    }
}

/// The moment of an Excel serial number in the 1900 system.
pub(super) fn from_serial(serial: f64) -> Option<Moment> {
    if !(1.0..LAST_SERIAL + 1.0).contains(&serial) {
        return None;
    }
    // Excel believes that 1900 was a leap year.
    let days = if serial < 60.0 { serial + 1.0 } else { serial };
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    let milliseconds = (days * 86_400_000.0).round() as i64;
    let at = epoch.checked_add_signed(Duration::milliseconds(milliseconds))?;
    Some(from_naive(at))
}

/// A day where the time is midnight, as a workbook shows it.
pub(super) fn from_naive(at: NaiveDateTime) -> Moment {
    if at.time() == NaiveTime::MIN {
        Moment::Day(at.date())
    } else {
        Moment::Local(at)
    }
}

fn parse_format(text: &str, items: &[Item<'static>]) -> Option<Moment> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, items.iter()).ok()?;
    if parsed.timestamp().is_some() && parsed.offset().is_none() {
        let utc = parsed.to_naive_datetime_with_offset(0).ok()?;
        return Some(Moment::Fixed(utc)).filter(|_| has_plain_year(utc.date()));
    }
    let moment = if parsed.offset().is_some() {
        let fixed = parsed.to_datetime().ok()?;
        Moment::Fixed(fixed.with_timezone(&Utc).naive_utc())
    } else if parsed.hour_div_12().is_some() {
        Moment::Local(parsed.to_naive_datetime_with_offset(0).ok()?)
    } else {
        Moment::Day(parsed.to_naive_date().ok()?)
    };
    let date = match moment {
        Moment::Day(day) => day,
        Moment::Local(at) | Moment::Fixed(at) => at.date(),
    };
    Some(moment).filter(|_| has_plain_year(date))
}

fn has_plain_year(date: NaiveDate) -> bool {
    (1000..=9999).contains(&date.year())
}

/// Days since 1970, as polars stores a date.
pub(super) fn days_since_epoch(date: NaiveDate) -> i32 {
    date.signed_duration_since(NaiveDate::default()).num_days() as i32
}

/// The date of days since 1970.
pub(super) fn date_from_days(days: i32) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(Duration::days(i64::from(days)))
}

/// Microseconds since 1970, as polars stores an instant.
pub(super) fn micros_since_epoch(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp_micros()
}

/// The instant of microseconds since 1970.
pub(super) fn instant_from_micros(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use proptest::prelude::*;

    use super::*;
    use crate::workspace::source::is_date_format;

    const SHANGHAI: Tz = Tz::Asia__Shanghai;

    fn reader(formats: &[&str]) -> DateReader {
        let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
        DateReader::new(&formats, SHANGHAI, None)
    }

    fn day(formats: &[&str], text: &str) -> Option<String> {
        let reader = reader(formats);
        let moment = reader.parse(text)?;
        reader.day(moment).map(|day| day.to_string())
    }

    fn instant(formats: &[&str], text: &str) -> Option<String> {
        let reader = reader(formats);
        let moment = reader.parse(text)?;
        reader.instant(moment).map(|at| at.to_string())
    }

    #[test]
    fn iso_dates_are_read_without_a_format() {
        for text in [
            "2025-10-03",
            "2025/10/03",
            "2025/10/3",
            "2025.10.03",
            "20251003",
            "2025年10月3日",
            "2025-10-03 14:05",
            "2025年10月3日14:05",
            "２０２５－１０－０３",
        ] {
            assert_eq!(day(&[], text).as_deref(), Some("2025-10-03"), "{text}");
        }
    }

    #[test]
    fn instants_with_an_offset_move_to_the_organisations_zone() {
        for text in [
            "2025-10-31T20:00:00Z",
            "2025-10-31T20:00:00.000+00:00",
            "2025-10-31 20:00:00+00",
            "2025-10-31 20:00:00 UTC",
            "2025-10-31T16:00-0400",
        ] {
            assert_eq!(day(&[], text).as_deref(), Some("2025-11-01"), "{text}");
            assert_eq!(
                instant(&[], text).as_deref(),
                Some("2025-11-01 04:00:00"),
                "{text}"
            );
        }
    }

    #[test]
    fn instants_without_an_offset_lie_in_the_zone_of_the_source() {
        let reader = DateReader::new(&[], SHANGHAI, Some(Tz::Europe__Berlin));
        let at = |text| reader.instant(reader.parse(text).unwrap());
        assert_eq!(
            at("2025-07-01 18:30").unwrap().to_string(),
            "2025-07-02 00:30:00"
        );
        assert_eq!(
            at("2025-12-01 18:30").unwrap().to_string(),
            "2025-12-02 01:30:00"
        );
        assert_eq!(at("2025-03-30 02:30"), None, "clocks skip this hour");
        assert_eq!(
            at("2025-10-26 02:30").unwrap().to_string(),
            "2025-10-26 08:30:00"
        );
    }

    #[test]
    fn a_format_says_which_number_is_the_month() {
        assert_eq!(
            day(&["%d/%m/%Y"], "3/2/2020").as_deref(),
            Some("2020-02-03")
        );
        assert_eq!(
            day(&["%m/%d/%Y"], "3/2/2020").as_deref(),
            Some("2020-03-02")
        );
        assert_eq!(
            instant(&["%d/%m/%Y %H:%M"], "29/2/2016 01:16").as_deref(),
            Some("2016-02-29 01:16:00")
        );
        assert_eq!(
            day(&["%d/%m/%Y %H:%M"], "29/2/2016 01:16").as_deref(),
            Some("2016-02-29")
        );
    }

    #[test]
    fn formats_are_tried_in_order_and_a_short_year_is_no_long_one() {
        let both = ["%d/%m/%Y", "%d/%m/%y"];
        assert_eq!(day(&both, "25/10/2019").as_deref(), Some("2019-10-25"));
        assert_eq!(day(&both, "3/2/20").as_deref(), Some("2020-02-03"));
        assert_eq!(day(&["%d/%m/%Y"], "3/2/20"), None);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "soon",
            "2025-02-29",
            "2025-13-01",
            "2025-10-3x",
            "2025-10/03",
            "0020-01-01",
            "45933",
        ] {
            assert_eq!(day(&[], text), None, "{text}");
        }
        assert_eq!(instant(&[], "2025-10-03 25:00"), None);
        assert!(!is_date_format("%Q"));
    }

    #[test]
    fn serial_numbers_count_as_in_excel() {
        assert_eq!(
            from_serial(45933.0),
            Some(Moment::Day(NaiveDate::from_ymd_opt(2025, 10, 3).unwrap()))
        );
        assert_eq!(
            from_serial(61.0),
            Some(Moment::Day(NaiveDate::from_ymd_opt(1900, 3, 1).unwrap()))
        );
        assert_eq!(from_serial(0.5), None);
        assert_eq!(from_serial(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            for formats in [&[][..], &["%d/%m/%Y %H:%M"], &["%s"], &["%+"]] {
                let _ = instant(formats, &text);
            }
        }

        #[test]
        fn a_written_instant_reads_back_as_itself(micros in -30_000_000_000_000_000_i64..250_000_000_000_000_000) {
            let at = instant_from_micros(micros).unwrap();
            prop_assert_eq!(parse_iso(&at.to_string()), Some(Moment::Local(at)));
            prop_assert_eq!(micros_since_epoch(at), micros);
        }

        #[test]
        fn a_written_date_reads_back_as_itself(days in -300_000..2_900_000) {
            let date = date_from_days(days).unwrap();
            prop_assert_eq!(parse_iso(&date.to_string()), Some(Moment::Day(date)));
            prop_assert_eq!(days_since_epoch(date), days);
        }
    }
}
