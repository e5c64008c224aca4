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

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

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

/// What nearly every date is written as, `2025-10-03` or `2025-10-03 14:05`; `None` for what has
/// to be looked at more closely.
fn parse_plain(text: &[u8]) -> Option<Moment> {
    let number = |digits: &[u8]| {
        let add = |sum: u32, digit: &u8| {
            let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
            Some(10 * sum + u32::from(digit))
        };
        digits.iter().try_fold(0, add)
    };
    let (day, time) = text.split_at_checked(10)?;
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = day else {
        return None;
    };
    let (year, month) = (number(y)?, number(&[*m1, *m2])?);
    let date = NaiveDate::from_ymd_opt(year as i32, month, number(&[*d1, *d2])?)?;
    if !has_plain_year(date) {
        return None;
    }
    match time {
        [] => Some(Moment::Day(date)),
        [b' ' | b'T', h1, h2, b':', m1, m2] => {
            let (hour, minute) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            Some(Moment::Local(date.and_hms_opt(hour, minute, 0)?))
        }
        _ => None,
    }
}

/// Reads an ISO form.
fn parse_iso(text: &str) -> Option<Moment> {
    parse_plain(text.as_bytes()).or_else(|| parse_any(text))
}

/// The same for every ISO form.
fn parse_any(text: &str) -> Option<Moment> {
    let text = narrow(text);
    let mut scan = Scan(text.trim());
    let year = scan.digits(4, 4)?;
    let (month, day) = if let Some(compact) = scan.compact() {
        compact
    } else if scan.eat("年") {
        let month = scan.digits(1, 2)?;
        let rest = scan.eat("月").then(|| scan.digits(1, 2))??;
        (month, scan.eat("日").then_some(rest)?)
    } else {
        let separator = ["-", "/", "."].into_iter().find(|sign| scan.eat(sign))?;
        let month = scan.digits(1, 2)?;
        (month, scan.eat(separator).then(|| scan.digits(1, 2))??)
    };
    let date = NaiveDate::from_ymd_opt(year as i32, month, day)?;
    if !has_plain_year(date) {
        return None;
    }
    if scan.0.is_empty() {
        return Some(Moment::Day(date));
    }
    if !scan.eat("T") {
        // `2025年10月3日14:05` has no sign between day and time.
        (scan.skip_spaces() || text.contains('日')).then_some(())?;
    }
    let local = date.and_time(scan.time()?);
    scan.skip_spaces();
    if scan.0.is_empty() {
        return Some(Moment::Local(local));
    }
    let offset = scan.offset()?;
    let utc = local.checked_sub_signed(Duration::minutes(offset))?;
    scan.0.is_empty().then_some(Moment::Fixed(utc))
}

/// What is left to read of a text.
struct Scan<'a>(&'a str);

impl Scan<'_> {
    fn eat(&mut self, sign: &str) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_spaces(&mut self) -> bool {
        let before = self.0.len();
        self.0 = self.0.trim_start();
        self.0.len() < before
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.0.bytes().take(most).take_while(u8::is_ascii_digit);
        let count = count.count();
        if count < least {
            return None;
        }
        let value = self.0[..count].parse().ok();
        self.0 = &self.0[count..];
        value
    }

    /// Month and day of `1003`, if that is all there is.
    fn compact(&mut self) -> Option<(u32, u32)> {
        let is_compact = self.0.len() == 4 && self.0.bytes().all(|byte| byte.is_ascii_digit());
        if !is_compact {
            return None;
        }
        Some((self.digits(2, 2)?, self.digits(2, 2)?))
    }

    fn time(&mut self) -> Option<NaiveTime> {
        let hour = self.digits(1, 2)?;
        let minute = self.eat(":").then(|| self.digits(2, 2))??;
        if !self.eat(":") {
            return NaiveTime::from_hms_opt(hour, minute, 0);
        }
        let second = self.digits(2, 2)?;
        let mut nanos = 0;
        if self.eat(".") {
            let length = self.0.len();
            let fraction = self.digits(1, 9)?;
            nanos = fraction * 10_u32.pow(9 - (length - self.0.len()) as u32);
            // Finer than nanoseconds is of no use to anybody.
            self.0 = self
                .0
                .trim_start_matches(|sign: char| sign.is_ascii_digit());
        }
        NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
    }

    /// Minutes east of Greenwich.
    fn offset(&mut self) -> Option<i64> {
        if ["Z", "z", "UTC", "GMT"]
            .into_iter()
            .any(|zone| self.eat(zone))
        {
            return Some(0);
        }
        let sign = if self.eat("-") {
            -1
        } else {
            self.eat("+").then_some(1)?
        };
        let hours = self.digits(2, 2)?;
        let minutes = if self.eat(":") || !self.0.is_empty() {
            self.digits(2, 2)?
        } else {
            0
        };
        (hours <= 14 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes))
    }
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
        fn a_plain_date_is_what_a_closer_look_finds(
            text in "[0-2][0-9]{3}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2})?|[0-9T :-]{8,17}"
        ) {
            if let Some(moment) = parse_plain(text.as_bytes()) {
                prop_assert_eq!(Some(moment), parse_any(&text));
            }
        }

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
