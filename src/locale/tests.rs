//! What readers notice about words and numbers.

mod texts;

use chrono::{Datelike, NaiveDate};

use super::*;
use crate::period::{Grain, Period};
use crate::quantity::Unit;

fn locales() -> [Locale; 2] {
    Language::ALL.map(|language| match Locale::new(language) {
        Ok(locale) => locale,
        Err(problems) => unreachable!("{problems:?}"),
    })
}

/// What both languages, English first, make of the same thing.
fn both(write: impl Fn(&Locale) -> String) -> [String; 2] {
    locales().map(|locale| write(&locale))
}

#[test]
fn numbers_are_grouped_and_rounded_half_away_from_zero() {
    for locale in locales() {
        for (value, decimals, expected) in [
            (1_234_567.0, 0, "1,234,567"),
            (12_345.678, 1, "12,345.7"),
            (999.0, 0, "999"),
            (0.125, 2, "0.13"),
            (2.5, 0, "3"),
            (-2.5, 0, "−3"),
            (-0.04, 1, "0.0"),
            (-0.0, 0, "0"),
            (4.0, 1, "4.0"),
            (1e21, 0, "1,000,000,000,000,000,000,000"),
            (f64::NAN, 1, "—"),
            (f64::INFINITY, 0, "—"),
        ] {
            assert_eq!(locale.number(value, decimals), expected);
        }
        assert_eq!(locale.signed(1.44, 1), "+1.4");
        assert_eq!(locale.signed(-0.75, 1), "−0.8");
        assert_eq!(locale.signed(0.04, 1), "0.0");
        assert_eq!(locale.signed(f64::NAN, 1), "—");
    }
}

#[test]
fn a_quantity_has_its_unit() {
    for (value, unit, decimals, expected) in [
        (92.31, Unit::Percent, 1, ["92.3%", "92.3%"]),
        (41.2, Unit::Days, 1, ["41.2 days", "41.2 天"]),
        (1.0, Unit::Days, 0, ["1 day", "1 天"]),
        (1.0, Unit::Days, 1, ["1.0 days", "1.0 天"]),
        (0.96, Unit::Days, 0, ["1 day", "1 天"]),
        (3.12, Unit::Hours, 1, ["3.1 h", "3.1 小时"]),
        (28.0, Unit::Minutes, 0, ["28 min", "28 分钟"]),
        (52.0, Unit::Points, 0, ["+52", "+52"]),
        (-7.5, Unit::Points, 0, ["−8", "−8"]),
        (4.44, Unit::Score5, 1, ["4.4", "4.4"]),
        (86.0, Unit::Score100, 1, ["86.0", "86.0"]),
        (0.0909, Unit::PerModule, 2, ["0.09", "0.09"]),
        (12_000.0, Unit::Count, 0, ["12,000", "12,000"]),
        (1_234_567.4, Unit::Money, 0, ["¥1,234,567", "¥1,234,567"]),
        (-0.4, Unit::Money, 0, ["¥0", "¥0"]),
        (-120.0, Unit::Money, 0, ["−¥120", "−¥120"]),
        (f64::NAN, Unit::Days, 1, ["—", "—"]),
    ] {
        assert_eq!(
            both(|locale| locale.quantity(value, unit, decimals)),
            expected
        );
    }
}

#[test]
fn amounts_are_in_the_currency_of_the_organisation() {
    for locale in locales() {
        let locale = locale.with_currency("USD");
        assert_eq!(locale.quantity(1200.0, Unit::Money, 0), "$1,200");
        assert_eq!(locale.unit(Unit::Money), "USD");
        assert_eq!(
            locale.with_currency("CHF").quantity(9.5, Unit::Money, 2),
            "CHF\u{a0}9.50"
        );
    }
}

#[test]
fn a_change_says_points_for_rates_and_percent_for_durations() {
    for (value, unit, decimals, relative, expected) in [
        (
            1.4,
            Unit::Percent,
            1,
            false,
            ["+1.4 points", "+1.4 个百分点"],
        ),
        (-1.0, Unit::Percent, 0, false, ["−1 point", "−1 个百分点"]),
        (27.0, Unit::Points, 0, false, ["+27 points", "+27 分"]),
        (-22.4, Unit::Days, 0, true, ["−22%", "−22%"]),
        (-9.1, Unit::Days, 1, false, ["−9.1 days", "−9.1 天"]),
        (0.1, Unit::Score5, 1, false, ["+0.1", "+0.1 分"]),
        (0.03, Unit::PerModule, 2, false, ["+0.03", "+0.03"]),
        (2.0, Unit::Count, 0, false, ["+2", "+2"]),
        (12.0, Unit::Money, 0, true, ["+12%", "+12%"]),
        (-1500.0, Unit::Money, 0, false, ["−¥1,500", "−¥1,500"]),
        (0.0, Unit::Percent, 1, false, ["0.0 points", "0.0 个百分点"]),
    ] {
        assert_eq!(
            both(|locale| locale.change(value, unit, decimals, relative)),
            expected
        );
    }
}

#[test]
fn a_unit_stands_alone_beside_an_axis() {
    assert_eq!(
        both(|locale| locale.unit(Unit::PerModule)),
        ["per module", "每模块"]
    );
    for (locale, unit) in locales()
        .iter()
        .flat_map(|l| Unit::ALL.map(|unit| (l, unit)))
    {
        assert!(!locale.unit(unit).contains('⟨'), "{unit:?} has no name");
    }
}

#[test]
fn dates_and_periods_are_in_words() {
    let day = NaiveDate::from_ymd_opt(2026, 10, 5).unwrap_or_default();
    assert_eq!(
        both(|locale| locale.date(day)),
        ["5 October 2026", "2026 年 10 月 5 日"]
    );
    for (period, expected) in [
        ("2026-10", ["October 2026", "2026 年 10 月"]),
        ("2025-Q3", ["Q3 2025", "2025 年第三季度"]),
        ("2025", ["2025", "2025 年"]),
    ] {
        let Ok(period) = period.parse::<Period>() else {
            unreachable!("{period} is a period");
        };
        assert_eq!(both(|locale| locale.period(period)), expected);
    }
}

#[test]
fn dates_follow_the_patterns_of_cldr() {
    // CLDR 48: dateFormats/long and availableFormats yMMMM, y, yQQQ and yQQQQ, yw of en-GB and zh.
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let quarters = ["第一季度", "第二季度", "第三季度", "第四季度"];
    let plain = |text: String| text.replace(' ', "");
    let [english, chinese] = locales();
    let mut day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    while day.year() < 2028 {
        let (y, m, d) = (day.year(), day.month() as usize, day.day());
        assert_eq!(english.date(day), format!("{d} {} {y}", months[m - 1]));
        assert_eq!(plain(chinese.date(day)), format!("{y}年{m}月{d}日"));
        let (week, week_year) = (day.iso_week().week(), day.iso_week().year());
        let quarter = (m - 1) / 3;
        for (grain, in_english, in_chinese) in [
            (
                Grain::Week,
                format!("week {week} of {week_year}"),
                format!("{week_year}年第{week}周"),
            ),
            (
                Grain::Month,
                format!("{} {y}", months[m - 1]),
                format!("{y}年{m}月"),
            ),
            (
                Grain::Quarter,
                format!("Q{} {y}", quarter + 1),
                format!("{y}年{}", quarters[quarter]),
            ),
            (Grain::Year, y.to_string(), format!("{y}年")),
        ] {
            let period = Period::containing(grain, day);
            assert_eq!(english.period(period), in_english);
            assert_eq!(plain(chinese.period(period)), in_chinese);
        }
        day = day.succ_opt().unwrap_or_default();
    }
}

#[test]
fn a_language_of_a_workspace_has_the_dates_of_cldr_too() {
    let Ok(french) = "fr".parse::<Language>() else {
        unreachable!("it is a code");
    };
    let Ok(locale) = Locale::new(french) else {
        unreachable!("it falls back to English words");
    };
    let day = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap_or_default();
    assert_eq!(locale.date(day), "1 août 2026");
}

#[test]
fn a_list_ends_with_and() {
    assert_eq!(
        both(|locale| locale.list(&["a", "b", "c"])),
        ["a, b and c", "a、b 和 c"]
    );
    assert_eq!(
        both(|locale| locale.list(&["交付", "质量"])),
        ["交付 and 质量", "交付和质量"]
    );
    assert_eq!(both(|locale| locale.list(&["a"])), ["a", "a"]);
    assert_eq!(both(|locale| locale.list(&[])), ["", ""]);
}

#[test]
fn a_locale_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Locale>();
}

#[test]
fn a_language_reads_back_as_it_is_written() {
    for language in Language::ALL {
        assert_eq!(language.to_string().parse(), Ok(language));
    }
    assert!("french".parse::<Language>().is_err());
    assert!("EN".parse::<Language>().is_err());
    let text = Text {
        en: "Delivery".to_owned(),
        zh: "交付".to_owned(),
    };
    assert_eq!(text.in_language(Language::Zh), "交付");
}
