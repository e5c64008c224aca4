//! Numbers as people and programs write them.
//!
//! Signs (`-`, `−`, brackets, a trailing minus), currency signs and codes,
//! grouping and full-width digits are understood. Groups must have three
//! digits, so that `1,5` is refused and not read as fifteen. A number is
//! rounded once, by the parser of the standard library. Not understood:
//! grouping by four or by lakh, number words, other digits than 0–9.

use std::borrow::Cow;

use crate::workspace::source::NumberFormat;

/// The most decimals that money may have.
pub(super) const MONEY_DECIMALS: usize = 4;

/// Money beyond this would not survive as a double with four decimals.
const MONEY_LIMIT: f64 = 1e11;

/// Whole numbers up to here are exact as doubles.
const EXACT: f64 = 9_007_199_254_740_992.0;

const CURRENCIES: [&str; 19] = [
    "¥", "￥", "$", "€", "£", "元", "US$", "HK$", "CNY", "RMB", "USD", "EUR", "GBP", "JPY", "HKD",
    "TWD", "SGD", "CHF", "AUD",
];

/// Reads any number; `95%` is 0.95.
pub(super) fn parse_number(text: &str, format: NumberFormat) -> Result<f64, String> {
    let plain = read_plain(text, format)?;
    let value = if plain.percent {
        format!("{}e-2", plain.digits).parse::<f64>()
    } else {
        plain.digits.parse()
    };
    let value = value.map_err(|_| "is not a number".to_owned())?;
    check_finite(value)
}

/// Reads a whole number; `3.0` is 3.
pub(super) fn parse_integer(text: &str, format: NumberFormat) -> Result<i64, String> {
    let plain = read_plain(text, format)?;
    if plain.percent || plain.decimals > 0 || plain.exponent {
        return Err("is not a whole number".to_owned());
    }
    let whole = plain.digits.split('.').next().unwrap_or_default();
    whole.parse().map_err(|_| "is too large".to_owned())
}

/// Reads an amount of at most four decimals.
pub(super) fn parse_money(text: &str, format: NumberFormat) -> Result<f64, String> {
    let plain = read_plain(text, format)?;
    if plain.percent || plain.exponent {
        return Err("is not an amount of money".to_owned());
    }
    if plain.decimals > MONEY_DECIMALS {
        return Err(format!("has more than {MONEY_DECIMALS} decimals"));
    }
    let value = plain.digits.parse();
    money_from_number(value.map_err(|_| "is not an amount of money".to_owned())?)
}

/// An amount that a program stored as a binary number, rounded to four decimals.
pub(super) fn money_from_number(value: f64) -> Result<f64, String> {
    if !value.is_finite() || value.abs() >= MONEY_LIMIT {
        return Err("is beyond 100,000,000,000".to_owned());
    }
    let scale = 10_f64.powi(MONEY_DECIMALS as i32);
    Ok((value * scale).round() / scale)
}

/// A whole number that a program stored as a binary one.
pub(super) fn integer_from_number(value: f64) -> Result<i64, String> {
    if value.fract() != 0.0 || value.abs() > EXACT {
        return Err("is not a whole number".to_owned());
    }
    Ok(value as i64)
}

/// The number itself, unless it is infinite or none.
pub(super) fn check_finite(value: f64) -> Result<f64, String> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err("is too large or not a number".to_owned())
    }
}

/// Full-width signs as ASCII, no-break spaces as spaces.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(narrow_sign).collect())
}

fn narrow_sign(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        '\u{3000}' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '\u{2212}' => '-',
        '\u{2019}' => '\'',
        other => other,
    }
}

/// A number as `str::parse` wants it.
struct Plain {
    /// Sign, digits, point, exponent.
    digits: String,
    /// Significant decimals, trailing zeros not counted.
    decimals: usize,
    exponent: bool,
    percent: bool,
}

fn read_plain(text: &str, format: NumberFormat) -> Result<Plain, String> {
    let text = narrow(text);
    let dressed = undress(text.trim()).ok_or("has more than one sign or currency")?;
    let (mantissa, exponent) = match dressed.body.find(['e', 'E']) {
        Some(at) => (&dressed.body[..at], Some(&dressed.body[at + 1..])),
        None => (dressed.body, None),
    };
    let (whole, fraction) = match mantissa.split_once(format.decimal) {
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    let mut digits = String::with_capacity(text.len() + 1);
    if dressed.negative {
        digits.push('-');
    }
    push_whole(&mut digits, whole, format.group.map(narrow_sign))?;
    if !all_digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return Err("is not a number".to_owned());
    }
    if whole.is_empty() {
        digits.push('0');
    }
    if !fraction.is_empty() {
        digits.push('.');
        digits.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if dressed.percent || unsigned.is_empty() || !all_digits(unsigned) {
            return Err("is not a number".to_owned());
        }
        digits.push('e');
        digits.push_str(exponent);
    }
    Ok(Plain {
        digits,
        decimals: fraction.trim_end_matches('0').len(),
        exponent: exponent.is_some(),
        percent: dressed.percent,
    })
}

fn push_whole(digits: &mut String, whole: &str, group: Option<char>) -> Result<(), String> {
    let Some(group) = group.filter(|group| whole.contains(*group)) else {
        if !all_digits(whole) {
            return Err("is not a number".to_owned());
        }
        digits.push_str(whole);
        return Ok(());
    };
    for (index, part) in whole.split(group).enumerate() {
        let length_fits = if index == 0 {
            (1..=3).contains(&part.len())
        } else {
            part.len() == 3
        };
        if !length_fits || !all_digits(part) {
            return Err(format!("is not a number in groups of three (`{group}`)"));
        }
        digits.push_str(part);
    }
    Ok(())
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number without what is around it.
struct Dressed<'a> {
    body: &'a str,
    negative: bool,
    percent: bool,
}

/// Takes off signs, brackets, currency and percent; nothing where one comes twice.
fn undress(text: &str) -> Option<Dressed<'_>> {
    let mut body = text;
    let (mut sign, mut currency, mut percent) = (None, false, false);
    loop {
        let before = body;
        if let Some((rest, negative)) = take_sign(body) {
            if sign.replace(negative).is_some() {
                return None;
            }
            body = rest.trim();
        } else if let Some(rest) = take_currency(body) {
            if currency {
                return None;
            }
            currency = true;
            body = rest.trim();
        } else if let Some(rest) = body.strip_suffix('%') {
            if percent {
                return None;
            }
            percent = true;
            body = rest.trim();
        }
        if body == before {
            return Some(Dressed {
                body,
                negative: sign.unwrap_or(false),
                percent,
            });
        }
    }
}

fn take_sign(text: &str) -> Option<(&str, bool)> {
    let bracketed = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    bracketed
        .or_else(|| text.strip_prefix('-'))
        .or_else(|| text.strip_suffix('-'))
        .map(|rest| (rest, true))
        .or_else(|| text.strip_prefix('+').map(|rest| (rest, false)))
}

fn take_currency(text: &str) -> Option<&str> {
    // The common case, a bare number, is decided by two bytes.
    let bare = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    if bare(bytes.first()) && bare(bytes.last()) {
        return None;
    }
    CURRENCIES.iter().find_map(|currency| {
        text.strip_prefix(currency)
            .or_else(|| text.strip_suffix(currency))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: NumberFormat = NumberFormat {
        decimal: '.',
        group: Some(','),
    };
    const GERMAN: NumberFormat = NumberFormat {
        decimal: ',',
        group: Some('.'),
    };
    const FRENCH: NumberFormat = NumberFormat {
        decimal: ',',
        group: Some(' '),
    };

    #[test]
    fn amounts_may_carry_currency_grouping_and_any_minus() {
        for (text, value) in [
            ("$2,000 ", 2000.0),
            ("¥1,234.50", 1234.5),
            ("￥ 88", 88.0),
            ("300元", 300.0),
            ("RMB 1,000,000", 1e6),
            ("12.5 CNY", 12.5),
            ("(1,234.56)", -1234.56),
            ("$(5)", -5.0),
            ("-£7.25", -7.25),
            ("€-7", -7.0),
            ("1234-", -1234.0),
            ("−3", -3.0),
            ("１，２３４", 1234.0),
            (".5", 0.5),
            ("0.10000", 0.1),
        ] {
            assert_eq!(parse_money(text, PLAIN), Ok(value), "{text}");
        }
    }

    #[test]
    fn other_countries_write_other_signs() {
        assert_eq!(parse_number("1.234,5", GERMAN), Ok(1234.5));
        assert_eq!(parse_number("1 234 567,25", FRENCH), Ok(1_234_567.25));
        assert_eq!(parse_number("1\u{202f}234,5", FRENCH), Ok(1234.5));
    }

    #[test]
    fn a_decimal_comma_is_never_taken_for_grouping() {
        assert!(parse_number("1,5", PLAIN).is_err());
        assert!(parse_number("1,2345", PLAIN).is_err());
        assert!(parse_number("1234,567", PLAIN).is_err());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", "abc", "--5", "(-5)", "$$5", "1.2.3", "NaN", "inf", "1e", "5%%", "1e999", "٣",
        ] {
            assert!(parse_number(text, PLAIN).is_err(), "{text}");
        }
        assert!(parse_integer("3.5", PLAIN).is_err());
        assert!(parse_integer("99999999999999999999", PLAIN).is_err());
        assert!(parse_money("1.23456", PLAIN).is_err());
        assert!(parse_money("100000000000", PLAIN).is_err());
    }

    #[test]
    fn whole_numbers_may_end_in_zeros_and_percentages_are_shares() {
        assert_eq!(parse_integer("1,234.00", PLAIN), Ok(1234));
        assert_eq!(parse_integer("-7", PLAIN), Ok(-7));
        assert_eq!(parse_number("95 %", PLAIN), Ok(0.95));
        assert_eq!(parse_number("1.5E+03", PLAIN), Ok(1500.0));
    }

    #[test]
    fn money_from_a_workbook_loses_its_binary_noise() {
        assert_eq!(money_from_number(0.1 + 0.2), Ok(0.3));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic(text in ".*") {
            for format in [PLAIN, GERMAN, FRENCH] {
                let _ = parse_number(&text, format);
                let _ = parse_integer(&text, format);
                let _ = parse_money(&text, format);
            }
        }

        #[test]
        fn a_written_number_reads_back_as_itself(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            prop_assert_eq!(parse_number(&value.to_string(), PLAIN), Ok(value));
        }

        #[test]
        fn a_written_amount_reads_back_as_itself(units in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let text = group_by_three(units);
            let read = parse_money(&text, PLAIN);
            prop_assert_eq!(read.map(|value| (value * 1e4).round() as i64), Ok(units));
        }
    }

    /// Ten-thousandths as `-1,234.5678`.
    fn group_by_three(units: i64) -> String {
        let whole = (units.unsigned_abs() / 10_000).to_string();
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if units < 0 { "-" } else { "" };
        format!("{sign}{grouped}.{:04}", units.unsigned_abs() % 10_000)
    }
}
