//! Numbers, quantities with their unit, and changes.
//!
//! Rounding happens here and once: half away from zero, as by hand. Numbers carry the
//! decimals that they are asked for, so that a column aligns; what rounds to zero has no
//! sign; the minus is the typographic one (U+2212); what is no number is a dash.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fixed_decimal::{Decimal, Sign};
use fluent_bundle::{FluentArgs, FluentValue};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale as Tag;

use super::{Language, Locale, messages, plural};
use crate::quantity::{Unit, clear_steps, round_half_away, rounded};

/// Stands where there is no number.
pub(super) const DASH: &str = "—";
const MINUS: &str = "−";

/// How a language writes numbers.
struct Figures {
    formatter: Option<DecimalFormatter>,
    /// Whether a number that needs no grouping is written with the digits 0 to 9 and a point.
    plain: bool,
}

thread_local! {
    // One a thread: ICU's formatters may not be shared between threads.
    static FIGURES: RefCell<BTreeMap<Language, Figures>> =
        const { RefCell::new(BTreeMap::new()) };
}

impl Locale {
    /// 1,234.5; −0.8; a dash for infinities and NaN.
    pub fn number(&self, value: f64, decimals: u8) -> String {
        write(self.language, value, decimals)
    }

    /// +1.4; −0.8; 0.0.
    pub fn signed(&self, value: f64, decimals: u8) -> String {
        with_plus(value, decimals, self.number(value, decimals))
    }

    /// A value with its unit: 92.3%, 41.2 days, +52, ¥1,234,567, 4.4.
    pub fn quantity(&self, value: f64, unit: Unit, decimals: u8) -> String {
        match unit {
            Unit::Points => self.signed(value, decimals),
            Unit::Money => self.money(value, decimals),
            _ => {
                let number = self.number(value, decimals);
                self.with_unit("unit", unit, number, plural_of(value, decimals))
            }
        }
    }

    /// A change with sign and unit: +1.4 points between rates, −22% if `relative`
    /// (`value` then is in percent of the earlier value).
    pub fn change(&self, value: f64, unit: Unit, decimals: u8, relative: bool) -> String {
        if unit == Unit::Money && !relative {
            return with_plus(value, decimals, self.money(value, decimals));
        }
        let (kind, unit) = if relative {
            ("unit", Unit::Percent)
        } else {
            ("change", unit)
        };
        let number = self.signed(value, decimals);
        self.with_unit(kind, unit, number, plural_of(value, decimals))
    }

    /// The unit alone, as for an axis: `days`, `%`, `1–5`, `CNY`; empty for pieces and ratios.
    pub fn unit(&self, unit: Unit) -> String {
        match unit {
            Unit::Money => self.currency.clone(),
            Unit::Count | Unit::Ratio => String::new(),
            _ => self.text(&format!("unit-name-{}", unit.name().replace('_', "-"))),
        }
    }

    fn money(&self, value: f64, decimals: u8) -> String {
        let number = self.number(value, decimals);
        let symbol = symbol(&self.currency);
        match number.strip_prefix(MINUS) {
            Some(digits) => format!("{MINUS}{symbol}{digits}"),
            None if number == DASH => number,
            None => format!("{symbol}{number}"),
        }
    }

    /// `number` in the message of its unit; as it is where the unit has none.
    fn with_unit(
        &self,
        kind: &'static str,
        unit: Unit,
        number: String,
        count: FluentValue<'_>,
    ) -> String {
        let key = self.units.get(&(kind, unit));
        let Some(key) = key.filter(|_| number != DASH) else {
            return number;
        };
        let mut arguments = FluentArgs::with_capacity(2);
        arguments.set("number", number);
        arguments.set("count", count);
        self.resolve(key, &arguments)
    }
}

/// Keys of the messages that write a number with its unit, where there is one.
pub(super) fn unit_messages(
    arguments: &messages::Arguments,
) -> BTreeMap<(&'static str, Unit), String> {
    let key = |kind, unit: Unit| format!("{kind}-{}", unit.name().replace('_', "-"));
    let kinds = ["unit", "change"].into_iter();
    let all = kinds.flat_map(|kind| Unit::ALL.map(|unit| ((kind, unit), key(kind, unit))));
    all.filter(|(_, key)| arguments.contains_key(key)).collect()
}

/// A number in `language`.
pub(super) fn write(language: Language, value: f64, decimals: u8) -> String {
    FIGURES.with_borrow_mut(|figures| {
        let figures = figures.entry(language);
        let figures = figures.or_insert_with(|| Figures::of(language));
        // Most numbers of a packet: everything else takes several times as long.
        match figures.plain.then(|| plain(value, decimals)).flatten() {
            Some(written) => written,
            None => figures.write(value, decimals),
        }
    })
}

/// A number that needs no grouping, with the digits 0 to 9; `None` where that is not enough.
fn plain(value: f64, decimals: u8) -> Option<String> {
    let steps = clear_steps(value, decimals)?;
    let unit = 10_i64.checked_pow(u32::from(decimals))?;
    let (whole, part) = (steps.abs() / unit, steps.abs() % unit);
    if whole >= 1000 {
        return None;
    }
    let sign = if steps < 0 { MINUS } else { "" };
    Some(match usize::from(decimals) {
        0 => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{part:0digits$}"),
    })
}

impl Figures {
    fn of(language: Language) -> Self {
        let locale = Tag::try_from_str(language.code()).ok();
        let options = DecimalFormatterOptions::default();
        Self::with(locale.and_then(|locale| DecimalFormatter::try_new(locale.into(), options).ok()))
    }

    fn with(formatter: Option<DecimalFormatter>) -> Self {
        let mut figures = Self {
            formatter,
            plain: false,
        };
        figures.plain = [(987.0, 0), (654.321, 3)].iter().all(|&(value, decimals)| {
            plain(value, decimals) == Some(figures.write(value, decimals))
        });
        figures
    }

    fn write(&self, value: f64, decimals: u8) -> String {
        let Some(decimal) = rounded(value, decimals) else {
            return DASH.to_owned();
        };
        let digits = Decimal::new(Sign::None, decimal.absolute.clone());
        let digits = match &self.formatter {
            Some(formatter) => formatter.format(&digits).to_string(),
            None => digits.to_string(),
        };
        match decimal.sign() {
            Sign::Negative => format!("{MINUS}{digits}"),
            _ => digits,
        }
    }
}

fn with_plus(value: f64, decimals: u8, text: String) -> String {
    // A dash, for what is no number, gets no plus.
    if value.is_finite() && round_half_away(value, decimals) > 0.0 {
        return format!("+{text}");
    }
    text
}

fn plural_of(value: f64, decimals: u8) -> FluentValue<'static> {
    plural(round_half_away(value, decimals), decimals)
}

fn symbol(currency: &str) -> String {
    match currency {
        "CNY" => "¥".to_owned(),
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "HKD" => "HK$".to_owned(),
        // A currency without a sign of its own goes by its code.
        code => format!("{code}\u{a0}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_written_as_its_language_writes_it_whichever_way_is_taken(
            value in -2000.0..2000.0_f64,
            decimals in 0..4_u8,
            near_a_half in any::<bool>(),
        ) {
            let value = if near_a_half { (value * 8.0).round() / 8.0 } else { value };
            for language in Language::built_in() {
                let figures = Figures::of(language);
                prop_assert!(figures.plain);
                prop_assert_eq!(write(language, value, decimals), figures.write(value, decimals));
            }
        }
    }

    #[test]
    fn other_digits_and_points_are_never_taken_for_plain_ones() {
        for (code, tenths) in [("ar-EG", "٩٨٧٫٥"), ("de", "987,5")] {
            let locale = Tag::try_from_str(code).unwrap();
            let options = DecimalFormatterOptions::default();
            let formatter = DecimalFormatter::try_new(locale.into(), options).unwrap();
            let figures = Figures::with(Some(formatter));
            assert_eq!(figures.write(987.5, 1), tenths);
            assert!(!figures.plain, "{code}");
        }
    }
}
