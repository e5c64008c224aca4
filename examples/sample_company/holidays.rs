//! The public holidays of mainland China and the weekend days worked for them, as the
//! General Office of the State Council announced them for 2024 to 2026. For 2027 only
//! New Year's Day is given, which the law fixes.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::csv::Row;

/// Holidays: name, year, first day, and number of days.
const HOLIDAYS: [(&str, i32, (u32, u32), usize); 21] = [
    ("元旦", 2024, (1, 1), 1),
    ("春节", 2024, (2, 10), 8),
    ("清明节", 2024, (4, 4), 3),
    ("劳动节", 2024, (5, 1), 5),
    ("端午节", 2024, (6, 10), 1),
    ("中秋节", 2024, (9, 15), 3),
    ("国庆节", 2024, (10, 1), 7),
    ("元旦", 2025, (1, 1), 1),
    ("春节", 2025, (1, 28), 8),
    ("清明节", 2025, (4, 4), 3),
    ("劳动节", 2025, (5, 1), 5),
    ("端午节", 2025, (5, 31), 3),
    ("国庆节、中秋节", 2025, (10, 1), 8),
    ("元旦", 2026, (1, 1), 3),
    ("春节", 2026, (2, 15), 9),
    ("清明节", 2026, (4, 4), 3),
    ("劳动节", 2026, (5, 1), 5),
    ("端午节", 2026, (6, 19), 3),
    ("中秋节", 2026, (9, 25), 3),
    ("国庆节", 2026, (10, 1), 7),
    ("元旦", 2027, (1, 1), 1),
];

/// Weekend days worked: the holiday that they make up for, year and day.
const WORKDAYS: [(&str, i32, (u32, u32)); 19] = [
    ("春节", 2024, (2, 4)),
    ("春节", 2024, (2, 18)),
    ("清明节", 2024, (4, 7)),
    ("劳动节", 2024, (4, 28)),
    ("劳动节", 2024, (5, 11)),
    ("中秋节", 2024, (9, 14)),
    ("国庆节", 2024, (9, 29)),
    ("国庆节", 2024, (10, 12)),
    ("春节", 2025, (1, 26)),
    ("春节", 2025, (2, 8)),
    ("劳动节", 2025, (4, 27)),
    ("国庆节、中秋节", 2025, (9, 28)),
    ("国庆节、中秋节", 2025, (10, 11)),
    ("元旦", 2026, (1, 4)),
    ("春节", 2026, (2, 14)),
    ("春节", 2026, (2, 28)),
    ("劳动节", 2026, (5, 9)),
    ("国庆节", 2026, (9, 20)),
    ("国庆节", 2026, (10, 10)),
];

/// Writes `holidays`.
pub(crate) fn write_holidays(_company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let mut days: Vec<(NaiveDate, &str, &str)> = Vec::new();
    for (name, year, (month, day), count) in HOLIDAYS {
        let first = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        days.extend(
            first
                .iter_days()
                .take(count)
                .map(|day| (day, name, "holiday")),
        );
    }
    for (name, year, (month, day)) in WORKDAYS {
        let on = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        days.push((on, name, "workday"));
    }
    days.sort();
    out.write_all(b"on,name,kind\n")?;
    let mut row = Row::default();
    for (on, name, kind) in days {
        row.day(Some(on)).text(name).text(kind).end(out)?;
    }
    Ok(())
}
