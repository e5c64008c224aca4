//! Small turns of phrase that several sections share.

use super::packet::{Cell, TableColumn};
use crate::locale::{Language, Locale, Text};
use crate::measure::{Measure, State};
use crate::period::{Grain, Period};
use crate::quantity::{Unit, round_half_away};
use crate::score::{Change, Comparison};
use crate::workspace::{Kind, Kpi};

/// Stands where there is no figure.
pub(crate) const DASH: &str = "—";

/// One language's words.
#[derive(Clone, Copy)]
pub(crate) struct Wording<'a> {
    pub(crate) locale: &'a Locale,
}

impl Wording<'_> {
    /// Points that an item costs. What would show as none is less than a tenth, not nothing.
    pub(super) fn points(&self, points: f64) -> String {
        match round_half_away(points, 1) > 0.0 {
            true => self.locale.number(points, 1),
            false => format!("<{}", self.locale.number(0.1, 1)),
        }
    }

    /// Points that an item would bring: `+2.4`, `<0.1`.
    pub(super) fn gain(&self, points: f64) -> String {
        match round_half_away(points, 1) > 0.0 {
            true => self.locale.signed(points, 1),
            false => self.points(points),
        }
    }

    pub(crate) fn language(&self) -> Language {
        self.locale.language()
    }

    pub(crate) fn pick<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language())
    }

    /// A column of a table, headed by a message.
    pub(crate) fn column(&self, key: &str, number: bool, share: f32) -> TableColumn {
        column(self.locale.text(key), number, share)
    }

    /// A message with one argument.
    pub(crate) fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.locale.format(key, &[(name, value.into())])
    }

    /// The word for a value of a closed vocabulary, whose messages begin with `prefix`; the value
    /// itself where there is none.
    fn word(&self, prefix: &str, value: &str) -> String {
        let key = format!("{prefix}{value}");
        if self.locale.has(&key) {
            self.locale.text(&key)
        } else {
            value.to_owned()
        }
    }

    pub(crate) fn role(&self, role: &str) -> String {
        self.word("packet-role-", role)
    }

    pub(crate) fn level(&self, level: &str) -> String {
        self.word("packet-level-", level)
    }

    pub(crate) fn mode(&self, mode: &str) -> String {
        self.word("packet-mode-", mode)
    }

    pub(crate) fn industry(&self, industry: &str) -> String {
        self.word("packet-industry-", industry)
    }

    pub(crate) fn value(&self, kpi: &Kpi, value: f64) -> String {
        self.locale.quantity(value, kpi.unit, kpi.decimals)
    }

    /// The value of a measure that is evidence, or a dash.
    pub(crate) fn measure(&self, kpi: &Kpi, measure: Option<Measure>) -> String {
        match measure {
            Some(measure) if measure.state != State::Insufficient => self.value(kpi, measure.value),
            _ => DASH.to_owned(),
        }
    }

    pub(crate) fn target(&self, kpi: &Kpi, target: Option<f64>) -> String {
        target.map_or_else(|| DASH.to_owned(), |target| self.limit(kpi, target))
    }

    /// The same beside an axis under the name of the unit, where there is little room.
    pub(crate) fn target_on_axis(&self, kpi: &Kpi, target: Option<f64>) -> String {
        let unit = match kpi.unit {
            Unit::Days | Unit::Hours | Unit::Minutes => Unit::Ratio,
            unit => unit,
        };
        target.map_or_else(
            || DASH.to_owned(),
            |target| self.limit_in(unit, kpi.decimals, target),
        )
    }

    /// A target or another limit. One that was scaled to a period, as a third of a whole, has
    /// up to two decimals more than values have, so that it does not show as something else.
    pub(crate) fn limit(&self, kpi: &Kpi, limit: f64) -> String {
        self.limit_in(kpi.unit, kpi.decimals, limit)
    }

    fn limit_in(&self, unit: Unit, decimals: u8, limit: f64) -> String {
        let says = |decimals: &u8| {
            (round_half_away(limit, *decimals) - limit).abs() <= 0.005 * limit.abs()
        };
        let most = decimals + 2;
        let decimals = (decimals..most).find(says).unwrap_or(most);
        self.locale.quantity(limit, unit, decimals)
    }

    /// Rows behind a value: hits and rows of a rate without weights, else rows.
    pub(crate) fn sample(&self, kpi: &Kpi, measure: Option<Measure>) -> String {
        match measure {
            None => DASH.to_owned(),
            Some(measure) if matches!(kpi.kind, Kind::Rate { weight: None, .. }) => format!(
                "{}/{}",
                self.locale.number(measure.numerator, 0),
                self.locale.number(f64::from(measure.n), 0)
            ),
            Some(measure) => self.locale.number(f64::from(measure.n), 0),
        }
    }

    pub(crate) fn percent(&self, share: f64) -> String {
        let (value, unit) = (share * 100.0, crate::quantity::Unit::Percent);
        self.locale.quantity(value, unit, 0)
    }

    /// The amount of a change with sign and unit, or a dash.
    pub(crate) fn change(&self, kpi: &Kpi, change: &Change) -> String {
        let relative = kpi.unit.is_relative_change();
        match change.amount {
            Some(amount) => self.locale.change(
                amount,
                kpi.unit,
                kpi.decimals.min(if relative { 0 } else { 9 }),
                relative,
            ),
            None => DASH.to_owned(),
        }
    }

    /// The amount of a change as [`Wording::change`] shows it; 0 where there is none.
    pub(crate) fn rounded(&self, kpi: &Kpi, change: &Change) -> f64 {
        let relative = kpi.unit.is_relative_change();
        let decimals = if relative { 0 } else { kpi.decimals };
        round_half_away(change.amount.unwrap_or_default(), decimals)
    }

    /// The amount of a change with its sign only, for a narrow column.
    pub(crate) fn brief_change(&self, kpi: &Kpi, change: &Change) -> String {
        match change.amount {
            Some(_) if kpi.unit.is_relative_change() => self.change(kpi, change),
            Some(amount) => self.locale.signed(amount, kpi.decimals),
            None => DASH.to_owned(),
        }
    }

    /// `the previous month`, `the same period last year`, `the baseline`.
    pub(crate) fn against(&self, comparison: Comparison, period: Period, short: bool) -> String {
        let key = match comparison {
            Comparison::Previous => match period.grain() {
                Grain::Week | Grain::Month => "packet-against-previous-month",
                Grain::Quarter => "packet-against-previous-quarter",
                Grain::Year | Grain::Whole => "packet-against-previous-year",
            },
            Comparison::LastYear => "packet-against-last-year",
            Comparison::Baseline => "packet-against-baseline",
        };
        self.locale.text(&if short {
            format!("{key}-short")
        } else {
            key.to_owned()
        })
    }
}

/// A column with this heading.
pub(crate) fn column(title: String, number: bool, share: f32) -> TableColumn {
    TableColumn {
        title,
        number,
        share,
    }
}

/// A cell without tint and link.
pub(crate) fn cell(text: String) -> Cell {
    Cell {
        text,
        ..Cell::default()
    }
}
