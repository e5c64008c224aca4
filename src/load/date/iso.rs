//! Dates and instants in the ISO forms, and in those that people write in their place.
//!
//! The forms are listed in [`date`](super). Digits of full width count; a text with anything else
//! after its form is none.

use chrono::{Duration, NaiveDate, NaiveTime};

use super::{Moment, has_plain_year};
use crate::load::number::narrow;

/// Reads an ISO form.
pub(super) fn parse_iso(text: &str) -> Option<Moment> {
    parse_plain(text.as_bytes()).or_else(|| parse_any(text))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_date_is_what_a_closer_look_finds(
            text in "[0-2][0-9]{3}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2})?|[0-9T :-]{8,17}"
        ) {
            if let Some(moment) = parse_plain(text.as_bytes()) {
                prop_assert_eq!(Some(moment), parse_any(&text));
            }
        }
    }
}
