//! What readers notice about words and numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    for (english, chinese) in messages::built_in(Language::En)
        .iter()
        .zip(messages::built_in(Language::Zh))
    {
        let names = |(_, text): &(&str, &str)| -> Vec<_> {
            messages::arguments(text)
                .into_iter()
                .map(|(key, (_, names))| (key, names))
                .collect()
        };
        let (file, [english, chinese]) = (english.0, [names(english), names(chinese)]);
        // A plural's selector is needed in English only.
        let plain = |messages: Vec<(String, BTreeSet<String>)>| -> Vec<_> {
            let without = |(key, mut names): (String, BTreeSet<String>)| {
                if key.starts_with("unit-") || key.starts_with("change-") {
                    names.remove("count");
                }
                (key, names)
            };
            messages.into_iter().map(without).collect()
        };
        assert_eq!(
            plain(english),
            plain(chinese),
            "{file} and its Chinese twin differ"
        );
    }
}

#[test]
fn every_language_of_the_program_has_all_messages() {
    let keys = |language| match Locale::new(language) {
        Ok(locale) => locale.arguments.into_keys().collect::<BTreeSet<_>>(),
        Err(problems) => unreachable!("{problems:?}"),
    };
    let languages = Language::built_in();
    assert!(Language::ALL.iter().all(|one| languages.contains(one)));
    let english = keys(Language::En);
    for language in languages {
        let own = keys(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let unknown: Vec<_> = own.difference(&english).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{language}: {missing:?} {unknown:?}"
        );
    }
}

#[test]
fn no_key_is_written_twice() {
    for language in Language::ALL {
        let mut seen = BTreeMap::new();
        for (file, text) in messages::built_in(language) {
            let keys = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
            for key in keys
                .filter_map(|line| line.split_once('='))
                .map(|(key, _)| key.trim())
            {
                assert_eq!(seen.insert(key, file), None, "`{key}` in {file}");
            }
        }
    }
}

#[test]
fn every_message_without_arguments_can_be_written() {
    for locale in locales() {
        let all = locale.keys("");
        assert!(all.len() > 50);
        for (key, text) in all {
            // Chinese sentences follow each other without a blank.
            let may_be_empty = key.contains("-join-");
            assert!(
                (may_be_empty || !text.is_empty()) && !text.contains(['⟨', '{']),
                "{key}: {text}"
            );
        }
    }
}

#[test]
fn every_message_can_be_written_for_none_one_and_many_and_for_words() {
    let counts = [0, 1, 2, 5, 11, 1234].map(Argument::Count);
    for locale in locales() {
        // All that any message is given: one message may be part of another.
        let names: BTreeSet<&String> = locale.arguments.values().flatten().collect();
        for argument in counts.into_iter().chain([Argument::Text("Wén")]) {
            let arguments: Vec<_> = names.iter().map(|name| (name.as_str(), argument)).collect();
            for (key, own) in &locale.arguments {
                let text = locale.format(key, &arguments);
                assert!(!text.contains(['⟨', '{', '$']), "{key}: {text}");
                assert!(own.is_empty() || !text.is_empty(), "{key} says nothing");
            }
        }
    }
}

/// Texts in quotes that begin with `packet-`, in a file or in all files of a folder.
fn keys_used(path: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        keys_used(&entry.path(), found);
    }
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let quoted = source
        .split("\"packet-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    found.extend(quoted.map(|rest| format!("packet-{rest}")));
}

#[test]
fn every_message_that_a_packet_uses_exists() {
    let mut used = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    keys_used(&source.join("compose"), &mut used);
    keys_used(&source.join("compose.rs"), &mut used);
    for locale in locales() {
        for key in &used {
            // `packet-role-`, `packet-role-{}`: the rest is known at run time only.
            let prefix = key.split_once('{').map(|(prefix, _)| prefix);
            let exists = match prefix.or(key.ends_with('-').then_some(key)) {
                Some(prefix) => locale
                    .arguments
                    .keys()
                    .any(|known| known.starts_with(prefix)),
                None => locale.has(key),
            };
            assert!(exists, "`{key}` is used, but there is no such message");
        }
    }
}

#[test]
fn a_message_that_does_not_exist_shows_its_key() {
    for locale in locales() {
        assert_eq!(locale.text("nothing-of-the-kind"), "⟨nothing-of-the-kind⟩");
    }
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
fn a_workspace_overrides_message_by_message() {
    let file = (
        "en/own.ftl".to_owned(),
        "period-quarter-1 = the first quarter of { $year }\nown = Mine\n".to_owned(),
    );
    let Ok(locale) = Locale::with_overrides(Language::En, &[file]) else {
        unreachable!("the file is right");
    };
    assert_eq!(
        locale.format("period-quarter-1", &[("year", "2026".into())]),
        "the first quarter of 2026"
    );
    assert_eq!(
        locale.keys("own").into_iter().collect::<Vec<_>>(),
        [("own".to_owned(), "Mine".to_owned())]
    );
    assert_eq!(locale.text("list-and"), "and");
}

#[test]
fn what_is_wrong_with_a_message_is_told_with_file_and_line() {
    let text = "period-whole = All\nlist-and = { $\n\nperiod-quarter-1 =\n    In { $jahr }\nlist-separator = { $x }\n";
    let file = ("en/own.ftl".to_owned(), text.to_owned());
    let problems = Locale::with_overrides(Language::En, &[file])
        .err()
        .unwrap_or_default();
    let told: Vec<_> = problems
        .iter()
        .map(|p| (p.code, p.place.to_string(), p.hint.as_str()))
        .collect();
    assert_eq!(told.len(), 3, "{problems:?}");
    assert!(told.iter().all(|(code, _, _)| *code == "wrong-message"));
    assert_eq!(told[0].1, "en/own.ftl:2");
    assert_eq!(
        (told[1].1.as_str(), told[1].2),
        ("en/own.ftl:4", "it has $year")
    );
    assert_eq!(
        (told[2].1.as_str(), told[2].2),
        ("en/own.ftl:6", "it has no arguments")
    );
}

#[test]
fn counts_choose_their_plural_and_are_grouped() {
    let text = "own = { $n ->\n    [one] one row\n   *[other] { $n } rows\n}\n";
    let file = ("en/own.ftl".to_owned(), text.to_owned());
    let Ok(locale) = Locale::with_overrides(Language::En, &[file]) else {
        unreachable!("the file is right");
    };
    assert_eq!(locale.format("own", &[("n", 1_u64.into())]), "one row");
    assert_eq!(
        locale.format("own", &[("n", 12_345_u64.into())]),
        "12,345 rows"
    );
    assert_eq!(
        locale.format("own", &[("n", Argument::Number(2.5, 1))]),
        "2.5 rows"
    );
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

#[test]
fn a_message_has_its_own_words_for_none() {
    let overdue = |days: usize| {
        both(|locale| locale.format("pages-forecast-overdue", &[("days", days.into())]))
    };
    assert_eq!(overdue(0), ["due by now", "今日到期，尚未交付"]);
    assert_eq!(overdue(1)[0], "overdue by 1 day");
    assert_eq!(overdue(1200)[0], "overdue by 1,200 days");
}
